"""Half-lives from the log: known answers, and what the log cannot say."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.freshness.test_survival import REMISSION

from whetstone.core.freshness import half_lives as of
from whetstone.core.freshness.changes import PartialDate
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.ledger import ClaimVersion
from whetstone.core.freshness.survival import Life

DAY = date(2026, 1, 1)
TODAY = date(2026, 11, 23)


def watched(n=0, *, kind="feature", seen=100, died=None, **more):
    """A claim verified and known on DAY, last verified `seen` days later."""
    facts = {
        "verified": DAY,
        "known": DAY,
        "last_seen": DAY + timedelta(seen),
        "until": TODAY,
        "ended": died if died is None else (DAY + timedelta(died), DAY + timedelta(died)),
    }
    return of.Watched(f"clm-{n}", kind, **(facts | more))


# --- the estimate ---


def test_the_hazard_of_the_published_table_is_events_by_exposure():
    """Cox & Oakes (1984), chapter 3: 9 ends in 359 weeks, rate 0.0251, half-life 27.6 weeks."""
    told = of.exponential(REMISSION)
    assert told.value == pytest.approx(math.log(2) * 359 / 9)
    assert math.log(2) / told.value == pytest.approx(0.02507, abs=5e-6)


def test_the_interval_is_garwoods():
    """9 events: 4.115 to 17.085 (Garwood 1936, as in every table of exact Poisson limits)."""
    told = of.exponential(REMISSION)
    assert math.log(2) * 359 / told.hi == pytest.approx(4.115, abs=1e-3)
    assert math.log(2) * 359 / told.lo == pytest.approx(17.085, abs=1e-3)


def test_where_none_died_there_is_a_lower_bound_and_no_estimate():
    """The rule of three: 0 deaths in T exclude, at 95 %, hazards above 3.0 / T."""
    alive = [Life(0, 12, ended=False)] * 10
    assert not of.exponential(alive).is_known
    assert of.lower_bound(alive) == pytest.approx(math.log(2) * 120 / 2.9957, rel=1e-4)
    assert of.lower_bound([Life(0, 0, ended=False)]) is None


LIVES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 40), st.booleans()).map(
        lambda row: Life(row[0], row[0] + row[1], row[2])
    ),
    min_size=1,
    max_size=25,
).filter(lambda lives: any(life.ended for life in lives))


@given(LIVES, st.integers(2, 9))
def test_scaling_time_scales_the_half_life_and_its_interval(lives, factor):
    scaled = [Life(life.entry * factor, life.exit * factor, life.ended) for life in lives]
    one, other = of.exponential(lives), of.exponential(scaled)
    for name in ("value", "lo", "hi"):
        assert getattr(other, name) == pytest.approx(factor * getattr(one, name))


@given(LIVES, st.integers(1, 100))
def test_more_time_without_a_death_lengthens_the_half_life(lives, months):
    longer = of.exponential([*lives, Life(0, months, ended=False)])
    assert longer.value > of.exponential(lives).value


@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_only_survivors_cannot_tell_but_bound_from_below(months):
    lives = [Life(0, one, ended=False) for one in months]
    assert not of.exponential(lives).is_known
    assert of.lower_bound(lives) > 0


# --- what counts as a life ---


def test_a_claim_is_watched_until_it_was_last_verified_and_not_until_today():
    life = watched(seen=61).life()
    assert (life.ended, round(life.exit, 2)) == (False, 2.0)
    assert round(watched(seen=61).life(unseen=True).exit) == 11


def test_a_claim_that_was_dead_when_first_known_is_no_life():
    dead = watched(ended=(date(2021, 8, 30), date(2021, 8, 30)))
    assert (dead.died_before_watch, dead.died_under_watch, dead.life()) == (True, False, None)


def test_a_claim_known_late_is_at_risk_only_from_then_on():
    life = watched(known=DAY + timedelta(61), died=122).life()
    assert [round(x, 1) for x in (life.entry, life.exit)] == [2.0, 4.0]


def test_an_end_known_by_its_month_lies_between_the_last_check_and_the_end_of_the_month():
    unsure = watched(seen=195, ended=(date(2026, 7, 1), date(2026, 7, 31)))
    days = [round(unsure.life(share=share).exit * of.DAYS_A_MONTH) for share in (0, 0.5, 1)]
    assert days == [195, 203, 211]  # 15 July, 23 July, 31 July


def test_the_interval_holds_both_ends_of_uncertain_dates():
    rows = [watched(n, seen=10, ended=(date(2026, 3, 1), date(2026, 12, 31))) for n in range(60)]
    told = of.half_lives(rows)[4].estimate
    ends = [of.exponential([row.life(share=share) for row in rows]) for share in (0.0, 1.0)]
    assert told.lo <= min(end.lo for end in ends)
    assert told.hi >= max(end.hi for end in ends)


# --- when it is told ---


def test_nothing_is_estimated_before_fifty_have_died_under_watch():
    rows = [watched(n, died=90) for n in range(49)]
    rows += [watched(100 + n, ended=(date(2021, 1, 1),) * 2) for n in range(27)]
    told = {row.kind: row for row in of.half_lives(rows)}["feature"]
    assert (told.deaths, told.died_before) == (49, 27)
    assert not told.estimate.is_known
    assert not told.steps
    assert told.at_least is None


def test_from_fifty_on_every_kind_has_an_estimate_or_a_bound():
    rows = [watched(n, died=30 + n) for n in range(50)]
    rows += [watched(200 + n, kind="principle", seen=300) for n in range(9)]
    told = {row.kind: row for row in of.half_lives(rows)}
    assert told["feature"].estimate.is_known
    assert told["feature"].median.is_known
    assert told["feature"].if_none_died_unseen.value >= told["feature"].estimate.value
    assert told["feature"].differs
    assert not told["principle"].estimate.is_known
    assert told["principle"].at_least > 0
    assert not told["principle"].differs
    assert told["regulation"].claims == 0


# --- from the ledger's rows ---


def row(claim, status, *, as_of, recorded, until=None, seq=0):
    state = ClaimState(claim, ClaimStatus(status), as_of, 5.0, None, until)
    at = datetime.combine(recorded, datetime.min.time(), tzinfo=UTC)
    return ClaimVersion(claim, at, None, state, None, seq)


def read(rows, until=TODAY, **ends):
    kinds = dict.fromkeys(("a", "b"), "feature")
    return of.watched(rows, kinds=kinds, ends=ends, until=until)


def test_a_life_is_read_from_first_known_to_last_verified():
    rows = [
        row("a", "current", as_of=DAY, recorded=DAY),
        row("a", "current", as_of=date(2026, 6, 1), recorded=date(2026, 6, 2), seq=1),
        row("a", "doubtful", as_of=date(2026, 6, 1), recorded=date(2026, 7, 2), seq=2),
    ]
    (life,) = read(rows)
    assert (life.verified, life.known, life.last_seen) == (DAY, DAY, date(2026, 6, 1))
    assert life.ended is None


def test_a_death_is_as_exact_as_the_change_that_caused_it():
    rows = [
        row("a", "current", as_of=DAY, recorded=DAY),
        row("a", "retired", as_of=DAY, recorded=date(2026, 9, 1), until=date(2026, 8, 1), seq=1),
    ]
    (exact,) = read(rows)
    (month,) = read(rows, a=PartialDate("2026-08"))
    (other,) = read(rows, a=PartialDate("2026-09"))
    assert exact.ended == other.ended == (date(2026, 8, 1), date(2026, 8, 1))
    assert month.ended == (date(2026, 8, 1), date(2026, 8, 31))


def test_a_later_row_is_not_looked_at_and_an_undone_death_is_none():
    rows = [
        row("a", "current", as_of=DAY, recorded=DAY),
        row("a", "retired", as_of=DAY, recorded=date(2026, 9, 1), until=date(2026, 8, 1), seq=1),
        row("a", "current", as_of=DAY, recorded=date(2026, 9, 3), seq=2),
        row("b", "proposed", as_of=DAY, recorded=DAY),
    ]
    assert [one.ended is None for one in read(rows, until=date(2026, 8, 15))] == [True]
    assert [one.ended is None for one in read(rows, until=date(2026, 9, 2))] == [False]
    assert [one.ended is None for one in read(rows)] == [True]
