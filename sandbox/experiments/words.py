"""Numbers as a person reads them."""

import math
import re
from collections.abc import Iterable

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def shown(value: int | float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"


def typeset(value: int | float | str) -> str:
    """With a true minus, for reading; `shown` is what can be typed."""
    return shown(value).replace("-", "\N{MINUS SIGN}") if not isinstance(value, str) else value


def about_seconds(seconds: float) -> str:
    """An estimate, no finer than it is."""
    if seconds < 1.5:
        return "a second"
    return f"{seconds:.0f} s" if seconds < 10 else f"{round(seconds / 5) * 5} s"


def power(log10: float | None) -> str:
    """A size given by its logarithm, None for zero: 0.0432, or 3.2 × 10⁻⁵⁰⁰ where a float could only say 0."""
    if log10 is None:
        return "0"
    if -3 <= log10 < 2.9995:
        return f"{10**log10:#.3g}".rstrip(".")
    exponent = math.floor(log10)
    digits = f"{10 ** (log10 - exponent):.1f}"
    if digits == "10.0":
        digits, exponent = "1.0", exponent + 1
    return f"{digits} × 10{str(exponent).translate(_SUPERSCRIPTS)}"


def tiny(value: float) -> str:
    """A size that may be 0 or far below 1."""
    return power(math.log10(value) if value else None)


def rounded(value: float) -> float:
    """To three digits."""
    return float(f"{value:.3g}")


def unbroken(text: str) -> str:
    """A number stays on one line with its unit or its power; a sentence around it may be broken."""
    return re.sub(r"(?<=[\d×]) (?=\S)", "\N{NO-BREAK SPACE}", text)


def figure(value: int | float | None) -> str:
    """A number as it stands in a table: four digits of it, or all of a whole one; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e6):
        return f"{value:,.0f}".replace("-", "−")
    sign, size = "−" if value < 0 else "", abs(value)
    if 1e-3 <= size < 1e6:
        return sign + (f"{size:,.0f}" if size >= 1000 else f"{size:.4g}")
    return sign + power(math.log10(size))


def short(value: float) -> str:
    """Three digits of it, as a sentence says it."""
    return figure(rounded(value))


def listed(names: Iterable[str], last: str = "and") -> str:
    *most, final = names
    return f"{', '.join(most)} {last} {final}" if most else final


def capitalised(sentence: str) -> str:
    """The first letter alone: names within keep theirs."""
    return sentence[:1].upper() + sentence[1:]
