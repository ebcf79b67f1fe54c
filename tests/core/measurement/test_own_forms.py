"""A form of one's own: all of the pool in some order, neighbours apart, forms comparable."""

from __future__ import annotations

import random
from statistics import fmean, pstdev

from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.measurement.own_forms import Weighed, own_form, shared, spread


def pool_of(size: int, seed: int = 1):
    drawn = random.Random(seed)
    return [
        Weighed(f"q{n:03}", drawn.uniform(0.05, 0.95), drawn.uniform(0.05, 0.6))
        for n in range(size)
    ]


def forms_of(pool, *, length, seed, places):
    by_name = {one.name: one for one in pool}
    return [
        [by_name[name] for name in own_form(pool, length=length, seed=seed, place=p)[:length]]
        for p in range(places)
    ]


@settings(deadline=None)
@given(size=st.integers(1, 60), length=st.integers(1, 12), seed=st.integers(0, 2**56),
       place=st.integers(0, 400))  # fmt: skip
def test_a_form_is_the_pool_in_an_order_and_the_same_again(size, length, seed, place):
    pool = pool_of(size)
    found = own_form(pool, length=length, seed=seed, place=place)
    assert sorted(found) == sorted(one.name for one in pool)
    assert own_form(reversed(pool), length=length, seed=seed, place=place) == found


@settings(deadline=None)
@given(size=st.integers(3, 60), length=st.integers(1, 12), seed=st.integers(0, 2**56),
       place=st.integers(0, 400))  # fmt: skip
def test_neighbours_share_only_what_a_small_pool_forces_on_them(size, length, seed, place):
    length = min(length, size - 1)
    one, other = (
        own_form(pool_of(size), length=length, seed=seed, place=p)[:length]
        for p in (place, place + 1)
    )
    assert set(one) != set(other)
    assert shared(one, other) <= max(0, 2 * length - size) + 1


@settings(deadline=None)
@given(rounds=st.integers(2, 6), length=st.integers(1, 12), seed=st.integers(0, 2**56),
       drawn=st.integers(0, 10_000))  # fmt: skip
def test_two_whole_rounds_differ_by_less_than_one_question(rounds, length, seed, drawn):
    pool = pool_of(rounds * length, drawn)
    widest = max(one.expected for one in pool) - min(one.expected for one in pool)
    scores = [
        sum(one.expected for one in form)
        for form in forms_of(pool, length=length, seed=seed, places=rounds)
    ]
    assert max(scores) - min(scores) <= widest + 1e-9


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**56))
def test_forms_differ_less_than_forms_drawn_by_lot(seed):
    pool, drawn = pool_of(44), random.Random(seed)
    own = forms_of(pool, length=10, seed=seed, places=40)
    lots = [drawn.sample(pool, 10) for _n in range(200)]

    def apart(forms):
        return pstdev(fmean(one.expected for one in form) for form in forms)

    assert apart(own) < apart(lots)


def test_the_spread_is_told_from_the_weakest_form_to_the_strongest():
    told = spread([[Weighed("a", 0.4, 0.2)], [Weighed("b", 0.5, 0.3)], []])
    assert (told.low, told.high) == (0.4, 0.5)
    assert (told.least_information, told.most_information) == (0.2, 0.3)
    assert spread([[]]) is None


def test_an_empty_pool_gives_an_empty_form():
    assert own_form([], length=5, seed=1, place=3) == ()
