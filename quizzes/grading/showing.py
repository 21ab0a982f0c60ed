"""Numbers as people read them, in prose, in formulas and in code, and the HTML that they are set into."""

import re
from collections.abc import Callable, Sequence

EXACT_TO, ROUNDED_TO = 10, 6  # significant digits
WHOLE_BELOW = 1e15
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLACE = re.compile(r"\{\{(?P<place>\d{1,3})\}\}")
BRACED = re.compile(r"(?P<brace>\{)?\{\{(?P<place>\d{1,3})\}\}(?(brace)\})")  # in a formula it may have braces already
# TeX is escaped in its element, so that the next </ ends it.
SURROUNDINGS = re.compile(
    r'(?P<formula>class="arithmatex">.*?</)|(?P<code><code\b.*?</code>)|\{\{\d{1,3}\}\}', re.DOTALL
)


def filled(html: str, numbers: Sequence[float]) -> str:
    """A place that no number belongs to stays as it is."""

    def surrounded(part: re.Match[str]) -> str:
        place, how = (BRACED, in_formula) if part["formula"] else (PLACE, in_code if part["code"] else in_prose)
        return place.sub(lambda found: number(found, how), part[0])

    def number(found: re.Match[str], how: Callable[[float], str]) -> str:
        which = int(found["place"])
        return how(numbers[which]) if which < len(numbers) else found[0]

    return SURROUNDINGS.sub(surrounded, html)


def in_prose(number: float) -> str:
    """16,512 as authors write it, −3 with a real minus, 1.5 × 10⁻⁷."""
    mantissa, exponent = _parts(number)
    power = f"10{exponent.translate(SUPERSCRIPTS)}" if exponent else ""
    return _joined(_grouped(mantissa, ","), power, " × ").replace("-", "−")


def in_formula(number: float) -> str:
    """In braces, so that it is one thing to what stands around it: a power, a sign before it."""
    mantissa, exponent = _parts(number)
    power = f"10^{{{exponent}}}" if exponent else ""
    return f"{{{_joined(_grouped(mantissa, '{,}'), power, chr(92) + 'times ')}}}"


def in_code(number: float) -> str:
    return _shortest(number)


def _joined(mantissa: str, power: str, times: str) -> str:
    if not power:
        return mantissa
    return {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}{times}{power}")


def _parts(number: float) -> tuple[str, str]:
    mantissa, _, exponent = _shortest(number).partition("e")
    return mantissa, str(int(exponent)) if exponent else ""


def _shortest(number: float) -> str:
    """Exact where ten digits are enough for that; 0.1 + 0.2 is 0.3 and a third 0.333333."""
    number += 0.0  # no -0
    if number.is_integer() and abs(number) < WHOLE_BELOW:
        return str(int(number))
    exact = f"{number:.{EXACT_TO}g}"
    return exact if float(exact) == number else f"{number:.{ROUNDED_TO}g}"


def _grouped(mantissa: str, comma: str) -> str:
    whole, point, rest = mantissa.partition(".")
    return f"{int(whole):,}".replace(",", comma) + point + rest if abs(int(whole)) >= 1000 else mantissa
