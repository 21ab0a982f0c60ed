"""How well it finds what people mean: judged queries, many with slips, against the library as it is."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.compiler.sources import LIBRARY
from prep import library
from prep.search.finding import find
from prep.search.models import Entry

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
JUDGED = tomllib.loads((Path(__file__).parent / "judged.toml").read_text())["query"]


@pytest.fixture
def real(db):
    library.load(library.compiled(LIBRARY), now=NOW)


def test_what_is_meant_comes_first_or_nearly(real, record_property):
    best, helpful = [], []
    for query in JUDGED:
        found = find(query["typed"])
        addresses = [hit.address for hit in (*found.hits, *found.near)]
        best.append(place(addresses, query["best"]))
        helpful.append(place(addresses, [*query["best"], *query.get("good", ())]))
    said = {"the best": figures(best), "something good": figures(helpful)}
    record_property("judged", said)
    assert len(JUDGED) >= 40
    assert [name for name, figure in said["the best"].items() if figure < FLOORS[name]] == [], said
    assert said["something good"]["among five"] >= 0.97, said


FLOORS = {"first": 0.82, "among five": 0.94, "mean reciprocal rank": 0.88}


def figures(places: list[int]) -> dict[str, float]:
    """Of the places at which something stood, from 1; 0 where it wasn't found."""
    return {
        "first": sum(each == 1 for each in places) / len(places),
        "among five": sum(0 < each <= 5 for each in places) / len(places),
        "mean reciprocal rank": sum(1 / each for each in places if each) / len(places),
    }


def place(addresses: list[str], wanted: list[str]) -> int:
    return next((number for number, address in enumerate(addresses, start=1) if address in wanted), 0)


def test_every_address_that_is_wanted_exists(real):
    """So that a section that was renamed is noticed here, and not as a search that became worse."""
    wanted = {address for query in JUDGED for address in (*query["best"], *query.get("good", ()))}
    assert wanted - set(Entry.objects.values_list("address", flat=True)) == set()
