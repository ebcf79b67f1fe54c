"""Who reads whose work: never one's own, everybody equally often, the same again from the seed."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.rollup.peers import readers

authors = st.sets(st.integers(1, 10_000), max_size=60)


@given(who=authors, each=st.integers(0, 6), seed=st.integers(0, 2**56))
def test_everybody_is_read_and_reads_equally_often_and_never_their_own(who, each, seed):
    found = readers(who, each=each, seed=seed)
    many = max(0, min(each, len(who) - 1))
    assert found.keys() == who
    assert all(one not in them and len(set(them)) == many for one, them in found.items())
    reads = Counter(one for them in found.values() for one in them)
    assert set(reads.values()) <= {many} or not many
    assert readers(sorted(who, reverse=True), each=each, seed=seed) == found


def test_another_seed_draws_other_readers():
    assert readers(range(30), each=2, seed=1) != readers(range(30), each=2, seed=2)


def test_one_work_alone_is_read_by_nobody():
    assert readers([7], each=3, seed=1) == {7: ()}
