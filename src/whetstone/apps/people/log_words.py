"""The log in words: what an act was done to, and what a check of the log found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.core.kernel.chain import Checked, Flaw
from whetstone.web.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable


def thing(kind: str, key: str) -> str:
    """What an act was done to: its kind and the mark it is known by.

    A long key is a machine's own and says nothing to a reader; the export holds it whole.
    """
    name = kind.replace("_", " ")
    return f"{name} {key}" if key and not _MACHINES.fullmatch(key) else name


_MACHINES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27,}|[0-9a-f]{24,}|\S{41,}")


def verdict(found: Checked) -> str:
    """Whether it holds."""
    if found.holds:
        return ngettext(
            "The log holds: its %(n)s row is as it was sealed.",
            "The log holds: all %(n)s rows are as they were sealed.",
            found.rows,
        ) % {"n": number(found.rows)}
    return _("The log was changed. Row %(place)s: %(what)s") % {
        "place": number(found.place),
        "what": _FLAWS[found.flaw or Flaw.CHANGED](),
    }


_FLAWS: dict[Flaw, Callable[[], str]] = {
    Flaw.CHANGED: lambda: _("it is not what was sealed."),
    Flaw.MISSING: lambda: _("a row is missing here."),
    Flaw.SHORT: lambda: _("from here on, rows are missing."),
    Flaw.OTHER_END: lambda: _("the log does not end with the seal that was kept for its end."),
    Flaw.OTHER_PAST: lambda: _("the seal that you kept does not stand here."),
}


def seal_of(place: int, seal: str) -> str:
    """A place and its seal as somebody writes them down."""
    return f"{place}:{seal[:16]}"
