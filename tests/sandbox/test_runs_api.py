"""A learner's own runs for programs: theirs, and not found for everybody else."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
NOT_KEPT = "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.fixture
def adas(ada):
    client = Client()
    client.force_login(ada)
    return client


def test_a_run_is_told_with_its_prediction_and_what_became_of_it(adas, ada, finished):
    run = finished(ada, seed=3, prediction="all")
    told = adas.get(f"/api/runs/{run.pk}/")
    measured = run.result.outcome["numbers"][0]["text"].replace(" ", "\u00a0")
    assert told.json() == {
        "id": run.pk,
        "url": f"http://testserver/api/runs/{run.pk}/",
        "asked_at": "2026-03-14T12:00:00Z",
        "cancelled_at": None,
        "experiment": "vanishing-gradients",
        "version": 1,
        "parameters": {"steps": 100, "norm": 0.9, "hidden": 64, "input_scale": 0.3},
        "seed": 3,
        "prediction": "all",
        "hindsight": {
            "predicted": "all of it, or more",
            "was": "less than a millionth",
            "measured": measured,
            "right": False,
        },
        "state": "done",
        "held": True,
        "result": f"http://testserver/api/results/{run.result_id}/",
    }
    assert told.headers["Cache-Control"] == NOT_KEPT
    assert adas.get(told.json()["result"]).json()["state"] == "done"


def test_before_it_is_done_there_is_no_hindsight_and_no_verdict(adas, ada, start):
    told = adas.get(f"/api/runs/{start(ada).pk}/").json()
    assert (told["state"], told["hindsight"], told["held"]) == ("queued", None, None)


def test_runs_are_listed_the_newest_first_in_pages_of_25(adas, ada, start, later):
    runs = [start(ada, now=later(second)).pk for second in range(26)]
    first = adas.get("/api/runs/").json()
    assert (first["count"], first["next"]) == (26, "http://testserver/api/runs/?page=2")
    assert [run["id"] for run in first["results"]] == runs[:0:-1]
    assert [run["id"] for run in adas.get(first["next"]).json()["results"]] == runs[:1]


def test_a_guest_has_runs_too(client):
    client.post("/lab/vanishing-gradients/run/", {"seed": "4"})
    assert [run["seed"] for run in client.get("/api/runs/").json()["results"]] == [4]


def test_experiments_say_what_can_be_predicted(client):
    experiment = next(one for one in client.get("/api/experiments/").json() if one["key"] == "vanishing-gradients")
    assert experiment["prediction"]["question"] == "Of the gradient at the last step, what fraction reaches the first?"
    assert experiment["prediction"]["choices"][0] == {"key": "all", "label": "all of it, or more"}


# --- Refusals -------------------------------------------------------------------------------------------------------


def test_anothers_run_is_not_found(adas, alan, start):
    run = start(alan)
    assert adas.get(f"/api/runs/{run.pk}/").status_code == 404
    assert adas.get("/api/runs/").json()["results"] == []


def test_somebody_unknown_is_refused(client, ada, start):
    run = start(ada)
    assert [client.get(path).status_code for path in ("/api/runs/", f"/api/runs/{run.pk}/")] == [403, 403]


def test_anothers_run_cannot_be_cancelled(adas, alan, start):
    run = start(alan)
    assert adas.post(f"/api/runs/{run.pk}/cancel/").status_code == 404
    run.result.refresh_from_db()
    assert run.result.state == "queued"


@pytest.mark.parametrize("path", ["/api/runs/{0.pk}/cancel/", "/lab/results/{0.result_id}/cancel/"])
def test_calling_off_rings_once_for_the_next_and_not_again(
    adas, ada, start, later, rings, django_capture_on_commit_callbacks, path
):
    run, following = start(ada), start(ada, seed=2, now=later(1))
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            adas.post(path.format(run))
    assert [result_id for _, _, result_id in rings] == [following.result_id]


def test_a_run_is_never_changed(adas, ada, start):
    run = start(ada)
    assert adas.post(f"/api/runs/{run.pk}/").status_code == 405
    assert [adas.generic(verb, f"/api/runs/{run.pk}/").status_code for verb in ("PUT", "PATCH", "DELETE")] == [405] * 3


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_costs_four_queries(adas, ada, finished, django_assert_num_queries, many):
    for seed in range(many):
        finished(ada, seed=seed)
    with django_assert_num_queries(4):  # the session, its learner, how many, and this page of them
        adas.get("/api/runs/")
