"""The lesson that helps most in an area, for the profile's offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from whetstone.apps.diagnose.lessons import Lesson
from whetstone.apps.learn import selectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def suggest(person_id: int, area_ids: Sequence[str]) -> Mapping[str, Lesson]:
    """The first unfinished lesson by area; two queries. Registered in `config.composition`."""
    found = selectors.suggestions(person_id, area_ids)
    return {
        area: Lesson(row.title, reverse("learn:lesson", args=[row.slug]), row.minutes)
        for area, row in found.items()
    }
