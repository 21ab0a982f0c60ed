"""The whole site in one process tree: web server, workers and schedule."""

import contextlib
import errno
import http.client
import os
import signal
import socket
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from prep.accounts.models import User
from prep.accounts.roles import Role
from prep.operations.process_tree import Child, Printer, ProcessTree
from prep.parenthood import die_with_parent


class Command(BaseCommand):
    help = "Serve the site: web server, workers and schedule in one process tree. Ctrl-C stops all of it."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this ends")

    def handle(self, *, with_parent: bool, **options):
        if with_parent:
            die_with_parent(os.getppid(), by=signal.SIGTERM)
        listener = listen(settings.HOST, settings.PORT)
        children = site(listener)
        tree = ProcessTree(children, Printer([child.name for child in children]), lambda: answers(listener))
        tree.on_ready = lambda: self.welcome(tree)
        tree.say("", "Starting: web server, workers, schedule …")
        status = tree.run()
        tree.say("", "Stopped.")
        sys.exit(status)

    def welcome(self, tree: ProcessTree) -> None:
        tree.say("", f"Ready: {settings.SITE_URL}/   (Ctrl-C stops it)")
        try:
            if not User.objects.filter(role=Role.ADMIN).exists():
                tree.say("", "There is no admin yet. Make one with: make admin")
        except DatabaseError:
            tree.say("", "But the database doesn't answer. What to do: make doctor")
        with contextlib.suppress(DatabaseError):
            connection.close()


def listen(host: str, port: int) -> socket.socket:
    """We hold the port ourselves, so that it is never lost while the web server restarts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except PermissionError as problem:
        raise CommandError(f"Port {port} is reserved for root: choose one above 1023, e.g. PORT=8000.") from problem
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise CommandError(f"HOST is “{host}”, which is no address of this machine: try 127.0.0.1.") from problem
        raise CommandError(
            f"Port {port} is taken: stop what uses it, or choose another, e.g. PORT={port % 65535 + 1} make run."
        ) from problem
    return listener


def site(listener: socket.socket) -> list[Child]:
    root = settings.BASE_DIR
    config = str(root / "prep" / "gunicorn_conf.py")
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", config, "--bind", f"fd://{listener.fileno()}"]
    # Whoever runs a laptop as root knows; no task here takes pickles, which is what the warning is about.
    quietly = ["-W", "ignore:You're running the worker with superuser"]
    celery = [sys.executable, *quietly, "-m", "celery", "-A", "prep", "--quiet"]
    # A process a task rather than a pool: a pool's child that is killed while it waits takes the pool's lock with it
    # (with a broker of files), and the pool hangs. Here whatever dies is one of our own children, and is started again.
    worker = [*celery, "worker", "--pool", "solo", "--without-gossip", "--without-mingle"]
    # Where there are several, one takes light runs only, so that heavy ones hold nobody up for long.
    several = settings.WORKER_PROCESSES > 1
    lanes = {
        f"lab-{n}": "light" if n == 1 and several else "light,heavy" for n in range(1, settings.WORKER_PROCESSES + 1)
    }
    return [
        Child("web", [*gunicorn, "prep.wsgi"], folder=root, keep_open=[listener.fileno()]),
        Child("quick", [*worker, "-n", "quick@%h", "-Q", "quick"], folder=root),
        *(Child(name, [*worker, "-n", f"{name}@%h", "-Q", queues], folder=root) for name, queues in lanes.items()),
        Child("schedule", [*celery, "beat"], folder=root),
    ]


def answers(listener: socket.socket) -> bool:
    """Asked directly: a proxy named in the environment is not for this machine's own address."""
    host, port = listener.getsockname()[:2]
    web = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=1)  # noqa: S104
    try:
        web.request("GET", "/healthz")
        return web.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        web.close()
