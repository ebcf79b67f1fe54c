"""A notice's state is what its steps say, however they come, and no step is ever lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.changes import Severity
from whetstone.core.freshness.triage import (
    DUE_DAYS,
    ENDINGS,
    NEEDS_REASON,
    Act,
    Stage,
    Step,
    Triage,
    allowed,
    fold,
    is_whole,
)

NOTICED = dt.date(2026, 11, 1)
START = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)


def step(act: Act, n: int = 0, **more: object) -> Step:
    words = {"reason": "Read it on the help page."} if act in NEEDS_REASON else {}
    if act is Act.SEVERITY:
        words["severity"] = Severity.MAJOR
    if act is Act.LINKED:
        words["claim"] = "clm-a"
    return Step(act, START + dt.timedelta(hours=n), n, **(words | more))


def state_after(*acts: Act) -> Triage:
    return fold(NOTICED, [step(act, n) for n, act in enumerate(acts)])


any_step = st.builds(
    Step,
    act=st.sampled_from(Act),
    at=st.integers(0, 40).map(lambda n: START + dt.timedelta(hours=n)),
    seq=st.integers(0, 10_000),
    reason=st.sampled_from(["", "  ", "Read it on the help page."]),
    owner=st.sampled_from([None, "1", "2"]),
    severity=st.sampled_from([None, *Severity]),
    claim=st.sampled_from([None, "clm-a", "clm-b"]),
    change=st.sampled_from([None, "chg-a"]),
)
trails = st.lists(any_step, max_size=14, unique_by=lambda one: one.seq)


@given(trails)
def test_no_step_is_ever_lost(steps):
    assert sorted(fold(NOTICED, steps).trail, key=lambda one: one.seq) == sorted(
        steps, key=lambda one: one.seq
    )


@given(trails, st.randoms())
def test_folding_again_in_any_order_gives_the_same(steps, random):
    mixed = list(steps)
    random.shuffle(mixed)
    assert (
        fold(NOTICED, mixed) == fold(NOTICED, steps) == fold(NOTICED, fold(NOTICED, steps).trail)
    )


@given(trails)
def test_a_closed_notice_has_a_reason_and_an_open_one_has_none(steps):
    state = fold(NOTICED, steps)
    assert (state.stage is Stage.CLOSED) == bool(state.reason.strip())
    assert (state.ended_by in ENDINGS) == (state.stage is Stage.CLOSED)


@given(trails)
def test_what_has_ended_is_in_doubt_no_more(steps):
    state = fold(NOTICED, steps)
    assert not (state.stage is Stage.CLOSED and state.is_in_doubt)


@given(trails)
def test_something_is_always_open_to_somebody(steps):
    assert Act.NOTE in allowed(fold(NOTICED, steps), doubts=False)


@given(trails)
def test_a_lead_may_nothing_that_an_editor_may_not(steps):
    state = fold(NOTICED, steps)
    assert allowed(state, doubts=False) <= allowed(state, doubts=True)
    assert Act.DOUBTED not in allowed(state, doubts=False)


INDEPENDENT = (Act.TAKEN, Act.SEVERITY, Act.NOTE, Act.DOUBTED, Act.CONFIRMED)


@given(st.permutations(INDEPENDENT))
def test_the_order_of_independent_steps_does_not_matter(order):
    said = {Act.TAKEN: {"owner": "1"}, Act.DOUBTED: {"claim": "clm-a"}}

    def ended(acts):
        steps = [step(act, n, **said.get(act, {})) for n, act in enumerate(acts)]
        state = fold(NOTICED, steps)
        return (state.stage, state.owner, state.severity, state.claim, state.is_in_doubt)

    assert ended(order) == ended(INDEPENDENT)


@given(trails, any_step)
def test_a_step_that_is_not_open_moves_nothing(steps, last):
    before = fold(NOTICED, steps)
    late = Step(last.act, START + dt.timedelta(days=9), 20_000, reason="")
    after = fold(NOTICED, [*steps, late])
    if late.act not in allowed(before, doubts=True) or not is_whole(late):
        assert after.stage is before.stage
        assert after.reason == before.reason
        assert len(after.trail) == len(before.trail) + 1


def test_a_new_notice_is_in_nobodys_hands():
    state = fold(NOTICED, [])
    assert state.stage is Stage.NEW
    assert allowed(state, doubts=False) == {
        Act.TAKEN, Act.SEVERITY, Act.CONFIRMED, Act.LINKED, Act.DISMISSED, Act.NOTE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("acts", "stage"),
    [
        ((Act.NOTE,), Stage.NEW),
        ((Act.TAKEN,), Stage.IN_HAND),
        ((Act.SEVERITY,), Stage.IN_HAND),
        ((Act.DOUBTED,), Stage.IN_HAND),
        ((Act.CONFIRMED,), Stage.WAITING),
        ((Act.CONFIRMED, Act.REPAIRED), Stage.WAITING),
        ((Act.CONFIRMED, Act.REPAIRED, Act.CLOSED), Stage.CLOSED),
        ((Act.TAKEN, Act.DISMISSED), Stage.CLOSED),
        ((Act.TAKEN, Act.DISMISSED, Act.REOPENED), Stage.IN_HAND),
        ((Act.CONFIRMED, Act.CLOSED, Act.REOPENED), Stage.WAITING),
    ],
)
def test_the_way_of_a_notice(acts, stage):
    assert state_after(*acts).stage is stage


@pytest.mark.parametrize("act", sorted(NEEDS_REASON))
def test_nothing_is_dismissed_closed_or_doubted_without_a_reason(act):
    assert not is_whole(step(act, reason=" "))
    before = state_after(Act.CONFIRMED)
    silent = fold(NOTICED, [step(Act.CONFIRMED), step(act, 1, reason="")])
    assert silent.stage is before.stage
    assert not silent.is_in_doubt


def test_only_an_editor_ends_what_was_doubted():
    state = state_after(Act.DOUBTED)
    assert Act.DISMISSED in allowed(state, doubts=True)
    assert Act.DISMISSED not in allowed(state, doubts=False)


def test_a_confirmed_notice_is_not_dismissed_but_closed():
    assert Act.DISMISSED not in allowed(state_after(Act.CONFIRMED), doubts=True)
    assert Act.CLOSED in allowed(state_after(Act.CONFIRMED), doubts=True)


def test_of_two_closings_at_once_the_first_counts_and_both_are_kept():
    state = fold(
        NOTICED,
        [
            step(Act.CONFIRMED),
            step(Act.CLOSED, 1, reason="Checked the first source."),
            step(Act.CLOSED, 2, reason="Checked the second source."),
        ],
    )
    assert state.reason == "Checked the first source."
    assert len(state.trail) == 3


@pytest.mark.parametrize(("severity", "days"), DUE_DAYS.items())
def test_the_due_day_follows_the_severity(severity, days):
    state = fold(NOTICED, [step(Act.SEVERITY, severity=severity)])
    assert state.due_on == NOTICED + dt.timedelta(days=days)
    assert not state.is_overdue(state.due_on)
    assert state.is_overdue(state.due_on + dt.timedelta(days=1))


def test_what_is_good_to_know_has_no_due_day():
    state = fold(NOTICED, [step(Act.SEVERITY, severity=Severity.INFO)])
    assert state.due_on is None
    assert not state.is_overdue(dt.date(2030, 1, 1))


def test_without_a_severity_nothing_is_due():
    assert state_after(Act.TAKEN).due_on is None


def test_what_is_closed_is_not_overdue():
    state = state_after(Act.SEVERITY, Act.DISMISSED)
    assert not state.is_overdue(dt.date(2030, 1, 1))
