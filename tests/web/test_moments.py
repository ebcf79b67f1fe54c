"""Moments of SQLite in one step are the moments that Django would have made of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.dateparse import parse_datetime
from hypothesis import given
from hypothesis import strategies as st

from whetstone.web.moments import moment

ANY = st.datetimes()


@given(ANY)
def test_a_stored_moment_comes_back_as_it_was(at):
    assert moment(str(at)) == at.replace(tzinfo=dt.UTC)
    assert moment(str(at)) == parse_datetime(str(at)).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-29 09:00:00+05:45", dt.datetime(2026, 11, 29, 3, 15, tzinfo=dt.UTC)),
        ("2026-11-29 09:00", dt.datetime(2026, 11, 29, 9, tzinfo=dt.UTC)),
        ("tomorrow", None),
    ],
)
def test_what_somebody_else_wrote_is_read_as_django_reads_it(text, said):
    assert moment(text) == said
