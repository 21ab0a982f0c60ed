"""The life of a Result: queued, claimed by one worker, finished once, and freed when its worker is gone."""

import os
import signal
import time
from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import QuerySet

from sandbox import limits, queries, results, tasks
from sandbox.confinement import Limits, News
from sandbox.experiments.contract import Outcome, Plot, Series, Verdict
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, key_of
from tests.sandbox.threads import in_threads

ADA, ALAN = uuid4(), uuid4()
A_PLOT = Plot("p", "", "x", (1, 2), "y", "linear", (Series("s", "s", (0.5, None)),))
NOTHING_YET = {"plots": [], "heatmaps": [], "tables": [], "passages": [], "melodies": []}
OUTCOME = Outcome(plots=(A_PLOT,), numbers=(), verdict=Verdict("It is so.", True, "It was."))
COMPUTE = "sandbox.tasks.compute"


@pytest.fixture
def work(monkeypatch, experiment):
    """Makes the experiment do this instead, and then be done."""

    def work(do):
        def run(values, seed, report):
            do(report)
            return OUTCOME

        monkeypatch.setitem(EXPERIMENTS, experiment.key, replace(experiment, run=run))

    return work


def state(result):
    result.refresh_from_db()
    return result.state


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_a_request_is_queued_with_everything_it_needs(queued, noon):
    row = Result.objects.values("experiment", "version", "parameters", "seed", "state", "tries", "queued_at").get()
    assert row == {
        "experiment": "vanishing-gradients",
        "version": 1,
        "parameters": {"steps": 100, "norm": 0.9, "hidden": 64, "input_scale": 0.3},
        "seed": 1,
        "state": "queued",
        "tries": 0,
        "queued_at": noon,
    }


def test_asking_twice_is_asking_once(queued, experiment, later):
    again = results.request(experiment=experiment, parameters=experiment.defaults, seed=1, now=later(5))
    assert again == queued
    assert again.queued_at == queued.queued_at


def test_another_seed_or_another_parameter_is_another_result(queued, experiment, noon):
    asked = [(experiment.defaults, 2), ({**experiment.defaults, "norm": 0.8}, 1)]
    for parameters, seed in asked:
        results.request(experiment=experiment, parameters=parameters, seed=seed, now=noon)
    assert Result.objects.count() == 3


def test_the_order_of_parameters_does_not_matter(experiment):
    backwards = dict(reversed(experiment.defaults.items()))
    assert key_of(backwards) == key_of(experiment.defaults)


def test_a_done_result_is_served_as_it_is(done, experiment, later):
    again = results.request(experiment=experiment, parameters=experiment.defaults, seed=1, now=later(60))
    assert (again.state, again.outcome) == ("done", done.outcome)


def test_a_failed_result_that_is_asked_for_again_is_queued_again(queued, experiment, noon, later):
    results.claim(result_id=queued.pk, token=ADA, now=noon)
    results.fail(result_id=queued.pk, token=ADA, error="It broke.", now=later(1))
    again = results.request(experiment=experiment, parameters=experiment.defaults, seed=1, now=later(60))
    assert again == queued
    assert (again.state, again.tries, again.error, again.queued_at) == ("queued", 0, "", later(60))


@pytest.mark.django_db(transaction=True)
def test_eight_who_ask_at_once_share_one_result(experiment, noon):
    def ask():
        return results.request(experiment=experiment, parameters=experiment.defaults, seed=1, now=noon).pk

    assert len(set(in_threads([ask] * 8))) == 1
    assert Result.objects.count() == 1


# --- Working --------------------------------------------------------------------------------------------------------


def test_a_claim_makes_it_the_workers_own(queued, later):
    claimed = results.claim(result_id=queued.pk, token=ADA, now=later(2))
    assert (claimed.state, claimed.token, claimed.tries) == ("running", ADA, 1)
    assert claimed.started_at == claimed.heartbeat_at == later(2)


def test_the_second_claim_finds_nothing(queued, noon):
    assert results.claim(result_id=queued.pk, token=ADA, now=noon) == queued
    assert results.claim(result_id=queued.pk, token=ALAN, now=noon) is None


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_claim_at_once_one_succeeds(queued, noon):
    claims = in_threads([lambda: results.claim(result_id=queued.pk, token=uuid4(), now=noon)] * 8)
    assert [claim for claim in claims if claim] == [queued]
    queued.refresh_from_db()
    assert queued.tries == 1


def test_a_beat_shows_what_there_is_so_far(queued, noon, later):
    results.claim(result_id=queued.pk, token=ADA, now=noon)
    assert results.beat(result_id=queued.pk, token=ADA, news=News(0.5), now=later(1)) is True
    queued.refresh_from_db()
    assert (queued.heartbeat_at, queued.progress, queued.partial) == (later(1), 0.5, NOTHING_YET)


def test_the_task_computes_and_writes_the_outcome(done, experiment):
    assert (done.state, done.progress, done.partial, done.token, done.tries) == ("done", 1, None, None, 1)
    assert done.outcome["verdict"]["held"] is True
    assert done.finished_at >= done.started_at


