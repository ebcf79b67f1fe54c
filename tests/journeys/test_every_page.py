"""Every page a visitor can open: WCAG 2.2 AA, light and dark, no sideways scroll from 320 px."""

from __future__ import annotations

import pytest
from tests.journeys.pages import OPEN_PAGES, ROOMS, overflow

NARROWEST = 320


def look(page, address: str, axe) -> list[str]:
    answer = page.goto(address)
    wrong = [] if answer.status == 200 else [f"{address}: {answer.status}"]
    if page.locator("h1").count() != 1:
        wrong.append(f"{address}: {page.locator('h1').count()} main headings")
    try:
        axe(page)
    except AssertionError as fault:
        wrong.append(str(fault))
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    if overflow(page) > 0:
        wrong.append(f"{address}: {overflow(page)} px too wide at {NARROWEST}")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


@pytest.mark.parametrize("role", sorted(ROOMS))
def test_each_room_of_the_demo_is_open_to_everybody(page, enter, product, axe, *, role):
    enter(page, role)
    wrong = [fault for path in ROOMS[role] for fault in look(page, product.address + path, axe)]
    assert not wrong, "\n".join(wrong)


def test_pages_before_any_door(page, product, axe):
    wrong = [fault for path in OPEN_PAGES for fault in look(page, product.address + path, axe)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(ROOMS))
def test_no_link_on_any_page_is_dead(page, enter, product, role):
    enter(page, role)
    seen: set[str] = set()
    for path in ROOMS[role]:
        page.goto(product.address + path)
        links = page.locator("a[href^='/']")
        seen |= set(links.evaluate_all("all => all.map(a => a.pathname + a.search)"))
    dead = []
    for path in sorted(seen):
        answer = page.request.get(product.address + path)
        if answer.status >= 400:
            dead.append(f"{path}: {answer.status}")
    assert not dead, "\n".join(dead)


def test_a_page_in_nepali_says_so(page, enter, product, axe):
    enter(page, "lead")
    page.context.add_cookies([{"name": "django_language", "value": "ne", "url": product.address}])
    for path in ("/", "/today", "/changes", "/profile"):
        page.goto(product.address + path)
        assert page.locator("html").get_attribute("lang") == "ne"
        axe(page)
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        assert overflow(page) <= 0, path
        page.set_viewport_size({"width": 1280, "height": 900})
