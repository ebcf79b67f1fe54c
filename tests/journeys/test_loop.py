"""The loop, end to end: from a change in the field to people made current, in a real browser."""

from __future__ import annotations

import re

from tests.journeys.pages import CHANGE, LESSON, fill, next_question, overflow

TEN = 10


def number(text: str) -> int:
    return int(re.search(r"\d+", text).group())


def test_a_marketer_answers_ten_questions_and_gets_an_honest_profile(page, enter, product, axe):
    enter(page, "marketer")
    assert "/today" in page.url
    page.goto(product.address + "/profile")
    assert page.locator(".meter").count() == 0
    page.goto(product.address + "/check")
    page.get_by_role("button", name="Ask me").click()
    page.wait_for_load_state("networkidle")
    asked = 0
    while re.search(r"/check/\d+$", page.url):
        stem = page.locator("#stem").inner_text()
        if asked == 1:
            page.reload()
            assert page.locator("#stem").inner_text() == stem
            axe(page)
        if asked == 2:
            here = page.url
            page.go_back()
            page.goto(here)
            assert page.locator("#stem").inner_text() == stem
        fill(page)
        next_question(page)
        asked += 1
        assert asked <= TEN + 2
    assert asked >= TEN
    axe(page)
    page.goto(product.address + "/profile")
    assert page.locator(".meter").count() >= 2
    assert "Not measured" in page.locator("main").inner_text()
    axe(page)


def test_a_second_tab_and_a_double_click_lose_and_double_nothing(page, enter, product):
    enter(page, "marketer")
    page.goto(product.address + "/check")
    page.get_by_role("button", name="Ask me").click()
    page.wait_for_load_state("networkidle")
    other = page.context.new_page()
    other.goto(page.url)
    assert other.locator("#stem").inner_text() == page.locator("#stem").inner_text()
    fill(page)
    next_question(page)
    second = page.locator("#stem").inner_text()
    fill(other)
    next_question(other)
    other.goto(page.url)
    assert other.locator("#stem").inner_text() == second


def test_a_question_is_answered_without_any_script(browser, product):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(product.address + "/")
    page.locator("form[action='/demo/student'] button").click()
    page.goto(product.address + "/check")
    page.get_by_role("button", name="Ask me").click()
    first = page.locator("#stem").inner_text()
    if page.locator("#question input[type=radio], #question select[name^=pair]").count():
        page.locator("#question button.button--primary").click()
        assert page.locator("#stem").inner_text() == first
    fill(page, scripted=False)
    page.locator("#question button.button--primary").click()
    assert page.locator("#stem").inner_text() != first
    context.close()


def test_faults_in_a_text_are_marked_by_keyboard_only(page, enter, product, axe):
    enter(page, "marketer")
    page.goto(product.address + "/lessons/led-101-house-rules")
    text = page.locator(".quiz:has(.hot)")
    text.scroll_into_view_if_needed()
    axe(page)
    first = text.get_by_role("checkbox", name="If you like, tell people about it")
    first.focus()
    for nth in range(7):
        assert page.evaluate("document.activeElement.name") == "chosen"
        if nth in {1, 5, 6}:  # b, f and g hold the faults
            page.keyboard.press("Space")
        page.keyboard.press("Tab")
    assert text.locator(".spot input:checked").count() == len("bfg")
    assert page.evaluate("document.activeElement.name") == "unknown"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit"
    page.keyboard.press("Enter")
    told = page.locator(".quiz:has(.hot) .told")
    told.wait_for()
    assert told.get_by_text("a fault; you marked it").count() == len("bfg")
    page.set_viewport_size({"width": 320, "height": 800})
    assert overflow(page) == 0
    axe(page)


