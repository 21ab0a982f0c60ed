"""A number as people type it: 1.5, −3, ½, 1e-3, 16,512, 5%, 128 parameters, 4*64*(32+65). Read, never guessed."""

import math
import re
import unicodedata

from content.compiler.questions import expressions

SIGNS = str.maketrans(
    {"−": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "÷": "/", "⁄": "/", "∕": "/", "π": "pi"}
)
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
FRACTION = re.compile(r"([0-9]+)?\s*([¼-¾⅐-⅞])")
RAISED = re.compile(r"[⁺⁻]?[⁰¹²³⁴-⁹]+")
GROUPED = re.compile(r"(?<![\w.,])[1-9][0-9]{0,2}(?:([,'’_ ])[0-9]{3})(?:\1[0-9]{3})*(?![\w,'’_])(?! [0-9])")
# What stands behind the last digit or bracket and begins with a letter or a sign of its own.
UNIT = re.compile(r"(.*[0-9.)])\s*([^\W\d_].*|[%‰°µμΩ].*)", re.DOTALL)
EXPONENT = re.compile(r"[eE][+-]?[0-9.]*|[eE].*[0-9)].*")
PER_CENT = ("%", "percent", "per cent")
CALL = re.compile(r"[A-Za-z]\w*\s*\(")
NOT_FINITE = re.compile(r"[+-]?\s*(?:nan|inf|infinity|∞)", re.IGNORECASE)
TIMES = re.compile(r"[0-9)]\s*[xX]\s*[0-9(]")


class Unreadable(Exception):
    """Its text is a sentence that says what to write."""


def value(typed: str, unit: str = "") -> float:
    plain = _plain(typed)
    if TIMES.search(plain):
        raise Unreadable("Write * for times, as in 4*64.")
    if "–" in plain:
        raise Unreadable("Write one number rather than a range, and - for minus.")
    text, share = _without_unit(plain, _plain(unit))
    if not text:
        raise Unreadable("Write a number.")
    if NOT_FINITE.fullmatch(text):
        raise Unreadable("Write a finite number.")
    number = _worked_out(_without_groups(text)) * share
    if not math.isfinite(number):
        raise Unreadable("Write a finite number: this one is too large.")
    return number + 0.0  # no -0


def _plain(text: str) -> str:
    """In ASCII as far as it can be, with signs that arithmetic knows."""
    text = text.strip().removeprefix("=").strip()
    text = RAISED.sub(lambda raised: f"**({unicodedata.normalize('NFKC', raised[0])})", text)
    text = FRACTION.sub(_fraction, text)
    text = unicodedata.normalize("NFKC", text).translate(SIGNS).replace("^", "**").strip()
    return f"-{text[1:]}" if text.startswith("–") else text


def _fraction(found: re.Match[str]) -> str:
    over = unicodedata.normalize("NFKC", found[2]).translate(SIGNS)
    return f"({found[1]}+{over})" if found[1] else f"({over})"


def _without_unit(text: str, unit: str) -> tuple[str, float]:
    """What is left without the unit, and what that makes of it: of 5% a hundredth, unless all is in per cent here."""
    if unit and not unit[0].isalpha() and text.endswith(unit) and not _is_per_cent(unit):
        return text.removesuffix(unit).strip(), 1
    behind = UNIT.fullmatch(text)
    if behind is None or EXPONENT.fullmatch(behind[2]):
        return text, 1
    number, found = behind[1], behind[2].strip()
    if _same_unit(found, unit) or (_is_per_cent(found) and _is_per_cent(unit)):
        return number, 1
    if not _is_per_cent(found):
        alone = f"Write the number alone, or in {unit}" if unit else "Write the number alone"
        raise Unreadable(f"{alone}: “{found}” behind it can’t be read here.")
    if not NUMBER.fullmatch(_without_groups(number).strip()):
        raise Unreadable("Write a share as a decimal, such as 0.05 for 5%, where you calculate with it.")
    return number, 0.01


def _same_unit(found: str, unit: str) -> bool:
    """Capitals can mean something in a sign (MB, Mb) and not in a word, which may also be in the singular."""
    if found == unit:
        return True
    return len(unit) > 3 and found.casefold().removesuffix("s") == unit.casefold().removesuffix("s")


def _is_per_cent(unit: str) -> bool:
    return unit.casefold() in PER_CENT


def _without_groups(text: str) -> str:
    """16,512 and 16 512 are thousands; any other comma is refused, unless it stands in a call such as max(1, 2)."""
    if CALL.search(text):
        return text
    text = GROUPED.sub(lambda number: re.sub("[^0-9]", "", number[0]), text)
    if "," in text:
        decimal = re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text)
        example = text.replace(",", ".") if decimal else "1.5"
        raise Unreadable(f"Write a point before the decimals, as in {example}: a comma groups thousands, as in 16,512.")
    return text


def _worked_out(text: str) -> float:
    if NUMBER.fullmatch(text):
        return float(text)
    try:
        expression = expressions.parse(text)
        if expression.names:
            raise Unreadable(f"Write numbers for {', '.join(sorted(expression.names))}, as in 4*64*(32+65).")
        return expression.at({})
    except expressions.NoValue as problem:
        raise Unreadable(f"Write a number, or a calculation that gives one: this one {problem.why}.") from problem
    except (expressions.Refused, ArithmeticError, ValueError) as problem:
        raise Unreadable("Write a number such as 1.5, or a calculation such as 4*64*(32+65).") from problem
