"""Cover in the reader's language. Whoever is named is named from their own shared words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.lead import telling
from whetstone.apps.lead.cover_selectors import HIRING_DAYS
from whetstone.core.rollup.absence import STANDARD_SHIFT
from whetstone.web.wording import day, in_100, minutes, number, percent, stopped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.apps.lead.cover_selectors import AreaCover, CampaignNeed, Close, TeamCover
    from whetstone.core.rollup.shared_cover import AreaWords, Load

MOST_NAMES = 8


def headline(found: TeamCover) -> str:
    """The finding."""
    if not found.areas:
        return _("No head-count is set, so there is nothing to cover.")
    if not found.told:
        return _("Cannot tell yet how well the team is covered.")
    weak = len(found.weak)
    if not weak:
        return ngettext(
            "The one area with a figure is surely covered.",
            "All %(n)s areas with a figure are surely covered.",
            len(found.told),
        ) % {"n": number(len(found.told))}
    return ngettext(
        "%(n)s of %(all)s areas is not surely covered.",
        "%(n)s of %(all)s areas are not surely covered.",
        weak,
    ) % {"n": number(weak), "all": number(len(found.told))}


def lead(found: TeamCover) -> str:
    """What one absence does to the worst hit area, of the whole team."""
    hit = [one for one in found.told if one.away]
    if not hit:
        return _("What one absence costs is told from six measured people up.")
    one = max(hit, key=lambda area: (area.p or 0) - area.away[0])
    return _(
        "With any one of the people away, %(area)s would be covered %(after)s instead of "
        "%(now)s. All are counted alike, nobody is singled out."
    ) % {"area": one.name, "after": in_100(one.away[0]), "now": in_100(one.p or 0)}


def why(one: AreaCover) -> str:
    """Why an area has no figure."""
    return telling.why_no_cover(one.figure["why"])


def band(one: AreaCover) -> str:
    """The figure's range, were the standard set a little otherwise."""
    found = one.figure.get("band")
    if not found:
        return ""
    low, high = (number(min(99, max(1, round(100 * value)))) for value in found)
    return f"{low}\u2013{high}" if low != high else ""


def expected(one: AreaCover) -> str:
    """How many are expected at the level, and how many are wanted."""
    value, low, high = one.figure["expected"]
    return _("%(n)s expected (%(low)s\u2013%(high)s), %(need)s wanted") % {
        "n": number(value, decimals=1),
        "low": number(low, decimals=1),
        "high": number(high, decimals=1),
        "need": number(one.need),
    }


def as_of(found: TeamCover) -> str:
    """Since when what people did counts."""
    days = [one.figure["on"] for one in found.told if one.figure.get("on")]
    if not days:
        return ""
    return _(
        "Answers as of %(day)s: they move a figure once a week, and only where five people or "
        "more have given some or learned."
    ) % {"day": day(min(days))}


def standard() -> str:
    """What the range is."""
    return _(
        "The range in brackets is no chance but the standard: what the figure would be if the "
        "level had been set %(shift)s logits higher or lower for everybody. That much is an "
        "assumption."
    ) % {"shift": number(STANDARD_SHIFT, decimals=1)}


def names(who: Sequence[str], known: Mapping[str, str]) -> str:
    """Names in their order, and how many more."""
    told = [known[one] for one in who[:MOST_NAMES] if one in known]
    more = len(who) - len(told)
    if more > 0:
        told.append(_("%(n)s more") % {"n": number(more)})
    return ", ".join(told)


def standing_in(one: AreaWords, known: Mapping[str, str]) -> str:
    """Who could cover for whom in an area, among those who share."""
    held, near = names(one.met, known), names(one.close, known)
    if len(one.met) > 1:
        return _("%(names)s can stand in for each other.") % {"names": held}
    if one.met and near:
        return _("%(name)s alone, of those who share; nearest: %(near)s.") % {
            "name": held, "near": near,
        }  # fmt: skip
    if one.met:
        return _("%(name)s alone, of those who share; nobody who shares is near.") % {"name": held}
    if near:
        return _("Nobody who shares holds it; nearest: %(near)s.") % {"near": near}
    return _("Nobody who shares holds it or is near.")


