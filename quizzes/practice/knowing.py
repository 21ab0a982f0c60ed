"""What we know of a learner, in memory: their skills as one belief over all topics, and what each objective's answers
say. An answer is counted here, and written back by `kept`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prep.accounts.models import User
from prep.prepared import PreparedInsert
from quizzes.adaptive.belief import Belief
from quizzes.adaptive.evidence import NOTHING, Evidence
from quizzes.adaptive.mastery import Mastery as Estimate
from quizzes.adaptive.mastery import mastery
from quizzes.adaptive.scale import Array
from quizzes.models import Mastery, Question, Skill
from quizzes.queries import practice
from quizzes.shelf import Shelf

OWN_JUDGEMENT = 0.5  # of the weight: one is no stranger to oneself
FRESH = timedelta(days=14)  # so long a solution that was shown is known by heart
FRESH_AGAIN = ((FRESH, 0.25), (timedelta(days=90), 0.5))
INSTANT = timedelta(microseconds=1)
KEEP_SKILLS = PreparedInsert(
    Skill, unique=("learner", "topic"), renewed=("evidence", "mean", "sd", "answers", "updated_at")
)
KEEP_MASTERIES = PreparedInsert(
    Mastery,
    unique=("learner", "objective"),
    renewed=("evidence", "elsewhere", "chance", "offset", "answers", "updated_at"),
)


def weight(seen_at: datetime | None, now: datetime) -> float:
    """How much an answer counts whose solution was shown at that moment: less, the fresher the memory."""
    if seen_at is None:
        return 1.0
    return next((share for within, share in FRESH_AGAIN if now - seen_at < within), 1.0)


@dataclass
class Known:
    """`skills` are by the topic's id, `masteries` by the objective's; what was touched is written by `keep`."""

    learner: User | None
    shelf: Shelf
    skills: dict[int, Skill]
    masteries: dict[int, Mastery]
    belief: Belief
    _topics: set[int] = field(default_factory=set)
    _objectives: set[int] = field(default_factory=set)

    def ability(self, topic_id: int) -> tuple[float, float]:
        """Mean and standard deviation; of a topic that has left the path, those of anybody."""
        place = self.shelf.place_of_topic.get(topic_id)
        return (0.0, 1.0) if place is None else (float(self.belief.mean[place]), self.belief.sd(place))

    @property
    def version(self) -> tuple[int, datetime | None]:
        """Another one after every answer and judgement that was counted."""
        updated = max((skill.updated_at for skill in self.skills.values()), default=None)
        return sum(skill.answers for skill in self.skills.values()), updated

    def after_all(self, now: datetime) -> datetime:
        """Now, or just after the last answer that was counted: in this order they are counted again."""
        latest = max((skill.updated_at for skill in self.skills.values()), default=None)
        return now if latest is None or latest < now else latest + INSTANT

    def count(
        self, *, topic_id: int, objectives: Iterable[int], curve: Array, score: float, weight: float, at: datetime
    ) -> None:
        """One answer that was scored so, to a question of that topic about those objectives."""
        place = self.shelf.place_of_topic.get(topic_id)
        if place is None:  # its topic has left the path: nobody is asked about it now
            return
        self.belief = self.belief.after(place, curve, score, weight)
        skill = self.skills.get(topic_id) or Skill(learner=self.learner, topic_id=topic_id, answers=0)
        skill.evidence = self.belief.evidence[place].to_bytes()
        skill.mean, skill.sd = float(self.belief.mean[place]), self.belief.sd(place)
        skill.answers, skill.updated_at = skill.answers + 1, at
        self.skills[topic_id] = skill
        self._topics.add(topic_id)
        for pk in objectives:
            row = self.masteries.get(pk) or Mastery(learner=self.learner, objective_id=pk, answers=0)
            of = self.shelf.topic_of_objective.get(pk)
            own, elsewhere = evidence_of(row.evidence), evidence_of(row.elsewhere)
            if of == place:
                own = own.plus(curve, score, weight)
            else:  # its topic's belief hasn't counted this answer
                elsewhere = elsewhere.plus(curve, score, weight)
            estimate = mastery(self.belief, place if of is None else of, own, elsewhere)
            row.evidence, row.elsewhere = own.to_bytes(), elsewhere.to_bytes()
            row.chance, row.offset = estimate.chance, estimate.offset
            row.answers, row.updated_at = row.answers + 1, at
            self.masteries[pk] = row
            self._objectives.add(pk)

    def settle(self) -> None:
        """As if read from its rows: what is summed up in another order differs in its last digit."""
        self.belief = _belief(self.skills, self.shelf)

    def keep(self) -> None:
        """Two statements."""
        if self._topics:
            KEEP_SKILLS(self.skills[pk] for pk in sorted(self._topics))
        if self._objectives:
            KEEP_MASTERIES(self.masteries[pk] for pk in sorted(self._objectives))
        self._topics, self._objectives = set(), set()

    def mastery(self, objective_id: int) -> Estimate | None:
        """None for an objective that nothing asks about."""
        place = self.shelf.topic_of_objective.get(objective_id)
        if place is None:
            return None
        row = self.masteries.get(objective_id)
        if row is None:
            return mastery(self.belief, place, NOTHING)
        return mastery(self.belief, place, evidence_of(row.evidence), evidence_of(row.elsewhere))


def of(learner: User | None, shelf: Shelf) -> Known:
    """Two queries; none for somebody who did nothing yet."""
    skills = practice.skills(learner) if learner else {}
    masteries = practice.masteries(learner) if learner else {}
    return Known(learner, shelf, skills, masteries, _belief(skills, shelf))


def told(learner_id: int, shelf: Shelf) -> Known:
    """To tell them where they stand on topics, and nothing while an assessment goes on. One query."""
    skills = practice.skills_told(learner_id)
    return Known(None, shelf, skills, {}, _belief(skills, shelf))


def nothing_of(learner: User, shelf: Shelf) -> Known:
    """As if they had never answered: for counting anew."""
    return Known(learner, shelf, {}, {}, _belief({}, shelf))


def evidence_of(kept: bytes) -> Evidence:
    return Evidence.from_bytes(bytes(kept)) if kept else NOTHING


def _belief(skills: dict[int, Skill], shelf: Shelf) -> Belief:
    found = (skills.get(topic.pk) for topic in shelf.topics)
    return Belief.of([evidence_of(skill.evidence) if skill else NOTHING for skill in found])


def objectives_of(question: Question, shelf: Shelf) -> Collection[int]:
    """From the shelf; of a question that is no longer asked from its own links."""
    place = shelf.place.get(question.pk)
    if place is not None:
        return shelf.objectives_of.get(place, [])
    return list(question.objectives.values_list("pk", flat=True))
