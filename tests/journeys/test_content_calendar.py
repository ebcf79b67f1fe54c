"""A lead plans a post, moves it by key, pauses everything in a crisis, and lifts it again."""

from __future__ import annotations

import re

CRISIS = "A fire in the workshop. No news from us today."


def test_a_post_is_planned_moved_by_key_paused_and_lifted(page, enter, product, looker):
    enter(page, "lead")
    page.goto(product.address + "/plan")
    page.get_by_role("link", name="Content calendar").first.click()
    page.get_by_role("link", name="Plan a post").click()
    page.get_by_label("What it is").fill("A seam that holds")
    page.get_by_label("On which day").fill("2026-12-02")
    page.get_by_role("button", name="Save the post").click()
    page.get_by_role("button", name="Make it a draft").click()
    page.get_by_text("It is: draft").wait_for()

    page.goto(product.address + "/plan/calendar?as=week&on=2026-12-02")
    page.locator("[data-plan-days][data-begun]").wait_for()
    page.locator("td[data-on='2026-12-02'] .post", has_text="A seam that holds").focus()
    page.keyboard.press("Shift+ArrowRight")
    moved = page.locator("td[data-on='2026-12-03'] .post", has_text="A seam that holds")
    moved.wait_for()
    assert moved.evaluate("one => one === document.activeElement")
    assert not looker.found(page)

    page.get_by_role("link", name="Pause everything").click()
    page.get_by_label("Why, in one sentence").fill(CRISIS)
    page.get_by_role("button", name="Pause everything").click()
    page.get_by_text(CRISIS).wait_for()
    page.get_by_role("link", name="Lift the pause, or read the log").click()
    page.get_by_role("button", name="Lift the pause of everything").click()
    page.get_by_text(re.compile("The pause is lifted")).wait_for()
    assert page.get_by_text(CRISIS).count() == 0
    page.goto(product.address + "/plan/calendar?as=week&on=2026-12-02")
    page.locator(".post", has_text="A seam that holds").get_by_text("draft").wait_for()


def test_a_post_moves_to_another_day_without_script(browser, enter, product):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, "lead")
    page.goto(product.address + "/plan/calendar?as=list&on=2026-12-01")
    page.locator(".post", has_text="Your oldest repair").click()
    page.get_by_label("Another day").fill("2026-12-04")
    page.get_by_role("button", name="Put it on this day").click()
    page.get_by_text("The post stands on its new day.").wait_for()
    context.close()
