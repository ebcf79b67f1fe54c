"""A timed drill in a real browser: the desk, a lost connection, two judgements in order."""

from __future__ import annotations

from tests.journeys.pages import DRILL

SIGN = "[data-saved-sign]"
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


def test_a_reload_and_a_second_window_lose_nothing(page, enter, product, axe):
    enter(page, "marketer")
    begin(page, product)
    assert "my son is dizzy" in page.locator("main").inner_text()
    line(page, "Level 3. A child is dizzy.", kind="level")
    page.locator("[data-part=log]").get_by_text("Level 3. A child is dizzy.").wait_for()

    page.locator("textarea[name=text]").fill("Half a sentence")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("textarea[name=text]").input_value() == "Half a sentence"

    other = second_window(page)
    page.get_by_role("button", name="Log it").click()
    page.locator("[data-part=log]").get_by_text("Half a sentence").wait_for()
    other.clock.run_for(AFTER_A_LOOK)
    other.locator("[data-part=log]").get_by_text("Half a sentence").wait_for()
    other.close()
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


def test_a_drill_is_judged_by_its_person_then_by_the_lead_and_read(page, enter, product, axe):
    enter(page, "marketer")
    mine = run_and_hand_over(page, product)

    enter(page, "lead")
    page.goto(product.address + "/drills")
    assert "2 drills wait for your judgement" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Tomas Vesely").first.click()
    page.wait_for_load_state("networkidle")
    assert "Half a sentence" in page.locator("main").inner_text()
    judge(page, level="3", said="It stands at minute 0.")
    axe(page)
    page.get_by_role("button", name="Send the judgement").click()
    page.wait_for_load_state("networkidle")

    enter(page, "marketer")
    page.goto(mine)
    assert "What Niamh Corrigan says" in page.locator("main").inner_text()


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
