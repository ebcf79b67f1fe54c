"""When a person is erased: their number in what was chosen, signed and said goes, too.

Choices, signatures and comments are written once, and stand; only who a number named is masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.plan.models_campaign import CampaignSay, ChoiceMade
from whetstone.apps.plan.models_review import PlanSignature, ReviewComment

if TYPE_CHECKING:
    import datetime as dt

NOBODY: Final = 0
"""No person has this number, so a page says that somebody left."""
ONE: Final = frozenset({"owner_id", "pauses", "person"})
MANY: Final = "people"
HOLD: Final = (
    (ChoiceMade.objects, "values"), (CampaignSay.objects, "plan"),
    (PlanSignature.objects, "plan"), (ReviewComment.objects, "stood"),
)  # fmt: skip


def mask_person(person_id: int, _now: dt.datetime) -> None:
    """Put nobody in the place of a person wherever a kept plan names them by number."""
    for kept_by, column in HOLD:
        rows = kept_by.filter(workspace__people=person_id)
        for pk, kept in rows.values_list("pk", column):
            masked = without(kept, person_id)
            if masked != kept:
                kept_by.filter(pk=pk).update(**{column: masked})


def without(kept: Any, person_id: int) -> Any:
    """Plain values with nobody where they name a person.

    >>> without({"people": [3, 4], "skills": [{"people": 3}]}, 3)
    {'people': [0, 4], 'skills': [{'people': 3}]}
    """
    if isinstance(kept, list):
        return [without(one, person_id) for one in kept]
    if not isinstance(kept, dict):
        return kept
    return {key: _one(key, value, person_id) for key, value in kept.items()}


def _one(key: str, value: Any, person_id: int) -> Any:
    if key in ONE and value == person_id:
        return NOBODY
    if key == MANY and isinstance(value, list):
        return [NOBODY if one == person_id else one for one in value]
    return without(value, person_id)
