"""The real site, started as a person starts it, in a folder and on a port of its own."""

import contextlib
import http.cookiejar
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import redis

from prep.settings import env

ROOT = Path(__file__).resolve().parent.parent


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """This process's environment without its own settings, and with these."""
    bare = {name: value for name, value in os.environ.items() if name not in env.asked}
    return {**bare, "ENV_FILE": os.devnull, "VAR_DIR": str(folder), **settings}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    def __init__(self, folder: Path, **settings: str):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.environment = environment(folder, PORT=str(self.port), **settings)
        self.log_path = folder / "house.log"
        self.process: subprocess.Popen | None = None

    def manage(self, *arguments: str, within: float = 100) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=within)

    def start(self, command: list[str] | None = None) -> "House":
        self.folder.mkdir(parents=True, exist_ok=True)
        if command is None:
            prepared = self.manage("prepare")
            assert prepared.returncode == 0, prepared.stdout + prepared.stderr
        self.process = subprocess.Popen(
            command or [sys.executable, "manage.py", "serve", "--with-parent"],  # not to outlive a killed pytest
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log_path.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.wait_for(lambda: self.ready()["status"] == "ok", "the site to be ready", within=60)
        return self

    def wait_for(self, look: Callable[[], object], what: str, within: float = 20, every: float = 0.05) -> None:
        ends = time.monotonic() + within
        while time.monotonic() < ends:
            with contextlib.suppress(OSError, psutil.NoSuchProcess):
                if look():
                    return
            time.sleep(every)
        raise AssertionError(f"waited {within} s for {what}. The log:\n{self.log()}")

    def log(self) -> str:
        return self.log_path.read_text() if self.log_path.exists() else ""

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict, bytes]:
        return self.ask(urllib.request.Request(self.url + path, headers=headers or {}))

    def ask(self, request: urllib.request.Request) -> tuple[int, dict, bytes]:
        return _heard(urllib.request.build_opener(), request)

    def visitor(self) -> "Visitor":
        return Visitor(self.url)

    def ready(self) -> dict:
        return json.loads(self.get("/readyz")[2])

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, *words: str) -> psutil.Process:
        """The direct child of the tree whose command line holds these words."""
        for process in psutil.Process(self.process.pid).children():
            if set(words) <= set(process.cmdline()):
                return process
        raise AssertionError(f"no child with {words}")

    def stop(self) -> None:
        """At once, and with everything below it, whatever state the test left it in."""
        if self.process is None:
            return
        everyone = []
        with contextlib.suppress(psutil.NoSuchProcess):
            everyone = self.descendants()
        for process in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def scratch_postgres(server_url: str) -> Iterator[str]:
    """A database of our own on that server, dropped at the end."""
    name = f"recurrent_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


_numbers = [15, 14, 13]  # of Redis's sixteen, those that no setting here names; one for each house that stands


@contextlib.contextmanager
def scratch_redis(server_url: str) -> Iterator[str]:
    """A numbered database of that server, emptied before and after."""
    number = _numbers.pop()
    url = urlunsplit(urlsplit(server_url)._replace(path=f"/{number}"))
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        try:
            yield url
        finally:
            client.flushdb()
            _numbers.append(number)


class Visitor:
    """A program that keeps its cookies, and shows the token that they hold."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.get("/api/experiments/")

    def get(self, path: str) -> tuple[int, dict, bytes]:
        return _heard(self.opener, urllib.request.Request(self.url + path))

    def post_json(self, path: str, body: dict, headers: dict[str, str] | None = None) -> tuple[int, dict, bytes]:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        head = {"Content-Type": "application/json", "X-CSRFToken": token, **(headers or {})}
        return _heard(self.opener, urllib.request.Request(self.url + path, json.dumps(body).encode(), head))


def _heard(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> tuple[int, dict, bytes]:
    try:
        with opener.open(request, timeout=10) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, dict(refusal.headers), refusal.read()