def learning(one: Close) -> str:
    """The least learning that would do."""
    if one.least.learners is None:
        return _("nobody who shares could close it by learning alone")
    if one.minutes is None:
        return _("no lessons in this area yet")
    said = ngettext("%(n)s person, %(time)s", "%(n)s people, %(time)s in all", one.least.learners)
    return said % {"n": number(one.least.learners), "time": minutes(one.minutes)}


def ready(one: Close) -> str:
    """By when, about."""
    return _("about %(day)s") % {"day": day(one.ready_on)} if one.ready_on else ""


def hiring(one: Close, today: dt.date) -> str:
    """The least hiring that would do."""
    if one.least.hires is None:
        return _("no small number of people would do")
    said = ngettext("%(n)s person, about %(day)s", "%(n)s people, about %(day)s", one.least.hires)
    return said % {
        "n": number(one.least.hires), "day": day(today + dt.timedelta(days=HIRING_DAYS)),
    }  # fmt: skip


def cheapest(found: TeamCover) -> str:
    """All the learning that closes what learning can close, in one sentence."""
    rows = [one.close for one in found.weak if one.close and one.close.minutes]
    if not rows:
        return ""
    whole = sum(one.minutes or 0 for one in rows)
    left = len(found.weak) - len(rows)
    said = ngettext(
        "%(time)s of learning would close %(n)s area.",
        "%(time)s of learning would close %(n)s areas.",
        len(rows),
    ) % {"time": minutes(whole), "n": number(len(rows))}
    if not left:
        return said
    more = ngettext(
        "The other one takes somebody new, or more people who share.",
        "The other %(n)s take somebody new, or more people who share.",
        left,
    ) % {"n": number(left)}
    return f"{said} {more}"


def spread(found: Load | None) -> str:
    """How the load lies, of the group only."""
    if found is None:
        return _(
            "How evenly it lies is told from five people up who share that they hold an area."
        )
    facts = {
        "n": number(found.third), "all": number(found.people),
        "top": percent(found.top), "even": percent(found.even),
    }  # fmt: skip
    return (
        _(
            "Of the %(all)s people who share that they hold an area, the %(n)s with most carry "
            "%(top)s of the required places; evenly it would be %(even)s."
        )
        % facts
    )


def campaign(one: CampaignNeed, area: str) -> str:
    """What a campaign needs of an area, against what is shared."""
    facts = {
        "name": one.name, "day": day(one.starts_on), "need": number(one.people),
        "area": area, "have": number(len(one.shared.met)),
    }  # fmt: skip
    if one.shared.missing:
        return (
            _(
                "\u201c%(name)s\u201d (%(day)s) wants %(need)s in %(area)s; %(have)s share "
                "that they are at the level."
            )
            % facts
        )
    return (
        _(
            "\u201c%(name)s\u201d (%(day)s) wants %(need)s in %(area)s; as many share that they "
            "are at the level."
        )
        % facts
    )


def lines(values: Mapping[str, Any]) -> Iterable[str]:
    """What a brief says of cover (`cover_selectors.for_brief`), a sentence each; no names."""
    for one in values["weak"]:
        yield _brief_line(one)
    for row in values["campaigns"]:
        yield _(
            "\u201c%(name)s\u201d (%(day)s) wants %(n)s in %(area)s and does not have them yet."
        ) % {
            "name": row["name"], "day": day(row["on"]), "n": number(row["wanted"]),
            "area": row["area"],
        }  # fmt: skip
    if values["load"]:
        top, even = values["load"]
        yield _(
            "The third of holders with most carry %(top)s of the required places; evenly it "
            "would be %(even)s."
        ) % {"top": percent(top), "even": percent(even)}


def _brief_line(one: Mapping[str, Any]) -> str:
    said = _("%(area)s: covered %(p)s") % {"area": one["name"], "p": in_100(one["p"])}
    if one["away"]:
        said = _("%(said)s, %(after)s with any one person away") % {
            "said": said, "after": in_100(one["away"][0]),
        }  # fmt: skip
    if one["minutes"] and one["people"]:
        closes = ngettext(
            "%(n)s person and %(time)s of learning would close it",
            "%(n)s people and %(time)s of learning would close it",
            one["people"],
        ) % {"n": number(one["people"]), "time": minutes(one["minutes"])}
        said = f"{said}; {closes}"
    return stopped(said)
