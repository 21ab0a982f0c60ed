"""What a Markdown source consists of, line by line. Two tokens that say the same are equal, wherever they stand."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Attributes:
    """`{#key name="value"}` after a heading's or a callout's title."""

    key: str = ""
    pairs: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.key or self.pairs)

    def get(self, name: str) -> str:
        return dict(self.pairs).get(name, "")


@dataclass(frozen=True, kw_only=True)
class Token:
    """Its first and its last line."""

    line: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Heading(Token):
    level: int
    title: str
    attributes: Attributes = Attributes()


@dataclass(frozen=True)
class Directive(Token):
    """`::name arguments`"""

    name: str
    arguments: str = ""


@dataclass(frozen=True)
class Fence(Token):
    """Code. `info` is what stands behind the opening marks; `indent` how far into a list it stands."""

    info: str
    body: str
    indent: int = 0
    closed: bool = True


@dataclass(frozen=True)
class Display(Token):
    """A formula on lines of its own."""

    tex: str
    indent: int = 0
    closed: bool = True


@dataclass(frozen=True)
class Quote(Token):
    """Lines that begin with >."""

    body: tuple[Token, ...]


@dataclass(frozen=True)
class Callout(Token):
    """A quote that begins with [!KIND]; `kind` is in small letters."""

    kind: str
    title: str
    attributes: Attributes
    body: tuple[Token, ...]


@dataclass(frozen=True)
class Prose(Token):
    """Lines without an empty one between them: a paragraph, a list or a piece of one, a table, a definition."""

    text: str
