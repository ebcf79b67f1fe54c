"""Forty random weeks held against a check of minutes; a thousand of them in tests/long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.core.timeplan.random_weeks import as_kept, broken, drawn

from whetstone.core.timeplan.learners import Placement
from whetstone.core.timeplan.moves import broken_rules
from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.place import place_team

FAST = range(40)


def check(seed):
    """All promises of one random week; returns how many blocks had a place."""
    people, window, rules = drawn(seed)
    plan = place_team(people, window=window, rules=rules)
    assert broken(people, plan.placed, window=window, rules=rules) == []
    assert broken_rules(people, plan, window=window, rules=rules) == ()
    assert len(plan.placed) + len(plan.unplaced) == sum(len(one.blocks) for one in people)
    assert plan == place_team(people[::-1], window=window, rules=rules)
    one_who_moves(people, plan, window, rules)
    return len(plan.placed)


def one_who_moves(people, plan, window, rules):
    """Somebody's first block meets a new meeting: they are placed anew, and nobody else moves."""
    if not plan.placed:
        return
    first = plan.placed[0]
    mover = next(one for one in people if one.person == first.person)
    busy = replace(mover.calendar, busy=(*mover.calendar.busy, first.span))
    team = [
        replace(one, calendar=busy) if one.person == first.person else one
        for one in as_kept(people, plan.placed, but=first.person)
    ]
    again = place_team(team, window=window, rules=rules)
    assert {p.person for p in again.placed} <= {first.person}
    others = [p for p in plan.placed if p.person != first.person]
    both = [*others, *again.placed]
    told = [replace(one, calendar=busy) if one is mover else one for one in people]
    assert broken(told, both, window=window, rules=rules) == []


@pytest.mark.parametrize("seed", FAST)
def test_no_random_week_breaks_a_promise(seed):
    check(seed)


def test_the_weeks_hold_what_they_should_test():
    weeks = [drawn(seed) for seed in FAST]
    everybody = [one for people, _window, _rules in weeks for one in people]
    zones = [{one.calendar.pattern.zone for one in people} for people, _window, _rules in weeks]
    assert {"Asia/Kathmandu", "Australia/Lord_Howe"} <= set().union(*zones)
    assert any(len(some) == 3 for some in zones)
    assert any(len(one.calendar.pattern.hours) == 1 for one in everybody)
    assert any(
        len(spans) == 2 for one in everybody for spans in one.calendar.pattern.hours.values()
    )
    assert any(rules.care_minimum >= 2 for _people, _window, rules in weeks)
    assert any(window.first == date(2026, 3, 23) for _people, window, _rules in weeks)
    placed = sum(len(place_team(p, window=w, rules=r).placed) for p, w, r in weeks)
    assert placed > 3 * len(weeks)


@pytest.mark.parametrize("seed", range(5))
def test_the_check_of_minutes_sees_every_kind_of_fault(seed):
    people, window, rules = drawn(seed)
    rules = replace(rules, care_minimum=0)
    plan = place_team(people, window=window, rules=rules)
    said = " ".join(
        say
        for placed in spoiled(people, plan.placed, window)
        for say in broken(people, placed, window=window, rules=rules)
    )
    for fault in ("outside", "24 hours", "wrong length", "on one day", "third learn"):
        assert fault in said


def spoiled(people, placed, window):
    """The plan with one fault of each kind."""
    one = placed[0]
    hour = timedelta(hours=1)
    night = window.now + timedelta(hours=2)
    yield [replace(one, span=Span(night, night + one.block.minutes * timedelta(minutes=1)))]
    yield [replace(one, span=Span(one.span.start, one.span.end + hour))]
    yield [replace(one, span=Span(one.span.start + n * hour, one.span.end + n * hour))
           for n in range(-14, 14)]  # fmt: skip
    yield [Placement(other.person, one.block, one.span) for other in people]


def test_the_check_of_minutes_sees_a_desk_that_is_too_few():
    seen = False
    for seed in FAST:
        people, window, rules = drawn(seed)
        if not any(one.on_care and one.blocks for one in people):
            continue
        plan = place_team(people, window=window, rules=replace(rules, care_minimum=0))
        strict = replace(rules, care_minimum=len(people))
        said = broken(people, plan.placed, window=window, rules=strict)
        seen |= any("on the desk" in say for say in said)
    assert seen
