"""Forms of something that is there already: what two people write at once is not lost unseen.

A form carries a mark of what stood when it was opened. Where something else stands by now, it is
shown and nothing is saved; sent once more, what was typed takes its place.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

READ: Final = "read"
APART: Final = frozenset({READ, "form_key"})
SHOWN: Final = 200
"""Letters of what stands that are shown of each box."""


def watch(form: forms.Form, stands: Mapping[str, Any]) -> None:
    """Give a form the mark of what stands, as it is opened."""
    form.fields[READ] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    form.initial[READ] = mark(stands)


def mark(stands: Mapping[str, Any]) -> str:
    """A name of what stands: something else, another name."""
    kept = {name: stands[name] for name in stands if name not in APART}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()


def look_again(form: forms.Form) -> None:
    """Say what somebody else has written meanwhile, and let the next sending write over it.

    Nothing is said where what was typed stands already, nor of a form without a mark.
    """
    seen, now = form.cleaned_data.get(READ), form.initial.get(READ)
    if not seen or seen == now or form.errors:
        return
    others = [one for one in form if one.name not in APART and not _same(one)]
    if not others:
        return
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # what a request sent, a QueryDict
    data[form.add_prefix(READ)] = now
    form.data = data
    form.add_error(
        None,
        _(
            "Somebody else has changed this while you wrote. Nothing is lost: your "
            "words are below, and sent once more they take the place of theirs."
        ),
    )
    for one in others:
        stands = {"what": one.label, "text": _said(one)}
        form.add_error(None, _("%(what)s: it is now “%(text)s”") % stands)


def _same(one: forms.BoundField) -> bool:
    return bool(_plain(one, one.initial) == _plain(one, one.value()))


def _plain(one: forms.BoundField, value: Any) -> Any:
    """A value as a browser sends it back."""
    if isinstance(one.field.widget, forms.CheckboxInput):
        return bool(value)
    if isinstance(value, (list, tuple)):
        return sorted(map(str, value))
    if isinstance(one.field.widget, (forms.DateInput, forms.TimeInput)):
        value = one.field.widget.format_value(value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _said(one: forms.BoundField) -> str:
    """What stands in a box, in the words of its choices."""
    value = _plain(one, one.initial)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = _names(getattr(one.field, "choices", ()))
    each = value if isinstance(value, list) else [value]
    text = ", ".join(choices.get(str(name), str(name)) for name in each)
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return text or _("nothing")


def _names(choices: Iterable[Any]) -> dict[str, str]:
    """The names of choices, groups of them flattened."""
    found: dict[str, str] = {}
    for key, name in choices:
        more = _names(name) if isinstance(name, (list, tuple)) else {str(key): str(name)}
        found |= more
    return found
