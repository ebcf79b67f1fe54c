"""The sections that the other shelves of this room bring into the brief, a line or two each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.lead import effect_selectors, table_selectors, voices_kept
from whetstone.apps.lead.brief_parts import Claim, Extra, Line, Sheet
from whetstone.apps.lead.effect_words import in_a_sentence, of_brief
from whetstone.apps.lead.voices_words import FATES, span
from whetstone.apps.people import selectors as people
from whetstone.web.wording import day, in_100, number, stopped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


def _today(workspace_id: int, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(people.workspace(workspace_id).time_zone)).date()


def _customers(workspace_id: int, now: dt.datetime) -> Sheet | None:
    found = voices_kept.for_brief(workspace_id, _today(workspace_id, now))
    return found if found and found["themes"] else None


def _tell_customers(values: Sheet, before: Sheet | None) -> tuple[Line, ...]:
    return tuple(_of_customers(values, before))


def _of_customers(values: Sheet, before: Sheet | None) -> Iterator[Line]:
    surged = next((one for one in values["themes"] if one["surge"]), None)
    top = max(values["themes"], key=lambda one: one["share"][0])
    facts = {"name": top["name"], "share": in_100(top["share"][0])}
    yield Line(
        _("Most people wrote about “%(name)s”: %(share)s.") % facts,
        was=_theme_before(top["name"], before),
        claim=_of_theme(top, values),
        is_read=surged is None,
    )
    if surged:
        found = surged["surge"]
        facts = {
            "name": surged["name"], "n": number(found["count"]), "day": day(found["week"]),
            "usual": number(found["usual"], decimals=1),
        }  # fmt: skip
        text = _("“%(name)s” rose to %(n)s messages in the week of %(day)s; %(usual)s are usual.")
        yield Line(text % facts, claim=_of_surge(found, values))
    asked = next(iter(values["routes"]), None)
    if asked:
        facts = {
            "name": asked["theme"], "owner": asked["owner"], "day": day(asked["due_on"]),
            "fate": str(FATES.get(asked["fate"], asked["fate"])),
        }  # fmt: skip
        text = _("“%(name)s” was given to %(owner)s, due %(day)s: %(fate)s.")
        yield Line(text % facts, inside=True, is_read=False)
    if values["answer"] and values["answer"]["median"]:
        yield _answer_time(values)


def _theme_before(name: str, before: Sheet | None) -> str:
    old = next((one for one in (before or {}).get("themes", ()) if one["name"] == name), None)
    return _("last brief: %(share)s") % {"share": in_100(old["share"][0])} if old else ""


def _of_theme(top: Sheet, values: Sheet) -> Claim:
    _share, low, high = top["share"]
    facts = {"n": number(top["people"]), "all": number(values["people"])}
    return Claim(
        definition=_("The share of people with a message in the theme, of all who wrote."),
        data=_("%(n)s of %(all)s people in the exports that were brought in.") % facts,
        interval=_("%(low)s to %(high)s (95 %%, Wilson)")
        % {"low": in_100(low), "high": in_100(high)},
        on=day(values["to"]),
        how=_("Themes are words, corrected by a person. Who writes is not who buys."),
        head=(_("Theme"), _("People"), _("Messages")),
        rows=tuple(
            (one["name"], number(one["people"]), number(one["messages"]))
            for one in values["themes"]
        ),
    )


def _of_surge(found: Sheet, values: Sheet) -> Claim:
    return Claim(
        definition=_("Messages of one theme in one week, against its own weeks before."),
        data=_("The theme’s messages by week, from the exports that were brought in."),
        interval=_("chance alone stays up to %(upto)s") % {"upto": number(found["upto"])},
        on=day(values["to"]),
        how=_("A negative binomial from the weeks before; nothing is compared across brands."),
    )


def _answer_time(values: Sheet) -> Line:
    found = values["answer"]
    value, low, high = found["median"]
    end = span(high) if high is not None else _("no upper end yet")
    facts = {"n": number(found["cases"]), "open": number(found["open"])}
    return Line(
        _("Half of the cases were answered within %(time)s.") % {"time": span(value)},
        claim=Claim(
            definition=_("The time until half of the cases had an answer."),
            data=_("%(n)s cases; %(open)s of them have no answer yet and count as waiting.")
            % facts,
            interval=f"{span(low)} – {end}",
            on=day(values["to"]),
            how=_("Kaplan-Meier, so that open cases are neither left out nor called quick."),
        ),
        inside=True,
        is_read=False,
    )


def _training(workspace_id: int, now: dt.datetime) -> Sheet | None:
    found = effect_selectors.for_brief(workspace_id, today=_today(workspace_id, now))
    return dict(found) if "name" in found["values"] else None  # type: ignore[operator]


def _tell_training(values: Sheet, _before: Sheet | None) -> tuple[Line, ...]:
    _figure, _what, under, source, is_word = of_brief(values)
    text = in_a_sentence(values)
    claim = Claim(
        definition=_(
            "What the training changed in what is counted, a team and week: teams that learned "
            "less those that had not yet."
        ),
        data=source,
        interval=under or _("None yet."),
        on=day(values["values"].get("to") or values["values"]["first"]),
        how=_("Teams that learned against teams that had not yet, in a drawn order."),
    )
    return (Line(text, claim=claim, inside=True, is_read=not is_word),)


def _decided(workspace_id: int, now: dt.datetime) -> Sheet | None:
    today = _today(workspace_id, now)
    rows = table_selectors.owed(workspace_id, today=today)
    if not rows:
        return None
    due = [one.due_on.isoformat() for one in rows if one.due_on]
    late = sum(one.is_late for one in rows)
    return {
        "open": len(rows),
        "late": late,
        "next": min(due, default=None),
        "on": today.isoformat(),
    }


def _tell_decided(values: Sheet, _before: Sheet | None) -> tuple[Line, ...]:
    n, late = values["open"], values["late"]
    said = ngettext(
        "%(n)s decision taken earlier is still open",
        "%(n)s decisions taken earlier are still open",
        n,
    ) % {"n": number(n)}
    if late:
        said += _(", %(n)s past the day it was due") % {"n": number(late)}
    elif values["next"]:
        said += _(", the next due on %(day)s") % {"day": day(values["next"])}
    claim = Claim(
        definition=_(
            "Decisions that somebody is to see to and nobody has called done or dropped."
        ),
        data=_("What was written down at meetings and on earlier briefs."),
        interval=_("None: a full count has none."),
        on=day(values["on"]),
        how=_("A count. Who sees to each stands on the table."),
    )
    return (Line(stopped(said), claim=claim, inside=True),)


CUSTOMERS = Extra(
    code="customers",
    title=gettext_lazy("What customers say"),
    after="social",
    gather=_customers,
    tell=_tell_customers,
)
TRAINING = Extra(
    code="training",
    title=gettext_lazy("What the training returned"),
    after="hours",
    gather=_training,
    tell=_tell_training,
)
DECIDED = Extra(
    code="decided",
    title=gettext_lazy("What became of decisions"),
    after="ask",
    gather=_decided,
    tell=_tell_decided,
)
