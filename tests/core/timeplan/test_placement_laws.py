"""Nothing is ever outside the pattern, on a holiday, in a blackout, or too many at once."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import itertools

from planning_cast import (
    MONDAY,
    NINE_TO_FIVE,
    NOW,
    WINDOW,
    learner,
    meeting,
    pattern,
    patterns,
    teams,
    utc,
)

from whetstone.core.kernel.errors import Faults
from whetstone.core.kernel.reasons import say
from whetstone.core.timeplan.learners import Learner
from whetstone.core.timeplan.learning_time import (
    Block,
    blocks_for,
    reading_minutes,
    refresher_minutes,
    weekly_minutes,
)
from whetstone.core.timeplan.moves import allowed_moves, broken_rules, why_not_move
from whetstone.core.timeplan.pattern import (
    Span,
    WorkingPattern,
    check_pattern,
    minutes_per_week,
    working_spans,
)
from whetstone.core.timeplan.place import Plan, TeamRules, Wish, place_person, place_team
from whetstone.core.timeplan.slots import (
    Blackout,
    Calendar,
    free_slots,
    merge,
    starts,
    subtract,
    why_not,
)
from whetstone.core.timeplan.words import WORDS

RULES = TeamRules()


@settings(max_examples=120, deadline=None)
@given(teams(), st.sampled_from([0.25, 0.33, 0.5]), st.integers(0, 2))
def test_no_plan_breaks_a_hard_rule(team, cap, minimum):
    people, window = team
    rules = TeamRules(cap_share=cap, care_minimum=minimum)
    plan = place_team(people, window=window, rules=rules)
    assert broken_rules(people, plan, window=window, rules=rules) == ()
    assert len(plan.placed) + len(plan.unplaced) == sum(len(p.blocks) for p in people)
    for placed in plan.placed:
        assert placed.reasons
        assert all(say(reason, WORDS) for reason in placed.reasons)
    for left in plan.unplaced:
        assert left.reasons
        assert all(say(reason, WORDS) for reason in left.reasons)


@settings(max_examples=40, deadline=None)
@given(teams())
def test_the_same_team_gets_the_same_plan(team):
    people, window = team
    plan = place_team(people, window=window, rules=RULES)
    assert plan == place_team(list(reversed(people)), window=window, rules=RULES)


@settings(max_examples=200, deadline=None)
@given(patterns(), st.dates(date(2026, 3, 1), date(2027, 11, 30)))
def test_working_time_reads_on_the_local_clock_as_the_pattern_says(worker, day):
    for span in working_spans(worker, day):
        moment = span.start
        while moment < span.end:
            local = moment.astimezone(worker.clock)
            hours = worker.hours[local.weekday()]
            assert any(a <= local.time() and (local.time() < b or b == time(0)) for a, b in hours)
            moment += timedelta(minutes=5)


def test_hours_that_the_clock_skips_are_not_worked():
    night = WorkingPattern("Europe/Dublin", {6: ((time(1, 15), time(1, 45)),)})
    assert working_spans(night, date(2027, 3, 28)) == ()
    across = WorkingPattern("Europe/Dublin", {6: ((time(0), time(4)),)})
    assert sum(s.minutes for s in working_spans(across, date(2027, 3, 28))) == 180


def test_kathmandu_is_five_hours_forty_five_ahead():
    span = working_spans(pattern(), MONDAY)[0]
    assert span == Span(
        datetime(2026, 11, 23, 3, 15, tzinfo=UTC), datetime(2026, 11, 23, 11, 15, tzinfo=UTC)
    )
    assert minutes_per_week(pattern()) == 5 * 7 * 60


def test_every_fault_of_a_pattern_is_named():
    bad = WorkingPattern("Mars/Olympus", {9: ((time(9), time(8)),)}, (time(13), time(12)), 2.0)
    assert {fault.where for fault in check_pattern(bad)} == {
        "zone",
        "contract_share",
        "hours.9",
        "lunch",
    }
    with pytest.raises(Faults):
        place_person(learner("a", calendar=Calendar(bad)), window=WINDOW, rules=RULES)


def test_free_time_keeps_away_from_meetings_lunch_and_the_next_day():
    calendar = Calendar(pattern(), (meeting(date(2026, 11, 25), time(10), time(11)),))
    free = free_slots(calendar, first=MONDAY, last=date(2026, 11, 25), now=NOW)
    local = [
        (s.start.astimezone(calendar.pattern.clock), s.end.astimezone(calendar.pattern.clock))
        for s in free
    ]
    assert [(a.day, f"{a:%H:%M}", f"{b:%H:%M}") for a, b in local] == [
        (24, "14:57", "17:00"),
        (25, "09:00", "09:45"),
        (25, "11:15", "12:00"),
        (25, "13:00", "17:00"),
    ]


@pytest.mark.parametrize(
    ("day", "start", "code"),
    [
        (25, time(8), "outside_pattern"),
        (28, time(10), "outside_pattern"),
        (23, time(16), "too_soon"),
        (26, time(10), "holiday"),
        (27, time(10), "blackout"),
        (25, time(12, 15), "lunch"),
        (25, time(14, 50), "meeting"),
    ],
)
def test_each_rule_names_itself(day, start, code):
    launch = meeting(date(2026, 11, 27), time(0), time(23))
    calendar = Calendar(
        pattern(),
        (meeting(date(2026, 11, 25), time(14), time(14, 45)),),
        frozenset({date(2026, 11, 26)}),
        (Blackout(launch, "launch"),),
    )
    at = utc(date(2026, 11, day), start)
    assert [r.code for r in why_not(calendar, Span(at, at + timedelta(minutes=30)), now=NOW)] == [
        code
    ]


def test_a_full_calendar_says_what_is_in_the_way():
    packed = tuple(meeting(MONDAY + timedelta(days=n), time(9), time(17)) for n in range(14))
    left = place_person(
        learner("a", calendar=Calendar(pattern(), packed)), window=WINDOW, rules=RULES
    )
    assert not left.placed
    assert left.unplaced[0].reasons[0].code == "blocked_by"
    assert left.unplaced[0].reasons[0].values["what"] == "meetings"


def test_nobody_without_working_hours_is_booked():
    idle = learner("a", calendar=Calendar(pattern(hours={})))
    assert (
        place_person(idle, window=WINDOW, rules=RULES).unplaced[0].reasons[0].code
        == "no_working_time"
    )


def test_a_week_holds_its_quota_and_the_rest_says_so():
    plan = place_person(learner("a", blocks=6, per_week=2), window=WINDOW, rules=RULES)
    assert (len(plan.placed), len(plan.unplaced)) == (4, 2)
    assert "week_full" in {r.code for u in plan.unplaced for r in u.reasons}


def test_blocks_keep_two_days_apart_where_there_is_room():
    plan = place_person(learner("a", blocks=4), window=WINDOW, rules=RULES)
    days = [p.span.start.date() for p in plan.placed]
    assert all((b - a).days >= 3 for a, b in itertools.pairwise(days))


def test_a_habit_and_a_preference_are_kept_and_told():
    wish = Wish("afternoon", (3, time(14)))
    plan = place_person(learner("a", blocks=1, wish=wish), window=WINDOW, rules=RULES)
    codes = {r.code for r in plan.placed[0].reasons}
    assert {"free_until", "habit", "preferred_part"} <= codes


def test_the_care_desk_keeps_its_minimum():
    team = [learner(name, on_care=True) for name in "abc"]
    plan = place_team(team, window=WINDOW, rules=TeamRules(cap_share=1.0, care_minimum=2))
    assert len(plan.placed) == 6
    assert all(
        r.values["count"] >= 2 for p in plan.placed for r in p.reasons if r.code == "care_stays"
    )
    none = place_team(team, window=WINDOW, rules=TeamRules(care_minimum=3))
    assert not none.placed
    assert none.unplaced[0].reasons[0].code == "care_cover"


def test_a_block_with_one_place_left_moves_another_out_of_it():
    wednesday = MONDAY + timedelta(days=2)
    narrow = Calendar(pattern(hours={2: ((time(9), time(9, 30)),)}))
    wide = Calendar(pattern(hours={2: ((time(9), time(9, 30)),), 4: ((time(9), time(9, 30)),)}))
    week = WINDOW.__class__(MONDAY, MONDAY + timedelta(days=6), NOW)
    kept = place_person(learner("a", blocks=1, calendar=wide), window=week, rules=RULES)
    assert kept.placed[0].span.start == utc(wednesday, time(9))
    both = [learner("a", blocks=1, calendar=wide), learner("z", blocks=1, calendar=narrow)]
    plan = place_team(both, window=week, rules=RULES)
    assert not plan.unplaced


def test_what_is_kept_never_moves_and_counts():
    first = place_person(learner("a", blocks=1), window=WINDOW, rules=RULES).placed
    again = place_person(learner("a", blocks=3, kept=first), window=WINDOW, rules=RULES)
    assert first[0].span.start.date() not in {p.span.start.date() for p in again.placed}


def test_every_allowed_move_is_allowed_and_a_refused_one_says_why():
    team = [learner(name) for name in "abcd"]
    plan = place_team(team, window=WINDOW, rules=RULES)
    booked = [learner(name, blocks=0, kept=plan.of(name)) for name in "abcd"]
    block = plan.of("a")[0]
    asked = {"placement": block, "window": WINDOW, "rules": RULES}
    moves = allowed_moves(booked, **asked)
    assert moves
    for span in moves[::7]:
        assert why_not_move(booked, to=span.start, **asked) == ()
    other = plan.of("a")[1].span.start
    assert "day_taken" in {
        r.code for r in why_not_move(booked, to=other + timedelta(hours=1), **asked)
    }


def test_the_independent_check_sees_what_a_planner_would_have_to_hide():
    a, b = learner("a", blocks=1), learner("b", blocks=1)
    one = place_person(a, window=WINDOW, rules=RULES).placed[0]
    from dataclasses import replace

    twice = Plan((one, replace(one, person="b")), ())
    codes = {r.code for r in broken_rules([a, b], twice, window=WINDOW, rules=RULES)}
    assert codes == {"team_cap"}


def test_a_block_too_long_is_refused_before_planning():
    with pytest.raises(Faults, match="90 minutes"):
        place_person(learner("a", minutes=90), window=WINDOW, rules=RULES)


def test_a_large_team_is_placed_in_reasonable_time():
    team = [learner(f"p{n:03}", on_care=n % 3 == 0) for n in range(60)]
    plan = place_team(team, window=WINDOW, rules=TeamRules(care_minimum=5))
    assert len(plan.placed) == 120


@given(st.integers(1, 600), st.sampled_from([25, 30, 45, 60]))
def test_blocks_hold_the_minutes_and_keep_their_limits(minutes, length):
    blocks = blocks_for(minutes, prefix="x", length=length)
    assert sum(b.minutes for b in blocks) >= minutes
    assert all(25 <= b.minutes <= 60 for b in blocks)
    assert len({b.id for b in blocks}) == len(blocks)


def test_minutes_scale_with_the_contract_but_never_below_one_block():
    assert (weekly_minutes(1.0), weekly_minutes(0.5), weekly_minutes(0.1)) == (60, 30, 25)
    assert reading_minutes(1600) == 10
    assert refresher_minutes([3, 1], items=2) == 7
    assert refresher_minutes([6, 4], items=2) == 8
    assert (refresher_minutes([1]), refresher_minutes([])) == (2, 0)
    with pytest.raises(ValueError, match="share"):
        weekly_minutes(0)


spans = st.lists(
    st.builds(
        lambda a, n: Span(NOW + timedelta(minutes=a), NOW + timedelta(minutes=a + n)),
        st.integers(0, 300),
        st.integers(1, 60),
    ),
    max_size=8,
)


def minutes_in(some):
    return {n for n in range(400) for s in some if s.start <= NOW + timedelta(minutes=n) < s.end}


@given(spans, spans)
def test_spans_are_sets(a, b):
    assert minutes_in(merge([*a, *b])) == minutes_in(a) | minutes_in(b)
    assert minutes_in(subtract(a, b)) == minutes_in(a) - minutes_in(b)


def test_starts_lie_on_the_quarter_hour():
    free = [Span(NOW, NOW + timedelta(hours=1))]
    assert [at.minute for at in starts(free, 30)] == [15, 30]


def test_a_pattern_needs_no_hours_on_every_day():
    assert NINE_TO_FIVE.keys() == set(range(5))


# --- minutes of a week ---------------------------------------------------------------------------


def by_minutes(minutes, *lengths):
    blocks = tuple(Block(f"b{n}", one) for n, one in enumerate(lengths))
    return Learner("p", calendar=Calendar(pattern()), blocks=blocks, minutes_a_week=minutes)


def minutes_by_week(plan):
    found = Counter()
    for one in plan.placed:
        found[one.span.start.isocalendar()[1]] += one.block.minutes
    return sorted(found.values())


@pytest.mark.parametrize(
    ("minutes", "lengths", "weeks"),
    [
        (60, [30, 30, 30], [30, 60]),
        (60, [45, 45, 45], [45, 45]),
        (90, [45, 45, 45], [45, 90]),
        (90, [60, 30, 60], [60, 90]),
        (30, [45, 25], [25, 45]),  # longer than the week's minutes: a week to itself
    ],
)
def test_a_week_holds_its_minutes_and_not_a_number_of_blocks(minutes, lengths, weeks):
    told = {"window": WINDOW, "rules": TeamRules()}
    plan = place_person(by_minutes(minutes, *lengths), **told)
    assert minutes_by_week(plan) == weeks
    assert broken_rules([by_minutes(minutes)], plan, **told) == ()
    for one in plan.unplaced:
        assert {"minutes": minutes} in [why.values for why in one.reasons]


def test_the_independent_check_counts_the_minutes_of_a_week():
    one = by_minutes(60, 45, 45)
    plan = place_person(replace(one, minutes_a_week=90), window=WINDOW, rules=TeamRules())
    found = broken_rules([one], plan, window=WINDOW, rules=TeamRules())
    assert {why.code for why in found} == {"minutes_full"}
