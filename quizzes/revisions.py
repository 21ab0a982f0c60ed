"""Questions as they were at a revision, ready to be asked. Revisions never change, so they are kept in memory."""

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock

from content.compiler.questions import stored
from content.compiler.questions.values import Question
from content.models import Revision

MOST = 4000


def value(revision_id: int) -> Question:
    """No query for one that was asked for before."""
    return _kept.get(revision_id) or values([revision_id])[revision_id]


def values(ids: Collection[int]) -> dict[int, Question]:
    """One query for all that weren't asked for before."""
    found = {pk: _kept[pk] for pk in ids if pk in _kept}
    if missing := set(ids) - found.keys():
        rows = Revision.objects.filter(pk__in=missing).order_by().values_list("pk", "compiled")
        fresh = {pk: stored.read(compiled) for pk, compiled in rows}
        found |= fresh
        with _one_at_a_time:
            _kept.update(fresh)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return found


def forget() -> None:
    """For tests: another database has other revisions."""
    _kept.clear()


_kept: OrderedDict[int, Question] = OrderedDict()
_one_at_a_time = Lock()
