"""The whole site in one process tree: web server, workers and schedule."""

import errno
import multiprocessing
import os
import signal
import socket
import sys
import urllib.request

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

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
        insist_on_semaphores()
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
        if not get_user_model().objects.filter(is_superuser=True).exists():
            tree.say("", "There is no admin yet. Make one with: make admin")
        connection.close()


def insist_on_semaphores() -> None:
    """Celery's workers are built on them; without this, each would die with a page of traceback."""
    try:
        multiprocessing.Lock()
    except OSError as problem:
        raise CommandError(
            f"This machine gives no semaphores ({problem.strerror}), which the workers need: "
            "let /dev/shm be written by all, as it usually is (chmod 1777 /dev/shm)."
        ) from problem


def listen(host: str, port: int) -> socket.socket:
    """We hold the port ourselves, so that it is never lost while the web server restarts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except PermissionError as problem:
        raise CommandError(f"Port {port} is reserved for root: choose one above 1023, e.g. PORT=8000.") from problem
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise CommandError(f"HOST is “{host}”, which is no address of this machine: try 127.0.0.1.") from problem
        raise CommandError(
            f"Port {port} is taken: stop what uses it, or choose another, e.g. PORT={port % 65535 + 1} make run."
        ) from problem
    listener.listen(1024)
    return listener


def site(listener: socket.socket) -> list[Child]:
    python = sys.executable
    # Whoever runs a laptop as root knows; no task here takes pickles, which is what the warning is about.
    python_quietly = [python, "-W", "ignore:You're running the worker with superuser"]
    gunicorn = [python, "-m", "gunicorn", "--config", "prep/gunicorn_conf.py", "--bind", f"fd://{listener.fileno()}"]
    celery = [
        *python_quietly,
        "-m",
        "celery",
        "-A",
        "prep",
        "--quiet",
        "worker",
        "--without-gossip",
        "--without-mingle",
    ]
    return [
        Child("web", [*gunicorn, "prep.wsgi"], keep_open=[listener.fileno()]),
        Child("quick", [*celery, "-n", "quick@%h", "-Q", "quick", "-c", "1", "-B"]),
        Child("heavy", [*celery, "-n", "heavy@%h", "-Q", "heavy"]),
    ]


def answers(listener: socket.socket) -> bool:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with urllib.request.urlopen(
            f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz", timeout=1
        ) as answer:
            return answer.status == 200
    except OSError:
        return False
