"""The import map: every module of ours by name, allowed by its hash, the same bytes from every process."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from prep.importmap import FETCHED_WHEN_NEEDED, import_map, source_hash

MODULES = sorted(path.stem for path in (Path(settings.BASE_DIR) / "prep" / "static" / "js").glob("*.js"))


def test_it_names_every_module_by_its_digested_file_and_what_modules_fetch_when_it_is_needed():
    imports = json.loads(import_map()[0])["imports"]

    assert imports == {
        f"recurrent/{name}": staticfiles_storage.url(f"js/{name}.js") for name in MODULES if name != "theme"
    } | {name: staticfiles_storage.url(file) for name, file in FETCHED_WHEN_NEEDED.items()}
    address = re.compile(r"/static/[a-z/]+/[A-Za-z.-]+\.[0-9a-f]{12}\.(js|css)")
    assert all(address.fullmatch(each) for each in imports.values())


def test_its_hash_is_the_one_browsers_compute():
    # echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert source_hash("alert(1)") == "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"


@pytest.mark.django_db
def test_the_page_carries_the_map_and_the_policy_its_hash(client):
    response = client.get("/")
    inline = re.findall(r"<script[^>]*>([^<]+)</script>", response.content.decode())

    assert inline == [import_map()[0]]
    assert f"script-src 'self' {source_hash(inline[0])};" in response["Content-Security-Policy"] + ";"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/learn/", "/lab/", "/nowhere/", "/admin/login/"])
def test_no_page_may_run_a_script_from_anywhere_else(client, path):
    policy = dict(
        directive.split(" ", 1) for directive in client.get(path)["Content-Security-Policy"].split("; ") if directive
    )

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == f"'self' {import_map()[1]}"
    assert policy["style-src"].split()[0] == "'self'"
    assert "unsafe" not in " ".join(policy.values())


def test_modules_import_one_another_by_their_names_alone():
    """A relative import would load the module a second time, under its undigested name, and outside the map."""
    for path in (Path(settings.BASE_DIR) / "prep" / "static" / "js").glob("*.js"):
        imported = re.findall(r"""(?:^|\s)(?:import|from)\s*\(?["']([^"']+)["']""", path.read_text())
        assert set(imported) <= set(json.loads(import_map()[0])["imports"]), (path.name, imported)
