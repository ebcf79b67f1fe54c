"""What is wrong with a row, what is worth a look, and what becomes of it: in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.web.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.utils.functional import _StrPromise

    from whetstone.apps.people.firm_models import RosterRow

FATES: Final[dict[str, str | _StrPromise]] = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "back": gettext_lazy("comes back"),
    "leaves": gettext_lazy("leaves"),
    "refused": gettext_lazy("refused"),
}
_COLUMNS: Final[dict[str, str | _StrPromise]] = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail"),
    "role": gettext_lazy("role"),
    "title": gettext_lazy("title"),
    "team": gettext_lazy("team"),
    "class": gettext_lazy("class"),
    "rights": gettext_lazy("may be"),
    "source_id": gettext_lazy("id"),
    "status": gettext_lazy("status"),
}
"""Columns of a list; those of OneRoster keep the names of the standard."""

Says = tuple[str, str]
"""What is so, and how to mend it."""

_FLAWS: Final[dict[str, Callable[[str], Says]]] = {
    "missing": lambda _said: (_("It is missing."), _("Write it into the row.")),
    "formula": lambda said: (
        _("“%(said)s” begins like a spreadsheet formula.") % {"said": said},
        _("Write the plain text in its place."),
    ),
    "control": lambda said: (
        _("“%(said)s” holds signs that nobody can see.") % {"said": said},
        _("Type it anew."),
    ),
    "long": lambda said: (_("“%(said)s…” is too long.") % {"said": said}, _("Shorten it.")),
    "no_address": lambda said: (
        _("“%(said)s” is not an e-mail address.") % {"said": said},
        _("Correct it, or leave the cell empty."),
    ),
    "twins": lambda said: (
        _("“%(said)s” holds letters that only look like Latin ones.") % {"said": said},
        _("Type the address anew."),
    ),
    "no_role": lambda said: (
        _("“%(said)s” is no role here.") % {"said": said},
        _("Use a role's name or short name, or leave the cell empty."),
    ),
    "no_right": lambda said: (
        _("“%(said)s” is nothing that a person may be here.") % {"said": said},
        _("Use learner, lead, partner, instructor, leader or editor."),
    ),
    "admin": lambda _said: (
        _("Nobody becomes admin by a list."),
        _("Take the word out, and set it on the person's page."),
    ),
    "no_status": lambda said: (
        _("“%(said)s” is no status.") % {"said": said},
        _("Write active or left, or leave the cell empty."),
    ),
    "twice": lambda said: (
        _("It stands twice in this list, first in row %(row)s.") % {"row": said},
        _("Keep one of the rows."),
    ),
    "of_somebody_else": lambda said: (
        _("The address belongs to %(name)s here, the id to another person.") % {"name": said},
        _("Correct the address or the id."),
    ),
    "other_id": lambda said: (
        _("The person with this address has another id here: %(said)s.") % {"said": said},
        _("Correct the id or the address."),
    ),
    "several": lambda said: (
        _("Several people here are named %(name)s.") % {"name": said},
        _("Add the e-mail address."),
    ),
    "last_admin": lambda _said: (
        _("This is the only admin, and somebody must stay admin."),
        _("Make another person admin first."),
    ),
    "no_place_for_role": lambda said: (
        _("“%(said)s” has no place here: students and teachers come in by a roster.")
        % {"said": said},
        _("Leave the row out, or add the person by hand."),
    ),
    "no_class": lambda said: (
        _("No class of the roster has the id “%(said)s”.") % {"said": said},
        _("Export classes and enrollments together."),
    ),
    "no_teacher": lambda said: (
        _("The user “%(said)s” teaches by this row, and is no teacher in the roster.")
        % {"said": said},
        _("Give the user the role teacher, or take the row out."),
    ),
    "no_user": lambda said: (
        _("No user that can be taken has the id “%(said)s”.") % {"said": said},
        _("Export users and enrollments together."),
    ),
}
_NOTES: Final[dict[str, Callable[[str], str]]] = {
    "column_left_out": lambda said: _("The column “%(head)s” is left out.") % {"head": said},
    "file_left_out": lambda said: _("The file “%(name)s” is left out.") % {"name": said},
    "no_classes": lambda _said: _("Classes are left out: this workspace is a team."),
}


def fate(row: RosterRow) -> str:
    """What becomes of a row."""
    return str(FATES.get(row.fate, row.fate))


def column(name: str) -> str:
    """A column as people read it."""
    return str(_COLUMNS.get(name, name))


def flaws(row: RosterRow) -> list[tuple[str, str, str]]:
    """(column, what is wrong, how to mend it) of a row."""
    return [(column(where), *_FLAWS[code](said)) for where, code, said in row.flaws]


def warnings(row: RosterRow) -> list[str]:
    """What is worth a look and no reason to refuse."""
    return [
        _("The address looks like %(others)s: is it the same person?") % {"others": said}
        for _where, _code, said in row.warnings
    ]


def notes(found: Iterable[Any]) -> list[str]:
    """Remarks about the whole file."""
    return [_NOTES[one[0]](one[1]) for one in found if one[0] in _NOTES]


def file_faults(found: Iterable[Any]) -> list[tuple[str, str, str]]:
    """(where, what, how to mend it): why a file could not be read."""
    return [(one[1], one[2], one[3]) for one in found if one[0] == "fault"]


def taken(counts: dict[str, int]) -> str:
    """What taking a list did."""
    came = counts.get("new", 0)
    told = [ngettext("%(n)s person came in.", "%(n)s people came in.", came)
            % {"n": number(came)}]  # fmt: skip
    for key, say in _TAKEN.items():
        n = counts.get(key, 0)
        told += [say(n) % {"n": number(n)}] if n else []
    return " ".join(told)


_TAKEN: Final[dict[str, Callable[[int], str]]] = {
    "changed": lambda n: ngettext("%(n)s changed.", "%(n)s changed.", n),
    "back": lambda n: ngettext("%(n)s came back.", "%(n)s came back.", n),
    "leaves": lambda n: ngettext("%(n)s left.", "%(n)s left.", n),
    "refused": lambda n: ngettext("%(n)s row was left out.", "%(n)s rows were left out.", n),
}
