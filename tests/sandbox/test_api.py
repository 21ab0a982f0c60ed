"""The lab for programs."""

from uuid import uuid4

import pytest
from django.test import Client

from sandbox import tasks
from sandbox.experiments import words
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, Run
from sandbox.runs import QueueFull

pytestmark = pytest.mark.django_db
PARAMETERS = {"steps": 100, "norm": 0.9, "hidden": 64, "input_scale": 0.3}


def ask(client, **body):
    return client.post("/api/runs/", {"experiment": "vanishing-gradients", **body}, content_type="application/json")


def test_experiments_are_listed_with_their_parameters(client):
    every = {experiment["key"]: experiment for experiment in client.get("/api/experiments/").json()}
    assert list(every) == list(EXPERIMENTS)
    listed = every["vanishing-gradients"]
    assert {name: listed[name] for name in ("key", "version", "title", "page")} == {
        "key": "vanishing-gradients",
        "version": 1,
        "title": "Vanishing gradients",
        "page": "http://testserver/lab/vanishing-gradients/",
    }
    assert {parameter["name"]: parameter["default"] for parameter in listed["parameters"]} == PARAMETERS
    assert listed["parameters"][1] == {
        "name": "norm",
        "label": "Spectral norm of the recurrent weights",
        "unit": "",
        "kind": "real",
        "default": 0.9,
        "least": 0.1,
        "most": 2.0,
        "step": 0.01,
        "help": "The largest singular value of W_hh: the most that it can stretch a vector.",
        "only_if": None,
    }
    assert (listed["seed"]["least"], listed["seed"]["most"]) == (0, 999_999)


def test_a_request_is_accepted_and_later_answered(client):
    accepted = ask(client, parameters={"norm": 0.9}, seed=3, prediction="all")
    result, run = Result.objects.get(), Run.objects.get()
    assert accepted.status_code == 202
    assert accepted.headers["Location"] == f"http://testserver/api/runs/{run.pk}/"
    assert type(accepted.headers["Location"]) is str
    queued = accepted.json()
    assert (queued["state"], queued["parameters"], queued["seed"], queued["held"]) == ("queued", PARAMETERS, 3, None)

    tasks.compute(result.pk)
    told = client.get(queued["url"]).json()
    assert (told["state"], told["held"], told["hindsight"]["right"]) == ("done", True, False)
    done = client.get(told["result"]).json()
    assert (done["state"], done["progress"], done["error"]) == ("done", 1, "")
    assert done["outcome"]["verdict"]["held"] is True
    assert client.get(done["page"]).context["result"] == result

    again = ask(client, parameters={"norm": 0.9}, seed=3)
    assert (again.status_code, again.json()["result"]) == (200, told["result"])


def test_the_same_client_key_is_the_same_run(client):
    key = str(uuid4())
    assert ask(client, client_key=key).json() == ask(client, client_key=key).json()
    assert Run.objects.count() == 1


def test_a_client_key_that_is_none_is_refused(client):
    refused = ask(client, client_key="mine")
    assert (refused.status_code, refused.json()) == (400, {"client_key": ["Must be a valid UUID."]})


def test_what_would_take_too_long_is_refused_before_it_is_queued(client, costly):
    refused = ask(client, parameters={"steps": 400})
    assert (refused.status_code, list(refused.json()["parameters"])) == (400, ["steps"])
    assert Result.objects.count() == 0


def test_who_waits_for_three_may_not_ask_for_a_fourth(client):
    assert [ask(client, seed=seed).status_code for seed in (1, 2, 3, 4)] == [202, 202, 202, 429]
    assert ask(client, seed=4).json() == {"detail": str(QueueFull())}
    assert Run.objects.count() == Result.objects.count() == 3


def test_a_run_is_cancelled(client):
    told = ask(client).json()
    cancelled = client.post(f"{told['url']}cancel/").json()
    assert (cancelled["state"], cancelled["cancelled_at"] is None) == ("cancelled", False)
    assert Result.objects.get().state == "cancelled"
    assert ask(client).json()["state"] == "queued"


def test_a_stranger_needs_the_token_that_the_list_of_experiments_brings():
    stranger = Client(enforce_csrf_checks=True)
    assert ask(stranger).status_code == 403
    stranger.get("/api/experiments/")
    token = {"X-CSRFToken": stranger.cookies["csrftoken"].value}
    asked = {"experiment": "vanishing-gradients"}
    for seed in (1, 2):
        body = {**asked, "seed": seed}
        assert stranger.post("/api/runs/", body, content_type="application/json", headers=token).status_code == 202
    assert ask(stranger).status_code == 403
    assert Run.objects.values("learner").distinct().count() == 1


