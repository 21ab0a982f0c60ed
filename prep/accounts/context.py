"""What every template knows: the learner, and what there is to tell them."""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from prep.accounts import guests, presence


def learner(request: HttpRequest) -> dict[str, object]:
    """`learner` is None for someone who did nothing yet: their session isn't touched, so that pages can be shared."""
    session = getattr(request, "session", None)
    if session is None or session.session_key is None:
        return {"learner": None}
    if request.user.is_authenticated:
        return {"learner": request.user, "presence_is_due": presence.due(request.user, timezone.now())}
    return {"learner": None, "guest_is_gone": SESSION_KEY in session and guests.MARK in session}
