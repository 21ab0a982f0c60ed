"""What accounts does when allauth tells it something."""

from allauth.account.signals import password_changed, password_reset
from django.dispatch import receiver

from prep.accounts import profile
from prep.accounts.door import lockout


@receiver(password_reset)
def who_reset_their_password_may_try_at_once(sender, request, user, **kwargs) -> None:
    lockout.forgive(user.email)


@receiver([password_reset, password_changed])
def who_has_a_new_password_stays_at_their_address(sender, request, user, **kwargs) -> None:
    profile.stay_at_address(member=user)
