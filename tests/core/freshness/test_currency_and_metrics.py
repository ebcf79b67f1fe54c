"""Currency counts; metrics refuse to look better than the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness import metrics
from whetstone.core.freshness.audit import (
    SkillStock,
    SyllabusRow,
    Taught,
    audit_syllabus,
    coverage,
)
from whetstone.core.freshness.changes import Change, PartialDate, Severity
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.currency import currency
from whetstone.core.freshness.words import WORDS
from whetstone.core.kernel.reasons import say

TODAY = date(2026, 11, 23)
LIVE = ClaimState("live", ClaimStatus.CURRENT, TODAY, 5)
GONE = ClaimState("gone", ClaimStatus.SUPERSEDED, TODAY, 5)
DOUBT = ClaimState("doubt", ClaimStatus.DOUBTFUL, TODAY, 5)
STATES = {s.claim_id: s for s in (LIVE, GONE, DOUBT)}


def test_a_relearned_change_makes_a_thing_current_again():
    before = currency(["live", "gone"], states=STATES, on=TODAY)
    after = currency(["live", "gone"], states=STATES, on=TODAY, refreshed={"gone"})
    assert (before.share, before.word) == (0.5, "behind")
    assert (after.share, after.word) == (1.0, "current")


def test_what_cites_nothing_has_no_currency_rather_than_a_perfect_one():
    nothing = currency([], states=STATES, on=TODAY)
    assert nothing.share is None
    assert nothing.word == "none"
    assert not nothing.expected_true.is_known


def test_an_unknown_claim_is_doubted_not_trusted():
    assert currency(["ghost"], states=STATES, on=TODAY).doubtful == 1


def test_refreshing_does_not_cure_a_doubt():
    assert currency(["doubt"], states=STATES, on=TODAY, refreshed={"doubt"}).share == 0


@given(
    st.lists(st.tuples(st.sampled_from(ClaimStatus), st.integers(0, 900)), max_size=15), st.data()
)
def test_counts_add_up_and_the_band_holds_the_expectation(rows, data):
    states = {
        f"c{n}": ClaimState(f"c{n}", status, TODAY - timedelta(days=age), 9)
        for n, (status, age) in enumerate(rows)
    }
    refreshed = data.draw(st.sets(st.sampled_from(sorted(states) or ["none"])))
    got = currency(states, states=states, on=TODAY, refreshed=refreshed)
    assert got.current + got.refreshed + got.doubtful + got.gone == got.total == len(rows)
    if got.total:
        band = got.expected_true
        assert 0 <= band.lo <= band.value <= band.hi <= got.total
    assert all(say(reason, WORDS) for reason in got.reasons)


def change(days, *, closed=None, severity=Severity.MAJOR, when="2026-01-01", claims=("x",)):
    happened = PartialDate(when)
    noticed = happened.earliest + timedelta(days=days)
    return Change("c", None, "metric", severity, happened, noticed, retires=claims,
                  closed_on=closed)  # fmt: skip


def test_notice_lag_is_the_median_of_exactly_dated_events():
    lag = metrics.notice_lag([change(3), change(10), change(40), change(1, when="2026-01")])
    assert (lag.estimate.value, lag.estimate.n, lag.met) == (10, 3, True)
    assert lag.reasons[0].code == "imprecise_dates"


def test_no_cases_give_no_value_and_no_verdict():
    assert metrics.notice_lag([]).met is None
    assert metrics.refresh_reach([], on=TODAY).met is None
    assert metrics.expected_true_share([], TODAY).met is None
    assert metrics.stale_claim_share([GONE], TODAY).met is None


def test_a_quick_few_do_not_hide_the_many_who_wait():
    day = date(2026, 10, 1)
    quick = metrics.Relearning(day, day, day + timedelta(2))
    waiting = replace(quick, refreshed_on=None)
    assert metrics.freshness_lag([quick, quick, waiting]).estimate.value == 2
    assert not metrics.freshness_lag([quick, waiting, waiting]).estimate.is_known
    reach = metrics.refresh_reach([quick, waiting], on=TODAY)
    assert reach.estimate.value == 0.5


def test_reach_leaves_out_everybody_whose_thirty_days_still_run():
    day = TODAY - timedelta(29)
    quick = metrics.Relearning(day, day, day + timedelta(2))
    assert not metrics.refresh_reach([quick], on=TODAY).estimate.is_known
    assert metrics.refresh_reach([quick], on=TODAY + timedelta(1)).estimate.value == 1


def test_stale_share_weighs_by_views_when_asked():
    old = ClaimState("old", ClaimStatus.CURRENT, TODAY - timedelta(days=200), 5)
    share = metrics.stale_claim_share([LIVE, old, GONE], TODAY)
    seen = metrics.stale_claim_share([LIVE, old], TODAY, views={"live": 99, "old": 1})
    assert (share.estimate.value, share.met) == (0.5, False)
    assert (seen.estimate.value, seen.met) == (0.01, True)


def test_blind_changes_touch_no_claim():
    assert metrics.blind_changes([change(1), change(1, claims=())]).estimate.value == 0.5


def test_coverage_needs_lesson_items_task_and_fresh_claims():
    full = SkillStock("STR-1", 2, has_lesson=True, items=2, has_task=True, claims=("live",))
    stale = replace(full, claims=("gone",))
    thin = replace(full, items=1)
    assert coverage([full, stale, thin], STATES) == 1 / 3


def test_a_syllabus_is_told_what_is_missing_and_what_is_old():
    rows = [
        SyllabusRow("a", 3, Taught.REQUIRED, 4, ("gone",)),
        SyllabusRow("b", 1, Taught.MISSING),
        SyllabusRow("c", 1, Taught.ELECTIVE, 2),
    ]
    audit = audit_syllabus(rows, STATES)
    assert (audit.required, audit.offered, audit.required_and_current) == (0.6, 0.8, 0.0)
    assert [f.code for f in audit.findings] == ["out_of_date", "not_taught", "elective_only"]
