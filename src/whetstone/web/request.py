"""What a view knows about who is asking. Values only: no query hides behind an attribute."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


SOME_YEARS: Final = range(2000, 2100)
"""A day that an address names lies in one of these; no calendar here goes further."""


def day_named(text: str) -> dt.date | None:
    """The day that an address names (`2026-11-23`); None for anything else."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in SOME_YEARS else None


class Right(enum.StrEnum):
    """What a person may be in a workspace. One person may hold several."""

    LEARNER = "learner"
    LEAD = "lead"
    PARTNER = "partner"
    INSTRUCTOR = "instructor"
    LEADER = "leader"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks, in the workspace they are in.

    `now` is the workspace's clock (aware, UTC): the real one, or the demo's. `edits_for_all`: an
    editor whose word counts in the installation's ledger, for every workspace.
    """

    person_id: int
    workspace_id: int
    name: str
    role_id: str
    rights: frozenset[str]
    workspace_name: str
    workspace_kind: str
    language: str
    country: str
    time_zone: str
    now: dt.datetime
    is_demo: bool
    user_id: int | None
    edits_for_all: bool = False
    colour: str = ""

    def has(self, *rights: str) -> bool:
        """Whether the actor holds at least one of the rights."""
        return any(right in self.rights for right in rights)

    @property
    def today(self) -> dt.date:
        """The date on the actor's own wall calendar."""
        from zoneinfo import ZoneInfo

        return self.now.astimezone(ZoneInfo(self.time_zone)).date()


class Request(HttpRequest):
    """A request that has passed our middleware."""

    htmx: HtmxDetails
    actor: Actor | None
