"""A page's compiled blocks as the HTML that is read. It is the same for everybody, so it is made once an edition."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from content import vocabulary
from content.compiler import takeaway
from content.models import Objective, Topic

Json = dict[str, Any]
ACRONYMS = {word.lower(): word for word in ("BPTT", "GRU", "LSTM", "RNN")}


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it, and the addresses that lead to it besides its key."""

    key: str
    was: tuple[str, ...]
    title: str
    title_html: SafeString
    anchors: tuple[str, ...]
    html: SafeString
    parts: tuple["Section", ...]


@dataclass(frozen=True)
class Surroundings:
    """What a page's blocks name: figures by key, and what the track says of experiments that are still to be built."""

    figures: Mapping[str, Json] = field(default_factory=dict)
    announced: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)  # of topics, for the cards
    questions: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # their headings, as words and as HTML


def blocks(page: Json) -> Iterator[Json]:
    """All of a page's blocks, in the order in which they are read."""
    yield from page["blocks"]
    for section in page["sections"]:
        yield from blocks({**section, "sections": section["parts"]})


def figure_keys(page: Json) -> set[str]:
    return {block["key"] for block in blocks(page) if block["kind"] == "figure"}


def question_keys(page: Json) -> set[str]:
    return {block["key"] for block in blocks(page) if block["kind"] == "question"}


def opening(page: Json, around: Surroundings) -> SafeString:
    """What stands before the first section."""
    return _joined(page["blocks"], around)


def sections(page: Json, objectives: Iterable[Objective], around: Surroundings) -> tuple[Section, ...]:
    former = {objective.key: objective.was for objective in objectives}
    return tuple(_section(each, former, around) for each in page["sections"])


def drawn(figure: Json, *, alt: str = "") -> SafeString:
    return render_to_string("content/blocks/_figure.html", {"figure": figure, "alt": alt})


def taken_along(source: str, topic: Topic, around: Surroundings, absolute: Callable[[str], str]) -> str:
    """A page as Markdown to be read elsewhere. `absolute` makes an address whole."""

    def address(key: str, anchor: str) -> str:
        page = absolute(reverse("content:topic", args=[key or topic.key]))
        return f"{page}#{anchor}" if anchor else page

    def demo(key: str, said: tuple[tuple[str, str], ...]) -> tuple[str, str]:
        experiment = vocabulary.current().experiments.get(key)
        if experiment is None:
            return announced_title(key), ""
        return experiment.title, absolute(vocabulary.address(key, dict(said)))

    alts = {key: figure["alt"] for key, figure in around.figures.items()}
    return takeaway.markdown(source, title=topic.title, summary=topic.summary, address=address, demo=demo, figures=alts)


def _section(section: Json, former: Mapping[str, list[str]], around: Surroundings) -> Section:
    taught = [key for objective in section["teaches"] for key in (objective, *former.get(objective, ()))]
    return Section(
        key=section["key"],
        was=tuple(section["was"]),
        title=section["title"],
        title_html=_trusted(section["title_html"]),
        anchors=(*section["was"], *taught),
        html=_joined(section["blocks"], around),
        parts=tuple(_section(part, former, around) for part in section["parts"]),
    )


def _joined(found: Iterable[Json], around: Surroundings) -> SafeString:
    return _trusted("\n".join(_block(block, around) for block in found))


def _block(block: Json, around: Surroundings) -> str:
    match block["kind"]:
        case "html":
            return block["html"]
        case "figure":
            figure = around.figures.get(block["key"])
            return drawn(figure, alt=block["alt"]) if figure else ""
        case "demo":
            return _demo(block["experiment"], dict(block["parameters"]), around)
        case "question":
            return _question(block["key"], around)
        case "cards":
            title = around.titles.get(block["topic"], block["topic"])
            return render_to_string("content/blocks/_cards.html", {"topic": block["topic"], "title": title})
    raise ValueError(f"A page can't show a block of the kind {block['kind']}.")


def demonstration(key: str, said: Mapping[str, str]) -> Json | None:
    """An experiment as a text names it, and where the lab runs it with these parameters; None if the lab has none."""
    experiment = vocabulary.current().experiments.get(key)
    if experiment is None:
        return None
    return {
        "experiment": experiment,
        "parameters": [
            (each.label, each.written(said[each.name])) for each in experiment.parameters if each.name in said
        ],
        "address": vocabulary.address(key, said),
    }


def _demo(key: str, said: dict[str, str], around: Surroundings) -> str:
    words = demonstration(key, said)
    if words is None:
        shows = _trusted(around.announced.get(key, ""))
        return render_to_string(
            "content/blocks/_announced.html", {"key": key, "title": announced_title(key), "shows": shows}
        )
    return render_to_string("content/blocks/_demo.html", words)


def _question(key: str, around: Surroundings) -> str:
    """Its heading, unless numbers are drawn for it: those are its attempt's."""
    words, html = around.questions.get(key, ("", ""))
    drawn = "{{" in html
    told = {"key": key, "title": "" if drawn else words, "title_html": "" if drawn else _trusted(html)}
    return render_to_string("content/blocks/_question.html", told)


def announced_title(key: str) -> str:
    """Of an experiment that has none yet."""
    words = [ACRONYMS.get(word, word) for word in key.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def _trusted(html: str) -> SafeString:
    """The compiler made it, and lets no HTML of an author through."""
    return mark_safe(html)  # noqa: S308
