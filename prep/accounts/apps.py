from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "prep.accounts"

    def ready(self) -> None:
        from prep.accounts import receivers  # noqa: F401 it connects them
