"""A plan is bettered: it is never worth less for it, and what a colleague has can be traded."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise

import pytest
from benchmarks.timeplan import weeks
from hypothesis import given, settings
from hypothesis import strategies as st
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

from whetstone.core.timeplan import beginnings
from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, Wish
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.place import place_team
from whetstone.core.timeplan.seat import Item, Seat
from whetstone.core.timeplan.slots import Calendar, free_slots, on_duty, starts
from whetstone.core.timeplan.ticks import TICK, Tally, counts, duty_ticks, origin_of, size_of
from whetstone.core.timeplan.worth import alone, dearest, value

RULES = TeamRules()
WEEK = Window(MONDAY, MONDAY + timedelta(days=6), NOW - timedelta(days=3))


@pytest.mark.parametrize("seed", range(15))
def test_a_plan_is_never_worth_less_for_being_bettered(seed, monkeypatch):
    people, window, rules = drawn(seed)
    told = {"window": window, "rules": rules}
    bettered = place_team(people, **told)
    monkeypatch.setattr(beginnings, "better", lambda _board, waiting, **_: waiting)
    greedy = place_team(people, **told)
    assert len(bettered.placed) >= len(greedy.placed)
    assert value(people, bettered.placed, **told) >= value(people, greedy.placed, **told)


def test_some_plans_are_worth_more(monkeypatch):
    def worths():
        return [value(p, place_team(p, window=w, rules=r).placed, window=w, rules=r)
                for p, w, r in map(drawn, range(15))]  # fmt: skip

    bettered = worths()
    monkeypatch.setattr(beginnings, "better", lambda _board, waiting, **_: waiting)
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


def standing(seat):
    """Every start of 35 minutes: instant, local day and points, as the seat has them."""
    return [
        (seat.origin + (one.leaf * 288 + at) * TICK, one.day, cost)
        for one in seat.slots(7)
        for cost, ticks in one.tiers
        for at in range(288)
        if ticks >> at & 1
    ]


@settings(max_examples=60, deadline=None)
@given(calendars(MONDAY))
def test_the_ticks_of_starts_are_those_of_the_spans(calendar):
    seat = Seat(Learner("a", calendar, wish=Wish("morning", (1, time(10)))), WINDOW, RULES)
    free = free_slots(calendar, first=WINDOW.first, last=WINDOW.last, now=WINDOW.now)
    found = sorted(standing(seat))
    assert tuple(start for start, _, _ in found) == starts(free, 35)
    for start, day, cost in found:
        local = start.astimezone(calendar.pattern.clock)
        assert day == (local.date() - WINDOW.first).days
        assert cost == alone(seat.learner.wish, local, window=WINDOW)
        item = Item(seat, Block("b", 35))
        item.at = (start - seat.origin) // TICK
        assert seat.free_around(item).contains(Span(start, start + timedelta(minutes=35)))


@settings(max_examples=60, deadline=None)
@given(calendars(MONDAY))
def test_whole_ticks_of_the_desk_are_never_more_than_the_hours(calendar):
    origin, days = origin_of(WINDOW.first), {"first": WINDOW.first, "last": WINDOW.last}
    told = on_duty(calendar, **days)
    on = counts(duty_ticks(calendar, WINDOW), size_of(WINDOW))
    for tick in on.nonzero()[0][::7]:
        at = origin + int(tick) * TICK
        assert any(span.contains(Span(at, at + TICK)) for span in told)
    whole = sum(int((span.end - span.start) / TICK) - 1 for span in told)
    assert int(on.sum()) >= whole


def test_the_days_are_right_through_a_jump_of_half_an_hour():
    zone = "Australia/Lord_Howe"
    first = WINDOW.first.replace(year=2026, month=3, day=30)
    window = Window(first, first + timedelta(days=13), utc(first, time(0), zone))
    calendar = Calendar(pattern(zone, {day: ((time(0), time(5)),) for day in range(7)}, None))
    found = standing(Seat(Learner("a", calendar), window, RULES))
    local = [start.astimezone(calendar.pattern.clock) for start, _, _ in found]
    assert [day for _, day, _ in found] == [(one.date() - first).days for one in local]
    assert {one.utcoffset() for one in local} == {timedelta(hours=11), timedelta(hours=10.5)}


@given(st.lists(st.integers(0, 2**20 - 1), max_size=30), st.integers(1, 2**20 - 1), st.data())
def test_a_tally_counts_as_one_would_by_hand(added, among, data):
    gone = data.draw(st.sets(st.integers(0, max(0, len(added) - 1)))) if added else set()
    tally = Tally()
    for bits in added:
        tally.add(bits)
    for n in gone:
        tally.remove(added[n])
    left = [bits for n, bits in enumerate(added) if n not in gone]
    by_hand = {at: sum(bits >> at & 1 for bits in left) for at in range(20) if among >> at & 1}
    least = min(by_hand.values())
    assert tally.least(among) == (least, sum(1 << at for at, n in by_hand.items() if n == least))


# --- where many want the same time ---------------------------------------------------------------


def crowded(*people):
    """One may learn at a time, on one morning a day."""
    return place_team(people, window=WEEK, rules=TeamRules(cap_share=0.1))


def mornings(*days, until=time(9, 30)):
    return Calendar(pattern("UTC", {day: ((time(9), until),) for day in days}, None))


def test_a_chain_of_three_makes_room_for_a_fourth():
    """Asha can only on Tuesday; Bram moves to Wednesday, Chen to Thursday, Dita to Friday."""
    people = [
        learner("dita", blocks=1, calendar=mornings(3, 4)),
        learner("chen", blocks=1, calendar=mornings(2, 3)),
        learner("bram", blocks=1, calendar=mornings(1, 2)),
        learner("asha", blocks=1, calendar=mornings(1)),
        learner("zita", blocks=1, calendar=mornings(1, 2, 3, 4)),
    ]
    plan = crowded(*people[:4])
    assert not plan.unplaced
    assert {p.person: p.span.start.weekday() for p in plan.placed} == {
        "asha": 1, "bram": 2, "chen": 3, "dita": 4,
    }  # fmt: skip
    assert [one.person for one in crowded(*people).unplaced] in [[one.person] for one in people]


def test_two_who_stand_in_the_way_of_one_both_go():
    """An hour is wanted where two half hours lie."""
    asha = Learner("asha", mornings(1, until=time(10)), (Block("b0", 60),))
    others = [
        learner(name, blocks=1, calendar=mornings(1, day, until=time(10)))
        for name, day in (("bram", 2), ("chen", 3))
    ]
    plan = crowded(asha, *others)
    assert not plan.unplaced
    assert next(p for p in plan.placed if p.person == "asha").span.start.weekday() == 1


def test_who_has_more_gives_up_a_block_to_who_has_none():
    many = Learner("asha", mornings(1, 2), (Block("b0", 25), Block("b1", 25)), 2)
    none = learner("bram", blocks=1, calendar=mornings(2))
    plan = crowded(many, none)
    assert sorted(p.person for p in plan.placed) == ["asha", "bram"]


TIGHT_SEEDS = {7: (19, 584), 10: (25, 770), 11: (20, 629), 12: (24, 746)}
"""Blocks and value that OR-tools found in 60 s (benchmarks/timeplan)."""


@pytest.mark.parametrize("seed", TIGHT_SEEDS)
def test_weeks_in_which_one_may_learn_at_a_time_come_within_a_hundredth(seed):
    people, window = weeks.team(seed), weeks.window(1)
    plan = place_team(people, window=window, rules=weeks.TIGHT)
    blocks, best = TIGHT_SEEDS[seed]
    assert len(plan.placed) == blocks
    assert value(people, plan.placed, window=window, rules=weeks.TIGHT) >= 0.99 * best


def test_blocks_on_both_sides_of_midnight_do_not_run_into_each_other():
    """Working through the night: the last of one day and the first of the next share no minute."""
    nights = pattern("UTC", {1: ((time(23, 45), time(0)),), 2: ((time(0), time(0, 25)),)}, None)
    asha = Learner("asha", Calendar(nights), (Block("b0", 25), Block("b1", 25)), 2)
    plan = place_team([asha], window=WEEK, rules=RULES)
    spans = sorted(p.span for p in plan.placed)
    assert all(a.end <= b.start for a, b in pairwise(spans))
