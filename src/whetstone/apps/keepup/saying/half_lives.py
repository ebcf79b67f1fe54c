"""How long claims last: assumed, from the log, and which of the two is in force."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.keepup.words import CLAIM_KINDS
from whetstone.core.freshness.half_lives import DEATHS_NEEDED
from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.keepup.selectors.how_current import HowCurrent
    from whetstone.core.freshness.half_lives import HalfLife


def deaths(page: HowCurrent) -> str:
    """How many claims have ended while they were watched, and what that allows."""
    said = _("%(n)s of %(needed)s claims have ended while we watched them. ") % {
        "n": number(page.deaths),
        "needed": number(DEATHS_NEEDED),
    }
    if page.died_before:
        said += ngettext(
            "%(n)s more had ended before we first knew it; it says what ended, not how long "
            "claims last, so it is left out. ",
            "%(n)s more had ended before we first knew them; they say what ended, not how long "
            "claims last, so they are left out. ",
            page.died_before,
        ) % {"n": number(page.died_before)}
    if page.are_estimated:
        return said + _("The assumed half-lives stay in force until an editor changes them.")
    return said + _("Until then nothing is estimated, and the assumed half-lives are in force.")


def half_life_row(row: HalfLife) -> list[str]:
    """One kind: assumed (in force), estimated, Kaplan-Meier, from what."""
    return [
        str(CLAIM_KINDS.get(row.kind, row.kind)),
        _months(row.assumed),
        _estimated(row),
        _median(row),
        _("%(claims)s claims, %(deaths)s ended")
        % {
            "claims": number(row.claims - row.died_before),
            "deaths": number(row.deaths),
        },
    ]


def _months(value: float) -> str:
    tenths = round(value, 1)
    said = number(tenths, decimals=0 if tenths.is_integer() else 1)
    return ngettext("%(n)s month", "%(n)s months", 1 if tenths == 1 else 2) % {"n": said}


def _estimated(row: HalfLife) -> str:
    told = row.estimate
    if not told.is_known:
        if row.at_least is None:
            return _("not yet")
        return _("at least %(months)s: none has ended") % {"months": _months(row.at_least)}
    said = _("%(value)s (%(lo)s–%(hi)s)") % {
        "value": _months(told.value),
        "lo": number(told.lo, decimals=1),
        "hi": number(told.hi, decimals=1),
    }
    other = row.if_none_died_unseen
    if other.is_known and round(other.value, 1) > round(told.value, 1):
        said += _("; at most about %(other)s if none ended unseen") % {
            "other": _months(row.if_none_died_unseen.value)
        }
    return said + (_(". The assumed one lies outside.") if row.differs else "")


def _median(row: HalfLife) -> str:
    told = row.median
    if not told.is_known:
        return _("not yet") if not row.steps else _("more than half still hold")
    if math.isinf(told.hi):
        return _("%(value)s (from %(lo)s)") % {
            "value": _months(told.value),
            "lo": number(told.lo, decimals=1),
        }
    return _("%(value)s (%(lo)s–%(hi)s)") % {
        "value": _months(told.value),
        "lo": number(told.lo, decimals=1),
        "hi": number(told.hi, decimals=1),
    }
