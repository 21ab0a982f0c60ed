"""What a learner does with what we teach, as rows: the bank of questions, quizzes with their attempts, and what
follows from those."""

from quizzes.models.bank import Parameters, Question, Report
from quizzes.models.practice import Attempt, Judgement, Quiz, Turn
from quizzes.models.standing import Mastery, Skill

__all__ = ["Attempt", "Judgement", "Mastery", "Parameters", "Question", "Quiz", "Report", "Skill", "Turn"]
