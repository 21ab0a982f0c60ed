"""A question while it is read: what stands under its heading, before its kind has told what is what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from content.compiler.findings import Findings
from content.compiler.questions.fields import Field, Fields
from content.compiler.questions.items import Lines, misconception
from content.compiler.questions.texts import Texts, paragraph
from content.compiler.questions.values import Foreseen
from content.compiler.tokens import Token
from content.compiler.values import Text

LONGEST_SITUATION = 6000
LONGEST_SAYS = 1500


@dataclass
class Draft:
    """`body` stands between the fields and the first part; `parts` are those with a ### of which a kind has its own.
    `text` is what of the body was the question's, as soon as its kind has told."""

    findings: Findings
    line: int
    fields: Fields
    body: Lines
    parts: Mapping[str, Lines]
    texts: Texts
    text: Text = field(default_factory=Text)

    def tell(self, body: Lines, change: Callable[[Token], Token] | None = None) -> None:
        self.text = self.texts.blocks(body.tokens, LONGEST_SITUATION, "a question's text", figures=True, change=change)

    def foreseen(self, value: str, of: Field) -> Foreseen:
        """`said {!key} > what is said of it`"""
        answer, _, says = f" {value}".partition(" > ")
        answer, _, key = answer.strip().partition("{!")
        betrayed = misconception(key.removesuffix("}"), of.line, self.findings) if key else None
        right = of.name == "also"
        if betrayed and right:
            self.findings.refuse(of.line, "a right answer betrays no misconception", "it belongs to a `wrong`")
        tokens = paragraph(says.strip(), of.line)
        text = self.texts.blocks(tokens, LONGEST_SAYS, "what is said of an answer")
        return Foreseen(answer.strip(), right, text, betrayed)
