"""What accounts does when allauth tells it something."""

from allauth.account.signals import password_reset
from django.dispatch import receiver

from prep.accounts import lockout


@receiver(password_reset)
def who_reset_their_password_may_try_at_once(sender, request, user, **kwargs) -> None:
    lockout.forgive(user.email)
