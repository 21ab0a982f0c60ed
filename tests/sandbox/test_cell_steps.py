"""The experiment: every number of a cell's step, and how much is left of what it held after the first."""

from math import exp, tanh

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.experiments import cell_steps
from sandbox.experiments.cell_steps import EXPERIMENT, drawing, summed, written
from sandbox.experiments.contract import as_json
from sandbox.experiments.parameters import in_a_row

PRESETS = {preset.label: preset.parameters for preset in EXPERIMENT.presets}
C, H = "c\N{COMBINING TILDE}", "h\N{COMBINING TILDE}"


def run(report=lambda progress, plots: None, seed=1, **parameters):
    values, problems = EXPERIMENT.read({**EXPERIMENT.defaults, **parameters})
    assert problems == {}
    return EXPERIMENT.run(values, seed, report)


def steps(outcome):
    """The tables' rows, each by the headings of its columns; the sums under their layer's."""
    found = []
    for rows in zip(*(table.rows for table in outcome.tables), strict=True):
        headings = [column for table in outcome.tables for column in table.columns]
        found.append(dict(zip(headings, [cell for row in rows for cell in row], strict=True)))
    return found


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def drawn(**parameters):
    values = EXPERIMENT.read({**EXPERIMENT.defaults, **parameters})[0]
    return drawing(values, as_json(run(**parameters)))


def sigma(a):
    return 1 / (1 + exp(-a))


def test_a_step_of_an_rnn_is_tanh_of_its_three_products():
    (step,) = steps(run(cell="rnn", inputs="2", rnn_weights="0.5, -1, 0.25", h0=0.5))
    assert (step["h: w·x"], step["h: u·h"], step["h: b"], step["h: sum"]) == (1.0, -0.5, 0.25, 0.75)
    assert step["h"] == pytest.approx(tanh(0.75), abs=1e-15)


def test_a_step_of_an_lstm_is_the_one_that_its_page_does_by_hand():
    first = steps(run(**PRESETS["LSTM page: step by hand"]))[0]
    assert {name: round(first[name], 4) for name in ("i", "f", C, "o", "c", "h")} == {
        "i": 0.2689,
        "f": 0.8808,
        C: 0.7616,
        "o": 0.5,
        "c": 1.0856,
        "h": 0.3976,
    }
    assert [first[f"{symbol}: sum"] for symbol in ("i", "f", C, "o")] == [-1, 2, 1, 0]
    cell = sigma(2) * 1 + sigma(-1) * tanh(1)
    assert first["c"] == pytest.approx(cell, abs=1e-15)
    assert first["h"] == pytest.approx(0.5 * tanh(cell), abs=1e-15)


def test_a_step_of_a_gru_is_that_of_unit_1_on_its_page():
    first = steps(run(**PRESETS["GRU page: step by hand"]))[0]
    assert {name: round(first[name], 3) for name in ("z", "r", H, "h")} == {
        "z": 0.269,
        "r": 0.881,
        H: 0.612,
        "h": 0.749,
    }
    z, r = sigma(-1), sigma(2)
    candidate = tanh(0.3 + 0.5 * r * 0.8 + 0.0596)
    assert first["h"] == pytest.approx((1 - z) * 0.8 + z * candidate, abs=1e-15)


def test_the_conveyor_belt_is_the_figure_of_the_lstm_page():
    belt = steps(run(**PRESETS["LSTM page: conveyor belt"]))
    assert [round(step["f"], 2) for step in belt] == [0.9, 0.98, 0.98, 0.98, 0.05]
    assert [round(step[f"i · {C}"], 2) + 0 for step in belt] == [0.81, 0, 0, 0.4, 0]
    assert [round(step["c"], 2) for step in belt] == [0.81, 0.79, 0.78, 1.16, 0.06]
    assert round(numbers(run(**PRESETS["LSTM page: conveyor belt"]))["let_through"], 3) == 0.047


