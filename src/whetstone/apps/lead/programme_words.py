"""The dean's page in the reader's language, and as rows of a file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.keepup import audit_words
from whetstone.core.freshness.audit import Taught
from whetstone.web.wording import day, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.lead.programme_selectors import (
        AreaOfClass,
        Certified,
        ClassLevels,
        Programme,
        Stand,
    )
    from whetstone.core.kernel.intervals import Estimate

MOST_OF_A_KIND: Final = 4
LONGEST: Final = 90
HUNDRED: Final = 100
QUESTIONS = audit_words.QUESTIONS


@dataclass(frozen=True, slots=True)
class Act:
    """Something to change next term: what, why, and where to do it."""

    what: str
    why: str
    href: str


def headline(found: Programme) -> str:
    """The finding."""
    acts = len(list(to_change(found)))
    if acts:
        return ngettext(
            "%(n)s thing to change next term.", "%(n)s things to change next term.", acts
        ) % {"n": number(acts)}
    if not found.audits:
        return _("No syllabus has been read yet, so nothing can be said to change.")
    return _("Nothing has to change next term, as far as can be told.")


def to_change(found: Programme) -> Iterator[Act]:
    """What to change: what is out of date first, then weak areas, gaps, and what moved since."""
    yield from _stale(found)
    yield from _weak(found)
    yield from _missing(found)
    if found.moved:
        named = ", ".join(one.title for one in found.moved[:2])
        yield Act(
            ngettext(
                "Take up %(n)s change that came since the syllabus was read.",
                "Take up %(n)s changes that came since the syllabus was read.",
                len(found.moved),
            ) % {"n": number(len(found.moved))},
            _("Read on %(day)s. Newest: %(named)s.") % {"day": day(found.since), "named": named},
            reverse("keepup:changes"),
        )  # fmt: skip


def _stale(found: Programme) -> Iterator[Act]:
    rows = [(page, one) for page in found.audits for one in page.stale]
    for page, one in rows[:MOST_OF_A_KIND]:
        said = " ".join(part.strip() for part in one.finding.text.split("|") if part.strip())
        short = said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}\u2026"
        now = _("Now: %(now)s") % {"now": one.now.statement} if one.now else ""
        yield Act(
            _("Rewrite \u201c%(text)s\u201d in %(title)s.") % {
                "text": short, "title": page.audit.title,
            },
            " ".join(part for part in (f"{audit_words.since_when(one)}.", now) if part),
            reverse("keepup:audit", kwargs={"audit_id": page.audit.pk}),
        )  # fmt: skip
    left = len(rows) - MOST_OF_A_KIND
    if left > 0:
        yield Act(
            ngettext(
                "Rewrite %(n)s more statement that is out of date.",
                "Rewrite %(n)s more statements that are out of date.",
                left,
            ) % {"n": number(left)},
            _("They stand in the audits."),
            reverse("keepup:audits"),
        )  # fmt: skip


def _weak(found: Programme) -> Iterator[Act]:
    for name, group in found.weakest[:MOST_OF_A_KIND]:
        area = group.areas[0]
        yield Act(
            _("Give %(area)s more room in %(group)s.") % {"area": name, "group": group.row.name},
            _("The weakest area that can be told: %(range)s at the entry level on %(day)s.") % {
                "range": at_level(area.newest), "day": day(area.newest.count.on),
            },
            reverse("connect:school_class", kwargs={"class_id": group.row.pk}),
        )  # fmt: skip


def _missing(found: Programme) -> Iterator[Act]:
    for page in found.audits:
        short = page.audited.report.of(Taught.MISSING)
        if short:
            areas = ", ".join(name for name, _rows in audit_words.missing(page)[:3])
            yield Act(
                ngettext(
                    "Decide on %(n)s skill that %(title)s does not teach.",
                    "Decide on %(n)s skills that %(title)s does not teach.",
                    len(short),
                ) % {"n": number(len(short)), "title": page.audit.title},
                _("Most of them in: %(areas)s.") % {"areas": areas},
                reverse("keepup:audit", kwargs={"audit_id": page.audit.pk}),
            )  # fmt: skip


def at_level(one: Stand) -> str:
    """How many are at the entry level, as a range of all counted."""
    low, high = one.at_level
    return _("%(low)s to %(high)s of %(n)s") % {
        "low": number(math.floor(low)), "high": number(math.ceil(high)),
        "n": number(one.count.measured),
    }  # fmt: skip


def counted(one: Stand) -> str:
    """The words behind the range."""
    return _("%(met)s met, %(close)s too close, %(below)s below; %(day)s") % {
        "met": number(one.count.met), "close": number(one.count.close),
        "below": number(one.count.below), "day": day(one.count.on),
    }  # fmt: skip


def of_class(one: ClassLevels) -> str:
    """A class in one sentence."""
    if not one.areas:
        return _(
            "Cannot tell yet: an area is counted from five measured students up, and not where "
            "all stand alike."
        )
    ends = (_("Ended on %(day)s.") if one.is_over else _("Ends on %(day)s.")) % {
        "day": day(one.row.ends_on)
    }
    said = ngettext(
        "%(n)s area can be told.", "%(n)s areas can be told, the weakest first.", len(one.areas)
    ) % {"n": number(len(one.areas))}
    return f"{ends} {said}"


def moved(one: AreaOfClass) -> str:
    """What the two ranges say together; ranges that overlap say nothing."""
    if one.exit is None:
        return _("counted once so far")
    then, now = (
        [part / stand.count.measured for part in stand.at_level] for stand in (one.entry, one.exit)
    )
    if now[0] > then[1]:
        return _("more than at entry")
    if now[1] < then[0]:
        return _("fewer than at entry")
    return _("too close to call")


def certified(found: Certified | None) -> str:
    """Certificates and how current they are."""
    if found is None:
        return _(
            "Cannot tell: told from five students up who hold one, and only where it tells of "
            "nobody alone."
        )
    return _(
        "%(n)s students hold a certificate; %(share)s of the %(facts)s facts under them are "
        "current or were relearned. A full count as of %(day)s, so without an interval. Currency "
        "is not the level."
    ) % {
        "n": number(found.holders), "share": percent(found.share), "facts": number(found.facts),
        "day": day(found.on),
    }  # fmt: skip


def here(share: Estimate) -> str:
    """One of the four shares in this catalogue, with its interval and how many programmes."""
    if not share.is_known:
        return audit_words.interval(share)
    return _("%(share)s (%(low)s–%(high)s), n %(n)s") % {
        "share": percent(share.value),
        "low": number(round(HUNDRED * share.lo)),
        "high": number(round(HUNDRED * share.hi)),
        "n": number(share.n),
    }


def study(key: str) -> str:
    """What the study of 2019 is quoted with, and whether that was seen."""
    told = percent(audit_words.STUDY_FIGURES[key] / 100)
    if key in audit_words.NOT_VERBATIM:
        return _("%(share)s, not seen word for word") % {"share": told}
    return told


def about_the_study() -> str:
    """What the study is and is not."""
    return _(
        "Langan, Cowley and Nguyen 2019: all 529 US marketing programmes with AACSB "
        "accreditation, data of about 2017\u201318. It says nothing of how schools teach today or "
        "elsewhere. 2\u00a0% and 15\u00a0% were not seen word for word, so they are no yardstick."
    )


def rows(found: Programme) -> Iterator[list[str]]:
    """The page as a file: a row for an area of a class, a question, a thing to change."""
    yield ["kind", "of", "what", "when", "low", "high", "n", "study 2019", "why"]
    for group in found.classes:
        for area in group.areas:
            for kind, one in (("entry", area.entry), ("now", area.exit)):
                if one is not None:
                    low, high = one.at_level
                    yield [
                        kind, group.row.name, area.name, one.count.on, f"{low:.1f}",
                        f"{high:.1f}", str(one.count.measured), "", "",
                    ]  # fmt: skip
    if found.certified:
        held = found.certified
        yield [
            "certificates", "", "share of facts current", held.on.isoformat(),
            f"{held.share:.3f}", f"{held.share:.3f}", str(held.facts), "", "",
        ]  # fmt: skip
    yield from _four(found)
    for act in to_change(found):
        yield ["change", "", act.what, "", "", "", "", "", act.why]


def _four(found: Programme) -> Iterator[list[str]]:
    page = found.catalogue
    if page is None or page.audited.four is None:
        return
    for key, question in QUESTIONS:
        one = getattr(page.audited.four, key)
        yield [
            "catalogue", page.audit.title, str(question), page.audit.made_at.date().isoformat(),
            f"{one.lo:.3f}", f"{one.hi:.3f}", str(one.n), study(key), "",
        ]  # fmt: skip
