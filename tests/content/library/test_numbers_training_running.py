"""The questions on running what was trained: padding, streams, teacher forcing, normalisation, kernels, evaluation and
decoding. What their closed answers assert is worked out again by NumPy, or by the experiment that they link to.

What “run-kernels-batch” says of times is this machine's and in no test: with the defaults of “fused-kernels” the
projections of one sequence took an eighth of the time in one product, those of 64 sequences about two thirds.
Nor are two other runs with the first seed, for the time they take: “padding question=ends iterations=400” gave an LSTM
1.00 of rows turned within their lengths and 0.46 of those flipped whole; “padding zeros=5” moved the states by 0.87 to
0.97 of the distance between two sequences.
The same LSTM as in “stateful-streams”, trained and read with c alone carried and h set to zero before each
chunk, was right at all 20 steps of 256 new streams.
"""

import math
import re

import numpy as np
import pytest

from sandbox.experiments.contract import Outcome
from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked
from tests.content.library.lab import shown_by

pytestmark = pytest.mark.once

ASKED = Asked("training")


def number(outcome: Outcome, name: str) -> float:
    (found,) = (number.value for number in outcome.numbers if number.name == name)
    return found


def table(key: str) -> list[list[str]]:
    """The rows of the table in a question, without its heading."""
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in re.findall(r"^\|.*\|$", ASKED.questions[key], re.MULTILINE)
    ]
    return rows[2:]


