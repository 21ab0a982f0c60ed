"""The adaptive engine beside catsim, where that is installed: questions until an ability is known, time a question.

It needs nothing but NumPy, so `python -m benchmarks.adaptive` runs with the Python that has catsim. The setting is
catsim's: two parameters an item, known exactly, one ability, a standard error of .30. Its error leaves the prior out
and ours has it, so the root mean square of what both were wrong by stands beside the number of questions. The limits of
time are for an idle machine.
"""

import sys
from collections.abc import Callable, Iterator
from statistics import mean

import numpy as np

from benchmarks import catsim_walks
from benchmarks.catsim_walks import Walked
from benchmarks.measuring import in_turns, often, with_one_thread
from quizzes.adaptive.belief import nothing_known
from quizzes.adaptive.choosing import assessment, practice
from quizzes.adaptive.exposure import CAP, OF_BEST
from quizzes.adaptive.items import Parameters
from quizzes.adaptive.pool import Pool
from quizzes.adaptive.simulation import Bank, Record, assessed

ITEMS, BANK_SEED = 1000, 2026
LEARNERS, LEARNERS_SEED = 300, 2027
SEEDS = (1, 2, 3)  # of the answers
ERROR = 0.30
QUESTIONS = {1: 19.0, OF_BEST: 19.5}  # at most, by how many of the best chance decides
MICROSECONDS = {1000: 50, 10_000: 150}  # at most, for a question of one topic
SIZES = [(items, topics) for items in (1000, 10_000, 100_000) for topics in (1, 11)]
ANSWERS = [True, True, False, True, False, False, True, False, True, True] * 2
ROUNDS = 15


def main() -> None:
    with_one_thread("benchmarks.adaptive")
    for line in table(tiny="--tiny" in sys.argv):
        print(line, flush=True)


def table(tiny: bool) -> Iterator[str]:
    yield _peer()
    until = f"{ITEMS:,} items, until ± {ERROR:.2f}"
    yield f"{until:<40} {'questions':>9} {'RMSE':>7} {'most seen':>10} {'never':>7}  targets"
    for of_best in QUESTIONS:
        yield from _walks(of_best, LEARNERS if not tiny else 4, SEEDS if not tiny else SEEDS[:1])
    yield f"{'A question: select, and update':<40} {'ours':>9} {'catsim':>12} {'ours/catsim':>12}  targets"
    for items, topics in SIZES[:2] if tiny else SIZES:
        yield from _times(items, topics, 1 if tiny else ROUNDS)


def _peer() -> str:
    if catsim_walks.catsim is None:
        return "No catsim here, so its lines are missing: --python names a Python that has it."
    same = np.allclose(catsim_walks.bank(ITEMS, BANK_SEED).items[:, 1::-1], _difficulties_first(ITEMS))
    return f"catsim {catsim_walks.catsim.__version__}, its bank {'the same as' if same else 'ANOTHER THAN'} ours."


def _walks(of_best: int, learners: int, seeds: tuple[int, ...]) -> Iterator[str]:
    how = "most informative" if of_best == 1 else f"one of the {of_best} best"
    abilities = everybody(learners)
    theirs = None
    if catsim_walks.catsim is not None:
        theirs = _mean(catsim_walks.walked(ITEMS, BANK_SEED, abilities, seed, ERROR, of_best) for seed in seeds)
        yield _line(f"catsim, {how}", theirs)
    ours = _mean(_walked(abilities, seed, of_best) for seed in seeds)
    met = ours.questions <= QUESTIONS[of_best]
    targets = f"  ≤ {QUESTIONS[of_best]} questions {'met' if met else 'MISSED'}"
    if theirs and of_best == 1:
        targets += f"  RMSE ≤ catsim’s {'met' if ours.rmse <= theirs.rmse else 'MISSED'}"
    how += "" if of_best == 1 else f", seen by ≤ {CAP:.0%}"
    yield _line(f"ours, {how}", ours) + targets


def everybody(learners: int) -> np.ndarray:
    return np.random.default_rng(LEARNERS_SEED).normal(size=learners)


def _walked(abilities: np.ndarray, seed: int, of_best: int) -> Walked:
    record = walk(abilities, seed, of_best)
    seen = record.exposure()
    return Walked(record.questions, record.rmse, float(seen.max()), float((seen == 0).mean()))


