"""How current are we: read by anybody, by a lead, by an editor, in a real browser."""

from __future__ import annotations

import re

from tests.journeys.pages import overflow

PHONE = {"width": 390, "height": 844}


def test_anybody_finds_from_the_doors_how_current_the_curriculum_is(page, product, axe):
    page.goto(product.address + "/")
    page.locator("footer").get_by_role("link", name="How current we are").click()
    assert page.url.endswith("/current")
    title = page.locator("h1").inner_text()
    assert re.search(r"We expect \d\d in 100 of our claims to be true today", title)
    body = page.locator("main").inner_text()
    assert "half-lives that are assumed" in body
    assert "0 of 50 claims have ended while we watched them" in body
    assert page.locator(".series svg").count() >= 2
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0
    twin = page.request.get(product.address + "/current.json").json()
    assert twin["schema"] == "whetstone/how-current@1"
    assert twin["scope"] == "installation"


def test_the_drawn_months_are_a_table_one_click_away(page, product):
    page.goto(product.address + "/current")
    page.locator("#trend").get_by_text("The same as a table").click()
    table = page.locator("#trend table")
    assert table.is_visible()
    assert table.locator("tbody tr").count() == 13


def test_a_lead_sees_the_team_and_what_was_met_most(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/changes")
    page.get_by_role("link", name="How current we are").first.click()
    assert page.url.endswith("/how-current")
    body = page.locator("main").inner_text()
    assert "From event to people made current" in body
    assert re.search(r"People here met [\d,]+ claims [\d,]+ times or more in 90 days", body)
    assert re.search(r"met (\d+ times or more|a few times) here", body)
    assert "6 people with 12 refreshers" in body
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0
    page.locator("#late a").first.click()
    assert "/claims/" in page.url


def test_an_editor_goes_from_a_thin_skill_to_where_it_is_taught(page, enter, product):
    enter(page, "editor")
    page.goto(product.address + "/how-current")
    areas = page.locator("#thin details")
    assert areas.count() > 0
    for place in range(areas.count()):
        areas.nth(place).locator("summary").click()
    assert "lacks" in page.locator("#thin li").first.inner_text()
    page.locator("#thin a").first.click()
    page.wait_for_url("**/lessons**")


def test_a_marketer_sees_the_curriculum_and_nobody_else(page, enter, product):
    enter(page, "marketer")
    page.goto(product.address + "/how-current")
    body = page.locator("main").inner_text()
    assert "From event to people made current" not in body
    assert "Figures about people are shown to whoever leads" in body
