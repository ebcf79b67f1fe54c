"""Claims fade, changes supersede, overlays stay in their own workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.changes import (
    Change,
    PartialDate,
    Severity,
    claims_hit,
    doubt,
    publish,
    retire,
    verify,
)
from whetstone.core.freshness.claims import ClaimState, ClaimStatus, p_still_true, review_by
from whetstone.core.freshness.ledger import ClaimVersion, history, ledger_at, shadowed, turned
from whetstone.core.kernel.errors import Faults

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SWIPE = ClaimState("clm-swipe", ClaimStatus.CURRENT, date(2021, 8, 18), 5)
STICKER = ClaimState("clm-sticker", ClaimStatus.PROPOSED, TODAY, 5)
SWIPE_UP = Change(
    id="chg-swipe",
    network="instagram",
    kind="replaced",
    severity=Severity.MAJOR,
    happened_on=PartialDate("2021-08-30"),
    noticed_on=TODAY,
    supersedes={"clm-swipe": "clm-sticker"},
    creates=("clm-sticker",),
)
STATES = {"clm-swipe": SWIPE, "clm-sticker": STICKER}
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def row(state, at=NOON, workspace=None, seq=0):
    return ClaimVersion(state.claim_id, at, workspace, state, seq=seq)


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (60, "2028-06-29"),
        (30, "2027-09-11"),
        (18, "2027-05-17"),
        (9, "2027-02-18"),
        (5, "2027-01-10"),
    ],
)
def test_a_claim_is_read_again_after_a_third_of_its_half_life(months, day):
    assert review_by(TODAY, months) == date.fromisoformat(day)


@given(days, st.floats(1, 120), st.integers(0, 4000), st.integers(0, 400))
def test_truth_never_grows_by_itself(as_of, half_life, age, more):
    on = as_of + timedelta(days=age)
    later = on + timedelta(days=more)
    assert 0 < p_still_true(as_of, half_life, later) <= p_still_true(as_of, half_life, on) <= 1


def test_a_claim_in_doubt_counts_for_nothing():
    assert replace(SWIPE, status=ClaimStatus.DOUBTFUL).p_still_true(TODAY) == 0


def test_a_half_life_must_be_positive():
    with pytest.raises(ValueError, match="half-life"):
        p_still_true(TODAY, 0, TODAY)


@pytest.mark.parametrize("text", ["2021-13", "2021-02-30", "soon", "", "2021-8-1"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Faults):
        PartialDate(text)


def test_a_month_runs_from_its_first_to_its_last_day():
    month = PartialDate("2024-02")
    assert (month.earliest, month.latest, month.is_exact) == (
        date(2024, 2, 1),
        date(2024, 2, 29),
        False,
    )


def test_publishing_supersedes_and_creates_in_one_act():
    rows = publish(SWIPE_UP, STATES, at=NOON, workspace=None)
    after = ledger_at(rows, workspace=None, known_at=NOON, on=TODAY)
    assert after["clm-swipe"].status is ClaimStatus.SUPERSEDED
    assert after["clm-swipe"].superseded_by == "clm-sticker"
    assert after["clm-swipe"].held_until == date(2021, 8, 30)
    assert after["clm-sticker"].status is ClaimStatus.CURRENT
    assert claims_hit(SWIPE_UP) == {"clm-swipe"}


def test_every_reason_against_publication_is_given_at_once():
    bad = replace(SWIPE_UP, check="recall", retires=("clm-unknown",), doubts=("clm-sticker",))
    gone = replace(SWIPE, status=ClaimStatus.RETIRED)
    with pytest.raises(Faults) as raised:
        publish(bad, STATES | {"clm-swipe": gone}, at=NOON, workspace=None)
    assert len(raised.value.faults) == 4


def test_a_change_that_touches_nothing_is_not_published():
    empty = replace(SWIPE_UP, supersedes={}, creates=())
    with pytest.raises(Faults, match="touches no claim"):
        publish(empty, STATES, at=NOON, workspace=None)


def test_what_is_gone_is_neither_verified_nor_doubted_nor_retired_again():
    gone = replace(SWIPE, status=ClaimStatus.RETIRED)
    for act in (verify, retire):
        with pytest.raises(Faults):
            act(gone, on=TODAY, at=NOON, workspace=None)
    with pytest.raises(Faults):
        doubt(gone, at=NOON, workspace=None)


def test_verifying_restores_a_doubted_claim_with_a_new_clock():
    doubted = replace(SWIPE, status=ClaimStatus.DOUBTFUL)
    again = verify(doubted, on=TODAY, at=NOON, workspace="w").state
    assert (again.status, again.as_of) == (ClaimStatus.CURRENT, TODAY)


def test_an_overlay_is_never_seen_from_another_workspace():
    rows = [row(SWIPE), *publish(SWIPE_UP, STATES, at=NOON, workspace="one")]
    one = ledger_at(rows, workspace="one", known_at=NOON, on=TODAY)
    other = ledger_at(rows, workspace="other", known_at=NOON, on=TODAY)
    assert one["clm-swipe"].is_gone
    assert other["clm-swipe"].is_live
    assert "clm-sticker" not in other


def test_the_field_on_a_day_is_asked_apart_from_what_was_known():
    rows = publish(SWIPE_UP, STATES, at=NOON, workspace=None)
    before = ledger_at(rows, workspace=None, known_at=NOON, on=date(2021, 8, 29))
    assert before["clm-swipe"].status is ClaimStatus.CURRENT
    assert before["clm-sticker"].status is ClaimStatus.PROPOSED
    unknown = ledger_at(rows, workspace=None, known_at=NOON - timedelta(1), on=TODAY)
    assert unknown == {}


def test_a_retirement_for_tomorrow_takes_effect_at_midnight():
    ends = retire(SWIPE, on=TODAY + timedelta(1), at=NOON, workspace=None)
    today = ledger_at([ends], workspace=None, known_at=NOON, on=TODAY)
    tomorrow = ledger_at([ends], workspace=None, known_at=NOON, on=TODAY + timedelta(1))
    turn = turned(today, tomorrow)[0]
    assert (turn.was, turn.now) == (ClaimStatus.CURRENT, ClaimStatus.RETIRED)


def test_an_old_overlay_that_hides_a_newer_word_is_reported():
    mine = row(replace(SWIPE, as_of=TODAY), NOON, "w")
    theirs = retire(SWIPE, on=TODAY, at=NOON + timedelta(hours=1), workspace=None)
    late = NOON + timedelta(2)
    assert [s.claim_id for s in shadowed([mine, theirs], workspace="w", known_at=late)] == [
        "clm-swipe"
    ]
    assert shadowed([mine, theirs], workspace="w", known_at=NOON) == ()


statuses = st.sampled_from([ClaimStatus.CURRENT, ClaimStatus.DOUBTFUL, ClaimStatus.RETIRED])
versions = st.lists(
    st.builds(
        lambda n, hours, workspace, status: (n, hours, workspace, status),
        st.integers(0, 3),
        st.integers(0, 50),
        st.sampled_from([None, "a", "b"]),
        statuses,
    ),
    max_size=25,
)


def build(rows):
    return [
        row(replace(SWIPE, claim_id=f"c{n}", status=s), NOON + timedelta(hours=h), w, seq)
        for seq, (n, h, w, s) in enumerate(rows)
    ]


@given(versions, st.randoms(use_true_random=False), st.integers(0, 60))
def test_the_ledger_does_not_depend_on_the_order_of_rows(rows, random, hours):
    built = build(rows)
    mixed = built[:]
    random.shuffle(mixed)
    asked = {"workspace": "a", "known_at": NOON + timedelta(hours=hours), "on": TODAY}
    assert ledger_at(built, **asked) == ledger_at(mixed, **asked)


@given(versions)
def test_appending_never_changes_what_was_known_before(rows):
    built = build(rows)
    known = NOON + timedelta(hours=20)
    early = [r for r in built if r.recorded_at <= known]
    asked = {"workspace": "a", "known_at": known, "on": TODAY}
    assert ledger_at(built, **asked) == ledger_at(early, **asked)
    assert all(r.workspace in (None, "a") for r in history(built, claim_id="c1", workspace="a"))
