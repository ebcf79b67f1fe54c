"""A form of one's own: all of the pool in some order, neighbours apart, levels in proportion."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.measurement.own_forms import own_form, shared


def pool_of(size: int):
    return [(f"q{n:03}", n % 3) for n in range(size)]


@given(size=st.integers(1, 60), length=st.integers(1, 12), seed=st.integers(0, 2**56),
       place=st.integers(0, 400))  # fmt: skip
def test_a_form_is_the_pool_in_an_order_and_the_same_again(size, length, seed, place):
    pool = pool_of(size)
    found = own_form(pool, length=length, seed=seed, place=place)
    assert sorted(found) == sorted(name for name, _level in pool)
    assert own_form(reversed(pool), length=length, seed=seed, place=place) == found


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


def test_a_form_holds_the_levels_as_the_pool_does():
    counts = Counter(
        level
        for place in range(12)
        for name in own_form(pool_of(30), length=6, seed=9, place=place)[:6]
        for level in [int(name[1:]) % 3]
    )
    assert max(counts.values()) - min(counts.values()) <= 12


def test_an_empty_pool_gives_an_empty_form():
    assert own_form([], length=5, seed=1, place=3) == ()
