"""Slopes and intercepts of many items at once, from who answered what: marginal maximum likelihood.

P(right | θ) = c + (1 − c) σ(slope·θ + intercept), learners' abilities N(0, 1). Expectation–maximisation after Bock and
Aitkin (1981): abilities are spread over a grid by what each learner's answers say, then every item is fitted to the
answers that are to be expected at each point, by Fisher scoring. Worth it from ENOUGH answers an item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from quizzes.adaptive.chances import SURE, sigmoid
from quizzes.adaptive.items import Parameters
from quizzes.adaptive.scale import Array

ENOUGH = 200
NODES: Array = np.linspace(-6.0, 6.0, 49)
LOG_WEIGHTS: Array = -0.5 * NODES**2 - np.log(np.exp(-0.5 * NODES**2).sum())
DESIGN: Array = np.stack([NODES, np.ones_like(NODES)])  # (2, nodes): what slope and intercept are multiplied by
STEPS = 2  # of Fisher scoring in a round: the next round moves the target anyway
FARTHEST = 1.0  # that one of them goes, where the first would overshoot
SETTLED = 1e-6
MOST_ROUNDS = 2000
STARTING_WITHIN = 0.02  # of nobody and of all being right
LEAST_SLOPE = 0.1
RIDGE = 1e-9  # an item that nobody was asked stays where it is


@dataclass(frozen=True)
class Estimate:
    """Of one item, with standard errors; `answers` is how many there were."""

    slope: float
    intercept: float
    slope_se: float
    intercept_se: float
    covariance: float
    guessing: float
    answers: int

    def parameters(self) -> Parameters | None:
        """None where who knows more does not answer better: such an item tells nothing, and its author has to look."""
        if self.slope < LEAST_SLOPE:
            return None
        difficulty = -self.intercept / self.slope
        variance = (
            self.intercept_se**2 + difficulty**2 * self.slope_se**2 + 2 * difficulty * self.covariance
        ) / self.slope**2
        return Parameters(
            difficulty, float(np.sqrt(variance)), float(np.log(self.slope)), self.slope_se / self.slope, self.guessing
        )


@dataclass(frozen=True)
class Fit:
    items: tuple[Estimate, ...]
    log_likelihood: float
    rounds: int
    settled: bool


@dataclass(frozen=True)
class _Answers:
    """(learners, items): the scores with 0 where nothing was asked, and what was asked."""

    scores: Array
    asked: Array
    guessing: Array  # (items,)
    log_weights: Array  # (learners, nodes) or (nodes,): where they may be, whatever they answered

    @classmethod
    def of(
        cls, responses: Array, guessing: Sequence[float] | None, believed: tuple[Array, Array] | None = None
    ) -> "_Answers":
        asked = ~np.isnan(responses)
        fixed = np.zeros(responses.shape[1]) if guessing is None else np.asarray(guessing, dtype=float)
        log_weights = LOG_WEIGHTS if believed is None else _log_weights(*believed)
        return cls(np.where(asked, responses, 0.0), asked.astype(float), fixed, log_weights)

    def curves(self, items: Array) -> tuple[Array, Array]:
        """(items, nodes): P(right), and the logistic curve in it. `items` is (items, 2)."""
        logistic = sigmoid(items @ DESIGN)
        c = self.guessing[:, None]
        return np.clip(c + (1 - c) * logistic, SURE, 1 - SURE), logistic

    def posteriors(self, items: Array) -> tuple[Array, Array]:
        """(learners, nodes): where each learner may be; and (learners,) the log-likelihood of their answers."""
        right, _ = self.curves(items)
        wrong = np.log1p(-right)
        log_joint = self.scores @ (np.log(right) - wrong) + self.asked @ wrong + self.log_weights
        most = log_joint.max(axis=1, keepdims=True)
        joint = np.exp(log_joint - most)
        whole = joint.sum(axis=1, keepdims=True)
        return joint / whole, (np.log(whole) + most)[:, 0]


@dataclass(frozen=True)
class _Prior:
    """Normal in slope and intercept: its mean (items, 2) and precision (items, 2, 2)."""

    mean: Array
    precision: Array

    @classmethod
    def of(cls, beliefs: Sequence[Parameters | None]) -> "_Prior":
        """What is believed of difficulty and log discrimination, carried over to first order."""
        mean, precision = np.zeros((len(beliefs), 2)), np.zeros((len(beliefs), 2, 2))
        precision[:] = RIDGE * np.eye(2)
        for place, belief in enumerate(beliefs):
            if belief is not None:
                slope, b = float(np.exp(belief.log_discrimination)), belief.difficulty
                to_first_order = np.array([[0.0, slope], [-slope, -slope * b]])  # by difficulty, by log discrimination
                variances = np.diag([belief.difficulty_sd**2, belief.log_discrimination_sd**2])
                mean[place] = slope, -slope * b
                precision[place] = np.linalg.inv(to_first_order @ variances @ to_first_order.T)
        return cls(mean, precision)

    def pull(self, items: Array) -> Array:
        back: Array = np.einsum("jab,jb->ja", self.precision, self.mean - items)
        return back


def em(
    responses: Array,
    *,
    prior: Sequence[Parameters | None] | None = None,
    guessing: Sequence[float] | None = None,
    believed: tuple[Array, Array] | None = None,
) -> Fit:
    """`responses` are scores (learners, items), NaN where an item wasn't asked; `guessing` is fixed, 0 if not given.
    `believed` are means and standard deviations of the learners' abilities before these answers, if more is known than
    N(0, 1): who was asked what may follow from it, and then slopes would be found too small without."""
    answers = _Answers.of(responses, guessing, believed)
    of_items = _Prior.of(list(repeat(None, responses.shape[1])) if prior is None else prior)
    items = _start(answers)
    for rounds in range(1, MOST_ROUNDS + 1):  # noqa: B007
        before = items
        where, _ = answers.posteriors(items)
        right, all_of_them = answers.scores.T @ where, answers.asked.T @ where  # (items, nodes), as expected
        for _ in range(STEPS):
            items = items + _step(answers, of_items, items, right, all_of_them)
        if settled := bool(np.abs(items - before).max() < SETTLED):
            break
    covariances = _covariances(answers, of_items, items)
    _, log_likelihoods = answers.posteriors(items)
    counts = answers.asked.sum(axis=0)
    estimates = (
        _estimate(items[place], covariances[place], float(answers.guessing[place]), int(counts[place]))
        for place in range(len(items))
    )
    return Fit(tuple(estimates), float(log_likelihoods.sum()), rounds, settled)


def abilities(responses: Array, fit: Fit) -> tuple[Array, Array]:
    """(learners,): the mean and the standard deviation of where each may be (expected a posteriori)."""
    items = np.array([[item.slope, item.intercept] for item in fit.items])
    where, _ = _Answers.of(responses, [item.guessing for item in fit.items]).posteriors(items)
    mean = where @ NODES
    return mean, np.sqrt(where @ NODES**2 - mean**2)


def _log_weights(means: Array, sds: Array) -> Array:
    """(learners, nodes)"""
    weights = -0.5 * ((NODES - means[:, None]) / sds[:, None]) ** 2
    whole: Array = weights - np.log(np.exp(weights).sum(axis=1, keepdims=True))
    return whole


def _start(answers: _Answers) -> Array:
    """Slopes of 1, and intercepts by how many were right beyond guessing."""
    share = (answers.scores.sum(axis=0) + 0.5) / (answers.asked.sum(axis=0) + 1)
    share = (share - answers.guessing) / (1 - answers.guessing)
    share = np.clip(share, STARTING_WITHIN, 1 - STARTING_WITHIN)
    return np.stack([np.ones_like(share), np.log(share / (1 - share))], axis=1)


def _step(answers: _Answers, prior: _Prior, items: Array, right: Array, all_of_them: Array) -> Array:
    """(items, 2): of Fisher scoring, for every item at once."""
    p, logistic = answers.curves(items)
    by_logit = (right - all_of_them * p) * logistic / p
    told = all_of_them * (1 - answers.guessing)[:, None] * logistic**2 * (1 - logistic) / p
    gradient = by_logit @ DESIGN.T + prior.pull(items)
    information = np.einsum("jq,aq,bq->jab", told, DESIGN, DESIGN) + prior.precision
    step = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
    limited: Array = np.clip(step, -FARTHEST, FARTHEST)
    return limited


def _covariances(answers: _Answers, prior: _Prior, items: Array) -> Array:
    """(items, 2, 2): the inverse of the information in the learners' own gradients, item by item."""
    p, logistic = answers.curves(items)
    where, _ = answers.posteriors(items)
    gradients = np.stack(
        [answers.scores * (where @ (logistic / p * x).T) - answers.asked * (where @ (logistic * x).T) for x in DESIGN],
        axis=2,
    )  # (learners, items, 2)
    information = np.einsum("nja,njb->jab", gradients, gradients) + prior.precision
    return np.asarray(np.linalg.inv(information))


def _estimate(item: Array, covariance: Array, guessing: float, answers: int) -> Estimate:
    (slope, intercept), ((slope_variance, shared), (_, intercept_variance)) = item.tolist(), covariance.tolist()
    return Estimate(slope, intercept, slope_variance**0.5, intercept_variance**0.5, shared, guessing, answers)
