"""The search: its one door, `find`, and its page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from content import queries as content
from prep.dashboard.hits import Text, score, words
from sandbox.experiments.registry import EXPERIMENTS

LONGEST_QUERY = 200
MOST_SHOWN = 50
MOST_TRIED_ALONE = 6
TITLE, KEY, BODY = 3, 2, 1
KINDS = {"topic": "Topics", "objective": "Things to know", "experiment": "Experiments"}


@dataclass(frozen=True)
class Entry:
    """Something that can be found."""

    kind: str
    address: str
    heading: Text  # what the link to it says
    body: Text
    place: str = ""  # where it belongs, if the heading alone does not say it
    more: tuple[Text, ...] = ()  # searched as well, not shown

    def score(self, wanted: Sequence[str]) -> int:
        return score([self.heading, self.body, *self.more], wanted)


@dataclass(frozen=True)
class Hit:
    """An entry that holds every word of the query, with the words marked."""

    kind: str
    address: str
    heading: SafeString
    body: SafeString
    place: str
    score: int


def find(query: str) -> list[Hit]:
    """All that holds every word of the query, as a word or as the beginning of one; the best first."""
    wanted = words(query)
    if not wanted:
        return []
    scored = [(entry, entry.score(wanted)) for entry in _entries()]
    # Python's sort is stable: what is equally good stays in the order of the path.
    best_first = sorted((pair for pair in scored if pair[1]), key=lambda pair: -pair[1])
    return [
        Hit(entry.kind, entry.address, entry.heading.marked(wanted), entry.body.marked(wanted), entry.place, worth)
        for entry, worth in best_first
    ]


def _entries() -> Iterator[Entry]:
    topics = list(content.searchable_topics())
    for topic in topics:
        heading, body = Text.plain(topic.title, TITLE), Text(topic.summary_html, BODY)
        yield Entry("topic", topic.get_absolute_url(), heading, body, more=(Text.plain(topic.key, KEY),))
    for topic in topics:
        for objective in topic.objectives.all():
            heading, body = Text.plain(objective.key, KEY), Text(objective.statement_html, BODY)
            yield Entry("objective", objective.get_absolute_url(), heading, body, place=topic.title)
    for experiment in EXPERIMENTS.values():
        address = reverse("sandbox:experiment", args=[experiment.key])
        yield Entry("experiment", address, Text.plain(experiment.title, TITLE), Text.plain(experiment.claim, BODY))


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())
    hits = find(query)
    groups = grouped(hits[:MOST_SHOWN])
    context = {
        "query": query,
        "longest": LONGEST_QUERY,
        "hits": hits,
        "shown": min(len(hits), MOST_SHOWN),
        "groups": groups,
        "with_formulas": any("arithmatex" in hit.body for hit in hits[:MOST_SHOWN]),
        "narrower": [] if hits else found_alone(query),
        "topics": [] if hits else content.searchable_topics(),
    }
    response = render(request, "dashboard/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def grouped(hits: Sequence[Hit]) -> list[tuple[str, list[Hit]]]:
    """By kind, the kind with the best hit first; within a kind the order stays."""
    best = {kind: next((place for place, hit in enumerate(hits) if hit.kind == kind), len(hits)) for kind in KINDS}
    ordered = sorted(hits, key=lambda hit: best[hit.kind])
    return [(KINDS[kind], list(its)) for kind, its in groupby(ordered, key=lambda hit: hit.kind)]


def found_alone(query: str) -> list[tuple[str, int]]:
    """Of a query that finds nothing, the words that do by themselves, and how much."""
    wanted = words(query)
    if not 1 < len(wanted) <= MOST_TRIED_ALONE:
        return []
    entries = list(_entries())
    counts = [(word, sum(entry.score([word]) > 0 for entry in entries)) for word in wanted]
    return [(word, count) for word, count in counts if count]
