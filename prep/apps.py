from django.apps import AppConfig


class PrepConfig(AppConfig):
    name = "prep"
