"""The questions on the GRU: what their closed answers assert, worked out again."""

import math
import re

import numpy as np
import pytest

from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked

ASKED = Asked("gru")


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def drawn(H: int, D: int, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    sizes = {"W": (H, D), "U": (H, H)}
    return {f"{kind}_{gate}": rng.standard_normal(sizes[kind]) for kind in "WU" for gate in "zrh"}


def step(p, x, h, *, keeps=False, after=False, r=None):
    """As the papers have it; `keeps` is for z, `after` for the reset."""
    z = sigmoid(p["W_z"] @ x + p["U_z"] @ h)
    r = sigmoid(p["W_r"] @ x + p["U_r"] @ h) if r is None else r
    past = r * (p["U_h"] @ h) if after else p["U_h"] @ (r * h)
    old = z if keeps else 1 - z
    return old * h + (1 - old) * np.tanh(p["W_h"] @ x + past)


def lab(key: str):
    """The experiment that a question names, run with the parameters that it names."""
    name, *given = ASKED.field(key, "demo").split()
    experiment = EXPERIMENTS[name]
    values = {parameter.name: parameter.default for parameter in experiment.parameters}
    for each in given:
        parameter, said = each.split("=")
        (which,) = (one for one in experiment.parameters if one.name == parameter)
        values[parameter] = which.read(said)
    return experiment.run(values, 1, lambda *_: None)


def column(outcome, table: str, heading: str) -> list:
    (found,) = (each for each in outcome.tables if each.name == table)
    return [row[found.columns.index(heading)] for row in found.rows]


def test_a_gate_that_keeps_95_percent_remembers_for_20_steps():
    weights = 0.05 * 0.95 ** np.arange(5000)
    assert weights @ np.arange(1, 5001) == pytest.approx(20)
    assert ASKED.right("gru-gate-at-095") == ["It holds: what was written stays for about 20 steps"]


def test_a_unit_goes_towards_its_candidate():
    for at, answer in ASKED.answers("gru-towards-the-candidate"):
        h = at["h"]
        for _ in range(int(at["n"])):
            h = (1 - at["z"]) * h + at["z"] * 0.6
        assert answer == pytest.approx(h)


def test_the_lab_goes_towards_the_candidate_with_the_same_numbers():
    run = lab("gru-towards-the-candidate")
    assert column(run, "steps", "z") == pytest.approx([0.25, 0.25], abs=1e-4)
    assert column(run, "steps", "h")[-1] == pytest.approx(0.6 + 0.75**2 * (0.2 - 0.6), abs=1e-4)


def coded(p, mended=lambda source: source):
    given = {"np": np, "sigmoid": sigmoid, **p}
    exec(mended(ASKED.code("gru-shrunk-too-early")), given)
    return given["step"]


def test_the_state_that_is_shrunk_too_early_shows_where_the_question_says():
    p, x = drawn(4, 3), np.array([0.3, -0.5, 0.8])
    h, zero = np.array([0.5, -0.7, 0.2, 0.9]), np.zeros(4)
    shut = p | {"W_z": np.outer(np.full(4, -12.0), x) / (x @ x), "U_z": np.zeros((4, 4))}

    assert np.allclose(coded(p)(x, zero), step(p, x, zero))
    assert abs(coded(p)(x, h) - step(p, x, h)).max() > 0.1
    assert np.allclose(coded(shut)(x, h), step(shut, x, h), atol=1e-4)


def test_one_line_at_the_end_mends_the_shrunken_state():
    def mended(source):
        return source.replace("    h = (1 - z) * h  # A\n", "").replace(
            "return h + z * new  # C", "return (1 - z) * h + z * new"
        )

    p, x, h = drawn(4, 3), np.array([0.3, -0.5, 0.8]), np.array([0.5, -0.7, 0.2, 0.9])
    assert ASKED.said("gru-shrunk-too-early", "`return (1 - z) * h + z * new`")
    assert np.allclose(coded(p, mended)(x, h), step(p, x, h))


def test_swapped_weights_or_a_full_candidate_would_show_from_a_zero_state():
    def swapped(source):
        return source.replace("(1 - z) * h  # A", "z * h").replace("h + z * new", "h + (1 - z) * new")

    p, x, zero = drawn(4, 3), np.array([0.3, -0.5, 0.8]), np.zeros(4)
    for wrong in (swapped, lambda source: source.replace("h + z * new", "h + new")):
        assert not np.allclose(coded(p, wrong)(x, zero), step(p, x, zero))


def test_the_reachable_weights_are_those_that_add_up_to_1():
    sums = {
        option: sum(float(value) for value in re.findall(r"[fi]=([\d.]+)\$", option))
        for option in ASKED.options("gru-reachable-weights")
    }
    assert [option for option, total in sums.items() if math.isclose(total, 1)] == ASKED.right("gru-reachable-weights")


def test_the_rows_of_the_trained_gates_are_the_labs():
    run = lab("gru-row-that-keeps")
    means = dict(
        zip(
            column(run, "occasions", "what is read"),
            zip(*(column(run, "occasions", heading) for heading in ("z", "r", "|h̃|")), strict=True),
            strict=True,
        )
    )
    rows = ["letter, nothing stored", "“)”, a digit stored", "letter, a digit stored", "digit after “(”, one stored"]
    for number, name in enumerate(rows, 1):
        assert ASKED.said("gru-row-that-keeps", f"| {number} | {' | '.join(means[name])} |")
    assert min(means, key=lambda name: float(means[name][0])) == "letter, a digit stored"
    assert ASKED.right("gru-row-that-keeps")[0].startswith("Row 3")


def test_the_bias_gives_the_memory():
    for at, answer in ASKED.answers("gru-bias-for-a-memory"):
        z = sigmoid(answer)
        n = np.arange(1, 20_001)
        assert (z * (1 - z) ** (n - 1)) @ n == pytest.approx(at["N"], rel=1e-3)


def test_a_shut_reset_gate_leaves_the_state_to_the_update_gate():
    run = lab("gru-reset-without-update")
    assert column(run, "steps", "r") == pytest.approx([0], abs=1e-8)
    assert column(run, "steps", "z") == pytest.approx([0.1], abs=1e-4)
    assert column(run, "steps", "h̃") == pytest.approx([-0.4], abs=1e-4)
    assert column(run, "steps", "h") == pytest.approx([0.77], abs=1e-4)

    wrong = {"−0.27": 0.1 * 0.9 + 0.9 * -0.4, "−0.04": 0.1 * -0.4, "0.86": 0.9 + 0.1 * -0.4}
    for text, value in wrong.items():
        assert any(option.startswith(f"{text}:") for option in ASKED.options("gru-reset-without-update"))
        assert value == pytest.approx(float(text.replace("−", "-")))