def test_what_is_left_out_has_its_default(client):
    assert ask(client).json()["parameters"] == PARAMETERS
    ask(client, parameters=PARAMETERS, seed=1)
    assert Result.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (
            {"parameters": {"norm": 3, "steps": "ten", "layers": 2}, "seed": 1.5},
            {
                "parameters": {
                    "norm": ["3 is out of range: from 0.1 to 2."],
                    "steps": ["“ten” is not a number."],
                    "layers": ["There is no such parameter. There is steps, norm, hidden and input_scale."],
                },
                "seed": ["1.5 is too fine: in whole numbers, please."],
            },
        ),
        (
            {"experiment": "cold-fusion"},
            {"experiment": [f"There is no experiment “cold-fusion”. There is {words.listed(EXPERIMENTS)}."]},
        ),
        *(({"client_key": key}, {"client_key": ["Must be a valid UUID."]}) for key in (True, 1, "one", [[]])),
        ({"parameters": [1]}, {"parameters": ['Expected a dictionary of items but got type "list".']}),
    ],
)
def test_a_request_that_cannot_be_run_is_refused_by_field(client, body, problems):
    refused = ask(client, **body)
    assert (refused.status_code, refused.json()) == (400, problems)
    assert Result.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (b'{"experiment": "\\ud800"}', {"experiment": ["Surrogate characters are not allowed: U+D800."]}),
        (
            b'{"experiment": "vanishing-gradients", "parameters": {"\\ud800": 1}}',
            {"parameters": {"\ud800": ["There is no such parameter. There is steps, norm, hidden and input_scale."]}},
        ),
        (
            b'{"experiment": "vanishing-gradients", "parameters": {"norm": "\\udfff"}}',
            {"parameters": {"norm": ["“\udfff” is not a number."]}},
        ),
        (
            b'{"experiment": "vanishing-gradients", "seed": "\\ud800"}',
            {"seed": ["“\ud800” is not a number."]},
        ),
    ],
    ids=["experiment", "name", "value", "seed"],
)
def test_half_a_surrogate_pair_is_refused_like_any_other_nonsense(client, body, problems):
    refused = client.post("/api/runs/", body, content_type="application/json")

    assert (refused.status_code, refused.json()) == (400, problems)


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"seed":' * 100_000, b'{"seed": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"],
    ids=["lists", "objects", "a seed"],
)
def test_json_that_is_nested_too_deeply_is_refused(client, body):
    refused = client.post("/api/runs/", body, content_type="application/json")

    assert (refused.status_code, refused.json()) == (400, {"detail": "This JSON is nested too deeply."})


@pytest.mark.parametrize("body", [b"nonsense", b"\xff\xfe", b"[", b'{"seed": ' + b"9" * 5000 + b"}"])
def test_what_is_no_json_is_refused(client, body):
    refused = client.post("/api/runs/", body, content_type="application/json")

    assert (refused.status_code, list(refused.json())) == (400, ["detail"])


def test_too_many_requests_are_refused_in_words(client):
    assert {ask(client).status_code for _ in range(30)} == {202}
    refused = ask(client)
    assert refused.status_code == 429
    assert refused.json()["detail"].startswith("Too many runs in a short time. Nothing is lost: try again in")
    assert 0 < int(refused.headers["Retry-After"]) <= 60


def test_a_home_s_many_addresses_of_ipv6_count_as_one(client):
    for device in range(30):
        ask(Client(REMOTE_ADDR=f"2001:db8:0:1::{device:x}"))

    assert ask(Client(REMOTE_ADDR="2001:db8:0:1:ffff::9")).status_code == 429
    assert ask(Client(REMOTE_ADDR="2001:db8:0:2::9")).status_code == 202


def test_and_so_they_do_for_looking(client):
    for device in range(120):
        Client(REMOTE_ADDR=f"2001:db8:0:1::{device:x}").get("/api/experiments/")

    assert Client(REMOTE_ADDR="2001:db8:0:1:ffff::9").get("/api/experiments/").status_code == 429
    assert Client(REMOTE_ADDR="2001:db8:0:2::9").get("/api/experiments/").status_code == 200


def test_what_is_not_there_is_not_found(client):
    assert client.get("/api/results/404/").status_code == 404
