"""When an assessment has asked enough."""

import pytest

from quizzes.adaptive.belief import nothing_known
from quizzes.adaptive.items import curve
from quizzes.adaptive.stopping import Stop, finished
from tests.quizzes.adaptive.makers import known

TELLING = curve(known(0.0, log_discrimination=0.4))


def after(*answers_by_topic):
    belief = nothing_known(len(answers_by_topic))
    for topic, answers in enumerate(answers_by_topic):
        for answer in range(answers):
            belief = belief.after(topic, TELLING, answer % 2)
    return belief


def test_one_topic_is_asked_until_it_is_known_to_three_tenths():
    sds = {answers: after(answers).sd(0) for answers in range(8, 31)}
    enough = min(answers for answers, sd in sds.items() if sd <= 0.30)
    assert 8 < enough < 30
    assert finished(after(enough - 1), {0: enough - 1}, [0]) is None
    assert finished(after(enough), {0: enough}, [0]) == Stop.SURE


def test_several_topics_each_to_five_tenths():
    belief = after(8, 8)
    assert 0.30 < belief.sd(0) < 0.50
    assert finished(belief, {0: 8, 1: 8}, [0, 1]) == Stop.SURE
    assert finished(after(8, 0), {0: 8}, [0, 1]) is None


def test_a_topic_that_is_not_reported_need_not_be_known():
    assert finished(after(20, 0), {0: 20}, [0]) == Stop.SURE


def test_however_sure_eight_questions_and_two_a_topic():
    sure = after(30, 30)
    assert finished(sure, {0: 5, 1: 2}, [0, 1]) is None
    assert finished(sure, {0: 7, 1: 1}, [0, 1]) is None
    assert finished(sure, {0: 6, 1: 2}, [0, 1]) == Stop.SURE


def test_a_topic_of_one_question_is_covered_by_it():
    sure = after(30, 30)
    assert finished(sure, {0: 7, 1: 1}, [0, 1], there_are={0: 40, 1: 1}) == Stop.SURE
    assert finished(sure, {0: 7, 1: 1}, [0, 1], there_are={0: 40, 1: 2}) is None


@pytest.mark.parametrize(("asked", "stop"), [(29, None), (30, Stop.LONG)])
def test_nobody_is_asked_more_than_thirty(asked, stop):
    assert finished(after(0), {0: asked}, [0]) == stop


def test_no_question_left():
    assert finished(after(3), {0: 3}, [0], nothing_left=True) == Stop.EXHAUSTED
    assert finished(after(30), {0: 30}, [0], nothing_left=True) == Stop.SURE
