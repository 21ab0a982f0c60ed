"""Makes this checkout able to run: virtual environment, Python packages, front-end packages. Standard library alone.

`python3 -I prep/bootstrap.py run` installs what the site runs on, `… dev` also what tests and checks need. What is
already as the locks say is left alone, so that the second time takes a moment. Every refusal is one sentence.
"""

from __future__ import annotations  # so that an older Python gets as far as being told

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


class CantGoOn(Exception):
    """One sentence: what is wrong, and what to do."""


def main() -> None:
    try:
        if sys.version_info < OLDEST:
            this = ".".join(map(str, sys.version_info[:2]))
            raise CantGoOn(
                f"Python 3.11 or newer is needed and this is {this}: say where one is, e.g. make run PYTHON=python3.11"
            )
        with one_at_a_time():
            prepare(sys.argv[1])
    except CantGoOn as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit("Stopped. The next time begins what was unfinished anew.")


def prepare(kind: str) -> None:
    venv = HERE / ".venv"
    python = venv / "bin" / "python"
    make_environment(venv, python)
    install_python_packages(venv, python, kind)
    install_front_end_packages(venv, python)


@contextlib.contextmanager
def one_at_a_time():
    """`make run` and `make test` at once would install into each other's work."""
    try:
        lock = (HERE / ".bootstrap.lock").open("w")
    except OSError as problem:
        reason = problem.strerror
        raise CantGoOn(f"{HERE} can't be written to ({reason}): make it yours (chown), or clone elsewhere.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another make in this folder to finish installing …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_environment(venv: Path, python: Path) -> None:
    if works([python, "-m", "pip", "--version"]) and not unfinished(venv).exists():
        return
    if not works([sys.executable, "-c", "import venv, ensurepip"]):
        raise CantGoOn("This Python has no venv: install it (on Debian and Ubuntu: apt install python3-venv).")
    say("Making the virtual environment in .venv …")
    shutil.rmtree(venv, ignore_errors=True)
    run([sys.executable, "-m", "venv", venv], f"The virtual environment can't be made in {venv}")


def install_python_packages(venv: Path, python: Path, kind: str) -> None:
    """The dev lock holds the run lock's packages too, at the same versions, so it serves for both."""
    notes = Notes(venv / "installed.json")
    locks = {name: digest(HERE / "requirements" / f"{name}.txt") for name in ("run", "dev")}
    if notes.says(kind, locks[kind]):
        return
    say("Installing the Python packages, each checked against its hash …")
    pip_install(venv, python, kind)
    notes.write({"run": locks["run"], kind: locks[kind]})


def install_front_end_packages(venv: Path, python: Path) -> None:
    modules = HERE / "node_modules"
    notes = Notes(modules / ".installed.json")
    lock = digest(HERE / "package-lock.json")
    if notes.says("front end", lock):
        return
    npm = shutil.which("npm")
    if npm is None or not works([npm, "--version"]):
        npm = venv / "bin" / "npm"
        if not works([npm, "--version"]):
            say("There is no npm here: installing Node.js into .venv …")
            pip_install(venv, python, "node")
    say("Installing the front-end packages …")
    path = f"{venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "The front-end packages can't be installed",
        env={**os.environ, "PATH": path},
    )
    notes.write({"front end": lock})


def unfinished(venv: Path) -> Path:
    """Is there while pip works: pip takes a package that it was cut off in for a whole one."""
    return venv / "unfinished"


def pip_install(venv: Path, python: Path, kind: str) -> None:
    unfinished(venv).touch()
    lock = HERE / "requirements" / f"{kind}.txt"
    run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock],
        "The Python packages can't be installed",
    )

    unfinished(venv).unlink()


class Notes:
    """What was installed, by the digest of its lock; written only when the installing ended well."""

    def __init__(self, path: Path):
        self.path = path

    def says(self, name: str, value: str) -> bool:
        try:
            return json.loads(self.path.read_text())[name] == value
        except (OSError, ValueError, KeyError):
            return False

    def write(self, entries: dict) -> None:
        self.path.write_text(json.dumps(entries))


def digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        reason = problem.strerror
        raise CantGoOn(f"{path} can't be read ({reason}): is this checkout whole? Try git status.") from None


def works(command: list) -> bool:
    try:
        return subprocess.run(command, cwd=HERE, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def run(command: list, complaint: str, env: dict | None = None) -> None:
    try:
        done = subprocess.run(command, cwd=HERE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError as problem:
        raise CantGoOn(f"{complaint}: {problem}.") from None
    if done.returncode != 0:
        print(*done.stdout.strip().splitlines()[-15:], sep="\n", file=sys.stderr)
        raise CantGoOn(f"{complaint}: the reason is above. Is there a network, room on the disk, and leave to write?")


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
