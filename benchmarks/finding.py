"""`python -m benchmarks.finding`: how much longer a query takes among 10,000 sections than among 100, one by one.

In the database that DATABASE_URL names, or in SQLite. Words are as common as in a language, and most sections hold few
of those asked for: `benchmarks.generated` has one small vocabulary, in which every section holds every word.
"""

import os
import random
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, datetime
from functools import partial
from itertools import accumulate
from statistics import median

from benchmarks.measuring import seconds

QUERIES = (
    "vanishing gradient",
    "vanshing gradent",
    "forget gate",
    "lstm",
    "backpropagation through time",
    "back propogation",
    "why does the gradient explode",
    "spectral norm of the jacobian",
    "tanh derivative",
    "clip gradents by global norm",
    "attention cost memory",
    "truncated bptt",
    "peephole",
    "gat",
    "beam serach",
    "the",
    "state",
    "xyzzy state",
)
FIELD = """state gradient step time input output weight network sequence loss layer matrix vector memory hidden model
training cell gate norm product value size error update recurrent learning bias data function length derivative jacobian
forget tanh sigmoid lstm gru attention backpropagation unroll vanishing exploding clipping spectral orthogonal
truncated initial parameter sharing token batch mask padding dropout dependency long short term encoder decoder
translation speech beam search sampling perplexity kernel cost parallel transformer cache position linear scan
convention reset candidate peephole bidirectional stacked embedding tokenise normalise stream detach chunk global"""
GLUE = """the of a is and to in it that for with as by at on from this which one not each all its when so"""
SYLLABLES = """ba ce di fo gu ha je ki lo mu na pe qui ra se ti vo wa xe yo zu bra cle dri flo gru sta spe tri plo"""
SECTIONS_A_TOPIC = 10
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Prose:
    """Every second word is glue; of the others, the n-th is about a n-th as common as the first."""

    def __init__(self, draw: random.Random, size: int = 20_000) -> None:
        made = {"".join(draw.choices(SYLLABLES.split(), k=draw.randint(2, 5))) for _ in range(size)}
        self.draw, self.words = draw, FIELD.split() + sorted(made - set(FIELD.split()))
        self.weights = list(accumulate(1 / (place + 5) for place in range(1, len(self.words) + 1)))

    def __call__(self, words: int) -> str:
        telling = self.draw.choices(self.words, cum_weights=self.weights, k=words // 2)
        glue = self.draw.choices(GLUE.split(), k=words // 2)
        return " ".join(word for pair in zip(glue, telling, strict=True) for word in pair)


def write(sections: int, prose: Prose) -> None:
    """A library of that many sections, as rows."""
    from content.models import Objective, Piece, Revision, Topic, Track

    track = Track.objects.create(key="generated", position=1, title="Generated", summary="…", digest="-")
    topics = Topic.objects.bulk_create(
        Topic(track=track, key=f"topic-{n}", position=n, title=f"Topic {n}", summary_html=prose(20))
        for n in range(1, sections // SECTIONS_A_TOPIC + 1)
    )
    Objective.objects.bulk_create(
        Objective(topic=topic, key=f"{topic.key}.{n}", position=n, statement_html=prose(30))
        for topic in topics
        for n in range(5)
    )
    pieces = Piece.objects.bulk_create(Piece(kind="page", key=topic.key, topic=topic) for topic in topics)
    revisions = Revision.objects.bulk_create(
        Revision(piece=piece, number=1, source="", compiled=page(prose), digest="-", at=NOW) for piece in pieces
    )
    for piece, revision in zip(pieces, revisions, strict=True):
        piece.current = revision
    Piece.objects.bulk_update(pieces, ["current"], batch_size=500)


def page(prose: Prose) -> dict[str, object]:
    sections = []
    for number in range(SECTIONS_A_TOPIC):
        html = (
            "".join(f"<p>{prose(54)}.</p>" for _ in range(4)) + r'<p><span class="arithmatex">\(\sigma(z)\)</span>.</p>'
        )
        title = prose(prose.draw.choice([2, 4, 6])).capitalize()
        section = {"key": f"s{number}", "title": title, "title_html": title, "teaches": [], "was": [], "parts": []}
        sections.append(section | {"blocks": [{"kind": "html", "html": html}]})
    return {"blocks": [], "sections": sections}


def measured(sections: int, rounds: int) -> dict[str, float]:
    """Seconds a query, in a database that is made for it."""
    from django.db import connection

    from content.models import Revision
    from prep.search import index
    from prep.search.finding import find
    from prep.search.models import Entry, Word

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    name = connection.settings_dict["NAME"]
    write(sections, Prose(random.Random(2026)))
    whole = seconds(lambda: index.refresh(topics=None))
    again = seconds(lambda: index.refresh(topics=None))
    looked = seconds(index.is_stale)
    revision = Revision.objects.get(piece__key="topic-1")
    revision.compiled["sections"][0]["title_html"] = "Changed"
    revision.save()
    one = seconds(lambda: index.refresh(topics=["topic-1"]))
    say(
        f"{sections:,} sections ({Entry.objects.count():,} entries, {Word.objects.count():,} words): indexed in "
        f"{whole:.2f} s, compared in {again:.2f} s, one topic in {1000 * one:.0f} ms; is_stale {1000 * looked:.1f} ms"
    )
    taken: dict[str, list[float]] = {query: [] for query in QUERIES}
    for _ in range(rounds):
        for query in QUERIES:
            taken[query].append(seconds(partial(find, query)))
    connection.close()
    connection.creation.destroy_test_db(name, verbosity=0)
    return {query: median(times) for query, times in taken.items()}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    asked = ArgumentParser(prog="python -m benchmarks.finding", description="A query among few and many sections.")
    asked.add_argument("--sections", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=9)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            ENV_FILE=os.devnull, VAR_DIR=folder, DJANGO_SETTINGS_MODULE="prep.settings", LOG_LEVEL="ERROR"
        )
        os.environ.setdefault("SECRET_KEY", "only-for-a-benchmark-" * 3)
        import django

        django.setup()
        few, many = measured(100, said.rounds), measured(said.sections, said.rounds)
    say(f"{'ms at 100':>10} {f'at {said.sections:,}':>10}  ratio")
    for query in QUERIES:
        say(f"{1000 * few[query]:>10.1f} {1000 * many[query]:>10.1f} {many[query] / few[query]:>6.1f}  {query}")
    one, other = median(few.values()), median(many.values())
    say(f"{1000 * one:>10.1f} {1000 * other:>10.1f} {other / one:>6.1f}  the median query")


if __name__ == "__main__":
    main()
