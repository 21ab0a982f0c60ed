"""The numbers that the questions on training assert, worked out anew by NumPy, the lab or the questions' own code."""

import math
import re
from functools import cache

import numpy as np
import pytest

from sandbox.experiments.contract import Outcome
from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked

pytestmark = pytest.mark.once

ASKED = Asked("training")


@cache
def dropped() -> Outcome:
    """What the lab's experiment on dropout gives with its own settings and its first seed."""
    experiment = EXPERIMENTS["recurrent-dropout"]
    return experiment.run(dict(experiment.defaults), 1, lambda *_: None)


def without_dropout(plot: str) -> tuple[list[float], list[float]]:
    """Epochs and losses of the network without dropout."""
    (drawn,) = (each for each in dropped().plots if each.name == plot)
    (series,) = (each for each in drawn.series if each.name == "none")
    return list(drawn.x), list(series.values)


def test_a_uniform_guess_summed_over_a_sequence_is_the_loss_that_was_printed():
    rng = np.random.default_rng(0)
    logits = 0.1 * rng.standard_normal((32, 100, 65))
    target = rng.integers(65, size=(32, 100))
    each = np.log(np.exp(logits).sum(-1)) - np.take_along_axis(logits, target[..., None], -1)[..., 0]
    assert each.sum(1).mean() == pytest.approx(417.5, abs=1.5)
    assert f"{100 * math.log(65):.1f}" == "417.4"
    assert f"{math.log(65):.2f}" == "4.17"


def test_a_mean_makes_updates_shorter_by_less_than_the_targets_where_the_sum_was_clipped():
    def update(gradient, threshold):
        return 0.01 * gradient * min(1, threshold / np.linalg.norm(gradient))

    direction = np.random.default_rng(0).standard_normal(10)
    direction /= np.linalg.norm(direction)
    for drawn, answer in ASKED.answers("train-sum-to-mean"):
        before = update(drawn["g"] * direction, drawn["c"])
        after = update(drawn["g"] / drawn["N"] * direction, drawn["c"])
        assert np.linalg.norm(before) / np.linalg.norm(after) == pytest.approx(answer)


def test_what_has_never_been_dropped_after_twenty_steps():
    rng = np.random.default_rng(0)
    whole = np.all(rng.random((20, 200_000)) > 0.1, axis=0)
    assert 100 * whole.mean() == pytest.approx(100 * 0.9**20, abs=0.3)
    assert ASKED.field("train-never-dropped", "answer") == "100*0.9**20"
    assert ASKED.said("train-never-dropped", "$0.9^{20}=0.12$", "every eighth")
    experiment = EXPERIMENTS["recurrent-dropout"]
    shown = experiment.run(
        {**experiment.defaults, "p": 0.1, "steps": 20, "epochs": 20, "hidden": 8}, 1, lambda *_: None
    )
    assert {each.name: each.value for each in shown.numbers}["whole"] == pytest.approx(0.9**20)


def test_masks_off_the_loop_leave_the_cell_alone_and_masks_on_it_do_not():
    key = "train-mask-inside-the-step"

    def kept(line):
        rng = np.random.default_rng(0)
        step = ["c = f * c + i * g", "h = o * np.tanh(c)"]
        step[line.startswith("h")] = line
        space = {
            "np": np,
            "drop": lambda v: v * 2 * (rng.random(v.shape) < 0.5),
            "c": np.linspace(-1, 1, 1000),
            "f": np.ones(1000),
            "i": np.zeros(1000),
            "o": np.ones(1000),
            "g": rng.standard_normal(1000),
        }
        for _ in range(40):
            exec("\n".join(step), space)
        return np.array_equal(space["c"], np.linspace(-1, 1, 1000))

    lines = {option: kept(option.strip("`")) for option in ASKED.options(key)}
    assert [option for option, same in lines.items() if same] == ASKED.right(key)


