"""What a form or JSON says, field by field, and what is refused of it: in a sentence that says what to do."""

import re
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

Said = Mapping[str, Sequence[str]]
# As in the library's own files: what nobody types, and what no database would keep.
CONTROL = re.compile(r"[^\n\t\x20-\x7e\xa0-\ud7ff\uf900-\U000effff]")
BREAK = re.compile(r"\r\n?")


class Refused(Exception):
    """What was said in `field` can't be read as an answer."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def one(said: Said, field: str, most: int) -> str:
    """The text of a field, without the blank space around it; empty if there is none."""
    values = said.get(field, ())
    if len(values) > 1:
        raise Refused(field, f"Give one answer here, not {len(values)}.")
    text = BREAK.sub("\n", values[0]).strip() if values else ""
    if len(text) > most:
        raise Refused(field, f"Make it shorter: {most:,} characters are the most, and this has {len(text):,}.")
    if sign := CONTROL.search(text):
        raise Refused(field, f"Take out the control character U+{ord(sign[0]):04X}, which can’t be read.")
    return text


def line(said: Said, field: str, most: int) -> str:
    return " ".join(one(said, field, most).split())


def places(said: Said, field: str, count: int) -> list[int]:
    """The letters of what was shown, A being the first, as places in it, in the order in which they were said."""
    values = said.get(field, ())
    if len(values) > len(ascii_uppercase):
        raise Refused(field, f"Say each letter once; the letters are {shown(count)}.")
    found: list[int] = []
    for letter in filter(None, (value.strip() for value in values)):
        place = ascii_uppercase.find(letter.upper()) if letter.isascii() and len(letter) == 1 else -1
        if not 0 <= place < count:
            raise Refused(field, f"Say the letters of what is shown, which are {shown(count)}.")
        if place in found:
            raise Refused(field, f"Say {ascii_uppercase[place]} once, not twice.")
        found.append(place)
    return found


def shown(count: int) -> str:
    letters = list(ascii_uppercase[:count])
    return letters[0] if count == 1 else f"{', '.join(letters[:-1])} and {letters[-1]}"
