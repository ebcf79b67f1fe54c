"""Getting current, end to end: a change, the difference alone, a certificate whole again."""

from __future__ import annotations

import re

from tests.journeys.pages import CHANGE, LESSON


def change_door(page, product, role):
    """Enter the same copy of the demo through another door."""
    page.goto(product.address + "/")
    page.locator(f"form[action='/demo/{role}'] button").first.click()
    page.wait_for_load_state("networkidle")


def share_of(page):
    """How current the certificate says it is, in its title."""
    found = re.search(r"(\d+)\s*%", page.locator("h1").inner_text())
    return int(found.group(1)) if found else 100


def answer(page, quiz):
    """Choose something and ask for the reasons."""
    quiz.locator("input[type=radio]:visible, input[type=checkbox]:visible").first.check()
    quiz.get_by_role("button", name="See the reasons").click()
    page.locator(".told").first.wait_for()


def publish(page, product):
    """Publish the change that waits, as the lead."""
    page.goto(product.address + CHANGE)
    page.get_by_role("button", name=re.compile("Publish")).click()
    page.wait_for_load_state("networkidle")


def certificate_of(page, product):
    """The address of the visitor's record on measuring, open in the browser."""
    page.goto(product.address + "/certificates")
    named = re.compile("difference|decision|Strategy", re.IGNORECASE)
    records = page.locator("a[href^='/certificates/']")
    address = records.filter(has_text=named).first.get_attribute("href")
    page.goto(product.address + address)
    return address


def do_it_in_two_tabs(page):
    """Answer, reload, and say that it is done in this tab and in another: it counts once."""
    quiz = page.locator(".quiz").first
    answer(page, quiz)
    assert "Your answer:" in page.locator("main").inner_text()
    page.reload()
    assert "Your answer:" in page.locator("main").inner_text()
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name="Done", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert "nothing old came back" in page.locator("body").inner_text()
    assert "2 changes to what you learned" in page.locator("h1").inner_text()
    other.get_by_role("button", name="Done", exact=True).click()
    other.wait_for_load_state("networkidle")
    assert "2 changes to what you learned" in other.locator("h1").inner_text()


def test_a_lead_publishes_and_gets_current_with_all_that_waits_in_one_session(
    page, enter, product, axe
):
    enter(page, "lead")
    page.goto(product.address + "/refreshers")
    assert "2 changes to what you learned" in page.locator("h1").inner_text()
    axe(page)
    address = certificate_of(page, product)
    before = share_of(page)
    publish(page, product)
    page.goto(product.address + address)
    assert share_of(page) < before

    page.goto(product.address + "/today")
    assert "Reach and impressions" in page.locator("main").inner_text()
    page.get_by_role("link", name="Start now").click()
    page.wait_for_load_state("networkidle")
    text = page.locator("main").inner_text()
    assert "more wait for the next one" in text
    assert "In the field since 29 July 2026" in text
    axe(page)
    do_it_in_two_tabs(page)

    page.goto(product.address + address)
    assert share_of(page) == before
    axe(page)
    page.goto(product.address + "/profile")
    assert "right after reading" in page.content()

    page.goto(product.address + "/digest")
    assert "affect you" in page.locator("h1").inner_text()
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)


def test_who_learned_it_is_asked_and_a_newcomer_is_not(page, enter, product):
    enter(page, "marketer")
    page.goto(product.address + "/refreshers")
    assert "You are current" in page.locator("h1").inner_text()
    page.goto(product.address + LESSON)
    page.get_by_role("button", name=re.compile("Finish|finished", re.IGNORECASE)).first.click()
    page.wait_for_load_state("networkidle")
    change_door(page, product, "lead")
    publish(page, product)
    change_door(page, product, "marketer")
    page.goto(product.address + "/today")
    assert "Get current" in page.locator("main").inner_text()
    page.get_by_role("link", name="Start now").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Done", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert "You are current" in page.locator("h1").inner_text()


def test_the_weekly_mail_is_turned_off_and_a_wrong_link_says_so(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/digest")
    page.get_by_label("Here only").check()
    page.get_by_role("button", name="Save how I am told").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_label("Here only").is_checked()
    axe(page)
    answer = page.request.get(product.address + "/digest/unsubscribe/no-such-link")
    assert answer.status == 404
    assert "opens nothing" in answer.text()
