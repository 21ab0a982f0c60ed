"""Whatever a topic points at exists: places in pages, objectives, misconceptions, figures, questions, experiments."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from content.compiler import drawn
from content.compiler.problems import Problem, did_you_mean
from content.compiler.questions.values import Question
from content.compiler.values import (
    Block,
    CardsMention,
    DemoMention,
    FigureMention,
    Library,
    Link,
    Mention,
    Page,
    Place,
    QuestionMention,
    Section,
    Topic,
)
from content.compiler.vocabulary import Vocabulary


@dataclass
class Known:
    """All that there is to point at."""

    vocabulary: Vocabulary
    topics: dict[str, Topic] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)  # of objectives: key → topic
    misconceptions: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    unsaid: set[str] = field(default_factory=set)  # figures that don't tell, who can't see them, what they show
    announced: dict[str, Place] = field(default_factory=dict)
    anchors: dict[str, set[str]] = field(default_factory=dict)  # by topic
    whole: bool = True
    all_questions: bool = True  # every file of them could be read


def all_found(library: Library, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = _known(library, vocabulary)
    for key, place in known.announced.items():
        if key in vocabulary.experiments:
            yield _problem(place, f"the lab has the experiment `{key}` now", "take it out of [experiments]")
    for topic in known.topics.values():
        yield from _topic(topic, known)
        if topic.page:
            yield from _page(topic, topic.page, known)
        else:
            yield from _shown_without_page(topic, known)
        for figure in topic.figures:
            if figure.drawn:
                yield from drawn.faults(figure.drawn, vocabulary) or drawn.outdated(
                    figure.key, figure.drawn, vocabulary
                )
        for question in topic.questions or ():
            yield from _question(question, topic, known)


def sections(page: Page) -> Iterator[Section]:
    """All sections and their parts, in reading order."""
    for section in page.sections:
        yield section
        yield from section.parts


def blocks(page: Page) -> Iterator[Block]:
    yield from page.blocks
    for section in sections(page):
        yield from section.blocks


def _known(library: Library, vocabulary: Vocabulary) -> Known:
    known = Known(vocabulary)
    for track in library.tracks:
        for mention, _ in track.announced:
            known.announced.setdefault(mention.key, mention.place)
        for topic in track.topics:
            known.topics.setdefault(topic.key, topic)
            known.homes.update((each.key, topic.key) for each in topic.objectives)
            known.misconceptions.update(each.key for each in topic.misconceptions)
            known.figures.update(each.key for each in topic.figures)
            known.unsaid.update(each.key for each in topic.figures if each.whole and not each.alt)
            known.anchors[topic.key] = set(_anchors(topic))
            known.questions.update(each.key for each in topic.questions or ())
            known.whole &= topic.whole
            known.all_questions &= topic.questions is not None
    return known


def _anchors(topic: Topic) -> Iterator[str]:
    for objective in topic.objectives:
        yield objective.key
        yield from objective.was
    for misconception in topic.misconceptions:
        yield f"misconception-{misconception.key}"
    if topic.page:
        yield from topic.page.anchors
        for section in sections(topic.page):
            yield section.key
            yield from section.was


def _topic(topic: Topic, known: Known) -> Iterator[Problem]:
    for objective in topic.objectives:
        for demo in objective.demos:
            yield from _experiment(demo, known)
    for misconception in topic.misconceptions:
        if misconception.see and misconception.see.key not in known.homes and known.whole:
            yield _unknown("objective", misconception.see, known.homes)
    for mention in (mention for each in topic.sets for mention in each.questions):
        if mention.key not in known.questions and known.all_questions:
            yield _unknown("question", mention, known.questions, "it would stand in a questions.md")


def _shown_without_page(topic: Topic, known: Known) -> Iterator[Problem]:
    """Until a topic's page is written, all of its figures are shown, and no text gives them words."""
    for figure in topic.figures:
        if figure.key in known.unsaid:
            yield _unsaid(figure.key, figure.place, f"alt in figures/{figure.key}.toml")


