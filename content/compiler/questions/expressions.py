"""What can be worked out: numbers, names and a few functions, through an allow-listed syntax tree. Authors write
answers so, and learners may type an expression instead of its value: it is short, and nothing in it grows."""

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from content.compiler.problems import did_you_mean

LONGEST = 300
DEEPEST = 60
SUCH_AS = "numbers, + - * / ** and brackets, such as 4*H*(D+H+1)"

# As people also write them.
SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "^": "**", "\xa0": " "})
STRANGE = re.compile(r"[^A-Za-z0-9_.+\-*/(), ]")
# A number right before a name or a bracket.
TOUCHING = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<number>(?:\d[\d_]*+\.?+[\d_]*+|\.\d++)(?:[eE][+-]?\d++)?+)\s*+(?P<name>[A-Za-z_]\w*|\()"
)

CONSTANTS = {"pi": math.pi, "e": math.e}


class Refused(Exception):
    """With a message, and a hint that may be empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


class NoValue(Refused):
    """It can be read, and has no finite value: `why` says what it does, in words that follow it."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"`{source}` {why}")
        self.why = why


@dataclass(frozen=True)
class Function:
    """`takes` are the fewest and the most arguments."""

    apply: Callable[..., float]
    takes: tuple[int, int] = (1, 1)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _round(x: float, digits: float = 0.0) -> float:
    if not digits.is_integer():
        raise ValueError
    return round(x, int(digits))


FUNCTIONS = {
    "sqrt": Function(math.sqrt),
    "exp": Function(math.exp),
    "log": Function(math.log),
    "log2": Function(math.log2),
    "log10": Function(math.log10),
    "tanh": Function(math.tanh),
    "sigmoid": Function(_sigmoid),
    "abs": Function(abs),
    "floor": Function(math.floor),
    "ceil": Function(math.ceil),
    "round": Function(_round, (1, 2)),
    "min": Function(min, (2, 20)),
    "max": Function(max, (2, 20)),
}
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: math.pow,
}


@dataclass(frozen=True)
class Expression:
    """`names` are those that need a value."""

    source: str
    names: frozenset[str]
    _tree: ast.expr = field(compare=False, repr=False)

    def at(self, values: Mapping[str, float]) -> float:
        """A finite number; refused where there is none."""
        try:
            found = float(_worked_out(self._tree, values))
        except ZeroDivisionError:
            raise NoValue(self.source, "divides by 0") from None
        except OverflowError:
            found = math.inf
        except ValueError:
            raise NoValue(self.source, "has no real value") from None
        if not math.isfinite(found):
            raise NoValue(self.source, "is beyond all numbers")
        return found


def is_name(name: str) -> bool:
    """Whether a variable may be called so."""
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,19}", name)) and name not in {*FUNCTIONS, *CONSTANTS}


def parse(text: str) -> Expression:
    source = text.strip()
    if not source:
        raise Refused("nothing to work out", SUCH_AS)
    if len(source) > LONGEST:
        raise Refused(f"an expression of {len(source)} characters", f"{LONGEST} are the most")
    said = source.translate(SIGNS)
    if strange := STRANGE.search(said):
        raise Refused(f"the sign {strange[0]} in an expression", SUCH_AS)
    if touching := TOUCHING.search(said):
        number, name = touching["number"], touching["name"]
        raise Refused(f"no sign stands between {number} and {name}", f"such as {number}*{name}")
    try:
        tree = ast.parse(said, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused(f"`{source[:40]}` can't be worked out", SUCH_AS) from None
    return Expression(source, frozenset(_names(tree, 1)), tree)


def _names(node: ast.expr, depth: int) -> Iterator[str]:
    """The variables; refuses whatever else isn't allowed on the way."""
    if depth > DEEPEST:
        raise Refused(f"an expression more than {DEEPEST} deep")
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name(id=name):
            if name in FUNCTIONS:
                raise Refused(f"`{name}` without its brackets", f"such as {name}(2)")
            if name not in CONSTANTS:
                yield name
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            yield from _names(inner, depth + 1)
        case ast.BinOp(left=left, op=operator, right=right):
            if type(operator) not in OPERATORS:
                raise Refused("// is not known here", "floor(a/b) is")
            yield from _names(left, depth + 1)
            yield from _names(right, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            _check_call(name, len(arguments))
            for argument in arguments:
                yield from _names(argument, depth + 1)
        case ast.Call():
            raise Refused("two brackets without a sign between them", "such as (D+1)*(H+1)")
        case ast.Tuple():
            raise Refused("a comma outside of a function's brackets", "1.5 is written with a point")
        case _:
            raise Refused("what can be worked out has no words in it", SUCH_AS)


def _check_call(name: str, count: int) -> None:
    if name not in FUNCTIONS:
        hint = did_you_mean(name, FUNCTIONS) or f"there is {', '.join(FUNCTIONS)}; times is *"
        raise Refused(f"there is no function `{name}`", hint)
    least, most = FUNCTIONS[name].takes
    if not least <= count <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise Refused(f"`{name}` of {count} numbers", f"it takes {wanted}")


def _worked_out(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            if name in CONSTANTS:
                return CONSTANTS[name]
            if name not in values:
                raise Refused(f"`{name}` has no value here", did_you_mean(name, values) or "write numbers alone")
            return float(values[name])
        case ast.UnaryOp(op=sign, operand=inner):
            found = _worked_out(inner, values)
            return -found if isinstance(sign, ast.USub) else found
        case ast.BinOp(left=left, op=operator, right=right):
            return OPERATORS[type(operator)](_worked_out(left, values), _worked_out(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return float(FUNCTIONS[name].apply(*(_worked_out(argument, values) for argument in arguments)))
    raise TypeError(node)
