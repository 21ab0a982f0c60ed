"""The desk: everything that is loaded can be looked at, and nothing can be changed."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from content import sync
from content.models import Objective, Topic, Track
from tests.content.authors import library

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("model", ["track", "topic", "objective"])
def test_the_admin_shows_rows_and_changes_none(admin_client, model):
    sync.load(library(), now=NOW)
    row = {"track": Track, "topic": Topic, "objective": Objective}[model].objects.first()
    change = reverse(f"admin:content_{model}_change", args=[row.pk])
    statuses = [
        admin_client.get(reverse(f"admin:content_{model}_changelist"), {"q": row.key}).status_code,
        admin_client.get(change).status_code,
        admin_client.get(reverse(f"admin:content_{model}_add")).status_code,
        admin_client.post(change, {"key": "other"}).status_code,
        admin_client.post(reverse(f"admin:content_{model}_delete", args=[row.pk])).status_code,
    ]
    assert statuses == [200, 200, 403, 403, 403]


@pytest.mark.parametrize(("retired", "keys"), [("", ["rnn", "lstm"]), ("no", ["rnn"]), ("yes", ["lstm"])])
def test_the_admin_tells_what_is_taught_from_what_is_retired(admin_client, retired, keys):
    sync.load(library(), now=NOW)
    Topic.objects.filter(key="lstm").update(retired_at=NOW)
    html = admin_client.get(reverse("admin:content_topic_changelist"), {"retired": retired}).content.decode()
    assert re.findall(r'<td class="field-key">(.*?)</td>', html) == keys
