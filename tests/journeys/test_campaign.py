"""A campaign becomes whole in a browser: a part, its flag, a yes, and learning before it."""

from __future__ import annotations


def test_a_lead_settles_parts_and_asks_for_learning(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/plan")
    page.get_by_role("link", name="Mend it this winter", exact=True).first.click()
    axe(page)
    phases = page.locator("#part-phases")
    assert "This is no longer so." in phases.inner_text()
    assert "Changed since: Networks." in page.locator("#part-approvals").inner_text()

    phases.get_by_role("link", name="Look at it again").click()
    assert "What it rested on is no longer so" in page.locator("main").inner_text()
    page.fill("input[name=last_2]", "2026-12-01")
    page.get_by_role("button", name="Save this part").click()
    assert "The last day lies before the first." in page.locator(".faults").inner_text()
    assert page.input_value("input[name=name_2]") == "Owners repost on Kelpnet"
    axe(page)
    page.fill("input[name=name_2]", "Owners show a picture of their own")
    page.fill("input[name=last_2]", "2026-12-21")
    page.fill("textarea[name=reason]", "Kelpnet has no repost button any more.")
    page.get_by_role("button", name="Save this part").click()
    assert "no longer so" not in phases.inner_text()
    phases.get_by_text("How it came to hold").click()
    assert "Owners repost on Kelpnet" in phases.inner_text()

    page.locator("#part-skills").get_by_role("link", name="Ask for learning").first.click()
    axe(page)
    page.get_by_role("button", name="Ask for this learning").click()
    assert "asked on" in page.locator("#part-skills").inner_text()

    page.get_by_role("button", name="Keep my word").click()
    assert "Niamh Corrigan said yes" in page.locator("#part-approvals").inner_text()
