"""An instructor audits a syllabus: upload, read, correct, see it change, take it home."""

from __future__ import annotations

import io

from pypdf import PdfReader
from tests.journeys.pages import overflow

SYLLABUS = """# Practice of social media

## Outcomes

- draft a holding statement
- explain how a harbour pilot works

## Topics

- Instagram Stories: swipe-up links
- Personas
"""


def test_an_instructor_audits_corrects_and_takes_the_report_home(page, enter, product, axe):
    enter(page, "instructor")
    page.goto(product.address + "/audits")
    axe(page)
    page.get_by_role("link", name="Audit a syllabus").click()
    axe(page)
    page.get_by_label("What it is").fill("Practice, trial")
    page.get_by_label("Term").fill("spring 2027")
    page.get_by_label("Files").set_input_files(
        {"name": "practice.md", "mimeType": "text/markdown", "buffer": SYLLABUS.encode()}
    )
    page.get_by_role("button", name="Audit it").click()
    page.wait_for_load_state("networkidle")
    here = page.url
    assert "one statement is out of date" in page.locator("h1").inner_text()
    assert "In Instagram Stories people swipe up" in page.locator("#outdated").inner_text()
    before = page.locator("h1").inner_text()
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) == 0
    page.get_by_role("link", name="Correct this line 2").click()
    axe(page)
    page.get_by_label("Lines that hold these words").fill("harbour pilot")
    page.get_by_label("are about").select_option("CRI-4")
    page.get_by_role("button", name="Keep the correction").click()
    page.wait_for_load_state("networkidle")
    assert "by a person here" in page.locator("#lines").inner_text()
    assert page.locator("h1").inner_text() != before
    sheet = page.request.get(here + "/report.csv")
    assert "CRI-4" in sheet.text()
    paper = page.request.get(here + "/report.pdf")
    assert "swipe up" in PdfReader(io.BytesIO(paper.body())).pages[0].extract_text()


def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(page, enter, product, axe):
    enter(page, "instructor")
    page.goto(product.address + "/audits/new")
    page.get_by_label("What it is").fill("Keep me")
    page.get_by_label("Term").fill("spring 2027")
    page.get_by_label("Files").set_input_files(
        {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""}
    )
    page.get_by_role("button", name="Audit it").click()
    page.wait_for_load_state("networkidle")
    assert "empty" in page.locator(".faults").inner_text()
    assert page.get_by_label("What it is").input_value() == "Keep me"
    axe(page)
