"""Why we think so: the answers under an estimate, as a drawer of the profile prints them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from babel.dates import format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from whetstone.core.freshness.claims import ClaimStatus
from whetstone.core.kernel.verdict import Verdict
from whetstone.web import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.evidence import Given
    from whetstone.apps.diagnose.live import LiveBank
    from whetstone.apps.field.selectors import Ledger

WORST_FIRST: Final = (
    ClaimStatus.RETIRED,
    ClaimStatus.SUPERSEDED,
    ClaimStatus.DOUBTFUL,
    ClaimStatus.PROPOSED,
    ClaimStatus.CURRENT,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `weight` is printed; `counts` says whether it does."""

    question: str
    note: str
    when: str
    answer: str
    state: str
    state_words: str
    weight: str
    at: float
    counts: bool


@dataclass(frozen=True, slots=True)
class Said:
    """The words that are the same in every row, translated once a page."""

    answers: Mapping[str, str]
    states: Mapping[str, str]
    verdicts: Mapping[Verdict, str]
    nothing: str
    earlier: str
    after_reading: str
    rapid: str
    known: str
    pilot: str
    review: str
    chance: str
    drawn: str
    guess: str
    needs: str
    worth: str
    worth_none: str
    footing_none: str
    footing_all: str
    footing_some: str
    by_experts: str
    above: str
    below: str
    own_aim: str


def said() -> Said:
    """The page's words in the reader's language."""
    return _said(get_language() or "en")


@lru_cache(maxsize=8)
def _said(_language: str) -> Said:
    return Said(
        answers={
            "full": _("right"),
            "part": _("partly"),
            "none": _("not right"),
            "unknown": _("did not know yet"),
        },
        states={
            "retired": _("retired"),
            "superseded": _("superseded"),
            "doubtful": _("doubtful"),
            "proposed": _("not in force yet"),
            "current": _("current"),
        },
        nothing=_("nothing that can change"),
        earlier=_("from before you learned here: it informs, newer answers measure"),
        after_reading=_("right after reading, in a refresher: it counts half (assumed)"),
        rapid=_("answered faster than it can be read: it does not count, either way"),
        known=_("right, and faster than nearly everybody who was right: it counts half"),
        pilot=_("this question is being tried out: it counts for nobody yet"),
        review=_("the question itself is under review"),
        verdicts={
            Verdict.BELOW_PROBABLY: _("Below, probably"),
            Verdict.TOO_CLOSE: _("Too close to call"),
            Verdict.MET_PROBABLY: _("Met, probably"),
            Verdict.UNMEASURED: _("Not measured yet"),
        },
        chance=_("%(chance)s at entry level"),
        drawn=_("%(area)s: between %(low).1f and %(high).1f of 4, middle %(middle).1f"),
        guess=_("own guess %(guess).1f"),
        needs=_("role needs %(target)d"),
        worth=_("%(answers)s, worth %(n)s fresh ones today."),
        worth_none=_(
            "%(answers)s. None was given since you last learned here, or none counts now."
        ),
        footing_none=_("They rest on no fact that can change."),
        footing_all=_("They rest on %(facts)s, all current."),
        footing_some=_("They rest on %(facts)s; %(live)s still current."),
        by_experts=_(
            "Difficulty was set by the authors, not yet measured from answers: "
            "the band is widened for that."
        ),
        above=_(
            "Your role needs level %(level)s. Nobody has set yet where that level begins, "
            "so the chance is told for entry level."
        ),
        below=_("Your role needs less than entry level here."),
        own_aim=_("The dotted line is your own aim, level %(level)d."),
    )


def rows(given: Sequence[Given], *, live: LiveBank, now: dt.datetime, words: Said) -> list[Row]:
    """The answers of one person in one area, newest first."""
    newest = max((one.epoch for one in given), default=0)
    language = (get_language() or "en").split("-")[0]
    year = now.year
    found = []
    for one in reversed(given):
        state, state_words = state_of(one.question.rests_on, live.ledger, words)
        note = words.after_reading if one.after_reading else ""
        note = words.earlier if one.epoch < newest else note
        note = words.known if one.is_known else note
        note = words.rapid if one.is_rapid else note
        if one.question.state in {"flagged", "pilot"}:
            note = words.review if one.question.state == "flagged" else words.pilot
        found.append(
            Row(
                question=one.question.short,
                note=note,
                when=short_date(
                    one.answered_at.date(), language, this_year=one.answered_at.year == year
                ),
                answer=words.answers[_answer(one)],
                state=state,
                state_words=state_words,
                weight=two_decimals(round(one.weight, 2), language),
                at=round(100 * one.weight, 1),
                counts=one.weight > 0,
            )
        )
    return found


def _answer(one: Given) -> str:
    if one.answer.get("unknown"):
        return "unknown"
    if one.score == one.max_score:
        return "full"
    return "part" if one.score else "none"


def state_of(slugs: Sequence[str], ledger: Ledger, words: Said) -> tuple[str, str]:
    """The worst state among claims: its sign and its word."""
    if not slugs:
        return "current", words.nothing
    there = {ledger.status(slug) for slug in slugs}
    worst = next((status for status in WORST_FIRST if status in there), ClaimStatus.DOUBTFUL)
    return ("draft" if worst is ClaimStatus.PROPOSED else worst.value), words.states[worst.value]


@lru_cache(maxsize=512)
def short_date(day: dt.date, language: str, *, this_year: bool) -> str:
    """23 Nov; with the year where it is another one."""
    locale = "ne" if language == "ne" else "en_GB"
    return _digits(format_date(day, "d MMM" if this_year else "d MMM y", locale=locale), language)


@lru_cache(maxsize=256)
def two_decimals(value: float, language: str) -> str:
    """0.71; 0 without decimals, because it is exactly that."""
    return _digits(f"{value:.2f}" if value else "0", language)


def _digits(text: str, language: str) -> str:
    if language != "ne":
        return text
    return text.translate(str.maketrans("0123456789", "०१२३४५६७८९"))


def worth(given: Sequence[Given], fresh: float, words: Said) -> str:
    """How many answers there are, and how many fresh ones they are worth."""
    many = len(given)
    answers = ngettext("%(n)s answer", "%(n)s answers", many) % {"n": wording.number(many)}
    figure = {"answers": answers, "n": wording.number(fresh, decimals=1)}
    return (words.worth if fresh or not given else words.worth_none) % figure


def footing(all_claims: int, live: int, words: Said) -> str:
    """How many facts the answers rest on, and how many of them still hold."""
    if not all_claims:
        return words.footing_none
    facts = ngettext("%(n)s dated fact", "%(n)s dated facts", all_claims) % {
        "n": wording.number(all_claims)
    }
    template = words.footing_all if live == all_claims else words.footing_some
    return template % {"facts": facts, "live": wording.number(live)}
