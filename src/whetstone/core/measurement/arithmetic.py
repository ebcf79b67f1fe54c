"""Sums that a question's file states as text, worked out without running anything else.

Numbers, names, + - * / // %, comparisons, `and`, `or`, `not`, `x if y else z`, and min, max, abs,
round, sqrt, sum. Nothing else is known: no attribute, no index, no call of anything, no power
(which could take for ever).
"""

from __future__ import annotations

import ast
import math
import operator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Known = Mapping[str, Any]
    Sum = Callable[[Known], Any]

LONGEST: Final = 300
_TWO: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ONE: Final[Mapping[type, Callable[[Any], Any]]] = {ast.USub: operator.neg, ast.Not: operator.not_}
_KNOWN: Final[Mapping[str, Callable[..., Any]]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "round": round,
    "sqrt": math.sqrt,
    "sum": lambda *all_of: sum(all_of),
}
_SHAPES: Final = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Call,
    ast.Name, ast.Load, ast.Constant, ast.And, ast.Or, *_TWO, *_ONE,
)  # fmt: skip


def worked_out(text: str, known: Mapping[str, Any]) -> Any:
    """The value of a sum.

    Raises:
        Faults: it is no sum, names something unknown, or cannot be worked out (1 / 0).

    >>> worked_out("round(1000 * a / b) if b > 0 else 0", {"a": 60, "b": 3000})
    20
    """
    try:
        return _ready(text)(known)
    except KeyError as gone:
        raise Faults([Fault(text, f"There is no {gone.args[0]!r}.")]) from None
    except (ZeroDivisionError, TypeError, ValueError, OverflowError) as wrong:
        raise Faults([Fault(text, f"It cannot be worked out: {wrong}.")]) from None


def _parsed(text: str) -> ast.Expression:
    if len(text) > LONGEST:
        raise Faults([Fault(text, f"It is longer than {LONGEST} characters.")])
    try:
        found = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        raise Faults([Fault(text, "This is no sum.")]) from None
    for node in ast.walk(found):
        if not isinstance(node, _SHAPES):
            raise Faults([Fault(text, f"A sum holds no {type(node).__name__.lower()}.")])
        if isinstance(node, ast.Constant) and not isinstance(node.value, int | float | str):
            raise Faults([Fault(text, "A sum holds numbers and words.")])
        if isinstance(node, ast.Call) and (
            not isinstance(node.func, ast.Name) or node.func.id not in _KNOWN or node.keywords
        ):
            raise Faults([Fault(text, f"A sum knows {', '.join(sorted(_KNOWN))}.")])
    return found


@lru_cache(maxsize=4096)
def _ready(text: str) -> Sum:
    """The sum as functions in one another: read once, worked out for many drawings."""
    return _made(_parsed(text).body)


def _made(node: ast.AST) -> Sum:
    return _READ[type(node)](node)


def _constant(node: Any) -> Sum:
    value = node.value
    return lambda _known: value


def _named(node: Any) -> Sum:
    name = node.id
    return lambda known: known[name]


def _of_two(node: Any) -> Sum:
    left, right, act = _made(node.left), _made(node.right), _TWO[type(node.op)]

    def found(known: Known) -> Any:
        one, other = left(known), right(known)
        if isinstance(one, str) or isinstance(other, str):
            raise TypeError("words are only compared")
        return act(one, other)

    return found


def _of_one(node: Any) -> Sum:
    inner, act = _made(node.operand), _ONE[type(node.op)]
    return lambda known: act(inner(known))


def _all_or_any(node: Any) -> Sum:
    parts = tuple(map(_made, node.values))
    if isinstance(node.op, ast.And):
        return lambda known: all(part(known) for part in parts)
    return lambda known: any(part(known) for part in parts)


def _if(node: Any) -> Sum:
    test, then, other = _made(node.test), _made(node.body), _made(node.orelse)
    return lambda known: then(known) if test(known) else other(known)


def _called(node: Any) -> Sum:
    act, parts = _KNOWN[node.func.id], tuple(map(_made, node.args))
    return lambda known: act(*(part(known) for part in parts))


def _compared(node: Any) -> Sum:
    first, pairs = (
        _made(node.left),
        tuple(
            (_TWO[type(sign)], _made(other))
            for sign, other in zip(node.ops, node.comparators, strict=True)
        ),
    )

    def found(known: Known) -> bool:
        left = first(known)
        for holds, other in pairs:
            right = other(known)
            if not holds(left, right):
                return False
            left = right
        return True

    return found


_READ: Final[Mapping[type, Callable[[Any], Sum]]] = {
    ast.Constant: _constant,
    ast.Name: _named,
    ast.BinOp: _of_two,
    ast.UnaryOp: _of_one,
    ast.Compare: _compared,
    ast.BoolOp: _all_or_any,
    ast.IfExp: _if,
    ast.Call: _called,
}
