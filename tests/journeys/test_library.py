"""From a word to the passage by keyboard, and from the catalogue to a syllabus on paper."""

from __future__ import annotations

PHONE = {"width": 390, "height": 844}


def test_a_word_leads_to_its_passage_without_a_mouse(page, enter, product):
    enter(page, "marketer")
    page.goto(product.address + "/today")
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "seek":
            break
    page.keyboard.type("holding statement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("#seek-page").input_value() == "holding statement"
    passage = page.locator(".result h3 a").first
    block = passage.get_attribute("href").partition("#")[2]
    passage.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/lessons/**")
    assert page.locator(f"#{block}").count() == 1


def test_on_a_phone_the_search_is_a_word_in_the_head_of_the_page(page, enter, product):
    enter(page, "marketer")
    page.set_viewport_size(PHONE)
    page.goto(product.address + "/today")
    page.locator(".seek__way").click()
    page.locator("#seek-page").fill("xylophonist")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=xylophonist")
    assert "Nothing here holds these words" in page.locator("h1").inner_text()


def test_a_buyer_comes_from_the_colophon_to_who_has_read_what(page, product):
    page.goto(product.address + "/")
    page.locator(".colophon a", has_text="About this curriculum").click()
    page.wait_for_load_state()
    assert "No professional from outside" in page.locator("h1").inner_text()
    page.locator("nav.shelves a", has_text="Courses").click()
    page.locator(".shelf__one h2 a").first.click()
    page.wait_for_load_state()
    assert page.locator("#outcomes dl.rungs").count() >= 1


def test_a_syllabus_on_paper_has_its_record_and_nobodys_name(page, enter, product):
    enter(page, "instructor")
    page.goto(product.address + "/courses/cri-101")
    page.emulate_media(media="print")
    assert page.locator("#record").is_visible()
    assert not page.locator("details.account").is_visible()
    assert not page.locator("button[data-print]").is_visible()
