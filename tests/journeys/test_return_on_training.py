"""A lead has an order drawn, pastes what happened, and reads that nobody can tell yet."""

from __future__ import annotations

from tests.journeys.pages import overflow

PHONE = {"width": 390, "height": 844}


def test_a_lead_draws_an_order_and_takes_figures_in(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/lead")
    page.get_by_role("link", name="Return on training").click()
    page.get_by_role("link", name="Answering service posts").last.click()
    page.wait_for_load_state()
    assert "Cannot tell yet" in page.locator("h1").inner_text()
    axe(page)
    page.goto(product.address + "/lead/effect/new")
    page.get_by_label("What is learned").fill("Better alt texts")
    page.get_by_label("What is counted each week").fill("saves")
    page.get_by_label("Teams that are not in Whetstone").fill(
        "\n".join(f"account {n}" for n in range(10))
    )
    page.get_by_label("The first start").fill("2026-12-07")
    page.get_by_role("button", name="Draw the order").click()
    page.wait_for_load_state()
    assert "nobody has started" in page.locator("h1").inner_text()
    page.get_by_label("Team, week, figure").fill(
        "account 1\t2026-11-16\t12\naccount 2\t2026-11-16\tx"
    )
    page.get_by_role("button", name="Take in the figures").click()
    page.wait_for_load_state()
    assert "is no figure" in page.locator("main").inner_text()
    axe(page)
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0
