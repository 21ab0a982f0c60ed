"""A guest logs in to an older account: what they did as a guest becomes the member's."""

from datetime import datetime

from django.db import transaction

from prep.accounts.mine import belongings
from prep.accounts.models import User
from prep.accounts.signals import learner_merging

# What a member left open, a guest may have told.
FILLED_IN = {"time_zone": "", "interview_date": None}


class NotAGuest(Exception):
    """The guest is no more, or became a member meanwhile: there is nothing to bring."""


class LeftBehind(Exception):
    """An app's rows would have gone with the guest: its receiver of learner_merging is missing or wrong."""


def bring(*, guest_id: int, member: User, now: datetime) -> User:
    """Moves everything of the guest to the member, and then the guest is no more. All of it or nothing."""
    with transaction.atomic():
        # The locks also keep new rows of the guest's from being added behind the receivers' backs.
        users = User.objects.select_for_update().filter(pk__in=[guest_id, member.pk]).order_by("pk")
        both = {user.pk: user for user in users}
        guest, member = both.get(guest_id), both.get(member.pk)
        if guest is None or guest.is_member or member is None or member.is_guest:
            raise NotAGuest
        learner_merging.send(sender=User, guest=guest, member=member, now=now)
        for field, unset in FILLED_IN.items():
            if getattr(member, field) == unset:
                setattr(member, field, getattr(guest, field))
        member.save(update_fields=list(FILLED_IN))
        if forgotten := _left_of(guest):
            raise LeftBehind(f"Not moved by any receiver of learner_merging: {', '.join(forgotten)}.")
        guest.delete()
    return member


def _left_of(guest: User) -> list[str]:
    """The models that still belong to the guest or mention them."""
    everything = [*belongings.belongings(), *belongings.mentions()]
    return [found.model._meta.label for found in everything if found.of(guest).exists()]
