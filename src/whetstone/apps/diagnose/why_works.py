"""Judged works among what an estimate rests on, as the drawer of the profile prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from whetstone.apps.diagnose import why
from whetstone.core.measurement.judged_work import ASSUMED_RATER_SD
from whetstone.web import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.apps.diagnose.judged import JudgedWork
    from whetstone.apps.diagnose.live import LiveBank


def rows(
    works: Sequence[JudgedWork], *, live: LiveBank, now: dt.datetime, words: why.Said
) -> list[why.Row]:
    """The judged works of one person in one area, newest first."""
    language = (get_language() or "en").split("-")[0]
    found = []
    for one in reversed(works):
        state, state_words = why.state_of(one.rests_on, live.ledger, words)
        found.append(
            why.Row(
                question=_("Work: %(title)s") % {"title": one.title},
                note=_note(one),
                when=why.short_date(
                    one.done_at.date(), language, this_year=one.done_at.year == now.year
                ),
                answer=_levels(one),
                state=state,
                state_words=state_words,
                weight=why.two_decimals(round(one.weight, 2), language),
                at=round(100 * one.weight, 1),
                counts=one.weight > 0,
            )
        )
    return found


def sentences(works: Sequence[JudgedWork]) -> list[str]:
    """How many works count here, and what is assumed of those who judged them."""
    counted = [one for one in works if one.weight > 0]
    if not counted:
        return []
    many = ngettext("%(n)s judged work counts too.", "%(n)s judged works count too.", len(counted))
    return [
        many % {"n": wording.number(len(counted))},
        _(
            "Raters differ: by %(sd)s logits (assumed), so a work judged by one person says less "
            "than one judged by two."
        )
        % {"sd": wording.number(ASSUMED_RATER_SD, decimals=1)},
    ]


def _note(one: JudgedWork) -> str:
    if one.is_disputed:
        return _("two raters lie two levels apart: it does not count until they have talked")
    if one.raters == 1:
        return _("judged by one person")
    return ngettext("judged by %(n)s person", "judged by %(n)s people", one.raters) % {
        "n": wording.number(one.raters)
    }


def _levels(one: JudgedWork) -> str:
    """The levels of all raters' rows in this area: the span, not who said what."""
    levels = sorted(level for said in one.levels for level in said)
    if levels[0] == levels[-1]:
        return _("level %(level)d") % {"level": levels[0]}
    return _("level %(low)d to %(high)d") % {"low": levels[0], "high": levels[-1]}
