"""Where other parts of the product bring a section of their own into the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.apps.lead.brief_more import CUSTOMERS, DECIDED, TRAINING

if TYPE_CHECKING:
    from whetstone.apps.lead.brief_parts import Extra

SECTIONS: Final[tuple[Extra, ...]] = (DECIDED, CUSTOMERS, TRAINING)
"""One `Extra` each: what was decided, what customers say, what the training returned."""


def brief_sections() -> tuple[Extra, ...]:
    """The sections that stand in the brief besides its own, in order.

    To add one, write `<part>_brief.py` with `SECTION = Extra(code=..., title=gettext_lazy(...),
    after="hours", gather=..., tell=...)`, import it here and put it into `SECTIONS`.

    - `code`: short, stored with the writer's own words; never changed afterwards.
    - `after`: the code of the section it follows (`brief_telling.ORDER`).
    - `gather` returns plain JSON, without names of people, under the disclosure rules of its
      room (five people and more, releases kept), or None: then nothing is shown, no placeholder.
      It is called when a page is shown and when one is signed; what it returns is frozen.
    - `tell` returns a `Line` for each sentence, with a `Claim` for each figure in it, and
      `inside=True` where the line tells of the team. Say differences to `before` only where both
      figures are told.

    Keep to one or two lines: the whole brief is read aloud in two minutes.
    """
    return SECTIONS
