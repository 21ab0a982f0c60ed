"""What is known of a learner, from their answers alone: the same as what was kept while they answered."""

from operator import attrgetter

from django.db import transaction

from prep.accounts.models import User
from quizzes import shelf as shelves
from quizzes.models import Attempt, Judgement, Mastery, Quiz, Report, Skill
from quizzes.practice import answering, judging, knowing


def replay(*, learner: User) -> knowing.Known:
    """In the order in which they were counted. Nothing is written: `keep` does that."""
    known = knowing.nothing_of(learner, shelves.current())
    attempts = Attempt.objects.filter(learner=learner).select_related("question", "parameters")
    judgements = Judgement.objects.filter(attempt__learner=learner).select_related(
        "attempt__question", "attempt__parameters"
    )
    for each in sorted([*attempts, *judgements], key=attrgetter("at", "pk")):
        known.settle()
        if isinstance(each, Attempt):
            answering.count(known, each)
        else:
            judging.count(known, each)
    return known


def merge(*, guest: User, member: User, **signal: object) -> None:
    """Moves everything of the guest to the member; what follows from the answers is worked out anew from all of them.
    Of two with the same click's key, which only a copied page can make, the member's stays and the guest's goes."""
    with transaction.atomic():
        for model in (Quiz, Attempt, Report):
            taken = model.objects.filter(learner=member).values("client_key")
            model.objects.filter(learner=guest, client_key__in=taken).delete()
            model.objects.filter(learner=guest).update(learner=member)
        for model, of in ((Skill, "topic"), (Mastery, "objective")):
            taken = model.objects.filter(learner=member).values(of)
            model.objects.filter(learner=guest, **{f"{of}__in": taken}).delete()
            model.objects.filter(learner=guest).update(learner=member)
        known = replay(learner=member)
        gone = [*(set(known.shelf.place_of_topic) - known.skills.keys())]
        Skill.objects.filter(learner=member, topic__in=gone).delete()
        gone = [*(set(known.shelf.topic_of_objective) - known.masteries.keys())]
        Mastery.objects.filter(learner=member, objective__in=gone).delete()
        known.keep()
