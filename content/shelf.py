"""What is read, made ready: the same for every reader, kept in this process while the edition is the newest."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from content import article
from content.article import Section
from content.models import Misconception, Objective, Topic
from content.queries import demonstrations, pages

# People read plain text at about 240 words a minute; formulas and code, which aren't counted, slow them down.
WORDS_A_MINUTE = 200
MOST_KEPT = 64
LINKED = re.compile(r'href="\.\./([a-z0-9-]+)/')
BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm)\b")


@dataclass(frozen=True)
class Mark:
    """A section, as far as one needs to know to say whether it was read."""

    key: str
    was: tuple[str, ...]


@dataclass(frozen=True)
class Stop:
    """A topic on the path. Without a page it has no minutes and no sections."""

    key: str
    was: tuple[str, ...]
    title: str
    summary_html: SafeString
    address: str
    number: int
    minutes: int
    sections: tuple[Mark, ...]
    before: tuple[Topic, ...]
    objectives: tuple[Objective, ...]

    @property
    def written(self) -> bool:
        return self.minutes > 0


@dataclass(frozen=True)
class Path:
    """A track with its stops."""

    key: str
    was: tuple[str, ...]
    title: str
    summary_html: SafeString
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class TopicPage:
    """A topic's page. `opening_html` goes before the table of contents, `article_html` and `end_html` after it.

    What a learner's own part of it would take long to render is rendered here, too, and only filled in for them.
    """

    key: str
    title: str
    summary: str
    minutes: int
    misconceptions: int
    sections: tuple[Section, ...]
    opening_html: SafeString
    article_html: SafeString
    end_html: SafeString
    contents_html: SafeString
    bold: bool

    @property
    def written(self) -> bool:
        return self.minutes > 0

    def contents(self, read: Iterable[str]) -> SafeString:
        """The table of contents, with a tick at the sections that were read."""
        html = str(self.contents_html)
        for key in read:
            html = html.replace(f'<li data-entry="{key}">', f'<li data-entry="{key}" class="read">')
        return _trusted(html)

    def left_at(self, place: str) -> Section | None:
        """The section with this key, if there is something to go on with: at the first one, one begins."""
        return next((section for section in self.sections[1:] if section.key == place), None)


@dataclass(frozen=True)
class Belief:
    """What people get wrong, and where it is put right."""

    html: SafeString
    address: str


@dataclass(frozen=True)
class Lesson:
    """What an experiment shows: an objective, the section that teaches it (if it is written), what it corrects."""

    statement_html: SafeString
    topic: str
    section_html: SafeString
    address: str
    beliefs: tuple[Belief, ...]


@dataclass(frozen=True)
class Lessons:
    """All that an experiment shows, and the others that belong to the same topics, by their keys."""

    lessons: tuple[Lesson, ...]
    beside: tuple[str, ...]

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        return tuple(belief for lesson in self.lessons for belief in lesson.beliefs)


class Unknown(Exception):
    """No topic has this key."""


def edition() -> int:
    """Which edition is read now, 0 before the first. One query, and whatever was kept of another is thrown away."""
    newest = pages.edition()
    if newest != _kept["edition"] or settings.DEBUG:
        forget()
        _kept["edition"] = newest
    return newest


def path(edition: int) -> tuple[Path, ...]:
    return _path(edition)


def topic(key: str, edition: int) -> TopicPage | None:
    try:
        return _topic(key, edition)
    except Unknown:  # raised, so that asking for nonsense pushes nothing off the shelf
        return None


def lessons(experiment: str, edition: int) -> Lessons:
    return _lessons(experiment, edition)


def markdown(key: str, absolute: Callable[[str], str]) -> str | None:
    """A topic’s page to take along; nothing where there is no topic or no page. Seldom asked for, so not kept."""
    topic = pages.topic(key)
    page = pages.page_of(topic) if topic else None
    if topic is None or page is None:
        return None
    return article.taken_along(page.source, topic, _around(topic, page.compiled), absolute)


def forget() -> None:
    _path.cache_clear()
    _lessons.cache_clear()
    _topic.cache_clear()


_kept = {"edition": 0}


@lru_cache(maxsize=2)
def _path(edition: int) -> tuple[Path, ...]:
    words = pages.words_of_pages()
    return tuple(
        Path(
            key=track.key,
            was=tuple(track.was),
            title=track.title,
            summary_html=_trusted(track.summary_html),
            stops=tuple(
                _stop(topic, number, words.get(topic.key, 0))
                for number, topic in enumerate(track.topics.all(), start=1)
            ),
        )
        for track in pages.path()
    )


def _stop(topic: Topic, number: int, words: int) -> Stop:
    page = topic.outline.get("page") if words else None
    return Stop(
        key=topic.key,
        was=tuple(topic.was),
        title=topic.title,
        summary_html=_trusted(topic.summary_html),
        address=topic.get_absolute_url(),
        number=number,
        minutes=_minutes(words),
        sections=tuple(Mark(each["key"], tuple(each["was"])) for each in page["sections"]) if page else (),
        before=tuple(topic.prerequisites.all()),
        objectives=tuple(topic.objectives.all()),
    )


@lru_cache(maxsize=MOST_KEPT)
def _topic(key: str, edition: int) -> TopicPage:
    topic = pages.topic(key)
    if topic is None:
        raise Unknown(key)
    revision = pages.page_of(topic)
    page: dict[str, Any] = revision.compiled if revision else {"blocks": [], "sections": [], "words": 0}
    others = list(topic.track.topics.all())
    around = _around(topic, page) if revision else article.Surroundings()
    objectives, misconceptions = list(topic.objectives.all()), list(topic.misconceptions.all())
    sections = article.sections(page, objectives, around)
    minutes = _minutes(page["words"])
    told = {
        "topic": topic,
        "track": topic.track,
        "address": topic.get_absolute_url(),
        "minutes": minutes,
        "before": topic.prerequisites.all(),
        "number": 1 + [each.key for each in others].index(topic.key),
        "topics": len(others),
        "goals": _goals(objectives, sections),
        "misconceptions": [_corrected(each, topic, sections) for each in misconceptions],
        "opening": article.opening(page, around),
        "sections": sections,
        "questions": pages.number_of_questions(topic),
        "figures": [] if revision else [article.drawn(figure) for figure in pages.figures_of(topic).values()],
        **_beside(others, topic.key),
    }
    html = render_to_string("content/_article.html", told)
    return TopicPage(
        key=topic.key,
        title=topic.title,
        summary=topic.summary,
        minutes=minutes,
        misconceptions=len(misconceptions),
        sections=sections,
        opening_html=render_to_string("content/_opening.html", told),
        article_html=html,
        end_html=render_to_string("content/_end.html", {**told, **_related(topic, html)}),
        contents_html=render_to_string("content/_contents.html", told),
        bold=bool(BOLD.search(html)),
    )


@lru_cache(maxsize=MOST_KEPT)
def _lessons(experiment: str, edition: int) -> Lessons:
    shown = list(demonstrations.shown_by(experiment))
    beside = [key for objective in shown for other in objective.topic.objectives.all() for key in other.demos]
    return Lessons(
        lessons=tuple(_lesson(objective, _topic(objective.topic.key, edition).sections) for objective in shown),
        beside=tuple(dict.fromkeys(key for key in beside if key != experiment)),
    )


def _lesson(objective: Objective, sections: tuple[Section, ...]) -> Lesson:
    taught = next((each for each in _all(sections) if objective.key in each.anchors), None)
    return Lesson(
        statement_html=_trusted(objective.statement_html),
        topic=objective.topic.title,
        section_html=taught.title_html if taught else _trusted(""),
        address=objective.get_absolute_url(),
        beliefs=tuple(Belief(_trusted(each.belief_html), _where_of(each)) for each in objective.corrects.all()),
    )


def _where_of(belief: Misconception) -> str:
    return f"{belief.topic.get_absolute_url()}#misconception-{belief.key}"


def _around(topic: Topic, page: dict[str, Any]) -> article.Surroundings:
    return article.Surroundings(
        figures=pages.figures(article.figure_keys(page)),
        questions=pages.questions(article.question_keys(page)),
        announced=topic.track.announced,
        titles={each.key: each.title for each in topic.track.topics.all()},
    )


def _goals(objectives: Iterable[Objective], sections: tuple[Section, ...]) -> list[tuple[Objective, Section | None]]:
    """Each objective with the section that teaches it."""
    teaching = {anchor: section for section in _all(sections) for anchor in section.anchors}
    return [(objective, teaching.get(objective.key)) for objective in objectives]


def _corrected(belief: Misconception, topic: Topic, sections: tuple[Section, ...]) -> dict[str, Any]:
    """A misconception, and where the truth is taught: here, or on another topic's page."""
    see = belief.see if belief.see and not belief.see.retired_at else None
    if see is None:
        return {"belief": belief}
    if see.topic_id != topic.pk:
        return {"belief": belief, "address": see.get_absolute_url(), "where": see.topic.title}
    taught = next((each for each in _all(sections) if see.key in each.anchors), None)
    # Where nothing is written yet, the truth stands just above, in the list of what there is to know.
    return {"belief": belief, "address": f"#{see.key}", "where": taught.title_html} if taught else {"belief": belief}


def _beside(others: list[Topic], key: str) -> dict[str, Topic | None]:
    at = [each.key for each in others].index(key)
    return {
        "previous": others[at - 1] if at else None,
        "next": others[at + 1] if at + 1 < len(others) else None,
    }


def _related(topic: Topic, html: str) -> dict[str, list[Topic]]:
    """What it unlocks, and whatever else the text links to."""
    unlocks = list(topic.unlocks.all())
    known = {topic.key, *(each.key for each in (*unlocks, *topic.prerequisites.all()))}
    return {"unlocks": unlocks, "linked": pages.topics_of(set(LINKED.findall(html)) - known)}


def _all(sections: Iterable[Section]) -> Iterable[Section]:
    """The deepest first: where a part teaches something, it is meant rather than the section around it."""
    for section in sections:
        yield from _all(section.parts)
        yield section


def _minutes(words: int) -> int:
    return ceil(words / WORDS_A_MINUTE)


def _trusted(html: str) -> SafeString:
    """The compiler made it, and lets no HTML of an author through."""
    return mark_safe(html)  # noqa: S308
