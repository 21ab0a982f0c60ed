"""What KaTeX knows, as it said itself (katex.json; a test holds it to the pinned one), and what we don't take of it."""

import json
from pathlib import Path

_said = json.loads((Path(__file__).parent / "katex.json").read_text())

ARGUMENTS = {
    name: int(count) for count, names in _said["commands"].items() if count != "within" for name in names.split()
}
COMMANDS = {*ARGUMENTS, *_said["commands"]["within"].split(), " ", "\\", "\n"}
ENVIRONMENTS = frozenset(_said["environments"].split())
BRACED = frozenset(_said["braced"].split())
DELIMITERS = frozenset(_said["delimiters"].split())
SIGNS = frozenset(_said["signs"])

OURS = "a number comes from \\label, and \\eqref refers to it"
REFUSED = {
    **dict.fromkeys(("tag", "notag", "nonumber"), OURS),
    **dict.fromkeys(
        ("def", "gdef", "edef", "xdef", "let", "futurelet", "global", "long", "char", "expandafter", "noexpand"),
        "a formula defines no commands",
    ),
    **dict.fromkeys(
        ("newcommand", "renewcommand", "providecommand"),
        "a formula defines no commands",
    ),
    **dict.fromkeys(
        ("href", "url", "includegraphics", "htmlClass", "htmlId", "htmlStyle", "htmlData"),
        "a formula leads nowhere",
    ),
    **dict.fromkeys(("message", "errmessage", "show", "verb"), "it says something to programmers"),
}
# Those that number their lines by themselves → those that don't.
NUMBERED = {"align": "aligned", "alignat": "alignedat", "equation": "aligned", "gather": "gathered"}
TEXT = frozenset(
    ("text", "textrm", "textbf", "textit", "textnormal", "texttt", "textsf", "textup", "textmd", "mbox", "hbox")
)
SIZED = frozenset(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
