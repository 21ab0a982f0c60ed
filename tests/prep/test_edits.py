"""With DEBUG, what an author saves is what they see when they load the page again."""

import re
from html import unescape

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.test import RequestFactory
from django.urls import reverse

from content.models import Edition, Objective
from prep import library
from prep.dashboard import views
from prep.edits import LoadEdits
from tests.content.authors import LSTM, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(library, "ROOT", tmp_path)
    return write(tmp_path)


@pytest.fixture
def site(folder, settings, client):
    """The site as it is with DEBUG, whose tests are otherwise without."""
    settings.DEBUG = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "prep.edits.LoadEdits"]
    return client


def problems(html: str) -> list[str]:
    said = re.findall(
        r'<aside class="page notices" aria-label="Problems in the library">(.*?)</aside>', html, re.DOTALL
    )
    lines = [re.sub(r"<[^>]+>", "", line) for aside in said for line in re.findall(r"<li>.*?</li>", aside)]
    return [unescape(line) for line in lines]


def test_an_edited_file_shows_on_reload(site, folder):
    assert problems(site.get("/").content.decode()) == []
    assert Objective.objects.get(key="lstm.gates").statement == "Three gates."
    write(folder, lstm=LSTM.replace("Three gates.", "Four gates, that is."))
    site.get("/")
    assert Objective.objects.get(key="lstm.gates").statement == "Four gates, that is."


def test_mistakes_stand_on_top_of_the_last_good_version_until_they_are_mended(site, folder):
    site.get("/")
    write(folder, lstm=LSTM.replace("$c_t$", "$c_t"))
    page = site.get("/").content.decode()
    assert problems(page) == [
        "cells/lstm/topic.toml:6 `lstm.cell` has a $ without its partner "
        r"(a formula stands between two, $…$, without a space inside; write \$ for the sign)"
    ]
    assert problems(site.get("/").content.decode()) == problems(page)
    assert Objective.objects.get(key="lstm.cell").statement == "The cell is $c_t$."
    write(folder)
    assert problems(site.get("/").content.decode()) == []


def test_nothing_is_compiled_while_no_file_changes(site, folder, django_assert_num_queries):
    site.get("/healthz")
    site.get("/")
    with django_assert_num_queries(0):
        site.get(reverse("offline"))
    assert Edition.objects.count() == 1


def test_without_debug_there_is_no_such_thing(folder):
    with pytest.raises(MiddlewareNotUsed):
        LoadEdits(views.home)


def test_only_a_get_looks(folder, settings):
    settings.DEBUG = True
    LoadEdits(lambda request: request)(RequestFactory().post("/"))
    assert Edition.objects.count() == 0
