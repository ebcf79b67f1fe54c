"""The head-count wanted per area, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors as field
from whetstone.apps.people import selectors as people
from whetstone.apps.people.selectors import Need

if TYPE_CHECKING:
    from django.forms import BoundField

MOST = 500


class RequirementsForm(forms.Form):
    """For each area a level and a number of people; an empty number is "not required"."""

    def __init__(self, *args: Any, workspace_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = field.framework()
        levels = [
            (level, found.levels[level])
            for level, cut in sorted(found.cuts.items())
            if level < len(found.levels)
        ]
        known = {need.area_id: need for need in people.requirements(workspace_id)}
        self.areas = [(area.id, area.name) for area in found.areas]
        for area, name in self.areas:
            need = known.get(area)
            self.fields[f"people-{area}"] = forms.IntegerField(
                label=_("People in %(area)s") % {"area": name},
                required=False,
                min_value=0,
                max_value=MOST,
                initial=need.people if need else None,
            )
            self.fields[f"level-{area}"] = forms.TypedChoiceField(
                label=_("Level in %(area)s") % {"area": name},
                choices=levels,
                coerce=int,
                required=False,
                initial=need.level if need else levels[0][0],
            )

    @property
    def rows(self) -> list[tuple[str, BoundField, BoundField]]:
        """(area, people, level) as the table shows them."""
        return [(name, self[f"people-{area}"], self[f"level-{area}"]) for area, name in self.areas]

    @property
    def needs(self) -> list[Need]:
        """What was asked for; call after `is_valid`."""
        found = []
        for area, _name in self.areas:
            wanted = self.cleaned_data.get(f"people-{area}")
            if wanted:
                level = (
                    self.cleaned_data.get(f"level-{area}") or self.fields[f"level-{area}"].initial
                )
                found.append(Need(area, int(level), wanted))
        return found
