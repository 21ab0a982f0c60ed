"""`make` on a machine that lacks something: one sentence that says what to do."""

import ast
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT

pytestmark = pytest.mark.once
SEEN_BY_ALL = stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH


def make(*arguments: str, cwd: Path = ROOT, **options) -> subprocess.CompletedProcess:
    return subprocess.run(["make", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, **options)


@pytest.fixture
def clone(tmp_path) -> Path:
    """A checkout's files, without what was installed."""
    folder = tmp_path / "clone"
    (folder / "prep").mkdir(parents=True)
    for name in ("Makefile", "prep/bootstrap.py", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def bin_with(folder: Path, *names: str, **scripts: str) -> str:
    """A PATH that holds only these programs and these scripts."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(shutil.which(name))
    for name, body in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_make_lists_what_there_is():
    listed = [line.split("\t")[0].strip() for line in make().stdout.splitlines()]

    assert listed == [
        f"make {name}"
        for name in ["help", "run", "admin", "doctor", "test", "check", "bench", "format", "lock", "clean"]
    ]


def test_without_python(clone, tmp_path):
    done = make("run", cwd=clone, env={"PATH": bin_with(tmp_path / "bin", "make", "sh")})

    assert done.stderr.splitlines()[0] == (
        "Python 3.11 or newer is needed and none was found: install it (on Debian and Ubuntu: apt install python3 "
        "python3-venv), or say where it is: make run PYTHON=/path/to/python3"
    )


def test_with_a_python_that_is_too_old(clone, tmp_path):
    path = bin_with(tmp_path / "bin", "make", "sh", python3="exit 1")
    done = make("run", cwd=clone, env={"PATH": path})

    assert done.stderr.startswith("Python 3.11 or newer is needed and none was found: ")


def test_with_a_python_that_is_not_there(clone):
    done = make("run", "PYTHON=/nowhere/python3", cwd=clone)

    assert done.stderr.splitlines()[0] == (
        "There is no /nowhere/python3 here: say where Python 3.11 or newer is, e.g. make run PYTHON=/usr/bin/python3"
    )


def test_with_a_python_that_has_no_venv(clone, tmp_path):
    # As Debian's python3 is without python3-venv: it runs, and ensurepip is missing.
    real = sys.executable
    hide = "import sys; sys.modules['ensurepip'] = None"
    path = bin_with(
        tmp_path / "bin",
        "make",
        "sh",
        python3=f'case "$*" in *ensurepip*) exec {real} -c "{hide}; import venv, ensurepip";; esac\nexec {real} "$@"',
    )
    script = clone / "prep" / "bootstrap.py"
    script.write_text(script.read_text().replace("sys.executable", f"{str(tmp_path / 'bin' / 'python3')!r}"))
    done = make("run", cwd=clone, env={"PATH": path})

    assert done.stderr.splitlines()[0] == (
        "This Python has no venv: install it (on Debian and Ubuntu: apt install python3-venv)."
    )


def test_without_leave_to_write(clone, tmp_path):
    if os.geteuid() == 0:  # root may write everywhere: be somebody else
        for folder in (tmp_path, *tmp_path.parents[:-1]):
            folder.chmod(folder.stat().st_mode | SEEN_BY_ALL) if folder != Path("/tmp") else None
        somebody_else = {"user": "nobody"}
    else:
        somebody_else = {}
    clone.chmod(0o555)
    try:
        done = make("run", "PYTHON=/usr/bin/python3", cwd=clone, **somebody_else)
    finally:
        clone.chmod(0o755)

    assert done.stderr.splitlines()[0] == (
        f"{clone} can't be written to (Permission denied): make it yours (chown), or clone elsewhere."
    )


def test_what_is_installed_is_left_alone():
    done = subprocess.run(
        [sys.executable, "-I", "prep/bootstrap.py", "run"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_install_that_was_cut_off_is_begun_anew(clone):
    """pip takes a package that it was cut off in for a whole one, so what was unfinished is thrown away."""
    environment = clone / ".venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    (environment / "unfinished").touch()
    (environment / "half a package").touch()
    for lock in (clone / "requirements").glob("*.txt"):
        lock.write_text("")
    (clone / "package-lock.json").unlink()  # no front end: this ends with a sentence about it
    done = make("run", f"PYTHON={sys.executable}", cwd=clone)

    assert done.stdout.splitlines()[:2] == [
        "Making the virtual environment in .venv …",
        "Installing the Python packages, each checked against its hash …",
    ]
    assert sorted(path.name for path in environment.iterdir() if "half" in path.name or "unf" in path.name) == []
    assert "package-lock.json can't be read" in done.stderr


def test_an_older_python_is_told_in_a_sentence(tmp_path):
    """Its grammar, too, must get as far as the sentence."""
    tree = ast.parse((ROOT / "prep" / "bootstrap.py").read_text(), feature_version=(3, 7))
    first = tree.body[1]

    assert (first.module, first.names[0].name) == ("__future__", "annotations")


def test_the_dev_lock_holds_the_run_lock():
    """`make test` then serves `make run` too, at the very same versions."""
    locked = {kind: pins(ROOT / "requirements" / f"{kind}.txt") for kind in ("run", "dev")}

    assert locked["run"] <= locked["dev"]


def test_every_lock_is_by_hash_and_names_no_address():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert text.count("==") and "://" not in text
        assert all(line.endswith(" \\") for line in text.splitlines() if "==" in line)  # its hashes follow
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("integrity" in entry and "resolved" not in entry for name, entry in packages.items() if name)


def pins(lock: Path) -> set[str]:
    return {line.split(" \\")[0] for line in lock.read_text().splitlines() if "==" in line}
