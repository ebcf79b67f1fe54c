"""The reasons of this room in the reader's language, and the names of what can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from whetstone.core.kernel.reasons import Reason, say
from whetstone.core.strategy.objective import Action
from whetstone.core.strategy.words import WORDS
from whetstone.web.wording import digits, number

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_WORDS = {"halves_decide": noop("two random halves of your viewers need {days} days")}
LARGE = 1000


def act_name(action: str) -> str:
    """What an act is called in a sentence."""
    names = {
        Action.VIEWS.value: _("views"),
        Action.COMPLETIONS.value: _("completions"),
        Action.PROFILE_VISITS.value: _("profile visits"),
        Action.REPLIES.value: _("replies"),
        Action.LINK_TAPS.value: _("link taps"),
    }
    return names.get(str(action), str(action))


def kind_name(kind: str) -> str:
    """What a level of the goal tree is called."""
    names = {
        "business": _("business goal"),
        "marketing": _("marketing goal"),
        "social": _("social objective"),
        "question": _("question"),
        "metric": _("metric"),
    }
    return names.get(kind, kind)


def told(reason: Reason, names: Mapping[str, str] | None = None) -> str:
    """A reason as a whole sentence. `names` puts titles in the place of ids."""
    code = reason.code
    template = OWN_WORDS.get(code) or WORDS[code]
    values = {key: _shown(key, value, names or {}) for key, value in reason.values.items()}
    sentence = say(Reason(code, values), {code: _(template)})
    return _("%(sentence)s.") % {"sentence": sentence[:1].upper() + sentence[1:]}


def _shown(key: str, value: Any, names: Mapping[str, str]) -> Any:
    if key == "action":
        return act_name(value)
    if key == "missing":
        return {"owner": _("owner"), "due": _("due date"), "baseline": _("baseline")}.get(
            value, _("target")
        )
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, int) and value >= LARGE:
        return number(value)
    if isinstance(value, float):
        value = int(value) if value.is_integer() else round(value, 2)
    return digits(str(value)).replace("-", "−") if isinstance(value, int | float) else value


def as_json(reason: Reason) -> dict[str, Any]:
    """A reason to be frozen in a decision."""
    return {"code": reason.code, "values": dict(reason.values)}


def from_json(kept: Mapping[str, Any]) -> Reason:
    """A frozen reason."""
    return Reason(kept["code"], kept["values"])
