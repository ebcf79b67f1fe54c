"""Sums that a question's file states as text, worked out without running anything else.

Numbers, names, + - * / // %, comparisons, `and`, `or`, `not`, `x if y else z`, and min, max, abs,
round, sum. Nothing else is known: no attribute, no index, no call of anything, no power (which
could take for ever).
"""

from __future__ import annotations

import ast
import operator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
        return _value(_parsed(text).body, known)
    except KeyError as gone:
        raise Faults([Fault(text, f"There is no {gone.args[0]!r}.")]) from None
    except (ZeroDivisionError, TypeError, ValueError, OverflowError) as wrong:
        raise Faults([Fault(text, f"It cannot be worked out: {wrong}.")]) from None


@lru_cache(maxsize=512)
def _parsed(text: str) -> ast.Expression:
    try:
        found = ast.parse(text[: LONGEST + 1], mode="eval")
    except (SyntaxError, ValueError):
        raise Faults([Fault(text, "This is no sum.")]) from None
    if len(text) > LONGEST:
        raise Faults([Fault(text, f"It is longer than {LONGEST} characters.")])
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


def _value(node: ast.AST, known: Mapping[str, Any]) -> Any:
    return _READ[type(node)](node, known)


def _of_two(node: Any, known: Mapping[str, Any]) -> Any:
    left, right = _value(node.left, known), _value(node.right, known)
    if isinstance(left, str) or isinstance(right, str):
        raise TypeError("words are only compared")
    return _TWO[type(node.op)](left, right)


def _all_or_any(node: Any, known: Mapping[str, Any]) -> bool:
    are = (bool(_value(one, known)) for one in node.values)
    return all(are) if isinstance(node.op, ast.And) else any(are)


def _if(node: Any, known: Mapping[str, Any]) -> Any:
    return _value(node.body if _value(node.test, known) else node.orelse, known)


def _called(node: Any, known: Mapping[str, Any]) -> Any:
    return _KNOWN[node.func.id](*(_value(one, known) for one in node.args))


def _compared(node: Any, known: Mapping[str, Any]) -> bool:
    left = _value(node.left, known)
    for sign, other in zip(node.ops, node.comparators, strict=True):
        right = _value(other, known)
        if not _TWO[type(sign)](left, right):
            return False
        left = right
    return True


_READ: Final[Mapping[type, Callable[[Any, Mapping[str, Any]], Any]]] = {
    ast.Constant: lambda node, _known: node.value,
    ast.Name: lambda node, known: known[node.id],
    ast.BinOp: _of_two,
    ast.UnaryOp: lambda node, known: _ONE[type(node.op)](_value(node.operand, known)),
    ast.Compare: _compared,
    ast.BoolOp: _all_or_any,
    ast.IfExp: _if,
    ast.Call: _called,
}
