from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    # Written in files: at the desk it can be looked at.
    grants = {"author": ["content.view_track", "content.view_topic", "content.view_objective"]}
