"""How long it takes to get current: 2 to 8 minutes at a time."""

from __future__ import annotations

import math
from typing import Final

from whetstone.core.kernel.ids import Minutes

SHORTEST: Final = Minutes(2)
LONGEST: Final = Minutes(8)
"""Minutes of a refresher: judgement. Less is not worth opening, more is a lesson."""


def refresher_length(minutes: float) -> Minutes:
    """Whole minutes of one refresher: never under 2, never over 8.

    It is only the difference. What an editor reckons above eight minutes is the lesson read
    again, which the refresher links to and does not ask for.

    >>> refresher_length(0.4), refresher_length(4.2), refresher_length(13)
    (2, 5, 8)
    """
    return Minutes(min(LONGEST, max(SHORTEST, math.ceil(minutes))))
