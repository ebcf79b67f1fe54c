"""A ripple is a union: laws of set algebra, and who is told instead of taught."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.ripple import (
    Citation,
    CiterKey,
    Concern,
    Part,
    Role,
    ripple,
)

KEYS = [CiterKey(kind, str(n)) for kind in ("block", "item", "campaign", "zine") for n in range(3)]
CLAIMS = ["c0", "c1", "c2", "c3"]
citations = st.lists(
    st.builds(Citation, st.sampled_from(CLAIMS), st.sampled_from(KEYS), st.sampled_from(Role)),
    max_size=30,
)
concerns = st.lists(
    st.builds(
        lambda key, minutes, people: Concern(
            key, float(minutes), np.array(people, dtype=np.int64)
        ),
        st.sampled_from(KEYS),
        st.integers(0, 30),
        st.lists(st.integers(0, 9), max_size=6),
    ),
    max_size=8,
    unique_by=lambda c: c.citer,
)
hits = st.sets(st.sampled_from(CLAIMS))


def rests(result):
    return {(ring.kind, one) for ring in result.rings for one in ring.rests_on}


@given(hits, hits, citations, concerns)
def test_the_ripple_of_two_changes_is_the_union_of_their_ripples(a, b, rows, whom):
    one, two, both = (ripple(h, citations=rows, concerns=whom) for h in (a, b, a | b))
    assert rests(both) == rests(one) | rests(two)
    assert set(both.people) == set(one.people) | set(two.people)
    assert max(one.total_minutes, two.total_minutes) <= both.total_minutes
    assert both.total_minutes <= one.total_minutes + two.total_minutes


@given(hits, citations, concerns)
def test_minutes_are_those_of_a_loop_over_people(hit, rows, whom):
    result = ripple(hit, citations=rows, concerns=whom)
    touched = {r.citer for r in rows if r.claim_id in hit and r.role is Role.RESTS_ON}
    for person, minutes in zip(result.people, result.minutes_each, strict=True):
        expected = sum(c.minutes for c in whom if c.citer in touched and person in c.people)
        assert minutes == expected


@given(hits, citations, concerns)
def test_nobody_is_both_taught_and_told_and_nothing_both_rests_and_mentions(hit, rows, whom):
    result = ripple(hit, citations=rows, concerns=whom)
    assert not set(result.people) & set(result.told)
    assert all(not ring.rests_on & ring.mentions for ring in result.rings)


def test_a_mention_makes_a_note_and_no_work():
    rows = [Citation("c0", KEYS[0], Role.MENTIONS)]
    result = ripple({"c0"}, citations=rows, concerns=[Concern(KEYS[0], 9.0, np.array([1, 2]))])
    assert (result.people_count, result.total_minutes, list(result.told)) == (0, 0.0, [1, 2])


def test_a_whole_is_touched_through_its_parts_once_even_in_a_ring():
    course, block = CiterKey("course", "a"), KEYS[0]
    rows = [Citation("c0", block, Role.RESTS_ON)]
    parts = [Part(block, course), Part(course, CiterKey("certificate", "z")), Part(course, block)]
    result = ripple({"c0"}, citations=rows, parts=parts)
    assert [ring.kind for ring in result.rings] == ["block", "course", "certificate"]


def test_a_claim_nobody_cites_touches_nothing():
    assert ripple({"c9"}, citations=[Citation("c0", KEYS[0], Role.RESTS_ON)]).is_empty
