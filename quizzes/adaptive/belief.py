"""What we believe of a learner's abilities: a normal distribution over topics that a learner's answers move together.

Each topic's log-likelihood is kept whole, on GRID, and stands in the joint distribution as one Gaussian factor, its
site. An answer refits its topic's site by expectation propagation: take the site out of the topic's marginal (the
cavity), put the whole log-likelihood in (the tilted marginal), and make the site what gives it that mean and variance.
So one topic by itself is exact, and the topics around it hear of it through a rank-one update.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt

import numpy as np

from quizzes.adaptive.evidence import NOTHING, Evidence
from quizzes.adaptive.scale import GRID, MOMENTS, Array, normalised, quantiles

__all__ = ["NOTHING", "Belief", "Evidence", "nothing_known"]

CORRELATION = 0.7  # of two topics, before any answer
HALF_SQUARES: Array = -0.5 * MOMENTS[:, 2]


class Belief:
    """`mean` (K,) and `covariance` (K, K) over topics. Never changed: an answer makes another."""

    __slots__ = ("_least", "_tilted", "covariance", "evidence", "mean")

    def __init__(self, mean: Array, covariance: Array, evidence: tuple[Evidence, ...], least: float) -> None:
        self.mean = mean
        self.covariance = covariance
        self.evidence = evidence
        self._least = least
        self._tilted: dict[int, Array] = {}

    @classmethod
    def of(cls, evidence: Sequence[Evidence], correlation: float = CORRELATION) -> "Belief":
        topics = len(evidence)
        prior, identity = _prior(topics, correlation)
        precision = np.array([one.precision for one in evidence])
        shift = np.array([one.shift for one in evidence])
        covariance = np.linalg.solve(identity + prior * precision, prior)
        covariance = 0.5 * (covariance + covariance.T)
        # A lucky guess can widen a posterior: its site's precision is negative. As long as each takes away less than
        # the prior has in its widest direction, whatever sites are left in or out is still a distribution.
        least = -0.5 / (1 - correlation + correlation * topics)
        return cls(covariance @ shift, covariance, tuple(evidence), least)

    def sd(self, topic: int) -> float:
        return sqrt(self.covariance.item(topic, topic))

    def after(self, topic: int, curve: Array, score: float, weight: float = 1.0) -> "Belief":
        return self.given(topic, self.evidence[topic].plus(curve, score, weight))

    def given(self, topic: int, evidence: Evidence) -> "Belief":
        """With this evidence about the topic instead of what there was."""
        precision, shift = self._cavity(topic)
        tilted, mean, variance = _tilted(precision, shift, evidence)
        site = max(1 / variance - precision, self._least)
        site_shift = mean * (precision + site) - shift
        fitted = evidence.projected(site, site_shift)

        before = self.evidence[topic]
        more, moved = site - before.precision, site_shift - before.shift
        column = self.covariance[:, topic]
        scale = 1 / (1 + more * column.item(topic))
        after = Belief(
            self.mean + (scale * (moved - more * self.mean.item(topic))) * column,
            self.covariance - (scale * more) * (column[:, None] * column),
            (*self.evidence[:topic], fitted, *self.evidence[topic + 1 :]),
            self._least,
        )
        after._tilted[topic] = tilted
        return after

    def posterior(self, topic: int) -> Array:
        """The tilted marginal on GRID: of the topic's own answers exact, not a Gaussian."""
        if topic not in self._tilted:
            self._tilted[topic], _, _ = _tilted(*self._cavity(topic), self.evidence[topic])
        return self._tilted[topic]

    def without(self, topic: int, part: Evidence) -> Array:
        """The topic's marginal on GRID as it would be without part of its answers."""
        precision, shift = self._cavity(topic)
        rest = self.evidence[topic].log_likelihood - part.log_likelihood
        density, _, _ = normalised(rest + shift * GRID + precision * HALF_SQUARES)
        return density

    def interval(self, topic: int, mass: float = 0.8) -> tuple[float, float]:
        low, high = quantiles(self.posterior(topic), ((1 - mass) / 2, (1 + mass) / 2))
        return low, high

    def chance(self, topic: int, curve: Array) -> float:
        """Of a right answer to an item with that curve."""
        return float(self.posterior(topic) @ curve)

    def _cavity(self, topic: int) -> tuple[float, float]:
        """Precision and shift of the topic's marginal without its own site."""
        marginal = 1 / self.covariance.item(topic, topic)
        site = self.evidence[topic]
        return marginal - site.precision, self.mean.item(topic) * marginal - site.shift


def nothing_known(topics: int) -> Belief:
    return Belief.of([NOTHING] * topics)


@lru_cache
def _prior(topics: int, correlation: float) -> tuple[Array, Array]:
    """The covariance of topics before any answer, and the identity."""
    identity = np.eye(topics)
    return np.full((topics, topics), correlation) + (1 - correlation) * identity, identity


def _tilted(precision: float, shift: float, evidence: Evidence) -> tuple[Array, float, float]:
    return normalised(evidence.log_likelihood + shift * GRID + precision * HALF_SQUARES)
