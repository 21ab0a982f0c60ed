"""What happens while a form with a new password is looked at: after its address was, and before anything is kept."""

from collections.abc import Callable


class Validator:
    """Of passwords, for AUTH_PASSWORD_VALIDATORS. It minds none."""

    happens: Callable[[], object] | None = None

    def validate(self, password, user=None) -> None:
        happens, Validator.happens = Validator.happens, None
        if happens:
            happens()


def once(settings, happens: Callable[[], object]) -> None:
    Validator.happens = happens
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.Validator"}]
