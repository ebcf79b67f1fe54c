"""Dates of a change, and what a thin skill lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.keepup.saying.figures import amount
from whetstone.apps.keepup.selectors.figures import DAYS
from whetstone.core.freshness.audit import ENOUGH_ITEMS
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.apps.keepup.selectors.coverage import ThinSkill
    from whetstone.apps.keepup.selectors.how_current import HowCurrent, Told


def dates(change: Told) -> str:
    """When a change happened, was noticed, and was mended."""
    said = _("happened %(a)s, noticed %(b)s") % {
        "a": day(change.happened_on),
        "b": day(change.noticed_on),
    }
    if change.lag is not None:
        said += f" ({amount(change.lag, DAYS)})"
    if change.published_on is None:
        return said + _("; not published yet")
    return said + _("; published %(c)s") % {"c": day(change.published_on)}


def mended(change: Told) -> str:
    """What it meant for the lessons."""
    if not change.repair.needed:
        return _("No lesson rested on what went.")
    if change.repair.done_on is None:
        return _("Lessons that rested on it are still to be mended.")
    return _("Lessons mended on %(day)s.") % {"day": day(change.repair.done_on)}


def not_confirmed(page: HowCurrent) -> str:
    """How many changes stand outside of every figure, and why."""
    n, unread = page.not_confirmed, len(page.unread)
    said = ngettext(
        "%(n)s more is not confirmed: nobody has opened its source yet. It is in none of these "
        "figures.",
        "%(n)s more are not confirmed: nobody has opened their sources yet. They are in none of "
        "these figures.",
        n,
    ) % {"n": number(n)}
    if not unread:
        return said
    return f"{said} " + ngettext(
        "Nor is %(n)s claim that never held for us and that only they are about.",
        "Nor are %(n)s claims that never held for us and that only they are about.",
        unread,
    ) % {"n": number(unread)}


def lacks(skill: ThinSkill) -> str:
    """What a thin skill has not got, or not got any more."""
    parts = []
    if not skill.has_lesson:
        parts.append(_("a lesson"))
    if skill.items < ENOUGH_ITEMS:
        parts.append(_("two questions") if not skill.items else _("a second question"))
    if not skill.has_task:
        parts.append(_("a task"))
    return _("lacks %(things)s") % {"things": ", ".join(parts)}


def thin_by_area(skills: Iterable[ThinSkill]) -> Mapping[str, list[ThinSkill]]:
    """Thin skills under the name of their area."""
    found: dict[str, list[ThinSkill]] = {}
    for skill in skills:
        found.setdefault(skill.area, []).append(skill)
    return found
