"""Ours and its peer, measured in turns so that what else the machine does meets both; medians, and their ratio."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "MKL", "OMP")}  # read as NumPy is imported


def with_one_thread(module: str) -> None:
    """Begins anew with one thread for each library, which they can only be told before they are loaded."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        told = [sys.executable, "-m", module, *sys.argv[1:]]
        sys.exit(subprocess.run(told, env={**os.environ, **ONE_THREAD}).returncode)


@dataclass(frozen=True)
class Row:
    """One line of the table. A `rate` is per second, the more the better; else it is seconds, the less the better."""

    what: str
    ours: float
    peer_is: str
    peer: float
    rate: bool
    target: float | None = None  # of the ratio: at least for a rate, at most for seconds

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.ratio >= self.target if self.rate else self.ratio <= self.target


def in_turns(rounds: int, *measured: Callable[[], float]) -> list[float]:
    """The median of each; a first round, that warms up, doesn't count."""
    for measure in measured:
        measure()
    taken = [[measure() for measure in measured] for _ in range(rounds)]
    return [median(column) for column in zip(*taken, strict=True)]


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def often(work: Callable[[], object], least: float = 0.02) -> Callable[[], float]:
    """Seconds a call, over as many calls as fill `least` of them."""
    work()
    began = perf_counter()
    work()
    times = max(1, round(least / (perf_counter() - began)))

    def seconds_each() -> float:
        began = perf_counter()
        for _ in range(times):
            work()
        return (perf_counter() - began) / times

    return seconds_each


def table(rows: Sequence[Row]) -> Iterator[str]:
    yield f"{'What':<54} {'ours':>12} {'peer':>12} {'ours/peer':>10}  {'target':<12} peer"
    for row in rows:
        sign = "≥" if row.rate else "≤"
        target = f"{sign} {row.target:.0%} {'met' if row.met else 'MISSED'}" if row.target else ""
        figures = f"{_figure(row, row.ours):>12} {_figure(row, row.peer):>12} {row.ratio:>10.1%}"
        yield f"{row.what:<54} {figures}  {target:<12} {row.peer_is}"


def _figure(row: Row, value: float) -> str:
    return f"{value:,.0f}/s" if row.rate else f"{value * 1000:,.1f} ms"
