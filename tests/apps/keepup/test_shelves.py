"""The pages of Changes stand in groups; each person is shown those that open to them."""

from __future__ import annotations

import pytest

from whetstone.apps.keepup.rooms import GROUPS, shelves
from whetstone.apps.people.selectors import actor_for
from whetstone.web.request import Right


def pages(person, here="keepup:changes") -> dict[str, list[str]]:
    return {
        str(group["label"]): [str(one["label"]) for one in group["shelves"]]
        for group in shelves(actor_for(person.pk), here)
    }


def test_an_editor_who_leads_finds_every_page_once_in_four_groups(make_workspace, make_person):
    person = make_person(make_workspace(), rights=(Right.EDITOR, Right.LEAD, Right.LEARNER))
    found = pages(person)
    assert list(found) == ["What changed", "To look into", "What we hold true", "How good it is"]
    assert sum(map(len, found.values())) == sum(len(rows) for _head, rows in GROUPS) == 12


def test_a_learner_is_shown_no_page_that_is_closed_to_them(make_workspace, make_person, client_as):
    person = make_person(make_workspace(), rights=(Right.LEARNER,))
    assert pages(person)["To look into"] == ["What you reported"]
    client = client_as(person)
    for group in shelves(actor_for(person.pk), "keepup:changes"):
        for one in group["shelves"]:
            assert client.get(one["url"]).status_code == 200, one["url"]


@pytest.mark.parametrize("here", ["keepup:notices", "keepup:all_notices"])
def test_the_page_that_is_open_is_marked_once(make_workspace, make_person, here):
    person = make_person(make_workspace(), rights=(Right.EDITOR,))
    groups = shelves(actor_for(person.pk), here)
    marked = [one for group in groups for one in group["shelves"] if one["current"]]
    assert [str(one["label"]) for one in marked] == ["Inbox"]
