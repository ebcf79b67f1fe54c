"""Counts with everybody in one column say the word of each: such counts are not shown."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.connect.test_classes import NOW, page_area, page_of, text_of

from whetstone.apps.lead import class_levels
from whetstone.apps.lead.figures import Figure, Figures
from whetstone.core.kernel.verdict import verdict


@pytest.mark.parametrize("p", [0.05, 0.5, 0.95])
def test_a_class_of_which_all_stand_in_one_column_is_not_counted(
    orla, autumn, seat, measured, client_as, p
):
    area = page_area(autumn)
    for n in range(7):
        measured(seat(f"Student {n}"), area, p)
    assert page_of(autumn).told_areas == []
    text = text_of(client_as(orla), autumn)
    assert "a count would say how each one stands" in text
    assert "7 of 7" not in text


def test_one_column_looks_like_too_few_of_any_word(autumn, seat, measured):
    """Nothing tells a class of seven that all met from one that all missed, or from four."""
    area, found = page_area(autumn), []
    for n in range(7):
        measured(seat(f"Student {n}"), area, 0.95)
        found.append(page_of(autumn).untold_areas[0])
    assert len(set(found)) == 1


@pytest.fixture
def patched():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(st.sampled_from([0.05, 0.5, 0.95]), min_size=1, max_size=9))
def test_whoever_knows_the_class_list_learns_no_ones_word_for_certain(patched, words):
    """The attacker reads the counts and knows who was measured: two words stay possible."""
    patched.setattr(class_levels.field, "framework", lambda: SimpleNamespace(areas=[AREA]))
    known = {n: {AREA.id: standing_at(p)} for n, p in enumerate(words)}
    patched.setattr(class_levels.levels, "estimates_of", lambda _ids: known)
    patched.setattr(class_levels, "Figures", FirstLook)
    (row,) = class_levels.counts(1, list(known), workspace_id=1, moment=None)
    shown = [row.below, row.close, row.met]
    assert shown == [0, 0, 0] or sum(n > 0 for n in shown) > 1
    assert sum(shown) in {0, len(words)}


AREA = SimpleNamespace(id="str", name="Strategy")


class FirstLook(Figures):
    """Nothing was shown before: what may be counted is counted, and nothing kept."""

    def tell(self, _topic, _group, count, **_more):
        return Figure(count(), NOW.date())

    def keep(self):
        pass


def standing_at(p):
    return SimpleNamespace(is_measured=True, as_of=NOW, verdict=verdict(p, measured=True))
