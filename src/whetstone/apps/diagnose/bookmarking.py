"""A level's cut by bookmarks: which areas have a booklet, its pages, and a panel's record.

A booklet is made of questions whose numbers come from answers: its order is the method. So it is
offered where an area has ten of them; elsewhere it says how many are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose.cutting import Panel, faults_of_panel, keep, level_faults
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.people import selectors as people
from whetstone.core.kernel.errors import Fault, Faults, Refused, raise_all
from whetstone.core.measurement.bookmark import (
    Bookmark,
    BookmarkCut,
    Centre,
    Page,
    booklet,
    set_bookmarks,
)
from whetstone.core.measurement.item_life import MEASURED
from whetstone.core.measurement.standard_setting import FEWEST_ITEMS
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.apps.diagnose.live import Question, Shelf
    from whetstone.apps.diagnose.models import CutPanel

METHOD: Final = "bookmark, RP67"


@dataclass(frozen=True, slots=True)
class AreaBooklet:
    """The booklet of an area; where there is none, how many questions are `missing`."""

    area_id: str
    name: str
    questions: tuple[Question, ...]
    pages: tuple[Page, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a panel handed in: bookmarks, the area whose booklet they lay in, how to join them."""

    area_id: str
    marks: Sequence[Bookmark]
    centre: Centre = "median"


def missing_questions(held: Shelf, area_id: str) -> int:
    """How many measured questions an area lacks until it has a booklet. No query."""
    return max(0, FEWEST_ITEMS - len(_measured(held, area_id)))


def booklet_of(area_id: str) -> AreaBooklet | None:
    """The pages of an area, easiest first; None where there is no such area."""
    held = shelf()
    if area_id not in held.framework.area_ids:
        return None
    name, missing = held.framework.area(area_id).name, missing_questions(held, area_id)
    if missing:
        return AreaBooklet(area_id, name, (), (), missing)
    asked = tuple(_measured(held, area_id))
    return AreaBooklet(
        area_id, name, asked, booklet([held.parameters[one.row] for one in asked]), 0
    )


def cut_by_bookmarks(sitting: Sitting, level: int) -> BookmarkCut:
    """The cut that these bookmarks set; nothing is stored.

    Raises:
        Refused: the area has too few measured questions, or there is none.
        Faults: a level that begins nowhere, and whatever `set_bookmarks` finds wrong.
    """
    raise_all(level_faults(level))
    return set_bookmarks(sitting.marks, _offered(sitting.area_id).pages, centre=sitting.centre)


@transaction.atomic
def record_bookmarks(
    sitting: Sitting, panel: Panel, *, now: dt.datetime, person_id: int | None = None
) -> CutPanel:
    """Keep the panel's record, its booklet with it, and let its cut count, for every workspace.

    Raises:
        Refused, Faults: as `cut_by_bookmarks`; nothing is said about the judges, they met in the
            future, or the person edits for their own workspace only.
    """
    if person_id is not None and not people.edits_for_all(person_id):
        raise Refused(
            _("This cannot be said for everybody"),
            _("only an editor of the whole installation may."),
        )
    faults = faults_of_panel(panel, now)
    try:
        found = cut_by_bookmarks(sitting, panel.level)
    except Faults as more:
        raise Faults([*faults, *more.faults]) from None
    raise_all(faults)
    shown = _offered(sitting.area_id)
    return keep(
        panel,
        found.record,
        method=METHOD if sitting.centre == "median" else f"{METHOD}, mean",
        ratings=[[one.judge, one.round, one.page] for one in sitting.marks],
        booklet=[
            [question.slug, question.version, page.points, round(page.place, 6)]
            for page in shown.pages
            for question in (shown.questions[page.item],)
        ],
        area_id=sitting.area_id,
        now=now,
        person_id=person_id,
    )


def why_not(found: AreaBooklet) -> str:
    """Why an area has no booklet, in a sentence; "" where it has one."""
    if not found.missing:
        return ""
    return ngettext(
        "%(area)s has no booklet yet: it takes %(all)s questions whose numbers come from answers, "
        "and %(n)s is missing. Until then judges rate each question (modified Angoff).",
        "%(area)s has no booklet yet: it takes %(all)s questions whose numbers come from answers, "
        "and %(n)s are missing. Until then judges rate each question (modified Angoff).",
        found.missing,
    ) % {"area": found.name, "all": number(FEWEST_ITEMS), "n": number(found.missing)}


def _offered(area_id: str) -> AreaBooklet:
    found = booklet_of(area_id)
    if found is None:
        raise Faults([Fault("--area", f"there is no area “{area_id}”.")])
    if found.missing:
        raise Refused(_("Bookmarks cannot set a cut here yet"), why_not(found))
    return found


def _measured(held: Shelf, area_id: str) -> list[Question]:
    return [
        one for one in held.latest.values() if one.area_id == area_id and one.state in MEASURED
    ]
