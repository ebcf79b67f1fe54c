"""Why something was decided: a code with values, and the words that print it.

A recommendation never carries a bare score. It carries reasons: the condition that
decided, with the values it was decided on. The words are kept apart from the code, so
that a page can print them in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | int | float | date | datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that decided something.

    `code` is a permanent name; `values` holds what it was decided on.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


def because(code: str, **values: Value) -> Reason:
    """Build a reason: `because("busy", minutes=30)`."""
    return Reason(code, values)


def say(reason: Reason, words: Mapping[str, str]) -> str:
    """The reason in plain words.

    Args:
        reason: what decided.
        words: templates by code, with the names of the values as `{places}`; a page passes
            translated templates.

    Raises:
        KeyError: when a code has no words, or a template asks for a value that is missing.
    """
    shown = {name: _plain(value) for name, value in reason.values.items()}
    return words[reason.code].format_map(shown)


def _plain(value: Value) -> Value:
    """Whole floats lose their `.0`; other floats keep at most two decimals."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 2)
    return value