def _page(topic: Topic, page: Page, known: Known) -> Iterator[Problem]:
    yield from _teaching(topic, page, known)
    for link in page.links:
        yield from _link(topic, link, known)
    for mention in page.misconceptions:
        if mention.key not in known.misconceptions and known.whole:
            yield _unknown("misconception", mention, known.misconceptions)
    for block in blocks(page):
        match block:
            case DemoMention():
                yield from _demo(block, known)
            case FigureMention(key=key, place=place) if key not in known.figures:
                yield _unknown("figure", Mention(key, place), known.figures, f"it would be figures/{key}.svg")
            case FigureMention(key=key, alt="", place=place) if key in known.unsaid:
                yield _unsaid(key, place, f'::figure {key} "What it says", or alt in figures/{key}.toml')
            case QuestionMention(key=key, place=place) if key not in known.questions and known.all_questions:
                yield _unknown("question", Mention(key, place), known.questions, "it would stand in a questions.md")
            case CardsMention(topic=key, place=place) if key not in known.topics:
                yield _unknown("topic", Mention(key, place), known.topics)
            case _:
                pass


def _question(question: Question, topic: Topic, known: Known) -> Iterator[Problem]:
    """Its figures are its own topic's."""
    for mention in question.tests:
        if mention.key not in known.homes and known.whole:
            yield _unknown("objective", mention, known.homes)
    for mention in question.betrays:
        if mention.key not in known.misconceptions and known.whole:
            yield _unknown("misconception", mention, known.misconceptions)
    for link in question.links:
        yield from _link(topic, link, known)
    if question.demo:
        yield from _demo(question.demo, known)
    own = {figure.key for figure in topic.figures}
    for figure in question.figures:
        if figure.key not in own:
            hint = did_you_mean(figure.key, own) or f"it would be figures/{figure.key}.svg"
            yield _problem(figure.place, f"this topic has no figure `{figure.key}`", hint)
        elif figure.key in known.unsaid and not figure.alt:
            hint = f'::figure {figure.key} "What it says", or alt in figures/{figure.key}.toml'
            yield _unsaid(figure.key, figure.place, hint)


def _unsaid(key: str, place: Place, hint: str) -> Problem:
    return _problem(place, f"nothing says what the figure `{key}` shows, for who can't see it", hint)


def _teaching(topic: Topic, page: Page, known: Known) -> Iterator[Problem]:
    """Each objective of the topic is taught by one section, which is then its address."""
    own = [objective.key for objective in topic.objectives]
    taught: dict[str, Place] = {}
    for mention in (mention for section in sections(page) for mention in section.teaches):
        if mention.key in taught:
            first = taught[mention.key]
            yield _problem(mention.place, f"`{mention.key}` is taught already", f"first in {first.path}:{first.line}")
        elif mention.key not in own and topic.whole:
            home = known.homes.get(mention.key)
            hint = f"it is one of `{home}`" if home else did_you_mean(mention.key, own)
            yield _problem(mention.place, f"`{mention.key}` is no objective of this topic", hint)
        taught.setdefault(mention.key, mention.place)
    for objective in topic.objectives:
        if objective.key not in taught and page.whole:
            hint = f'a heading says so: {{#key teaches="{objective.key}"}}'
            yield _problem(objective.place, f"no section of the page teaches `{objective.key}`", hint)


def _link(topic: Topic, link: Link, known: Known) -> Iterator[Problem]:
    target = known.topics.get(link.topic or topic.key)
    if target is None:
        yield _unknown("topic", Mention(link.topic, link.place), known.topics)
    elif link.anchor and _readable(target) and link.anchor not in known.anchors[target.key]:
        page = "this page" if target.key == topic.key else f"the page of `{target.key}`"
        message = f"{page} has no `{link.anchor}`" if target.page else f"`{target.key}` has no page yet"
        yield _problem(link.place, message, did_you_mean(link.anchor, known.anchors[target.key]))


def _readable(topic: Topic) -> bool:
    return topic.whole and (topic.page is None or topic.page.whole)


def _demo(demo: DemoMention, known: Known) -> Iterator[Problem]:
    yield from _experiment(Mention(demo.experiment, demo.place), known)
    experiment = known.vocabulary.experiments.get(demo.experiment)
    for fault, hint in experiment.faults(dict(demo.parameters)) if experiment else ():
        yield _problem(demo.place, fault, hint)


def _experiment(mention: Mention, known: Known) -> Iterator[Problem]:
    names = known.vocabulary.experiments.keys() | known.announced.keys()
    if mention.key not in names:
        hint = f"track.toml announces what is still to be built: [experiments] {mention.key} = '…'"
        yield _unknown("experiment", mention, names, hint)


def _unknown(kind: str, mention: Mention, known: Collection[str], otherwise: str = "") -> Problem:
    hint = did_you_mean(mention.key, known) or otherwise
    return _problem(mention.place, f"there is no {kind} `{mention.key}`", hint)


def _problem(place: Place, message: str, hint: str = "") -> Problem:
    return Problem(place.path, place.line, message, hint)
