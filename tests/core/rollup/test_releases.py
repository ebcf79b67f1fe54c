"""People's figures are released from five people up, and never so that few can be subtracted."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.rollup.releases import Refreshed, newest, partition, releases

MONDAY = date(2026, 9, 7)
UNTIL = date(2026, 11, 23)


def row(person, *, change="a", made=0, done=None, gone=None):
    def day(n):
        return None if n is None else MONDAY + timedelta(n)

    return Refreshed(person, change, day(made), day(done), day(gone))


def people(found):
    return [(one.on, one.people) for one in found]


def test_five_people_are_told_and_four_are_not():
    assert people(releases([row(n) for n in range(5)], until=UNTIL)) == [(MONDAY, 5)]
    assert releases([row(n) for n in range(4)], until=UNTIL) == ()


def test_several_rows_of_one_person_make_no_crowd():
    rows = [row(n, change=str(n)) for n in (0, 0, 1, 1, 2, 2)]
    assert releases(rows, until=UNTIL) == ()


def test_one_who_finishes_alone_moves_nothing_until_five_have():
    rows = [row(n, done=None if n > 3 else 7 * (n + 1)) for n in range(6)]
    assert people(releases(rows, until=UNTIL)) == [(MONDAY, 6)]
    rows[4] = row(4, done=35)
    assert people(releases(rows, until=UNTIL)) == [(MONDAY, 6), (MONDAY + timedelta(35), 6)]


def test_what_was_released_does_not_depend_on_when_somebody_looks():
    rows = [row(n, done=7 * n if n else 3) for n in range(12)]
    early = releases(rows, until=MONDAY + timedelta(40))
    assert releases(rows, until=UNTIL)[: len(early)] == early
    assert newest(early, MONDAY - timedelta(1)) is None


def test_two_who_finished_late_hold_back_nothing_once_others_have_moved():
    rows = [row(n, done=0 if n < 4 else 9) for n in range(6)]
    rows += [row(n, change="b", made=35) for n in range(6)]
    told = releases(rows, until=UNTIL)
    assert people(told) == [(MONDAY, 6), (MONDAY + timedelta(35), 6)]
    assert len(told[-1].rows) == 12


def test_a_figure_that_waits_thirty_days_counts_nobody_before():
    rows = [row(n, done=3) for n in range(5)]
    told = releases(rows, until=UNTIL, settled_after=30)
    assert people(told) == [(MONDAY + timedelta(35), 5)]


def test_a_group_whose_rest_is_small_is_not_told():
    rows = [row(n) for n in range(6)] + [row(n, change="b") for n in (7, 8)]
    whole = releases(rows, until=UNTIL)
    (by,) = partition(rows, [{"a": "major", "b": "minor"}], until=UNTIL, whole=whole)
    assert by == {}
    rows += [row(n, change="b") for n in (9, 10, 11)]
    whole = releases(rows, until=UNTIL)
    (by,) = partition(rows, [{"a": "major", "b": "minor"}], until=UNTIL, whole=whole)
    assert list(by) == ["major", "minor"]


def test_a_withdrawn_refresher_counts_no_longer():
    rows = [row(n, gone=14) for n in range(5)] + [row(n) for n in range(5, 10)]
    assert people(releases(rows, until=UNTIL)) == [(MONDAY, 10), (MONDAY + timedelta(14), 5)]


ROWS = st.lists(
    st.builds(
        row,
        st.integers(0, 12),
        change=st.sampled_from("ab"),
        made=st.integers(0, 60),
        done=st.none() | st.integers(0, 70),
    ),
    max_size=30,
    unique_by=lambda one: (one.person, one.change),
)


@settings(deadline=None)
@given(ROWS)
def test_no_two_releases_differ_in_the_rows_of_one_to_four_people(rows):
    found = [one.rows for one in releases(rows, until=UNTIL)]
    for place, one in enumerate(found):
        assert len({token.person for token in one}) >= 5
        for other in found[:place]:
            assert len({token.person for token in one ^ other}) not in {1, 2, 3, 4}
