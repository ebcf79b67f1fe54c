"""Who may open what: read from the addresses themselves, so the table cannot say another thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

from whetstone.apps.people.access import ACCOUNT, ANYBODY, MEMBER
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

ROOMS: Final[dict[str, str | _StrPromise]] = {
    "people": _("People and trust"),
    "diagnose": _("Diagnose"),
    "learn": _("Learn"),
    "keepup": _("Keep up"),
    "plan": _("Plan"),
    "lead": _("Lead"),
    "connect": _("Connect"),
    "web": _("About this product"),
}
"""The rooms in the order of the table."""
AGAIN: Final = " **Asks again.**"


@dataclass(frozen=True, slots=True)
class Address:
    """One address, what it is for (its view's first line, in English), and who may open it."""

    room: str
    name: str
    path: str
    what: str
    who: tuple[str, ...]
    asks_again: bool = False

    @property
    def again(self) -> str:
        """What the reference adds where the act asks for the password or passkey again."""
        return AGAIN if self.asks_again else ""

    @property
    def is_open(self) -> bool:
        """Whether no place in a workspace is needed."""
        return bool({ANYBODY, ACCOUNT} & {*self.who})

    def lets(self, right: Right) -> bool:
        """Whether somebody with this right alone is let in."""
        return self.is_open or MEMBER in self.who or right in self.who


def rights() -> tuple[Right, ...]:
    """What a person may be, in the order of the table."""
    return tuple(Right)


@lru_cache(maxsize=1)
def addresses() -> tuple[Address, ...]:
    """Every address of ours, room by room, by path."""
    order = list(ROOMS)
    return tuple(sorted(_found(), key=lambda one: (order.index(one.room), one.path, one.name)))


def _found() -> Iterator[Address]:
    for entry in get_resolver().url_patterns:
        if not isinstance(entry, URLResolver) or entry.app_name not in ROOMS:
            continue
        for pattern in entry.url_patterns:
            if isinstance(pattern, URLPattern):
                doc = (pattern.callback.__doc__ or "").strip().split("\n\n")[0]
                yield Address(
                    str(entry.app_name),
                    str(pattern.name),
                    "/" + _as_read(str(pattern.pattern)),
                    " ".join(doc.split()),
                    tuple(getattr(pattern.callback, "who_may", ())),
                    bool(getattr(pattern.callback, "asks_again", False)),
                )


def _as_read(route: str) -> str:
    """A route as people read it: `people/…`."""
    parts = ["…" if part.startswith("<") else part for part in route.split("/")]
    return "/".join(parts)


def as_markdown() -> str:
    """The table as the reference shows it, in English."""
    names = [str(right) for right in rights()]
    lines = [
        "# Who may open what",
        "",
        "Written by `whetstone permissions` from the addresses themselves; a test compares them.",
        "A right opens a page inside its own workspace only. `x`: let in. **Asks again**: the",
        "act wants the password or passkey once more; a copy of the demo has neither.",
    ]
    for room in ROOMS:
        lines += [
            "",
            f"## {room}",
            "",
            f"| address | what | {' | '.join(names)} |",
            "|---|---|" + "---|" * len(names),
        ]
        lines += [
            f"| `{one.path}` | {one.what}{one.again} | "
            + " | ".join("open" if one.is_open else "x" if one.lets(r) else "" for r in rights())
            + " |"
            for one in addresses()
            if one.room == room
        ]
    return "\n".join(lines) + "\n"
