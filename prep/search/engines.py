"""The two full-text indexes, FTS5 and tsvector, behind the same few questions. All SQL of the search is here.

What is looked for arrives as `Thing`s, whose stems are letters and digits alone, so nothing typed is ever syntax.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from prep.search.language import CORRECTABLE, LONGEST
from prep.search.wanted import Term, Thing, Way

CANDIDATES = 100


@dataclass(frozen=True)
class Found:
    """The best candidates in the database's own order, and how many there are of each kind."""

    best: tuple[int, ...]
    by_kind: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


# FTS5 weighs the columns by numbers, tsvector by the letters that the migration gave them.
FTS5 = """
    WITH found AS MATERIALIZED (
        SELECT entry.id, entry.kind, bm25(search_entry_index, 10, 4, 1) AS rank
        FROM search_entry_index JOIN search_entry entry ON entry.id = search_entry_index.rowid
        WHERE search_entry_index MATCH %(query)s
    )
"""
TSVECTOR = """
    WITH found AS MATERIALIZED (
        SELECT id, kind, -ts_rank('{0, 0.1, 0.4, 1}', search, query, 1) AS rank
        FROM search_entry, to_tsquery('simple', %(query)s) query
        WHERE search @@ query
    )
"""
COUNTED = " SELECT kind, COUNT(*), 0 FROM found GROUP BY kind"
BEST = " SELECT '', id, 1 FROM (SELECT id FROM found {where} ORDER BY rank, id LIMIT {limit}) best"


def found(things: Sequence[Thing], *, every: bool, kind: str = "", limit: int = CANDIDATES) -> Found:
    """What holds all of the things, or at least one of them; the best of one kind, or of all."""
    sql = TSVECTOR if _is_postgres() else FTS5
    best = BEST.format(where="WHERE kind = %(kind)s" if kind else "", limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql}{COUNTED} UNION ALL {best}", {"query": query(things, every=every), "kind": kind})
        rows = cursor.fetchall()
    return Found(
        best=tuple(number for _, number, is_best in rows if is_best),
        by_kind={kind: number for kind, number, is_best in rows if not is_best},
    )


def query(things: Sequence[Thing], *, every: bool) -> str:
    write = _tsquery if _is_postgres() else _fts5
    both, either = ("&", "|") if _is_postgres() else ("AND", "OR")
    return f" {both if every else either} ".join(
        f"({f' {either} '.join(write(way) for way in _needed(thing.ways))})" for thing in things
    )


def _needed(ways: Sequence[Way]) -> list[Way]:
    """Without those that find only what another one finds."""
    needed: list[Way] = []
    for way in ways:
        if not any(_covers(other, way) for other in needed):
            needed = [other for other in needed if not _covers(way, other)] + [way]
    return needed


def _covers(one: Way, other: Way) -> bool:
    if one.adjacent:
        return one.terms == other.terms and other.adjacent
    return all(any(_covers_term(term, its) for its in other.terms) for term in one.terms)


def _covers_term(one: Term, other: Term) -> bool:
    return one == other or (one.begins and not other.begins and other.stem.startswith(one.stem))


def _fts5(way: Way) -> str:
    if way.adjacent:
        return f'"{" ".join(term.stem for term in way.terms)}"'
    return "(" + " AND ".join(f'"{term.stem}"{"*" if term.begins else ""}' for term in way.terms) + ")"


def _tsquery(way: Way) -> str:
    together = " <-> " if way.adjacent else " & "
    return "(" + together.join(f"'{term.stem}'{':*' if term.begins else ''}" for term in way.terms) + ")"


def beginning(word: str) -> Q:
    """Words that begin like that, by an index."""
    if _is_postgres():
        return Q(text__startswith=word)
    return Q(text__gte=word, text__lt=f"{word}~")


SIMILAR = """
    SELECT word.text, word.entries
    FROM (
        SELECT word_id FROM search_trigram
        WHERE letters IN ({letters}) AND length BETWEEN %s AND %s
        GROUP BY word_id HAVING COUNT(*) >= %s
    ) alike JOIN search_word word ON word.id = alike.word_id
"""


def similar(letters: Collection[str], *, lengths: tuple[int, int], shared: int) -> list[tuple[str, int]]:
    """The words of these lengths that share so many trigrams, each with how many entries hold it."""
    sql = SIMILAR.format(letters=", ".join(["%s"] * len(letters)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*sorted(letters), *lengths, shared])
        return cursor.fetchall()


SPELL = """
    WITH place(number) AS (VALUES {numbers})
    INSERT INTO search_trigram (letters, length, word_id)
    SELECT DISTINCT substr('  ' || word.text || '  ', place.number, 3), length(word.text), word.id
    FROM search_word word JOIN place ON place.number <= length(word.text) + 2
    WHERE word.id > %s AND length(word.text) >= %s
"""


def spell(*, after: int) -> None:
    """Writes the trigrams of the words that are newer than that one."""
    numbers = ", ".join(f"({number})" for number in range(1, LONGEST + 3))
    with connection.cursor() as cursor:
        cursor.execute(SPELL.format(numbers=numbers), [after, CORRECTABLE])


def alone() -> None:
    """Until the transaction ends, nobody else refreshes. SQLite has one writer as it is."""
    if _is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_word IN SHARE ROW EXCLUSIVE MODE")


def tidy() -> None:
    """After much was written: the next query need not find its way through what the writing left."""
    with connection.cursor() as cursor:
        if _is_postgres():
            cursor.execute("ANALYZE search_entry, search_word, search_trigram")
        else:
            cursor.execute("INSERT INTO search_entry_index(search_entry_index) VALUES ('optimize')")


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"