class Rnn:
    """A small tanh network with biases, and a mean loss of its states that can leave padding out."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.W_hh, self.W_xh, self.b = rng.normal(0, 0.5, (4, 4)), rng.normal(0, 1, (4, 2)), rng.normal(0, 0.5, 4)

    def states(self, x):
        """After each step, (T, H), for one sequence of shape (T, D)."""
        h = np.zeros(4)
        return np.array([h := np.tanh(self.W_hh @ h + self.W_xh @ x_t + self.b) for x_t in x])


def test_what_more_zeros_leave_as_it_was():
    net, real = Rnn(), np.random.default_rng(1).normal(size=(4, 2))

    def found(zeros):
        padding = np.zeros((zeros, 2))
        row, turned = np.concatenate([real, padding]), np.concatenate([real[::-1], padding])
        states = net.states(row)
        losses = states[:4].sum(axis=1) ** 2
        return [
            states[-1],
            states[3],
            losses.mean(),
            losses.sum() / len(row),
            net.states(turned)[3],
            net.states(row[::-1])[-1],
        ]

    options = ASKED.options("run-mask-more-zeros")
    kept = [option for option, a, b in zip(options, found(3), found(8), strict=True) if np.array_equal(a, b)]
    assert kept == ASKED.right("run-mask-more-zeros")


def test_a_row_turned_within_its_length():
    row, length = list("abcd000"), 4
    turned = row[:length][::-1] + row[length:]
    formula = re.search(r"^\(\\,(.*)\\,\)$", ASKED.questions["run-mask-turned-row"], re.MULTILINE)[1]
    assert re.sub(r"\[\[|\]\]|\\;|\s", "", formula).split(",") == turned
    assert ASKED.said("run-mask-turned-row", "(0,0,0,d,c,b,a)", "step [[4 | four]]")
    assert "".join(row[::-1]) == "000dcba"


def test_the_index_is_out_of_bounds_for_a_full_row_alone_and_one_too_far_in_all_others():
    x = np.random.default_rng(1).normal(size=(3, 40, 2))
    lengths = np.array([5, 17, 39])
    states = np.array([Rnn().states(row) for row in x])
    source = ASKED.code("run-mask-index-error").splitlines()[1]
    given = {"np": np, "states": states, "B": 3, "lengths": lengths}
    exec(source, given)
    for last, row, length in zip(given["last"], x, lengths, strict=True):
        assert np.array_equal(last, Rnn().states(row[: length + 1])[-1])
    with pytest.raises(IndexError, match="index 40 is out of bounds for axis 1 with size 40"):
        exec(source, {**given, "lengths": np.array([5, 17, 40])})


def test_the_loss_below_the_entropy_is_that_of_the_run():
    outcome = ASKED.run("run-mask-below-entropy")
    nats = -(0.8 * math.log(0.8) + 0.2 * math.log(0.2))
    assert f"{nats:.2f}" == "0.50"
    assert f"{nats / math.log(2):.2f}" == "0.72"
    assert f"{0.51 * 6 / 19:.2f}" == "0.16"
    strays = math.sqrt(0.8 * 0.2) * math.log(0.8 / 0.2) / math.sqrt(32 * 6)
    assert f"{strays:.2f}" == "0.04"
    assert ASKED.said("run-mask-below-entropy", "batch of 32 holds some 190 bits", "by 0.04 or so", "not by 0.33")
    assert number(outcome, "reported_loss") == pytest.approx(0.17, abs=0.01)
    assert number(outcome, "real_loss") == pytest.approx(0.51, abs=0.01)
    defaults = EXPERIMENTS["padding"].defaults
    assert (defaults["iterations"], 9 + defaults["zeros"]) == (200, 19)


def test_the_rows_that_continue_a_novel():
    rows = np.arange(1, 13).reshape(3, 4)
    first, second = (",".join(str(chunk) for chunk in rows[:, at]) for at in (0, 1))
    assert ASKED.right("run-state-rows") == [f"$({first})$, then $({second})$"]
    fits = [
        option
        for option in ASKED.options("run-state-rows")
        if all(b == a + 1 for a, b in np.array(re.findall(r"\d+", option), int).reshape(2, 3).T)
    ]
    assert fits == ASKED.right("run-state-rows")


def test_the_streams_that_leak_are_those_of_the_run():
    experiment = EXPERIMENTS["stateful-streams"]
    assert [experiment.defaults[name] for name in ("length", "chunks", "start")] == [5, 4, "mark"]
    outcome = ASKED.run("run-state-leak")
    (first, *_), (later, *_) = (row[1:] for row in table("run-state-leak"))
    read_right = next(series for series in outcome.plots[0].series if series.name == "carried")
    assert min(read_right.values) == pytest.approx(float(first), abs=0.005)
    assert number(outcome, "leak") == pytest.approx(float(later), abs=0.01)
    assert number(outcome, "first_again") == pytest.approx(1, abs=0.005)
    assert number(outcome, "shuffled") == pytest.approx(0.5, abs=0.03)
    reset = next(series for series in outcome.plots[0].series if series.name == "reset").values
    assert min(reset[:5]) > 0.995
    assert reset[5:] == pytest.approx([0.5] * 15, abs=0.03)
    assert ASKED.field("run-state-curve", "demo") == ASKED.field("run-state-leak", "demo")


def test_an_error_that_is_passed_on():
    for drawn, answer in ASKED.answers("run-forced-error-growth"):
        error = 0.0
        for ahead in range(1, 7):
            error = drawn["a"] * error + 0.02
            if ahead == 2:
                assert error == pytest.approx(0.02 * (1 + drawn["a"]))
        assert answer == pytest.approx(error)


def test_teacher_forcing_in_code_is_the_likelihood_given_true_prefixes():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(6, 5))  # of the next token after each; 5 begins
    y = [2, 0, 4, 1]

    def nll(z, target):
        return np.log(np.exp(z).sum()) - z[target]

    given = {"BEGIN": 5, "h_0": None, "T": 4, "y": y, "step": lambda token, h: (logits[token], h), "nll": nll}
    exec(ASKED.code("run-forced-loop"), given)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert given["loss"] == pytest.approx(-math.log(p[5, 2] * p[2, 0] * p[0, 4] * p[4, 1]))


def test_the_table_of_errors_is_that_of_the_run():
    assert ASKED.field("run-forced-table", "demo") == ASKED.field("run-forced-remedies", "demo")
    outcome = ASKED.run("run-forced-table")
    (errors,) = outcome.tables
    of = {label: [float(cell) for cell in cells[:3]] for label, *cells in errors.rows}
    assert errors.columns[1:4] == ("step 1", "step 10", "step 25")
    named = (
        "one step ahead, on true values",
        "on its own outputs",
        "the true rule, pushed at every step",
        "always the mean",
    )
    for name, (_, *said) in zip(named, table("run-forced-table"), strict=True):
        assert [float(each) for each in said] == pytest.approx(of[name], rel=0.05)
    noisy = of["the same, trained with noise on its inputs"]
    assert noisy[2] == pytest.approx(0.154, rel=0.05)
    assert of["with noise in training, one step ahead"][0] == pytest.approx(0.056, rel=0.05)
    for key in ("run-forced-table", "run-forced-remedies"):
        assert ASKED.said(key, "0.154", "0.738", "0.028")


def layer_normed(a):
    a = np.asarray(a, float)
    return (a - a.mean()) / a.std()


@pytest.mark.parametrize(
    ("option", "of_one_step"),
    list(zip(ASKED.options("run-norm-axis"), (False, False, True, False), strict=True)),
)
def test_the_mean_that_a_stream_can_form_by_itself(option, of_one_step):
    """It is the mean of its one step in training, whatever else is in the batch; `at` is that step of that sequence."""
    a = np.random.default_rng(0).normal(size=(5, 7, 3))
    other = a.copy()
    other[1:] += 1  # the rest of the batch
    other[:, 4:] += 1  # and what comes after step 3

    def at(whole):
        mean = eval(f"{option.strip('`')[:-1]}, keepdims=True)", {"a": whole})
        return np.broadcast_to(mean, whole.shape)[0, 3]

    assert np.array_equal(at(a), at(other)) == of_one_step
    assert ([option] == ASKED.right("run-norm-axis")) == of_one_step


def test_the_outlier_that_is_normalised():
    for drawn, answer in ASKED.answers("run-norm-outlier"):
        assert answer == pytest.approx(1 + drawn["g"] * layer_normed([1, 1, 1, drawn["x"]])[-1])
    for H in (2, 5, 30):
        assert layer_normed([*[0] * (H - 1), 1])[-1] == pytest.approx(math.sqrt(H - 1))
        drawn = np.random.default_rng(H).normal(size=(1000, H)) ** 3
        assert max(layer_normed(each).max() for each in drawn) <= math.sqrt(H - 1) + 1e-9


def test_what_changes_the_normalised_values():
    a = np.array([[-1, 0.5, 2, 4], [1, 2, 3, 5], [0, -1, 1, 2]])  # of three sequences
    assert ASKED.said("run-norm-invariance", r"$\mathbf a=(-1,\;0.5,\;2,\;4)$", "One entry becomes 40")
    others, one = a.copy(), a.copy()
    others[1:] *= -3
    one[0, -1] *= 10
    changed = [
        option
        for option, now in zip(ASKED.options("run-norm-invariance"), (10 * a, -a, others, one, a + 0.7), strict=True)
        if not np.allclose(layer_normed(now[0]), layer_normed(a[0]))
    ]
    assert changed == ASKED.right("run-norm-invariance")
    assert not np.any(np.isclose(layer_normed(one[0]), layer_normed(a[0])))


def test_the_passes_of_a_fast_rnn_give_its_gradients():
    rng = np.random.default_rng(0)
    T, D, H = 6, 3, 4
    W_xh, W_hh, W_hy, b = (rng.normal(0, 0.5, shape) for shape in ((H, D), (H, H), (2, H), H))
    x, target, h_0 = rng.normal(size=(T, D)), rng.normal(size=(T, 2)), rng.normal(size=H)

    def walked(W_hh):
        h, projected = [h_0], x @ W_xh.T + b
        for t in range(T):
            h.append(np.tanh(W_hh @ h[t] + projected[t]))
        return np.array(h)

    h = walked(W_hh)
    own = (h[1:] @ W_hy.T - target) @ W_hy  # of half a squared error
    d, later = np.zeros((T, H)), np.zeros(H)
    for t in reversed(range(T)):
        d[t] = (1 - h[t + 1] ** 2) * (own[t] + later)
        later = W_hh.T @ d[t]
    gradient = d.T @ h[:-1]

    def loss(by):
        return 0.5 * ((walked(W_hh + by)[1:] @ W_hy.T - target) ** 2).sum()

    steps = 1e-6 * np.eye(H * H).reshape(H * H, H, H)
    slopes = [(loss(step) - loss(-step)) / 2e-6 for step in steps]
    assert gradient.ravel() == pytest.approx(slopes, abs=1e-6)


def test_the_words_and_perplexities():
    assert ASKED.said("run-ppl-unknown-words", "42", "58", "$10{,}000\\ln42=37{,}377$", "$10{,}000\\ln58=40{,}604$")
    a, b = 10_000 * math.log(42), 10_000 * math.log(58)
    assert (f"{a:,.0f}", f"{b:,.0f}", f"{b - a:,.0f}") == ("37,377", "40,604", "3,228")
    assert (f"{(b - a) / 900:.1f}", f"{math.exp((b - a) / 900):.0f}") == ("3.6", "36")
    even = np.full(10_000, 1e-4)
    assert math.exp(-np.log(even).mean()) == pytest.approx(10_000)
    one_surprise = np.array([1e-4, 1e-4, 1e-4, 1e-9])
    assert math.exp(-np.log(one_surprise).mean()) > 10_000


def test_the_perplexity_that_is_as_good():
    for drawn, answer in ASKED.answers("run-ppl-as-good"):
        words = np.full(1000, -math.log(drawn["P"]))
        pieces = np.full(int(drawn["M"]), -math.log(answer))
        assert pieces.sum() == pytest.approx(words.sum())


def test_the_windows_of_the_test_year():
    hours, year = 1000, 800  # of all, and the first of the test
    made = np.arange(47, hours - 24)
    before, target_before = made[made < year], made[made + 24 < year]
    assert (before + 24 >= year).sum() == 24
    assert target_before[-1] == (year - 1) - 24


def test_the_first_window_that_shares_nothing():
    for drawn, answer in ASKED.answers("run-leak-gap"):
        w, h = int(drawn["w"]), int(drawn["h"])

        def values(t, w=w, h=h):
            return {*range(t - w + 1, t + 1), t + h}

        trained = set().union(*(values(t) for t in range(800, 1001)))
        first = next(t for t in range(1001, 1200) if not values(t) & trained)
        assert answer == first
        assert first - 1001 == w + h - 1


def test_the_leaky_evaluations_are_those_of_the_run():
    outcome = ASKED.run("run-leak-better-with-lead")
    (errors,) = outcome.plots
    curves = {series.name: series.values for series in errors.series}
    ends = {name: (round(curve[0], 2), round(curve[-1], 2)) for name, curve in curves.items()}
    assert ends == {"random": (1.41, 0.41), "time": (1.48, 1.32), "new": (1.46, 1.5), "naive": (1, 1)}
    assert ASKED.said(
        "run-leak-better-with-lead", "$\\sqrt2=1.41$", "to 0.41 at 20", "1.32 at 20, and 1.50 on new values"
    )
    review = "run-leak-price-review"
    assert ASKED.field(review, "demo") == ASKED.field("run-leak-better-with-lead", "demo")
    assert ASKED.said(review, "1.41 times naive’s error against 1.46", "0.41 against 1.50")
    tested = {row[0]: float(row[1]) for row in outcome.tables[0].rows}
    assert tested["by time, without a gap"] == pytest.approx(tested["by time, with a gap"], abs=0.05)
    assert f"{math.sqrt(2):.2f}" == "1.41"


def test_a_neighbour_in_time_differs_by_a_step_at_each_end():
    steps = np.random.default_rng(0).standard_normal((200_000, 21))
    for lead in (1, 20):
        change, neighbour = steps[:, :lead].sum(axis=1), steps[:, 1 : lead + 1].sum(axis=1)
        off, naive = np.abs(change - neighbour).mean(), np.abs(change).mean()
        assert off / naive == pytest.approx(math.sqrt(2 / lead), rel=0.01)


def test_the_texts_of_the_small_model():
    first = {"sun": 0.6, "rain": 0.4}
    second = {"sun": {"shines": 0.4, "sets": 0.35, "rises": 0.25}, "rain": {"falls": 0.9, "stops": 0.1}}
    for name, p in [("the beginning", first), *second.items()]:
        assert [name, ", ".join(f"{word} {share:g}" for word, share in p.items())] in table("run-decode-by-hand")
        assert sum(p.values()) == pytest.approx(1)
    texts = {(a, b): first[a] * p for a, following in second.items() for b, p in following.items()}
    greedy = ("sun", max(second["sun"], key=second["sun"].get))
    best = max(texts, key=texts.get)
    assert (greedy[1], f"{texts[greedy]:.2f}", *best, f"{texts[best]:.2f}") == tuple(
        gap.split(" | ")[0] for gap in re.findall(r"\[\[(.*?)\]\]", ASKED.questions["run-decode-by-hand"])
    )
    assert sorted((round(p, 2) for p in texts.values()), reverse=True) == [0.36, 0.24, 0.21, 0.15, 0.04]


def test_the_alpha_at_which_two_texts_score_alike():
    for drawn, answer in ASKED.answers("run-decode-alpha"):
        scores = [
            (math.log(1 / 4) / 2**alpha, -drawn["s"] * math.log(2) / drawn["n"] ** alpha) for alpha in (0, answer, 1)
        ]
        (short, long), (one, other), (plain, mean) = scores
        assert short > long
        assert one == pytest.approx(other)
        assert mean > plain


def test_the_texts_of_the_sea_are_those_of_two_runs():
    demo = ASKED.field("run-decode-the-sea", "demo")
    warm, cold = shown_by(demo), shown_by(f"{demo} temperature=0.3")
    rows = [
        [number(warm, "best_bits"), number(warm, "best_again")],
        [number(warm, "mean_bits"), number(warm, "sampled_again")],
        [number(cold, "sampled_bits"), number(cold, "sampled_again")],
    ]
    assert [row[1:] for row in table("run-decode-the-sea")] == [
        [f"{bits:.1f} bits", f"{100 * again:.0f} %"] for bits, again in rows
    ]
    assert number(warm, "found_at") == 2
    beam = next(text for label, text in warm.passages[0].lines if label.startswith("beam of 2:"))
    assert "the sea and the sea and the sea" in beam
    assert number(warm, "best_words") == 16


def test_a_beam_of_four_finds_the_short_postcard():
    (texts,) = ASKED.run("run-decode-wide-is-short").passages
    found = {label.split(":")[0]: text for label, text in texts.lines}
    assert (found["greedy"], found["beam of 4"]) == ("the trip was long", "fine")
    assert ASKED.said("run-decode-wide-is-short", "“the trip was long”", "a beam of 4 “fine”")
