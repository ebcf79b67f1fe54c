"""A lesson that was put down is taken up at the line: on a phone and at a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.pages import LESSON

LINES = ("All there? A blank cell", "Which comparisons need", "Then go back to the column")
"""A paragraph beside closed notes, a question, and what stands below the questions."""


def put_down(page, product, says: str) -> None:
    """Scroll to the line, leave the page, and open it again."""
    line = page.locator(".leaf__text :is(p, h3)", has_text=says)
    line.evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    page.goto(product.address + "/glossary")
    page.goto(product.address + LESSON)


def taken_up(page, says: str) -> None:
    page.locator("[data-place][data-begun]").wait_for()  # the script has come
    page.get_by_role("link", name="Go on where you were").click()
    line = page.locator(".leaf__text :is(p, h3)", has_text=says)
    expect(line).to_be_in_viewport()
    top = line.bounding_box()["y"]
    assert 0 <= top < 100, f"{says}: {top} px below the top"


@pytest.mark.parametrize("where", ["phone", "page"])
def test_a_lesson_leads_back_to_the_line_where_its_reader_was(where, request, enter, product):
    page = request.getfixturevalue(where)
    enter(page, "marketer")
    page.goto(product.address + LESSON)
    for says in LINES:
        put_down(page, product, says)
        taken_up(page, says)

    # An answer above it makes the page longer; the line is still the line.
    quiz = page.locator("#p-try-first .quiz")
    put_down(page, product, LINES[0])
    page.wait_for_load_state("networkidle")
    quiz.locator("input[type=radio]").first.check()
    quiz.get_by_role("button", name="See the reasons").click()
    quiz.locator(".told").wait_for()
    page.reload()
    taken_up(page, LINES[0])
