"""A signal that looks like a heartbeat’s, and is ours: five bumps a beat, and some beats that are not as the others.

It is no model of a heart. Beats come a little earlier or later and are a little larger or smaller than they should.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sandbox.nn.arrays import Array

RATE = 50  # samples a second
BEAT = 0.8  # seconds
STRETCH = 40  # samples: as long as a beat
KINDS = {"missing": "missing beat", "early": "early beat", "inverted": "inverted bump"}
EARLIER = 0.25  # seconds that an early beat is too early
VARIES = 0.05  # the standard deviation of a beat’s size
FARTHEST = 2.5  # standard deviations that timing and size may be off

Bump = tuple[float, float, float]  # height, centre and width, in seconds from the peak
P: Bump = (0.15, -0.18, 0.030)
Q: Bump = (-0.12, -0.06, 0.016)
R: Bump = (1.0, 0.0, 0.024)
S: Bump = (-0.45, 0.06, 0.020)
T: Bump = (0.3, 0.28, 0.055)
UPSIDE_DOWN: Bump = (-0.3, 0.28, 0.055)
BUMPS: Mapping[str, tuple[Bump, ...]] = {
    "normal": (P, Q, R, S, T),
    "missing": (P,),  # announced, and it doesn’t come
    "early": (Q, R, S, T),  # unannounced
    "inverted": (P, Q, R, S, UPSIDE_DOWN),
}


@dataclass(frozen=True)
class Anomaly:
    kind: str
    sample: int  # where the beat’s peak should be

    @property
    def its_own(self) -> slice:
        """Where an alarm means that it was found."""
        return slice(self.sample - int(0.35 * RATE), self.sample + int(0.65 * RATE))

    @property
    def around(self) -> slice:
        """Where an alarm isn’t false: the beat, and the one after it, whose past is odd."""
        return slice(self.sample - int(0.35 * RATE), self.sample + int(1.9 * RATE))


@dataclass(frozen=True)
class Record:
    signal: Array
    anomalies: tuple[Anomaly, ...]

    @classmethod
    def of(
        cls, beats: int, jitter: float, noise: float, rng: np.random.Generator, odd: Mapping[int, str] | None = None
    ) -> "Record":
        """`odd`: what kind of anomaly which beats are; they take their time and their size like all others."""
        off = rng.standard_normal((2, beats)).clip(-FARTHEST, FARTHEST)
        peaks = 0.6 + np.concatenate([[0.0], np.cumsum(BEAT * (1 + jitter * off[0]))])
        sizes = 1 + VARIES * off[1]
        signal = noise * rng.standard_normal(int(peaks[-1] * RATE))
        time = np.arange(len(signal)) / RATE
        anomalies = []
        for number, (peak, size) in enumerate(zip(peaks[:-1], sizes, strict=True)):
            kind = (odd or {}).get(number, "normal")
            if kind != "normal":
                anomalies.append(Anomaly(kind, round(peak * RATE)))
            at = peak - EARLIER if kind == "early" else peak
            near = slice(max(0, int((at - 0.4) * RATE)), int((at + 0.6) * RATE))
            for height, centre, width in BUMPS[kind]:
                signal[near] += size * height * np.exp(-0.5 * ((time[near] - at - centre) / width) ** 2)
        return cls(signal, tuple(anomalies))


def stretches(scores: Array) -> Array:
    """The largest score of each stretch that is as long as a beat; what is left over at the end is left out."""
    whole = len(scores) // STRETCH
    largest: Array = scores[: whole * STRETCH].reshape(whole, STRETCH).max(axis=1)
    return largest
