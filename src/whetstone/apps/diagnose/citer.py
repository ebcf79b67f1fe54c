"""Questions as things that cite claims: how the ripple names them, and whom they concern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from whetstone.apps.diagnose import selectors
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.field.citers import Cited, Citer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def describe(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name questions by their short titles; no query beyond the kept shelf."""
    del workspace_id  # questions belong to the installation
    found = selectors.questions(ids)
    areas = {area.id: area.name for area in shelf().framework.areas} if found else {}
    return {
        slug: Cited(
            title=one.short,
            detail=_("Question in %(area)s") % {"area": areas[one.area_id]},
        )
        for slug, one in found.items()
    }


def concerned(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Who of the workspace answered each question; one query."""
    return selectors.people_resting_on(ids, workspace_id)


def holders(persons: Any, ids: Any) -> Any:
    """Who of these people answered any of the questions, in any version."""
    return selectors.answerers(persons, ids)


ITEM_CITER = Citer(kind="item", describe=describe, concerned=concerned, holders=holders)
