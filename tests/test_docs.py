"""The papers tell the truth: every command, target, setting and file that they name exists."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from prep.settings import env
from tests.house import ROOT, environment

PAPERS = ["README.md", "CONTRIBUTING.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md"))]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
OF_THE_TESTS = {"REQUIRE_SERVICES", "TEST_POSTGRES_URL", "TEST_REDIS_URL", "ARGS", "PYTHON", "ENV_FILE"}


@pytest.fixture(params=PAPERS)
def paper(request) -> str:
    return (ROOT / request.param).read_text()


def code(paper: str) -> str:
    """What stands between backticks or in fenced blocks: what a reader would type or look for."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", paper, re.MULTILINE | re.DOTALL)
    return "\n".join(
        [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", paper, flags=re.MULTILINE | re.DOTALL))]
    )


def test_make_targets_exist(paper):
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code(paper))) - TARGETS == set()


def test_management_commands_exist(paper):
    assert set(re.findall(r"manage\.py ([a-z_]+)", code(paper))) - set(get_commands()) == set()


def test_settings_that_are_given_a_value_exist(paper):
    given = set(re.findall(r"(?<![\w-])([A-Z][A-Z_]{3,})=", code(paper)))

    assert given - set(env.asked) - OF_THE_TESTS - {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"} == set()


def test_files_that_are_named_exist(paper):
    """Anything in backticks that looks like a path in this repository, unless it is under var/ or a pattern."""
    named = set(
        re.findall(r"^([A-Za-z_.][\w./-]*/[\w./-]*|[\w-]+\.(?:py|md|toml|json|yml))$", code(paper), re.MULTILINE)
    )
    places = [ROOT, ROOT / "prep", ROOT / "prep" / "accounts", ROOT / "sandbox", ROOT / "content"]
    modules = {f"recurrent/{module.stem}" for module in (ROOT / "prep" / "static" / "js").glob("*.js")}
    absent = {name for name in named - modules if not any((place / name).exists() for place in places)}

    assert {name for name in absent if not name.startswith(("var/", "VAR_DIR/"))} == set()


def test_links_within_the_repository_lead_somewhere(paper):
    said = re.sub(r"^(`{3,}).*?^\1$|`[^`\n]+`", "", paper, flags=re.MULTILINE | re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\((?!https?://|#)([^)\s]+)\)", said)]

    assert [link for link in links if not ((ROOT / link).exists() or (ROOT / "docs" / link).exists())] == []


def test_the_example_settings_are_exactly_those_that_are_read():
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(named) == sorted(set(env.asked))


def test_the_example_settings_work_as_they_stand(tmp_path):
    """Every line uncommented, with its default: nothing is unknown, nothing malformed."""
    lines = re.findall(r"^#([A-Z_]+=.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    path = tmp_path / "all.env"
    path.write_text("\n".join(lines))
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**environment(tmp_path), "ENV_FILE": str(path)},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_every_target_is_listed_by_make():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True).stdout
    internal = {"python", "run-environment", "dev-environment"}

    assert set(re.findall(r"^make ([a-z]+)", listed, re.MULTILINE)) == TARGETS - internal


def test_no_paper_or_setting_names_a_place_on_somebody_s_machine():
    git = shutil.which("git")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    texts = {
        name: (ROOT / name).read_text(errors="replace") for name in listed if Path(name).suffix in {".md", ".toml"}
    }

    assert [name for name, text in texts.items() if re.search(r"/(?:home|Users|root|work)/\w", text)] == []
