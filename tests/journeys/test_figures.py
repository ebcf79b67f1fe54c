"""An export of a network, from the file to the campaign its posts belong to, in a browser."""

from __future__ import annotations

from tests.apps.plan.exports import as_csv, instagram, post
from tests.journeys.pages import overflow

OWN = as_csv(
    ("Beitrag", "Wann", "Gesehen", "Erreicht"),
    ("b1", "2026-11-02 10:00", "145", "75"),
    ("b2", "2026-11-03 11:00", "", "80"),
)


def bring(page, product, data: bytes, name: str) -> None:
    page.goto(product.address + "/plan/figures")
    page.get_by_role("link", name="Bring in an export").first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )
    press(page, "See what it would change")


def press(page, button: str) -> None:
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state("networkidle")


def said(page) -> str:
    return page.locator("main").inner_text()


def test_an_export_is_looked_at_taken_and_its_posts_given_to_a_campaign(page, enter, product, axe):
    enter(page, "lead")
    rows = [post(n, text=f"Lantern walk {n} #lantern") for n in range(1, 5)]
    bring(page, product, instagram(*rows, post(9, post_id="1.79E+16")), "lanterns.csv")
    assert "time zone" in said(page)
    axe(page)
    press(page, "See what it would change")
    looked = said(page)
    assert "It would bring 4 posts" in looked
    assert "A spreadsheet rounded the id" in looked
    axe(page)
    assert overflow(page) <= 0
    page.locator("input[name=without_refused]").check()
    press(page, "Take the figures")
    assert "4 posts came in" in said(page)
    axe(page)

    page.get_by_role("link", name="Give posts to campaigns").click()
    page.locator("select[name=campaign]").select_option(label="Owners speak")
    page.locator("input[name=hashtag]").fill("#lantern")
    press(page, "See which posts are meant")
    assert "4 posts are meant, 4 would move" in said(page)
    axe(page)
    press(page, "Give these posts to the campaign")
    assert "Lantern walk 1 #lantern" in said(page)
    axe(page)
    page.goto(product.address + "/plan")
    assert "posts serve a business goal" in said(page)
    axe(page)


def test_a_header_that_nobody_knows_is_mapped_on_a_phone_without_script(browser, product):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(product.address + "/")
    page.locator("form[action='/demo/lead'] button").click()
    bring(page, product, OWN, "own.csv")
    assert "What do its columns hold?" in said(page)
    press(page, "See what it would change")  # nothing is chosen yet
    assert "What do its columns hold?" in said(page)
    page.locator("select[name=network]").select_option("threads")
    holds = ("post_id", "published", "metric:views", "metric:reach")
    for place, held in enumerate(holds):
        page.locator(f"select[name=column_{place}]").select_option(held)
    press(page, "See what it would change")
    press(page, "See what it would change")  # the zone of its times
    assert "Threads, by your mapping" in said(page)
    press(page, "Take the figures")
    assert "2 posts came in" in said(page)
    context.close()
