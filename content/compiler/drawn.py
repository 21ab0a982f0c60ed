"""Figures drawn from a run of the lab: what their [drawn] table asks for, and what their drawing says that it shows.

Drawing them is whoever has a lab's business; here it is only compared, so that a drawing of another run is noticed.
"""

import json
import re

from content.compiler import directives
from content.compiler.documents import Document
from content.compiler.findings import Findings
from content.compiler.problems import Problem, did_you_mean
from content.compiler.text import CONTROL
from content.compiler.tokens import Directive
from content.compiler.values import DemoMention, Drawn
from content.compiler.vocabulary import Vocabulary

TABLE = "drawn"
COMMAND = "library figures --write draws it"
LONGEST_NAME = 50
STAMP = re.compile(r"<!-- Drawn by “library figures”\. (?P<says>.*) -->")
HEAD = re.compile(rf"^\s*\[\s*{TABLE}\s*\]", re.MULTILINE)


def of_a_run(data: bytes) -> bool:
    """Whether a figure's TOML, perhaps one that can't be read, has the table."""
    return bool(HEAD.search(data.decode(errors="replace")))


def read(document: Document, stamp: str = "") -> Drawn | None:
    """None where there is no such table, or none that says which run."""
    if document.table(TABLE) is None:
        return None
    document.only(("demo",), ("seed", "plot", "heatmap", "series", "names", "across", "up"), inside=(TABLE,))
    demo = _demo(document)
    heatmap = _from_one(document, "heatmap")
    plot = _from_one(document, "plot")
    made = Drawn(
        demo=demo or DemoMention("", (), document.place(TABLE)),
        plot=plot or (0 if heatmap else 1),
        heatmap=heatmap,
        series=document.numbers(TABLE, "series") or (),
        names=_names(document),
        across=_label(document, "across"),
        up=_label(document, "up"),
        stamp=stamp,
    )
    if made.names and made.series and len(made.names) != len(made.series):
        document.refuse(f"{len(made.names)} names for {len(made.series)} series", TABLE, "names")
    if heatmap and plot:
        document.refuse("either a plot or a heatmap is drawn", TABLE, "heatmap")
    return made if demo else None


def stamp(source: str) -> str:
    """What a drawing says of itself; nothing where it isn't of a run."""
    found = STAMP.match(source)
    return found["says"] if found else ""


def stamped(svg: str, drawn: Drawn, vocabulary: Vocabulary) -> str:
    return f"<!-- Drawn by “library figures”. {fitting(drawn, vocabulary)} -->\n{svg}"


def fitting(drawn: Drawn, vocabulary: Vocabulary) -> str:
    """The stamp that a drawing of just this has."""
    run = vocabulary.experiments[drawn.demo.experiment].run(dict(drawn.demo.parameters))
    said: dict[str, object] = {
        "plot": drawn.plot,
        "heatmap": drawn.heatmap,
        "series": list(drawn.series),
        "names": list(drawn.names),
    }
    said |= {"across": drawn.across, "up": drawn.up}
    asked = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return f"{run} {asked}".replace("--", r"-\u002d")  # which ends no comment


def faults(drawn: Drawn, vocabulary: Vocabulary) -> list[Problem]:
    """What the lab doesn't have, or refuses."""
    demo = drawn.demo
    experiment = vocabulary.experiments.get(demo.experiment)
    if experiment is None:
        found = [(f"there is no experiment `{demo.experiment}`", did_you_mean(demo.experiment, vocabulary.experiments))]
    else:
        found = experiment.faults(dict(demo.parameters))
    return [Problem(demo.place.path, demo.place.line, message, hint) for message, hint in found]


def outdated(key: str, drawn: Drawn, vocabulary: Vocabulary) -> list[Problem]:
    """Where a drawing is of something else than this asks for, or of an earlier version of the experiment."""
    if drawn.stamp == fitting(drawn, vocabulary):
        return []
    message = f"`{key}.svg` isn't of this run" if drawn.stamp else f"`{key}.svg` isn't drawn from a run"
    return [Problem(drawn.demo.place.path, drawn.demo.place.line, message, COMMAND)]


def _demo(document: Document) -> DemoMention | None:
    said, place = document.text(TABLE, "demo"), document.place(TABLE, "demo")
    seed = document.number(TABLE, "seed")
    if said is None:
        return None
    findings = Findings(place.path)
    demo = directives.read(Directive("demo", " ".join(said.split()), line=place.line), findings)
    document.problems += findings.problems
    if not isinstance(demo, DemoMention):
        return None
    if "seed" in dict(demo.parameters):
        document.refuse("the seed stands behind `seed`, not in `demo`", TABLE, "demo")
        return None
    given = (("seed", str(seed)),) if seed is not None else ()
    return DemoMention(demo.experiment, (*demo.parameters, *given), place)


def _from_one(document: Document, name: str) -> int:
    """0 if it isn't said."""
    number = document.number(TABLE, name)
    if number is not None and number < 1:
        document.refuse(f"`{name}` counts from 1", TABLE, name)
    return max(number or 0, 0)


def _names(document: Document) -> tuple[str, ...]:
    names = document.mentions(TABLE, "names", of="names", such_as="['A', 'B']") or ()
    for index, mention in enumerate(names):
        _check(document, mention.key, "a name in `names`", TABLE, "names", index)
    return tuple(mention.key for mention in names)


def _label(document: Document, name: str) -> str:
    said = document.text(TABLE, name)
    if said is not None:
        _check(document, said, f"`{name}`", TABLE, name)
    return said or ""


def _check(document: Document, said: str, called: str, *steps: str | int) -> None:
    if not said.strip() or len(said) > LONGEST_NAME:
        document.refuse(f"{called} has {len(said)} characters", *steps, hint=f"1 to {LONGEST_NAME}")
    elif CONTROL.search(said) or "\n" in said or "\t" in said:
        document.refuse(f"{called} holds a control character", *steps)
