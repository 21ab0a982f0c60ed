"""Questions as their authors write them, for tests: one of each kind, with a field, a text or a part changed."""

from dataclasses import is_dataclass

from content.compiler.questions import reader
from content.compiler.questions.values import Question
from content.compiler.values import Text

BODIES = {
    "single": "- [x] Yes\n  > It is.\n- [ ] No {!other-way}\n  > It isn't.\n",
    "multi": "- [x] One\n  > It is.\n- [x] Two\n  > It is, too.\n- [ ] Three\n  > It isn't.\n",
    "numeric": "With $H={{H}}$.\n",
    "order": "1. First\n2. Then\n3. At last\n",
    "cloze": "It is $[[f_t]]$.\n",
    "text": "",
}
FIELDS = {"numeric": {"vars": "H in 2, 4", "answer": "3*H"}}
PARTS = {"text": "### Model answer\nBecause.\n\n### Rubric\n- (1) Says it\n\n"}
WHY = "### Why\nIt is so.\n"


def written(
    kind: str = "single",
    body: str | None = None,
    *,
    heading: str = "Is it? {#is-it}",
    after: str | None = None,
    also: str = "",
    **fields: str | None,
) -> str:
    """Fields that are None are left out, `keep_order` is keep-order; `also` are whole lines behind them."""
    said = {"type": kind, "tests": "cell.state", "level": "3"} | FIELDS.get(kind, {}) | fields
    lines = [
        f"{name.replace('keep_order', 'keep-order')}: {value}" for name, value in said.items() if value is not None
    ]
    head = "\n".join([f"## {heading}", *lines, *also.splitlines()])
    return (
        f"{head}\n\n{BODIES[kind] if body is None else body}\n{PARTS.get(kind, '') + WHY if after is None else after}"
    )


def problems(source: str | bytes) -> list[str]:
    data = source if isinstance(source, bytes) else source.encode()
    return [str(problem) for problem in reader.questions("q.md", data)[1]]


def question(source: str) -> Question:
    found, faults = reader.questions("q.md", source.encode())
    assert [str(fault) for fault in faults] == []
    assert found is not None
    (only,) = found
    return only


def texts_in(asked: object) -> list[Text]:
    """All that a question says, wherever in it."""
    if isinstance(asked, Text):
        return [asked]
    parts = asked if isinstance(asked, tuple) else vars(asked).values() if is_dataclass(asked) else ()
    return [text for part in parts for text in texts_in(part)]
