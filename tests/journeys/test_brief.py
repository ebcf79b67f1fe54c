"""The head of social writes and signs the brief; the leader reads it on a phone and decides."""

from __future__ import annotations

import io

from pypdf import PdfReader
from tests.journeys.pages import overflow


def on_paper(page) -> int:
    """How many sheets of A4 the page takes in print."""
    return len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)


def test_a_brief_is_written_signed_and_read_on_a_phone(page, product, enter, axe):
    enter(page, "lead")
    page.goto(product.address + "/lead/brief")
    box = page.get_by_label("Your own words on this").first
    said = page.locator("[data-aloud-said]")
    before = said.inner_text()
    with page.expect_response(lambda one: one.url.endswith("/lead/brief/words")) as kept:
        box.fill("Say yes before the shops open. " * 6)
    assert kept.value.status == 204
    assert said.inner_text() != before
    page.reload()
    assert box.input_value().startswith("Say yes before the shops open.")
    page.get_by_text("How this is known").first.click()
    axe(page)

    page.get_by_role("link", name="Read it through and sign").click()
    assert "Say yes before the shops open." in page.locator("#ask").inner_text()
    page.get_by_role("button", name="Sign and freeze").click()
    page.wait_for_url("**/signed")
    assert "Signed by Niamh Corrigan" in page.locator("main").inner_text()
    signed = page.url
    assert on_paper(page) == 1
    page.goto(product.address + "/lead")
    assert on_paper(page) == 1

    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, "leader")
    page.goto(product.address + "/lead")
    page.get_by_role("link", name="The brief of 23 November 2026").click()
    assert page.url == signed
    assert overflow(page) <= 0
    axe(page)
    page.get_by_role("button", name="Take").click()
    assert page.url == signed
    assert "Nothing" not in page.locator("#messages").inner_text()
