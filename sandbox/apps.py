from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "sandbox"

    def ready(self) -> None:
        from prep.accounts.signals import learner_merging
        from sandbox import runs  # models are not there before ready()

        learner_merging.connect(runs.merge, dispatch_uid="sandbox.runs.merge")
