"""The one error tree.

```
WhetstoneError
├── Fault      one thing that is wrong in something given to us: where, what, how to mend it
├── Faults     several of them, gathered first and raised once
├── Refused    the thing asked for is understood, and not allowed
└── Missing    the thing named does not exist, or not for the one who asks
```

Decisions are made on classes and attributes, never on the message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class WhetstoneError(Exception):
    """The root: everything Whetstone raises on purpose."""


class Fault(WhetstoneError):  # noqa: N818 - a word of the design, read as a noun
    """One thing that is wrong in something given to us.

    `where` is a place a person can go to ("items/str.yaml:41", "answer.best"), `what` says what
    is wrong there, `mend` says what to do about it (may be empty).
    """

    def __init__(self, where: str, what: str, mend: str = "") -> None:
        super().__init__(where, what, mend)
        self.where = where
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        """The fact as one line of text; a sentence ends before the next."""
        if not self.mend:
            return f"{self.where}: {self.what}"
        end = "" if self.what.endswith((".", "!", "?", ":")) else "."
        return f"{self.where}: {self.what}{end} {self.mend}"


class Faults(WhetstoneError):  # noqa: N818 - a word of the design, read as a noun
    """All the faults of one thing, in the order found. Never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("Faults needs at least one fault.")
        super().__init__(*self.faults)

    def __str__(self) -> str:
        """All the facts, one a line."""
        return "\n".join(str(fault) for fault in self.faults)


class Refused(WhetstoneError):  # noqa: N818 - a word of the design, read as a noun
    """Understood, and not allowed: `what` was asked, `why` not, `mend` says what would help."""

    def __init__(self, what: str, why: str, mend: str = "") -> None:
        super().__init__(what, why, mend)
        self.what = what
        self.why = why
        self.mend = mend

    def __str__(self) -> str:
        """The fact as one line of text."""
        tail = f" {self.mend}" if self.mend else ""
        return f"{self.what}: {self.why}{tail}"


class Missing(WhetstoneError):  # noqa: N818 - a word of the design, read as a noun
    """Nothing of the kind `what` answers to `key`."""

    def __init__(self, what: str, key: str) -> None:
        super().__init__(what, key)
        self.what = what
        self.key = key

    def __str__(self) -> str:
        """The fact as one line of text."""
        return f"No {self.what} answers to {self.key}."


def raise_all(faults: Iterable[Fault]) -> None:
    """Raise `Faults` when there is at least one fault; do nothing otherwise."""
    gathered = tuple(faults)
    if gathered:
        raise Faults(gathered)
