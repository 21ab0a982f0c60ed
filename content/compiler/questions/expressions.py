"""Arithmetic that people write, worked out: numbers, names of variables, the usual signs and a few functions."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LONGEST, DEEPEST = 200, 20
SIGNS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "log2": math.log2, "log10": math.log10, "tanh": math.tanh,
    "sigmoid": lambda x: 0.5 * (1 + math.tanh(x / 2)), "abs": abs, "floor": math.floor, "ceil": math.ceil,
    "round": round, "min": min, "max": max,
}  # fmt: skip
CONSTANTS = {"pi": math.pi, "e": math.e}


class Refused(Exception):
    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True)
class Expression:
    tree: ast.expr
    names: frozenset[str]

    def at(self, values: Mapping[str, float]) -> float:
        try:
            return float(_at(self.tree, values))
        except (ArithmeticError, ValueError, TypeError) as problem:
            raise Refused("it has no value") from problem


def parse(text: str) -> Expression:
    if len(text) > LONGEST:
        raise Refused("it is too long", f"{LONGEST} characters are the most")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as problem:
        raise Refused("it is no arithmetic", "such as 4*(3+1)") from problem
    return Expression(tree, frozenset(_names(tree, 0)))


def _names(node: ast.expr, depth: int) -> set[str]:
    if depth > DEEPEST:
        raise Refused("it is nested too deep")
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return set()
        case ast.Name(id=name):
            return set() if name in CONSTANTS else {name}
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return _names(operand, depth + 1)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
            return _names(left, depth + 1) | _names(right, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return {found for each in args for found in _names(each, depth + 1)}
    raise Refused("it is no arithmetic", "such as 4*(3+1)")


def _at(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return CONSTANTS[name] if name in CONSTANTS else values[name]
        case ast.UnaryOp(op=sign, operand=operand):
            return -_at(operand, values) if isinstance(sign, ast.USub) else _at(operand, values)
        case ast.BinOp(left=left, op=sign, right=right):
            return SIGNS[type(sign)](_at(left, values), _at(right, values))
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name](*(_at(each, values) for each in args))
    raise Refused("it is no arithmetic")
