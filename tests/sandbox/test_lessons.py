"""What an experiment is there for: the objectives that name it, on its page and after a result."""

import re

import pytest
from django.template.loader import render_to_string

from content.models import Misconception, Objective
from sandbox.experiments.registry import EXPERIMENTS
from tests import makers
from tests.content import shelved

PAGE = "/lab/vanishing-gradients/"

pytestmark = pytest.mark.django_db


def text(html):
    return re.sub(r"\s+", " ", html)


@pytest.fixture
def gradients():
    """A topic that is written, with an objective that this experiment shows and a belief that it corrects."""
    topic = makers.topic(key="gradients", title="Gradients")
    objective = makers.objective(
        topic=topic, key="grad.vanishing", statement_html="It <b>vanishes</b>.", demos=["vanishing-gradients"]
    )
    makers.objective(topic=topic, key="grad.exploding", demos=["exploding-gradients", "still-to-come"])
    makers.misconception(topic=topic, key="depth-alone", belief_html="Depth alone does it.", see=objective)
    shelved.page(topic, shelved.compiled(shelved.section("why", title="Why it fades", teaches=["grad.vanishing"])))
    shelved.edition()
    return topic


def test_the_page_says_what_it_shows_and_where_that_is_taught(client, gradients):
    page = text(client.get(PAGE).content.decode())
    assert '<h2 id="lessons">What this shows</h2>' in page
    assert "<p>It <b>vanishes</b>.</p>" in page
    assert '<a href="/learn/gradients/#grad.vanishing">Gradients: Why it fades</a>' in page


def test_an_objective_whose_page_is_not_written_yet_leads_to_its_topic(client):
    makers.objective(topic=makers.topic(key="rnn", title="RNN"), key="rnn.a", demos=["vanishing-gradients"])
    assert '<a href="/learn/rnn/#rnn.a">RNN</a>' in text(client.get(PAGE).content.decode())


@pytest.mark.parametrize("retired", ["objective", "topic", "track"])
def test_what_is_retired_is_not_shown(client, gradients, retired):
    row = {"objective": Objective.objects.get(key="grad.vanishing"), "topic": gradients, "track": gradients.track}[
        retired
    ]
    row.retired_at = makers.NOW
    row.save()
    assert "What this shows" not in client.get(PAGE).content.decode()


def test_an_experiment_is_not_taken_for_one_with_a_longer_name(client, gradients):
    Objective.objects.update(demos=["vanishing-gradients-again"])
    assert "What this shows" not in client.get(PAGE).content.decode()


def after(result, learner=None):
    return text(render_to_string("sandbox/_next.html", {"result": result, "learner": learner}))


def test_after_a_result_there_is_something_to_read_to_refute_and_to_try(gradients, done):
    shown = after(done)
    assert '<a href="/learn/gradients/#grad.vanishing">Gradients: Why it fades</a>' in shown
    assert '<a href="/learn/gradients/#misconception-depth-alone">Depth alone does it.</a>' in shown
    assert '<a href="/lab/exploding-gradients/">Exploding gradients</a>' in shown
    assert "still-to-come" not in shown


def test_a_belief_that_was_retired_is_not_brought_up(gradients, done):
    Misconception.objects.update(retired_at=makers.NOW)
    assert "Depth alone" not in after(done)


def test_the_next_preset_is_one_that_was_not_run_yet(start, done, ada):
    first, second, *_ = EXPERIMENTS["vanishing-gradients"].presets  # the first is the defaults, which are done
    assert f">{second.label}</a>" in after(done)
    start(ada, **second.parameters, seed=9)
    shown = after(done, ada)
    assert f">{first.label}</a>" not in shown
    assert f">{second.label}</a>" not in shown
    assert "seed=1" in shown


def test_where_everything_was_run_there_is_no_next_preset(start, done, ada):
    for preset in EXPERIMENTS["vanishing-gradients"].presets:
        start(ada, **preset.parameters)
    assert "<dt>Run</dt>" not in after(done, ada)


def test_a_page_that_was_read_before_asks_only_which_edition_it_is(client, gradients, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(1):
        client.get(PAGE)
