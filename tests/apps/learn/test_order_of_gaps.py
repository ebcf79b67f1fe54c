"""The gaps that propose sessions: their order tells of nobody alone, today or week after week."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.lead import figures as shown_figures
from whetstone.apps.lead import gaps
from whetstone.apps.lead.models import ReleasedFigure
from whetstone.apps.learn import selectors
from whetstone.apps.learn.selectors import Short

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def doing(monkeypatch):
    """How much each person did, as figures over time weigh it."""
    did: dict[int, int] = {}
    monkeypatch.setattr(
        shown_figures.diagnose, "doings", lambda ids: {one: (did.get(one, 0), 0) for one in ids}
    )
    monkeypatch.setattr(shown_figures.learn, "times_relearned", lambda _ids: {})
    return did


@pytest.fixture
def crew(make_workspace, make_person, measured, doing):
    """`crew(10)`: so many people, shorter in CRI than in CMP; `answers(n)` turns one round."""

    class Crew:
        def __init__(self, size: int) -> None:
            self.workspace = make_workspace()
            self.people = [make_person(self.workspace, name=f"Nadia {n}") for n in range(size)]
            for one in self.people:
                measured(one, CRI=0.9, CMP=1.0)

        def answers(self, n: int) -> None:
            doing[self.people[n].pk] = doing.get(self.people[n].pk, 0) + 1
            measured(self.people[n], CRI=3.4, CMP=0.2)
            LevelEstimate.objects.filter(person=self.people[n]).update(as_of=NOW + WEEK)

        def order(self, now=NOW) -> list[str]:
            return [one.area_id for one in selectors.gaps_of_team(self.workspace.pk, now=now)]

    return Crew


def test_one_persons_answers_turn_no_two_areas_round(crew):
    team = crew(6)
    assert team.order() == ["CRI", "CMP"]
    team.answers(0)
    for weeks in range(4):
        assert team.order(NOW + weeks * WEEK) == ["CRI", "CMP"]


def test_five_of_ten_turn_them_round_a_week_on(crew):
    team = crew(10)
    assert team.order() == ["CRI", "CMP"]
    for n in range(5):
        team.answers(n)
    assert team.order() == ["CRI", "CMP"]
    assert team.order(NOW + WEEK)[0] == "CMP"


def test_the_page_shows_no_figure_and_says_when_the_order_is_from(crew, make_person, client_as):
    team = crew(6)
    lead = make_person(team.workspace, rights=("lead",), name="Lea Lead")
    page = client_as(lead).get("/sessions").content.decode()
    assert "The order moves once a week" in page
    assert "0.9" not in page.split('id="gaps"')[1].split("</section>")[0]


WEEKS = st.lists(st.lists(st.integers(0, 11), max_size=12), min_size=2, max_size=5)


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(WEEKS)
def test_no_two_orders_stand_apart_by_the_doings_of_one_to_four(drawn_workspace, weeks):
    """The attacker even has the means behind the order, and sorts people by all of them."""
    workspace_id, did = drawn_workspace
    ReleasedFigure.objects.filter(workspace_id=workspace_id).delete()
    did.clear()
    seen = []
    for week, acts in enumerate(weeks):
        for person in acts:
            did[person] = did.get(person, 0) + 1
        now = NOW + week * WEEK
        missing = {"CRI": {one: Short(2.0 ** did.get(one, 0), now) for one in range(12)}}
        before = ReleasedFigure.objects.filter(workspace_id=workspace_id).count()
        gaps.told(workspace_id, missing, now)
        if ReleasedFigure.objects.filter(workspace_id=workspace_id).count() > before:
            seen.append(frozenset((one, did.get(one, 0)) for one in range(12)))
    held: dict[tuple[bool, ...], int] = {}
    for part in frozenset().union(*seen):
        sort = tuple(part in one for one in seen)
        held[sort] = held.get(sort, 0) + 1
    assert all(n >= 5 for n in held.values())


@pytest.fixture
def drawn_workspace(make_workspace, doing):
    return make_workspace().pk, doing
