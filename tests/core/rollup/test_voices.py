"""What customers say, counted: shares, unusual weeks, waits, and themes that can be checked."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.freshness.survival import Life
from whetstone.core.freshness.survival import curve as survival_curve
from whetstone.core.kernel.probability import wilson
from whetstone.core.rollup import voices
from whetstone.core.rollup.voice_themes import looking, propose, words


def usual_weeks(rng, *, mean, unevenness, weeks, times=2_000):
    """How often a week is called a surge that comes from the same law as those before it."""
    shape = (times, weeks + 1)
    if unevenness == 1:
        drawn = rng.poisson(mean, shape)
    else:
        drawn = rng.negative_binomial(mean / (unevenness - 1), 1 / unevenness, shape)
    return sum(voices.surge(row[:-1], row[-1]).is_surge for row in drawn.tolist()) / len(drawn)


def test_a_share_is_of_people_with_the_interval_of_wilson():
    found = voices.share(20, 50, messages=80)
    assert (found.value, found.lo, found.hi) == (0.4, *wilson(20, 50))


@pytest.mark.parametrize(
    ("people", "of", "messages"), [(4, 50, 40), (9, 50, 4), (0, 50, 0), (46, 50, 60), (49, 50, 60)]
)
def test_no_share_tells_of_fewer_than_five(people, of, messages):
    assert not voices.share(people, of, messages=messages).is_known


def test_a_theme_of_everybody_is_told():
    assert voices.share(50, 50, messages=50).value == 1


def test_seven_weeks_cannot_tell_yet():
    found = voices.surge([3] * 7, 90)
    assert found.reason
    assert not found.is_surge
    assert math.isnan(found.usual)


def test_a_week_far_beyond_its_history_is_a_surge_and_says_against_what():
    found = voices.surge([1, 2, 1, 2, 1, 2, 1, 2], 15)
    assert found.is_surge
    assert (found.usual, found.weeks) == (1.5, 8)
    assert found.usual < found.upto < 15


def test_fewer_than_five_messages_are_never_a_surge():
    assert not voices.surge([0] * 20, 4).is_surge
    assert voices.surge([0] * 20, 6).is_surge


def test_uneven_weeks_need_more():
    even = voices.surge([10] * 12, 24)
    uneven = voices.surge([2, 30, 4, 18, 1, 25, 3, 20, 2, 9, 5, 1], 24)
    assert even.is_surge
    assert not uneven.is_surge
    assert uneven.spread > 1 == even.spread


def test_only_the_newest_half_year_counts():
    assert voices.surge([500] * 30 + [2] * 26, 14).is_surge


@pytest.mark.parametrize(("mean", "unevenness"), [(3, 1), (20, 1), (5, 3)])
def test_usual_weeks_are_rarely_called_a_surge(mean, unevenness):
    rng = np.random.Generator(np.random.PCG64(5))
    assert usual_weeks(rng, mean=mean, unevenness=unevenness, weeks=8, times=600) <= 0.03


def test_the_chance_is_that_of_the_negative_binomial():
    """Jeffreys' prior and 8 weeks of 16: NB(16.5, 8/9), against its mass summed."""
    from scipy.stats import nbinom

    found = voices.surge([2] * 8, 6)
    assert found.chance == pytest.approx(float(nbinom.sf(5, 16.5, 8 / 9)), rel=1e-9)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=60),
)
def test_the_fast_curve_is_the_curve_of_survival(rows):
    mine = voices.curve(np.array([float(t) for t, _e in rows]), np.array([e for _t, e in rows]))
    theirs = survival_curve([Life(0, t, e) for t, e in rows])
    assert [step.time for step in mine][: len(theirs)] == [step.time for step in theirs]
    for one, other in zip(mine, theirs, strict=False):
        assert one.at_risk == other.at_risk
        assert one.ended == other.ended
        assert (one.share, one.lo, one.hi) == pytest.approx((other.share, other.lo, other.hi))


def test_open_cases_are_neither_left_out_nor_taken_for_ended():
    hours = [60.0 * n for n in range(1, 11)]
    all_ended = voices.waiting(hours, [True] * 10, people=10)
    some_open = voices.waiting(hours, [n % 2 == 0 for n in range(10)], people=10)
    assert (some_open.cases, some_open.ended, some_open.open) == (10, 5, 5)
    assert some_open.median.value > all_ended.median.value
    left_out = voices.waiting(hours[::2], [True] * 5, people=5)
    assert some_open.median.value > left_out.median.value


def test_where_most_are_open_there_is_no_median():
    found = voices.waiting([10.0] * 10, [True] * 3 + [False] * 7, people=10)
    assert not found.median.is_known
    assert "open" in found.median.reason


@pytest.mark.parametrize(("cases", "people"), [(4, 4), (30, 4)])
def test_waits_of_fewer_than_five_people_are_not_told(cases, people):
    assert not voices.waiting([5.0] * cases, [True] * cases, people=people).median.is_known


# Themes


def test_words_of_every_language_with_blanks_stay_whole():
    assert words("कुरियर आएन, डेलिभरी ढिलो भयो") == ["कुरियर", "आएन", "डेलिभरी", "ढिलो", "भयो"]
    assert words("L’échéance où?") == ["l'échéance", "où"]


def test_masks_and_numbers_are_no_words():
    assert words("order [number] of [name], 14 days") == ["order", "of", "days"]


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        ("late", "Too LATE again", ["LATE"]),
        ("late", "lately, chocolate, latest", []),
        ("deliver*", "Delivery undelivered deliver", ["Delivery", "deliver"]),
        ("not arriv*", "It has not\narrived", ["not\narrived"]),
        ("डेलिभरी", "डेलिभरी ढिलो", ["डेलिभरी"]),
        ("डेलिभर", "डेलिभरी ढिलो", []),
        ("a+b (c)", "a+b (c)", ["a+b (c)"]),
    ],
)
def test_a_theme_shows_where_its_words_stand(wanted, text, found):
    find = looking([wanted])
    assert [text[a:b] for a, b in find.spans(text)] == found
    assert find.finds(text) == bool(found)


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=5), st.text(max_size=60))
def test_what_is_found_is_shown_and_spans_never_overlap(wanted, text):
    find = looking(wanted)
    spans = find.spans(text)
    if spans:
        assert find.finds(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_a_theme_without_words_holds_nothing():
    assert not looking(["", " * "]).finds("anything")


def crowd():
    said = [
        "the zip broke, slider came off", "zip broke again", "my zip and its slider",
        "slider and zip", "zip broke on monday", "the zip slider jams",
        "parcel late", "where is my parcel", "parcel came late", "late parcel again",
        "parcel lost", "another late parcel",
    ]  # fmt: skip
    return [(f"person {n}", text) for n, text in enumerate(said)] + [
        (f"somebody {n}", f"word{n} thing{n}") for n in range(20)
    ]


def test_proposed_themes_are_words_that_stand_together():
    found = propose(crowd())
    assert {one.words[0] for one in found} == {"zip", "parcel"}
    assert all(one.people >= 5 for one in found)


def test_one_loud_person_proposes_nothing():
    assert propose([("one", "refund refund now please refund") for _n in range(50)]) == ()


def test_proposals_are_the_same_whatever_the_order():
    assert propose(crowd()) == propose(crowd()[::-1])
