"""How good the questions are: read by a buyer, by a learner, by an editor, in a real browser."""

from __future__ import annotations

import re

from tests.journeys.pages import overflow

PHONE = {"width": 390, "height": 844}


def test_a_lead_who_buys_reads_what_is_known_and_what_is_not(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/changes")
    page.get_by_role("link", name="Test quality").first.click()
    assert page.url.endswith("/test-quality")
    assert page.locator("h1").inner_text() == "No question has been measured from answers yet."
    body = page.locator("main").inner_text()
    assert "No professional from outside has reviewed them yet." in body
    assert "cannot be told yet" in body
    assert re.search(r"\d\d in 100", page.locator("#forms").inner_text())
    assert "Calibrate the bank" not in body
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0


def test_from_an_area_to_a_question_and_its_curve(page, enter, product, axe):
    enter(page, "marketer")
    page.goto(product.address + "/test-quality")
    page.locator("#questions nav a", has_text="Crisis").click()
    assert "area=CRI" in page.url
    assert "Crisis" in page.locator("#questions figure h3").inner_text()
    page.locator("#questions table a").first.click()
    page.wait_for_load_state()
    assert "/test-quality/it-" in page.url
    assert page.locator("svg.chart-wide").is_visible()
    page.get_by_text("The same as a table").click()
    assert page.locator("figure table").is_visible()
    assert page.locator("#question").count() == 0
    axe(page)
    page.set_viewport_size(PHONE)
    assert page.locator("svg.chart-slim").is_visible()
    assert overflow(page) <= 0


def test_an_editor_sees_the_question_with_its_key_and_the_facts_under_it(
    page, enter, product, axe
):
    enter(page, "editor")
    page.goto(product.address + "/test-quality/it-str-001")
    question = page.locator("#question")
    assert "right answer" in question.inner_text()
    axe(page)
    question.locator("a").first.click()
    assert "/claims/" in page.url
