from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    name = "prep.accounts"

    def ready(self) -> None:
        apps.get_app_config("axes").verbose_name = "Wrong passwords"  # at the desk, beside our own names
        from prep.accounts.door import receivers  # noqa: F401 it connects them
