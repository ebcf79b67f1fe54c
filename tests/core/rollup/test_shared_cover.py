"""What shared words say: who stands in, the least that closes an area, how evenly it lies."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.kernel.probability import at_least
from whetstone.core.kernel.verdict import TALK_HIGH, Verdict
from whetstone.core.rollup.cover import MIDDLES
from whetstone.core.rollup.shared_cover import (
    AFTER_LEARNING,
    NEWCOMER,
    AreaWords,
    closing,
    load,
    words_of,
)

MET, CLOSE, BELOW = Verdict.MET_PROBABLY, Verdict.TOO_CLOSE, Verdict.BELOW_PROBABLY


def area(met=0, close=0, below=0, *, need=2, name="STR"):
    names = iter("abcdefghijklmnopqrstuvwxyz")
    return AreaWords(
        name, need, *(tuple(next(names) for _ in range(n)) for n in (met, close, below))
    )


def least_by_trying_everybody(words, need):
    """The smallest set of learners after which cover is likely, by trying every set."""
    for size in range(1, len(words) + 1):
        for some in combinations(range(len(words)), size):
            after = [
                AFTER_LEARNING[word] if n in some else MIDDLES[word]
                for n, word in enumerate(words)
                if not (n in some and word is MET)
            ]
            if all(words[n] is not MET for n in some) and at_least(after, need) >= TALK_HIGH:
                return size
    return None


@given(st.lists(st.sampled_from([MET, CLOSE, BELOW]), max_size=7), st.integers(1, 4))
def test_the_least_learning_is_the_least_of_all_sets_of_people(words, need):
    found = words_of("STR", need, dict(zip("abcdefg", words, strict=False)), "abcdefg")
    assert closing(found).learners == least_by_trying_everybody(words, need)


@given(st.integers(0, 3), st.integers(0, 3), st.integers(1, 4))
def test_the_least_hiring_does_and_one_less_does_not(met, close, need):
    found = area(met, close, need=need)
    hires = closing(found).hires
    assert at_least([*found.chances, *[NEWCOMER] * hires], need) >= TALK_HIGH
    if hires > 1:
        assert at_least([*found.chances, *[NEWCOMER] * (hires - 1)], need) < TALK_HIGH


def test_nobody_who_shares_is_short_so_learning_alone_cannot_do():
    assert closing(area(met=1)).learners is None
    assert closing(area()).hires == 2


def test_whoever_is_away_holds_nothing():
    found = words_of("STR", 2, {"a": MET, "b": MET, "c": CLOSE, "d": BELOW}, "dcba")
    assert found.met == ("b", "a")
    assert found.single is None
    left = found.without({"a"})
    assert (left.single, left.missing, left.close) == ("b", 1, ("c",))


def test_words_alone_decide():
    """Nothing but the words enters: there is no other input, and the middles are their ranges'."""
    assert area(met=1, close=1, need=1).enough == pytest.approx(1 - 0.1 * 0.5)


def test_the_load_is_told_from_five_holders_up():
    assert load([area(met=4)]) is None
    even = load([area(met=6, need=3)])
    assert even.top == pytest.approx(even.even)


def test_few_who_carry_much_are_said_as_a_share_of_the_group():
    found = load([area(met=6, need=1), area(met=2, need=2), area(met=2, need=2)])
    assert (found.people, found.third) == (6, 2)
    assert found.top > 0.8 > found.even
