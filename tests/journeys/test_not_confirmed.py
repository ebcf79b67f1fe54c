"""A change that nobody has confirmed, in a real browser: found on its shelf, read, and waiting."""

from __future__ import annotations

from tests.journeys.pages import overflow

UNREAD = "iPhones may ask before apps track people"


def test_an_editor_opens_a_source_and_the_change_waits_like_any_other(page, enter, product, axe):
    enter(page, "editor")
    page.goto(product.address + "/changes")
    assert page.get_by_role("link", name=UNREAD).count() == 0
    page.get_by_role("link", name="See what nobody has opened yet").click()
    assert "nobody has opened their sources yet" in page.locator("h1").inner_text()
    axe(page)
    page.get_by_role("link", name=UNREAD).click()
    page.wait_for_load_state()
    assert page.get_by_role("button", name="Publish to the team").count() == 0
    page.get_by_text("It says so", exact=True).click()
    axe(page)
    page.locator("#confirmed-source_title").fill("The developer pages")
    page.locator("#confirmed-says").fill("Apps ask first.")
    page.get_by_role("button", name="Confirm the change").click()
    page.wait_for_load_state("networkidle")
    assert "Apps ask first." in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Publish to the team").count() == 1
    assert overflow(page) <= 0
    page.goto(product.address + "/changes")
    assert page.get_by_role("link", name=UNREAD, include_hidden=True).count() == 1  # folded away


def changes_on(page):
    """The changes that a page leads to."""
    links = page.locator("main a[href^='/changes/chg-']")
    return set(links.evaluate_all("all => all.map(a => a.pathname)"))


def test_the_page_for_leaders_names_none_of_them(page, enter, product):
    enter(page, "leader")
    page.goto(product.address + "/changes?shelf=not-confirmed")
    unread = changes_on(page)
    assert len(unread) > 20
    page.goto(product.address + "/lead")
    named = changes_on(page)
    assert named
    assert not named & unread
    page.goto(product.address + "/changes/chg-2021-ios-tracking")
    assert page.get_by_text("It says so", exact=True).count() == 0
    assert "An editor opens the source" in page.locator("main").inner_text()