def test_unit_1_of_the_rnn_s_page_starts_as_there_and_its_latch_settles_where_it_says():
    assert round(steps(run(**PRESETS["RNN page: unit 1 alone"]))[0]["h"], 4) == 0.664
    assert round(steps(run(**PRESETS["RNN page: latch"]))[-1]["h"], 4) == 0.9575


NUMBER = st.integers(-20_000, 20_000).map(lambda n: n / 1000)
TRIPLE = st.tuples(NUMBER, NUMBER, NUMBER).map(lambda three: ", ".join(f"{each:g}" for each in three))
INPUTS = st.lists(st.integers(-1000, 1000).map(lambda n: n / 100), min_size=1, max_size=8).map(
    lambda several: ", ".join(f"{each:g}" for each in several)
)
TRIPLES = [one.name for one in EXPERIMENT.parameters if one.kind == "numbers" and one.name != "inputs"]
PARAMETERS = st.fixed_dictionaries(
    {
        "cell": st.sampled_from(["lstm", "gru", "rnn"]),
        "inputs": INPUTS,
        "h0": st.integers(-100, 100).map(lambda n: n / 100),
        "c0": st.integers(-1000, 1000).map(lambda n: n / 100),
        **dict.fromkeys(TRIPLES, TRIPLE),
    }
)


