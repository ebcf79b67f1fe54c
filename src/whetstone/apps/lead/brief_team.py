"""What a brief says of the team: cover, what a leave would cost, currency, learning hours.

Only figures that the leader's page released, and nobody by name: a brief is handed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.lead import telling
from whetstone.apps.lead.brief_compare import was_count, was_share
from whetstone.apps.lead.brief_parts import Claim, Line
from whetstone.apps.lead.pages import is_weak
from whetstone.core.kernel.verdict import TALK_HIGH, TALK_LOW
from whetstone.web.wording import day, in_100, minutes, number, percent, stopped

if TYPE_CHECKING:
    from whetstone.apps.lead.brief_parts import Seen, Sheet


def cover(seen: Seen) -> tuple[Line, ...]:
    """How many areas are covered, where few are, and what one absence would leave."""
    rows = seen.figures["cover"]
    told = [row for row in rows if row["p"] is not None]
    if not told:
        why = telling.why_no_cover(rows[0]["why"]) if rows else _("No head-count is set.")
        return (Line(_("Cover cannot be told.") + " " + why, inside=True),)
    weak = [row for row in told if is_weak(row)]
    sure = len(told) - len(weak)
    old = [row for row in seen.before.get("cover", []) if row["p"] is not None]
    was = len(old) - sum(map(is_weak, old)) if len(old) == len(told) else None
    first = ngettext(
        "%(sure)s of %(n)s required area is surely covered.",
        "%(sure)s of %(n)s required areas are surely covered.",
        len(told),
    ) % {"sure": number(sure), "n": number(len(told))}
    lines = [Line(first, was_count(seen, was, sure), _of_cover(seen, told), inside=True)]
    lines += [Line(text, inside=True) for text in _weak(weak)]
    lines.append(Line(telling.one_absence(told), inside=True))
    return tuple(lines)


def _weak(rows: list[Sheet]) -> list[str]:
    """Blind spots, single holders and gaps of one absence, an area in one sentence only."""
    blind = [row for row in rows if row["p"] <= TALK_LOW]
    single = [row for row in rows if row.get("single")]
    close = [row for row in rows if TALK_LOW < row["p"] < TALK_HIGH and not row.get("single")]
    found = []
    if blind:
        found.append(_("Blind spots: %(areas)s.") % {"areas": telling.first_few(blind)})
    if single:
        found.append(_("On one person rest: %(areas)s.") % {"areas": telling.first_few(single)})
    if close:
        found.append(_("Too close to call: %(areas)s.") % {"areas": telling.first_few(close)})
    return found


def _of_cover(seen: Seen, rows: list[Sheet]) -> Claim:
    days = [row["on"] for row in rows if row.get("on")]
    return Claim(
        definition=_(
            "The chance that as many people as wanted are at the required level. Surely: 80 in "
            "100 or more, and more than one person."
        ),
        data=_("The profiles of those who were measured, with the error of the questions."),
        interval=_("People expected at the level, 95 in 100, in the rows."),
        on=day(min(days)) if days else day(seen.figures["as_of"]),
        how=_(
            "A sum of independent chances (Poisson-binomial). Told from five measured people up, "
            "and moved only where five or more have answered or learned."
        ),
        head=(_("Area"), _("Covered"), _("People expected"), _("One absence")),
        rows=tuple(
            (
                row["name"],
                in_100(row["p"]),
                "{} ({}–{})".format(*(number(one, decimals=1) for one in row["expected"])),
                _("makes it less sure") if row.get("gaps") else "–",
            )
            for row in rows
        ),
    )


def currency(seen: Seen) -> Line:
    """What share of the facts under the team's answers still holds."""
    now, was = seen.figures["currency"], seen.before.get("currency", {}).get("share")
    if now["share"] is None:
        return Line(
            _("How current the team is cannot be told."),
            was_share(seen, was, None),
            inside=True,
            is_read=False,
        )
    facts = {name: number(now[name]) for name in ("live", "refreshed", "all", "people")}
    return Line(
        _("%(share)s of what the team knows still rests on current facts.")
        % {"share": percent(now["share"])},
        was_share(seen, was, now["share"]),
        Claim(
            definition=_("Facts under the team's answers that hold today, or were relearned."),
            data=_(
                "%(live)s current and %(refreshed)s relearned of %(all)s, under the answers of "
                "%(people)s people."
            )
            % facts,
            interval=_("None: a full count has none. It is not the level."),
            on=day(now.get("on") or seen.figures["as_of"]),
            how=_("Pairs of person and fact, held against the ledger of the day."),
        ),
        inside=True,
    )


