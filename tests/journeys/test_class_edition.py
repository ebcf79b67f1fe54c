"""An instructor reads what changed since the syllabus, and takes a change into the term."""

from __future__ import annotations


def test_an_instructor_adopts_a_change_and_the_page_says_what_it_did(page, enter, product, axe):
    enter(page, "instructor")
    page.goto(product.address + "/classes")
    page.get_by_role("link", name="Social media practice, autumn 2026").click()
    text = page.locator("main").inner_text()
    assert "Left for the end of term, unless you adopt it." in text
    assert "Adopted on 10 November 2026" in text
    axe(page)
    page.get_by_role("button", name="Adopt now").first.click()
    assert "has a refresher" in page.locator("#messages").inner_text()
    assert page.get_by_role("button", name="Adopt now").count() == 0
    assert "has taken up all" in page.locator("h1").inner_text()
    axe(page)


def test_a_student_reads_on_and_the_class_page_holds_on_a_phone(phone, enter, product):
    from tests.journeys.pages import overflow

    enter(phone, "student")
    phone.goto(product.address + "/lessons")
    assert phone.locator("main a[href^='/lessons/']").count() > 3
    enter(phone, "instructor")
    phone.goto(product.address + "/classes")
    phone.get_by_role("link", name="Social media practice, autumn 2026").click()
    phone.wait_for_load_state()
    assert overflow(phone) <= 0
