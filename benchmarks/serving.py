"""A Django, ours or the peer, in processes of its own: under gunicorn as the site is served, and called directly."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = {"DJANGO_SETTINGS_MODULE": "prep.settings", "APPLICATION": "prep.wsgi"}
PEER = {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings", "APPLICATION": "benchmarks.bare.wsgi"}
INSIDE = {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.inside_settings", "APPLICATION": "benchmarks.bare.wsgi"}


@contextmanager
def served(which: Mapping[str, str]) -> Iterator[int]:
    """Its port. The configuration is the site's, for the peer too; no worker retires while we measure."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "prep/gunicorn_conf.py", "--max-requests", "0"]
    server = subprocess.Popen(
        [*gunicorn, "--bind", f"127.0.0.1:{port}", which["APPLICATION"]],
        cwd=ROOT,
        env={**os.environ, **which},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


@contextmanager
def called(which: Mapping[str, str]) -> Iterator["Direct"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.direct"],
        cwd=ROOT,
        env={**os.environ, **which},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Direct(process)
    finally:
        process.stdin.close()
        process.wait()


class Direct:
    """Requests without a server between: what Django and we take."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process

    def requests_per_second(self, path: str, cookie: str = "", *, requests: int) -> float:
        self.process.stdin.write(f"{requests}\t{path}\t{cookie}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def _wait_for(port: int, server: subprocess.Popen) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("gunicorn ended at once.")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("gunicorn doesn't answer.")
