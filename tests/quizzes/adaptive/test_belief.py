"""What answers teach about a learner: exactly within a topic, closely across topics, and the same whenever replayed."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.adaptive.belief import NOTHING, Belief, Evidence, nothing_known
from quizzes.adaptive.items import curve, prior
from quizzes.adaptive.scale import GRID, normalised
from tests.quizzes.adaptive.makers import EASY, HARD, MIDDLING, known

CURVES = [curve(prior(level, guessing)) for level in (1, 3, 5) for guessing in (0.0, 0.25)]
an_answer = st.tuples(st.integers(0, 4), st.sampled_from(CURVES), st.sampled_from([0.0, 0.5, 1.0]))
answers = st.lists(an_answer, max_size=24)


def told(given_answers, topics=5) -> Belief:
    belief = nothing_known(topics)
    for topic, of_item, score in given_answers:
        belief = belief.after(topic, of_item, score)
    return belief


def test_before_any_answer_everybody_may_be_anybody():
    belief = nothing_known(3)
    assert belief.mean.tolist() == [0, 0, 0]
    np.testing.assert_allclose(belief.covariance, [[1, 0.7, 0.7], [0.7, 1, 0.7], [0.7, 0.7, 1]], atol=1e-12)
    np.testing.assert_allclose(belief.posterior(0), normalised(-0.5 * GRID**2)[0], atol=1e-12)
    np.testing.assert_allclose(belief.interval(0, 0.8), (-1.2816, 1.2816), atol=0.005)


def test_one_topic_is_exactly_bayes():
    belief = told([(0, MIDDLING, 1.0), (0, HARD, 0.0), (0, EASY, 0.5)], topics=1)
    by_hand = np.exp(-0.5 * GRID**2) * MIDDLING * (1 - HARD) * np.sqrt(EASY * (1 - EASY))
    by_hand /= by_hand.sum()
    np.testing.assert_allclose(belief.posterior(0), by_hand, atol=1e-12)
    mean = by_hand @ GRID
    assert belief.mean[0] == pytest.approx(mean, abs=1e-12)
    assert belief.sd(0) == pytest.approx(np.sqrt(by_hand @ GRID**2 - mean**2), abs=1e-12)
    assert belief.chance(0, MIDDLING) == pytest.approx(by_hand @ MIDDLING, abs=1e-12)


def test_two_topics_are_nearly_bayes():
    given_answers = [(0, MIDDLING, 1.0), (0, HARD, 1.0), (1, EASY, 0.0), (1, MIDDLING, 0.0), (0, HARD, 0.0)]
    precision = np.linalg.inv([[1, 0.7], [0.7, 1]])
    joint = -0.5 * (
        precision[0, 0] * GRID[:, None] ** 2 + 2 * precision[0, 1] * np.outer(GRID, GRID) + precision[1, 1] * GRID**2
    )
    for topic, of_item, score in given_answers:
        likelihood = np.log(of_item if score else 1 - of_item)
        joint = joint + (likelihood[:, None] if topic == 0 else likelihood)
    exact = np.exp(joint) / np.exp(joint).sum()
    belief = told(given_answers, topics=2)
    for topic, marginal in enumerate((exact.sum(axis=1), exact.sum(axis=0))):
        assert belief.mean[topic] == pytest.approx(marginal @ GRID, abs=0.02)
        assert belief.sd(topic) == pytest.approx(np.sqrt(marginal @ GRID**2 - (marginal @ GRID) ** 2), abs=0.02)
        assert np.abs(belief.posterior(topic) - marginal).sum() < 0.03


@given(answers, an_answer)
def test_a_better_answer_never_says_less_of_anybody(before, one_more):
    topic, of_item, _ = one_more
    after = [told(before).after(topic, of_item, score).mean for score in (0.0, 0.5, 1.0)]
    for worse, better in pairwise(after):
        assert (worse <= better + 1e-9).all()


@given(answers)
def test_what_is_believed_stays_a_distribution(given_answers):
    belief = told(given_answers)
    assert np.linalg.eigvalsh(belief.covariance).min() > 0
    for topic in range(5):
        low, high = belief.interval(topic, 0.95)
        assert low < belief.mean[topic] < high
        assert belief.posterior(topic).sum() == pytest.approx(1)


def test_lucky_guesses_all_over_leave_a_distribution():
    belief = told([(topic, HARD, 1.0) for topic in range(40)], topics=40)
    assert np.linalg.eigvalsh(belief.covariance).min() > 0
    assert (belief.mean > 0).all()


@given(answers, st.randoms(use_true_random=False))
def test_within_a_topic_the_order_makes_no_difference(given_answers, shuffler):
    in_one = [(0, of_item, score) for _, of_item, score in given_answers]
    shuffled = shuffler.sample(in_one, len(in_one))
    np.testing.assert_allclose(told(in_one, 1).posterior(0), told(shuffled, 1).posterior(0), atol=1e-12)


@settings(max_examples=60)
@given(answers, st.randoms(use_true_random=False))
def test_across_topics_the_order_makes_little(given_answers, shuffler):
    one, other = told(given_answers), told(shuffler.sample(given_answers, len(given_answers)))
    sds = np.sqrt(one.covariance.diagonal())
    assert (np.abs(one.mean - other.mean) < 0.15 * sds).all()


@given(answers)
def test_answers_replayed_in_their_order_are_the_same_to_the_byte(given_answers):
    assert [kept.to_bytes() for kept in told(given_answers).evidence] == [
        kept.to_bytes() for kept in told(given_answers).evidence
    ]


@given(answers, an_answer)
def test_a_belief_is_put_together_again_from_what_was_kept(given_answers, one_more):
    belief = told(given_answers)
    again = Belief.of([Evidence.from_bytes(kept.to_bytes()) for kept in belief.evidence])
    np.testing.assert_allclose(again.mean, belief.mean, atol=1e-9)
    np.testing.assert_allclose(again.covariance, belief.covariance, atol=1e-9)
    np.testing.assert_allclose(again.posterior(2), belief.posterior(2), atol=1e-9)
    np.testing.assert_allclose(again.after(*one_more).mean, belief.after(*one_more).mean, atol=1e-9)


@given(answers)
def test_evidence_is_kept_exactly(given_answers):
    for evidence in told(given_answers).evidence:
        again = Evidence.from_bytes(evidence.to_bytes())
        assert again.to_bytes() == evidence.to_bytes()
        assert (again.precision, again.shift, again.answers) == (evidence.precision, evidence.shift, evidence.answers)


def test_what_is_not_evidence_is_refused():
    with pytest.raises(ValueError, match="10 bytes are not evidence"):
        Evidence.from_bytes(b"0123456789")
    with pytest.raises(ValueError, match=r"A score is 0 to 1, not 1\.5"):
        NOTHING.plus(MIDDLING, 1.5)


def test_an_answer_can_be_taken_back():
    belief = told([(1, EASY, 0.0), (0, MIDDLING, 1.0)])
    taken_back = belief.after(0, HARD, 1.0)
    taken_back = taken_back.given(0, taken_back.evidence[0].minus(HARD, 1.0))
    np.testing.assert_allclose(taken_back.mean, belief.mean, atol=1e-9)
    np.testing.assert_allclose(taken_back.covariance, belief.covariance, atol=1e-9)
    assert taken_back.evidence[0].answers == 1


def test_an_answer_of_half_the_weight_counts_half():
    twice = NOTHING.plus(MIDDLING, 1.0, 0.5).plus(MIDDLING, 1.0, 0.5)
    np.testing.assert_allclose(twice.log_likelihood, NOTHING.plus(MIDDLING, 1.0).log_likelihood, atol=1e-12)
    assert twice.answers == 1


def test_part_of_the_answers_can_be_left_out():
    part = NOTHING.plus(HARD, 1.0)
    belief = told([(0, MIDDLING, 0.0), (0, HARD, 1.0)], topics=1)
    np.testing.assert_allclose(belief.without(0, part), told([(0, MIDDLING, 0.0)], topics=1).posterior(0), atol=1e-12)


def test_topics_hear_of_each_other():
    belief = told([(0, MIDDLING, 1.0)] * 4)
    assert belief.mean[0] > belief.mean[1] > 0.4
    assert belief.sd(0) < belief.sd(1) < 1


def test_an_item_that_is_not_known_well_teaches_less():
    sure = nothing_known(1).after(0, curve(known(0.0)), 1.0)
    unsure = nothing_known(1).after(0, curve(prior(3, 0.0)), 1.0)
    assert sure.sd(0) < unsure.sd(0)
    assert sure.mean[0] > unsure.mean[0]
