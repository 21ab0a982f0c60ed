"""The lab's pages: a permalink reproduces them, Run asks once, a GET changes nothing."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from sandbox import results, tasks
from sandbox.confinement import News
from sandbox.models import Result

PAGE = "/lab/vanishing-gradients/"
RUN = "/lab/vanishing-gradients/run/"
SAID = {"steps": "50", "norm": "0.8", "hidden": "16", "input_scale": "0.5", "seed": "7"}
PERMALINK = f"{PAGE}?steps=50&norm=0.8&hidden=16&input_scale=0.5&seed=7"
DEFAULT_PERMALINK = f"{PAGE}?steps=100&norm=0.9&hidden=64&input_scale=0.3&seed=1"
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_the_catalogue_names_every_experiment_and_its_claim(client, experiment):
    page = client.get("/lab/")
    assert page.status_code == 200
    assert f'<a href="{PAGE}">{experiment.title}</a>' in text(page)
    assert experiment.claim in text(page)
    assert page.cookies == {}


def test_an_experiment_opens_with_its_defaults_and_has_not_been_run(client):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert [(field.parameter.name, field.said, field.problem) for field in page.context["form"].fields] == [
        ("steps", "100", ""),
        ("norm", "0.9", ""),
        ("hidden", "64", ""),
        ("input_scale", "0.3", ""),
        ("seed", "1", ""),
    ]
    assert "Not run yet. Press Run." in text(page)


def test_run_asks_for_the_result_and_leads_to_its_permalink(client):
    answer = client.post(RUN, SAID)
    assert (answer.status_code, answer.url) == (303, f"{PERMALINK}#result")
    asked = Result.objects.values("parameters", "seed", "state").get()
    assert asked == {
        "parameters": {"steps": 50, "norm": 0.8, "hidden": 16, "input_scale": 0.5},
        "seed": 7,
        "state": "queued",
    }
    page = text(client.get(answer.url))
    assert "<b>Queued,</b> next in line." in page
    assert f'<a href="{PERMALINK.replace("&", "&amp;")}">Look again</a>' in page


@pytest.mark.django_db(transaction=True)
def test_run_rings_once_the_row_is_there_and_a_done_result_needs_no_ring(client, rings):
    client.post(RUN, SAID)
    result = Result.objects.get()
    assert rings == [("sandbox.tasks.compute", "light", result.pk)]
    tasks.compute(result.pk)
    client.post(RUN, SAID)
    assert len(rings) == 1


@pytest.mark.django_db(transaction=True)
def test_run_works_with_the_broker_down(client, broker_is_down):
    assert client.post(RUN, SAID).status_code == 303
    assert Result.objects.get().state == "queued"


def test_a_double_click_and_a_reload_ask_once(client):
    for _ in range(3):
        client.post(RUN, SAID)
    assert Result.objects.count() == 1


def test_an_address_that_was_written_otherwise_finds_the_same_result(client, done):
    page = client.get(f"{PAGE}?norm=0.90&steps=100.0&utm=mail")
    assert page.context["result"] == done


def test_a_done_result_shows_verdict_numbers_and_the_data_as_a_table(client, done):
    page = client.get(DEFAULT_PERMALINK)
    assert "This run bore the claim out" in text(page)
    assert done.outcome["verdict"]["sentence"] in text(page)
    for number in done.outcome["numbers"]:
        assert f"<dt>{number['label']}</dt>" in text(page)
    assert text(page).count('<th scope="row" data-x=') == 100
    assert text(page).count("data-value=") == 200
    assert "What it does not show" in text(page)
    assert f"/lab/results/{done.pk}/" not in text(page)


def test_a_queued_run_can_be_cancelled_by_who_asked_and_nobody_else(client):
    client.post(RUN, SAID)
    result = Result.objects.get()
    assert "Cancel</button>" in text(client.get(PERMALINK))
    assert "Cancel</button>" not in text(Client().get(PERMALINK))
    Client().post(f"/lab/results/{result.pk}/cancel/")
    assert "<b>Queued,</b>" in text(client.get(PERMALINK))
    answer = client.post(f"/lab/results/{result.pk}/cancel/", follow=True)
    assert "<b>Cancelled.</b> Nothing was kept of it." in text(answer)
    assert "data-focus-after-post" in text(answer)  # the button that had the focus is gone
    assert "Cancel</button>" not in text(answer)


def test_what_was_cancelled_may_go_on_for_somebody_else(client):
    stranger = Client()
    for browser in (client, stranger):
        browser.post(RUN, SAID)
    answer = client.post(f"/lab/results/{Result.objects.get().pk}/cancel/", follow=True)
    assert "You cancelled it. Somebody else asked for the same, so it goes on." in text(answer)
    assert "Cancel</button>" not in text(answer)


def test_a_fourth_that_would_wait_is_refused_and_what_was_said_stays(client):
    for seed in "123":
        client.post(RUN, {"norm": "0.7", "seed": seed})
    refused = client.post(RUN, {"norm": "0.75", "seed": "4"})
    assert refused.status_code == 429
    assert 'three are waiting. Let one finish, or cancel one. <a href="/lab/runs/">Your runs</a>' in text(refused)
    assert 'value="0.75"' in text(refused)


def test_a_second_of_ones_own_says_what_it_waits_for(client, noon):
    client.post(RUN, {"seed": "1"})
    results.claim(result_id=Result.objects.get().pk, token=uuid4(), now=noon)
    second = client.post(RUN, {"seed": "2"}, follow=True)
    assert "<b>Queued,</b> until another run of yours is done." in text(second)


def test_when_there_is_nothing_more_to_wait_for_the_part_that_asks_gives_way_to_the_whole(client, queued):
    live = {"HX-Request": "true", "HX-Target": "result-live"}
    waiting = client.get(f"/lab/results/{queued.pk}/", headers=live)
    assert ('id="result"' in text(waiting), waiting.has_header("HX-Retarget")) == (False, False)
    tasks.compute(queued.pk)
    whole = client.get(f"/lab/results/{queued.pk}/", headers=live)
    assert ('id="result"' in text(whole), whole.headers["HX-Retarget"]) == (True, "#result")


def test_a_claim_that_does_not_apply_is_said_to_be_silent(client):
    answer = client.post(RUN, {"norm": "1.5"})
    tasks.compute(Result.objects.get().pk)
    assert "The claim says nothing about this run" in text(client.get(answer.url))


def test_a_running_result_asks_for_itself_and_shows_what_there_is(client, queued, experiment, noon, later):
    reports = []
    experiment.run(experiment.defaults, 1, lambda progress, plots: reports.append((progress, plots)))
    progress, plots = reports[10]
    token = uuid4()
    results.claim(result_id=queued.pk, token=token, now=noon)
    results.beat(result_id=queued.pk, token=token, news=News(progress, plots), now=later(1))
    fragment = client.get(f"/lab/results/{queued.pk}/")
    assert f'hx-get="/lab/results/{queued.pk}/"' in text(fragment)
    assert "<b>Running,</b>" in text(fragment)
    assert text(fragment).count("data-value=") == 151  # the whole bound, and 51 steps of the gradient
    assert "<html" not in text(fragment)
    assert fragment.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_failed_result_says_what_to_do(client, queued, noon):
    results.claim(result_id=queued.pk, token=(token := uuid4()), now=noon)
    results.fail(result_id=queued.pk, token=token, error=results.BROKEN, now=noon)
    fragment = text(client.get(f"/lab/results/{queued.pk}/"))
    assert f"<b>Failed.</b> {results.BROKEN}" in fragment
    assert "hx-get" not in fragment


def test_with_htmx_the_same_address_answers_with_the_form_and_the_result_alone(client, done):
    fragment = client.get(DEFAULT_PERMALINK, headers=HTMX)
    assert text(fragment).startswith('<div class="lab" id="lab">')
    assert fragment.headers["Vary"] == "HX-Request, HX-Target, Cookie"


# --- Refusals -------------------------------------------------------------------------------------------------------


def test_what_cannot_be_run_comes_back_with_a_sentence_at_the_field(client):
    answer = client.post(RUN, {**SAID, "norm": "9,5", "seed": "-1"})
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.url).query)["norm"] == ["9,5"]
    page = client.get(answer.url)
    assert page.status_code == 422
    problems = {field.parameter.name: field.problem for field in page.context["form"].fields if field.problem}
    assert problems == {"norm": "“9,5” is not a number.", "seed": "-1 is out of range: from 0 to 999999."}
    assert 'aria-describedby="problem_norm help_norm"' in text(page)
    assert Result.objects.count() == 0


def test_what_was_said_is_escaped(client):
    page = client.get(PAGE, {"norm": '"><script>alert(1)</script>'})
    assert "<script>alert" not in text(page)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_thirty_first_run_in_a_minute_is_refused_in_words(client, headers):
    assert [client.post(RUN, SAID).status_code for _ in range(30)] == [303] * 30
    refused = client.post(RUN, {**SAID, "norm": "0.7"}, headers=headers)
    assert refused.status_code == 429
    assert "Too many runs in a short time. Nothing is lost: try again in" in text(refused)
    assert 'value="0.7"' in text(refused)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert Result.objects.count() == 1
    assert client.get(PERMALINK).status_code == 200


def test_the_page_and_the_api_share_one_limit(client):
    for _ in range(15):
        client.post(RUN, SAID)
        client.post("/api/runs/", {"experiment": "vanishing-gradients"}, content_type="application/json")
    assert client.post(RUN, SAID).status_code == 429


def test_a_run_from_elsewhere_is_refused():
    assert Client(enforce_csrf_checks=True).post(RUN, SAID).status_code == 403
    assert Result.objects.count() == 0


def test_there_is_no_run_by_get(client):
    assert client.get(RUN).status_code == 405


@pytest.mark.parametrize("address", ["/lab/no-such-thing/", "/lab/results/404/"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_result_of_an_experiment_that_is_no_more_is_not_found(client, done):
    Result.objects.update(experiment="gone")
    assert client.get(f"/lab/results/{done.pk}/").status_code == 404
    assert client.get(f"/api/results/{done.pk}/").status_code == 404


# --- What it costs --------------------------------------------------------------------------------------------------


def test_a_page_costs_three_queries_and_starts_no_session(client, done, django_assert_num_queries):
    client.get(PAGE)  # what the library says of it is kept from then on
    with django_assert_num_queries(1):
        client.get(PAGE)
    with django_assert_num_queries(3):  # the result, and which edition is taught: for what it shows, and what is next
        page = client.get(DEFAULT_PERMALINK)
    assert set(page.cookies) == {"csrftoken"}


def test_a_look_at_a_queued_result_costs_two(client, queued, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(f"/lab/results/{queued.pk}/")