def test_the_table_of_four_networks_is_the_lab_s():
    """Another machine's arithmetic changes the courses a little; that of the masked cell, which jumps about, more."""
    key = "train-which-cell-is-masked"
    tabled = dict(re.findall(r"^\| ([W-Z]) \| (.*) \|$", ASKED.questions[key], re.MULTILINE))
    ways = {"W": "nothing", "X": "one mask", "Y": "candidate", "Z": "the cell"}
    for letter, masked in ways.items():
        ((_, *ends),) = (row[:3] for row in dropped().tables[0].rows if masked in row[0])
        said = [float(each) for each in tabled[letter].split(" | ")]
        assert [float(end) for end in ends] == pytest.approx(said, rel=0.5 if letter == "Z" else 0.15, abs=0.02)
    least = next(each.value for each in dropped().numbers if each.name == "least")
    assert ASKED.said(key, f"near {least:.2f},")
    assert f"{2**-20:.0e}" == "1e-06"


def test_with_patience_three_the_lab_s_run_stops_where_the_option_says():
    key = "train-patience"
    epochs, losses = (
        [
            float(each)
            for each in re.search(rf"^\| {name} \| (.*) \|$", ASKED.questions[key], re.MULTILINE)[1].split(" | ")
        ]
        for name in ("Epoch", "Loss")
    )
    run_epochs, run_losses = without_dropout("test")
    assert epochs == run_epochs[:9]
    assert losses == pytest.approx(run_losses[:9], abs=0.02)

    def stopped(patience, against_lowest=True, keep_lowest=True):
        lowest, kept, waited, before = math.inf, 0, 0, math.inf
        for epoch, loss in zip(epochs, losses, strict=True):
            waited = 0 if loss < (lowest if against_lowest else before) else waited + 1
            if loss < lowest:
                lowest, kept = loss, epoch
            before = loss
            if waited == patience:
                kept = kept if keep_lowest else epoch
                return f"It stops after epoch {epoch:.0f}, and the weights of epoch {kept:.0f} are kept"
        return ""

    options = ASKED.options(key)
    assert [stopped(3)] == ASKED.right(key)
    assert options == [
        stopped(1),
        stopped(3),
        stopped(3, against_lowest=False),
        stopped(3, against_lowest=False, keep_lowest=False),
    ]


def test_tying_saves_the_share_that_counting_arrays_gives():
    for drawn, answer in ASKED.answers("train-tying-share"):
        V, d = int(drawn["V"]), int(drawn["d"])
        lstm = [(d, d), (d, d), (d,)] * 4
        untied = sum(math.prod(shape) for shape in [(V, d), *lstm, (V, d), (V,)])
        tied = sum(math.prod(shape) for shape in [(V, d), *lstm, (V,)])
        assert 100 * (untied - tied) / untied == pytest.approx(answer)


def test_a_loss_above_a_coin_s_at_62_per_cent_comes_from_the_wrong_third():
    key = "train-loss-above-a-coin"
    _, tested = without_dropout("test")
    _, trained = without_dropout("training")
    assert ASKED.said(key, "| training | 0.07 | 98% |", "| test | 1.58 | 62% |", "lowest was 0.56.")
    assert trained[-1] == pytest.approx(0.07, abs=0.03)
    assert tested[-1] == pytest.approx(1.58, rel=0.15)
    assert min(tested) == pytest.approx(0.56, abs=0.02)
    assert float(str(dropped().tables[0].rows[0][3])) == pytest.approx(0.62, abs=0.03)
    noise = 0.15
    assert f"{-noise * math.log(noise) - (1 - noise) * math.log(1 - noise):.2f}" == "0.42"
    a_wrong_one = 1.58 / 0.38  # at most: the right ones cost a little, too
    assert 4 < a_wrong_one < 4.2
    assert f"{math.exp(-a_wrong_one):.2f}" == "0.02"


