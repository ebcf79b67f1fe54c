"""A partner asks for a change, the team makes it, the partner judges and signs."""

from __future__ import annotations


def test_a_plan_is_commented_changed_judged_and_signed(page, enter, product, looker):
    enter(page, "partner")
    assert "One review waits for you" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Mend it this winter").click()
    line = page.locator("#measure")
    line.get_by_text("Comment on this").click()
    line.get_by_label("Your comment").fill("Swipe-ups are gone. What do we count?")
    line.get_by_label("I ask for a change before I sign").check()
    line.get_by_role("button", name="Say it").click()
    assert "one change is asked for" in page.locator("h1").inner_text()
    assert not looker.found(page)
    review = page.url.partition("#")[0]

    enter(page, "marketer")
    page.goto(review)
    line = page.locator("#measure")
    line.get_by_label("Your answer").fill("Taps on the link sticker.")
    line.get_by_role("button", name="We changed it").click()
    assert "waits for a signature" in page.locator("h1").inner_text()
    page.get_by_role("button", name="Let it count for my levels").click()
    page.get_by_text("You said: it counts for my levels.").wait_for()

    enter(page, "partner")
    page.goto(review + "/judgement")
    rows = page.locator("fieldset.judge")
    for n in range(rows.count()):
        rows.nth(n).locator("input[value='2']").check()
        rows.nth(n).locator("textarea").fill("It is on the page.")
    page.get_by_role("button", name="Send the judgement").click()
    page.get_by_role("link", name="Read it once more and sign").click()
    assert not looker.found(page)
    page.get_by_role("button", name="Sign the plan").click()
    assert "is signed as it stands" in page.locator("h1").inner_text()
