"""The desk: everything that is loaded can be looked at, and nothing can be changed."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from content import sync
from content.compiler.library import Compiled
from content.models import Edition, Misconception, Objective, Piece, Revision, Topic, Track
from tests.content.authors import LSTM, PAGE, library

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


MODELS = {
    "track": Track,
    "topic": Topic,
    "objective": Objective,
    "misconception": Misconception,
    "piece": Piece,
    "revision": Revision,
    "edition": Edition,
}


def written(page: str = PAGE) -> Compiled:
    belief = "[misconceptions.gates-erase]\nbelief = 'They erase.'\ntruth = 'They scale.'\nsee = 'lstm.gates'\n"
    return library(lstm=LSTM + belief, **{"cells/lstm/page.md": page})


@pytest.mark.parametrize("model", MODELS)
def test_the_admin_shows_rows_and_changes_none(admin_client, model):
    sync.load(written(), now=NOW)
    row = MODELS[model].objects.first()
    change = reverse(f"admin:content_{model}_change", args=[row.pk])
    statuses = [
        admin_client.get(reverse(f"admin:content_{model}_changelist"), {"q": getattr(row, "key", "")}).status_code,
        admin_client.get(change).status_code,
        admin_client.get(reverse(f"admin:content_{model}_add")).status_code,
        admin_client.post(change, {"key": "other"}).status_code,
        admin_client.post(reverse(f"admin:content_{model}_delete", args=[row.pk])).status_code,
    ]
    assert statuses == [200, 200, 403, 403, 403]


def differences(admin_client, revision: Revision) -> list[tuple[str, str]]:
    html = admin_client.get(reverse("admin:content_revision_change", args=[revision.pk])).content.decode()
    said = re.search(r'field-what_changed.*?<div class="readonly">(.*?)</div>', html, re.DOTALL).group(1)
    return re.findall(r"<(ins|del|b|span)>(.*?)</", said) or [("", said)]


def test_a_revision_shows_what_it_changed(admin_client):
    sync.load(written(), now=NOW)
    sync.load(written(PAGE.replace("It adds.", "It `<b>`adds.")), now=NOW)
    newest, first = Revision.objects.all()
    assert differences(admin_client, first) == [("", "This is the first.")]
    assert differences(admin_client, newest) == [
        ("b", "@@ -2,7 +2,7 @@"),
        *[("span", " "), ("span", " ## The cell {#the-cell teaches=&quot;lstm.cell&quot;}"), ("span", " ")],
        ("del", "-It adds."),
        ("ins", "+It `&lt;b&gt;`adds."),
        *[("span", " "), ("span", " ## Its gates {#its-gates teaches=&quot;lstm.gates&quot;}"), ("span", " ")],
    ]


def test_a_piece_shows_its_history_the_newest_first(admin_client):
    sync.load(written(), now=NOW)
    sync.load(written(PAGE.replace("adds", "sums")), now=NOW)
    html = admin_client.get(reverse("admin:content_piece_change", args=[Piece.objects.get().pk])).content.decode()
    assert re.findall(r'<td class="field-number">\s*<p>(\d+)</p>', html) == ["2", "1"]


def test_an_edition_says_what_came_with_it(admin_client):
    sync.load(written(), now=NOW)
    sync.load(written(PAGE.replace("adds", "sums")), now=NOW)
    html = admin_client.get(reverse("admin:content_edition_changelist")).content.decode()
    newest, first = re.findall(r'<td class="field-what_changed">(.*?)</td>', html, re.DOTALL)
    assert newest == "<p><b>changed</b>: page lstm</p>"
    assert first.startswith("<p><b>added</b>: track cells, topic rnn, topic lstm, objective rnn.recurrence, ")


@pytest.mark.parametrize(("retired", "keys"), [("", ["rnn", "lstm"]), ("no", ["rnn"]), ("yes", ["lstm"])])
def test_the_admin_tells_what_is_taught_from_what_is_retired(admin_client, retired, keys):
    sync.load(library(), now=NOW)
    Topic.objects.filter(key="lstm").update(retired_at=NOW)
    html = admin_client.get(reverse("admin:content_topic_changelist"), {"retired": retired}).content.decode()
    assert re.findall(r'<td class="field-key">(.*?)</td>', html) == keys
