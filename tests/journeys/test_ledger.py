"""The ledger in a real browser: an editor keeps it true, a lead says what holds at home."""

from __future__ import annotations

import pytest
from tests.journeys.pages import overflow

APPROVALS = "/claims/clm-cal-approval-covers-version"
STICKERS = "/claims/clm-instagram-story-link-sticker"


def said(page) -> str:
    return page.locator("main").inner_text()


def test_an_editor_takes_a_claim_from_the_queue_and_reads_its_source_again(
    page, enter, product, axe
):
    enter(page, "editor")
    page.goto(product.address + "/claims/review")
    assert "past their review day" in page.locator("h1").inner_text()
    waiting = page.locator(".chgs h3 a")
    before, first = waiting.count(), waiting.first.inner_text()
    axe(page)
    waiting.first.click()
    page.get_by_text("I read the source again, and it holds").click()
    axe(page)
    page.get_by_role("button", name="Write down that it holds").click()
    page.wait_for_load_state("networkidle")
    assert "This holds." in page.locator("h1").inner_text()
    page.goto(product.address + "/claims/review")
    assert page.locator(".chgs h3 a").count() == before - 1
    assert first not in said(page)


def test_a_doubt_suspends_a_lesson_s_block_and_is_settled_again(page, enter, product, axe):
    enter(page, "editor")
    page.goto(product.address + STICKERS)
    page.get_by_text("I doubt it").click()
    page.get_by_role("button", name="Put it in doubt").click()
    page.wait_for_load_state("networkidle")
    if page.locator(".faults").count() == 0:  # the browser itself asked for the reason
        page.locator("#doubt-reason").fill("The help page is gone.")
        page.get_by_role("button", name="Put it in doubt").click()
        page.wait_for_load_state("networkidle")
    assert "in doubt" in page.locator("h1").inner_text()
    assert "The help page is gone." in said(page)
    axe(page)
    page.get_by_text("The doubt was unfounded").click()
    page.locator("#settle-reason").fill("It moved to another address.")
    page.get_by_role("button", name="Settle the doubt").click()
    page.wait_for_load_state("networkidle")
    assert "This holds." in page.locator("h1").inner_text()


def test_a_lead_says_what_holds_at_home_and_takes_it_back(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + APPROVALS)
    assert "Here it is said otherwise" in said(page)
    axe(page)
    page.get_by_role("button", name="Take back what we said").click()
    page.wait_for_load_state("networkidle")
    assert "Here it is said otherwise" not in said(page)
    page.get_by_text("Something else holds here").click()
    page.locator("#here-statement").fill("At Marram the founder approves every post.")
    page.locator("#here-reason").fill("She wants to.")
    page.get_by_role("button", name="Say what holds here").click()
    page.wait_for_load_state("networkidle")
    assert "A new statement needs a source" in said(page)
    assert page.locator("#here-statement").input_value().startswith("At Marram the founder")
    axe(page)
    page.locator("#here-source_title").fill("House rules for social, version 5")
    page.get_by_role("button", name="Say what holds here").click()
    page.wait_for_load_state("networkidle")
    assert "She wants to." in said(page)


def test_a_lead_writes_down_a_change_and_sees_its_ripple(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + STICKERS)
    page.get_by_role("link", name="Write down a change to it").click()
    axe(page)
    page.locator("#id_title").fill("Our link stickers open the app")
    page.locator("#id_summary").fill("Links from our Stories open the app and not the page.")
    page.locator("#id_happened_on").fill("2026-11")
    page.locator("#id_source_title").fill("Note of the app team")
    page.locator("#id_new_statement").fill("A link sticker of ours opens the app.")
    page.get_by_role("button", name="Write it down and see its ripple").click()
    page.wait_for_load_state("networkidle")
    assert "/changes/own-our-link-stickers" in page.url
    assert page.get_by_role("button", name="Publish to the team").is_visible()
    axe(page)


def test_the_ledger_is_searched_and_read_as_of_another_day(page, enter, product, axe):
    enter(page, "marketer")
    page.goto(product.address + "/claims")
    axe(page)
    page.locator("#f-words").fill("swipe up")
    page.locator("#f-on").fill("2021-08-20")
    page.get_by_role("button", name="Read it so").click()
    page.wait_for_load_state("networkidle")
    moved = page.locator("#moved").inner_text()
    assert "In Instagram Stories people swipe up to follow a link." in moved
    assert "superseded" in moved
    axe(page)


@pytest.mark.parametrize("path", ["/claims", "/claims/review", "/claims/new", "/changes/new"])
def test_the_pages_fit_a_narrow_phone(page, enter, product, path):
    enter(page, "editor")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(product.address + path)
    assert overflow(page) <= 0
