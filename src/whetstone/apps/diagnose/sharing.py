"""Whether the lead may read a person's verdict words: the person says, area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from whetstone.apps.diagnose.models import ShareChoice
from whetstone.apps.diagnose.selectors import shared_areas
from whetstone.apps.field import selectors as field
from whetstone.apps.people import rules
from whetstone.apps.people import services as people_services
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

ABOUT: Final = "sharing"
WORDS: Final = (
    _(
        "Shared: the verdict in words, for the areas you tick, as it stands on the day. Never a "
        "number, never an answer, never your own guess."
    ),
    _(
        "Who reads it: the leads of this workspace, beside your name. Where an area rests on you "
        "alone, the page for leaders names you."
    ),
    _(
        "Not shared: then you count only in the team's cover, which is shown from five people up "
        "and names nobody."
    ),
    _("Nothing is shared unless you tick it, and you can change it on any day."),
)
"""What people are told before they choose; these very words are kept with the choice."""


@transaction.atomic
def share(
    *,
    person_id: int,
    workspace_id: int,
    asked: Iterable[str],
    shared: Iterable[str],
    now: dt.datetime,
) -> int:
    """Let the lead read verdict words in the `shared` areas, and in no other of the `asked` ones.

    Areas that were not asked about stay as they are. What the person was told is kept beside the
    choice. Returns how many choices changed.

    Raises:
        Refused: where a works council keeps verdicts off, nothing can be shared.
    """
    if rules.of(workspace_id).has_works_council:
        raise Refused("sharing", "works_council")
    known = set(field.framework().area_ids)
    wanted, about = set(shared) & known, set(asked) & known
    before = shared_areas([person_id]).get(person_id, frozenset())
    rows = [
        ShareChoice(person_id=person_id, area_id=area, is_shared=area in wanted, recorded_at=now)
        for area in sorted(about)
        if (area in wanted) != (area in before)
    ]
    if about:
        choice = sorted((before - about) | (wanted & about))
        rules.told(person_id=person_id, about=ABOUT, words=WORDS, choice=choice, now=now)
    if rows:
        ShareChoice.objects.bulk_create(rows)
        people_services.audit(
            workspace_id=workspace_id,
            actor_id=person_id,
            act="profile.sharing",
            object_kind="person",
            object_id=person_id,
            now=now,
        )
    return len(rows)
