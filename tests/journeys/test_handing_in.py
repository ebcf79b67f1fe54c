"""A task in a real browser: written, handed in, judged by the lead, read, and handed in again."""

from __future__ import annotations

WORK = "/tasks/task-cal-approve-and-stop/work"


def judge(page, level: str, said: str = "") -> None:
    for box in page.locator("fieldset.judge").all():
        box.locator(f"input[type=radio][value='{level}']").check()
        if said:
            box.locator("textarea").fill(said)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def hand_in(page, product, text: str) -> None:
    page.goto(product.address + WORK)
    page.locator("#box-text").fill(text)
    page.locator("[data-saved-sign]", has_text="Saved").wait_for()
    judge(page, "2")
    page.get_by_label("Niamh Corrigan").check()
    press(page, "Hand it in")


def test_a_task_is_handed_in_judged_by_the_lead_read_and_handed_in_again(
    page, enter, product, axe
):
    enter(page, "marketer")
    hand_in(page, product, "Who says yes, who stops, and by when.")
    assert "Handed in. Now others judge" in page.locator("h1").inner_text()

    enter(page, "lead")
    page.goto(product.address + "/to-judge")
    page.locator("li", has_text="Tomas Vesely").get_by_role("link").first.click()
    page.wait_for_load_state("networkidle")
    assert "Who says yes, who stops, and by when." in page.locator("main").inner_text()
    press(page, "Send the judgement")
    assert page.locator("fieldset.judge").first.is_visible()  # nothing is sent without levels
    judge(page, "1", "Nobody is named.")
    axe(page)
    press(page, "Send the judgement")

    enter(page, "marketer")
    page.goto(product.address + WORK)
    assert "What Niamh Corrigan says" in page.locator("main").inner_text()
    axe(page)
    page.get_by_role("link", name="Mend it and hand it in again").click()
    page.locator("#box-text").fill("Niamh says yes; Asha stops; both by Thursday.")
    press(page, "Hand it in again")
    assert "Handed in. Now others judge" in page.locator("h1").inner_text()
    page.get_by_text("Hand-in number 1").click()
    assert page.get_by_text("Nobody is named.").first.is_visible()
