"""Laws of the ripple: more claims never touch less, and no order matters."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.repair import ASSUMED_MINUTES, repair_minutes
from whetstone.core.freshness.ripple import Citation, CiterKey, Concern, Part, Role, ripple

CLAIMS = [f"clm-{n}" for n in range(6)]
THINGS = [CiterKey(kind, str(n)) for kind in ("block", "item", "card") for n in range(4)]
WHOLES = [CiterKey("lesson", str(n)) for n in range(2)]

worlds = st.fixed_dictionaries(
    {
        "citations": st.lists(
            st.builds(
                Citation, st.sampled_from(CLAIMS), st.sampled_from(THINGS), st.sampled_from(Role)
            ),
            max_size=25,
        ),
        "concerns": st.lists(
            st.builds(
                lambda key, who: Concern(key, 3.0, np.array(who, dtype=np.int64)),
                st.sampled_from(THINGS),
                st.lists(st.integers(1, 9), max_size=6),
            ),
            max_size=12,
        ),
        "parts": st.lists(
            st.builds(Part, st.sampled_from(THINGS), st.sampled_from(WHOLES)), max_size=8
        ),
    }
)
some_claims = st.sets(st.sampled_from(CLAIMS))


def touched(found):
    return {CiterKey(ring.kind, one) for ring in found.rings for one in ring.rests_on}


@given(worlds, some_claims, some_claims)
def test_a_ripple_grows_with_its_claims(world, few, more):
    small, large = ripple(few, **world), ripple(few | more, **world)
    assert touched(small) <= touched(large)
    assert set(small.people.tolist()) <= set(large.people.tolist())
    assert small.total_minutes <= large.total_minutes


@given(worlds, some_claims, some_claims)
def test_two_changes_together_touch_what_each_of_them_touches(world, one, other):
    both, first, second = (ripple(hit, **world) for hit in (one | other, one, other))
    assert touched(both) == touched(first) | touched(second)
    assert set(both.people.tolist()) == set(first.people.tolist()) | set(second.people.tolist())


@given(worlds, some_claims, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world, hit, lot):
    mixed = {name: lot.sample(rows, len(rows)) for name, rows in world.items()}
    before, after = ripple(hit, **world), ripple(hit, **mixed)
    assert before.rings == after.rings
    assert before.people.tolist() == after.people.tolist()
    assert before.told.tolist() == after.told.tolist()


@given(st.dictionaries(st.sampled_from([*ASSUMED_MINUTES, "certificate"]), st.integers(0, 50)))
def test_mending_takes_longer_for_more_things_and_nothing_for_none(things):
    more = {kind: n + 1 for kind, n in things.items()}
    assert 0 <= repair_minutes(things) <= repair_minutes(more)
    assert repair_minutes({}) == 0
