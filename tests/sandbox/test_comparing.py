"""Two runs in one plot: an address that everybody may have, and a choice among one's own."""

from dataclasses import replace

import pytest

from sandbox.comparison import NONE, compare
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.experiments.words import unbroken
from sandbox.models import Result

pytestmark = pytest.mark.django_db

PAGE = "/lab/compare/"


def text(response):
    return response.content.decode()


@pytest.fixture
def a(ada, finished):
    return finished(ada, steps=20).result


@pytest.fixture
def b(ada, finished):
    return finished(ada, steps=30, norm=1.5).result


def plot(name="p", x=(1, 2), **series):
    drawn = [{"name": key, "label": key, "values": list(values), "dashed": False} for key, values in series.items()]
    said = {"title": "", "description": "It falls.", "x_label": "step", "y_label": "norm", "scale": "linear"}
    return {**said, "name": name, "x": list(x), "series": drawn}


def given(pk, *plots, **more):
    verdict = {"claim": "", "held": True, "sentence": ""}
    outcome = {"plots": list(plots), "numbers": [], "verdict": verdict, **more}
    parameters = {"steps": 2, "norm": 0.9, "hidden": 4, "input_scale": 0.3}
    return Result(pk=pk, experiment="vanishing-gradients", version=1, parameters=parameters, seed=1, outcome=outcome)


@pytest.fixture
def of_a_kind(monkeypatch, experiment):
    """Another experiment, of one kind with the first."""

    def of_a_kind(key):
        for one in (experiment, EXPERIMENTS[key]):
            monkeypatch.setitem(EXPERIMENTS, one.key, replace(one, kind="gradients"))
        return EXPERIMENTS[key]

    return of_a_kind


def test_the_address_says_which_two_and_shows_them_to_whoever_has_it(client, a, b):
    page = client.get(f"{PAGE}?run={a.pk}&run={b.pk}")
    comparison = page.context["asked"].comparison
    assert page.status_code == 200
    assert [(side.letter, side.result) for side in comparison.sides] == [("A", a), ("B", b)]
    assert [(row.label, row.a, row.b) for row in comparison.changed] == [
        ("Sequence length T", "20 steps", "30 steps"),
        ("Spectral norm of the recurrent weights", "0.9", "1.5"),
    ]
    same = [(row.label, row.a) for row in comparison.same]
    assert same == [("Hidden units", "64"), ("Input scale", "0.3"), ("Seed", "1")]
    for side in (a, b):
        for number in side.outcome["numbers"]:
            assert f"<td>{unbroken(number['text'])}</td>" in text(page)
    assert "This run bore the claim out" in text(page)
    assert "The claim says nothing about this run" in text(page)
    assert text(page).count('<th scope="row" data-x=') == 30
    assert page.cookies == {}


def test_lines_are_laid_over_each_other_where_they_share_an_x_and_keep_their_colour():
    [drawn] = compare(
        given(1, plot(x=(1, 2), loss=(5.0, 4.0), bound=(9.0, 9.0))),
        given(2, plot(x=(2, 3), loss=(3.0, 2.0), bound=(9.0, 9.0))),
    ).plots
    assert drawn["x"] == [1, 2, 3]
    assert [(line["label"], line["number"], line.get("second", False), line["values"]) for line in drawn["series"]] == [
        ("A: loss", 0, False, [5.0, 4.0, None]),
        ("B: loss", 0, True, [None, 3.0, 2.0]),
        ("A and B: bound", 1, False, [9.0, 9.0, 9.0]),
    ]
    assert drawn["description"] == "A: It falls. B: It falls."


def test_what_only_one_of_them_has_is_drawn_alone():
    drawn = compare(given(1, plot("p", loss=(5.0, 4.0))), given(2, plot("q", norm=(1.0, 1.0)))).plots
    assert [(each["name"], [line["label"] for line in each["series"]]) for each in drawn] == [
        ("p", ["A: loss"]),
        ("q", ["B: norm"]),
    ]


def test_heatmaps_stand_one_after_the_other_on_one_scale_of_colours():
    maps = [{"name": "m", "title": "Gates", "least": least, "most": most} for least, most in ((-1, 1), (0, 3))]
    drawn = compare(given(1, heatmaps=maps[:1]), given(2, heatmaps=maps[1:])).heatmaps
    assert [(each["title"], each["least"], each["most"]) for each in drawn] == [
        ("A: Gates", -1, 3),
        ("B: Gates", -1, 3),
    ]


def test_a_number_that_is_called_otherwise_in_each_run_is_another_number():
    def numbers(*labels):
        return [{"name": f"n{at}", "label": label, "text": f"{label}!"} for at, label in enumerate(labels)]

    rows = compare(given(1, numbers=numbers("chance", "of bias 0")), given(2, numbers=numbers("chance", "of bias 1")))
    assert [(row.label, row.a, row.b) for row in rows.numbers] == [
        ("chance", "chance!", "chance!"),
        ("of bias 0", "of bias 0!", NONE),
        ("of bias 1", NONE, "of bias 1!"),
    ]


