"""Questions as things that cite claims: how the ripple names them.

They concern nobody: answering a check question is not learning. A change under a question takes
the weight of its answers (`live.py`); a refresher goes to those who learned the claim or were
certified on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


ITEM_CITER = Citer(kind="item", describe=describe, met=selectors.answers_since)