def close(value):
    return pytest.approx(value, rel=1e-12, abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(PARAMETERS)
def test_every_row_satisfies_the_equations_whatever_the_numbers(parameters):
    outcome = run(**parameters)
    kind = cell_steps.KINDS[parameters["cell"]]
    before = {"h": float(parameters["h0"]), "c": float(parameters["c0"])}
    for x, row in zip(in_a_row(parameters["inputs"]), steps(outcome), strict=True):
        assert (row["x"], row["h before"]) == (x, before["h"])
        for layer in kind.layers:
            w, u, b = in_a_row(parameters[layer.parameter])
            read = row["r · h before"] if layer.symbol == H else before["h"]
            total = w * x + u * read + b
            squashed = 1 / (1 + exp(-total)) if layer.function == "σ" else tanh(total)
            assert row[f"{layer.symbol}: sum"] == close(total)
            assert row[layer.symbol] == close(squashed)
        if kind.article == "an LSTM":
            assert row["c before"] == before["c"]
            assert row["c"] == close(row["f"] * before["c"] + row["i"] * row[C])
            assert row["h"] == close(row["o"] * tanh(row["c"]))
            before["c"] = row["c"]
        elif kind.article == "a GRU":
            assert row["r · h before"] == close(row["r"] * before["h"])
            assert row["h"] == close((1 - row["z"]) * before["h"] + row["z"] * row[H])
        before["h"] = row["h"]
    as_json(outcome)


@settings(deadline=None, max_examples=30)
@given(PARAMETERS)
def test_gates_that_do_not_read_the_state_let_through_exactly_what_is_left(parameters):
    blind = {name: ", ".join((w, "0", b)) for name in TRIPLES for w, _, b in [parameters[name].split(", ")]}
    found = numbers(run(**parameters | blind | {"cell": "lstm"}))
    if found["share"] is not None:
        assert found["share"] == pytest.approx(found["let_through"], abs=1e-9)


def test_nothing_is_drawn_so_the_seed_makes_no_difference():
    assert run(seed=1) == run(seed=2)


@pytest.mark.parametrize(
    ("preset", "held", "choice"),
    [
        ("LSTM: write, keep, add", True, "most"),
        ("LSTM: and erase", True, "gone"),
        ("LSTM: forgets by halves", True, "gone"),
        ("LSTM: saturated gates hold a bit", True, "most"),
        ("LSTM: gates shut, kept all the same", False, "most"),
        ("LSTM page: step by hand", False, "part"),
        ("LSTM page: conveyor belt", True, "gone"),
        ("GRU: copies its state", True, "most"),
        ("GRU page: step by hand", False, "most"),
        ("RNN: fades", None, "gone"),
        ("RNN page: unit 1 alone", None, "part"),
        ("RNN page: latch", None, "most"),
    ],
)
def test_every_preset_teaches_what_its_name_says(preset, held, choice):
    outcome = run(**PRESETS[preset])
    assert outcome.verdict.held is held
    assert EXPERIMENT.prediction.right(numbers(outcome)["share"]) == choice


def test_no_preset_is_left_out_above():
    assert len(PRESETS) == 12


def test_forgetting_by_halves_leaves_a_half_for_each_step():
    found = numbers(run(**PRESETS["LSTM: forgets by halves"]))
    assert found["share"] == pytest.approx(1 / 32)
    assert found["let_through"] == 1 / 32


@pytest.mark.parametrize(
    ("parameters", "held", "said"),
    [
        ({"inputs": "1"}, None, "With a single step nothing has had time to fade."),
        ({"inputs": "0, 1"}, None, "After step 1 the cell held next to nothing (c = 0), so there was nothing to keep."),
        ({"inputs": "1, 0", "lstm_forget": "0, 0, 0"}, True, "Of the 0.918 that it held after step 1, 0.459 is left"),
        (
            PRESETS["LSTM: gates shut, kept all the same"],
            False,
            "Of the 0.988 that it held after step 1, 0.978 is left after step 6: a share of 0.989. "
            "But the product of f from step 2 to step 6 is 1.3 × 10⁻¹¹.",
        ),
        (
            PRESETS["LSTM: forgets by halves"],
            True,
            "Of the 0.918 that it held after step 1, 0.0287 is left after step 6: a share of 0.0312. And the "
            "product of f from step 2 to step 6 is 0.0312: no more than 0.05 apart. Both are so small that this "
            "says little more",
        ),
        (PRESETS["RNN: fades"], None, "The claim is about gates, and an RNN has none"),
    ],
)
def test_the_verdict_says_what_happened(parameters, held, said):
    verdict = run(**parameters).verdict
    assert verdict.held is held
    assert verdict.sentence.startswith(said)


@pytest.mark.parametrize(
    ("parameters", "said", "measured"),
    [
        (
            {"inputs": "0.01, 0, 0, 0, 0, 0", "rnn_weights": "3, 2, 0"},
            "The 0.0300 that it held after step 1 makes a difference of 0.703 at step 6: a share of 23.4.",
            "23.4",
        ),
        (
            {"inputs": "1, 0", "rnn_weights": "3, -2, 0"},
            "The 0.995 that it held after step 1 makes a difference of −0.963 at step 2: a share of −0.968.",
            "−0.968, with its sign turned",
        ),
    ],
)
def test_what_has_grown_or_changed_its_sign_is_not_said_to_be_left(parameters, said, measured):
    outcome = run(cell="rnn", **parameters)
    assert outcome.verdict.sentence.endswith(said)
    assert EXPERIMENT.prediction.in_hindsight("", as_json(outcome)).measured == measured


@pytest.mark.parametrize(
    ("share", "choice"),
    [(None, "gone"), (0.0, "gone"), (0.0999, "gone"), (0.1, "part"), (-0.3, "part"), (0.5, "most"), (-2.0, "most")],
)
def test_what_is_left_is_one_of_the_choices(share, choice):
    assert EXPERIMENT.prediction.right(share) == choice


def test_hindsight_reads_as_a_sentence_even_where_nothing_was_held():
    stored = as_json(run(inputs="0, 0"))
    assert EXPERIMENT.prediction.in_hindsight("most", stored).sentence == (
        "You predicted at least half. It was less than a tenth: nothing was held."
    )


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("size", [-20, 20])
def test_the_corners_have_a_finite_outcome(cell, size):
    corner = ", ".join([str(size)] * 3)
    for inputs in ("10, -10, 10, -10, 10, -10, 10, -10", "-10"):
        outcome = run(cell=cell, inputs=inputs, h0=-1, c0=10, **dict.fromkeys(TRIPLES, corner))
        as_json(outcome)


def test_the_plots_start_with_the_states_before_step_1_and_the_gates_at_it():
    reports = []
    outcome = run(h0=0.5, c0=1, report=lambda progress, plots: reports.append((progress, plots)))
    assert reports == [(1.0, outcome.plots)]
    states, gates = outcome.plots
    assert states.x == gates.x == tuple(range(7))
    assert {each.name: each.values[0] for each in states.series} == {"c": 1.0, "h": 0.5}
    assert {each.name: each.values[0] for each in gates.series} == {"f": None, "i": None, "o": None}
    assert [plot.title for plot in run(cell="rnn").plots] == ["States"]


def test_the_drawing_fills_every_formula_with_the_numbers_of_each_step():
    figure = drawn(**PRESETS["LSTM page: step by hand"])
    said = [(line.symbol, line.filled[0], line.summed[0], line.value[0]) for line in figure.lines]
    assert said == [
        ("f", "σ(0.5·1 + 1·0.5 + 1)", "σ(2)", "0.8808"),
        ("i", "σ(−1·1 + 2·0.5 − 1)", "σ(−1)", "0.2689"),
        (C, "tanh(1.5·1 − 1·0.5 + 0)", "tanh(1)", "0.7616"),
        ("c", "0.8808·1 + 0.2689·0.7616", "0.8808 + 0.2048", "1.0856"),
        ("o", "σ(0·1 + 2·0.5 − 1)", "σ(0)", "0.5"),
        ("h", "0.5·tanh(1.0856)", "0.5·0.7953", "0.3976"),
    ]
    assert figure.titles == ("Step 1 of 3.", "Step 2 of 3.", "Step 3 of 3.")
    assert (
        figure.told[0]
        == "x is 1. The cell keeps 0.8808 of its 1 and adds 0.2048. So it holds 1.0856, and shows 0.3976."
    )
    assert figure.levels["g"][0] == "scale(1 0.7616)"


def test_the_drawing_of_a_gru_shows_what_the_reset_gate_lets_the_candidate_see():
    figure = drawn(**PRESETS["GRU page: step by hand"])
    assert [(line.symbol, line.filled[0], line.value[0]) for line in figure.lines] == [
        ("z", "σ(0·1 − 1·0.8 − 0.2)", "0.2689"),
        ("r", "σ(0.2·1 + 1·0.8 + 1)", "0.8808"),
        (H, "tanh(0.3·1 + 0.5·0.7046 + 0.0596)", "0.6119"),
        ("h", "0.7311·0.8 + 0.2689·0.6119", "0.7494"),
    ]
    assert figure.shown["reset"][0] == "0.7046"


def test_the_drawing_of_an_rnn_has_one_formula():
    figure = drawn(**PRESETS["RNN page: unit 1 alone"])
    (line,) = figure.lines
    assert line.filled == ("tanh(0.8·1 + 0.5·0 + 0)", "tanh(0.8·0 + 0.5·0.6640 + 0)", "tanh(0.8·(−1) + 0.5·0.3203 + 0)")
    assert line.value == ("0.6640", "0.3203", "−0.5648")
    assert figure.weights == {"a": ("0.8", "0.5", "0")}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (1 - 1e-9, "1.0000"),
        (0.1 + 0.2, "0.3"),
        (-0.5, "−0.5"),
        (-0.0, "0"),
        (1e-13, "0.0000"),
        (-0.46211, "−0.4621"),
    ],
)
def test_a_number_is_short_only_where_it_is_exact(value, text):
    assert written(value) == text


def test_a_sum_takes_the_sign_of_each_product_s_first_factor():
    assert summed((-0.5, 1.0), (2.0, -0.25), (-1.0,)) == "−0.5·1 + 2·(−0.25) − 1"