def test_texts_melodies_and_tables_stand_one_after_the_other():
    parts = {kind: [{"name": kind, "title": "What came"}] for kind in ("tables", "passages", "melodies")}
    both = compare(given(1, **parts), given(2, **parts))
    for drawn in (both.tables, both.passages, both.melodies):
        assert [each["title"] for each in drawn] == ["A: What came", "B: What came"]


def test_two_experiments_of_one_kind_share_their_plot_and_what_else_they_have_in_common(
    client, ada, a, of_a_kind, finished
):
    other = of_a_kind("exploding-gradients")
    run = finished(ada, key=other.key).result
    page = client.get(f"{PAGE}?run={a.pk}&run={run.pk}")
    assert page.status_code == 200
    comparison = page.context["asked"].comparison
    assert comparison.title == "Vanishing gradients and Exploding gradients"
    rows = {row.label: (row.a, row.b) for row in comparison.parameters}
    assert rows["Seed"] == ("1", "1")
    assert rows["Sequence length T"][0] == "20 steps"
    assert other.claim in page.context["asked"].comparison.sides[1].experiment.claim
    client.force_login(ada)
    assert [one.result for one in client.get(f"{PAGE}?run={a.pk}").context["own"]] == [run]


def test_plots_that_measure_something_else_are_not_laid_over_each_other():
    drawn = compare(given(1, plot(loss=(5.0, 4.0))), given(2, {**plot(loss=(1.0, 2.0)), "y_label": "bits"})).plots
    assert [(each["y_label"], [line["label"] for line in each["series"]]) for each in drawn] == [
        ("norm", ["A: loss"]),
        ("bits", ["B: loss"]),
    ]


def test_with_one_run_it_offers_ones_own_others_of_the_same_experiment_the_newest_first(
    client, ada, alan, a, finished, start, later
):
    other = finished(ada, seed=2, now=later(1))
    again = finished(ada, seed=2, now=later(2))
    newest = finished(ada, seed=3, now=later(3))
    start(ada, seed=4)  # not done
    finished(alan, seed=5)
    outdated = finished(ada, seed=6)
    Result.objects.filter(pk=outdated.result_id).update(version=99)
    client.force_login(ada)
    assert client.get(f"{PAGE}?run={a.pk}").context["own"] == [newest, again]
    assert other.result_id == again.result_id


def test_nobody_is_offered_anybodys_runs(client, a, b):
    page = client.get(f"{PAGE}?run={a.pk}")
    assert page.context["own"] == []
    assert "Paste the link of a run" in text(page)


def test_a_link_to_a_run_will_do(client, a, b):
    link = "https://recurrent.example/lab/vanishing-gradients/?steps=30&norm=1.5#result"
    answer = client.get(PAGE, {"run": a.pk, "link": link})
    assert (answer.status_code, answer.url) == (302, f"{PAGE}?run={a.pk}&run={b.pk}")


def test_a_done_result_leads_here_and_so_do_ones_runs(client, ada, a, b):
    client.force_login(ada)
    assert f'href="{PAGE}?run={a.pk}"' in text(client.get(f"/lab/results/{a.pk}/"))
    runs = text(client.get("/lab/runs/"))
    for result in (a, b):
        assert f'value="{result.pk}" form="compare"' in " ".join(runs.split())


# --- Refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["run=404&run=405", "run=x", "run=-1", "run=" + "9" * 40, "run=²"])
def test_what_is_no_run_is_said_to_be_none(client, said):
    page = client.get(f"{PAGE}?{said}")
    assert page.status_code == 422
    assert "There is no such run any more" in text(page)


def test_a_run_that_is_not_done_cannot_be_compared(client, queued):
    assert "it isn’t done yet" in text(client.get(f"{PAGE}?run={queued.pk}"))


def test_the_same_run_twice_and_three_runs_are_refused_in_words(client, ada, a, b, finished):
    third = finished(ada, seed=9).result
    assert "Both are the same run." in text(client.get(f"{PAGE}?run={a.pk}&run={a.pk}"))
    assert "Two runs at a time" in text(client.get(f"{PAGE}?run={a.pk}&run={b.pk}&run={third.pk}"))


def test_two_experiments_or_two_versions_share_no_plot(client, a, b):
    Result.objects.filter(pk=b.pk).update(version=99)
    assert "computed by version 1 of the experiment, the other by version 99" in text(
        client.get(f"{PAGE}?run={a.pk}&run={b.pk}")
    )
    Result.objects.filter(pk=b.pk).update(experiment="gradient-clipping", version=1)
    assert "they have no plot in common" in text(client.get(f"{PAGE}?run={a.pk}&run={b.pk}"))


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("nonsense", "This link leads to no experiment of the lab."),
        ("/lab/runs/", "This link leads to no experiment of the lab."),
        ("http://[", "This link leads to no experiment of the lab."),
        ("/lab/vanishing-gradients/?seed=77", "hasn’t been run yet"),
        ("/lab/vanishing-gradients/?seed=no", "hasn’t been run yet"),
    ],
)
def test_a_link_that_leads_nowhere_comes_back_to_be_mended(client, a, link, words):
    page = client.get(PAGE, {"run": a.pk, "link": link})
    assert page.status_code == 422
    assert words in text(page)
    assert f'value="{link}"' in text(page)


def test_a_comparison_costs_one_query(client, a, b, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"{PAGE}?run={a.pk}&run={b.pk}")
