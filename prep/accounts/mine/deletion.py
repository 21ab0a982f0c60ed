"""Delete me: asked for, undone within seven days, and then done."""

import logging
from datetime import datetime
from itertools import islice

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from prep.accounts import guests
from prep.accounts.models import DELETED_AFTER, GUESTS_KEPT_FOR, Letter, Role, User

logger = logging.getLogger(__name__)

NAMELESS = "a deleted account"
SESSIONS_AT_ONCE = 500


class LastAdmin(Exception):
    """Nobody would be left to run the site."""


def ask(*, learner: User, now: datetime) -> datetime:
    """From now it takes seven days. Returns when it will be done; asking again changes nothing."""
    with transaction.atomic():
        if learner.role == Role.ADMIN and not admins_but(learner):
            raise LastAdmin
        User.objects.filter(pk=learner.pk, deletion_asked_at=None).update(deletion_asked_at=now)
    learner.refresh_from_db(fields=["deletion_asked_at"])
    return learner.deleted_at


def undo(*, learner: User) -> bool:
    """Whether there was anything to undo."""
    undone = User.objects.filter(pk=learner.pk, deletion_asked_at__isnull=False).update(deletion_asked_at=None)
    learner.deletion_asked_at = None
    return bool(undone)


def delete_due(*, now: datetime) -> int:
    """Deletes those whose seven days are over. Returns how many."""
    deleted = _delete(User.objects.filter(deletion_asked_at__lte=now - DELETED_AFTER))
    if deleted:
        _forget_sessions()
    return deleted


def sweep_guests(*, now: datetime) -> int:
    """Deletes the guests who didn't come for so long that they won't. Returns how many."""
    return _delete(User.objects.filter(email=None, last_seen_at__lt=now - GUESTS_KEPT_FOR))


def admins_but(learner: User) -> set[int]:
    """Who else runs the site. Locked in one order, so that of the last two, who leave at once, one stays."""
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True, deletion_asked_at=None)
    return set(admins.order_by("pk").values_list("pk", flat=True)) - {learner.pk}


def _delete(users: QuerySet[User]) -> int:
    """One at a time, looked at again under its lock: they may have come back meanwhile. One that fails stops none."""
    deleted = 0
    for pk in list(users.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                user = users.select_for_update().filter(pk=pk).first()
                if user is None:
                    continue
                if user.role == Role.ADMIN and not admins_but(user):
                    logger.warning("User %s asked for deletion but is the only admin by now: make another one.", pk)
                    continue
                if user.is_member:
                    _forget_addresses(user)
                user.delete()
                deleted += 1
        except Exception:
            logger.exception("User %s could not be deleted. It is tried again with the next sweep.", pk)
    return deleted


def _forget_addresses(user: User) -> None:
    """What knows people by their address, without a key: no walk finds it. The desk's log stays, without the name."""
    addresses = {user.email.lower()}
    addresses |= set(EmailAddress.objects.filter(user=user).values_list(Lower("email"), flat=True))
    AccessAttempt.objects.filter(username__in=addresses).delete()
    Letter.objects.annotate(to=Lower("recipient")).filter(to__in=addresses).delete()
    this_account = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    named = LogEntry.objects.annotate(named=Lower("object_repr")).filter(this_account | Q(named__in=addresses))
    named.update(object_repr=NAMELESS)


def _forget_sessions() -> None:
    """A member's session holds their address. Sessions have no key to their user, so all are looked through.

    A guest's stays until its cookie ends: there is nothing of theirs in it, and it is how they are told.
    """
    sessions = Session.objects.order_by("pk").iterator(chunk_size=SESSIONS_AT_ONCE)
    while some := list(islice(sessions, SESSIONS_AT_ONCE)):
        held = {session.pk: session.get_decoded() for session in some}
        whose = {pk: said[SESSION_KEY] for pk, said in held.items() if SESSION_KEY in said and guests.MARK not in said}
        living = {str(pk) for pk in User.objects.filter(pk__in=set(whose.values())).values_list("pk", flat=True)}
        Session.objects.filter(pk__in=[pk for pk, learner in whose.items() if learner not in living]).delete()
