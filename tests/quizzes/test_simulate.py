"""`manage.py simulate`: what the engine promises, on one page."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import Question
from tests.makers import NOW

pytestmark = pytest.mark.once


def simulated(*arguments):
    out = StringIO()
    call_command("simulate", "--learners", "20", "--items", "90", *arguments, stdout=out)
    return {line[:26].strip(): line[26:] for line in out.getvalue().splitlines()}


def test_it_says_how_long_how_sure_how_right_and_what_was_seen():
    told = simulated("--topics", "3", "--bank", "levels")
    assert list(told) == [
        "questions a learner",
        "known well enough",
        "of a topic at least",
        "known to (mean SD)",
        "wrong by (RMSE)",
        "truth in 50% intervals",
        "truth in 80% intervals",
        "truth in 95% intervals",
        "answers right",
        "the most seen item",
        "items nobody saw",
        "difficulties wrong by",
        "discriminations wrong by",
    ]
    assert told["questions a learner"] == "30.0"
    assert told["known well enough"] == "0% of the learners"
    assert told["of a topic at least"] == "10 questions"
    assert told["discriminations wrong by"] == "too few answers"


def test_practice_takes_as_many_questions_as_asked_for():
    assert simulated("--mode", "practice", "--questions", "7")["questions a learner"] == "7.0"


def test_what_is_loaded_is_a_bank_too(bank):
    """As one ability over all of it, or each topic its own; what is answered in words isn't assessed."""
    one = simulated("--bank", "library", "--topics", "1", "--questions", "5")
    assert one["questions a learner"] == "5.0"
    least, known = (float(one[what].split(",")[0]) for what in ("at best (mean SD)", "known to (mean SD)"))
    assert 0 < least <= known < 1
    each = simulated("--bank", "library")
    assert "at best (mean SD)" not in each
    assert each["of a topic at least"] == "6 questions"


def test_it_says_who_is_known_well_and_after_how_many_questions():
    told = simulated("--topics", "2", "--items", "1000")["known well enough"]
    share, after = re.fullmatch(r"(\d+)% of the learners, after ([\d.]+) questions", told).groups()
    assert int(share) > 50
    assert 8 < float(after) < 30


def test_without_questions_there_is_none(bank):
    Question.objects.update(retired_at=NOW)
    with pytest.raises(CommandError, match="Nothing is loaded"):
        simulated("--bank", "library")


def test_a_library_has_the_topics_that_it_has(bank):
    with pytest.raises(CommandError, match="The library has 2 topics"):
        simulated("--bank", "library", "--topics", "3")


def test_the_same_seed_says_the_same():
    assert simulated("--seed", "5") == simulated("--seed", "5") != simulated("--seed", "6")


def test_nobody_can_not_be_simulated():
    with pytest.raises(CommandError, match="a learner, an item, a topic and a question at least"):
        simulated("--topics", "0")
