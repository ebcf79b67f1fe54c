"""Names what only its author has read, of all that people are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.curriculum.read_items import LIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model_library import Review

_SHOWN: Final = LIVE | {"published"}


def check_reviews(draft: Draft) -> None:
    """A word for everything shown that nobody but its author has read."""
    for id_, review in _shown(draft):
        if not review.is_done:
            what = f"Nobody but the author has read {id_}."
            mend = "Have somebody else read it against the checklist, and note `reviewed`."
            draft.log.hint(draft.origins[id_].at("reviewed"), "unread", what, mend)


def _shown(draft: Draft) -> Iterator[tuple[str, Review]]:
    for things in (draft.lessons, draft.items, draft.cards, draft.tasks, draft.guides):
        for thing in things.values():
            if thing.status in _SHOWN:
                yield thing.id, thing.review
    for term in draft.glossary.values():
        yield term.id, term.review
