"""What a learner says about themselves, kept."""

from allauth.account.models import EmailAddress

from prep.accounts.models import User


def choose(*, learner: User, **chosen: object) -> User:
    """Writes just what was chosen, so that two open pages don't undo each other."""
    for field, value in chosen.items():
        setattr(learner, field, value)
    if chosen:
        learner.save(update_fields=list(chosen))
    return learner


def stay_at_address(*, member: User) -> None:
    """Another address that waits to be confirmed is given up: its link opens nothing any more.

    After a new password too: whoever knew the old one may have asked for that address.
    """
    EmailAddress.objects.filter(user=member, verified=False).exclude(email=member.email.lower()).delete()
