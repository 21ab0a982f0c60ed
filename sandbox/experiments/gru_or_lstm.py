"""GRU or LSTM: who learns a task sooner, from three starts of the biases, and is a lead more than luck?"""

from collections.abc import Mapping, Sequence
from statistics import median

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
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.materials.measures.racing import (
    BATCH,
    BOTH_AT_0,
    BOTH_CHRONO,
    FORGET_BIAS,
    RATE,
    STARTS,
    TASKS,
    UNITS,
    Arm,
    Found,
    Pupil,
    arms,
    units_of_gru,
)
from sandbox.materials.measures.seeds import ONE_IN

CLAIM = (
    "Who is ahead, the LSTM or the GRU, is not the cell’s doing alone: from three starts of the biases, several "
    "networks of each don’t give the same answer three times."
)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    task, T, budget = TASKS[str(parameters["task"])], int(parameters["steps"]), int(parameters["iterations"])
    networks = int(parameters["networks"])
    compared = arms(units_of_gru(task.inputs, str(parameters["equal"])))
    solved: dict[str, list[int | None]] = {arm.key: [] for arm in compared}
    found = Found(solved, budget)
    runs = [(network, arm) for network in range(networks) for arm in compared]
    for ended, (network, arm) in enumerate(runs):
        # Networks of one number read the same batches, whatever their cell and its start.
        weights, batches = (np.random.default_rng([seed, network, what]) for what in (0, 1))
        pupil = Pupil(task, arm, T, weights)
        for done in pupil.learn(T, budget, batches):
            report((ended + done / budget) / len(runs), (plot(found, compared, networks),))
        solved[arm.key].append(pupil.solved_at)
    return Outcome(
        plots=(plot(found, compared, networks),),
        numbers=numbers(found, compared),
        verdict=verdict(found, networks),
        tables=(table(found),),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, budget, networks = int(parameters["steps"]), int(parameters["iterations"]), int(parameters["networks"])
    step = 210e-6 + T * 17e-6
    if parameters["task"] == "adding":
        return networks * step * sum(min(budget, each * (0.65 + 0.027 * T)) for each in (460, 460, 460, 310, 340))
    of_zero = min(budget, 5 * T**2) + min(budget, 50 + T**3 / 20)
    return networks * step * (of_zero + sum(min(budget, each) for each in (50, 100, 100)))


def plot(found: Found, compared: Sequence[Arm], networks: int) -> Plot:
    def series(arm: Arm) -> Series:
        ended = sorted(found.at_worst(arm.key))
        return Series(arm.key, arm.label, (*map(found.drawn, ended), *(None,) * (networks - len(ended))), marks=True)

    return Plot(
        name="solved",
        description=f"Iterations until a network has solved the task, the quickest first. {_seen(found)}",
        x_label="network, quickest first",
        x=tuple(range(1, networks + 1)),
        y_label="iterations",
        scale="linear",
        series=(
            *(series(arm) for arm in compared),
            Series("budget", "budget: on it, not solved", (found.budget,) * networks, dashed=True),
        ),
    )


def table(found: Found) -> Table:
    def row(start: str) -> tuple[str, ...]:
        words, lstm, gru = STARTS[start]
        return (
            words,
            found.spread(lstm),
            found.spread(gru),
            found.deals(start).in_words,
            found.ahead(start) or "nobody",
        )

    return Table(
        name="comparisons",
        title="The same two cells from three starts",
        columns=("start", "LSTM, iterations", "GRU, iterations", "deals as uneven", "ahead"),
        rows=tuple(row(start) for start in STARTS),
    )


def numbers(found: Found, compared: Sequence[Arm]) -> tuple[Number, ...]:
    def who(words: str, start: str) -> str:
        return f"{words}: {found.ahead(start) or 'nobody'} ahead"

    def lead(start: str, label: str) -> Number:
        ahead, deals = found.ahead(start), found.deals(start)
        value = {"": 0.0, "LSTM": 1.0, "GRU": -1.0}[ahead]
        return Number(f"{start}_lead", label, value, f"{deals.in_words} deals are as uneven")

    return (
        lead(BOTH_CHRONO, who("chrono in both", BOTH_CHRONO)),
        lead(BOTH_AT_0, who("all biases 0", BOTH_AT_0)),
        lead("forget", who(f"forget bias {FORGET_BIAS:g}", "forget")),
        *(
            Number(f"{arm.key}_median", f"median, {arm.label}", middle, found.written(middle))
            for arm in compared
            for middle in [median(found.at_worst(arm.key))]
        ),
    )


def verdict(found: Found, networks: int) -> Verdict:
    told = {start: found.ahead(start) for start in STARTS if found.solved_by_any(start)}
    ahead = set(told.values())
    seen = (
        f"{_seen(found)} With {networks} networks of each; “ahead” means that at most one in {ONE_IN} "
        "ways to deal out the results is as uneven."
    )
    if ahead <= {""}:
        return Verdict(CLAIM, None, f"From no start was anybody ahead by more than luck. {seen}")
    if len(ahead) == 1 and len(told) < len(STARTS):
        return Verdict(CLAIM, None, f"Not from every start did a network solve it. Give them more iterations. {seen}")
    if len(ahead) == 1:
        return Verdict(CLAIM, False, f"From every start the {ahead.pop()} was ahead. {seen}")
    return Verdict(CLAIM, True, seen)


def _seen(found: Found) -> str:
    def one(start: str) -> str:
        words, lstm, gru = STARTS[start]
        ahead = found.ahead(start)
        medians = f"median {found.middle(lstm)} against {found.middle(gru)}"
        return f"{words}: {f'the {ahead} ahead' if ahead else 'nobody ahead'} ({medians})"

    said = "; ".join(one(start) for start in STARTS if all(found.solved[arm] for arm in STARTS[start][1:]))
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def who_leads(lead: float | None) -> str:
    return {1.0: "lstm", -1.0: "gru"}.get(lead or 0.0, "nobody")


EXPERIMENT = Experiment(
    key="gru-or-lstm",
    version=2,
    title="GRU or LSTM",
    summary="Train several networks of each cell from three starts of their biases, and see whether the lead is larger "
    "than luck.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="task",
            label="Task",
            choices=(Choice("recall", "recall a symbol"), Choice("adding", "add two marked numbers")),
            default="recall",
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=18,
            least=5,
            most=40,
            step=1,
            help="The symbol comes first and is named last; of the numbers, one of each half is marked.",
        ),
        Selection(
            name="equal",
            label="What is equal",
            choices=(
                Choice("units", f"units: {UNITS} each"),
                Choice("parameters", "parameters: the GRU has more units"),
            ),
            default="units",
            help="At equal units the LSTM has about a third more parameters.",
        ),
        Quantity(
            name="networks",
            label="Networks of each",
            unit="networks",
            kind="integer",
            default=5,
            least=4,
            most=8,
            step=1,
            help="Each with its own weights and batches. With three, no result at all could be told from luck.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=400,
            least=100,
            most=1500,
            step=50,
            help=f"Each is one batch of {BATCH} new sequences and one step of Adam, {RATE}. Who has solved it stops.",
        ),
    ),
    prediction=Prediction(
        question="When both start with chrono biases, which cell is ahead by more than the luck of the draw?",
        number="chrono_lead",
        choices=(Choice("lstm", "the LSTM"), Choice("gru", "the GRU"), Choice("nobody", "neither")),
        right=who_leads,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("recall, 18 steps", {"steps": 18}),
        Preset("recall, 8 steps, equal parameters", {"steps": 8, "equal": "parameters"}),
        Preset("adding, 10 steps", {"task": "adding", "steps": 10, "iterations": 600}),
    ),
    say="I’d train both with several seeds, equal parameters and the same trials before I say that one is better, and "
    "check the initial biases first: from another start the lead can vanish or turn round.",
)
