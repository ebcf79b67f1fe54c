"""How the quality of the questions is said: the thing, how sure, and from how many answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.core.measurement.calibration.experts import ASSUMED_R
from whetstone.core.measurement.correlations import ASSUMED_WORTH
from whetstone.core.measurement.dif import SMALLEST_GROUP
from whetstone.core.measurement.item_life import (
    OPERATIONAL_FROM,
    PROVISIONAL_FROM,
    ItemState,
)
from whetstone.core.measurement.propagation import ASSUMED_CORRELATION
from whetstone.core.measurement.standard_setting import FEWEST_ITEMS
from whetstone.core.measurement.windows import DAYS as WINDOW_DAYS
from whetstone.core.measurement.windows import FEWEST as WINDOW_FEWEST
from whetstone.web.wording import day, in_100, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.diagnose.models import CalibrationRun
    from whetstone.apps.diagnose.quality import CutLine, Interval, ItemLine, Page, Told
    from whetstone.apps.diagnose.together import Together
    from whetstone.apps.diagnose.watch_rows import GroupSeen, Seen
    from whetstone.core.measurement.exposure import Exposure
    from whetstone.core.measurement.forms import FormQuality
    from whetstone.core.measurement.pools import Attainable

ORDER = (
    ItemState.EXPERT_SET,
    ItemState.PILOT,
    ItemState.PROVISIONAL,
    ItemState.OPERATIONAL,
    ItemState.FLAGGED,
)
"""The states a question in the bank may be in, as the page counts them."""


def finding(page: Page) -> str:
    """The page in a sentence."""
    if not page.measured:
        return _("No question has been measured from answers yet.")
    return _("%(n)s of %(all)s questions are measured from answers.") % {
        "n": number(page.measured),
        "all": number(page.questions),
    }


def lead(page: Page) -> str:
    """What follows from it."""
    if not page.measured:
        return _(
            "Experts set how hard each one is. Every level here is worked out with the error of "
            "that, so its band is wider than it will be."
        )
    return _(
        "The others still have their authors' numbers, and a wider band for it. "
        "Each figure below says which."
    )


def state(of: ItemState) -> str:
    """The word for a state."""
    return {
        ItemState.DRAFT: _("draft"),
        ItemState.EXPERT_SET: _("expert-set"),
        ItemState.PILOT: _("being tried out"),
        ItemState.PROVISIONAL: _("provisional"),
        ItemState.OPERATIONAL: _("operational"),
        ItemState.FLAGGED: _("flagged"),
        ItemState.RETIRED: _("retired"),
    }[of]


def state_sign(of: ItemState) -> str:
    """The drawn sign of a state: current, doubtful, retired or draft."""
    if of is ItemState.OPERATIONAL:
        return "current"
    if of in {ItemState.FLAGGED, ItemState.PROVISIONAL}:
        return "doubtful"
    return "retired" if of is ItemState.RETIRED else "draft"


def state_means(of: ItemState) -> str:
    """What a state means for whoever is asked the question."""
    numbers = {"n": number(PROVISIONAL_FROM), "all": number(OPERATIONAL_FROM)}
    return {
        ItemState.DRAFT: _("It is asked of nobody."),
        ItemState.EXPERT_SET: _(
            "It is asked and counts. Its difficulty is its authors' estimate, and the error of "
            "that widens every band; from %(n)s first answers it is measured."
        ),
        ItemState.PILOT: _(
            "It is new in an area that is measured already: asked a few times in a sitting, "
            "counted for nobody until it has %(n)s first answers."
        ),
        ItemState.PROVISIONAL: _(
            "It is measured from answers and counts; from %(all)s first answers it may carry the "
            "scale for others."
        ),
        ItemState.OPERATIONAL: _("It is measured from %(all)s first answers or more, and counts."),
        ItemState.FLAGGED: _("An editor is looking at it: asked of nobody, counted for nobody."),
        ItemState.RETIRED: _("It is not asked any more. Answers given so far still count."),
    }[of] % numbers


def people(many: int | None) -> str:
    """How many people; never a number from 1 to 4."""
    return _("fewer than 5") if many is None else number(many)


def signed(value: float) -> str:
    """A place on the scale, with its sign."""
    figure = number(abs(value), decimals=1)
    if figure == number(0, decimals=1):
        return figure
    return f"−{figure}" if value < 0 else f"+{figure}"


def interval(of: Interval, *, places: bool = False) -> str:
    """A figure, then its 90 % interval."""
    say = signed if places else _plain
    return f"{say(of.value)} ({say(of.low)} … {say(of.high)})"


def _plain(value: float) -> str:
    return number(max(value, 0.0), decimals=1)


def fit(seen: Seen | None) -> str:
    """Whether a question behaves as its model says."""
    if seen is not None and seen.issuer:
        return _("numbers from “%(issuer)s”") % {"issuer": seen.issuer}
    if seen is None or seen.fit_p is None:
        return _("cannot tell yet")
    gap = percent(seen.fit_gap or 0.0)
    if seen.is_poor:
        return _("off by up to %(gap)s") % {"gap": gap}
    return _("as expected")


def groups(seen: Seen | None) -> str:
    """Whether a question favours a group, in a word."""
    if seen is None or not seen.worst:
        return _("cannot tell yet")
    word = {
        "A": _("A, negligible"),
        "B": _("B, look again"),
        "C": _("C, large"),
    }[seen.worst]
    return _("%(word)s; turns round with ability") % {"word": word} if seen.is_crossing else word


def drift(seen: Seen | None) -> str:
    """Whether a question has become harder or easier."""
    if seen is None or seen.issuer:
        return _("cannot tell yet")
    if seen.moved is not None:
        way, _at, since = seen.moved
        if way == "harder":
            word = _("harder than its numbers said, since answer %(n)s")
        else:
            word = _("easier than its numbers said, since answer %(n)s")
        return word % {"n": number(since)}
    if not seen.drift:
        return window_alarm(seen) or _("none seen")
    way, since = seen.drift[-1]
    word = _("harder since answer %(n)s") if way == "harder" else _("easier since answer %(n)s")
    return word % {"n": number(since)}


def window_alarm(seen: Seen) -> str:
    """Which way a question went between two windows of time; "" where there is no alarm."""
    if seen.window is None or not seen.window.alarm:
        return ""
    return {
        "harder": _("harder in the last %(n)s days than before"),
        "easier": _("easier in the last %(n)s days than before"),
        "turned": _("tells people apart differently in the last %(n)s days than before"),
    }[seen.window.alarm] % {"n": number(WINDOW_DAYS)}


def window(seen: Seen | None) -> str:
    """A question lately held against itself before, in a sentence."""
    if seen is None or seen.window is None:
        return _("cannot tell yet")
    if not seen.window.compared.worst:
        return group(seen.window.compared)
    if said := window_alarm(seen):
        return said
    if seen.window.compared.worst == "A":
        return _("as before")
    return _("a little off; not enough for an alarm")


def window_figures(seen: Seen | None) -> str:
    """What that sentence rests on: how many answers, what size, how sure."""
    if seen is None or seen.window is None or seen.window.compared.delta is None:
        return _("told from %(n)s answers in the last %(days)s days and as many before") % {
            "n": number(WINDOW_FEWEST),
            "days": number(WINDOW_DAYS),
        }
    one = seen.window.compared
    return _(
        "%(late)s answers in the last %(days)s days, %(early)s before, people of equal ability "
        "compared: ETS delta %(delta)s ± %(band)s (90 %%); logistic regression %(logistic)s"
    ) % {
        "late": number(one.n_focal),
        "early": number(one.n_reference),
        "days": number(WINDOW_DAYS),
        "delta": signed(one.delta or 0.0),
        "band": number(1.645 * (one.delta_se or 0.0), decimals=1),
        "logistic": regressed(one),
    }


def exposure(line: ItemLine) -> str:
    """The share of sittings that showed a question."""
    return _("cannot tell yet") if line.exposure is None else percent(line.exposure)


def group(one: GroupSeen) -> str:
    """One comparison, in words."""
    if not one.ets:
        return ngettext(
            "Cannot tell yet: %(n)s more answer is needed.",
            "Cannot tell yet: %(n)s more answers are needed.",
            one.missing,
        ) % {"n": number(one.missing)}
    return groups_word(one.worst)


def regressed(one: GroupSeen) -> str:
    """What logistic regression says beside it: its class, its size, and whether it turns round."""
    found = one.regressed
    if found is None:
        return "–"
    words = {
        "size": found.size,
        "r2": number(found.r2, decimals=3),
        "p": number(found.crossing_p, decimals=2),
    }
    if found.crossing:
        return _("%(size)s: R² +%(r2)s, turns round with ability (p = %(p)s)") % words
    return _("%(size)s: R² +%(r2)s") % words


def groups_word(ets: str) -> str:
    """What a class means."""
    return {
        "A": _("Negligible"),
        "B": _("Some difference: an editor reads it again"),
        "C": _("A large difference: an editor reads it again"),
    }[ets]


def kind(of: str) -> str:
    """By what people are grouped."""
    return {"language": _("Language"), "region": _("Country"), "role": _("Role")}.get(of, of)


def fair(told: Told) -> str:
    """What the comparisons of groups say so far."""
    many = sum(told.classes.values())
    if not many:
        return _(
            "Whether a question favours a group of people cannot be told yet: it takes %(n)s "
            "answers from each of two groups. Until then nobody can say that it does, or that it "
            "does not."
        ) % {"n": number(SMALLEST_GROUP)}
    turns = ""
    if told.crossing:
        turns = ngettext(
            "%(n)s of them turns round: it favours a group among the able and hinders it among "
            "the less able, or the other way.",
            "%(n)s of them turn round: they favour a group among the able and hinder it among "
            "the less able, or the other way.",
            told.crossing,
        ) % {"n": number(told.crossing)}
    said = _(
        "%(all)s comparisons could be made: %(a)s negligible, %(b)s with some difference, "
        "%(c)s with a large one. %(none)s cannot be told yet."
    ) % {
        "all": number(many),
        "a": number(told.classes.get("A", 0)),
        "b": number(told.classes.get("B", 0)),
        "c": number(told.classes.get("C", 0)),
        "none": number(told.cannot),
    }
    return f"{said} {turns}".strip()


def reliability(form: FormQuality | None) -> str:
    """Reliability with two decimals, as is usual."""
    return "–" if form is None else number(form.reliability, decimals=2)


def error(form: FormQuality | None) -> str:
    """The error at the cut."""
    return "–" if form is None else number(form.se_at_cut, decimals=2)


def accurate(form: FormQuality | None) -> str:
    """How many of 100 people are put on their side of the cut."""
    return "–" if form is None else in_100(form.accuracy)


def consistent(form: FormQuality | None) -> str:
    """How many of 100 people two such forms put on the same side."""
    return "–" if form is None else in_100(form.consistency)


def states_of(states: Mapping[ItemState, int]) -> list[tuple[str, int]]:
    """The states that occur, in the order of a question's life."""
    return [(state(one), states[one]) for one in (*ORDER, ItemState.RETIRED) if states.get(one)]


