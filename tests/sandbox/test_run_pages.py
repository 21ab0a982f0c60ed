"""What the lab's pages show of a learner's own runs, and that it shows them to nobody else."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from prep.accounts.models import User
from sandbox import tasks
from sandbox.models import Result, Run

PAGE = "/lab/vanishing-gradients/"
RUN = "/lab/vanishing-gradients/run/"
KEY = "00000000-0000-4000-8000-000000000001"
SAID = {"steps": "50", "norm": "0.8", "seed": "7", "prediction": "all", "client_key": KEY}
AT_A_GLANCE = {"HX-Request": "true", "HX-Target": "glance"}
NOT_KEPT = "max-age=0, no-cache, no-store, must-revalidate, private"

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).replace("\u00a0", " ").split())


def compute():
    for result in Result.objects.filter(state="queued"):
        tasks.compute(result.pk)


# --- Running --------------------------------------------------------------------------------------------------------


def test_the_first_run_makes_a_guest_and_is_theirs(client):
    client.post(RUN, SAID)
    run = Run.objects.get()
    assert run.learner.is_guest
    assert (str(run.client_key), run.prediction, run.result.seed) == (KEY, "all", 7)
    client.post(RUN, {**SAID, "seed": "8", "client_key": ""})
    assert list(Run.objects.values_list("learner", flat=True)) == [run.learner.pk] * 2


def test_looking_makes_nobody(client, done):
    for path in ("/lab/", PAGE, f"{PAGE}?seed=1", "/lab/runs/", f"/lab/results/{done.pk}/"):
        assert client.get(path).status_code == 200
    assert "sessionid" not in client.cookies
    assert User.objects.count() == 0


def test_each_rendering_of_the_form_has_a_key_of_its_own(client):
    keys = {client.get(PAGE).context["form"].client_key for _ in range(2)}
    assert len(keys) == 2


def test_a_double_click_and_a_reload_are_one_run(client):
    for _ in range(3):
        client.post(RUN, SAID)
    assert Run.objects.count() == 1


@pytest.mark.parametrize("key", ["", "not a key", "0" * 100])
def test_a_form_without_a_key_that_can_be_read_is_run_all_the_same(client, key):
    assert client.post(RUN, {**SAID, "client_key": key}).status_code == 303
    assert Run.objects.count() == 1


def test_what_cannot_be_run_makes_nobody_and_keeps_the_prediction_said(client):
    answer = client.post(RUN, {**SAID, "norm": "much"})
    page = client.get(answer.url)
    assert (page.status_code, page.context["form"].prediction) == (422, "all")
    assert re.search(r'value="all"\s+checked>', text(page))
    assert (User.objects.count(), Run.objects.count(), Result.objects.count()) == (0, 0, 0)


def test_a_run_that_is_throttled_makes_no_run(client):
    for _ in range(30):
        client.post(RUN, SAID)
    stranger = Client()
    refused = stranger.post(RUN, {**SAID, "client_key": ""})
    assert (refused.status_code, refused.context["form"].prediction) == (429, "all")
    assert (User.objects.count(), Run.objects.count()) == (1, 1)


def test_with_htmx_a_card_gets_a_card_back(client):
    answer = client.post(RUN, SAID, headers=AT_A_GLANCE)
    result = Result.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/lab/results/{result.pk}/glance/")
    card = client.get(answer.url, headers=AT_A_GLANCE)
    assert card.templates[0].name == "sandbox/_glance.html"
    assert f'hx-get="/lab/results/{result.pk}/glance/"' in text(card)
    assert "Queued, next in line. You predicted: all of it, or more." in words(text(card))


def test_a_card_begins_with_its_question_whatever_somebody_has_run_before(client, done):
    card = client.get(f"{PAGE}?steps=100", headers=AT_A_GLANCE)
    assert (card.templates[0].name, card.context["result"]) == ("sandbox/_glance.html", None)
    assert "Of the gradient at the last step, what fraction reaches the first?" in text(card)
    assert 'name="steps" value="100"' in text(card)


def test_of_several_cards_on_a_page_each_is_answered_by_its_own_id(client):
    third = {"HX-Request": "true", "HX-Target": "glance-3"}
    asked = text(client.get(PAGE, headers=third))
    answer = client.post(RUN, SAID, headers=third)
    answered = text(client.get(answer.url, headers=third))
    assert re.findall(r' id="(glance[^"]*)"', asked) == ["glance-3", "glance-3-question"]
    assert re.findall(r' id="(glance[^"]*)"', answered) == ["glance-3", "glance-3-question", "glance-3-live"]
    part = client.get(answer.url, headers={**third, "HX-Target": "glance-3-live"})
    assert (re.findall(r' id="(glance[^"]*)"', text(part)), part.has_header("HX-Retarget")) == (
        ["glance-3-live"],
        False,
    )
    tasks.compute(Result.objects.get().pk)
    whole = client.get(answer.url, headers={**third, "HX-Target": "glance-3-live"})
    assert whole.headers["HX-Retarget"] == "#glance-3"
    for card in (asked, answered, text(whole)):
        assert 'aria-labelledby="glance-3-question"' in card
    assert 'hx-target="#glance-3"' in asked
    assert f"/lab/results/{Result.objects.get().pk}/glance/" in answered


@pytest.mark.parametrize("target", ["glance-", "glance-1x", 'glance-1"><b', "glance-1000", "glances", "lab"])
def test_no_other_id_makes_a_card(client, target):
    page = client.get(PAGE, headers={"HX-Request": "true", "HX-Target": target})
    assert page.templates[0].name == "sandbox/_lab.html"


def test_a_card_that_is_refused_says_so_in_the_card(client):
    for _ in range(30):
        client.post(RUN, SAID)
    refused = client.post(RUN, {**SAID, "seed": "9"}, headers=AT_A_GLANCE)
    assert (refused.status_code, refused.templates[0].name) == (429, "sandbox/_glance.html")
    assert "Not run. Too many runs in a short time. Nothing is lost" in words(text(refused))
    assert 'name="seed" value="9"' in text(refused)


def test_a_card_that_cannot_be_run_any_more_says_so_in_the_card(client):
    answer = client.post(RUN, {**SAID, "steps": "4000"}, headers=AT_A_GLANCE)
    refused = client.get(answer.url, headers=AT_A_GLANCE)
    assert (refused.status_code, refused.templates[0].name) == (422, "sandbox/_glance.html")
    assert "Not run. The experiment has changed since this page was made." in words(text(refused))


# --- In hindsight ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prediction", "sentence"),
    [
        ("below-a-millionth", "Right. You predicted less than a millionth, and it was: "),
        ("all", "Wrong. You predicted all of it, or more. It was less than a millionth: "),
    ],
)
def test_after_the_run_the_page_says_what_was_predicted_and_what_it_was(client, prediction, sentence):
    page = client.post(RUN, {**SAID, "prediction": prediction}).url
    compute()
    result = Result.objects.get()
    sentence += result.outcome["numbers"][0]["text"] + "."
    for path in (page, f"/lab/results/{result.pk}/", f"/lab/results/{result.pk}/glance/"):
        assert sentence in words(text(client.get(path)))


def test_while_it_is_queued_the_prediction_stands_there(client):
    assert "You predicted: all of it, or more." in words(text(client.get(client.post(RUN, SAID).url)))


def test_who_predicted_nothing_is_told_nothing_of_it(client):
    page = client.post(RUN, {**SAID, "prediction": ""}).url
    compute()
    assert "You predicted" not in text(client.get(page))


def test_a_permalink_shows_nobody_elses_prediction(client, ada):
    page = client.post(RUN, SAID).url
    compute()
    result = Result.objects.get()
    alan = Client()
    alan.force_login(ada)
    for stranger in (Client(), alan):
        for path in (page, f"/lab/results/{result.pk}/", f"/lab/results/{result.pk}/glance/"):
            seen = stranger.get(path)
            assert seen.status_code == 200
            assert "You predicted" not in text(seen)
            assert seen.headers["Cache-Control"] == NOT_KEPT


# --- Your runs ------------------------------------------------------------------------------------------------------


def test_your_runs_say_what_was_asked_predicted_and_seen(client, ada, finished):
    client.force_login(ada)
    run = finished(ada, norm=0.5, steps=40, seed=9, prediction="all")
    page = client.get("/lab/runs/")
    said = words(text(page))
    assert (
        "Vanishing gradients Sequence length T = 40 steps, spectral norm of the recurrent weights = 0.5, seed 9 "
        "All of it, or more Less than a millionth: " + run.result.outcome["numbers"][0]["text"] + " Wrong "
        "This run bore the claim out"
    ) in said
    link = f"{PAGE}?steps=40&norm=0.5&hidden=64&input_scale=0.3&seed=9#result"
    assert f'href="{escape(link)}"' in text(page)
    assert client.get(link).context["result"] == run.result
    assert page.headers["Cache-Control"] == NOT_KEPT


def test_your_runs_say_how_far_they_are(client, ada, start, noon, finished):
    client.force_login(ada)
    start(ada, seed=1)
    start(ada, seed=2)
    Result.objects.filter(seed=2).update(state="failed", error="It broke.", finished_at=noon)
    finished(ada, seed=3)
    Result.objects.filter(seed=3).update(version=99)
    rows = text(client.get("/lab/runs/")).split("<tr>")[2:]
    assert ["Not comparable" in rows[0], "Version 99; the experiment is now at 1" in rows[0]] == [True, True]
    assert "Failed. It broke." in rows[1]
    assert "Not known yet" in rows[2] and "Queued" in rows[2]


def test_your_runs_are_yours_alone(client, ada, alan, start):
    start(alan)
    client.force_login(ada)
    page = client.get("/lab/runs/")
    assert list(page.context["page"]) == []
    assert "Nothing yet." in text(page)
    assert 'href="/lab/">Choose an experiment</a>' in text(page)


def test_your_runs_come_in_pages_of_25_the_newest_first(client, ada, start, later):
    client.force_login(ada)
    runs = [start(ada, now=later(second)) for second in range(27)]
    first, second = client.get("/lab/runs/"), client.get("/lab/runs/?page=2")
    assert list(first.context["page"]) == runs[:1:-1]
    assert list(second.context["page"]) == [runs[1], runs[0]]
    assert 'href="?page=2" rel="next"' in text(first)
    assert 'href="?page=1" rel="prev"' in text(second)
    assert list(client.get("/lab/runs/?page=much").context["page"]) == runs[:1:-1]


def test_the_catalogue_leads_to_them_once_there_are_any(client, ada, start):
    client.force_login(ada)
    assert "Your runs" not in text(client.get("/lab/"))
    start(ada)
    page = client.get("/lab/")
    assert '<a href="/lab/runs/">Your runs, 1</a>' in text(page)
    assert page.headers["Cache-Control"] == NOT_KEPT
    assert "Your runs" not in text(Client().get("/lab/"))


# --- What it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_your_runs_cost_four_queries(client, ada, finished, django_assert_num_queries, many):
    client.force_login(ada)
    for seed in range(many):
        finished(ada, seed=seed)
    with django_assert_num_queries(4):  # the session, its learner, how many, and this page of them
        client.get("/lab/runs/")


def test_nobodys_runs_cost_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/lab/runs/")


def test_a_look_at_ones_own_result_costs_six(client, ada, finished, django_assert_num_queries):
    client.force_login(ada)
    run = finished(ada)
    client.get(f"/lab/results/{run.result_id}/")  # what the library says of it is kept from then on
    with django_assert_num_queries(6):  # session, learner, result, run; what is taught, and what they ran already
        client.get(f"/lab/results/{run.result_id}/")
