from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "prep.operations"

    def ready(self) -> None:
        from prep.operations import checks  # noqa: F401  (importing registers them)
