"""Slopes and intercepts of many items at once, from who answered what: marginal maximum likelihood.

P(right | θ) = c + (1 − c) σ(slope·θ + intercept), learners' abilities N(0, 1). Expectation–maximisation after Bock and
Aitkin (1981): abilities are spread over a grid by what each learner's answers say, then every item is fitted to the
answers that are to be expected at each point, by Fisher scoring. Worth it from ENOUGH answers an item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from quizzes.adaptive.chances import SURE, sigmoid
from quizzes.adaptive.items import Parameters
from quizzes.adaptive.scale import Array

Whole = NDArray[np.int64]
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
AT_ONCE = 4096  # answers whose likelihoods fit the processor's cache
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


@dataclass(frozen=True, eq=False)
class Responses:
    """(answers,) each: by which learner, to which item, and its score. Nobody answers an item twice."""

    learners: Whole  # from 0
    items: Whole  # from 0
    scores: Array
    of: tuple[int, int]  # how many learners and items there are


@dataclass(frozen=True, eq=False)
class _Answers:
    """Learners by items most cells are empty, so only answers are held. One way to answer is an item and a score:
    everybody who answered that way says the same."""

    way_items: Whole  # (ways,)
    way_scores: Array  # (ways,)
    by_learner: Whole  # (answers,): the way of each, learner after learner
    per_learner: Whole  # (learners,)
    by_way: Whole  # (answers,): the learner of each, way after way
    per_way: Whole  # (ways,)
    guessing: Array  # (items,)
    log_weights: Array  # (learners, nodes) or (nodes,): where they may be, whatever they answered

    @classmethod
    def of(
        cls, responses: Responses, guessing: Sequence[float] | None, believed: tuple[Array, Array] | None = None
    ) -> "_Answers":
        learners, items = responses.of
        scores, score = np.unique(responses.scores, return_inverse=True)
        ways, way = np.unique(responses.items * len(scores) + score, return_inverse=True)
        return cls(
            ways // max(len(scores), 1),
            scores[ways % max(len(scores), 1)],
            way[np.argsort(responses.learners, kind="stable")],
            np.bincount(responses.learners, minlength=learners),
            responses.learners[np.argsort(way, kind="stable")],
            np.bincount(way, minlength=len(ways)),
            np.zeros(items) if guessing is None else np.asarray(guessing, dtype=float),
            LOG_WEIGHTS if believed is None else _log_weights(*believed),
        )

    @property
    def counts(self) -> Array:
        """(items,): how many there are."""
        return self._of_items(self.per_way)

    @property
    def earned(self) -> Array:
        """(items,): the sum of their scores."""
        return self._of_items(self.per_way * self.way_scores)

    def curves(self, items: Array) -> tuple[Array, Array]:
        """(items, nodes): P(right), and the logistic curve in it. `items` is (items, 2)."""
        logistic = sigmoid(items @ DESIGN)
        c = self.guessing[:, None]
        return np.clip(c + (1 - c) * logistic, SURE, 1 - SURE), logistic

    def posteriors(self, items: Array) -> tuple[Array, Array]:
        """(learners, nodes): where each learner may be; and (learners,) the log-likelihood of their answers."""
        right, _ = self.curves(items)
        wrong = np.log1p(-right)
        said = self.way_scores[:, None] * (np.log(right) - wrong)[self.way_items] + wrong[self.way_items]
        log_joint = _sums(said, self.by_learner, self.per_learner) + self.log_weights
        most = log_joint.max(axis=1, keepdims=True)
        joint = np.exp(log_joint - most)
        whole = joint.sum(axis=1, keepdims=True)
        return joint / whole, (np.log(whole) + most)[:, 0]

    def expected(self, where: Array) -> tuple[Array, Array]:
        """(items, nodes): what was earned at each point, and how many answered there."""
        there = _sums(where, self.by_way, self.per_way)
        return self._of_items(there * self.way_scores[:, None]), self._of_items(there)

    def information(self, items: Array) -> Array:
        """(items, 2, 2): of the learners' own gradients, item by item."""
        p, logistic = self.curves(items)
        where, _ = self.posteriors(items)
        by_logit = (self.way_scores[:, None] / p[self.way_items] - 1) * logistic[self.way_items]
        found = np.zeros((len(self.guessing), 2, 2))
        ends = np.cumsum(self.per_way)
        for item, slope, start, end in zip(self.way_items, by_logit, ends - self.per_way, ends, strict=True):
            gradients = where[self.by_way[start:end]] @ (slope * DESIGN).T  # (answers, 2)
            found[item] += gradients.T @ gradients
        return found

    def _of_items(self, of_ways: Array) -> Array:
        found = np.zeros((len(self.guessing), *of_ways.shape[1:]))
        np.add.at(found, self.way_items, of_ways)
        return found


def _sums(table: Array, rows: Whole, many: Whole) -> Array:
    """(groups, nodes): of the table's rows that each group names, so many one group after the other."""
    found = np.zeros((len(many), table.shape[1]))
    some = np.flatnonzero(many)
    ends = np.cumsum(many[some])
    starts = ends - many[some]
    _, firsts = np.unique(starts // AT_ONCE, return_index=True)
    for first, last in pairwise([*firsts.tolist(), len(some)]):
        these = table[rows[starts[first] : ends[last - 1]]]
        found[some[first:last]] = np.add.reduceat(these, starts[first:last] - starts[first], axis=0)
    return found


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
    responses: Responses,
    *,
    prior: Sequence[Parameters | None] | None = None,
    guessing: Sequence[float] | None = None,
    believed: tuple[Array, Array] | None = None,
) -> Fit:
    """`guessing` is fixed, 0 if not given. `believed` are means and standard deviations of the learners' abilities
    before these answers, if more is known than N(0, 1): who was asked what may follow from it, and then slopes would be
    found too small without."""
    answers = _Answers.of(responses, guessing, believed)
    of_items = _Prior.of(list(repeat(None, responses.of[1])) if prior is None else prior)
    items = _start(answers)
    for rounds in range(1, MOST_ROUNDS + 1):  # noqa: B007
        before = items
        where, _ = answers.posteriors(items)
        right, all_of_them = answers.expected(where)
        for _ in range(STEPS):
            items = items + _step(answers, of_items, items, right, all_of_them)
        if settled := bool(np.abs(items - before).max() < SETTLED):
            break
    covariances = np.linalg.inv(answers.information(items) + of_items.precision)
    _, log_likelihoods = answers.posteriors(items)
    counts = answers.counts
    estimates = (
        _estimate(items[place], covariances[place], float(answers.guessing[place]), int(counts[place]))
        for place in range(len(items))
    )
    return Fit(tuple(estimates), float(log_likelihoods.sum()), rounds, settled)


def _log_weights(means: Array, sds: Array) -> Array:
    """(learners, nodes)"""
    weights = -0.5 * ((NODES - means[:, None]) / sds[:, None]) ** 2
    whole: Array = weights - np.log(np.exp(weights).sum(axis=1, keepdims=True))
    return whole


def _start(answers: _Answers) -> Array:
    """Slopes of 1, and intercepts by how many were right beyond guessing."""
    share = (answers.earned + 0.5) / (answers.counts + 1)
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


def _estimate(item: Array, covariance: Array, guessing: float, answers: int) -> Estimate:
    (slope, intercept), ((slope_variance, shared), (_, intercept_variance)) = item.tolist(), covariance.tolist()
    return Estimate(slope, intercept, slope_variance**0.5, intercept_variance**0.5, shared, guessing, answers)
