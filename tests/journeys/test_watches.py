"""Watching a source, from writing it down to what it might touch; nothing leaves the machine."""

from __future__ import annotations

import pytest

SUGGESTED = "Page Insights API updates"


def test_an_editor_writes_a_source_down_and_switches_it_on(page, enter, product, axe):
    enter(page, "editor")
    page.goto(product.address + "/changes")
    page.get_by_role("link", name="Watched sources").click()
    axe(page)
    page.get_by_role("link", name="Write down a source").click()
    axe(page)

    page.fill("input[name=url]", "http://me:secret@127.0.0.1/feed")
    page.fill("input[name=title]", "Our changelog")
    page.locator("main button.button--primary").click()
    assert "3 things to look at again" in page.locator(".faults").inner_text()
    assert page.input_value("input[name=url]") == "http://me:secret@127.0.0.1/feed"
    assert page.input_value("input[name=title]") == "Our changelog"
    axe(page)

    page.fill("input[name=url]", "https://changelog.marram-demo.example/feed.xml")
    page.locator("main button.button--primary").click()
    said = page.locator("main").inner_text()
    assert "has brought no news yet" in said
    assert "never looked at" in said
    assert "never looks outside" in said
    assert page.get_by_role("button", name="Look now").count() == 0
    axe(page)
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("button", name="Switch it off").wait_for()

    page.select_option("select[name=every_hours]", "168")
    page.get_by_role("button", name="Look so often").click()
    page.goto(product.address + "/watches")
    row = page.locator(".chg", has_text="Our changelog")
    assert "once a week" in row.inner_text()
    assert "switched on" in row.inner_text()


def test_news_of_a_source_links_to_the_source_and_to_the_claims_it_might_touch(
    page, enter, product, axe
):
    enter(page, "editor")
    page.goto(product.address + "/watches")
    page.get_by_role("link", name="Developers’ changelog").click()
    said = page.locator("main").inner_text()
    assert "Page reach leaves the insights feed" in said
    assert "in the inbox" in said
    assert "a guess:" in said
    axe(page)
    page.get_by_role("button", name="Put it into the inbox").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="Put it into the inbox").count() == 0
    page.locator(".watch__likely a").first.click()
    page.wait_for_load_state("networkidle")
    assert "/claims/" in page.url


@pytest.mark.parametrize("width", [320, 1280])
def test_a_suggested_source_is_taken_switched_off(page, enter, product, width):
    page.set_viewport_size({"width": width, "height": 800})
    enter(page, "editor")
    page.goto(product.address + "/watches")
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0
    page.get_by_role("button", name=SUGGESTED).click()
    page.wait_for_load_state("networkidle")
    row = page.locator(".chg", has_text=SUGGESTED)
    assert row.count() == 1
    assert "never looked at" in row.inner_text()
    assert "switched off" in row.inner_text()
    row.get_by_role("link", name=SUGGESTED).click()
    page.get_by_role("button", name="Take it off the list").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name=SUGGESTED).count() == 1
