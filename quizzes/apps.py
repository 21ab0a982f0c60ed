from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        from prep.accounts.signals import learner_merging
        from quizzes import practice  # models are not there before ready()

        learner_merging.connect(practice.merge, dispatch_uid="quizzes.practice.merge")
