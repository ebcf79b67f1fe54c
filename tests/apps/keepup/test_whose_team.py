"""The ripple team by team: shown where nobody can be worked out, and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.keepup import telling
from whetstone.apps.keepup.grouping import groups_of
from whetstone.apps.keepup.services.publishing import ripple_of
from whetstone.apps.keepup.shown_counts import of_change, with_counts
from whetstone.apps.people import services as people
from whetstone.apps.people.models import Person

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def firm(world, make_workspace, make_person):
    """`firm(Social=(6, 12), Care=(7, 14))`: teams of so many, so many of whom hold the old way."""

    def make(**teams: tuple[int, int]):
        workspace = make_workspace(name="Firm")
        touched = []
        for name, (hold, size) in teams.items():
            team = people.add_team(workspace_id=workspace.pk, name=name)
            staff = [
                make_person(workspace, name=f"{name} {n}", team_id=team.pk) for n in range(size)
            ]
            touched += [one.pk for one in staff[:hold]]
        world.persons["it-1"] = touched
        return workspace

    return make


@pytest.fixture
def said(world):
    """What the page says of a workspace's teams."""

    def of(workspace, now=NOW) -> list[str]:
        found = {1: ripple_of(world.change, workspace_id=workspace.pk, now=now)}
        ripple = with_counts(found, of_change, workspace_id=workspace.pk, now=now)[1]
        groups = groups_of(ripple, workspace.pk, change_id=1, now=now)
        return list(telling.groups(groups))

    return of


def test_each_team_says_in_which_band_it_lies(firm, said):
    workspace = firm(Care=(7, 14), Social=(2, 12))
    assert said(workspace) == [
        "Care: 5 to 9 of 14 people.",
        "Social: fewer than five of 12 people.",
    ]


def test_a_team_of_fewer_than_nine_is_not_named(firm, said):
    workspace = firm(Care=(7, 14), Film=(1, 8))
    assert said(workspace) == ["Care: 5 to 9 of 14 people."]


@pytest.mark.parametrize("n", [5, 8, 12])
def test_a_team_that_all_holds_it_reads_like_one_that_half_holds_it(firm, said, n):
    assert said(firm(Care=(7, 14), Social=(n, 12)))[1] == "Social: 5 or more of 12 people."


def test_teams_whose_bands_would_narrow_each_other_are_not_shown(firm, said):
    assert said(firm(Care=(9, 14), Social=(9, 14))) == []


def test_one_of_a_team_who_answers_is_not_told_of(firm, said, world):
    workspace = firm(Care=(4, 14), Social=(3, 12))
    before = said(workspace)
    world.persons["it-1"] = [*world.persons["it-1"], newcomer(workspace)]
    for weeks in range(3):
        assert said(workspace, NOW + weeks * dt.timedelta(days=7)) == before


def newcomer(workspace) -> int:
    """Somebody of the first team who had not answered."""
    return Person.objects.get(workspace=workspace, name="Care 13").pk


def test_a_small_workspace_names_no_team(firm, said):
    assert said(firm(Care=(2, 4), Social=(1, 3))) == []


def test_people_of_another_workspace_are_in_no_team_here(firm, said, world):
    other = firm(Care=(9, 20))
    theirs = world.persons["it-1"]
    workspace = firm(Care=(7, 14), Social=(6, 14))
    world.persons["it-1"] = [*world.persons["it-1"], *theirs]
    assert said(workspace) == ["Care: 5 to 9 of 14 people.", "Social: 5 to 9 of 14 people."]
    assert said(other) == ["Care: 5 to 9 of 20 people."]


def test_the_page_shows_the_teams_to_whoever_may_open_it(firm, world, client_as, make_person):
    workspace = firm(Care=(7, 14), Social=(6, 12))
    lead = make_person(workspace, rights=("lead",), name="Lena")
    page = client_as(lead).get(f"/changes/{world.CHANGE}").content.decode()
    assert "Care: 5 to 9 of 14 people." in page
    assert "Reading is known by lesson" in page
