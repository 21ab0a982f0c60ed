"""Abilities, chances and reasons in words that a person understands."""

from dataclasses import dataclass

import numpy as np

from content.models import Misconception
from quizzes.adaptive import items
from quizzes.adaptive.belief import Belief
from quizzes.adaptive.mastery import FEWEST, MASS, WIDEST
from quizzes.adaptive.scale import GRID
from quizzes.models import Quiz, Turn
from quizzes.practice.knowing import Known

LEVEL_NAMES = {1: "recall", 2: "understanding", 3: "applying", 4: "analysing", 5: "judging and deriving"}
OPEN_CURVES = {level: items.curve(items.prior(level, 0.0)) for level in LEVEL_NAMES}  # nothing to guess
SHARES = ((0.9, "nearly all"), (0.7, "most"), (0.45, "about half"), (0.2, "some"), (0.0, "few"))


@dataclass(frozen=True)
class Standing:
    """Of a topic: with what chance a question of level 3 is answered right, as a range; or that there isn't enough."""

    title: str
    address: str
    enough: bool
    low: int = 0
    high: int = 0
    answers: int = 0
    words: str = "Not enough evidence yet"

    @property
    def span(self) -> int:
        return max(2, self.high - self.low)


def standing(title: str, address: str, known: Known, topic_id: int) -> Standing:
    """Of a topic of the path."""
    place, skill = known.shelf.place_of_topic[topic_id], known.skills.get(topic_id)
    answers = skill.answers if skill else 0
    low, high = map(_chance_at, known.belief.interval(place, MASS))
    if answers < FEWEST or high - low > 100 * WIDEST:
        return Standing(title, address, enough=False, answers=answers)
    return Standing(title, address, True, low, high, answers=answers, words=_in_words(known.belief, place))


def _chance_at(ability: float) -> int:
    return round(100 * float(np.interp(ability, GRID, OPEN_CURVES[3])))


def _in_words(belief: Belief, topic: int) -> str:
    """Of the hardest level that most questions go well at, and what becomes of the one above."""
    chances = {level: belief.chance(topic, curve) for level, curve in OPEN_CURVES.items()}
    solid = [level for level, chance in chances.items() if chance >= 0.7]
    if not solid:
        return f"You would answer {share(chances[1])} of the questions of level 1 right"
    top = max(solid)
    if top == max(chances):
        return f"You would answer {share(chances[top])} of the questions right, up to level {top}"
    return (
        f"You would answer {share(chances[top])} of the questions of level {top} right, and "
        f"{share(chances[top + 1])} of level {top + 1}"
    )


def share(chance: float) -> str:
    return next(words for least, words in SHARES if chance >= least)


BY_BELIEF = ("shaky", "review", "fitting", "stretch")


def why(turn: Turn, belief: Misconception | None) -> str:
    """Why this question came next, of which an assessment says nothing. What follows from what is believed isn't told
    while an assessment goes on."""
    if turn.measured and turn.why in BY_BELIEF:
        return "It is chosen for you by your answers. Why, is told when your assessment is over."
    told = turn.chance is not None and not turn.measured
    chance = f" You have about {round(100 * turn.chance)} % to get it right." if told else ""
    match turn.why:
        case "follow-up":
            held = f": “{belief.belief}”" if belief else " what an answer of yours in this quiz betrayed."
            return f"It checks whether you believe{held}"
        case "shaky":
            return f"You still seem shaky at what it is about.{chance}"
        case "new":
            return f"So far no answer of yours counts for what it is about.{chance}"
        case "review":
            return f"It seems easy for you: it shows whether it is.{chance}"
        case "fitting":
            return f"It is about as hard as helps you most.{chance}"
        case "stretch":
            return f"It is a stretch: it seems harder for you than what helps most.{chance}"
    return "It is next in this set."


def ending(quiz: Quiz) -> str:
    return {
        Quiz.Ending.LENGTH: "All of its questions are answered.",
        Quiz.Ending.CERTAIN: "Your answers say enough: more questions would hardly change the picture.",
        Quiz.Ending.EMPTY: "There is no further question of this choice.",
        Quiz.Ending.EARLY: "You ended it here.",
        Quiz.Ending.ABANDONED: "You gave it up. What you answered before stays.",
    }.get(quiz.ending, "")
