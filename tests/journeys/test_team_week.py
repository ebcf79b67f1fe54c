"""A lead reads the team's week, asks for another time, and tries what would fit."""

from __future__ import annotations

from tests.journeys.pages import overflow

PHONE = {"width": 390, "height": 844}


def test_a_lead_asks_for_another_time_and_it_is_counted(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/lead")
    page.get_by_role("link", name="The team’s week").click()
    assert "learn this week" in page.locator("h1").inner_text()
    axe(page)
    page.get_by_role("button", name="Ask for another time").first.click()
    page.wait_for_load_state()
    assert "asked back" in page.locator("main").inner_text()
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0


def test_a_lead_tries_what_would_fit_before_a_day(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/lead/week")
    page.get_by_label("Area", exact=True).select_option("ANA")
    page.get_by_label("Before", exact=True).fill("2027-03-12")
    page.get_by_role("button", name="See whether it fits").click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    assert "12 March 2027" in said
    assert "It fits: the last block lies on" in said
    axe(page)
