"""The bank of questions as tables: how many of which kind, level and misconception, and what their form gives away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from content.compiler.bank.balance import LETTERS, Balance, Share, balance
from content.compiler.bank.by_form import by_form
from content.compiler.questions.values import KINDS, LEVELS, Question
from content.compiler.values import Library

GIVEN_AWAY = 0.05  # more of the questions than by chance
FEWEST = 2  # questions that betray a misconception, so that a mistake can be followed up


def by_topic(library: Library) -> dict[str, Balance]:
    topics = [topic for track in library.tracks for topic in track.topics]
    return {topic.key: balance(topic.questions or ()) for topic in topics}


def whole(library: Library) -> Balance:
    return balance(_questions(library))


def _questions(library: Library) -> list[Question]:
    return [question for track in library.tracks for topic in track.topics for question in topic.questions or ()]


def betrayed(library: Library) -> dict[str, int]:
    """In how many questions, by misconception: those of no question among them."""
    found = whole(library).betrayed
    topics = [topic for track in library.tracks for topic in track.topics]
    return {each.key: found.get(each.key, 0) for topic in topics for each in topic.misconceptions}


def told(library: Library) -> Iterator[str]:
    """Line by line."""
    topics, everything = by_topic(library), whole(library)
    rows = [*topics.items(), ("all", everything)]
    yield "Questions"
    yield from _table(
        ["", "all", *KINDS, *(f"level {level}" for level in LEVELS), "with experiment"],
        [
            [name, each.questions, *_all(each.kinds, KINDS), *_all(each.levels, LEVELS), each.shown]
            for name, each in rows
        ],
    )
    yield ""
    yield "The right option of those with one"
    yield from _table(
        ["", *LETTERS, "is the longest", "is the shortest"],
        [
            [
                name,
                *(each.positions.get(letter, 0) for letter in "ABCDEF"),
                _said(each.longest_right),
                _said(each.shortest_right),
            ]
            for name, each in rows
            if each.longest_right.of
        ],
    )
    yield ""
    reader = by_form(_questions(library))
    if reader:
        yield f"By form alone {reader.right:.0%} of them are answered right, by chance {reader.by_chance:.0%}."
        yield "In standard deviations, right options have more (+) or less (−) than wrong ones of:"
        yield ", ".join(f"{feature} {more:+.2f}".replace("-", "−") for feature, more in reader.telling.items())
        yield ""
    found = betrayed(library)
    share = f"{everything.named} of {everything.wrong_options} wrong options name one"
    yield f"Misconceptions: {len(found)}, and {share}. In how many questions each is betrayed:"
    yield from _table(["", "questions"], [[key, many] for key, many in sorted(found.items(), key=lambda row: -row[1])])


def faults(library: Library) -> Iterator[str]:
    """What is out of balance by more than luck."""
    for name, each in [*by_topic(library).items(), ("all", whole(library))]:
        for what, share in (("longest", each.longest_right), ("shortest", each.shortest_right)):
            if share.more_than_chance:
                yield f"{name}: the right option is the {what} {_said(share)}, more often than by luck"
    reader = by_form(_questions(library))
    if reader and reader.right > reader.by_chance + GIVEN_AWAY:
        yield f"all: by form alone {reader.right:.0%} are answered right, and by chance {reader.by_chance:.0%}"
    for key, many in betrayed(library).items():
        if many < FEWEST:
            yield f"{key}: betrayed in {many or 'no'} question{'s' if many != 1 else ''}, and it takes {FEWEST}"


def _all(counted: Mapping, of: Iterable) -> list[int]:
    return [counted.get(each, 0) for each in of]


def _said(share: Share) -> str:
    return f"{share.found} of {share.of} (chance {share.by_chance:.1f} ± {share.by_luck:.1f})"


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """What is empty in every row is left out."""
    lines = [[str(cell) for cell in row] for row in [head, *rows]]
    columns = [column for column in zip(*lines, strict=True) if set(column[1:]) != {"0"}]
    widths = [max(map(len, column)) for column in columns]
    for row in zip(*columns, strict=True):
        first, *others = [
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join([first, *others]).rstrip()
