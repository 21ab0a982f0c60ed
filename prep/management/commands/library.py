"""`manage.py library check` says everything that is wrong with what we teach; `library load` brings it to the site."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content import sync
from content.compiler.library import Compiled, compile_folder
from content.compiler.sources import LIBRARY


class Command(BaseCommand):
    help = "Checks the library in content/library, or loads it into the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check | load")
        check = verbs.add_parser("check", help="print every problem, with its file and line")
        check.add_argument("--format", choices=["text", "json"], default="text")
        load = verbs.add_parser("load", help="load it, if it has no problems")
        for verb in (check, load):
            verb.add_argument("--root", type=Path, default=LIBRARY, help="another folder than content/library")

    def handle(self, *args, verb: str, root: Path, **options) -> None:
        compiled = compile_folder(root)
        if verb == "check":
            self._check(compiled, options["format"])
        else:
            self._load(compiled)

    def _check(self, compiled: Compiled, form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps([asdict(problem) for problem in compiled.problems], indent=2))
        else:
            for problem in compiled.problems:
                self.stdout.write(str(problem))
        if compiled.problems:
            raise CommandError(_counted(compiled))
        if form == "text":
            topics = [topic for track in compiled.library.tracks for topic in track.topics]
            objectives = sum(len(topic.objectives) for topic in topics)
            self.stdout.write(f"No problems in {len(topics)} topics with {objectives} objectives.")

    def _load(self, compiled: Compiled) -> None:
        for problem in compiled.problems:
            self.stderr.write(str(problem))
        if compiled.problems:
            raise CommandError(f"{_counted(compiled)}: nothing was loaded.")
        self.stdout.write(f"Library: {sync.load(compiled.library, now=timezone.now())}.")


def _counted(compiled: Compiled) -> str:
    return f"{len(compiled.problems)} problem{'s' if len(compiled.problems) != 1 else ''}"
