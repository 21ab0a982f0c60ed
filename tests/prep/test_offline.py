"""/service-worker.js and /offline/: what a browser keeps, and that it hears of a newer one."""

import json
import re
from pathlib import Path

import pytest

from prep.dashboard import offline
from prep.importmap import import_map


def kept(script: str) -> tuple[str, str, list[str]]:
    """The name of the cache, the page, and the files."""
    return (
        re.search(r'const KEPT = "(.*?)";', script)[1],
        re.search(r'const PAGE = "(.*?)";', script)[1],
        json.loads(re.search(r"const FILES = new Set\((.*?)\);", script)[1]),
    )


def test_the_worker_comes_as_a_script_that_is_asked_for_anew_each_time(client):
    response = client.get("/service-worker.js")
    assert (response.status_code, response["Content-Type"], response["Cache-Control"], response.cookies) == (
        200,
        "text/javascript; charset=utf-8",
        "no-cache",
        {},
    )
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert client.post("/service-worker.js").status_code == 405


def test_it_is_the_same_for_everyone(client, db, django_user_model):
    anonymous = client.get("/service-worker.js").content
    client.force_login(django_user_model.objects.create_user("ada@example.org", theme="dark"))
    assert client.get("/service-worker.js").content == anonymous


def test_it_keeps_every_file_that_the_offline_page_wears_and_each_is_there(client, db, settings):
    _, page, files = kept(client.get("/service-worker.js").content.decode())
    assert page == "/offline/"
    worn = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(page).content.decode())
    assert set(worn) <= set(files)
    assert len(files) == len(set(files))
    for address in files:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address), address
        assert (Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)).is_file()


def test_with_a_module_it_keeps_what_that_imports_and_no_other(client):
    addresses = json.loads(import_map()[0])["imports"]
    names = {address: name for name, address in addresses.items()}
    modules = {
        names[file] for file in offline.files_of(f'<script src="{addresses["recurrent/presence"]}">') if file in names
    }
    assert modules == {"recurrent/presence", "recurrent/send", "recurrent/csrf"}


@pytest.mark.parametrize(
    ("template", "words"), [("offline.html", "You are offline"), ("service-worker.js", "The service worker")]
)
def test_another_page_or_another_worker_is_another_version(settings, tmp_path, template, words):
    before = kept(offline.script())[0]
    assert kept(offline.script())[0] == before

    templates = settings.TEMPLATES[0]
    source = (settings.BASE_DIR / "templates" / template).read_text()
    assert words in source
    (tmp_path / template).write_text(source.replace(words, "Something else"))
    settings.TEMPLATES = [{**templates, "DIRS": [tmp_path, *templates["DIRS"]]}]
    assert kept(offline.script())[0] != before


def test_in_debug_nothing_is_kept_between_two_requests(client, settings, tmp_path):
    """Files come and go while somebody works on them; no browser is told to register then (recurrent/offline)."""
    before = client.get("/service-worker.js").content
    settings.DEBUG = True
    templates = settings.TEMPLATES[0]
    source = (settings.BASE_DIR / "templates" / "service-worker.js").read_text()
    (tmp_path / "service-worker.js").write_text(source + "// Changed.\n")
    settings.TEMPLATES = [{**templates, "DIRS": [tmp_path, *templates["DIRS"]]}]
    assert client.get("/service-worker.js").content != before
