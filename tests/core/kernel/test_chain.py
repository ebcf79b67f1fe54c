"""A sealed log holds as long as nobody touches it, and says where somebody did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.kernel.chain import BEGIN, Flaw, Link, check, seal

TEXT = st.text(max_size=12)
ROWS = st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=12)


def chained(rows):
    before, links = BEGIN, []
    for place, facts in enumerate(rows, start=1):
        before = seal(before, facts)
        links.append(Link(place, tuple(facts), before))
    return links


def looked_at(links, n=None, end=None, kept=None):
    return check(
        links,
        n=len(links) if n is None else n,
        end=(links[-1].seal if links else BEGIN) if end is None else end,
        kept=kept,
    )


@given(ROWS, st.data())
def test_an_untouched_log_holds_and_so_does_every_seal_that_was_kept(rows, data):
    links = chained(rows)
    some = data.draw(st.sampled_from(links))
    assert looked_at(links).holds
    assert looked_at(links, kept=(some.place, some.seal)).holds
    assert looked_at(links, kept=(some.place, some.seal[:16])).holds


@given(ROWS, st.data())
def test_a_changed_row_is_found_at_its_place(rows, data):
    links = chained(rows)
    at = data.draw(st.integers(0, len(links) - 1))
    changed = Link(at + 1, (*links[at].facts, "more"), links[at].seal)
    found = looked_at([*links[:at], changed, *links[at + 1 :]])
    assert (found.flaw, found.place) == (Flaw.CHANGED, at + 1)


@given(ROWS, st.data())
def test_a_row_that_is_taken_out_is_missed(rows, data):
    links = chained(rows)
    at = data.draw(st.integers(0, len(links) - 1))
    found = looked_at([*links[:at], *links[at + 1 :]], n=len(links), end=links[-1].seal)
    assert found.flaw is (Flaw.SHORT if at == len(links) - 1 else Flaw.MISSING)
    assert found.place == at + 1


@given(ROWS)
def test_a_log_sealed_anew_from_its_middle_fails_against_a_kept_seal(rows):
    links = chained(rows)
    forged = chained([*rows[:-1], [*rows[-1], "forged"]])
    assert looked_at(forged).holds  # by itself it looks whole: that is what kept seals are for
    found = looked_at(forged, kept=(links[-1].place, links[-1].seal))
    assert (found.flaw, found.place) == (Flaw.OTHER_PAST, len(links))


def test_a_kept_seal_beyond_the_end_and_an_end_that_is_not_the_end_are_said():
    links = chained([["a"], ["b"]])
    assert looked_at(links, kept=(3, links[1].seal)).flaw is Flaw.OTHER_PAST
    assert looked_at(links, end=links[0].seal).flaw is Flaw.OTHER_END
    assert looked_at(links, n=1).flaw is Flaw.OTHER_END
    assert looked_at([], n=0, end=BEGIN).holds


@pytest.mark.parametrize(("one", "other"), [(["ab", "c"], ["a", "bc"]), (["a"], ["a", ""])])
def test_facts_do_not_run_into_each_other(one, other):
    assert seal(BEGIN, one) != seal(BEGIN, other)
