"""catsim, where it is installed: the peer of the adaptive engine, with its own bank, selectors, estimator and stopping.

It is no dependency of the project; `catsim` is None without it.
"""

from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass

import numpy as np

try:
    import catsim
    from catsim.estimation import NumericalSearchEstimator
    from catsim.initialization import FixedPointInitializer
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector, RandomesqueSelector
    from catsim.simulation import Simulator
    from catsim.stopping import MinErrorStopper
except ImportError:
    catsim = None


@dataclass(frozen=True)
class Walked:
    questions: float
    rmse: float
    most_seen: float  # the share of learners
    never_seen: float  # the share of items


def bank(items: int, seed: int):
    with redirect_stdout(None):  # it prints an empty line
        return ItemBank.generate_item_bank(items, "2PL", seed=seed)


def walked(items: int, bank_seed: int, abilities, seed: int, error: float, of_best: int) -> Walked:
    """All learners, each until catsim's standard error is as small as that."""
    of_items = bank(items, bank_seed)
    simulator = Simulator(of_items, abilities, seed=seed)
    selector = MaxInfoSelector() if of_best == 1 else RandomesqueSelector(of_best)
    simulator.simulate(FixedPointInitializer(0), selector, NumericalSearchEstimator(), MinErrorStopper(error))
    asked = simulator.administered_items
    seen = np.bincount(np.concatenate(asked), minlength=items) / len(asked)
    return Walked(
        sum(map(len, asked)) / len(asked), float(simulator.rmse), float(seen.max()), float((seen == 0).mean())
    )


def questions(items: int, bank_seed: int, right: list[bool]) -> Callable[[], None]:
    """One learner, who answers so: select, and estimate anew, for each."""
    of_items, selector, estimator = bank(items, bank_seed), MaxInfoSelector(), NumericalSearchEstimator()

    def work() -> None:
        ability, asked, answers = 0.0, [], []
        for answer in right:
            asked.append(selector.select(item_bank=of_items, administered_items=asked, est_theta=ability))
            answers.append(answer)
            ability = estimator.estimate(
                item_bank=of_items, administered_items=asked, response_vector=answers, est_theta=ability
            )

    return work
