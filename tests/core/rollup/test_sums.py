"""A sum over a group moves only with five people, whoever joins, leaves or works on meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.rollup.sums import is_due, next_sum

MONDAY = date(2026, 9, 7)


def parts(of):
    """{person: hours} -> parts under names, as a store keeps them."""
    return {f"{person}:{hours:g}": float(hours) for person, hours in of.items()}


def walk(weeks):
    """Every sum that somebody who opens the page each week has seen, oldest first."""
    seen = []
    for n, of in enumerate(weeks):
        found = next_sum(parts(of), on=MONDAY + timedelta(weeks=n), released=seen)
        if found is not None and found not in seen:
            seen.append(found)
    return seen


SIX = dict.fromkeys("abcdef", 2)


def test_five_people_are_summed_and_four_are_not():
    assert [one.value for one in walk([dict.fromkeys("abcde", 2)])] == [10.0]
    assert walk([dict.fromkeys("abcd", 2)]) == []


def test_a_sum_moves_when_everybody_moved():
    assert [one.value for one in walk([SIX, dict.fromkeys("abcdef", 3)])] == [12.0, 18.0]


def test_the_same_parts_may_be_shown_as_often_as_one_likes():
    assert [one.on for one in walk([SIX, SIX])] == [MONDAY, MONDAY + timedelta(7)]


def test_it_is_counted_once_a_week():
    assert is_due(None, on=MONDAY)
    assert not is_due(MONDAY, on=MONDAY + timedelta(6))
    assert is_due(MONDAY + timedelta(6), on=MONDAY + timedelta(7))
    assert not is_due(MONDAY + timedelta(7), on=MONDAY)


def test_one_who_worked_on_alone_is_not_told_of():
    assert [one.value for one in walk([SIX, SIX | {"f": 9}])] == [12.0]


def test_one_who_joined_or_left_is_not_told_of():
    assert [one.value for one in walk([SIX, SIX | {"g": 5}])] == [12.0]
    assert [one.value for one in walk([SIX, dict.fromkeys("abcde", 2)])] == [12.0]


def test_one_who_left_while_another_came_is_not_told_of():
    assert len(walk([SIX, dict.fromkeys("abcdeg", 2)])) == 1


def test_two_steps_of_five_that_share_four_tell_of_no_one():
    """Each step moves five people, the two together leave one on each side."""
    ten = dict.fromkeys("abcdefghij", 1)
    first = ten | dict.fromkeys("abcde", 2)
    second = first | dict.fromkeys("abcdf", 3)
    assert len(walk([ten, first, second])) == 2


def test_who_adds_nothing_counts_as_well():
    """Nobody outside knows whose part is zero; a first part of one alone is not told."""
    none = dict.fromkeys("abcdef", 0)
    assert [one.value for one in walk([none, none | {"a": 4}])] == [0.0]


WEEKS = st.lists(
    st.dictionaries(st.integers(1, 16), st.integers(0, 2), max_size=16), min_size=2, max_size=6
)


@settings(deadline=None, max_examples=300)
@given(WEEKS)
def test_no_adding_and_subtracting_of_sums_weighs_fewer_than_five_people(weeks):
    """The attacker keeps all sums. A weight of theirs lies on a part as the releases hold it."""
    seen = walk(weeks)
    held = {}
    for part in {part for one in seen for part in one.parts}:
        held.setdefault(tuple(part in one.parts for one in seen), []).append(part)
    for some in held.values():
        assert len({part.partition(":")[0] for part in some}) >= 5


@settings(deadline=None, max_examples=200)
@given(WEEKS, st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_no_drawn_attack_is_left_with_the_part_of_one_to_four(weeks, weights):
    seen = walk(weeks)
    left = {}
    for weight, one in zip(weights, seen, strict=False):
        for part in one.parts:
            left[part] = left.get(part, 0) + weight
    people = {part.partition(":")[0] for part, weight in left.items() if weight}
    assert len(people) not in {1, 2, 3, 4}


@settings(deadline=None, max_examples=100)
@given(st.lists(st.frozensets(st.integers(0, 19)), min_size=2, max_size=5))
def test_groups_that_overlap_cannot_be_solved_for_a_person(groups):
    """Sums of overlapping teams beside each other: no person's hours follow from the equations."""
    seen = []
    for n, group in enumerate(groups):
        found = next_sum(
            parts(dict.fromkeys(group, 1)), on=MONDAY + timedelta(weeks=n), released=seen
        )
        if found is not None and found not in seen:
            seen.append(found)
    names = sorted({part for one in seen for part in one.parts})
    known = np.array([[part in one.parts for part in names] for one in seen], dtype=float)
    for place in range(len(names)):
        wanted = np.zeros(len(names))
        wanted[place] = 1.0
        solved = np.linalg.lstsq(known.T, wanted, rcond=None)[0]
        assert not np.allclose(known.T @ solved, wanted)