def walk(abilities: np.ndarray, seed: int, of_best: int) -> Record:
    return assessed(
        _bank(ITEMS, topics=1),
        abilities[:, None],
        np.random.default_rng(seed),
        enough=lambda belief, asked: belief.sd(0) <= ERROR,
        cap=1.0 if of_best == 1 else CAP,
        of_best=of_best,
    )


def _times(items: int, topics: int, rounds: int) -> Iterator[str]:
    pool = _bank(items, topics).pool
    works = [_assessment(pool, topics), _practice(pool, topics)]
    if catsim_walks.catsim is not None and topics == 1 and items <= 10_000:
        works.append(catsim_walks.questions(items, BANK_SEED, ANSWERS))
    taken = [walk / len(ANSWERS) for walk in in_turns(rounds, *(often(work) for work in works))]
    of = f"{items:,} items, {topics} topic{'s' if topics > 1 else ''}"
    for what, ours, peer in (
        ("assessment", taken[0], taken[2] if len(taken) > 2 else None),
        ("practice", taken[1], None),
    ):
        line = f"{f'{of}, {what}':<40} {ours * 1e6:>6.0f} µs"
        line += f" {peer * 1e6:>9,.0f} µs {ours / peer:>12.1%}" if peer else " " * 26
        at_most = MICROSECONDS.get(items) if topics == 1 and what == "assessment" else None
        if at_most:
            line += f"  ≤ {at_most} µs {'met' if ours * 1e6 <= at_most else 'MISSED'}"
        yield line.rstrip()


def _assessment(pool: Pool, topics: int) -> Callable[[], None]:
    blueprint = dict.fromkeys(range(topics), 1.0)
    everything, exposure = np.ones(len(pool), dtype=bool), np.zeros(len(pool))
    rng, unknown = np.random.default_rng(0), nothing_known(topics)

    def work() -> None:
        belief, barred, asked = unknown, set(), dict.fromkeys(blueprint, 0)
        for answer in ANSWERS:
            choice = assessment(
                pool,
                belief,
                asked_by_topic=asked,
                blueprint=blueprint,
                eligible=everything,
                barred=barred,
                exposure=exposure,
                rng=rng,
            )
            topic = int(pool.topics[choice.item])
            belief = belief.after(topic, pool.curves[choice.item], float(answer))
            barred.add(choice.item)
            asked[topic] += 1

    return work


def _practice(pool: Pool, topics: int) -> Callable[[], None]:
    everything = np.ones(len(pool), dtype=bool)
    rng, unknown = np.random.default_rng(0), nothing_known(topics)
    need, offset = rng.random((2, len(pool)), dtype=np.float32)

    def work() -> None:
        belief, barred = unknown, set()
        for answer in ANSWERS:
            choice = practice(pool, belief, eligible=everything, barred=barred, need=need, offset=offset, rng=rng)
            belief = belief.after(int(pool.topics[choice.item]), pool.curves[choice.item], float(answer))
            barred.add(choice.item)

    return work


def _bank(items: int, topics: int) -> Bank:
    known = [Parameters(b, 0.0, float(np.log(a)), 0.0, 0.0) for b, a in _difficulties_first(items).tolist()]
    return Bank(Pool.of(range(items), known, [item % topics for item in range(items)]), tuple(known), tuple(known))


def _difficulties_first(items: int) -> np.ndarray:
    """Difficulty N(0, 1), discrimination N(1.2, .25²), drawn as catsim draws them."""
    drawn = np.random.default_rng(BANK_SEED).multivariate_normal([0, 1.2], [[1, 0], [0, 0.25**2]], items)
    return np.column_stack([drawn[:, 0], np.maximum(drawn[:, 1], 0.05)])


def _mean(walks: Iterator[Walked]) -> Walked:
    return Walked(*(mean(column) for column in zip(*(vars(walk).values() for walk in walks), strict=True)))


def _line(what: str, walked: Walked) -> str:
    return (
        f"{what:<40} {walked.questions:>9.2f} {walked.rmse:>7.3f} {walked.most_seen:>10.1%} {walked.never_seen:>7.1%}"
    )


if __name__ == "__main__":
    main()
