from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    # Written in files: at the desk it can be looked at.
    shown = ("track", "topic", "objective", "misconception", "piece", "revision", "edition")
    grants = {"author": [f"content.view_{model}" for model in shown]}

    def ready(self) -> None:
        from content import reading  # models are not there before ready()
        from prep.accounts.signals import learner_merging

        learner_merging.connect(reading.merge, dispatch_uid="content.reading.merge")
