"""The same wrong answers: found where they were copied, seldom named where they were not."""

from __future__ import annotations

import random

import pytest

from whetstone.core.rollup.alike import alike, tail


def class_of(people: int, questions: int, seed: int, *, copied: bool = False):
    rng = random.Random(seed)
    wrong = {
        one: {item: rng.choice("abc") for item in range(questions) if rng.random() < 0.5}
        for one in range(people)
    }
    if copied:
        wrong[1] = dict(wrong[0])
    return wrong


def test_two_who_gave_the_same_twelve_wrong_answers_are_named():
    found = alike(class_of(30, 24, seed=4, copied=True))
    assert [(one.one, one.other) for one in found] == [(0, 1)]
    assert found[0].same == found[0].wrong >= 8


def test_a_wrong_answer_that_everybody_gives_says_nothing():
    taught = {one: dict.fromkeys(range(10), "b") for one in range(30)}
    assert alike(taught) == ()


def test_three_wrong_in_common_are_too_few_to_say():
    assert alike({1: dict.fromkeys(range(3), "a"), 2: dict.fromkeys(range(3), "a")}) == ()


def test_chance_names_a_pair_in_few_of_many_classes():
    named = sum(bool(alike(class_of(20, 12, seed=seed))) for seed in range(60))
    assert named <= 3  # the bound says 1 in 100 at most; 3 of 60 would come to p = .02


def test_the_tail_is_that_of_a_binomial_where_the_chances_are_equal():
    assert tail([0.5] * 4, 3) == pytest.approx(5 / 16)
    assert tail([0.2, 0.7], 0) == 1.0
    assert tail([], 1) == 0.0
