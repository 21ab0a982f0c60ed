"""Truncated BPTT: the same LSTM, trained on the same stream with windows shorter and longer than the lag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Plot,
    Prediction,
    Preset,
    Report,
    Series,
    Table,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.experiments.words import listed
from sandbox.materials.pupils.answering import Answering
from sandbox.materials.pupils.lagging import DTYPE, STREAMS, held, stream, trained
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import layer
from sandbox.nn.lstm import Lstm

LEARNED = 0.75
CHANCE = 0.5
SPOKEN_OF = 4  # steps of lag: what was read more recently a drawn state holds well enough to be read off it
CLAIM = (
    f"At a lag of {SPOKEN_OF} steps or more, no window up to the lag gets past an accuracy of {LEARNED}, on a stream "
    "from which a window one step longer does."
)
LAST = 10  # the accuracy is that of the last tenth of the stream
UPDATE = 12  # steps
REPORTS = 8  # of each window's training


@dataclass(frozen=True)
class Course:
    """A window, and what became of the network that was trained with it."""

    window: int
    lag: int
    updates: int
    accuracy: float
    held: float  # how well a linear read-out names the bit from the state

    @property
    def credit(self) -> float:
        return credit(self.window, self.lag)


def credit(window: int, lag: int) -> float:
    """The share of the targets whose bit lies in their own window."""
    return max(window - lag, 0) / window


def tried(lag: int) -> tuple[int, ...]:
    """About half the lag, around it, and up to three times as much."""
    return tuple(sorted({ceil(lag / 2), lag - 1, lag, lag + 1, ceil(1.5 * lag), 2 * lag, 3 * lag}))


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    lag, steps, H = int(parameters["lag"]), int(parameters["steps"]), int(parameters["hidden"])
    rng = np.random.default_rng(seed)
    cell = drawn.lstm(1, H, rng, forget_bias=1.0, dtype=DTYPE)
    out = Affine.drawn(H, 1, rng, DTYPE).weights[0]
    x, target = stream(steps, lag, STREAMS, rng)
    probes = int(rng.integers(2**32))
    untrained = held(_pupil(cell, out, 1.0), lag, np.random.default_rng(probes))
    sizes, courses = tried(lag), list[Course]()

    def tell(progress: float) -> None:
        report(progress, (plot(courses, sizes, lag),), (), (table(courses, untrained),) if courses else ())

    of_all = sum(_work(window) for window in sizes)
    done = 0.0
    for window in sizes:
        pupil = _pupil(cell, out, float(parameters["rate"]))
        updates, hits, at_the_end, told = 0, 0.0, 0, 0
        for read, share_right in trained(pupil, x, target, window):
            updates += 1
            if read > steps - steps // LAST:
                hits, at_the_end = hits + share_right, at_the_end + 1
            if read * REPORTS // steps > told:
                told = read * REPORTS // steps
                tell((done + _work(window) * read / steps) / of_all)
        probed = held(pupil, lag, np.random.default_rng(probes))
        courses.append(Course(window, lag, updates, hits / at_the_end, probed))
        done += _work(window)
        tell(done / of_all)
    return Outcome(
        plots=(plot(courses, sizes, lag),),
        numbers=numbers(courses, untrained),
        verdict=verdict(courses, steps),
        tables=(table(courses, untrained),),
    )


def _pupil(cell: Lstm, out: Array, rate: float) -> Answering:
    return Answering(layer(cell), Affine(out.copy()), rate)


def _work(window: int) -> float:
    """What a step takes, where an update takes as long as so many of them."""
    return 1 + UPDATE / window


def seconds(parameters: Mapping[str, Value]) -> float:
    lag, steps, H = int(parameters["lag"]), int(parameters["steps"]), int(parameters["hidden"])
    return steps * sum(_work(window) for window in tried(lag)) * (10e-6 + 5e-9 * H**2)


def plot(courses: Sequence[Course], sizes: Sequence[int], lag: int) -> Plot:
    xs = tuple(range(1, sizes[-1] + 1))
    found = {course.window: course.accuracy for course in courses}
    reached = ", ".join(f"{course.accuracy:.2f} at {course.window}" for course in courses) or "nothing yet"
    return Plot(
        name="accuracy",
        description=f"Accuracy over the window. Trained so far: {reached}. The lag is {lag}; the share of targets with "
        f"credit is 0 up to there and {credit(sizes[-1], lag):.2f} at {sizes[-1]}. Chance is {CHANCE}.",
        x_label="window, steps",
        x=xs,
        y_label="share",
        scale="linear",
        series=(
            Series("accuracy", "accuracy", tuple(found.get(x) for x in xs), marks=True),
            Series("credit", "targets with credit", tuple(credit(x, lag) for x in xs)),
            Series("chance", f"chance: {CHANCE}", (CHANCE,) * len(xs), dashed=True),
        ),
    )


def table(courses: Sequence[Course], untrained: float) -> Table:
    return Table(
        name="windows",
        title="Each window, and what its network holds",
        columns=("window, steps", "targets with credit", "updates", "accuracy", "the bit, read off the state"),
        rows=(
            *(
                (
                    f"{course.window}",
                    f"{course.credit:.2f}",
                    f"{course.updates:,}",
                    f"{course.accuracy:.3f}",
                    f"{course.held:.2f}",
                )
                for course in courses
            ),
            ("untrained", None, "0", None, f"{untrained:.2f}"),
        ),
    )


def _at(courses: Sequence[Course], window: int) -> Course:
    return next(course for course in courses if course.window == window)


def learners(courses: Sequence[Course]) -> list[Course]:
    return [course for course in courses if course.accuracy > LEARNED]


def numbers(courses: Sequence[Course], untrained: float) -> tuple[Number, ...]:
    lag = courses[0].lag
    first = min((course.window for course in learners(courses)), default=None)
    beyond = None if first is None else float(first - lag)
    equal, longer = _at(courses, lag), _at(courses, lag + 1)
    return (
        Number("accuracy_at_lag", f"accuracy, window {lag}", equal.accuracy, f"{equal.accuracy:.3f}"),
        Number("accuracy_beyond", f"accuracy, window {lag + 1}", longer.accuracy, f"{longer.accuracy:.3f}"),
        Number(
            "steps_beyond_lag",
            f"the shortest window past {LEARNED}",
            beyond,
            f"none was past {LEARNED}" if first is None else f"{first} steps at a lag of {lag}",
        ),
        Number("held_untrained", "the bit, read off an untrained state", untrained, f"{untrained:.2f}"),
    )


def verdict(courses: Sequence[Course], steps: int) -> Verdict:
    lag = courses[0].lag
    short = [course for course in courses if course.window <= lag]
    best = max(short, key=lambda course: course.accuracy)
    longer = _at(courses, lag + 1)
    seen = (
        f"Windows up to {lag} reached {best.accuracy:.2f} at most, {lag + 1} steps {longer.accuracy:.2f}, and "
        f"{courses[-1].window} steps {courses[-1].accuracy:.2f}; chance is {CHANCE}."
    )
    if lag < SPOKEN_OF:
        about = f"The claim is about lags of {SPOKEN_OF} steps or more; this one was {lag}."
        return Verdict(
            CLAIM, None, f"{about} {seen} So recent a bit may be read off a state that never learned to keep it."
        )
    past = [f"{course.window}" for course in learners(short)]
    if past:
        return Verdict(CLAIM, False, f"A window of {listed(past)} got past {LEARNED} all the same. {seen}")
    if longer.accuracy <= LEARNED:
        return Verdict(
            CLAIM,
            None,
            f"{seen} At this learning rate {steps:,} steps were not enough for a window of {lag + 1}: give it more.",
        )
    return Verdict(CLAIM, True, seen)


def shortest(steps_beyond_lag: float | None) -> str:
    """Which window was the first to learn it, as the key of a choice."""
    if steps_beyond_lag is None or steps_beyond_lag > 1:
        return "longer"
    if steps_beyond_lag == 1:
        return "one-more"
    return "lag" if steps_beyond_lag == 0 else "shorter"


EXPERIMENT = Experiment(
    key="truncated-bptt",
    version=1,
    title="Truncated BPTT",
    summary="Train one LSTM with windows shorter and longer than the lag of its task, the state carried over, and see "
    "from which window on it learns.",
    claim=CLAIM,
    parameters=(
        Quantity(
            name="lag",
            label="Lag L",
            unit="steps",
            kind="integer",
            default=5,
            least=2,
            most=12,
            step=1,
            help="At each step the bit of so many steps before is asked for. The windows are chosen around it.",
        ),
        Quantity(
            name="steps",
            label="Stream",
            unit="steps",
            kind="integer",
            default=6000,
            least=1000,
            most=24000,
            step=1000,
            help=f"Each window is trained on the same {STREAMS} streams of this length, read once.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=16,
            least=4,
            most=32,
            step=1,
            help="The length of the state.",
        ),
        Quantity(
            name="rate",
            label="Learning rate",
            unit="",
            kind="real",
            default=0.01,
            least=0.001,
            most=0.05,
            step=0.001,
            help="Adam’s, for all windows. The gradient’s norm is clipped at 1.",
        ),
    ),
    prediction=Prediction(
        question=f"Which is the shortest window that gets past an accuracy of {LEARNED}?",
        number="steps_beyond_lag",
        choices=(
            Choice("shorter", "one shorter than the lag: the state is carried over"),
            Choice("lag", "one as long as the lag"),
            Choice("one-more", "one step longer than the lag"),
            Choice("longer", "a longer one, or none"),
        ),
        right=shortest,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("lag 5", {"lag": 5}),
        Preset("lag 2", {"lag": 2}),
        Preset("lag 8, twice the stream", {"lag": 8, "steps": 12000}),
        Preset("lag 10, half the stream", {"lag": 10, "steps": 3000}),
    ),
    say="With truncated BPTT the state is carried over, but no gradient crosses the edge of a window: a dependency of "
    "L steps is trained by at most (k − L)/k of the targets, so I make the window clearly longer than the lag, not "
    "equal to it.",
)
