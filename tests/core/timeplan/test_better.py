"""A plan is bettered: it is never worth less for it, and what a colleague has can be traded."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from tests.core.timeplan.planning_cast import (
    MONDAY,
    NOW,
    WINDOW,
    calendars,
    learner,
    pattern,
    utc,
)
from tests.core.timeplan.random_weeks import as_kept, drawn

from whetstone.core.timeplan import place
from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, Wish
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.place import place_team
from whetstone.core.timeplan.seat import Grid, Seat
from whetstone.core.timeplan.slots import Calendar, starts
from whetstone.core.timeplan.worth import alone, dearest, value

RULES = TeamRules()
WEEK = Window(MONDAY, MONDAY + timedelta(days=6), NOW - timedelta(days=3))


@pytest.mark.parametrize("seed", range(15))
def test_a_plan_is_never_worth_less_for_being_bettered(seed, monkeypatch):
    people, window, rules = drawn(seed)
    told = {"window": window, "rules": rules}
    bettered = place_team(people, **told)
    monkeypatch.setattr(place, "better", lambda _board: None)
    greedy = place_team(people, **told)
    assert len(bettered.placed) >= len(greedy.placed)
    assert value(people, bettered.placed, **told) >= value(people, greedy.placed, **told)


def test_some_plans_are_worth_more(monkeypatch):
    def worths():
        return [value(p, place_team(p, window=w, rules=r).placed, window=w, rules=r)
                for p, w, r in map(drawn, range(15))]  # fmt: skip

    bettered = worths()
    monkeypatch.setattr(place, "better", lambda _board: None)
    assert sum(bettered) > sum(worths())


def test_who_came_first_gives_way_where_both_gain():
    """Asha has fewer starts, so she chooses first; Bram loses more by it than she would."""
    two = pattern("UTC", {1: ((time(9), time(9, 30)),), 2: ((time(9), time(9, 30)),)}, None)
    three = replace(two, hours={**two.hours, 4: ((time(14), time(15)),)})
    asha = learner("asha", blocks=1, calendar=Calendar(two))
    bram = learner("bram", blocks=1, calendar=Calendar(three), wish=Wish(None, (1, time(9))))
    plan = place_team([asha, bram], window=WEEK, rules=RULES)
    days = {p.person: p.span.start.weekday() for p in plan.placed}
    assert days == {"asha": 2, "bram": 1}


def test_what_is_kept_is_not_traded():
    one = pattern("UTC", {1: ((time(9), time(9, 30)),), 2: ((time(9), time(9, 30)),)}, None)
    at = utc(MONDAY + timedelta(days=1), time(9), "UTC")
    kept = Placement("asha", Block("b0", 30), Span(at, at + timedelta(minutes=30)))
    asha = Learner("asha", Calendar(one), kept=(kept,))
    bram = learner("bram", blocks=1, calendar=Calendar(one), wish=Wish(None, (1, time(9))))
    plan = place_team([asha, bram], window=WEEK, rules=RULES)
    assert [(p.person, p.span.start.weekday()) for p in plan.placed] == [("bram", 2)]


def test_no_place_costs_a_block_more_than_it_is_worth():
    for seed in range(15):
        people, window, rules = drawn(seed)
        plan = place_team(people, window=window, rules=rules)
        told = {"window": window, "rules": rules}
        whole = value(people, plan.placed, **told)
        worth = dearest(**told, team_size=len(people))
        assert 0 <= whole <= (worth + 4) * len(plan.placed)
        for n in range(len(plan.placed)):
            rest = (*plan.placed[:n], *plan.placed[n + 1 :])
            assert value(people, rest, **told) < whole


def test_value_counts_neighbours_and_colleagues_that_are_kept():
    people = [learner(name, blocks=1) for name in "ab"]
    told = {"window": WINDOW, "rules": TeamRules(cap_share=1.0)}
    place_a = place_team(people[:1], **told).placed[0]
    free = value(people, [place_a], **told)
    crowd = [people[0], *as_kept(people[1:], [replace(place_a, person="b")])]
    assert value(crowd, [place_a], **told) == free - 0.5


@settings(max_examples=60, deadline=None)
@given(calendars(MONDAY))
def test_the_columns_of_starts_are_those_of_the_spans(calendar):
    seat = Seat(Learner("a", calendar, wish=Wish("morning", (1, time(10)))), WINDOW, RULES)
    columns, grid = seat.starts(35), Grid(WINDOW)
    spans = [grid.span(columns, row) for row in range(len(columns))]
    assert tuple(span.start for span in spans) == starts(seat.free, 35)
    local = [seat.local(span) for span in spans]
    assert list(columns.day) == [(one.date() - WINDOW.first).days for one in local]
    wish = seat.learner.wish
    assert list(columns.cost) == [alone(wish, one, window=WINDOW) for one in local]
    for span in spans:
        assert seat.free_around(span).contains(span)


def test_the_columns_are_right_through_a_jump_of_half_an_hour():
    zone = "Australia/Lord_Howe"
    first = WINDOW.first.replace(year=2026, month=3, day=30)
    window = Window(first, first + timedelta(days=13), utc(first, time(0), zone))
    calendar = Calendar(pattern(zone, {day: ((time(0), time(5)),) for day in range(7)}, None))
    seat = Seat(Learner("a", calendar), window, RULES)
    columns, grid = seat.starts(30), Grid(window)
    local = [seat.local(grid.span(columns, row)) for row in range(len(columns))]
    assert list(columns.day) == [(one.date() - first).days for one in local]
    assert {one.utcoffset() for one in local} == {timedelta(hours=11), timedelta(hours=10.5)}
