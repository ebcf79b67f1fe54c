"""A head of social prepares a meeting; a leader without an account answers a brief by link."""

from __future__ import annotations

from tests.journeys.pages import overflow


def test_a_meeting_is_prepared_and_a_decision_written_down(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/lead")
    page.get_by_role("link", name="The table").click()
    page.get_by_role("link", name="Prepare the meeting").click()
    page.wait_for_load_state()
    assert "Say who answers customers on Saturdays" in page.locator("main").inner_text()
    axe(page)
    page.get_by_role("textbox", name="What was decided").fill("One shared shift on Saturdays")
    page.get_by_label("Who sees to it").select_option(label="somebody outside this workspace")
    page.get_by_label("Who it is, outside").fill("Head of the shop")
    page.get_by_label("By when").fill("2027-01-15")
    page.get_by_role("button", name="Write the decision down").click()
    page.wait_for_load_state()
    assert "Head of the shop, by 15 January 2027" in page.locator("main").inner_text()


def test_a_leader_answers_by_link_on_a_phone(  # noqa: PLR0917  # fixtures
    page, phone, enter, product, axe
):
    enter(page, "lead")
    page.goto(product.address + "/lead")
    page.get_by_role("button", name="Keep this page as it stands").click()
    page.goto(product.address + "/lead/table")
    page.get_by_role("link", name="Send the last brief").click()
    page.get_by_label("Who it is for").fill("Head of finance")
    page.get_by_role("button", name="Make the link").click()
    page.wait_for_load_state()
    phone.goto(page.locator("#fresh-page").input_value())
    axe(phone)
    assert overflow(phone) <= 0
    phone.get_by_role("button", name="I agree").click()
    phone.wait_for_load_state()
    assert "Your word is kept" in phone.locator("main").inner_text()
    page.goto(product.address + "/lead/table")
    assert "Head of finance agrees" in page.locator("main").inner_text()
