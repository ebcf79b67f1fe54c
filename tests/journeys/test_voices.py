"""A head of social hears what customers say; a dean reads the page of a school."""

from __future__ import annotations

from tests.journeys.pages import overflow

EXPORT = "id,created at,author,customer email,message\n" + "".join(
    f"v{n},2026-11-1{n} 09:00,@walker{n},walker{n}@example.org,"
    f"the buckle of my pack broke and walker{n} is cross\n"
    for n in range(1, 7)
)


def test_an_export_is_read_looked_at_and_taken_and_names_nobody(page, phone, product, enter, axe):  # noqa: PLR0917  # fixtures
    enter(page, "lead")
    page.goto(product.address + "/lead/voices/new")
    page.locator("main input[type=file]").set_input_files(
        {"name": "care.csv", "mimeType": "text/csv", "buffer": EXPORT.encode()}
    )
    page.locator("main form button.button--primary").first.click()
    page.wait_for_load_state()
    told = page.locator("main").inner_text()
    assert "6 new messages" in told
    assert "walker" not in told
    axe(page)
    page.get_by_role("button", name="Take them").click()
    page.wait_for_load_state()
    assert "6 messages came in" in page.locator("main").inner_text()
    enter(phone, "leader")
    phone.goto(product.address + "/lead/voices")
    axe(phone)
    assert overflow(phone) <= 0


def test_a_dean_reads_what_to_change_next_term_on_a_phone(phone, enter, product, axe):
    enter(phone, "instructor")
    phone.goto(product.address + "/lead/programme")
    told = phone.locator("main").inner_text()
    for part in ("What to change next term", "Levels at entry", "how current they are", "2019"):
        assert part in told, part
    axe(phone)
    assert overflow(phone) <= 0
