"""When it is worth being asked again, and why: after a change, after learning, after a while.

Fourteen days lie between two checks of an area (the same people asked sooner mostly show what they
were just told), and between learning something and measuring it: what is still there then was
learned. A change that took answers away is a reason at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.core.kernel.verdict import Verdict
from whetstone.web import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.apps.diagnose.evidence import Given
    from whetstone.apps.diagnose.selectors import AreaEstimate
    from whetstone.apps.field.selectors import AreaView

WAIT: Final = dt.timedelta(days=14)
FADED: Final = 0.5
"""Answers that are worth less than this share of fresh ones have faded."""
MOST: Final = 3


class _Reason(IntEnum):
    """Why, the best first."""

    CHANGE = 0
    LEARNED = 1
    CLOSE = 2
    FADED = 3


@dataclass(frozen=True, slots=True)
class Retest:
    """An area to be asked about again: `why`, and the day from which it tells something."""

    area_id: str
    area: str
    why: str
    due: dt.date
    is_due: bool


def retests(
    areas: Iterable[AreaView],
    *,
    known: Mapping[str, AreaEstimate],
    given: Mapping[str, Sequence[Given]],
    learned: Mapping[str, Sequence[dt.datetime]],
    now: dt.datetime,
    besides: Collection[str] = (),
) -> list[Retest]:
    """The areas worth asking about again, those that are due first, at most three of them.

    `learned` holds the moments of learning by area. Areas never measured are not asked *again*;
    of those in `besides` the page has said already that more answers would tell.
    """
    found = []
    for area in areas:
        one, answers = known.get(area.id), given.get(area.id)
        if one is None or not answers:
            continue
        reason = _reason(one, max(row.answered_at for row in answers), learned.get(area.id, ()))
        if reason is not None:
            kind, why, due = reason
            is_due = due <= now
            if is_due and kind is _Reason.CLOSE and area.id in besides:
                continue
            found.append((not is_due, kind, Retest(area.id, area.name, why, due.date(), is_due)))
    found.sort(key=lambda row: row[:2])
    return [row[2] for row in found[:MOST]]


def _reason(
    one: AreaEstimate, last: dt.datetime, learned: Sequence[dt.datetime]
) -> tuple[_Reason, str, dt.datetime] | None:
    if one.was is not None:
        lost = int(one.was["lost"])
        why = ngettext(
            "A change took %(n)s of your answers. New ones would tell where you stand now.",
            "A change took %(n)s of your answers. New ones would tell where you stand now.",
            lost,
        ) % {"n": wording.number(lost)}
        return _Reason.CHANGE, why, last
    since = [at for at in learned if at > last]
    if since:
        why = _(
            "You have learned here since you were last asked. "
            "What is still there after two weeks, stays."
        )
        return _Reason.LEARNED, why, max(since) + WAIT
    if one.is_measured and one.verdict is Verdict.TOO_CLOSE:
        why = _("It was too close to call. More answers would decide it.")
        return _Reason.CLOSE, why, last + WAIT
    if one.answers and one.fresh < FADED * one.answers:
        why = _("Half of what your answers said has faded.")
        return _Reason.FADED, why, last + WAIT
    return None
