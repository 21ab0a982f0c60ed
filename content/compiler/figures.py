"""A figure: a drawing, and the words beside it. Both files in, one value and all problems out."""

from pathlib import PurePosixPath

from content.compiler import documents, drawn, prose, text
from content.compiler.directives import KEY, LONGEST_KEY
from content.compiler.documents import Document
from content.compiler.drawings import Drawing, drawing
from content.compiler.findings import Findings
from content.compiler.mathematics import faults, showing
from content.compiler.problems import Problem, did_you_mean
from content.compiler.values import Figure, Part, Text

LONGEST_TITLE = 120
LONGEST_ALT = 1500
LONGEST_CAPTION = 800
LONGEST_LABEL = 40
LONGEST_FORMULA = 500
LONGEST_SAYS = 500


def figure(path: str, svg: bytes, words_path: str, words: bytes | None) -> tuple[Figure | None, list[Problem]]:
    """`words` is the figure's TOML, None where there is none. A figure that has problems comes back where it can."""
    findings = Findings(path)
    key = PurePosixPath(path).stem
    if not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        hint = f"small letters, digits and single hyphens, such as lstm-cell.svg; {LONGEST_KEY} at most"
        findings.refuse(1, f"the file's name `{key}` is no key of a figure", hint)
    source = text.read(svg, findings)
    document = documents.parse(words_path, words) if words is not None else None
    if isinstance(document, Problem):
        findings.problems.append(document)
        document = None
    if source is None:
        return None, sorted(set(findings.problems))
    cleaned = drawing(source, key, findings)
    parts = _parts(document, cleaned, findings, words_readable=words is None or document is not None)
    made = Figure(
        key=key,
        source=source,
        svg=cleaned.svg,
        title=(_line(document, "title", LONGEST_TITLE) if document else "") or " ".join(cleaned.title.split()),
        alt=_line(document, "alt", LONGEST_ALT) if document else "",
        caption=_sentence(document, LONGEST_CAPTION, "caption") if document else Text(),
        parts=parts,
        place=findings.place(1),
        drawn=drawn.read(document, drawn.stamp(source)) if document else None,
    )
    if document:
        document.only((), ("title", "alt", "caption", "parts", drawn.TABLE))
        findings.problems += document.problems
    return made, sorted(set(findings.problems))


def stored(figure: Figure) -> dict[str, object]:
    """As it is kept and rendered."""
    return {
        "svg": figure.svg,
        "title": figure.title,
        "alt": figure.alt,
        "caption_html": figure.caption.html,
        "parts": [
            {"key": part.key, "label": part.label, "formula_html": part.formula.html, "says_html": part.says.html}
            for part in figure.parts
        ],
    }


def _parts(document: Document | None, drawn: Drawing, findings: Findings, *, words_readable: bool) -> tuple[Part, ...]:
    table = (document.table("parts") if document else None) or {}
    for key, line in drawn.parts.items():
        if key not in table and words_readable:
            where = f"[parts.{key}] in the TOML beside it says what it is"
            hint = did_you_mean(key, table.keys() - drawn.parts.keys()) or where
            findings.refuse(line, f"nothing explains the part `{key}`", hint)
    if document is None:
        return ()
    return tuple(part for key in table if (part := _part(document, key, drawn)) is not None)


def _part(document: Document, key: str, drawn: Drawing) -> Part | None:
    if document.table("parts", key) is None:
        return None
    document.only(("label", "says"), ("formula",), inside=("parts", key))
    if key not in drawn.parts:
        hint = did_you_mean(key, drawn.parts) or f'something in it has data-part="{key}"'
        document.refuse(f"the drawing has no part `{key}`", "parts", key, hint=hint)
    label = _line(document, "label", LONGEST_LABEL, "parts", key)
    says = _sentence(document, LONGEST_SAYS, "parts", key, "says")
    return Part(key, label, _formula(document, "parts", key, "formula"), says)


def _line(document: Document, name: str, longest: int, *inside: str) -> str:
    """Words that aren't Markdown."""
    said = document.text(*inside, name)
    if said is None:
        return ""
    if not said.strip():
        document.refuse(f"`{name}` is empty", *inside, name)
    elif len(said) > longest:
        document.refuse(f"`{name}` is {len(said)} characters long; {longest} is the most", *inside, name)
    elif text.CONTROL.search(said) or "\t" in said:
        document.refuse(f"`{name}` holds a control character", *inside, name)
    return " ".join(said.split())


def _sentence(document: Document, longest: int, *steps: str) -> Text:
    said = document.text(*steps)
    if said is None:
        return Text()
    found = list(prose.faults(said, longest))
    for fault, hint in found:
        document.refuse(f"`{steps[-1]}` {fault}", *steps, hint=hint)
    return Text() if found else Text(said.strip(), prose.inline(said))


def _formula(document: Document, *steps: str) -> Text:
    tex = document.text(*steps)
    if tex is None:
        return Text()
    tex = " ".join(tex.split())
    found = [(message, hint) for _, message, hint in faults.inline(tex)]
    if not tex or len(tex) > LONGEST_FORMULA:
        found.append(("is empty" if not tex else f"a formula of {len(tex)} characters", f"{LONGEST_FORMULA} at most"))
    if "$" in tex:
        found = [("a $ in a formula", "here it stands without them")]
    for message, hint in found:
        document.refuse(f"`{steps[-1]}`: {message}", *steps, hint=hint)
    return Text() if found else Text(tex, showing.in_line(tex))
