"""Bookmarks in a booklet become a cut; places and errors are worked by hand in the comments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.bookmark import Bookmark, booklet, set_bookmarks
from whetstone.core.measurement.items import ItemParameters

LN2 = math.log(2)
# With slope ln 2, P = 2/3 where ln 2 (theta - b) = ln 2, so at b + 1: ten pages at -4, -3, ..., 5.
TEN = [ItemParameters(0, 1, LN2, float(b)) for b in range(-5, 5)]
JUDGES = ("school", "agency", "firm", "press", "office")
FIRST = (3, 4, 6, 5, 9)
LAST = (4, 4, 5, 5, 7)


def marks(*rounds):
    return [
        Bookmark(judge, turn, page)
        for turn, pages in enumerate(rounds, start=1)
        for judge, page in zip(JUDGES, pages, strict=True)
    ]


# --- known answers ---


def test_a_page_stands_where_two_in_three_master_it():
    # P = 2/3: a (theta - b) = ln 2, theta = b + ln 2 / a
    pages = booklet([*TEN[1:], ItemParameters(0, 1, 2.0, 0.3)])
    (one,) = [page for page in pages if page.item == 9]
    assert one.place == pytest.approx(0.3 + LN2 / 2, abs=1e-9)


def test_what_can_be_guessed_stands_lower():
    # 0.25 + 0.75 P = 2/3: P = 5/9, logit ln(5/4), theta = b + ln 1.25 / a
    pages = booklet([*TEN, ItemParameters(0, 1, 1.0, 0.0, c=0.25)])
    (one,) = [page for page in pages if page.item == 10]
    assert one.place == pytest.approx(math.log(1.25), abs=1e-9)


def test_a_question_of_two_points_stands_twice():
    # Partial credit with a = 1, steps at -1 and 1; x = e^theta:
    # weights 1, e x, x^2 (e^(theta + 1), e^(2 theta)).
    # two points: x^2 = 2 (1 + e x), x = e + sqrt(e^2 + 2)
    # one or more: e x + x^2 = 2, x = (-e + sqrt(e^2 + 8)) / 2
    pages = booklet([*TEN, ItemParameters(0, 2, 1.0, 0.0, steps=(-1.0, 1.0))])
    low, high = [page for page in pages if page.item == 10]
    assert (low.points, high.points) == (1, 2)
    assert low.place == pytest.approx(math.log((-math.e + math.sqrt(math.e**2 + 8)) / 2), abs=1e-9)
    assert high.place == pytest.approx(math.log(math.e + math.sqrt(math.e**2 + 2)), abs=1e-9)


def test_the_cut_is_the_median_of_the_last_round():
    found = set_bookmarks(marks(FIRST, LAST), booklet(TEN))
    # page k stands at k - 5; a mark at page k means midway between k - 6 and k - 5: k - 5.5
    # last round 4 4 5 5 7: -1.5 -1.5 -0.5 -0.5 1.5, the median -0.5
    assert found.record.judges == pytest.approx((-1.5, -1.5, -0.5, -0.5, 1.5))
    assert found.record.theta == pytest.approx(-0.5)
    # first round 3 4 6 5 9: -2.5 -1.5 0.5 -0.5 3.5, the median -0.5
    assert found.rounds[0].theta == pytest.approx(-0.5)
    assert found.record.items == 10


def test_its_error_is_the_judges_and_the_pages():
    found = set_bookmarks(marks(FIRST, LAST), booklet(TEN))
    # about the mean -0.5: -1 -1 0 0 2; squares 6, / 4 = 1.5, sd 1.224745
    # of the median: 1.253314 x 1.224745 / sqrt 5 = 0.686468, its square 0.471239
    # of the pages, one logit apart: 1 / 12 = 0.083333
    # sqrt(0.471239 + 0.083333) = 0.744695
    assert found.rounds[-1].spread == pytest.approx(1.224745, abs=1e-6)
    assert found.record.se == pytest.approx(0.744696, abs=1e-5)


def test_the_mean_costs_less_and_heeds_the_stern():
    found = set_bookmarks(marks(FIRST, (4, 4, 5, 5, 10)), booklet(TEN), centre="mean")
    # -1.5 -1.5 -0.5 -0.5 4.5: mean 0.1; about it -1.6 -1.6 -0.6 -0.6 4.4, squares 25.2
    # sd sqrt 6.3 = 2.509980; / sqrt 5 = 1.122497; with 1/12: sqrt(1.26 + 0.083333) = 1.159023
    assert found.record.theta == pytest.approx(0.1)
    assert found.record.se == pytest.approx(1.159023, abs=1e-6)


# --- laws ---


def test_judges_who_agree_are_as_sure_as_the_booklet_is_fine():
    same = (5, 5, 5, 5, 5)
    coarse = set_bookmarks(marks(same, same), booklet(TEN))
    fine = [ItemParameters(0, 1, LN2, b) for b in np.linspace(-2, 2, 41)]
    finer = set_bookmarks(marks(same, same), booklet(fine))
    assert coarse.record.se == pytest.approx(1 / math.sqrt(12))
    assert finer.record.se == pytest.approx(0.1 / math.sqrt(12))


def test_only_the_last_round_counts():
    one = set_bookmarks(marks((2, 3, 4, 9, 10), LAST), booklet(TEN))
    other = set_bookmarks(marks((6, 6, 6, 6, 6), LAST), booklet(TEN))
    assert one.record == other.record
    assert one.rounds[0] != other.rounds[0]


def test_the_order_of_questions_and_of_marks_changes_nothing():
    mixed = [TEN[n] for n in np.random.default_rng(3).permutation(10)]
    one = set_bookmarks(marks(FIRST, LAST), booklet(TEN))
    other = set_bookmarks(marks(FIRST, LAST)[::-1], booklet(mixed))
    assert other.record.theta == pytest.approx(one.record.theta)
    assert other.record.se == pytest.approx(one.record.se)


def test_harder_questions_move_the_cut_as_far():
    moved = [ItemParameters(0, 1, LN2, item.b + 0.7) for item in TEN]
    one, other = (set_bookmarks(marks(FIRST, LAST), booklet(items)) for items in (TEN, moved))
    assert other.record.theta == pytest.approx(one.record.theta + 0.7)
    assert other.record.se == pytest.approx(one.record.se)


def test_judges_who_mark_by_a_place_set_the_cut_within_a_page_of_it():
    fine = [ItemParameters(0, 1, 1.2, b) for b in np.linspace(-2.5, 1.5, 60)]
    pages = booklet(fine)
    first = next(n for n, page in enumerate(pages, start=1) if page.place > -0.43)
    found = set_bookmarks(marks((first,) * 5, (first,) * 5), pages)
    assert found.record.theta == pytest.approx(-0.43, abs=4 / 59)


# --- refusals ---


def test_nine_questions_are_refused():
    with pytest.raises(Faults, match="9 of them"):
        booklet(TEN[:9])


@pytest.mark.parametrize("page", [0, 1, 11])
def test_a_page_with_none_before_it_or_beyond_the_last_is_refused(page):
    with pytest.raises(Faults, match=f"page {page} does not lie between two pages"):
        set_bookmarks(marks(FIRST, (page, *LAST[1:])), booklet(TEN))


def test_every_fault_is_named_at_once():
    bad = [*marks(FIRST)[:4], Bookmark("school", 1, 4), Bookmark("school", 0, 4)]
    with pytest.raises(Faults) as told:
        set_bookmarks(bad, booklet(TEN))
    said = str(told.value)
    for what in ("4 of them", "1 of them", "two in one round", "no round 0"):
        assert what in said


def test_a_judge_who_left_before_the_last_round_is_missed():
    with pytest.raises(Faults, match="1 are missing"):
        set_bookmarks(marks(FIRST, LAST)[:-1], booklet(TEN))


def test_no_bookmark_at_all_is_refused_in_words():
    with pytest.raises(Faults, match="0 of them"):
        set_bookmarks([], booklet(TEN))
