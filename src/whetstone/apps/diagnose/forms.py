"""From what a form sends to an answer.

Nothing typed is lost, and everything that is missing is said at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from whetstone.core.measurement.scoring import spots

if TYPE_CHECKING:
    from django.http import QueryDict

UNKNOWN: Final = "unknown"
_PLACES_AT_MOST: Final = 99
HIGHEST_LEVEL: Final = 4.0

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came.

    `answer` is None where something is missing; `given` prints the form again as it was.

    `faults` are (id of the place in the page, sentence).
    """

    answer: Mapping[str, Any] | None
    given: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[tuple[str, str], ...] = ()


def read_answer(payload: Payload, posted: QueryDict) -> Filled:
    """Read the fields that `diagnose/answer.html.jinja` prints for a question."""
    if posted.get("choice") == UNKNOWN or (posted.get(UNKNOWN) and not posted.getlist("chosen")):
        return Filled({"unknown": True}, {"unknown": True})
    return _READERS[str(payload["format"])](payload, posted)


def _single(payload: Payload, posted: QueryDict) -> Filled:
    chosen = posted.get("choice")
    if chosen not in _ids(payload["options"]):
        return Filled(None, {}, (("c-choice", _("Choose one, or say that you do not know yet.")),))
    return Filled({"choice": chosen}, {"choice": chosen})


def _multi(payload: Payload, posted: QueryDict) -> Filled:
    known = _ids(payload["options"])
    chosen = [one for one in dict.fromkeys(posted.getlist("chosen")) if one in known]
    given = {"chosen": chosen, "unknown": bool(posted.get(UNKNOWN))}
    if chosen and posted.get(UNKNOWN):
        fault = _("You ticked answers and “I do not know yet”. Keep one of the two.")
        return Filled(None, given, (("c-chosen", fault),))
    if not chosen:
        fault = _("Tick at least one, or say that you do not know yet.")
        return Filled(None, given, (("c-chosen", fault),))
    return Filled({"chosen": chosen}, given)


def _marked(payload: Payload, posted: QueryDict) -> Filled:
    return _multi({**payload, "options": spots(payload)}, posted)


def _best_worst(payload: Payload, posted: QueryDict) -> Filled:
    known = _ids(payload["options"])
    given = {name: posted[name] for name in ("best", "worst") if posted.get(name) in known}
    faults = []
    if "best" not in given:
        faults.append(("c-best", _("Say which is best.")))
    if "worst" not in given:
        faults.append(("c-best", _("Say which is worst.")))
    if not faults and given["best"] == given["worst"]:
        faults.append(("c-best", _("One and the same is best and worst. Choose two.")))
    return Filled(None if faults else given, given, tuple(faults))


def _order(payload: Payload, posted: QueryDict) -> Filled:
    """The order by place; the form sends in `printed` the order in which the steps stood."""
    known = _ids(payload["options"])
    printed = [one for one in dict.fromkeys(posted.getlist("printed")) if one in known]
    printed += [one for one in known if one not in printed]
    places = {one: _place(posted.get(f"place-{one}"), n) for n, one in enumerate(printed, start=1)}
    order = sorted(printed, key=lambda one: (places[one], printed.index(one)))
    twice = sorted(place for place, times in Counter(places.values()).items() if times > 1)
    if twice:
        fault = _("Place %(place)s is given twice. Give each step its own place.")
        faults = (("c-order", fault % {"place": ", ".join(map(str, twice))}),)
        return Filled(None, {"order": order}, faults)
    return Filled({"order": order}, {"order": order})


def _place(text: str | None, otherwise: int) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        return otherwise
    return min(int(text[:4]), _PLACES_AT_MOST)


def _matching(payload: Payload, posted: QueryDict) -> Filled:
    left, right = payload["left"], _ids(payload["right"])
    pairs = {
        str(one["id"]): posted[f"pair-{one['id']}"]
        for one in left
        if posted.get(f"pair-{one['id']}") in right
    }
    faults = [
        (f"pair-{one['id']}", _("Not matched yet: %(what)s") % {"what": one["text"]})
        for one in left
        if str(one["id"]) not in pairs
    ]
    used = Counter(pairs.values())
    faults += [
        (f"pair-{name}", _("One answer is used twice. Each fits once; some stay unused."))
        for name, to in pairs.items()
        if used[to] > 1 and name != next(n for n, t in pairs.items() if t == to)
    ]
    return Filled(None if faults else {"pairs": pairs}, {"pairs": pairs}, tuple(faults))


def _rate(payload: Payload, posted: QueryDict) -> Filled:
    ratings = {}
    faults = []
    for one in payload["actions"]:
        value = posted.get(f"rate-{one['id']}", "")
        if value in {"1", "2", "3", "4"}:
            ratings[str(one["id"])] = int(value)
        else:
            faults.append(
                (f"rate-{one['id']}", _("Not rated yet: %(what)s") % {"what": one["text"]})
            )
    return Filled(None if faults else {"ratings": ratings}, {"ratings": ratings}, tuple(faults))


def _ids(listed: Any) -> list[str]:
    return [str(one["id"]) for one in listed]


_READERS: Final[Mapping[str, Callable[[Payload, QueryDict], Filled]]] = {
    "data_single": _single,
    "multi_select": _multi,
    "hot_spot": _marked,
    "best_worst": _best_worst,
    "order": _order,
    "matching": _matching,
    "rate": _rate,
}


def read_guesses(posted: QueryDict) -> dict[str, float]:
    """Own guesses by area, 0 to 4, as the sliders send them.

    None where somebody would rather not guess.
    """
    if posted.get("guess") == "none":
        return {}
    left_out = set(posted.getlist("noguess"))
    found: dict[str, float] = {}
    for name, value in posted.items():
        area = name.removeprefix("guess-")
        if name == area or area in left_out:
            continue
        try:
            number = float(str(value))
        except ValueError:
            continue
        if 0 <= number <= HIGHEST_LEVEL:
            found[area] = number
    return found


def read_place(posted: QueryDict) -> int:
    """The place in the sitting that the answer belongs to; 0 where the form does not say."""
    text = posted.get("place", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("100000") else 0


AIM = "aim-"


def read_aims(post: Mapping[str, str]) -> dict[str, int | None]:
    """Levels aimed for, by area; None where the role's is chosen.

    What is no level comes out as -1, which no aim can be.
    """
    found: dict[str, int | None] = {}
    for name in post:
        if name.startswith(AIM):
            value = post[name]
            is_level = value.isascii() and value.isdigit()
            found[name.removeprefix(AIM)] = (int(value) if is_level else -1) if value else None
    return found
