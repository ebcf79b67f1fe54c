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

GROUPS: tuple[tuple[Any, tuple[tuple[Any, str, tuple[str, ...]], ...]], ...] = (
    (_("What changed"), (
        (_("Changes"), "keepup:changes", ()),
        (_("This month"), "keepup:digest", ()),
        (_("Near misses"), "keepup:near_misses", ()),
    )),
    (_("To look into"), (
        (_("Inbox"), "keepup:notices", (Right.LEAD, Right.EDITOR)),
        (_("To read again"), "keepup:review", (Right.EDITOR, Right.LEAD)),
        (_("Watched sources"), "keepup:watches", (Right.EDITOR, Right.ADMIN)),
        (_("What you reported"), "keepup:my_notices", ()),
    )),
    (_("What we hold true"), (
        (_("Claims"), "keepup:claims", ()),
        (_("Audits"), "keepup:audits", AUDITORS),
        (_("Packs"), "keepup:packs", (Right.EDITOR, Right.ADMIN)),
    )),
    (_("How good it is"), (
        (_("How current we are"), "keepup:how_current", ()),
        (_("Test quality"), "diagnose:test_quality", ()),
    )),
)  # fmt: skip
"""A heading and its shelves: (word, page, rights), shown to whoever holds one, or to all."""


def shelves(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The shelves this person may open, group by group; `here` names the page that is open."""
    page_here = here.replace(EVERYBODY, "")
    return [
        {
            "label": heading,
            "shelves": [
                {"label": word, "url": address(page), "current": page == page_here}
                for word, page, rights in rows
                if not rights or actor.has(*rights)
            ],
        }
        for heading, rows in GROUPS
    ]
