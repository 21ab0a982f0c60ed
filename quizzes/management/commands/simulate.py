"""`manage.py simulate`: synthetic learners answer through the engine that real ones have, and what came of it."""

from argparse import ArgumentParser
from collections.abc import Iterator

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from quizzes import shelf as shelves
from quizzes.adaptive import items, simulation
from quizzes.adaptive.recovery import Recovered, recovery
from quizzes.adaptive.simulation import Record
from quizzes.practice import choosing
from quizzes.queries import bank
from quizzes.wanted import Wanted

LIBRARY = "library"
IN_PRACTICE = 30  # questions


class Command(BaseCommand):
    help = "Let synthetic learners be assessed, or practise, and hold what is then believed against the truth."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=300)
        parser.add_argument("--items", type=int, default=1000)
        parser.add_argument("--topics", type=int, help="1, or with the library its own: each an ability by itself")
        parser.add_argument(
            "--questions", type=int, help="of each learner; 30 in practice, and an assessment ends when it knows enough"
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--mode", choices=["assessment", "practice"], default="assessment")
        parser.add_argument(
            "--bank",
            choices=[*sorted(simulation.KINDS), LIBRARY],
            default="calibrated",
            help="how well its items are known; or what is loaded, by its authors' levels alone",
        )

    def handle(self, *args, learners, topics, questions, seed, mode, **options) -> None:
        if min(number for number in (learners, options["items"], topics, questions) if number is not None) < 1:
            raise CommandError("There must be a learner, an item, a topic and a question at least.")
        rng = np.random.default_rng(seed)
        blueprint = None
        if options["bank"] == LIBRARY:
            drawn, blueprint = _library(topics, rng)
        else:
            drawn = simulation.bank(options["bank"], options["items"], topics or 1, rng)
        abilities = simulation.learners(learners, len(drawn.pool.starts) - 1, rng)
        if mode == "practice":
            record = simulation.practised(drawn, abilities, rng, questions or IN_PRACTICE)
        else:
            record = simulation.assessed(
                drawn, abilities, rng, enough=questions and _after(questions), blueprint=blueprint
            )
        for what, found in told(record):
            self.stdout.write(f"{what:<26}{found}")


def _library(topics: int | None, rng: np.random.Generator) -> tuple[simulation.Bank, dict[int, float] | None]:
    """What an assessment may ask of what is loaded, before anybody answered; and its blueprint."""
    loaded = bank.closed_by_level()
    if not loaded:
        raise CommandError("Nothing is loaded. Run: python manage.py library load")
    places = {topic: place for place, topic in enumerate(dict.fromkeys(topic for topic, *_ in loaded))}
    if topics not in (None, 1, len(places)):
        raise CommandError(f"The library has {len(places)} topics; say that, or 1 for one ability over all of it.")
    drawn = simulation.bank_of(
        ((0 if topics == 1 else places[topic], items.prior(level, guessing)) for topic, level, guessing in loaded), rng
    )
    if topics == 1:
        return drawn, None
    shelf = shelves.current()
    _, shares, _ = choosing.assessable(shelf, Wanted())
    return drawn, {places[shelf.topics[place].pk]: share for place, share in shares.items()}


def _after(questions: int) -> simulation.Enough:
    return lambda belief, asked: sum(asked.values()) >= questions


def told(record: Record) -> Iterator[tuple[str, str]]:
    exposure = record.exposure()
    yield "questions a learner", f"{record.questions:.1f}"
    sure, of_each = record.sure, record.questions_of_each
    after = f", after {of_each[sure].sum(axis=1).mean():.1f} questions" if sure.any() else ""
    yield "known well enough", f"{sure.mean():.0%} of the learners{after}"
    if of_each.shape[1] > 1:
        yield "of a topic at least", f"{of_each.min()} questions"
    yield "known to (mean SD)", f"{record.sd:.3f}"
    if record.abilities.shape[1] == 1:
        best = simulation.least_sd(record.bank.pool, round(record.questions), record.abilities[:, 0])
        yield "at best (mean SD)", f"{best:.3f}, however so many questions are chosen"
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
