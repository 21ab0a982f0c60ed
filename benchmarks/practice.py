"""`python -m benchmarks.practice`: an answer as the site takes it, posted with a session, graded, believed, the next
question decided and shown, against a bare view that keeps one row: in a Django with nothing in between, and inside
the site, behind its middleware and asked by a learner.

On SQLite, or in a database of its own on the server that BENCH_POSTGRES_URL names. The bank and the crowd are as
large as said: 100,000 questions and 10 million answers take a while to make, and several gigabytes.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from uuid import uuid4

from benchmarks import crowd, load, pages, serving, site
from benchmarks.measuring import Row, in_turns, seconds, table

BARE = "a bare view that keeps one row"
INSIDE = f"{BARE}, inside the site"
LEAST = 0.3  # of its rate
CONNECTIONS = 4
ANSWERS = 7  # in each quiz: after the eighth an assessment may know enough
LIBRARY = serving.ROOT / "content" / "library"


def main() -> None:
    asked = ArgumentParser(prog="python -m benchmarks.practice", description="An answer, against keeping a row.")
    asked.add_argument("--questions", type=int, default=1000, help="beside the library's own")
    asked.add_argument(
        "--attempts", type=int, default=20_000, help="by others and by those who answer; a multiple of 20"
    )
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--requests", type=int, default=560, help="in a round")
    asked.add_argument("--tiny", action="store_true", help="in seconds, to see that it runs")
    said = asked.parse_args()
    if said.tiny:
        said.questions, said.attempts, said.rounds, said.requests = 50, 200, 1, 28
    with site.chosen_database() as services, site.standing(**services):
        site.load(LIBRARY)
        found = list(rows(said.questions, said.attempts, rounds=said.rounds, requests=said.requests))
    sys.stdout.write("\n".join([*table(found), ""]))


def rows(questions: int, attempts: int, *, rounds: int, requests: int) -> Iterator[Row]:
    """The library stands, and is given company here."""
    from django.db import connection

    from benchmarks.bare.models import Answer

    took = seconds(lambda: crowd.bank(questions)), seconds(lambda: crowd.answered(attempts))
    made = f"{questions:,} questions and {attempts:,} answers on {connection.display_name}"
    print(f"{made}, made in {took[0]:.0f} and {took[1]:.0f} seconds.", flush=True)
    with connection.schema_editor() as editor:
        editor.create_model(Answer)
    each = max(1, requests // CONNECTIONS // ANSWERS)
    with (
        serving.served(serving.OURS) as ours,
        serving.served(serving.PEER) as peer,
        serving.served(serving.INSIDE) as inside,
    ):
        practice, assessment = (_in_quizzes(ours, mode, rounds + 1, each) for mode in ("practice", "assessment"))
        read = partial(load.requests_per_second, requests=requests)
        cookie = site.cookie_of(_learners()[0])
        kept, kept_inside = (
            [[_answer(port, 1, number, whose) for number in range(each * ANSWERS)]] * CONNECTIONS
            for port, whose in ((peer, ""), (inside, cookie))
        )
        told, asked, bare, bare_inside, start, history, page = in_turns(
            rounds,
            lambda: load.different_requests_per_second(ours, next(practice)),
            lambda: load.different_requests_per_second(ours, next(assessment)),
            lambda: load.different_requests_per_second(peer, kept),
            lambda: load.different_requests_per_second(inside, kept_inside),
            lambda: read(ours, load.request("/practise/", ours, Cookie=cookie)),
            lambda: read(ours, load.request("/practise/history/", ours, Cookie=cookie)),
            lambda: read(peer, load.request("/learn/lstm/", peer)),
        )
    yield Row("An answer in practice, told at once", told, BARE, bare, rate=True, target=LEAST)
    yield Row("… in an assessment, with the next question", asked, BARE, bare, rate=True, target=LEAST)
    yield Row("An answer in practice, told at once", told, INSIDE, bare_inside, rate=True)
    yield Row("… in an assessment, with the next question", asked, INSIDE, bare_inside, rate=True)
    yield Row("The page where practice begins", start, pages.BARE, page, rate=True)
    yield Row("The page of one's quizzes", history, pages.BARE, page, rate=True)


def _in_quizzes(port: int, mode: str, rounds: int, each: int) -> Iterator[list[list[bytes]]]:
    """For each round what each connection sends: the first answers of `each` quizzes, of a learner each."""
    quizzes = iter([_quiz(mode, learner) for learner in islice(cycle(_learners()), rounds * CONNECTIONS * each)])
    for _ in range(rounds):
        yield [
            [_answer(port, pk, number + 1, cookie) for pk, cookie in islice(quizzes, each) for number in range(ANSWERS)]
            for _ in range(CONNECTIONS)
        ]


def _learners() -> list:
    """Some of those who have answered before."""
    from prep.accounts.models import User

    return list(User.objects.filter(email=None).order_by("pk")[:400])


def _quiz(mode: str, learner) -> tuple[int, str]:
    """Its number, and the cookies of whoever answers it. With one right option, so that A is always an answer."""
    from django.utils import timezone

    from quizzes import practice
    from quizzes.wanted import Wanted

    wanted, now = Wanted(kinds=("single",)), timezone.now()
    quiz = practice.start(learner=learner, mode=mode, wanted=wanted, length=30, client_key=uuid4(), now=now)
    return quiz.pk, site.cookie_of(learner)


def _answer(port: int, quiz: int, number: int, cookie: str = "") -> bytes:
    form = {"choice": "A", "confidence": "sure", "client_key": str(uuid4()), "csrfmiddlewaretoken": site.TOKEN}
    return load.post(f"/practise/quizzes/{quiz}/{number}/answer/", port, form, Cookie=cookie)


if __name__ == "__main__":
    main()
