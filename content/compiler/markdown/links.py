"""Where a link leads, and how a page says so. Pages link to each other by their files, as code hosts understand."""

import html
import re
from dataclasses import dataclass

PAGE = re.compile(r"(?:\.\./|\.\./\.\./[a-z0-9-]+/)([a-z][a-z0-9-]*)/page\.md(?:#([a-z][a-z0-9.-]*))?")
WITHIN = re.compile(r"#([a-z][a-z0-9.-]*)")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
OUTSIDE = re.compile(
    r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#][^\s\"<>\\]*)?"
    r"|mailto:[^@\s\"<>\\]+@[A-Za-z0-9.-]+"
)
LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class Outside:
    address: str


@dataclass(frozen=True)
class Within:
    anchor: str


@dataclass(frozen=True)
class Page:
    topic: str
    anchor: str


@dataclass(frozen=True)
class Refused:
    message: str
    hint: str


Target = Outside | Within | Page | Refused


def read(address: str) -> Target:
    if len(address) > LONGEST_ADDRESS:
        return Refused(f"an address of {len(address)} characters", f"{LONGEST_ADDRESS} are the most")
    if match := WITHIN.fullmatch(address):
        return Within(match[1])
    if match := PAGE.fullmatch(address):
        return Page(match[1], match[2] or "")
    scheme = SCHEME.match(address)
    if OUTSIDE.fullmatch(address):
        return Outside(address)
    if scheme and scheme[1].lower() == "http":
        return Refused("a link without encryption: http://", "https:// is what others are linked by")
    if scheme:
        return Refused(f"a link that begins with {scheme[1]}:", "https: and mailto: are what leads outside")
    if address.startswith("/"):
        return Refused(
            f"the address `{address}` begins with a slash",
            "another page is ../topic/page.md#section, an experiment ::demo key",
        )
    hint = "another page is ../topic/page.md#section, a place in this one #section, outside is https://…"
    return Refused(f"`{address}` leads nowhere" if address else "a link without an address", hint)


def attributes(target: Target) -> str:
    match target:
        case Outside(address):
            return f'href="{html.escape(address)}" rel="noopener"'
        case Within(anchor):
            return f'href="#{anchor}"'
        case Page(topic, anchor):
            return f'href="../{topic}/{f"#{anchor}" if anchor else ""}"'
        case Refused():
            return ""
