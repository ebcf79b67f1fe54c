"""The ripple team by team: shown where nobody can be worked out, and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.keepup import telling
from whetstone.apps.keepup.grouping import groups_of
from whetstone.apps.keepup.services.publishing import ripple_of
from whetstone.apps.people import services as people

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

    def of(workspace) -> list[str]:
        ripple = ripple_of(world.change, workspace_id=workspace.pk, now=NOW)
        return list(telling.groups(groups_of(ripple, workspace.pk)))

    return of


def test_each_team_says_how_many_of_it_hold_the_old_way(firm, said):
    workspace = firm(Care=(7, 14), Social=(6, 12))
    assert said(workspace) == ["Care: 7 of 14.", "Social: 6 of 12."]


def test_a_team_in_which_fewer_than_five_hold_it_is_not_shown_nor_worked_out(firm, said):
    workspace = firm(Care=(7, 14), Social=(6, 12), Film=(1, 6))
    assert said(workspace) == ["Care: 7 of 14.", "All others: 7 of 18."]


def test_a_team_in_which_fewer_than_five_do_not_hold_it_is_not_shown_either(firm, said):
    workspace = firm(Care=(6, 12), Social=(10, 11), Film=(6, 12))
    found = said(workspace)
    assert not any(one.startswith("Social:") for one in found)
    assert found == ["Film: 6 of 12.", "All others: 16 of 23."]


def test_a_team_of_which_nobody_or_everybody_holds_it_may_be_shown(firm, said):
    workspace = firm(Care=(0, 6), Social=(6, 12), Film=(7, 7))
    assert said(workspace) == ["Care: 0 of 6.", "Film: 7 of 7.", "Social: 6 of 12."]


def test_a_small_workspace_names_no_team(firm, said):
    assert said(firm(Care=(2, 4), Social=(1, 3))) == []


def test_whom_nobody_has_put_into_a_team_is_among_the_others(firm, said, world, make_person):
    workspace = firm(Care=(7, 14))
    alone = [make_person(workspace, name=f"Alone {n}") for n in range(10)]
    world.persons["it-1"] += [one.pk for one in alone[:5]]
    assert said(workspace) == ["Care: 7 of 14.", "All others: 5 of 10."]


def test_people_of_another_workspace_are_in_no_team_here(firm, said, world):
    other = firm(Care=(9, 20))
    theirs = world.persons["it-1"]
    workspace = firm(Care=(7, 14), Social=(6, 12))
    world.persons["it-1"] = [*world.persons["it-1"], *theirs]
    assert said(workspace) == ["Care: 7 of 14.", "Social: 6 of 12."]
    assert said(other) == ["Care: 9 of 20."]


def test_the_page_shows_the_teams_to_whoever_may_open_it(firm, world, client_as, make_person):
    workspace = firm(Care=(7, 14), Social=(6, 12))
    lead = make_person(workspace, rights=("lead",), name="Lena")
    page = client_as(lead).get(f"/changes/{world.CHANGE}").content.decode()
    assert "Care: 7 of 14." in page
    assert "Reading is known by lesson" in page
