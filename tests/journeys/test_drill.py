"""A timed drill in a real browser: the desk, a lost connection, two judgements in order."""

from __future__ import annotations

from tests.journeys.pages import DRILL

SIGN = "[data-saved-sign]"
ELSEWHERE, FORBIDDEN, MISSING = 302, 403, 404
AFTER_A_LOOK = 6000
"""Milliseconds after which the desk has asked again."""


def line(page, text: str, *, kind: str = "note") -> None:
    """Write a line of the log as a person does."""
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("textarea[name=text]").fill(text)
    page.get_by_role("button", name="Log it").click()


def begin(page, product) -> None:
    page.goto(product.address + DRILL + "/drill")
    page.locator("input[name=pace][value='4']").check()
    page.get_by_role("button", name="Start the clock").click()
    page.wait_for_load_state("networkidle")


def judge(page, *, level: str, said: str) -> None:
    for box in page.locator("fieldset.judge").all():
        box.locator(f"input[type=radio][value='{level}']").check()
        box.locator("textarea").fill(said)


def second_window(page):
    """Another window at the same desk, whose clock of the page the test turns."""
    other = page.context.new_page()
    other.clock.install()
    other.goto(page.url)
    other.wait_for_load_state("networkidle")
    return other


def test_on_a_phone_a_reload_a_second_window_and_a_quick_thumb_lose_and_double_nothing(
    phone, enter, product, axe
):
    page = phone
    enter(page, "marketer")
    begin(page, product)
    assert "my son is dizzy" in page.locator("main").inner_text()
    line(page, "Level 3. A child is dizzy.", kind="level")
    log = page.locator("[data-part=log]")
    log.get_by_text("Level 3. A child is dizzy.").wait_for()

    page.locator("input[name=kind][value=reply]").check()
    page.locator("textarea[name=text]").fill("Half a sentence")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("textarea[name=text]").input_value() == "Half a sentence"
    assert page.locator("input[name=kind]:checked").get_attribute("value") == "reply"

    other = second_window(page)
    assert other.locator("textarea[name=text]").input_value() == "Half a sentence"
    page.get_by_role("button", name="Log it").dblclick()
    log.get_by_text("Half a sentence").wait_for()
    assert other.locator("textarea[name=text]").input_value() == ""
    other.clock.run_for(AFTER_A_LOOK)
    other.locator("[data-part=log]").get_by_text("Half a sentence").wait_for()
    assert other.locator(".logged").count() == page.locator(".logged").count() == 2
    other.close()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)


def run_and_hand_over(page, product) -> str:
    """A short drill with a line, judged by its person and handed to the lead; its address."""
    begin(page, product)
    line(page, "Half a sentence")
    page.locator("[data-part=log]").get_by_text("Half a sentence").wait_for()
    page.locator(".deskend summary").click()
    page.get_by_role("button", name="End it for good").click()
    page.wait_for_url("**/judgement")
    page.locator("textarea[name=box-note]").fill("One page.")
    judge(page, level="2", said="The log shows it.")
    assert "What a good answer holds" not in page.locator("main").inner_text()
    page.get_by_role("button", name="This is my judgement").click()
    page.wait_for_load_state("networkidle")
    assert "What a good answer holds" in page.locator("main").inner_text()
    page.locator("select[name=reviewer]").select_option(label="Niamh Corrigan, Head of social")
    page.get_by_role("button", name="Hand it over").click()
    page.wait_for_load_state("networkidle")
    return page.url


def status(page, address: str) -> int:
    return page.request.get(address, max_redirects=0).status


def test_a_drill_is_judged_by_its_person_then_by_the_lead_and_read(page, enter, product, axe):
    enter(page, "marketer")
    mine = run_and_hand_over(page, product)

    enter(page, "lead")
    page.goto(product.address + "/drills")
    assert "2 drills wait for your judgement" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Tomas Vesely").first.click()
    page.wait_for_load_state("networkidle")
    assert "Half a sentence" in page.locator("main").inner_text()
    review = page.url
    page.get_by_role("button", name="Send the judgement").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("a[href='#row-ready']").count() == 1  # no row is left without a level
    judge(page, level="3", said="It stands at minute 0.")
    axe(page)
    page.get_by_role("button", name="Send the judgement").click()
    page.wait_for_load_state("networkidle")

    enter(page, "marketer")
    page.goto(mine)
    assert "What Niamh Corrigan says" in page.locator("main").inner_text()
    assert page.locator(".judgedtable").first.get_by_text("It stands at minute 0.").count() == 5
    assert status(page, review) == FORBIDDEN  # a reviewer's page is none of its person's


def test_nobody_else_comes_to_a_drill_whatever_door_they_took(browser, page, enter, product):
    enter(page, "marketer")
    begin(page, product)
    mine = page.url
    entries = mine + "/entries"
    enter(page, "lead")
    assert status(page, mine) == MISSING  # the same workspace, not handed over
    for role in ("marketer", "lead", "partner"):  # another visitor: another workspace
        context = browser.new_context()
        other = context.new_page()
        enter(other, role)
        assert {status(other, mine + way) for way in ("", "/stream", "/judgement")} == {MISSING}
        context.close()
    context = browser.new_context()
    assert status(context, mine) == ELSEWHERE  # no login: to the door
    assert context.request.post(entries, form={"text": "x"}).status == FORBIDDEN
    context.close()


def test_lines_written_without_a_connection_are_kept_and_sent(browser, enter, product):
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    enter(page, "marketer")
    begin(page, product)
    context.set_offline(True)
    line(page, "The first line in the lift.")
    page.locator(SIGN, has_text="Not saved yet").wait_for()
    line(page, "The second line in the lift.")
    context.set_offline(False)
    page.clock.run_for(AFTER_A_LOOK)
    log = page.locator("[data-part=log]")
    log.get_by_text("The second line in the lift.").wait_for()
    assert log.get_by_text("The first line in the lift.").count() == 1
    page.locator(SIGN, has_text="Saved").wait_for()

    context.set_offline(True)
    line(page, "The last line, before it was ended.")
    page.locator(SIGN, has_text="Not saved yet").wait_for()
    page.locator(".deskend summary").click()
    context.set_offline(False)
    page.get_by_role("button", name="End it for good").click()
    page.wait_for_url("**/judgement")
    page.get_by_text("The last line, before it was ended.").wait_for(state="attached")
    assert page.get_by_text("The last line, before it was ended.").count() == 1
    context.close()


def test_the_desk_works_without_script(browser, enter, product):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, "marketer")
    begin(page, product)
    line(page, "Saved with its time.")
    page.get_by_role("link", name="Look for new messages").click()
    page.wait_for_load_state()
    assert page.locator("[data-part=log]").get_by_text("Saved with its time.").count() == 1
    context.close()
