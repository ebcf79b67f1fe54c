"""From a target to its networks, and from a pasted table to who engages, without a manual."""

from __future__ import annotations


def test_a_lead_learns_where_the_target_is_and_who_engages(page, enter, product, axe):
    enter(page, "lead")
    page.goto(product.address + "/plan")
    page.get_by_role("link", name="Audience", exact=True).click()
    assert "use Instagram" in page.locator("h1").inner_text()
    axe(page)

    page.get_by_text("Add a part").click()
    page.fill("input[name=name]", "Swedes who walk")
    page.fill("input[name=country]", "SE")
    page.select_option("select[name=group]", "all")
    page.get_by_role("button", name="Add this part").click()
    assert "says nothing about SE" in page.locator("main").inner_text()
    axe(page)

    form = page.locator("form[action$='/audience/source']")
    form.locator("input[name=country]").fill("SE")
    form.locator("input[name=asked]").fill("3000")
    form.locator("textarea[name=rows]").fill("YouTube, 80\nInstagram, 62 %")
    form.locator("input[name=on]").fill("2026-05-04")
    form.locator("input[name=source]").fill("A survey of our own country")
    form.get_by_role("button", name="Use this source").click()
    said = page.locator("main").inner_text()
    assert "A survey of our own country" in said
    assert "says nothing about SE" not in said

    page.get_by_role("link", name="Who engages, and is it whom you want?").click()
    page.fill("input[name=network]", "TikTok")
    page.fill("textarea[name=rows]", "women, 62 %, 50")
    page.fill("input[name=on]", "2026-11-20")
    page.fill("input[name=source]", "Audience tab")
    page.get_by_role("button", name="Read this table").click()
    assert "behind them" in page.locator(".faults").inner_text()
    assert page.input_value("textarea[name=rows]") == "women, 62 %, 50"
    axe(page)
    page.fill("textarea[name=rows]", "women, 62 %, 50\nmen, 38 %, 50")
    page.fill("input[name=people]", "40000")
    page.get_by_role("button", name="Read this table").click()
    assert "on TikTok look like your target" in page.locator("main").inner_text()
    assert "rounded per cents" in page.locator("main").inner_text()
