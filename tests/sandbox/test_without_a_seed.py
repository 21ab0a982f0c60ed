"""An experiment that draws nothing at random: no seed is asked for, said or told, and all share one Result."""

import json
import re
from uuid import uuid4

import pytest

from content import vocabulary
from prep.accounts.models import User
from sandbox import presentation, runs, tasks
from sandbox.comparison import compare
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result

KEY = "cell-steps"
PAGE = f"/lab/{KEY}/"
RUN = f"{PAGE}run/"
AT_A_GLANCE = {"HX-Request": "true", "HX-Target": "glance"}

pytestmark = pytest.mark.django_db


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.fixture
def result(noon):
    """Of the default parameters, and computed."""
    experiment = EXPERIMENTS[KEY]
    asked = {"prediction": "most", "client_key": uuid4(), "now": noon}
    learner = User.objects.create_user("grace@example.org")
    started = runs.start(learner=learner, experiment=experiment, parameters=experiment.defaults, seed=1, **asked)
    tasks.compute(started.result_id)
    return Result.objects.get()


def test_stepping_through_a_cell_is_the_one_that_draws_nothing():
    assert [key for key, experiment in EXPERIMENTS.items() if not experiment.draws] == [KEY]


def test_its_form_has_no_seed_and_neither_has_its_address(client):
    page = client.get(PAGE)
    assert "seed" not in {field.parameter.name for field in page.context["form"].fields}
    assert "seed" not in page.context["form"].address
    assert "seed" not in page.context["form"].defaults
    assert "seed" not in words(page).lower()


@pytest.mark.parametrize("said", ["7", "-1", "none"])
def test_a_seed_in_the_address_is_nobody_s_mistake_and_finds_the_one_result(client, result, said):
    page = client.get(PAGE, {"seed": said})
    assert page.status_code == 200
    assert page.context["result"] == result


def test_whatever_seed_is_sent_all_get_one_result(client, result):
    client.post(RUN, {"seed": "7"})
    client.post(RUN, {"seed": "8"})
    assert Result.objects.get() == result
    assert result.seed == 1


def test_the_api_says_that_there_is_none_and_ignores_one(client, result):
    listed = {experiment["key"]: experiment for experiment in client.get("/api/experiments/").json()}
    assert (listed[KEY]["draws"], listed[KEY]["seed"]) == (False, None)
    assert listed["vanishing-gradients"]["draws"] is True
    for seed in (7, "none"):
        asked = client.post("/api/runs/", {"experiment": KEY, "seed": seed}, content_type="application/json")
        assert asked.json()["result"].endswith(f"/{result.pk}/")


def test_a_card_promises_no_draw_and_tells_of_none_while_it_waits(client):
    before = words(client.get(PAGE, headers=AT_A_GLANCE))
    assert "Your choice runs it now." in before
    waiting = words(client.post(RUN, headers=AT_A_GLANCE, follow=True))
    assert "A worker is computing it." in waiting
    assert "seed" not in (before + waiting).lower()


def test_where_a_result_comes_from_says_nothing_of_a_seed(client, result):
    page = words(client.get(PAGE, {"cell": "lstm"}))
    assert f"Version {result.version} of the experiment, computed on" in page
    assert "The same version and parameters are computed once and kept." in page
    assert "seed" not in page.lower()


def test_what_is_taken_along_says_nothing_of_it_either(client, result):
    answer = client.get(f"/lab/results/{result.pk}.json")
    assert f'filename="{KEY}-result-{result.pk}.json"' in answer.headers["Content-Disposition"]
    assert "seed" not in json.loads(answer.content)
    assert "seed" not in client.get(f"/lab/results/{result.pk}.csv").content.decode()


def test_lists_and_comparisons_leave_it_out(result):
    other = Result(
        pk=0, experiment=KEY, version=result.version, parameters={"inputs": "1, 0"}, seed=1, outcome=result.outcome
    )
    assert presentation.asked_in_words(other) == "Inputs x = 1, 0"
    assert "Seed" not in {row.label for row in compare(result, other).parameters}


def test_a_text_cannot_name_one():
    handed = vocabulary.current().experiments
    assert "seed" not in {parameter.name for parameter in handed[KEY].parameters}
    assert "seed" in {parameter.name for parameter in handed["vanishing-gradients"].parameters}
