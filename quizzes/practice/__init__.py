"""What changes a learner's practice. `starting`, `answering`, `judging`, `resting`, `ending` are the verbs, `choosing`
decides what is asked next, `knowing` keeps what follows from the answers, `replaying` makes it anew."""

from quizzes.practice.answering import (
    Finished,
    Refused,
    Withheld,
    answer,
    answer_alone,
    hint,
    insist_told,
    insist_waits,
)
from quizzes.practice.ending import abandon, finish
from quizzes.practice.judging import NotYet, judge
from quizzes.practice.replaying import merge, replay
from quizzes.practice.resting import open_turn, pause, resume
from quizzes.practice.starting import NothingToAsk, insist, retry, start

__all__ = [
    "Finished",
    "NotYet",
    "NothingToAsk",
    "Refused",
    "Withheld",
    "abandon",
    "answer",
    "answer_alone",
    "finish",
    "hint",
    "insist",
    "insist_told",
    "insist_waits",
    "judge",
    "merge",
    "open_turn",
    "pause",
    "replay",
    "resume",
    "retry",
    "start",
]
