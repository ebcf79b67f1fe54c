"""Neither the order of rows and columns nor the encoding changes what is read; eras are whole."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.networks.conftest import table, taken

from whetstone.formats.networks import METRICS, era_of
from whetstone.formats.networks.dates import Calendar
from whetstone.formats.networks.month_names import NAMES

HEADER = ["Post ID", "Account username", "Publish time", "Description", "Views", "Likes"]
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")),
    max_size=12,
)
POSTS = st.lists(
    st.tuples(
        st.integers(1, 10**18).map(str), st.just("maya"),
        st.datetimes().map(lambda at: f"{at:%m/%d}/{at.year:04d} {at:%H:%M}"),
        TEXTS, st.one_of(st.just(""), st.integers(0, 10**9).map(str)), st.just("-"),
    ),
    min_size=1, max_size=6, unique_by=lambda one: one[0],
)  # fmt: skip


def as_set(data):
    rows, flaws, _export = taken(data, zone="UTC")
    assert flaws == []
    return {
        (one.post_id, one.published, one.text, tuple(sorted(one.figures.items()))) for one in rows
    }


@settings(max_examples=40, deadline=None)
@given(POSTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(posts, chance):
    places = list(range(len(HEADER)))
    chance.shuffle(places)
    turned = [[row[place] for place in places] for row in posts]
    chance.shuffle(turned)
    assert as_set(table(HEADER, *posts)) == as_set(
        table([HEADER[place] for place in places], *turned)
    )


@settings(max_examples=25, deadline=None)
@given(POSTS, st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]))
def test_the_encoding_does_not_matter(posts, encoding):
    text = table(HEADER, *posts)
    assert as_set(text.encode(encoding)) == as_set(text)


@settings(max_examples=25, deadline=None)
@given(POSTS, st.sampled_from([";", "\t"]))
def test_the_separator_does_not_matter(posts, separator):
    text = table(HEADER, *posts, separator=separator)
    assert as_set(text) == as_set(table(HEADER, *posts))


def test_a_text_in_windows_1252_is_read_as_it_was_written():
    row = ["1", "maya", "03/25/2025 22:00", "Café – “déjà vu”", "5", "1"]
    ((_id, _when, text, _figures),) = as_set(table(HEADER, row).encode("cp1252"))
    assert text == row[3]


@pytest.mark.parametrize(
    ("network", "metric", "day"),
    [
        ("instagram", "views", date(2024, 8, 1)),
        ("youtube", "views", date(2025, 3, 31)),
        ("facebook", "views", date(2025, 11, 15)),
    ],
)
def test_a_metric_has_another_era_from_its_break_on(network, metric, day):
    before, after = era_of(network, metric, day - timedelta(days=1)), era_of(network, metric, day)
    assert before
    assert after
    assert before != after


def test_no_two_eras_of_a_metric_hold_on_one_day():
    for one in METRICS:
        for other in METRICS:
            if one is not other and (one.network, one.metric) == (other.network, other.metric):
                assert (one.until or date.max) <= (other.since or date.min) or (
                    other.until or date.max
                ) <= (one.since or date.min)


@pytest.mark.parametrize("language", sorted(set(NAMES) - {"vi"}))
def test_months_are_called_as_babel_calls_them(language):
    for number, names in enumerate(NAMES[language].split(";"), start=1):
        said = Locale(language).months["format"]["wide"][number]
        found = calendar_of(number).day(f"9 {said} 2026")
        assert names
        assert (found.day, found.month) == (9, number)


@pytest.mark.parametrize("language", sorted(NAMES))
def test_no_name_means_two_months_in_one_language(language):
    months = [set(names.split("|")) for names in NAMES[language].split(";")]
    assert len(months) == 12
    assert sum(map(len, months)) == len(set().union(*months))


def calendar_of(month):
    """The days of an export of one month, so that names of several months mean this one."""
    return Calendar(UTC, window=(date(2026, month, 1), date(2026, month, 28)))


def test_an_era_that_nobody_knows_is_none():
    assert era_of("instagram", "views", None) == ""
    assert era_of("nowhere", "views", date(2026, 1, 1)) == ""


def test_names_of_eras_are_their_own():
    assert len({one.name for one in METRICS}) == len(METRICS)
