"""From "this is no longer so" to a closed notice, through everybody's eyes, in a real browser."""

from __future__ import annotations

from tests.journeys.pages import LESSON

CLAIM = "clm-meta-feed-page-reach"
SAID = "The feed has no reach per post any more."


def tell(page, claim: str) -> None:
    """Report a claim at a block of the lesson that rests on it, as a reader would."""
    box = page.locator(f".leaf__doubt:has(option[value='{claim}'])").first
    box.locator("summary").click()
    box.locator("select").select_option(claim)
    box.locator("textarea[name=sentence]").fill(SAID)
    box.locator("textarea[name=saw]").fill("The column is empty since Monday.")
    box.get_by_role("button").click()
    page.wait_for_load_state("networkidle")


def act(page, summary: str, button: str, *, reason: str) -> None:
    """Open one act of a notice, say why, and do it."""
    box = page.locator(".step-act", has=page.get_by_text(summary, exact=True))
    box.locator("summary").click()
    box.locator("textarea").fill(reason)
    box.get_by_role("button", name=button).click()
    page.wait_for_load_state("networkidle")


def test_a_report_is_taken_doubted_settled_closed_and_told(page, enter, product, axe):
    enter(page, "marketer")
    page.goto(product.address + LESSON)
    assert page.get_by_text("A question stood here.").count() == 0
    tell(page, CLAIM)
    assert "Thank you." in page.locator("body").inner_text()
    assert LESSON in page.url

    enter(page, "editor")
    page.goto(product.address + "/notices")
    axe(page)
    page.get_by_role("link", name=SAID).click()
    page.wait_for_load_state()
    axe(page)
    page.get_by_role("button", name="Take this notice").click()
    page.wait_for_load_state("networkidle")
    act(page, "Put the claim in doubt", "Doubt the claim", reason="Empty in two exports.")
    assert "what rests on the claim is suspended here" in page.locator("main").inner_text()
    axe(page)
    here = page.url

    enter(page, "marketer")
    page.goto(product.address + LESSON)
    lesson = page.locator("main").inner_text()
    assert "A fact under this is in doubt" in lesson
    assert "A question stood here." in lesson
    axe(page)

    enter(page, "editor")
    page.goto(here)
    act(page, "Dismiss: it still holds", "Dismiss", reason="A fault of two hours; it is back.")
    assert "Closed" in page.locator("main").inner_text()

    enter(page, "marketer")
    page.goto(product.address + LESSON)
    assert page.get_by_text("A question stood here.").count() == 0
    page.goto(product.address + "/notices/mine")
    assert "A fault of two hours; it is back." in page.locator("main").inner_text()
    axe(page)


def test_a_report_without_a_sentence_keeps_what_was_typed_without_script(browser, product):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(product.address + "/")
    page.locator("form[action='/demo/marketer'] button").click()
    page.goto(product.address + "/week")
    page.locator(".report--foot summary").click()
    page.locator(".report--foot textarea[name=sentence]").fill("   ")
    page.locator(".report--foot textarea[name=saw]").fill("A new menu.")
    page.locator(".report--foot button").click()
    assert page.locator("textarea[name=saw]").input_value() == "A new menu."
    page.locator("textarea[name=sentence]").fill("The menu moved.")
    page.locator("main button").click()
    assert page.url.endswith("/week")
    context.close()


def test_a_near_miss_becomes_a_drill_that_somebody_runs(page, enter, product, axe):
    enter(page, "marketer")
    page.goto(product.address + "/near-misses")
    axe(page)
    page.get_by_text("What almost went out?").click()
    page.locator("textarea[name=almost]").fill("A price from last year.")
    page.locator("textarea[name=stopped]").fill("The shop's own page lay open beside it.")
    axe(page)
    page.get_by_role("button", name="Write it down").click()
    page.wait_for_load_state("networkidle")

    enter(page, "lead")
    page.goto(product.address + "/near-misses")
    page.get_by_role("link", name="A price from last year.").click()
    page.wait_for_load_state()
    axe(page)
    page.get_by_role("link", name="Write a question").click()
    page.wait_for_load_state()
    axe(page)
    page.go_back()
    page.get_by_role("link", name="Make a drill").click()
    page.wait_for_load_state()
    axe(page)
    page.locator("input[name=title]").fill("Check the price")
    page.locator("textarea[name=first]").fill("Open the shop's page.")
    page.locator("textarea[name=steps]").fill("Compare.\nSay who looked.")
    page.locator("main button.button--primary").click()
    page.wait_for_load_state("networkidle")
    drill = page.url

    enter(page, "marketer")
    page.goto(drill)
    axe(page)
    page.locator("textarea[name=first]").fill("Ask somebody.")
    page.get_by_role("button", name="Compare with the steps").click()
    page.wait_for_load_state("networkidle")
    assert "Say who looked." in page.locator("main").inner_text()
    axe(page)