def test_ringing_twice_computes_once(done):
    tasks.compute(done.pk)
    again = Result.objects.get()
    assert (again.tries, again.finished_at) == (1, done.finished_at)


def test_a_ring_for_nothing_is_quiet(db):
    tasks.compute(404)


def test_while_it_is_computed_there_is_something_to_see(queued, work, noon):
    seen = []

    def clock():
        row = Result.objects.get()
        seen.append((row.state, row.progress, row.partial and len(row.partial["plots"])))
        return noon

    work(lambda report: (time.sleep(0.1), report(0.25, (A_PLOT,)), time.sleep(0.1)))
    results.compute(result_id=queued.pk, token=ADA, clock=clock)
    assert state(queued) == "done"
    # Claimed, told of the news, finished.
    assert seen == [("queued", 0, None), ("running", 0, None), ("running", 0.25, 1)]


def test_who_lost_the_result_stops_and_writes_nothing(queued, work, later):
    def clock():
        if Result.objects.get().state == "running":  # meanwhile, after a silence, somebody else took over
            results.free_stale(now=later(100))
            results.claim(result_id=queued.pk, token=ALAN, now=later(100))
        return later(0)

    work(lambda report: time.sleep(60))
    assert results.compute(result_id=queued.pk, token=ADA, clock=clock) is True
    queued.refresh_from_db()
    assert (queued.state, queued.token, queued.tries, queued.heartbeat_at) == ("running", ALAN, 2, later(100))


def test_what_is_called_off_stops_and_leaves_nothing(queued, work, later):
    def clock():
        results.cancel(result_id=queued.pk, now=later(3)) if Result.objects.get().state == "running" else None
        return later(0)

    work(lambda report: time.sleep(60))
    results.compute(result_id=queued.pk, token=ADA, clock=clock)
    queued.refresh_from_db()
    assert (queued.state, queued.finished_at, queued.token, queued.partial) == ("cancelled", later(3), None, None)


def test_a_killed_computation_goes_back_to_the_queue_and_after_three_fails_in_words(queued, work, noon):
    work(lambda report: os.kill(os.getpid(), signal.SIGKILL))
    states = []
    for _ in range(3):
        results.compute(result_id=queued.pk, token=uuid4(), clock=lambda: noon)
        states.append(state(queued))
    assert states == ["queued", "queued", "failed"]
    assert (queued.tries, queued.error) == (3, results.LOST)


@pytest.mark.parametrize(
    ("misbehave", "error"),
    [
        (lambda report: time.sleep(60), results.TOO_LONG),
        (lambda report: np.ones(2**27), results.TOO_LARGE),
        (lambda report: {}["norm"], results.BROKEN),
    ],
    ids=["too long", "too large", "broken"],
)
def test_what_misbehaves_fails_in_words(queued, work, monkeypatch, noon, misbehave, error):
    monkeypatch.setattr(limits, "A_RUN", Limits(seconds=0.2, megabytes=256))
    work(misbehave)
    results.compute(result_id=queued.pk, token=ADA, clock=lambda: noon)
    queued.refresh_from_db()
    assert (queued.state, queued.error, queued.finished_at, queued.token) == ("failed", error, noon, None)


NAN = float("nan")
NO_NUMBER = replace(A_PLOT, series=(Series("s", "s", (NAN,)),))


def test_an_outcome_that_json_does_not_have_fails_in_words(queued, monkeypatch, experiment, noon):
    broken = replace(experiment, run=lambda values, seed, report: replace(OUTCOME, plots=(NO_NUMBER,)))
    monkeypatch.setitem(EXPERIMENTS, experiment.key, broken)
    results.compute(result_id=queued.pk, token=ADA, clock=lambda: noon)
    queued.refresh_from_db()
    assert (queued.state, queued.error) == ("failed", results.BROKEN)


def test_and_so_does_what_it_shows_meanwhile(queued, work, noon, monkeypatch):
    monkeypatch.setattr("sandbox.confinement.FIRST_UPDATE_AFTER", 0)
    work(lambda report: (report(0.5, (NO_NUMBER,)), time.sleep(60)))
    results.compute(result_id=queued.pk, token=ADA, clock=lambda: noon)
    queued.refresh_from_db()
    assert (queued.state, queued.error) == ("failed", results.BROKEN)


@pytest.mark.parametrize(("told", "shown"), [(NAN, 0), (float("inf"), 1), (float("-inf"), 0), (1.5, 1)])
def test_progress_is_a_share_whatever_is_told(queued, noon, told, shown):
    results.claim(result_id=queued.pk, token=ADA, now=noon)
    assert results.beat(result_id=queued.pk, token=ADA, news=News(told), now=noon) is True
    queued.refresh_from_db()
    assert queued.progress == shown


