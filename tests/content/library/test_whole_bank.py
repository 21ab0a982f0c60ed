"""The bank as a whole: enough of everything, and nothing that its form gives away."""

from collections import defaultdict
from functools import cache

import pytest

from content import vocabulary
from content.compiler.bank.by_form import by_form
from content.compiler.bank.lint import lint
from content.compiler.library import compile_folder
from content.compiler.questions.values import KINDS, LEVELS, Choice
from content.compiler.sources import LIBRARY
from prep import balance

pytestmark = pytest.mark.once
SECONDS = {1: (15, 75), 2: (30, 180), 3: (30, 240), 4: (45, 300), 5: (60, 420)}


@cache
def library():
    compiled = compile_folder(LIBRARY, vocabulary.current())
    assert compiled.problems == ()
    return compiled.library


def topics():
    return [topic for track in library().tracks for topic in track.topics]


def questions():
    return [question for topic in topics() for question in topic.questions]


def test_there_are_three_hundred_at_least_of_every_kind_and_level_in_every_topic():
    assert len(questions()) >= 300
    for topic in topics():
        assert {question.kind for question in topic.questions} == {*KINDS}, topic.key
        assert {question.level for question in topic.questions} == {*LEVELS}, topic.key


def test_every_objective_is_asked_about_at_three_levels():
    levels = defaultdict(set)
    for question in questions():
        for mention in question.tests:
            levels[mention.key].add(question.level)
    objectives = [objective.key for topic in topics() for objective in topic.objectives]
    assert {key: levels[key] for key in objectives if len(levels[key]) < 3} == {}


def test_every_objective_that_an_experiment_shows_has_a_question_that_leads_there():
    shown = {mention.key for question in questions() if question.demo for mention in question.tests}
    assert [each.key for topic in topics() for each in topic.objectives if each.demos and each.key not in shown] == []


def test_sixty_misconceptions_at_least_are_each_betrayed_twice():
    betrayed = balance.betrayed(library())
    assert len(betrayed) >= 60
    assert {key: many for key, many in betrayed.items() if many < 2} == {}


def test_of_one_right_option_there_are_three_or_four():
    single = [each for each in questions() if isinstance(each.answer, Choice) and not each.answer.several]
    assert {each.key: len(each.answer.options) for each in single if not 2 <= len(each.answer.options) <= 4} == {}


def test_seconds_are_those_of_its_level():
    odd = {
        each.key: (each.level, each.seconds)
        for each in questions()
        if each.kind != "text" and not SECONDS[each.level][0] <= each.seconds <= SECONDS[each.level][1]
    }
    assert odd == {}


def test_there_is_no_advice_to_give():
    assert [str(problem) for problem in lint(questions())] == []


def test_no_company_is_named_that_no_public_source_names():
    assert {each.key: each.asked_at for each in questions() if each.asked_at} == {}


def test_it_is_in_balance():
    assert list(balance.faults(library())) == []


def test_form_alone_gets_at_most_five_in_a_hundred_more_than_chance():
    reader = by_form(questions())
    assert reader.right <= reader.by_chance + 0.05