def test_no_rule_gets_below_the_noise_and_the_network_without_dropout_does():
    key = "train-below-the-noise"
    rng = np.random.default_rng(0)
    flipped = rng.random(200_000) < 0.15
    says = np.linspace(0.01, 0.3, 30)  # that a label is flipped
    losses = [-np.log(np.where(flipped, q, 1 - q)).mean() for q in says]
    assert says[np.argmin(losses)] == pytest.approx(0.15, abs=0.011)
    assert f"{min(losses):.2f}" == "0.42"
    assert ASKED.said(key, "ended at 1.58 and Y at 0.59")
    ends = {row[0]: [float(each) for each in row[1:3]] for row in dropped().tables[0].rows}
    assert ends["nothing"] == pytest.approx([0.07, 1.58], rel=0.15, abs=0.03)
    assert ends["inputs, recurrence, output; one mask"] == pytest.approx([0.42, 0.59], rel=0.15)


def test_the_window_fits_and_a_step_more_does_not():
    for drawn, answer in ASKED.answers("train-window-that-fits"):
        B, H, free = int(drawn["B"]), int(drawn["H"]), drawn["G"] * 1e9
        a_step = sum(np.zeros((B, H), np.float32).nbytes for _ in ("h", "c", "f", "i", "o", "candidate"))
        assert answer * a_step <= free < (answer + 1) * a_step


def test_a_gradient_goes_into_the_reading_of_detached_outputs_and_not_into_their_writing():
    rng = np.random.default_rng(0)
    T, last, H = 12, 4, 3
    W, x, weigh = rng.normal(0, 0.7, (H, H)), rng.standard_normal((T, H)), rng.standard_normal((H, H))

    def loss(written, reading, in_last):
        """Steps up to T − last write with their own copy of W, of which detaching makes a constant."""
        h, outputs = np.zeros(H), []
        for t in range(T):
            h = np.tanh((written if t < T - last else in_last) @ h + x[t])
            outputs.append(h)
        scores = np.exp(np.array(outputs) @ reading @ h)
        return (scores / scores.sum() @ np.array(outputs)).sum()

    def slope(which):
        change = [np.zeros((H, H)) for _ in range(3)]
        change[which][0, 1] = 1e-5
        at = (W, weigh, W)
        return loss(*(a + c for a, c in zip(at, change, strict=True))) - loss(*at)

    # Undetached, all three would count; detaching leaves out the first, and the others are not 0.
    assert all(abs(slope(which)) > 1e-9 for which in range(3))


def test_two_linear_steps_are_one_and_ten_rounds_combine_1024():
    def both(h):
        return 0.8 * (0.5 * h + 2) + 1

    assert both(0) == pytest.approx(2.6)
    assert both(1) - both(0) == pytest.approx(0.4)
    steps = [(a, 1.0) for a in np.random.default_rng(0).uniform(0.9, 1, 1024)]
    walked = 0.3
    for a, b in steps:
        walked = a * walked + b
    rounds = 0
    while len(steps) > 1:
        steps = [(c * a, c * b + d) for (a, b), (c, d) in zip(steps[::2], steps[1::2], strict=True)]
        rounds += 1
    ((a, b),) = steps
    assert rounds == 10
    assert a * 0.3 + b == pytest.approx(walked)


def test_what_can_be_scanned_is_what_two_steps_are_again():
    rng = np.random.default_rng(0)
    f, g = rng.uniform(0, 1, (2, 2)), rng.standard_normal((2, 2))
    h, x = np.linspace(-2, 2, 201), rng.standard_normal(2)
    linear = f[1] * (f[0] * h[:, None] + g[0]) + g[1]
    assert linear == pytest.approx((f[0] * f[1]) * h[:, None] + (f[1] * g[0] + g[1]))
    assert np.maximum(np.maximum(h, x[0]), x[1]) == pytest.approx(np.maximum(h, max(x)))
    twice = np.tanh(0.9 * np.tanh(0.9 * h + 0.3) - 0.2)
    inner = np.arctanh(twice)  # of a single tanh of this form it would be a line
    assert abs(np.diff(inner, 2)).max() > 1e-5
    z = 1 / (1 + np.exp(-1.5 * h))
    assert abs(np.diff((1 - z) * h + z * x[0], 2)).max() > 1e-5  # not linear in the state
    assert len(ASKED.right("train-which-can-be-scanned")) == 2


