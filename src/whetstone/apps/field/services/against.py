"""What stands against an act on a claim: facts, all at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from whetstone.apps.field import selectors
from whetstone.apps.field.models import ClaimVersion
from whetstone.core.kernel.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.field.services.sources import Source

Status = ClaimVersion.Status
A_DAY = dt.timedelta(days=1)
HERE_IT_IS = frozenset({Status.CURRENT, Status.RETIRED})
"""What a workspace may say of a claim that everybody reads: it holds here, or it does not."""


def not_yet(where: str, day: dt.date, now: dt.datetime) -> list[Fault]:
    """A day that is over nowhere on earth has not been read."""
    if day <= (now + A_DAY).date():
        return []
    return [Fault(where, _("this day has not been yet"), _("name the day it was read"))]


def no_reason(reason: str) -> list[Fault]:
    """An act that nobody can follow later."""
    if reason.strip():
        return []
    return [Fault("reason", _("it has no reason"), _("say why in one sentence"))]


def out_of_force(before: ClaimVersion, now: dt.datetime) -> list[Fault]:
    """A claim that is superseded or retired."""
    state = selectors.state_of(before, on=now.date())
    if state.is_gone:
        return [
            Fault(
                "claim",
                _("this claim no longer holds"),
                _("write a new claim for what is true now"),
            )
        ]
    return []


def cannot_be_read(before: ClaimVersion, accessed: dt.date, now: dt.datetime) -> Iterator[Fault]:
    """A claim whose source cannot be read again, or was not read on that day."""
    yield from out_of_force(before, now)
    if before.status == Status.PROPOSED:
        mend = _("publish the change that brings it in")
        yield Fault("claim", _("this claim does not count yet"), mend)
    if accessed < before.as_of:
        what = _("it was checked later than that, on %(day)s") % {"day": before.as_of.isoformat()}
        yield Fault("accessed", what, _("name a later day"))


def not_in_doubt(before: ClaimVersion) -> list[Fault]:
    """A doubt that nobody has."""
    if before.status == Status.DOUBTFUL:
        return []
    return [Fault("claim", _("nobody doubts this claim"), _("there is nothing to settle"))]


def override(
    before: ClaimVersion,
    *,
    status: str,
    said: str,
    reason: str,
    source: Source | None,
    now: dt.datetime,
) -> list[Fault]:
    """Everything that is wrong with what somebody says instead."""
    found = no_reason(reason)
    if status not in HERE_IT_IS and status != before.status:
        found.append(Fault("status", _("that is no word for here"), _("it holds, or it does not")))
    same = (status, said) == (before.status, before.statement)
    if same and source is None:
        found.append(Fault("statement", _("this is what stands here already"), _("change one")))
    if said != before.statement and source is None:
        mend = _("say where you read it")
        found.append(Fault("source", _("a new statement needs a source"), mend))
    if source is not None:
        found += not_yet("accessed", source.accessed, now)
    return found
