"""A formula's tokens, gone through as KaTeX goes through them, until something doesn't belong together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from content.compiler.mathematics import known
from content.compiler.problems import did_you_mean

DEEPEST = 40
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|'+|[^\\\s]|\\|\s+", re.DOTALL)
ENDS = ("}", "&", r"\end", r"\right", r"\cr")
OPTIONAL = ("sqrt", "smash", "cfrac")


@dataclass(frozen=True)
class Token:
    text: str
    line: int

    @property
    def command(self) -> str:
        return self.text[1:] if self.text.startswith("\\") and len(self.text) > 1 else ""


def tokens_of(tex: str) -> Iterator[Token]:
    """Without blank space, which means nothing in a formula."""
    line = 0
    for match in TOKEN.finditer(tex):
        if not match[0].isspace():
            yield Token(match[0], line)
        line += match[0].count("\n")


class Refused(Exception):
    def __init__(self, token: Token | None, message: str, hint: str = "") -> None:
        self.fault = (token.line if token else 0, message, hint)


class Reader:
    """Goes through a formula as KaTeX does, as far as that takes to see what belongs together."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.at = 0
        self.inside: list[str] = []

    @property
    def next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def whole(self) -> None:
        self.expression("")
        if self.next is None:
            return
        unexpected = {
            "}": ("a } without its {", r"the sign itself is \}"),
            "&": ("an & outside of an environment", r"\begin{aligned} … \end{aligned} around it"),
            r"\end": (r"an \end without its \begin", ""),
            r"\right": (r"a \right without its \left", r"or \bigr, which needs none"),
        }
        raise Refused(self.next, *unexpected.get(self.next.text, (f"{self.next.text} stands alone", "")))

    def expression(self, inside: str) -> None:
        """`inside` is what opened it: a sign, or an environment's name."""
        if len(self.inside) == DEEPEST:
            raise Refused(self.next, f"a formula more than {DEEPEST} deep")
        self.inside.append(inside)
        while self.next is not None and self.next.text not in ENDS:
            self.atom()
            self.scripts()
        self.inside.pop()

    def atom(self) -> None:
        token = self.next
        if token is None or token.text[0] in "^_'":
            return  # a script of nothing
        self.at += 1
        match token.text:
            case "{":
                self.group(token)
            case r"\left":
                self.left(token)
            case r"\begin":
                self.environment(token)
            case r"\middle":
                if self.inside[-1] != r"\left":
                    raise Refused(token, r"a \middle outside of \left … \right")
                self.delimiter(token)
            case r"\hline" | r"\hdashline":
                if self.inside[-1] not in known.ENVIRONMENTS:
                    raise Refused(token, f"a {token.text} outside of an environment", r"\begin{array}{ll} around it")
            case r"\limits" | r"\nolimits":
                if self.at == 1:
                    raise Refused(token, f"{token.text} behind what is no operator", rf"such as \sum{token.text}_t")
            case "%":
                raise Refused(token, "a % would make the rest a comment", r"the sign itself is \%")
            case "#":
                raise Refused(token, "a # in a formula", r"the sign itself is \#")
            case "$":
                raise Refused(token, "a $ in a formula")
            case sign if len(sign) == 1 and sign > "\x7f" and sign not in known.SIGNS:
                raise Refused(token, f"the sign {sign} in a formula", r"words stand in \text{…}")
            case _:
                self.command(token)

    def command(self, token: Token) -> None:
        name = token.command
        if name in known.SIZED:
            self.delimiter(token)
        elif name in known.TEXT:
            self.words(token)
        elif name in known.ARGUMENTS:
            if (name in OPTIONAL or name.startswith("x")) and self.next and self.next.text == "[":
                self.optional(token)
            for _ in range(known.ARGUMENTS[name]):
                self.argument(token)

    def group(self, opening: Token) -> None:
        self.expression("{")
        if self.next is None or self.next.text != "}":
            found = f", and {self.next.text} comes first" if self.next else ""
            raise Refused(opening, f"a {{ without its }}{found}", r"the sign itself is \{")
        self.at += 1

    def left(self, opening: Token) -> None:
        self.delimiter(opening)
        self.expression(r"\left")
        if self.next is None or self.next.text != r"\right":
            found = f", and {self.next.text} comes first" if self.next else ""
            raise Refused(opening, rf"a \left without its \right{found}", r"\right. closes without a sign")
        closing = self.next
        self.at += 1
        self.delimiter(closing)

    def delimiter(self, token: Token) -> None:
        found = self.next
        if found is None or found.text in ENDS or found.text in "{^_":
            raise Refused(token, f"{token.text} without a bracket behind it", rf"such as {token.text}(")
        if found.text not in known.DELIMITERS and not (len(found.text) == 1 and found.text > "\x7f"):
            raise Refused(token, f"{token.text} before {found.text}, which is no bracket", rf"such as {token.text}(")
        self.at += 1

    def environment(self, opening: Token) -> None:
        name = self.name(opening)
        if name not in known.ENVIRONMENTS:
            hint = did_you_mean(name, known.ENVIRONMENTS)
            raise Refused(opening, f"KaTeX knows no environment `{name}`", hint)
        if name.rstrip("*") in known.NUMBERED:
            hint = f"write {known.NUMBERED[name.rstrip('*')]}; {known.OURS}"
            raise Refused(opening, f"the environment `{name}` makes a line of its own", hint)
        self.expression(name)
        while self.next is not None and self.next.text in ("&", r"\cr"):
            self.at += 1
            self.expression(name)
        if self.next is None or self.next.text != r"\end":
            found = f", and {self.next.text} comes first" if self.next else ""
            raise Refused(opening, rf"\begin{{{name}}} without its \end{found}")
        closing = self.next
        self.at += 1
        ended = self.name(closing)
        if ended != name:
            raise Refused(closing, rf"\end{{{ended}}} closes \begin{{{name}}}")

    def name(self, token: Token) -> str:
        letters: list[str] = []
        if self.next is None or self.next.text != "{":
            raise Refused(token, f"{token.text} without a name", rf"such as {token.text}{{aligned}}")
        self.at += 1
        while self.next is not None and self.next.text != "}" and len(letters) < 30:
            letters.append(self.next.text)
            self.at += 1
        self.at += 1
        return "".join(letters)

    def argument(self, command: Token) -> None:
        """A group, or a single sign; most commands that want arguments of their own can't stand there."""
        found = self.next
        if found is None or found.text in ENDS or found.text in "^_":
            what = "its second part" if known.ARGUMENTS.get(command.command) == 2 else "what it is about"
            raise Refused(command, f"{command.text} without {what}", rf"such as {_example(command.command)}")
        if found.command in known.BRACED and known.ARGUMENTS.get(found.command):
            raise Refused(command, f"{command.text} right before {found.text}", f"{command.text}{{{found.text} …}}")
        self.atom()

    def optional(self, command: Token) -> None:
        opening = self.at
        while self.next is not None and self.next.text != "]":
            if self.next.text in ENDS:
                break
            self.at += 1
            if self.tokens[self.at - 1].text == "{":
                self.group(self.tokens[self.at - 1])
        if self.next is None or self.next.text != "]":
            raise Refused(self.tokens[opening], f"{command.text}[ without its ]")
        self.at += 1

    def scripts(self) -> None:
        above = below = False
        while self.next is not None and self.next.text[0] in "^_'":
            token = self.next
            if below if token.text == "_" else above:
                which = "below" if token.text == "_" else "above"
                raise Refused(token, f"two scripts {which} one sign", "braces say what belongs to what: {a^b}^c")
            below, above = below or token.text == "_", above or token.text != "_"
            self.at += 1
            if token.text[0] == "'":
                if self.next is None or self.next.text != "^":
                    continue
                token = self.next
                self.at += 1
            self.script(token)

    def script(self, token: Token) -> None:
        found = self.next
        if found is None or found.text in ENDS or found.text[0] in "^_'":
            raise Refused(token, f"nothing behind {token.text}", f"such as x{token.text}{{t-1}}")
        if found.command in known.BRACED:
            raise Refused(token, f"{found.text} right behind {token.text}", f"{token.text}{{{found.text} …}}")
        self.atom()

    def words(self, command: Token) -> None:
        """Text, in which formulas' signs mean nothing."""
        if self.next is None or self.next.text in ENDS:
            raise Refused(command, f"{command.text} without words", rf"such as {command.text}{{for all}}")
        if self.next.text != "{":
            self.at += 1
            return
        depth = 0
        opening = self.next
        while self.next is not None:
            token = self.next
            self.at += 1
            depth += (token.text == "{") - (token.text == "}")
            if token.text in "_^&#%$":
                raise Refused(token, f"{token.text} in {command.text}", f"the sign itself is \\{token.text}")
            if not depth:
                return
        raise Refused(opening, "a { without its }", r"the sign itself is \{")


def _example(name: str) -> str:
    return f"\\{name}" + "".join(f"{{{sign}}}" for sign in "abcd"[: known.ARGUMENTS.get(name, 1)])