def test_the_loop_from_a_change_to_people_made_current(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/lead")
    before = page.locator("main").inner_text()
    axe(page)
    page.goto(product.address + "/changes")  # what waits comes before what was published since
    assert "Reach and impressions" in page.locator(".chg h3").first.inner_text()
    page.goto(product.address + CHANGE)
    rings = page.locator(".ripple__n").all_inner_texts()
    assert len(rings) == 6
    assert all(number(ring) > 0 for ring in rings[:4])
    assert "some people here rely on the old way" in page.locator("main").inner_text()
    assert "Nothing has changed yet" in page.locator("main").inner_text()
    page.goto(product.address + LESSON)
    assert page.locator(".notice--stale").count() == 0
    page.goto(product.address + CHANGE)
    page.get_by_role("button", name=re.compile("Publish")).click()
    page.wait_for_load_state("networkidle")
    axe(page)

    page.goto(product.address + LESSON)
    assert page.locator(".notice--stale").count() >= 1
    axe(page)

    page.goto(product.address + "/today")
    assert "Reach and impressions" in page.locator("main").inner_text()
    axe(page)
    page.goto(product.address + "/week")
    page.get_by_role("button", name=re.compile("current|Place", re.IGNORECASE)).first.click()
    page.wait_for_load_state("networkidle")
    assert "None after hours" in page.locator("main").inner_text()
    axe(page)

    page.goto(product.address + "/plan")
    assert page.locator(".notice--stale").count() >= 1
    page.get_by_role("link", name="Mend it this winter").first.click()
    page.wait_for_load_state("networkidle")
    assert "link taps" in page.locator("h1").inner_text().lower()
    axe(page)

    page.goto(product.address + "/lead")
    after = page.locator("main").inner_text()
    assert after != before
    axe(page)


def test_publishing_is_undone_by_a_new_change(page, enter, product):
    enter(page, "lead")
    page.goto(product.address + CHANGE)
    page.get_by_role("button", name=re.compile("Publish")).click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name=re.compile("Undo|Take .* back", re.IGNORECASE)).click()
    page.wait_for_load_state("networkidle")
    page.goto(product.address + LESSON)
    assert page.locator(".notice--stale").count() == 0


def test_a_real_start_from_owner_to_an_invitation(browser, product, axe):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(product.address + "/start")
    axe(page)
    page.fill("input[name=name]", "Asha Rai")
    page.fill("input[name=email]", "asha@example.org")
    page.fill("input[name=password]", "a long sentence 7")
    page.fill("input[name=workspace]", "Himal Tea")
    page.fill("input[name=country]", "np")
    page.select_option("select[name=time_zone]", "Asia/Kathmandu")
    page.locator("main button.button--primary").click()
    page.wait_for_load_state("networkidle")
    axe(page)
    page.goto(product.address + "/people/import")
    page.fill(
        "textarea[name=pasted]", "Maya Lama, maya@example.org, Content creator\nJo, not-mail"
    )
    page.locator("main button.button--primary").click()
    assert "is not an e-mail address" in page.locator("main").inner_text()
    axe(page)
    page.get_by_role("button", name="Throw it away").click()
    page.fill("textarea[name=pasted]", "Maya Lama, maya@example.org, Content creator")
    page.locator("main button.button--primary").click()
    page.get_by_role("button", name="Take the list").click()
    page.get_by_role("link", name="See the people").click()
    page.get_by_role("button", name="Make a link").first.click()
    link = page.locator("code.copy").inner_text()
    axe(page)
    visitor = browser.new_context().new_page()
    visitor.goto(link)
    axe(visitor)
    visitor.get_by_role("link", name="Make an account").click()
    visitor.fill("input[type=email]", "maya@example.org")
    visitor.fill("input[type=password]", "a long sentence 8")
    visitor.locator("main button.button--primary").click()
    visitor.wait_for_load_state("networkidle")
    visitor.get_by_role("button", name=re.compile("Come in")).click()
    visitor.wait_for_load_state("networkidle")
    assert "/hours" in visitor.url
    visitor.context.close()
    context.close()
