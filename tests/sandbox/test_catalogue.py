"""/lab/: what there is to run, by topic, each with a picture of what it shows."""

import re

import pytest
from django.utils import timezone

from sandbox import queries
from sandbox.experiments.registry import EXPERIMENTS
from tests import makers

pytestmark = pytest.mark.django_db

VANISHING, ADDING, CLIPPING = "vanishing-gradients", "adding-problem", "gradient-clipping"


@pytest.fixture
def path():
    """Three topics; the second is taught with two experiments, of which the first topic has one already."""
    track = makers.track(announced={"cell-walk": "It walks.", VANISHING: "It is there."})
    rnn = makers.topic(track=track, key="rnn", title="RNN")
    training = makers.topic(track=track, key="training", title="Training")
    lstm = makers.topic(track=track, key="lstm", title="LSTM")
    makers.objective(topic=rnn, demos=[ADDING])
    makers.objective(topic=training, demos=[CLIPPING, ADDING])
    makers.objective(topic=training, demos=[CLIPPING])
    makers.objective(topic=lstm, demos=["cell-walk", ADDING])
    return track


def page(client) -> str:
    return client.get("/lab/").content.decode()


def shelves(html: str) -> dict[str, list[str]]:
    """The experiments on the page, under their headings."""
    sections = re.split(r"<h2[^>]*>", html)[1:]
    titles = [re.sub(r"<[^>]*>", "", section.split("</h2>")[0]).strip() for section in sections]
    keys = [re.findall(r'<h3><a href="/lab/([a-z-]+)/">', section) for section in sections]
    return {title: found for title, found in zip(titles, keys, strict=True) if found}


def card(html: str, key: str) -> str:
    """The words of an experiment's card."""
    inside = next(
        each for each in re.findall(r'<li class="card offer">(.*?)</li>', html, re.DOTALL) if f"/{key}/" in each
    )
    return " ".join(re.sub(r"<[^>]*>", "", inside).split())


def test_experiments_stand_with_the_first_topic_that_they_serve_in_the_order_of_the_path(client, path):
    others = [key for key in EXPERIMENTS if key not in {ADDING, CLIPPING}]
    assert shelves(page(client)) == {"RNN": [ADDING], "Training": [CLIPPING], "More": others}


def test_without_topics_all_of_them_are_there(client):
    assert shelves(page(client)) == {"More": list(EXPERIMENTS)}


def test_a_list_at_its_head_leads_to_each_shelf_and_says_how_much_is_on_it(client, path):
    html = page(client)
    nav = html[html.index('<nav class="shelves"') :].split("</nav>")[0]
    leads = re.findall(r'href="#([a-z-]+)">([^<]+)</a>\s*<span[^>]*>(\d+)</span>', nav)
    assert [(title, int(many)) for _, title, many in leads] == [
        (title, len(found)) for title, found in shelves(html).items()
    ]
    assert all(f'<h2 id="{place}">' in html for place, _, _ in leads)


def test_a_retired_topic_has_no_shelf(client, path):
    path.topics.filter(key="rnn").update(retired_at=timezone.now())
    assert list(shelves(page(client))) == ["Training", "More"]


def test_what_serves_other_topics_too_leads_to_them(client, path):
    html = page(client)
    assert "Also in Training, LSTM" in card(html, ADDING)
    assert '<a href="/learn/lstm/">LSTM</a>' in html
    assert "Also in" not in card(html, CLIPPING)


def test_a_card_says_what_is_claimed_and_what_it_takes(client):
    experiment = EXPERIMENTS[VANISHING]
    words = card(page(client), VANISHING)
    assert words.startswith(f"{experiment.title} {experiment.summary} Claim: {experiment.claim} Takes about ")


def test_what_is_announced_is_named_with_its_topic_and_what_the_lab_has_by_now_is_not(client, path):
    html = page(client)
    announced = html[html.index('id="in-preparation"') :]
    assert re.findall(r"<dt>.*?>(\w+)</a></dt>\s*<dd>(.*?)</dd>", announced) == [("LSTM", "Cell walk")]


def test_where_nothing_is_announced_nothing_is_said(client):
    assert "In preparation" not in page(client)


def test_a_learner_sees_what_they_have_run_and_nobody_else_does(client, ada, alan, start):
    start(alan)
    client.force_login(ada)
    assert "You ran it" not in page(client)
    start(ada)
    assert card(page(client), VANISHING).endswith("You ran it once")
    start(ada, seed=2)
    assert card(page(client), VANISHING).endswith("You ran it 2 times")
    assert '<a href="/lab/runs/">Your runs, 2</a>' in page(client)


def test_it_costs_two_queries_and_one_more_for_a_learner(client, ada, path, start, django_assert_num_queries):
    with django_assert_num_queries(2):  # the topics with their tracks, and their objectives
        client.get("/lab/")
    start(ada)
    with django_assert_num_queries(1):
        assert queries.how_often_run(ada) == {VANISHING: 1}