def test_the_states_that_read_pressure_are_saturated_and_scaled_ones_are_not():
    key = "train-saturated-states"
    assert ASKED.printed(key) == "0.94"
    scaled = ASKED.code(key).replace("for x in pressure:", "for x in (pressure - 1013) / 8:")
    space: dict[str, object] = {"print": lambda share: space.update(share=share)}
    exec(scaled, space)
    assert space["share"] == 0
    assert ASKED.said(key, "32 times 0.18, so 5.7", "goes up to 180")
    bound = 1 / math.sqrt(32)
    assert (f"{bound:.2f}", f"{32 * bound:.1f}", round(1013 * bound, -1)) == ("0.18", "5.7", 180)
    assert np.abs(space["W_hh"]).sum(axis=1).max() < 32 * bound
    assert 165 < np.abs(space["w_xh"]).max() * space["pressure"].max() < 185
    weaker = ASKED.code(key).replace("W_hh = ", "W_hh = 0.1 * ")
    assert weaker != ASKED.code(key)
    exec(weaker, space)
    assert space["share"] > 0.9


def test_the_summary_s_count_is_that_of_arrays_and_each_other_number_a_way_to_miss_it():
    key = "train-summary-of-simple-rnn"
    H, D, T = 50, 1, 20
    weights, biases = H * H + H * D, H
    assert [f"{n:,}" for n in (weights, weights + biases, weights + 2 * biases, T * (weights + biases))] == (
        ASKED.options(key)
    )
    assert ASKED.right(key) == ["2,600"]
    lstm = 4 * (100 * 100 + 100 * 1 + 100)
    assert ASKED.said(key, f"$4\\cdot100\\cdot102={lstm:,}$".replace(",", "{,}"))


def test_the_stack_s_count_is_that_of_its_arrays():
    for drawn, answer in ASKED.answers("train-stacked-lstm"):
        D, A, U = (int(drawn[name]) for name in "DAU")
        first = [(D, 4 * A), (A, 4 * A), (4 * A,)]  # as Keras stores them
        second = [(A, 4 * U), (U, 4 * U), (4 * U,)]
        assert answer == sum(map(math.prod, [*first, *second, (U, 1), (1,)]))


def test_what_holding_the_gates_at_their_mean_costs_in_the_lab():
    experiment = EXPERIMENTS["gate-anatomy"]
    held = experiment.run(dict(experiment.defaults), 1, lambda *_: None)
    (ablations,) = (table for table in held.tables if table.name == "ablations")
    right = {row[0]: row[1] for row in ablations.rows}
    assert right["nothing is held"] == "1.00"
    assert right["forget gate f, at its mean"] == "0.78"
    assert right["for comparison, always the same answer"] == "0.62"
    assert ASKED.said("train-gates-held", "78% with", "gets 62%")


def test_the_best_of_512_unrelated_units_correlates_about_as_well():
    rng = np.random.default_rng(0)
    quoted = np.repeat([-1.0, 1.0], 20)

    def correlations(units):
        each = rng.standard_normal((units, 40))
        each -= each.mean(1, keepdims=True)
        return np.abs(each @ quoted / 40 / each.std(1))

    assert np.median([correlations(512).max() for _ in range(100)]) == pytest.approx(0.5, abs=0.02)
    assert 1 / np.mean(correlations(150_000) >= 0.49) == pytest.approx(700, rel=0.1)
    assert f"{0.49**2:.2f}" == "0.24"
