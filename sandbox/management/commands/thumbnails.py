"""`manage.py thumbnails`: runs experiments and draws what came out, for the catalogue."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sandbox.experiments import thumbnail
from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import SEED
from sandbox.experiments.registry import EXPERIMENTS

FOLDER = settings.BASE_DIR / "templates" / "sandbox" / "experiments"


class Command(BaseCommand):
    help = "Draw the picture of each experiment whose version has none yet, or of those that are named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="draw these, whether they have a picture or not")

    def handle(self, *args, keys: list[str], **options) -> None:
        unknown = sorted(set(keys) - EXPERIMENTS.keys())
        if unknown:
            raise CommandError(f"There is no experiment {', '.join(unknown)}.")
        for experiment in EXPERIMENTS.values():
            if experiment.key in keys or not (keys or is_current(experiment)):
                outcome = experiment.run(experiment.defaults, int(SEED.default), lambda *shown: None)
                path(experiment).write_text(thumbnail.template(experiment, outcome))
                self.stdout.write(f"{experiment.key}: drawn")


def is_current(experiment: Experiment) -> bool:
    drawn = path(experiment)
    return drawn.exists() and drawn.read_text().startswith(thumbnail.stamp(experiment))


def path(experiment: Experiment) -> Path:
    return FOLDER / experiment.key / "_thumbnail.html"