def hours(seen: Seen) -> tuple[Line, ...]:
    """Learning time kept and lost in the quarter, and the minutes that would mend today."""
    row = seen.figures["hours"]
    lines = [_hours(seen, row)]
    each = seen.figures.get("relearn", {}).get("each", 0)
    if each:
        said = _("Up to %(time)s of paid time a person would bring the team up to date.")
        text = said % {"time": minutes(each)}
        lines.append(Line(text, claim=of_minutes(seen), inside=True))
    return tuple(lines)


def of_minutes(seen: Seen) -> Claim:
    """What stands behind the minutes that would bring the team up to date."""
    band = seen.figures.get("relearn", {}).get("people")
    touched = _("Refreshers that are open; how many people have one is not told in a small team.")
    if band:
        low, high = map(number, band)
        touched = _("Open refreshers of %(low)s to %(high)s people.") % {"low": low, "high": high}
    return Claim(
        definition=_("How long whoever has all of it to relearn would take."),
        data=touched,
        interval=_("None: lengths as they are planned, not as they will be."),
        on=day(seen.figures["as_of"]),
        how=_("From the changes alone, never from anybody’s own refresher."),
    )


def _hours(seen: Seen, row: Sheet) -> Line:
    if row.get("withheld"):
        return Line(_("Learning hours cannot be told: only from five people up."), inside=True)
    come = row["kept"] + row["stolen"]
    if not come:
        return Line(_("No booked learning time has come yet this quarter."), inside=True)
    text = _(
        "%(kept)s of %(all)s booked learning hours were kept; %(lost)s lost to other work"
    ) % {
        "kept": number(row["kept"], decimals=1),
        "all": number(come, decimals=1),
        "lost": minutes(60 * row["stolen"]) if row["stolen"] else _("none"),
    }
    if row["after"]:
        text += ", " + _("%(time)s taken from evenings") % {"time": minutes(60 * row["after"])}
    return Line(stopped(text), _hours_before(seen, row), _of_hours(row), inside=True)


def _hours_before(seen: Seen, row: Sheet) -> str:
    """The share kept beside that of the last brief, where both are of one quarter."""
    old = seen.before.get("hours")
    if not old or old["since"] != row["since"] or old.get("withheld"):
        return ""
    come = old["kept"] + old["stolen"]
    if not come:
        return ""
    return was_share(seen, old["kept"] / come, row["kept"] / (row["kept"] + row["stolen"]))


def _of_hours(row: Sheet) -> Claim:
    share = ""
    if row["share"]:
        value, low, high = (percent(one) for one in row["share"])
        share = _("Blocks kept: %(value)s (%(low)s–%(high)s).") % {
            "value": value, "low": low, "high": high,
        }  # fmt: skip
    return Claim(
        definition=_("Hours of learning inside working time that took place as booked."),
        data=_("Bookings since %(day)s. A skip is a person's own choice and counts for neither.")
        % {"day": day(row["since"])},
        interval=share or _("A count has none."),
        on=day(row["on"]) if row.get("on") else day(row["since"]),
        how=_("Counted once a week, and moved only where five people's hours or more have moved."),
        head=(_("What became of it"), _("Hours")),
        rows=(
            (_("kept"), number(row["kept"], decimals=1)),
            (_("lost to other work"), number(row["stolen"], decimals=1)),
            (_("after hours"), number(row["after"], decimals=1)),
            (_("booked ahead"), number(row["ahead"], decimals=1)),
        ),
    )