def cut(line: CutLine) -> str:
    """Where a level begins, and who said so."""
    if line.panel is not None:
        return _("%(n)s judges, %(items)s questions, %(method)s, %(day)s. %(about)s") % {
            "n": number(line.panel.judges),
            "items": number(line.panel.items),
            "method": line.panel.method,
            "day": day(line.panel.held_on),
            "about": line.panel.about,
        }
    if line.theta is None:
        return _("No record: this level is not named anywhere.")
    note = line.note
    when = day(note.date) if note and note.date else ""
    return _(
        "Set by the authors alone%(when)s; no panel of judges yet, so its own error is not known. "
        "Provisional."
    ) % {"when": f", {when}" if when else ""}


def booklets(page: Page) -> str:
    """Whether bookmarks can set a cut yet, and if not, what is missing."""
    ready = [one for one in page.areas if not one.booklet_missing]
    if not ready:
        nearest = min(page.areas, key=lambda one: one.booklet_missing)
        return ngettext(
            "Judges rate each question (modified Angoff). Bookmarks in a booklet of questions in "
            "order need %(all)s questions of an area that are measured from answers; in %(area)s, "
            "the nearest, %(n)s is missing.",
            "Judges rate each question (modified Angoff). Bookmarks in a booklet of questions in "
            "order need %(all)s questions of an area that are measured from answers; in %(area)s, "
            "the nearest, %(n)s are missing.",
            nearest.booklet_missing,
        ) % {
            "all": number(FEWEST_ITEMS),
            "area": nearest.name,
            "n": number(nearest.booklet_missing),
        }
    return _(
        "Judges rate each question (modified Angoff), or put bookmarks into a booklet of measured "
        "questions, where an area has %(all)s of them: now in %(areas)s."
    ) % {"all": number(FEWEST_ITEMS), "areas": ", ".join(one.name for one in ready)}


