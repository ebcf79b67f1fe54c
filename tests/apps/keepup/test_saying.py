"""What the page on how current we are says: the range with the figure, the reason with the gap."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest

from whetstone.apps.keepup import saying
from whetstone.apps.keepup.selectors import how_current
from whetstone.apps.keepup.selectors.figures import DAYS, SHARE, Figure
from whetstone.core.freshness import half_lives as lives
from whetstone.core.freshness.trend import month_starts
from whetstone.core.kernel.intervals import Estimate, cannot_tell

TODAY = dt.date(2026, 11, 23)
FIRST = dt.date(2025, 1, 1)


def figure(value=None, *, lo=None, hi=None, key="repair_major", unit=DAYS, target=15.0, **more):
    told = cannot_tell("no cases yet")
    if value is not None:
        told = Estimate(value, value if lo is None else lo, value if hi is None else hi, 9, "x")
    return Figure(key, unit, told, target, True, TODAY, **more)  # at most


@pytest.fixture
def page(curriculum_loaded):
    return how_current.in_public(TODAY)


def plain(text) -> str:
    return str(text).replace("\u00a0", " ")


def test_a_value_comes_with_its_range_and_its_cases():
    one = figure(8.0, lo=5, hi=12)
    assert (saying.value(one), saying.band(one)) == ("8 days", "5–12 days, from 9")
    assert saying.band(figure(8.0, lo=5, hi=math.inf)) == "5 days or more, from 9"


def test_a_gap_comes_with_its_reason():
    assert (saying.value(figure()), saying.band(figure())) == ("Cannot tell yet", "no case yet")
    few = replace(figure(), estimate=cannot_tell("fewer than five cases", n=3))
    assert saying.band(few) == "fewer than five cases; 3 so far"
    assert saying.stands(few) == "cannot tell yet"


def test_a_share_of_claims_that_hold_is_never_all_of_them():
    sure = figure(1.0, key="expected_true_share", unit=SHARE, target=0.88)
    assert saying.value(sure) == "99 in 100"
    assert "nothing has had time to fade" in saying.band(sure)
    assert "1 in 100" not in saying.band(replace(sure, estimate=Estimate(0.9, 0.86, 0.94, 9)))


def test_a_share_that_misses_by_less_than_is_shown_is_shown_to_the_tenth():
    late = figure(0.0532, key="stale_share", unit=SHARE, target=0.05)
    assert (plain(saying.value(late)), saying.stands(late)) == ("5.3 %", "missed")
    assert plain(saying.value(replace(late, target=0.06))) == "5 %"


def test_a_lag_of_which_one_in_ten_is_too_long_misses():
    one = figure(20.0, target=45.0, p90=Estimate(120, 80, 140, 9), p90_target=90.0)
    assert saying.stands(one) == "missed"
    assert saying.stands(replace(one, p90=Estimate(80, 70, 90, 9))) == "met"


def test_the_finding_names_what_misses(page):
    missed = [
        replace(one, target=1.1, at_most=False) if one.key == "coverage" else one
        for one in page.figures
    ]
    assert saying.finding_here(replace(page, figures=tuple(missed))) == (
        "One figure misses its target: skills fully taught, and still true."
    )
    good = [replace(one, estimate=Estimate(1, 1, 1, 9), at_most=False) for one in page.figures]
    few = [replace(one, target=0.5) for one in good]
    assert "All 8 figures that can be told meet" in saying.finding_here(
        replace(page, figures=tuple(few))
    )
    bad = [replace(one, target=2.0) for one in good]
    assert saying.finding_here(replace(page, figures=tuple(bad))) == (
        "8 of 8 figures miss their target."
    )
    none = [replace(one, estimate=cannot_tell("no cases yet")) for one in good]
    assert "None of the figures" in saying.finding_here(replace(page, figures=tuple(none)))


def test_a_trend_says_what_it_shows_and_hatches_what_it_cannot():
    days = month_starts(TODAY)
    trend = [(day, cannot_tell("the ledger had not begun")) for day in days[:9]]
    trend += [(day, Estimate(0.1 * n, 0.1 * n, 0.1 * n, 9)) for n, day in enumerate(days[9:], 1)]
    one = figure(0.02, key="stale_claim_share", unit=SHARE, target=0.05, trend=tuple(trend))
    (drawn,) = saying.drawn([one])
    assert plain(drawn["finding"]) == (
        "Now: 2 %; 10 % on 1 September 2026, 30 % on 1 November 2026. 3 of 12 months told."
    )
    assert [point["value"] is None for point in drawn["points"]] == [True] * 9 + [False] * 4
    assert drawn["top"] == pytest.approx(0.3)
    head, rows = saying.months([one])
    assert (len(head), len(rows)) == (1, 13)
    assert plain(rows[-1]) == "['now', '2\\xa0%']"


def test_what_was_counted_for_today_only_is_not_drawn(page):
    drawn = {one["id"] for one in saying.drawn(page.every)}
    assert "coverage" not in drawn
    assert "stale_claim_share" in drawn


# --- half-lives ---


def died(n, days, kind="feature"):
    day = FIRST + dt.timedelta(days)
    return lives.Watched(f"c{n}", kind, FIRST, FIRST, FIRST, TODAY, (day, day))


def alive(n, kind="principle"):
    return lives.Watched(f"a{n}", kind, FIRST, FIRST, FIRST + dt.timedelta(400), TODAY)


def test_before_fifty_deaths_the_assumed_ones_are_in_force_and_nothing_is_estimated(page):
    said = saying.deaths(page)
    assert said.startswith("0 of 50 claims have ended while we watched them.")
    assert "27 more had ended before we first knew them" in said
    assert said.endswith("the assumed half-lives are in force.")
    for row in page.half_lives:
        assert saying.half_life_row(row)[2:4] == ["not yet", "not yet"]


def test_after_fifty_deaths_both_are_shown_and_the_assumed_ones_stay_in_force(page):
    rows = lives.half_lives([*(died(n, 30 + 5 * n) for n in range(50)), *map(alive, range(9))])
    told = {row.kind: saying.half_life_row(row) for row in rows}
    assert told["feature"][1] == "5 months"
    assert told["feature"][2].startswith("3.5 months (2.6–4.7)")
    assert told["feature"][3].startswith("4.9 months (")
    assert told["feature"][4] == "50 claims, 50 ended"
    assert told["principle"][2] == "at least 27.4 months: none has ended"
    assert told["principle"][3] == "not yet"
    said = saying.deaths(replace(page, half_lives=rows, deaths=50))
    assert said.endswith("The assumed half-lives stay in force until an editor changes them.")


def test_an_assumed_half_life_outside_the_range_is_named():
    rows = lives.half_lives([died(n, 300 + 4 * n) for n in range(60)])
    told = {row.kind: saying.half_life_row(row) for row in rows}
    assert "The assumed one lies outside." in told["feature"][2]
