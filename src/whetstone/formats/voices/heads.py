"""What the columns of an export of messages are called, and what they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXT, AT, AUTHOR, ID, CHANNEL = "text", "at", "author", "id", "channel"
ANSWERED, RESOLVED = "answered", "resolved"
FIELDS: Final = (TEXT, AT, AUTHOR, ID, CHANNEL, ANSWERED, RESOLVED)
NEEDED: Final = (TEXT, AT)

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    TEXT: (
        "text", "message", "comment", "comment text", "message text", "body", "message body",
        "content", "full text", "tweet text", "review", "review text", "description", "post text",
        "सन्देश", "टिप्पणी",
    ),
    AT: (
        "created at", "created time", "date created", "created", "date", "timestamp", "time",
        "published at", "opened", "opened at", "received at", "received", "posted at",
        "comment time", "comment date", "comment created at", "tweet created", "date and time",
        "sent at", "started at", "conversation started at", "मिति",
    ),
    AUTHOR: (
        "author", "username", "user", "user name", "from", "name", "handle", "customer",
        "requester", "commenter", "author name", "screen name", "profile name", "contact",
        "sender", "author handle", "customer name", "from user", "from username",
    ),
    ID: (
        "id", "message id", "comment id", "tweet id", "ticket id", "conversation id", "case id",
        "case number", "ticket", "ticket number", "permalink",
    ),
    CHANNEL: ("network", "channel", "platform", "source", "social network", "via"),
    ANSWERED: (
        "answered", "answered at", "first response at", "first reply at", "first replied at",
        "replied at", "responded at", "first answered at", "first response", "first reply",
        "date answered",
    ),
    RESOLVED: (
        "resolved", "resolved at", "closed at", "closed", "solved at", "date closed",
        "date resolved", "completed at", "resolution time stamp", "solved",
    ),
}  # fmt: skip
"""Heads that say it, the surest first: of two columns the one whose name stands earlier counts."""

_OF_PEOPLE: Final = frozenset({
    "author", "user", "username", "handle", "name", "email", "mail", "customer", "requester",
    "commenter", "sender", "recipient", "contact", "person", "profile", "screen", "nickname",
    "nick", "phone", "mobile", "telephone", "first", "last", "surname", "from", "to", "mention",
    "mentions", "mentioned", "agent", "assignee", "account", "owner", "reviewer", "reply",
    "participant", "participants", "follower", "नाम", "प्रयोगकर्ता",
})  # fmt: skip
_MAY_BE_THE_BRAND: Final = frozenset({"account", "profile", "to", "recipient", "owner"})
_OF_THINGS: Final = frozenset({
    "campaign", "page", "post", "network", "brand", "product", "company", "team", "group",
    "list", "tag", "file", "type", "date", "time", "at", "count", "status", "rate",
})  # fmt: skip
_SIGNS: Final = re.compile("[^\\w\u0900-\u0963]+|_+")


def plain(head: str) -> str:
    """A head without its case and signs."""
    marks = "".join(
        sign if sign.isalnum() or "\u0900" <= sign <= "\u097f" else " " for sign in head
    )
    return " ".join(marks.casefold().split())


def read_head(cells: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, int]:
    """Field -> place of its column; by what somebody said of the heads, else by their names."""
    if mapping:
        said = {plain(head): field for head, field in mapping.items()}
        return {said[p]: n for n, cell in enumerate(cells) if (p := plain(cell)) in said}
    found: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        head = plain(cell)
        for field, names in ALIASES.items():
            if head in names:
                rank = (names.index(head), place)
                found[field] = min(found.get(field, rank), rank)
                break
    return {field: place for field, (_rank, place) in found.items()}


def of_people(cells: Sequence[str], places: Mapping[str, int]) -> list[int]:
    """The places of all columns that may name somebody: the author's, and any other of that look.

    What they hold is not kept; it is taken out of the messages, too.
    """
    kept = {place for field, place in places.items() if field != AUTHOR}
    found = [
        place
        for place, cell in enumerate(cells)
        if place not in kept and _names_people(set(plain(cell).split()))
    ]
    own = places.get(AUTHOR)
    return found if own is None or own in found else [own, *found]


def may_be_the_brand(head: str) -> bool:
    """Whether a column of that name often holds the brand's own account, in every row."""
    return bool(_MAY_BE_THE_BRAND & set(plain(head).split()))


def _names_people(words: set[str]) -> bool:
    return bool(words & _OF_PEOPLE) and not words & _OF_THINGS
