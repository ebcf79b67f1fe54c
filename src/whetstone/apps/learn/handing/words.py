"""What the pages of handed-in tasks say, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.learn.handing import reading
from whetstone.apps.learn.handing.settling import Part
from whetstone.apps.learn.models import TaskHanding
from whetstone.apps.learn.selectors.catalogue import ENTRY
from whetstone.apps.learn.simulation import words as drills
from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.learn.handing.reading import FileView, Said, TaskLine, ToJudge, Version

Why = TaskHanding.Why
agreed = drills.agreed


def state(row: TaskLine) -> str:
    """How far a task in a list is, and what comes next."""
    if row.state == reading.BEGUN:
        return _("Begun, not handed in")
    if row.state == reading.DISPUTED:
        return _("Judged, and two are far apart")
    if row.state == reading.HALF:
        said = ngettext("Judged by %(num)s of %(all)s", "Judged by %(num)s of %(all)s", row.raters)
        return said % {"num": number(row.raters), "all": number(row.wanted)}
    return _("Judged") if row.state == reading.JUDGED else _("Handed in, waits to be judged")


def title(version: Version | None) -> str:
    """The first line of the page of one's own work."""
    if version is None:
        return _("Do it, judge it yourself, hand it in")
    if version.state == reading.DISPUTED:
        return _("Judged, and two of them are far apart")
    if version.state == reading.JUDGED:
        return _("Judged: this is what was said")
    return (
        _("Judged by one, one is to come") if version.judged else _("Handed in. Now others judge")
    )


def how_many(version: Version) -> str:
    """How many people judge it, and why so many."""
    why = version.work.why
    if why == Why.SMALL:
        return _(
            "One person judges it, as nobody else here could. Wherever it counts, that is said."
        )
    if why == Why.AGREED:
        return _("One person judges it: those who judge here agree well enough.")
    if why == Why.TENTH:
        return _("Two people judge it: every tenth work is judged twice.")
    return _("Two people judge it, until it is known how far those who judge here agree.")


def counts(version: Version) -> str:
    """What a judged work counts for, and what would make it count."""
    words = version.words
    if words is None:
        return _("Nobody has judged it yet, so it counts for nothing yet.")
    if words.is_open:
        return _("Until that is settled it says nothing of your level.")
    lowest = min((level for said in words.levels for level in said.values()), default=0)
    if words.raters < version.work.wanted:
        by = _("Judged by one person: it counts for your profile with one person's error.")
        return by + " " + _("For a certificate it takes one more.")
    if lowest < ENTRY:
        return _(
            "It counts for your profile. A row below 2 is not the task of a certificate yet: mend "
            "it and hand it in again."
        )
    if version.work.wanted == 1:
        return _(
            "No row is below 2. It counts for a certificate, which says “judged by one person”."
        )
    return _("No row is below 2. It counts for your profile and for a certificate.")


def differ(rows: list[str]) -> str:
    """Where two are far apart, and what can be done."""
    return _(
        "Two levels or more apart: %(rows)s. They talk, and each may judge once more; or you ask "
        "a third person, whose level then counts in these rows. What was said first is kept."
    ) % {"rows": "; ".join(rows)}


def part(one: Said | ToJudge) -> str:
    """As what somebody was asked."""
    if one.part == Part.MODERATOR:
        return _("settles what is in dispute")
    return _("colleague who judges beside others") if one.part == Part.PEER else ""


def size(file: FileView) -> str:
    """How large a file is."""
    if file.size < 100_000:  # noqa: PLR2004  # a tenth of a megabyte
        return _("%(n)s kB") % {"n": number(max(1, round(file.size / 1000)))}
    return _("%(n)s MB") % {"n": number(file.size / 1_000_000, decimals=1)}
