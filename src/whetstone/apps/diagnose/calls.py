"""What a check alone said of entry level: met, below, or too close to call; and how it is said.

A call comes from the answers of one sitting and nothing older, with stated error rates. The
profile beside it rests on everything a person has answered. The two may differ, and both say what
they rest on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose.models import Attempt
from whetstone.core.measurement.deciding import DEFAULT_RATES, Decided
from whetstone.web import wording
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

LOOKED_AT: Final = 60
"""The newest checks of a person among which an area's last call is looked for."""


@dataclass(frozen=True, slots=True)
class Call:
    """What one check said of one area."""

    said: Decided
    answers: int
    on: dt.date


def calls_of(attempt: Attempt) -> dict[str, Call]:
    """What a finished check said, by area; no query."""
    if attempt.finished_at is None:
        return {}
    return _calls(attempt.decided, attempt.finished_at)


def newest_calls(person_id: int, until: dt.datetime) -> dict[str, Call]:
    """What the newest check with enough answers said of each area; one query."""
    found: dict[str, Call] = {}
    for decided, at in _NEWEST(person_id, until):
        found = _calls(decided, at) | found
    return found


_NEWEST = Prepared(
    lambda person_id, until: (
        Attempt.objects.filter(person_id=person_id, finished_at__lte=until)
        .exclude(mode=Attempt.Mode.REFRESHER)
        .order_by("-finished_at")
        .values_list("decided", "finished_at")[:LOOKED_AT]
    )
)


def _calls(decided: Mapping[str, Mapping[str, object]], at: dt.datetime) -> dict[str, Call]:
    return {
        area: Call(Decided[str(one["said"]).upper()], int(str(one["answers"])), at.date())
        for area, one in decided.items()
    }


def say(call: Call) -> str:
    """A call in a sentence or two, with how often such a call is wrong."""
    many = ngettext("%(n)s question", "%(n)s questions", call.answers) % {
        "n": wording.number(call.answers)
    }
    words = {
        "day": wording.day(call.on),
        "questions": many,
        "wrong": wording.number(round(100 * DEFAULT_RATES.false_met)),
    }
    if call.said is Decided.TOO_CLOSE:
        return (
            _(
                "The check of %(day)s by itself (%(questions)s): too close to call. "
                "More questions might tell; for somebody right at entry level, none ever will."
            )
            % words
        )
    if call.said is Decided.MET:
        first = _("The check of %(day)s by itself (%(questions)s): entry level met.") % words
    else:
        first = _("The check of %(day)s by itself (%(questions)s): below entry level.") % words
    return (
        f"{first} "
        + _(
            "Such a call is wrong for at most %(wrong)s in 100 people who stand clearly on the "
            "other side; near the line it may be wrong more often."
        )
        % words
    )
