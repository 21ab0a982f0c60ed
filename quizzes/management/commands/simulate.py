"""`manage.py simulate`: synthetic learners answer through the engine that real ones have, and what came of it."""

from argparse import ArgumentParser
from collections.abc import Iterator

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from quizzes.adaptive import simulation
from quizzes.adaptive.recovery import Recovered, recovery
from quizzes.adaptive.simulation import Record


class Command(BaseCommand):
    help = "Let synthetic learners be assessed, or practise, and hold what is then believed against the truth."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=300)
        parser.add_argument("--items", type=int, default=1000)
        parser.add_argument("--topics", type=int, default=1)
        parser.add_argument("--questions", type=int, default=30, help="of each learner, in practice")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--mode", choices=["assessment", "practice"], default="assessment")
        parser.add_argument(
            "--bank", choices=sorted(simulation.KINDS), default="calibrated", help="how well its items are known"
        )

    def handle(self, *args, learners, items, topics, questions, seed, mode, bank, **options) -> None:
        if min(learners, items, topics, questions) < 1:
            raise CommandError("There must be a learner, an item, a topic and a question at least.")
        rng = np.random.default_rng(seed)
        drawn = simulation.bank(bank, items, topics, rng)
        abilities = simulation.learners(learners, topics, rng)
        if mode == "practice":
            record = simulation.practised(drawn, abilities, rng, questions)
        else:
            record = simulation.assessed(drawn, abilities, rng)
        for what, found in told(record):
            self.stdout.write(f"{what:<26}{found}")


def told(record: Record) -> Iterator[tuple[str, str]]:
    exposure = record.exposure()
    yield "questions a learner", f"{record.questions:.1f}"
    yield "known to (mean SD)", f"{record.sd:.3f}"
    yield "wrong by (RMSE)", f"{record.rmse:.3f}"
    for mass in (0.5, 0.8, 0.95):
        yield f"truth in {mass:.0%} intervals", f"{record.coverage(mass):.1%}"
    yield "answers right", f"{record.share_right:.1%}, expected {record.chance:.1%}"
    yield "the most seen item", f"by {exposure.max():.1%} of the learners"
    yield "items nobody saw", f"{(exposure == 0).mean():.1%}"
    found = recovery(record)
    yield "difficulties wrong by", recovered(found.difficulty)
    yield "discriminations wrong by", recovered(found.log_discrimination)


def recovered(found: Recovered | None) -> str:
    """What a night would make of it."""
    if found is None:
        return "too few answers"
    return f"{found.after:.3f} after the answers, {found.before:.3f} before (z {found.z:.2f}, {found.items} items)"
