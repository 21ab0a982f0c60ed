from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"
    # Of what learners did, the desk sees how often and how well, never whose.
    grants = {
        "author": [
            *(f"quizzes.view_{model}" for model in ("question", "parameters", "report")),
            "quizzes.change_report",
        ]
    }

    def ready(self) -> None:
        from prep.accounts.signals import learner_merging
        from quizzes import practice  # models are not there before ready()

        learner_merging.connect(practice.merge, dispatch_uid="quizzes.practice.merge")
