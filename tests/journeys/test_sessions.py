"""A learner asks the guest, votes and takes a seat; a lead reads what was said."""

from __future__ import annotations


def test_a_learner_asks_votes_and_sits_and_the_calendar_knows(page, enter, product):
    enter(page, "marketer")
    page.goto(product.address + "/today")
    page.locator("#sessions a", has_text="All sessions").click()
    page.locator("#coming .shelf__one h3 a").first.click()
    page.locator("#ask-text").fill("Who reads the worst, and for how long?")
    page.get_by_role("button", name="Hand it in").click()
    page.locator("#questions .asks__ask", has_text="Who reads the worst").wait_for()
    page.get_by_role("button", name="I want to know this too").first.click()
    page.get_by_role("button", name="Take my vote back").wait_for()
    page.get_by_role("button", name="Take a seat").click()
    page.get_by_text("You have a seat.").wait_for()
    session = page.url.rpartition("/")[2]
    file = page.request.get(product.address + "/calendar.ics").text().replace("\r\n ", "")
    assert f"UID:{session}@whetstone" in file
    page.get_by_role("button", name="Give the seat back").click()
    page.get_by_role("button", name="Take a seat").wait_for()


def test_a_host_sees_times_with_whom_they_miss_and_what_was_said(page, enter, product, looker):
    enter(page, "lead")
    page.goto(product.address + "/sessions")
    past = page.locator("#past .shelf__one h3 a").first.get_attribute("href")
    page.locator("#coming .shelf__one h3 a").first.click()
    assert page.locator("#time .ways li").count() >= 1
    assert not looker.found(page)
    page.goto(product.address + past)
    assert page.locator("#statements li a").count() == 1
    page.locator("#statements li a").click()
    page.wait_for_url("**/notices/*")
