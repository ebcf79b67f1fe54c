"""How many people a change touches: no look, beside any other, tells of one person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.apps.keepup.models import ShownCount
from whetstone.apps.keepup.services.publishing import ripple_of
from whetstone.apps.keepup.shown_counts import of_change, tell, with_counts
from whetstone.apps.keepup.telling import so_many
from whetstone.core.rollup.bands import Count, band, may_stand_beside, next_count

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def firm(world, make_workspace, make_person):
    """Twelve people, of whom the first `n` hold the old way: `firm.hold(n)`."""

    class Firm:
        def __init__(self) -> None:
            self.workspace = make_workspace(name="Firm")
            self.people = [make_person(self.workspace, name=f"Person {n}") for n in range(12)]

        def hold(self, n: int) -> None:
            world.persons["it-1"] = [one.pk for one in self.people[:n]]

        def told(self, now=NOW) -> str:
            found = {1: ripple_of(world.change, workspace_id=self.workspace.pk, now=now)}
            seen = with_counts(found, of_change, workspace_id=self.workspace.pk, now=now)
            return so_many(seen[1].told_of)

    return Firm()


@pytest.mark.parametrize(
    ("n", "says"),
    [
        (0, "nobody here"),
        (1, "fewer than five of 12 people"),
        (4, "fewer than five of 12 people"),
        (5, "5 or more of 12 people"),
        (12, "5 or more of 12 people"),
    ],
)
def test_a_count_is_a_band_and_neither_one_nor_all_can_be_read_off(firm, n, says):
    firm.hold(n)
    assert firm.told() == says


def test_one_who_answers_between_two_looks_moves_nothing_that_is_told(firm):
    firm.hold(4)
    before = firm.told()
    firm.hold(5)
    for weeks in range(4):
        assert firm.told(NOW + weeks * WEEK) == before


def test_five_who_answered_are_told_of_a_week_on(firm):
    firm.hold(4)
    before = firm.told()
    firm.hold(9)
    assert firm.told() == before
    assert firm.told(NOW + WEEK) == "5 or more of 12 people"


def test_a_change_that_touches_one_more_person_reads_like_the_other(firm):
    told = []
    for n in (6, 7):
        (one,) = tell(firm.workspace.pk, {f"change {n}": (n, 12)}, now=NOW).values()
        told.append(so_many(one))
    assert told[0] == told[1]


def test_a_team_of_fewer_than_five_is_not_counted_and_nothing_is_kept(firm):
    assert tell(firm.workspace.pk, {"change 1": (3, 4)}, now=NOW) == {}
    assert not ShownCount.objects.exists()


def test_nothing_is_kept_twice_while_nothing_moves(firm):
    firm.hold(6)
    for weeks in range(3):
        firm.told(NOW + weeks * WEEK)
    assert ShownCount.objects.count() == 1


def test_another_workspace_has_counts_of_its_own(firm, make_workspace):
    other = make_workspace(name="Other")
    tell(firm.workspace.pk, {"change 1": (4, 12)}, now=NOW)
    assert tell(other.pk, {"change 1": (9, 12)}, now=NOW)["change 1"].n == 9


def test_publishing_writes_down_what_was_shown_and_not_one_more(firm, world):
    firm.hold(4)
    firm.told()
    firm.hold(5)
    found = {1: ripple_of(world.change, workspace_id=firm.workspace.pk, now=NOW)}
    seen = with_counts(found, of_change, workspace_id=firm.workspace.pk, now=NOW)
    assert seen[1].summary()["shown"] == [4, 12]


# --- drawn attacks ---

SIZES = st.integers(5, 40)


@given(SIZES.flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_every_band_leaves_five_numbers_open(drawn):
    n, size = drawn
    found = band(n, size)
    assert found.low <= n <= found.high
    assert found.high - found.low >= 4


WEEKS = st.lists(
    st.lists(st.tuples(st.integers(0, 19), st.sampled_from(["answers", "goes", "comes"]))),
    min_size=2,
    max_size=8,
)


@settings(max_examples=300)
@given(WEEKS)
def test_whoever_keeps_every_count_sees_only_moves_of_five_and_more(weeks):
    """The attacker even has the exact counts behind the bands, and subtracts any two of them."""
    here, holds, released = set(range(14)), set(range(5)), []
    for week, acts in enumerate(weeks):
        for person, act in acts:
            if act == "answers":
                holds.add(person)
            else:
                here = here - {person} if act == "goes" else here | {person}
        now = Count(len(here & holds), len(here), (NOW + week * WEEK).date())
        found = next_count(now, released=released)
        if found is not None and found not in released:
            released.append(found)
    for one in released:
        for other in released:
            touched = abs(one.n - other.n)
            untouched = abs((one.size - one.n) - (other.size - other.n))
            assert touched == 0 or touched >= 5
            assert untouched == 0 or untouched >= 5


TEAMS = st.lists(
    st.integers(9, 30).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))),
    min_size=1,
    max_size=6,
)


@settings(max_examples=300)
@given(TEAMS, st.integers(0, 4))
def test_teams_beside_the_whole_leave_five_numbers_open_for_each(teams, outside):
    """The attacker solves all bands together: each team's count by interval arithmetic."""
    parts = [band(n, size) for n, size in teams]
    size = sum(size for _n, size in teams) + outside
    whole = band(sum(n for n, _size in teams), size)
    if not may_stand_beside(parts, whole=whole):
        return
    for place, one in enumerate(parts):
        others = parts[:place] + parts[place + 1 :]
        low = max(one.low, whole.low - sum(other.high for other in others) - outside)
        high = min(one.high, whole.high - sum(other.low for other in others))
        assert high - low >= 4


def test_the_attack_finds_a_number_where_the_rule_is_left_out():
    """Two teams at nine beside a whole of eighteen: without the rule one number less is open."""
    assert not may_stand_beside([band(9, 14), band(9, 14)], whole=band(18, 28))
