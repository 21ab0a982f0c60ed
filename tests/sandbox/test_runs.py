"""A Run: one learner's request for a Result, with what they predicted. The same click is the same Run."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from prep.accounts import guests
from prep.accounts.mine import merging
from prep.accounts.models import User
from sandbox import queries, results, runs, tasks
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, Run
from tests.sandbox.conftest import NOON
from tests.sandbox.threads import in_threads

KEY, OTHER_KEY = UUID(int=1), UUID(int=2)


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_a_run_records_who_asked_for_what_when_and_what_they_predicted(ada, start, noon):
    run = start(ada, seed=7, prediction="all", client_key=KEY)
    assert Run.objects.values("learner", "result__seed", "client_key", "prediction", "asked_at").get() == {
        "learner": ada.pk,
        "result__seed": 7,
        "client_key": KEY,
        "prediction": "all",
        "asked_at": noon,
    }
    assert run.result.state == "queued"


def test_two_learners_share_the_result_and_not_the_run(ada, alan, start):
    first, second = start(ada), start(alan)
    assert first.result == second.result
    assert (first.learner, second.learner) == (ada, alan)


def test_the_same_click_sent_again_is_the_same_run_as_it_was_first_said(ada, start, later):
    first = start(ada, prediction="all", client_key=KEY)
    again = start(ada, prediction="below-a-millionth", client_key=KEY, now=later(5))
    assert (again, again.prediction, again.asked_at) == (first, "all", first.asked_at)
    assert Run.objects.count() == 1


def test_another_click_is_another_run_of_the_same_result(ada, start):
    assert start(ada, client_key=KEY).result == start(ada, client_key=OTHER_KEY).result
    assert Run.objects.count() == 2


def test_a_page_that_came_back_may_ask_for_something_else_once(ada, start):
    """“Back” shows the form with the key that it had; other parameters under it are another click."""
    first = start(ada, client_key=KEY)
    other = start(ada, client_key=KEY, norm=0.5)
    assert start(ada, client_key=KEY, norm=0.5) == other != first
    assert start(ada, client_key=KEY) == first


def test_a_choice_that_there_is_not_is_no_prediction(ada, start):
    assert start(ada, prediction="half").prediction == ""


def test_a_failed_result_is_queued_again_by_the_same_click(ada, start, noon):
    run = start(ada, client_key=KEY)
    Result.objects.update(state="failed", error="It broke.", finished_at=noon)
    assert start(ada, client_key=KEY) == run
    assert Result.objects.get().state == "queued"


@pytest.mark.django_db(transaction=True)
def test_the_same_click_eight_times_at_once_is_one_run(ada, start):
    assert len(set(in_threads([lambda: start(ada, client_key=KEY).pk] * 8))) == 1
    assert (Run.objects.count(), Result.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_cannot_be_kept_asks_for_nothing(ada, start):
    User.objects.filter(pk=ada.pk).delete()
    with pytest.raises(User.DoesNotExist):
        start(ada)
    assert Result.objects.count() == 0


SENT = st.tuples(
    st.sampled_from([KEY, OTHER_KEY]), st.integers(1, 3), st.sampled_from(["", "all", "below-all"]), st.booleans()
)


class Resending(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(st.lists(SENT, max_size=12))
    def test_however_often_and_in_whatever_order_each_asking_is_one_run_as_it_was_first_said(self, sent):
        learners = {member: User.objects.create(email=f"{member}@example.org") for member in (True, False)}
        experiment = EXPERIMENTS["vanishing-gradients"]
        first_said = {}
        for second, (key, seed, prediction, member) in enumerate(sent):
            first_said.setdefault((learners[member].pk, key, seed), prediction)
            runs.start(
                learner=learners[member],
                experiment=experiment,
                parameters=experiment.defaults,
                seed=seed,
                prediction=prediction,
                client_key=key,
                now=NOON + timedelta(seconds=second),
            )
        kept = [(learner, seed, said) for (learner, _, seed), said in first_said.items()]
        assert sorted(Run.objects.values_list("learner", "result__seed", "prediction")) == sorted(kept)


# --- In hindsight ---------------------------------------------------------------------------------------------------


def test_before_the_result_is_done_there_is_no_hindsight(ada, start):
    run = start(ada, prediction="all")
    assert (run.predicted, run.hindsight) == ("all of it, or more", None)


def test_once_it_is_done_the_prediction_is_judged(ada, finished):
    assert finished(ada, prediction="below-a-millionth").hindsight.right is True
    assert finished(ada, prediction="all").hindsight.right is False
    assert finished(ada).hindsight.right is None


def test_numbers_of_an_earlier_version_are_not_judged_by_todays_prediction(ada, finished):
    run = finished(ada, prediction="all")
    run.result.version = 0
    assert (run.predicted, run.hindsight) == ("all of it, or more", None)


# --- Reading --------------------------------------------------------------------------------------------------------


def test_ones_runs_are_ones_own_the_newest_first(ada, alan, start, later):
    old, new = start(ada, now=later(1)), start(ada, now=later(2))
    start(alan, now=later(3))
    assert list(queries.runs_of(ada)) == [new, old]


def test_runs_of_an_experiment_that_is_no_more_are_not_listed(ada, start):
    start(ada)
    Result.objects.update(experiment="gone")
    assert list(queries.runs_of(ada)) == []


def test_the_latest_run_of_a_result_is_the_learners_own(ada, alan, start, later):
    start(ada, prediction="all", now=later(1))
    again = start(ada, prediction="below-all", now=later(2))
    start(alan, now=later(3))
    assert queries.latest_run(ada, again.result) == again


@pytest.mark.usefixtures("lab_of_one")
def test_presets_are_offered_in_their_order_on_whatever_seed_they_were_run(ada, alan, experiment, start):
    start(alan, **experiment.presets[0].parameters)
    offered = []
    while found := queries.first_preset_not_run(ada):
        offered.append(found)
        asked, preset = found
        Result.objects.update(state="cancelled", finished_at=NOON)  # or the queue would be full
        runs.start(
            learner=ada,
            experiment=asked,
            parameters={**asked.defaults, **preset.parameters},
            seed=len(offered) + 10,
            prediction="",
            client_key=uuid4(),
            now=NOON,
        )
    assert offered == [(every, preset) for every in EXPERIMENTS.values() for preset in every.presets]


# --- One going, three waiting ---------------------------------------------------------------------------------------


def claim(run, second=0):
    return results.claim(result_id=run.result_id, token=uuid4(), now=NOON + timedelta(seconds=second))


def test_three_may_wait_and_a_fourth_is_refused_and_leaves_nothing(ada, start):
    for seed in (1, 2, 3):
        start(ada, seed=seed)
    with pytest.raises(runs.QueueFull):
        start(ada, seed=4)
    assert (Run.objects.count(), Result.objects.count()) == (3, 3)


def test_who_waits_for_three_may_ask_again_for_one_of_them_and_for_what_is_known(ada, alan, start, finished):
    finished(alan, seed=9)
    for seed in (1, 2, 3):
        start(ada, seed=seed)
    start(ada, seed=2)
    assert start(ada, seed=9).result.state == "done"


def test_one_may_run_and_three_wait(ada, start):
    claim(start(ada, seed=1))
    for seed in (2, 3, 4):
        start(ada, seed=seed)
    with pytest.raises(runs.QueueFull):
        start(ada, seed=5)


def test_a_learners_second_waits_until_the_first_is_done(ada, start):
    first, second = start(ada, seed=1), start(ada, seed=2, now=NOON + timedelta(seconds=1))
    claimed = claim(first)
    assert claim(second) is None
    results.fail(result_id=first.result_id, token=claimed.token, error="It broke.", now=NOON)
    assert queries.next_after(first.result_id) == [second.result]
    assert claim(second) == second.result


def test_what_somebody_else_waits_for_too_need_not_wait_for_ada(ada, alan, start):
    claim(start(ada, seed=1))
    shared = start(ada, seed=2)
    start(alan, seed=2)
    assert claim(shared) == shared.result


@pytest.mark.django_db(transaction=True)
def test_of_a_learners_two_that_are_claimed_at_once_one_is_had(ada, start):
    asked = [start(ada, seed=1), start(ada, seed=2)]
    claims = in_threads([lambda run=run: claim(run) for run in asked * 4])
    assert len([claimed for claimed in claims if claimed]) == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_clicks_at_once_three_are_taken(ada, start):
    def click(seed):
        try:
            return start(ada, seed=seed)
        except runs.QueueFull:
            return None

    clicks = in_threads([lambda seed=seed: click(seed) for seed in range(8)])
    assert len([run for run in clicks if run]) == Run.objects.count() == Result.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_when_one_is_settled_the_next_of_theirs_is_rung_for_and_nothing_when_it_was_not_to_be_had(ada, start, rings):
    first, second = start(ada, seed=1), start(ada, seed=2, now=NOON + timedelta(seconds=1))
    tasks.compute(first.result_id)
    assert rings == [("sandbox.tasks.compute", "light", second.result_id)]
    tasks.compute(first.result_id)
    assert len(rings) == 1


def test_a_heavy_run_is_rung_for_in_another_queue(ada, start, costly, rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.ring(start(ada, steps=1 + 1).result)
        tasks.ring(start(ada, steps=20).result)
    assert [queue for _, queue, _ in rings] == ["heavy", "heavy"]


def test_a_place_in_the_queue_counts_what_takes_the_same_way(ada, alan, start, costly, monkeypatch):
    heavy = start(alan, steps=20)
    monkeypatch.setattr("sandbox.limits.LIGHT_SECONDS", 10)
    light = start(ada, steps=2, now=NOON + timedelta(seconds=1))
    second = start(ada, steps=3, now=NOON + timedelta(seconds=2))
    assert [queries.place_in_queue(run.result) for run in (heavy, light, second)] == [1, 1, 2]


# --- Calling off ----------------------------------------------------------------------------------------------------


def test_calling_off_what_nobody_else_wants_cancels_the_result(ada, start, noon):
    run = start(ada)
    assert runs.cancel(learner=ada, result_id=run.result_id, now=noon) is True
    run.refresh_from_db()
    assert (run.state, run.result.state, run.cancelled_at, run.result.finished_at) == (
        "cancelled", "cancelled", noon, noon,
    )  # fmt: skip
    assert runs.cancel(learner=ada, result_id=run.result_id, now=noon) is False


def test_what_somebody_else_waits_for_goes_on_for_them(ada, alan, start, noon):
    run, other = start(ada), start(alan)
    runs.cancel(learner=ada, result_id=run.result_id, now=noon)
    run.refresh_from_db()
    assert (run.state, other.state, run.result.state) == ("cancelled", "queued", "queued")
    tasks.compute(run.result_id)
    run.result.refresh_from_db()
    assert (run.state, run.hindsight, run.result.state) == ("cancelled", None, "done")


def test_what_is_done_cannot_be_called_off(ada, finished, noon):
    run = finished(ada)
    assert runs.cancel(learner=ada, result_id=run.result_id, now=noon) is False
    run.refresh_from_db()
    assert run.cancelled_at is None


def test_nobody_calls_off_what_is_anothers(ada, alan, start, noon):
    run = start(alan)
    assert runs.cancel(learner=ada, result_id=run.result_id, now=noon) is False
    run.result.refresh_from_db()
    assert run.result.state == "queued"


def test_who_asks_again_after_calling_off_gets_it(ada, start, noon):
    run = start(ada)
    runs.cancel(learner=ada, result_id=run.result_id, now=noon)
    again = start(ada)
    assert (again.result, again.result.state, again == run) == (run.result, "queued", False)


def test_the_same_click_after_calling_off_asks_again_and_counts_again(ada, start, noon, later):
    run = start(ada, prediction="all", client_key=KEY)
    start(ada, client_key=OTHER_KEY)
    runs.cancel(learner=ada, result_id=run.result_id, now=noon)
    again = start(ada, prediction="below-all", client_key=KEY, now=later(5))
    assert (again, again.prediction, again.state, again.asked_at) == (run, "all", "queued", later(5))
    assert queries.latest_run(ada, run.result) == run
    assert runs.cancel(learner=ada, result_id=run.result_id, now=later(6)) is True


def test_calling_off_and_clicking_again_makes_no_more_room_than_there_is(ada, start, noon):
    keys = {seed: uuid4() for seed in (1, 2, 3, 4)}
    for seed in (1, 2, 3):
        runs.cancel(learner=ada, result_id=start(ada, seed=seed, client_key=keys[seed]).result_id, now=noon)
        start(ada, seed=seed, client_key=keys[seed])
    with pytest.raises(runs.QueueFull):
        start(ada, seed=4, client_key=keys[4])


def test_a_cancelled_run_makes_room(ada, start, noon):
    asked = [start(ada, seed=seed) for seed in (1, 2, 3)]
    runs.cancel(learner=ada, result_id=asked[0].result_id, now=noon)
    assert start(ada, seed=4).result.state == "queued"


# --- Experiments that measure time ----------------------------------------------------------------------------------


@pytest.fixture
def timing(monkeypatch, experiment):
    measuring = replace(experiment, measures_time=True)
    monkeypatch.setitem(EXPERIMENTS, experiment.key, measuring)
    return measuring


def test_what_measures_time_is_each_clicks_own(ada, alan, timing):
    def click(learner, key):
        asked = {"parameters": timing.defaults, "seed": 1, "prediction": "", "client_key": key, "now": NOON}
        return runs.start(learner=learner, experiment=timing, **asked).result

    first, again, anothers = click(ada, KEY), click(ada, KEY), click(alan, KEY)
    assert (first == again, first == anothers) == (True, False)
    for learner, result in ((ada, first), (alan, anothers), (None, None)):
        assert queries.same_request(timing, timing.defaults, 1, learner) == result


# --- Merging, and what keeps what -----------------------------------------------------------------------------------


def test_a_guests_runs_become_the_members(ada, alan, start):
    run = start(alan, prediction="all", client_key=KEY)
    merging.bring(guest_id=alan.pk, member=ada, now=NOON)
    assert list(Run.objects.values_list("pk", "learner", "prediction")) == [(run.pk, ada.pk, "all")]


def test_of_two_runs_for_the_same_click_the_members_stays(ada, alan, start):
    own = start(ada, prediction="all", client_key=KEY)
    start(alan, prediction="below-all", client_key=KEY)
    brought = start(alan, client_key=OTHER_KEY)
    merging.bring(guest_id=alan.pk, member=ada, now=NOON)
    assert set(Run.objects.values_list("pk", "learner")) == {(own.pk, ada.pk), (brought.pk, ada.pk)}


def test_the_same_key_for_something_else_is_another_click_and_both_stay(ada, alan, start):
    own = start(ada, seed=1, client_key=KEY)
    brought = start(alan, seed=2, client_key=KEY)
    merging.bring(guest_id=alan.pk, member=ada, now=NOON)
    assert set(ada.runs.all()) == {own, brought}
    assert start(ada, seed=2, client_key=KEY) == brought


def test_another_guests_runs_stay_with_them(ada, alan, start):
    grace = guests.born(browser_key=None, time_zone="", now=NOON)
    kept = start(grace)
    start(alan)
    merging.bring(guest_id=alan.pk, member=ada, now=NOON)
    kept.refresh_from_db()
    assert kept.learner == grace


def test_with_the_learner_go_their_runs_and_the_result_stays(ada, start):
    start(ada)
    ada.delete()
    assert (Run.objects.count(), Result.objects.count()) == (0, 1)


def test_a_result_that_somebody_ran_cannot_be_deleted(ada, start):
    run = start(ada)
    with pytest.raises(ProtectedError):
        run.result.delete()


def test_the_database_refuses_a_second_run_for_the_same_click(ada, start):
    run = start(ada, client_key=KEY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(learner=ada, result=run.result, client_key=KEY, asked_at=NOON)


def test_every_field_explains_itself_to_its_owner():
    assert [field.name for field in Run._meta.fields if not field.help_text and not field.primary_key] == []
