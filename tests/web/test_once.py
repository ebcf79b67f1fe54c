"""What a request that reads asks once, and what is kept between such requests."""

from __future__ import annotations

import pytest

from whetstone.web import once


@pytest.fixture
def asked():
    return []


def test_a_reading_request_asks_once(asked):
    @once.a_request
    def answer(n, *, by=1):
        asked.append((n, by))
        return n * by

    with once.reading(only_reads=True):
        assert [answer(2, by=3), answer(2, by=3), answer(2)] == [6, 6, 2]
    assert asked == [(2, 3), (2, 1)]
    with once.reading(only_reads=True):
        answer(2, by=3)
    assert len(asked) == 3


@pytest.mark.parametrize("inside", [True, False])
def test_whoever_writes_reads_the_store_each_time(asked, inside):
    @once.a_request
    def answer():
        asked.append("request")

    @once.a_state(4)
    def kept(state):
        asked.append(state)

    def twice():
        for _ in range(2):
            answer()
            kept("state")

    if inside:
        with once.reading(only_reads=False):
            twice()
    else:
        twice()
    assert asked == ["request", "state"] * 2


def test_what_no_request_changes_is_asked_once_by_those_that_write_too(asked):
    @once.any_request
    def answer():
        asked.append(1)
        return 5

    with once.reading(only_reads=False):
        assert answer() + answer() == 10
    assert asked == [1]


def test_a_state_is_kept_until_it_has_another_name(asked):
    @once.a_state(4)
    def kept(state):
        asked.append(state)
        return state.upper()

    for state in ("a", "a", "b"):
        with once.reading(only_reads=True):
            assert kept(state) == state.upper()
    assert asked == ["a", "b"]
    once.forget()
    with once.reading(only_reads=True):
        kept("b")
    assert asked == ["a", "b", "b"]


def test_a_fault_is_not_kept_and_ends_the_span():
    @once.a_request
    def answer():
        raise LookupError

    with pytest.raises(LookupError), once.reading(only_reads=True):
        answer()
    assert not once.is_reading()
