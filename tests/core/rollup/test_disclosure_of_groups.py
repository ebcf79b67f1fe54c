"""What is shown of groups never lets one to four people be worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.rollup.disclosure import SMALLEST, split, tells_of_enough

group = st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(group, max_size=8), group)
def test_each_figure_shown_and_what_is_left_is_nobody_or_at_least_five(groups, others):
    whole = (sum(t for t, _n in groups) + others[0], sum(n for _t, n in groups) + others[1])
    found = split(groups, whole=whole)
    figures = [groups[place] for place in found.shown]
    if figures:
        figures.append(found.rest)
    for touched, size in figures:
        assert touched == 0 or touched >= SMALLEST
        assert size - touched == 0 or size - touched >= SMALLEST
    assert found.rest[0] + sum(groups[place][0] for place in found.shown) == whole[0]


@given(st.lists(group, max_size=8))
def test_nothing_is_split_where_the_whole_may_not_be_told(groups):
    assert split(groups, whole=(3, 40)).shown == ()


def test_one_small_group_takes_the_smallest_other_one_with_it():
    found = split([(6, 12), (7, 14), (2, 6)], whole=(15, 32))
    assert found.shown == (1,)
    assert found.rest == (8, 18)


def test_groups_that_are_all_large_enough_are_all_shown():
    assert split([(6, 12), (7, 14)], whole=(13, 26)).shown == (0, 1)


def test_four_of_nine_are_too_few_to_tell():
    assert not tells_of_enough((4, 9))
    assert not tells_of_enough((5, 9))
    assert tells_of_enough((5, 10))
    assert tells_of_enough((0, 3)) is False
    assert tells_of_enough((0, 5))
