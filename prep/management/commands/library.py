"""`manage.py library check` says everything that is wrong with what we teach; `library load` brings it to the site."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content import sync, vocabulary
from content.compiler.bank.lint import lint
from content.compiler.library import Compiled, compile_folder
from content.compiler.problems import did_you_mean
from content.compiler.sources import LIBRARY, read
from prep import balance, figures, library, outputs


class Command(BaseCommand):
    help = "Checks the library in content/library, runs its code, draws its figures, or loads it into the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check | balance | outputs | figures | load")
        check = verbs.add_parser("check", help="print every problem, with its file and line")
        check.add_argument("--format", choices=["text", "json"], default="text")
        check.add_argument("--strict", action="store_true", help="advice on questions is a problem, too")
        weighed = verbs.add_parser("balance", help="count questions by topic, kind, level and misconception")
        weighed.add_argument("--strict", action="store_true", help="fail where they are out of balance")
        printed = verbs.add_parser("outputs", help="run the pages' code: do they show what it prints?")
        printed.add_argument("--write", action="store_true", help="write what it prints into the pages")
        printed.add_argument("--topic", action="append", default=[], help="only this topic’s page; may be repeated")
        pictured = verbs.add_parser("figures", help="run what figures are drawn from: do they show what comes out?")
        pictured.add_argument("--write", action="store_true", help="draw them")
        pictured.add_argument("--topic", action="append", default=[], help="only this topic’s; may be repeated")
        load = verbs.add_parser("load", help="load it, if it has no problems")
        load.add_argument("--anew", action="store_true", help="compile and write all of it, whatever is loaded")
        for verb in (check, weighed, printed, pictured, load):
            verb.add_argument("--root", type=Path, default=LIBRARY, help="another folder than content/library")

    def handle(self, *args, verb: str, root: Path, **options) -> None:
        match verb:
            case "check":
                self._check(compile_folder(root, vocabulary.current()), options["format"], strict=options["strict"])
            case "balance":
                self._balance(compile_folder(root, vocabulary.current()), strict=options["strict"])
            case "outputs":
                self._outputs(root, options["topic"], write=options["write"])
            case "figures":
                self._figures(root, options["topic"], write=options["write"])
            case "load":
                self._load(root, anew=options["anew"])

    def _check(self, compiled: Compiled, form: str, *, strict: bool) -> None:
        """Advice is given on what is otherwise right, and keeps nothing from being loaded."""
        topics = [topic for track in compiled.library.tracks for topic in track.topics]
        questions = [question for topic in topics for question in topic.questions or ()]
        advice = [] if compiled.problems else sorted(lint(questions))
        if form == "json":
            self.stdout.write(json.dumps([asdict(problem) for problem in [*compiled.problems, *advice]], indent=2))
        else:
            for problem in [*compiled.problems, *advice]:
                self.stdout.write(str(problem))
        if compiled.problems:
            raise CommandError(library.counted(compiled.problems))
        if advice and strict:
            raise CommandError(f"{len(advice)} time{'s'[: len(advice) != 1]} advice")
        if form == "text":
            pages = sum(topic.page is not None for topic in topics)
            objectives = sum(len(topic.objectives) for topic in topics)
            counted = f"{objectives} objectives, {pages} page{'s'[: pages != 1]}"
            asked = f"{len(questions)} question{'s'[: len(questions) != 1]}"
            self.stdout.write(f"No problems in {len(topics)} topics with {counted} and {asked}.")

    def _balance(self, compiled: Compiled, *, strict: bool) -> None:
        if compiled.problems:
            raise CommandError(f"{library.counted(compiled.problems)}: library check names them")
        for line in balance.told(compiled.library):
            self.stdout.write(line)
        faults = list(balance.faults(compiled.library))
        self.stdout.write("")
        for fault in faults:
            self.stdout.write(fault)
        if faults and strict:
            raise CommandError(f"{len(faults)} time{'s'[: len(faults) != 1]} out of balance")

    def _outputs(self, root: Path, topics: list[str], *, write: bool) -> None:
        """A page at a time, so that one can watch."""
        wrong = 0
        _check_topics(root, topics)
        for page in outputs.pages(root, topics or None):
            for problem in outputs.problems(page, write=write):
                self.stdout.write(str(problem))
                wrong += 1
        if wrong:
            raise CommandError(_counted(wrong))
        shown = "Every page shows" if not topics else "What was asked for shows"
        self.stdout.write(f"{shown} what its code prints.")

    def _figures(self, root: Path, topics: list[str], *, write: bool) -> None:
        wrong = 0
        _check_topics(root, topics)
        for figure in figures.figures(root, topics or None):
            before = figure.file.read_bytes() if figure.file.exists() else None
            for problem in figures.problems(figure, write=write):
                self.stdout.write(str(problem))
                wrong += 1
            if figure.file.exists() and figure.file.read_bytes() != before:
                self.stdout.write(f"{figure.key}: drawn")
        if wrong:
            raise CommandError(_counted(wrong))
        shown = "Every figure of a run shows" if not topics else "What was asked for shows"
        self.stdout.write(f"{shown} what its run gives.")

    def _load(self, root: Path, *, anew: bool) -> None:
        compiled = compile_folder(root, vocabulary.current()) if anew else library.compiled(root)
        for problem in compiled.problems:
            self.stderr.write(str(problem))
        if compiled.problems:
            raise CommandError(f"{library.counted(compiled.problems)}: nothing was loaded.")
        try:
            report = library.load(compiled, now=timezone.now(), anew=anew)
        except sync.Refused as refusal:
            raise CommandError(f"Nothing was loaded: {refusal}.") from refusal
        for kind, before, key in report.renamed:
            self.stdout.write(f"The {kind} {before} is {key} now.")
        self.stdout.write(f"Library: {report}.")


def _check_topics(root: Path, topics: list[str]) -> None:
    sources = read(root)
    if not sources.folders():
        raise CommandError(f"{root}: there is no track in this folder.")
    known = [topic for _, topic in sources.topics]
    if unknown := sorted(set(topics).difference(known)):
        hint = did_you_mean(unknown[0], known)
        raise CommandError(f"There is no topic {', '.join(unknown)}{hint and f': {hint}'}")


def _counted(problems: int) -> str:
    return f"{problems} problem{'s' if problems != 1 else ''}"
