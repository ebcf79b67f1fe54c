"""The shelves of this room: which pages stand beside the list of changes, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from whetstone.web.address import address
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.web.request import Actor

EVERYBODY = "all_"
"""What the name of an address begins with where it belongs to the installation."""
AUDITORS = (Right.INSTRUCTOR, Right.LEAD, Right.EDITOR, Right.PARTNER)

SHELVES: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (_("Changes"), "keepup:changes", ()),
    (_("Inbox"), "keepup:notices", (Right.LEAD, Right.EDITOR)),
    (_("Claims"), "keepup:claims", ()),
    (_("To read again"), "keepup:review", (Right.EDITOR, Right.LEAD)),
    (_("Near misses"), "keepup:near_misses", ()),
    (_("This month"), "keepup:digest", ()),
    (_("Watched sources"), "keepup:watches", (Right.EDITOR, Right.ADMIN)),
    (_("Packs"), "keepup:packs", (Right.EDITOR, Right.ADMIN)),
    (_("Audits"), "keepup:audits", AUDITORS),
    (_("How current we are"), "keepup:how_current", ()),
    (_("Test quality"), "diagnose:test_quality", ()),
    (_("What you reported"), "keepup:my_notices", ()),
)
"""(word, page, rights): a shelf is shown to whoever holds one of the rights, or to all."""


def shelves(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The shelves this person may open; `here` is the name of the page that is open."""
    return [
        {"label": word, "url": address(page), "current": page == here.replace(EVERYBODY, "")}
        for word, page, rights in SHELVES
        if not rights or actor.has(*rights)
    ]
