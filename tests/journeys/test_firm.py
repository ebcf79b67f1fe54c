"""An owner sets up a firm of three teams from a roster, and one more workspace beside it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from tests.journeys.conftest import installation
from tests.journeys.pages import overflow

TEAMS = ("Brand", "Care", "Paid")
PASSWORD = "a long sentence 7"


def roster(people: int = 60, *, fault: bool = False) -> bytes:
    out = io.StringIO()
    write = csv.writer(out, delimiter=";").writerow
    write(["Name", "E-mail", "Role", "Team", "May be"])
    for n in range(people):
        lead = "learner, lead" if n < len(TEAMS) else ""
        write([f"Person {n:02d}", f"p{n:02d}x@example.org", "", TEAMS[n % 3], lead])
    if fault:
        write(["=HYPERLINK(1)", "p99x.example.org", "wizard", "Care", "admin"])
    return out.getvalue().encode("cp1252")


@pytest.fixture
def bare(tmp_path_factory):
    """An installation of its own that nobody owns yet, without a demo."""
    with installation(tmp_path_factory, WHETSTONE_DEMO="off") as started:
        yield started


def upload(page, data: bytes) -> None:
    page.get_by_label("Or a file").set_input_files(
        {"name": "firm.csv", "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_role("button", name="See what would happen").click()
    page.wait_for_load_state("networkidle")


def test_an_owner_sets_up_a_firm_of_three_teams(page, bare, axe):
    start(page, bare)
    see_the_faults(page, axe)
    take_the_mended_list(page, bare, axe)
    code = start_one_more(page, bare, axe)
    close_it(page, bare, code)


def start(page, bare) -> None:
    page.goto(bare.address + "/start")
    for name, said in {
        "name": "Orla Reid", "email": "orla@example.org", "password": PASSWORD,
        "workspace": "Three Rivers", "country": "de",
    }.items():  # fmt: skip
        page.fill(f"input[name={name}]", said)
    page.locator("main button.button--primary").click()
    page.wait_for_load_state("networkidle")


def see_the_faults(page, axe) -> None:
    page.get_by_role("link", name="Add people").click()
    upload(page, roster(fault=True))
    assert "60 people would come in" in page.locator("h1").inner_text()
    assert "1 row is refused" in page.locator("main").inner_text()
    axe(page)
    page.get_by_role("link", name="refused 1").click()
    said = page.locator("tbody").inner_text()
    for fault in ("spreadsheet formula", "no e-mail", "“wizard” is no role", "admin by a list"):
        assert fault in said.replace("not an e-mail", "no e-mail")
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Throw it away").click()


def take_the_mended_list(page, bare, axe) -> None:
    upload(page, roster())
    page.get_by_role("button", name="Take the list").dblclick()
    page.locator("h1", has_text="60 people came in.").wait_for()
    axe(page)
    page.get_by_role("link", name="See the people").click()
    assert "61 people are here" in page.locator("h1").inner_text()
    axe(page)
    page.get_by_label("Name or e-mail begins with").fill("p07x")
    page.get_by_role("button", name="Find").click()
    page.wait_for_load_state()
    assert page.locator("tbody").first.locator("tr").count() == 1

    page.goto(bare.address + "/people/import")
    upload(page, roster())
    assert "Nothing in it would change anything here" in page.locator("main").inner_text()


def start_one_more(page, bare, axe) -> str:
    page.goto(bare.address + "/organisation")
    assert "3 teams" in page.locator("main").inner_text()
    axe(page)
    page.get_by_label("Name", exact=True).fill("Client B")
    page.get_by_label("Country").fill("Nepal")
    page.get_by_role("button", name="Start the workspace").click()
    page.wait_for_load_state("networkidle")
    page.goto(bare.address + "/workspace")
    page.get_by_label("Brand colour").fill("#ffee00")
    page.get_by_role("button", name="Save").click()
    assert "cannot be seen on a light page" in page.locator(".faults").inner_text()
    axe(page)
    page.get_by_label("Brand colour").fill("#8a1538")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Make a code").click()
    page.wait_for_load_state("networkidle")
    axe(page)
    code = page.locator("b.copy").inner_text()
    assert re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", code)
    page.locator("details.account summary").click()
    page.get_by_role("link", name="Three Rivers").click()
    page.goto(bare.address + "/people")
    assert "61 people are here" in page.locator("h1").inner_text()
    return code


def close_it(page, bare, code: str) -> None:
    page.goto(bare.address + "/organisation")
    page.get_by_role("row", name=re.compile("Client B")).get_by_role(
        "button", name="Close it"
    ).click()
    page.fill("input[type=password]", PASSWORD)
    page.locator("main button.button--primary, main button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(bare.address + "/organisation")
    assert "closed on" in page.locator("main").inner_text()
    guest = page.context.browser.new_context().new_page()
    guest.goto(bare.address + "/come-in")
    guest.get_by_label("Code").fill(code)
    guest.get_by_role("button", name="Go on").click()
    assert "leads nowhere" in guest.locator("main").inner_text()
    guest.context.close()