def cut_error(line: CutLine) -> str:
    """The error of a cut."""
    return _("not known") if line.se is None else number(line.se, decimals=2)


def calibrated(run: CalibrationRun | None) -> str:
    """When the numbers in use were made."""
    if run is None or run.finished_at is None:
        return _("not calibrated yet")
    return _("calibrated on %(day)s") % {"day": day(run.finished_at)}


def missing(many: int) -> str:
    """How many answers an area lacks until it can be measured."""
    if not many:
        return _("enough")
    return ngettext("%(n)s missing", "%(n)s missing", many) % {"n": number(many)}


def assumed(page: Page) -> list[tuple[str, str]]:
    """The made-up sitting under each assumption: (what is assumed, chance at entry level)."""
    found = page.sensitivity
    rows = (
        (_("as in use"), found.base),
        (_("areas move together less (0.35)"), found.correlation_low),
        (_("areas move together more (0.75)"), found.correlation_high),
        (_("answers fade twice as fast"), found.retention_halved),
        (_("a lesson moves a level half as far"), found.step_halved),
    )
    return [(say, in_100(float(column[0]))) for say, column in rows]


# --- pools, experts, areas -----------------------------------------------------------------------


def reached(pool: Attainable) -> str:
    """Whether a certificate's form could be drawn from the questions of an area."""
    if pool.needed is None:
        return _("out of reach")
    return ngettext("%(n)s question", "%(n)s questions", pool.needed) % {"n": number(pool.needed)}


