"""From a file of secured questions to a verdict: an instructor and a student, in one copy."""

# ruff: noqa: PLR0915  # one way, from end to end

from __future__ import annotations

from tests.apps.diagnose.secured_cast import SECRET_WORDS, bank, questions
from tests.journeys.pages import fill, overflow

PHONE = {"width": 390, "height": 844}
MOST = 30


def test_a_pool_is_filled_a_form_is_sat_and_nothing_is_told_before_it_is_closed(
    page, enter, product, axe
):
    enter(page, "student")
    student = page.locator("details.account summary").inner_text().split("\n")[0].strip()
    enter(page, "instructor")
    page.goto(product.address + "/secured")
    page.get_by_label("Area").select_option("CAL")
    page.get_by_label("Name of the pool").fill("Autumn pool")
    page.get_by_role("button", name="Make the pool").click()
    assert "is not enough for a form yet" in page.locator("h1").inner_text()
    assert "16 more questions at level 2" in page.locator("#needs").inner_text()
    axe(page)
    page.get_by_role("link", name="Take in a file").first.click()
    page.get_by_label("The questions (YAML)").fill(bank(questions()))
    page.get_by_role("button", name="Put them into the pool").click()
    assert "is enough for a form" in page.locator("h1").inner_text()
    page.get_by_label("Name of the form").fill("First form")
    page.get_by_role("button", name="Open a form for").click()
    form = page.url
    page.get_by_label("Name or e-mail begins with").fill(student)
    page.get_by_role("button", name="Find").click()
    axe(page)
    page.get_by_role("button", name=f"Invite {student}").click()
    assert "invited, not begun" in page.locator("#invited").inner_text()

    enter(page, "student")
    page.goto(product.address + "/check")
    page.get_by_role("link", name="Read how it goes").click()
    axe(page)
    page.get_by_role("button", name="Begin the form").click()
    page.set_viewport_size(PHONE)
    axe(page)
    assert overflow(page) <= 0
    for _turn in range(MOST):
        fill(page)
        page.get_by_role("button", name="Next").click()
        page.wait_for_load_state()
        if page.url.endswith("/verdict"):
            break
    verdict = page.url
    told = page.locator("main").inner_text()
    assert "in 100" in told
    assert "They open when the form is closed for everybody" in told
    assert SECRET_WORDS not in told
    axe(page)
    assert overflow(page) <= 0

    enter(page, "instructor")
    page.goto(form)
    page.get_by_role("button", name="Close the form").click()
    assert "was closed on" in page.locator("h1").inner_text()
    enter(page, "student")
    page.goto(verdict)
    page.locator("details.told__one summary").first.click()
    assert SECRET_WORDS in page.locator("main").inner_text()
