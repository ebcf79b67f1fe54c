"""Where an address leads is found once, and stays the same answer."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve, reverse

from whetstone.web.address import Room


def test_an_address_asked_twice_leads_to_the_same_page_with_its_own_words():
    one, other = resolve("/lessons/cmp-objective"), resolve("/lessons/ana-exports")
    again = resolve("/lessons/cmp-objective")
    assert one.view_name == other.view_name == again.view_name
    assert again.kwargs == one.kwargs != other.kwargs


def test_an_address_that_leads_nowhere_leads_nowhere_twice():
    for _twice in range(2):
        with pytest.raises(Resolver404):
            resolve("/no-such-room/at-all")


def test_a_room_knows_only_its_own_addresses():
    room = Room("whetstone.apps.plan.urls")
    assert room.resolve("plan").view_name == "plan:goals"
    with pytest.raises(Resolver404):
        room.resolve("today")


def test_a_name_leads_to_its_address_and_back():
    assert resolve(reverse("plan:goals")).view_name == "plan:goals"
