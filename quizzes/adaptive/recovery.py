"""What the answers of synthetic learners would have us believe of the items, laid beside what these are."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quizzes.adaptive import weighing
from quizzes.adaptive.items import Parameters
from quizzes.adaptive.scale import Array
from quizzes.adaptive.simulation import Bank, Record
from quizzes.adaptive.weighing import Item


@dataclass(frozen=True)
class Recovered:
    """Root mean squares: how wrong a number was and is, and of its error in the standard deviations that it says."""

    items: int
    before: float
    after: float
    z: float


@dataclass(frozen=True)
class Recovery:
    """None where no item was answered, or fitted."""

    difficulty: Recovered | None
    log_discrimination: Recovered | None


def recovery(record: Record) -> Recovery:
    """Topic by topic, as it is done at night."""
    bank, found = record.bank, dict[int, Parameters]()
    fitted = set[int]()
    answers = _items(record)
    for topic in np.unique(bank.pool.topics).tolist():
        own = np.flatnonzero(bank.pool.topics == topic).tolist()
        which = [place for place, item in enumerate(own) if len(answers[item].scores) >= weighing.LEAST]
        for place, after in weighing.weighed([answers[item] for item in own], which).items():
            found[own[place]] = after.parameters
            fitted |= {own[place]} if after.fitted else set()
    return Recovery(
        _recovered(bank, found, "difficulty"),
        _recovered(bank, {item: found[item] for item in fitted}, "log_discrimination"),
    )


def _recovered(bank: Bank, found: dict[int, Parameters], name: str) -> Recovered | None:
    if not found:
        return None
    places = sorted(found)
    truth, before, after, sd = (
        np.array(list(_numbers(those, of)))
        for those, of in (
            ([bank.truth[place] for place in places], name),
            ([bank.believed[place] for place in places], name),
            ([found[place] for place in places], name),
            ([found[place] for place in places], f"{name}_sd"),
        )
    )
    return Recovered(len(places), _rms(before - truth), _rms(after - truth), _rms((after - truth) / sd))


def _numbers(those: list[Parameters], name: str) -> Iterator[float]:
    return (float(getattr(one, name)) for one in those)


def _rms(numbers: Array) -> float:
    return float(np.sqrt(np.mean(numbers**2)))


def _items(record: Record) -> list[Item]:
    item, learner = (np.array([getattr(one, name) for one in record.answers], np.int64) for name in ("item", "learner"))
    right, ability, sd = (
        np.array([getattr(one, name) for one in record.answers], float) for name in ("right", "ability", "ability_sd")
    )
    return [
        Item(prior, learner[own], right[own], ability[own], sd[own])
        for place, prior in enumerate(record.bank.believed)
        for own in [np.flatnonzero(item == place)]
    ]
