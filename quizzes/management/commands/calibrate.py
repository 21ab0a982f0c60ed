"""`manage.py calibrate`: what the schedule does at night, now, and what came of it."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes import calibration
from quizzes.models import Parameters


class Command(BaseCommand):
    help = "Work out anew what the answers say of questions, and print what is believed otherwise than before."

    def handle(self, *args, **options) -> None:
        changes = calibration.calibrate(now=timezone.now())
        for made in changes.adopted:
            self.stdout.write(told(made))
        for question in changes.flagged:
            self.stdout.write(self.style.WARNING(f"{question.key}  its answers look unlike before"))
        for question in changes.cleared:
            self.stdout.write(f"{question.key}  its answers look as believed again")
        if not (changes.adopted or changes.flagged or changes.cleared):
            self.stdout.write("Nothing is believed otherwise: no question has enough new answers.")


def told(made: Parameters) -> str:
    difficulty = f"difficulty {made.difficulty:.2f} ± {made.difficulty_sd:.2f}"
    return f"{made.question.key}  version {made.version} ({made.source}): {made.answers} answers, {difficulty}"
