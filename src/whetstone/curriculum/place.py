"""Where the curriculum lies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from whetstone.core.kernel.errors import Missing

VARIABLE: Final = "WHETSTONE_CURRICULUM"
_HERE: Final = Path(__file__).resolve()


def find_root() -> Path:
    """The folder named by WHETSTONE_CURRICULUM, else the repository's, else the installed one.

    Raises:
        Missing: there is no curriculum at any of these places.
    """
    named = os.environ.get(VARIABLE)
    places = [Path(named)] if named else [_HERE.parents[3] / "curriculum", _HERE.parent / "files"]
    for place in places:
        if (place / "framework" / "framework.yaml").is_file():
            return place.resolve()
    raise Missing("curriculum", " or ".join(str(place) for place in places))
