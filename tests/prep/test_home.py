"""The home page: what this is, and the thing itself, one click away."""

import re

import pytest

from prep.accounts.models import User
from sandbox import queries, tasks
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lab_of_one")]
EXPERIMENT = EXPERIMENTS["vanishing-gradients"]


def text(response):
    return response.content.decode()


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", text(response)).replace("\u00a0", " ").split())


def fields(page, prediction):
    """What a click on one of the card's buttons sends."""
    form = page.context["form"]
    said = {field.parameter.name: field.said for field in form.fields}
    return {**said, "client_key": str(form.client_key), "prediction": prediction}


def predict(client, prediction):
    answer = client.post("/lab/vanishing-gradients/run/", fields(client.get("/"), prediction))
    for result in Result.objects.filter(state="queued"):
        tasks.compute(result.pk)
    return answer


def test_a_first_visitor_is_asked_the_first_question_on_a_seed_of_their_own(client):
    page = client.get("/")
    form = page.context["form"]
    assert (form.experiment, form.values) == (EXPERIMENT, EXPERIMENT.defaults)
    assert "Of the gradient at the last step, what fraction reaches the first?" in words(page)
    buttons = re.findall(r'<button type="submit"[^>]*name="prediction" value="([^"]+)"', text(page))
    assert buttons == ["all", "below-all", "below-a-thousandth", "below-a-millionth"]
    assert len({client.get("/").context["form"].seed for _ in range(5)}) > 1


def test_looking_makes_nobody_and_asks_for_nothing(client):
    page = client.get("/")
    assert (User.objects.count(), Result.objects.count()) == (0, 0)
    assert set(client.cookies) == {"csrftoken"}
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_without_javascript_a_click_leads_to_the_experiment_with_the_result(client):
    answer = predict(client, "all")
    assert answer.status_code == 303
    assert answer.url.endswith("#result")
    assert "Wrong. You predicted all of it, or more. It was less than a millionth" in words(client.get(answer.url))
    assert Run.objects.get().learner.is_guest


def test_who_comes_back_sees_their_last_run_and_the_next_question(client):
    predict(client, "below-a-millionth")
    page = client.get("/")
    assert "Your last run Vanishing gradients The default parameters" in words(page)
    assert "Right. You predicted less than a millionth, and it was" in words(page)
    assert page.context["form"].values == {**EXPERIMENT.defaults, **EXPERIMENT.presets[1].parameters}


def test_a_last_run_that_is_still_queued_says_so(client):
    client.post("/lab/vanishing-gradients/run/", fields(client.get("/"), "all"))
    assert "It is still being computed." in words(client.get("/"))


def test_who_has_answered_everything_sees_their_last_result(client, monkeypatch):
    monkeypatch.setattr(queries, "EXPERIMENTS", {EXPERIMENT.key: EXPERIMENT})
    for _ in EXPERIMENT.presets:
        predict(client, "all")
    page = client.get("/")
    assert page.context["form"] is None
    assert page.context["result"] == Run.objects.latest("asked_at").result
    assert "You have answered them all." in words(page)
    assert "Wrong. You predicted all of it, or more." in words(page)


def test_there_is_no_post(client):
    assert client.post("/").status_code == 405


def test_it_costs_the_path_and_nothing_else(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # the library is empty here: no track, so nothing to prefetch
        client.get("/")


@pytest.mark.parametrize("many", [1, 3])
def test_for_a_learner_it_costs_five_however_much_they_ran(client, django_assert_num_queries, many):
    for _ in range(many):
        predict(client, "all")
    with django_assert_num_queries(5):  # the path, the session, its learner, what they ran, and their last run
        client.get("/")
