"""Brings database, content and static files to what this code needs. Safe to run again; run it before every start."""

import time
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from content import sync
from prep import library


class Command(BaseCommand):
    help = "Migrate the database, load the library and collect the static files."
    requires_system_checks = ()

    def handle(self, **options):
        self.step("Folders", self.make_folders)
        self.step("Database", self.migrate_database)
        self.step("Static files", lambda: call_command("collectstatic", interactive=False, verbosity=0))
        self.step("Content", self.load_library)

    def step(self, name: str, work) -> None:
        self.stdout.write(f"{name} … ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        try:
            note = work()
        except DatabaseError as problem:
            raise CommandError(f"The database can't be used: {problem}. Is DATABASE_URL right?") from problem
        except OSError as problem:
            raise CommandError(f"{problem}: is there room, and may the site write there?") from problem
        self.stdout.write(f"{note or 'ready'} ({time.monotonic() - began:.1f} s)")

    def migrate_database(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("check", databases=["default"], stdout=StringIO())

    def load_library(self) -> str:
        """A mistake in the files stops nobody from learning: what was loaded before goes on being served."""
        compiled = library.compiled()
        try:
            if not compiled.problems:
                return str(library.load(compiled, now=timezone.now()))
            refused = f"{library.counted(compiled.problems)} in the files"
        except sync.Refused as refusal:
            refused = str(refusal)
        self.stdout.write("")
        for problem in compiled.problems:
            self.stderr.write(str(problem))
        return f"{refused}; {library.served()}"

    def make_folders(self) -> None:
        for folder in broker_folders():
            folder.mkdir(parents=True, exist_ok=True)


def broker_folders() -> list[Path]:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    return [Path(options[name]) for name in ("data_folder_in", "control_folder") if name in options]
