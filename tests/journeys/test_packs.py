"""An editor meets a pack from outside: looks, chooses, takes what is new, hands on their own."""

from __future__ import annotations

import json


def test_an_editor_chooses_row_by_row_and_takes_what_is_new(page, enter, product, axe):
    enter(page, "editor")
    page.goto(product.address + "/packs")
    assert "for you" in page.locator("h1").inner_text()
    axe(page)
    page.get_by_role("link", name="Saltmarsh Strategy", exact=True).click()
    page.wait_for_load_state()
    torn = page.locator(".packrow")
    assert torn.count() == 1
    assert "still stops at 10" in torn.inner_text()
    assert "Tried in the app, Marram" in torn.inner_text()
    axe(page)
    torn.get_by_role("button", name="Note theirs as a doubt").click()
    page.wait_for_load_state()
    assert page.locator(".packrow").count() == 0
    page.get_by_role("button", name="Take all that is new").click()
    assert "2 changes arrived" in page.locator("#messages").inner_text()
    axe(page)
    page.get_by_role("link", name="Not every scheduling tool takes 20 items").click()
    assert "Nothing has changed yet." in page.locator("main").inner_text()
    page.goto(product.address + "/packs")
    assert "settled" in page.locator("h1").inner_text()


def test_an_editor_hands_on_a_pack_and_a_forged_one_is_refused(phone, enter, product, tmp_path):
    enter(phone, "editor")
    phone.goto(product.address + "/packs")
    phone.locator("input[name=change]").first.check()
    with phone.expect_download() as waiting:
        phone.get_by_role("button", name="Make the file").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    pack = json.loads(path.read_text(encoding="utf-8"))
    assert (pack["format"], len(pack["changes"])) == ("whetstone-pack", 1)
    pack["changes"][0]["title"] = "Something else"
    path.write_text(json.dumps(pack), encoding="utf-8")
    phone.goto(product.address + "/packs")
    assert "A key of the demo" in phone.locator("main").inner_text()
    phone.get_by_label("A pack that somebody sent you").set_input_files(path)
    phone.get_by_role("button", name="Look at it").click()
    assert "was changed after it was signed" in phone.locator(".faults").inner_text()


def test_packs_on_a_phone_stay_inside_the_screen(phone, enter, product):
    from tests.journeys.pages import overflow

    enter(phone, "editor")
    phone.goto(product.address + "/packs")
    assert overflow(phone) <= 0
    phone.get_by_role("link", name="Saltmarsh Strategy", exact=True).click()
    phone.wait_for_url("**/packs/*")
    assert overflow(phone) <= 0
