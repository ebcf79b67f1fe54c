"""Marks of a class: what counts, what late costs, what drops, and what scaling up may not do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.rollup import gradebook as gb
from whetstone.core.rollup.gradebook import Done, LateRule, Mark, Piece, State

DUE = dt.datetime(2026, 10, 5, 22, 59, tzinfo=dt.UTC)
END = dt.datetime(2026, 12, 18, 23, 59, tzinfo=dt.UTC)
BEFORE, AFTER = DUE - dt.timedelta(days=1), DUE + dt.timedelta(days=1)
KINDS = ("lesson", "check", "task")


def piece(**more):
    return Piece(**{"id": 1, "kind": "task", "weight": 1.0, **more})


def marked(share: float) -> Mark:
    return Mark(State.MARKED, share, share)


# --- one piece ---


def test_what_is_not_handed_in_before_the_end_is_not_yet_and_no_mark():
    assert gb.mark(piece(), Done(None, None, DUE, END), now=AFTER) == Mark(State.NOT_YET)


def test_what_is_handed_in_and_not_marked_waits():
    found = gb.mark(piece(), Done(None, BEFORE, DUE, END), now=AFTER)
    assert found.state is State.WAITING
    assert found.share is None


def test_after_the_end_of_the_term_what_is_missing_is_zero():
    found = gb.mark(piece(), Done(None, None, DUE, END), now=END + dt.timedelta(minutes=1))
    assert (found.state, found.share) == (State.MISSED, 0.0)


def test_a_cut_off_takes_nothing_a_minute_late():
    cut = piece(late=LateRule.CUT_OFF)
    on_time = gb.mark(cut, Done(0.9, DUE, DUE, END), now=AFTER)
    late = gb.mark(cut, Done(0.9, DUE + dt.timedelta(minutes=1), DUE, END), now=AFTER)
    assert (on_time.state, on_time.share) == (State.MARKED, 0.9)
    assert (late.state, late.share) == (State.MISSED, 0.0)


@pytest.mark.parametrize(
    ("late_by", "days"),
    [(dt.timedelta(0), 0), (dt.timedelta(minutes=1), 1), (dt.timedelta(hours=24), 1),
     (dt.timedelta(hours=24, minutes=1), 2)],
)  # fmt: skip
def test_a_day_is_late_from_its_first_minute(late_by, days):
    found = gb.mark(
        piece(late=LateRule.PERCENT, percent=10), Done(1.0, DUE + late_by, DUE, END), now=END
    )
    assert found.days_late == days
    assert found.share == pytest.approx(1 - 0.1 * days)
    assert found.raw == 1.0


def test_the_floor_is_where_a_late_mark_stops_falling():
    late = Done(0.8, DUE + dt.timedelta(days=30), DUE, END)
    found = gb.mark(piece(late=LateRule.PERCENT, percent=10, floor=50), late, now=END)
    assert found.share == pytest.approx(0.4)


def test_an_excused_or_withdrawn_piece_has_no_mark_whatever_was_handed_in():
    done = Done(0.2, BEFORE, DUE, END, is_excused=True)
    assert gb.mark(piece(), done, now=AFTER).state is State.EXCUSED
    assert gb.mark(piece(is_withdrawn=True), done, now=AFTER).state is State.WITHDRAWN


@given(
    share=st.floats(0, 1),
    days=st.integers(0, 400),
    percent=st.floats(0, 100),
    floor=st.floats(0, 100),
)
def test_late_never_raises_and_never_goes_below_the_floors_part(share, days, percent, floor):
    one = piece(late=LateRule.PERCENT, percent=percent, floor=floor)
    found = gb.after_late(share, days, one)
    assert share * floor / 100 - 1e-12 <= found <= share or (not days and found == share)


# --- totals ---


rows = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(1, 9),
        st.one_of(st.none(), st.floats(0, 1)),
        st.booleans(),
    ),
    max_size=12,
)
weights_of = st.fixed_dictionaries({kind: st.integers(1, 50) for kind in KINDS})


def book(drawn):
    pieces = [
        Piece(n, kind, weight, is_withdrawn=gone)
        for n, (kind, weight, _share, gone) in enumerate(drawn)
    ]
    marks = {
        n: Mark(State.WITHDRAWN)
        if gone
        else Mark(State.NOT_YET)
        if share is None
        else marked(share)
        for n, (_kind, _weight, share, gone) in enumerate(drawn)
    }
    return pieces, marks


@given(drawn=rows, weights=weights_of, factor=st.integers(2, 50))
def test_only_the_proportion_of_weights_matters(drawn, weights, factor):
    pieces, marks = book(drawn)
    one = gb.total(pieces, marks, weights=weights)
    other = gb.total(pieces, marks, weights={kind: factor * w for kind, w in weights.items()})
    heavier = [Piece(p.id, p.kind, p.weight * factor, is_withdrawn=p.is_withdrawn) for p in pieces]
    third = gb.total(heavier, marks, weights=weights)
    for found in (other, third):
        assert (found.share is None) == (one.share is None)
        if one.share is not None:
            assert found.share == pytest.approx(one.share, abs=1e-12)
        assert found.counted == pytest.approx(one.counted)


@given(drawn=rows, weights=weights_of, many=st.integers(0, 5))
def test_dropping_the_lowest_never_lowers(drawn, weights, many):
    pieces, marks = book(drawn)
    before = gb.total(pieces, marks, weights=weights)
    after = gb.total(pieces, marks, weights=weights, drop=dict.fromkeys(KINDS, many))
    assert (before.share is None) == (after.share is None)
    if before.share is not None:
        assert after.share >= before.share - 1e-12


@given(drawn=rows, weights=weights_of)
def test_a_withdrawn_piece_is_as_if_it_had_never_been_and_is_named(drawn, weights):
    pieces, marks = book(drawn)
    found = gb.total(pieces, marks, weights=weights)
    without = gb.total([one for one in pieces if not one.is_withdrawn], marks, weights=weights)
    assert found.share == without.share
    assert found.counted == without.counted
    assert found.rescaled == {one.id for one in pieces if one.is_withdrawn}


@given(drawn=rows, weights=weights_of, many=st.integers(0, 3))
def test_a_total_lies_between_the_marks_it_is_made_of(drawn, weights, many):
    pieces, marks = book(drawn)
    found = gb.total(pieces, marks, weights=weights, drop=dict.fromkeys(KINDS, many))
    shares = [one.share for one in marks.values() if one.state in gb.COUNTS]
    assert 0 <= found.counted <= 1
    if found.share is None:
        assert not shares
    else:
        assert min(shares) <= found.share <= max(shares)


def test_not_yet_leaves_the_total_and_zero_does_not():
    pieces = [piece(id=1), piece(id=2)]
    not_yet = gb.total(pieces, {1: marked(0.8)}, weights={"task": 1})
    missed = gb.total(pieces, {1: marked(0.8), 2: Mark(State.MISSED, 0.0)}, weights={"task": 1})
    assert (not_yet.share, not_yet.counted) == (0.8, 0.5)
    assert (missed.share, missed.counted) == (0.4, 1.0)


def test_a_kind_keeps_at_least_one_mark_however_many_should_drop():
    found = gb.total([piece()], {1: marked(0.1)}, weights={"task": 1}, drop={"task": 9})
    assert found.share == 0.1
    assert not found.dropped


def test_of_equal_marks_the_lighter_piece_drops():
    pieces = [piece(id=1, weight=3), piece(id=2, weight=1), piece(id=3, weight=1)]
    marks = {1: marked(0.2), 2: marked(0.2), 3: marked(0.9)}
    assert gb.total(pieces, marks, weights={"task": 1}, drop={"task": 1}).dropped == {2}


def test_work_without_weight_is_practice_and_counts_nothing():
    found = gb.total([piece(weight=0)], {1: marked(0.1)}, weights={"task": 1})
    assert (found.share, found.counted) == (None, 0.0)


# --- what a mark is made of ---


def test_a_rubric_comes_to_the_mean_of_its_rows():
    assert gb.rubric_share({"a": 4, "b": 2}, ["a", "b"]) == 0.75
    assert gb.rubric_share({"a": 4, "gone": 0}, ["a"]) == 1.0


def test_a_question_without_an_answer_is_zero_and_a_withdrawn_one_is_none():
    assert gb.check_share([1.0, 0.5], length=4, withdrawn=1) == 0.5
    assert gb.check_share([], length=2, withdrawn=2) is None


@pytest.mark.parametrize(("percent", "expected"), [(0, 0.8), (25, 0.7), (100, 0.4)])
def test_peers_count_only_as_far_as_the_instructor_says(percent, expected):
    assert gb.with_peers(0.8, [0.3, 0.5], percent=percent) == pytest.approx(expected)
    assert gb.with_peers(0.8, [], percent=percent) == 0.8