def test_a_database_that_is_briefly_away_costs_nothing(queued, work, monkeypatch, noon):
    """It is away for the heartbeat, and still for the first attempt to write down what came out."""
    away = iter([True, True, False])
    update = QuerySet.update

    def flaky(rows, **changes):
        if not {"progress", "outcome"}.isdisjoint(changes) and "tries" not in changes and next(away):
            raise OperationalError("server closed the connection unexpectedly")
        return update(rows, **changes)

    monkeypatch.setattr(QuerySet, "update", flaky)
    monkeypatch.setattr(connections["default"], "close", lambda: None)  # the test's transaction lives in it
    work(lambda report: (time.sleep(0.1), report(0.5, (A_PLOT,)), time.sleep(0.1)))
    results.compute(result_id=queued.pk, token=ADA, clock=lambda: noon)
    assert state(queued) == "done"


def test_with_a_stale_token_nothing_can_be_written(queued, done_outcome, noon, later):
    results.claim(result_id=queued.pk, token=ADA, now=noon)
    results.free_stale(now=later(30))
    results.claim(result_id=queued.pk, token=ALAN, now=later(31))
    assert results.beat(result_id=queued.pk, token=ADA, news=News(1.0), now=later(32)) is False
    assert results.fail(result_id=queued.pk, token=ADA, error="Late.", now=later(32)) is False
    assert results.finish(result_id=queued.pk, token=ADA, outcome=done_outcome, now=later(32)) is False
    assert state(queued) == "running"
    assert results.finish(result_id=queued.pk, token=ALAN, outcome=done_outcome, now=later(33)) is True
    assert results.finish(result_id=queued.pk, token=ALAN, outcome=done_outcome, now=later(34)) is False


@pytest.fixture
def done_outcome(experiment):
    return experiment.run({**experiment.defaults, "steps": 2}, 1, lambda progress, plots: None)


def test_an_error_of_ours_fails_the_result_in_words(queued, noon):
    Result.objects.filter(pk=queued.pk).update(parameters={"steps": 2})
    results.compute(result_id=queued.pk, token=ADA, clock=lambda: noon)
    queued.refresh_from_db()
    assert (queued.state, queued.error, queued.finished_at) == ("failed", results.BROKEN, noon)


@pytest.mark.parametrize("change", [{"version": 0}, {"experiment": "gone"}])
def test_a_result_of_another_version_is_not_computed_with_this_one(queued, noon, change):
    Result.objects.filter(pk=queued.pk).update(**change)
    results.compute(result_id=queued.pk, token=ADA, clock=lambda: noon)
    queued.refresh_from_db()
    assert (queued.state, queued.error) == ("failed", results.CHANGED)


# --- Ringing again --------------------------------------------------------------------------------------------------


def test_a_worker_that_fell_silent_loses_its_result_to_the_queue(queued, noon, later):
    results.claim(result_id=queued.pk, token=ADA, now=noon)
    results.free_stale(now=later(20))
    assert state(queued) == "running"
    results.free_stale(now=later(20.1))
    queued.refresh_from_db()
    assert (queued.state, queued.token, queued.heartbeat_at, queued.tries) == ("queued", None, None, 1)


def test_after_three_silent_workers_it_fails_in_words(queued, later):
    for start in (0, 100, 200):
        assert results.claim(result_id=queued.pk, token=uuid4(), now=later(start))
        results.free_stale(now=later(start + 21))
    queued.refresh_from_db()
    assert (queued.state, queued.tries, queued.error, queued.finished_at) == ("failed", 3, results.LOST, later(221))


def test_unanswered_are_those_queued_for_ten_seconds_the_oldest_first(experiment, db, later):
    asked = [
        results.request(experiment=experiment, parameters=experiment.defaults, seed=seed, now=later(second))
        for seed, second in ((1, 3), (2, 0), (3, 4))
    ]
    assert list(queries.unanswered(later(13))) == [asked[1], asked[0]]


@pytest.mark.django_db(transaction=True)
def test_what_nobody_answered_is_rung_again_and_what_is_stale_too(experiment, queued, rings, noon):
    stale = results.request(experiment=experiment, parameters=experiment.defaults, seed=2, now=noon)
    results.claim(result_id=stale.pk, token=ADA, now=noon)
    tasks.ring_again()
    assert rings == [(COMPUTE, "light", queued.pk), (COMPUTE, "light", stale.pk)]


@pytest.mark.django_db(transaction=True)
def test_it_rings_when_the_row_is_committed_and_not_before(queued, rings):
    with transaction.atomic():
        tasks.ring(queued)
        assert rings == []
    assert rings == [(COMPUTE, "light", queued.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_nobodys_error(queued, broker_is_down):
    tasks.ring(queued)
    with transaction.atomic():
        tasks.ring(queued)
    tasks.ring_again()
    assert state(queued) == "queued"


# --- What the database itself refuses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "running"},
        {"state": "done"},
        {"state": "failed"},
        {"state": "cancelled"},
        {"state": "halted"},
        {"token": ADA},
        {"error": "Queued, and failed."},
        {"outcome": {}},
        {"progress": 1.5},
        {"tries": 4},
    ],
    ids=str,
)
def test_a_state_that_does_not_fit_its_columns_is_refused(queued, impossible):
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=queued.pk).update(**impossible)


def test_a_second_row_for_the_same_request_is_refused(queued):
    queued.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        queued.save(force_insert=True)