def pool_error(pool: Attainable, value: float) -> str:
    """An attainable error; a dash where there is nothing to ask."""
    return number(value, decimals=2) if pool.items else "–"


def shown_most(found: Exposure) -> str:
    """What the rule of drawing does to the questions of an area, in sentences."""
    words = {
        "people": number(found.people),
        "most": percent(found.highest),
        "cap": percent(float(found.cap.max(initial=0.0))),
        "same": percent(found.overlap),
        "lifted": percent(found.lifted),
    }
    first = (
        _(
            "If %(people)s made-up people of the working population took the check of this area, "
            "the question shown most would come up in %(most)s of their sittings (cap: %(cap)s), "
            "and any two of them would have %(same)s of their questions in common."
        )
        % words
    )
    never = _("Every question would come up for somebody.")
    if found.never:
        never = ngettext(
            "%(n)s question would come up for nobody.",
            "%(n)s questions would come up for nobody.",
            found.never,
        ) % {"n": number(found.never)}
    if not found.lifted:
        return f"{first} {never}"
    return (
        f"{first} {never} "
        + _(
            "For %(lifted)s of the questions asked nothing below its cap was left: "
            "the area is small."
        )
        % words
    )


def trusted(trust: Mapping[str, float] | None) -> str:
    """What the authors' word on difficulty turned out to be worth in an area."""
    if trust is None:
        return _("assumed %(r)s") % {"r": number(ASSUMED_R, decimals=2)}
    return _("%(r)s, from %(n)s questions") % {
        "r": number(float(trust["r"]), decimals=2),
        "n": number(int(trust["questions"])),
    }


def together(found: Together) -> str:
    """How areas go together: what was assumed, how far it has moved, from how many people."""
    assumed_r = number(ASSUMED_CORRELATION, decimals=2)
    if not found.people:
        return _(
            "Any two areas are taken to move together with a correlation of %(r)s. That is an "
            "assumption, worth %(n)s people measured in full; no answers speak to it yet. It "
            "moves towards what answers say, pair by pair, at each calibration."
        ) % {"r": assumed_r, "n": number(ASSUMED_WORTH)}
    low, high = found.ends
    return _(
        "Any two areas were taken to move together with a correlation of %(r)s, an assumption "
        "worth %(worth)s people measured in full. %(people)s people have answered in two areas "
        "or more: %(pairs)s of %(all)s pairs have moved, %(share)s of the way to what their "
        "answers say, on average. In use now: %(low)s to %(high)s, %(middle)s on average."
    ) % {
        "r": assumed_r,
        "worth": number(ASSUMED_WORTH),
        "people": number(found.people),
        "pairs": number(found.pairs),
        "all": number(found.of_pairs),
        "share": percent(found.share),
        "low": number(low, decimals=2),
        "high": number(high, decimals=2),
        "middle": number(found.middle, decimals=2),
    }
