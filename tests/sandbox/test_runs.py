"""A Run: one learner's request for a Result, with what they predicted. The same click is the same Run."""

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
from sandbox import queries, runs
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
    with pytest.raises(IntegrityError):
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
