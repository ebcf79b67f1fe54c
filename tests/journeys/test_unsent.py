"""A phone in a tunnel: every answer that was given arrives, and arrives once."""

from __future__ import annotations

import sqlite3

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import LOOKED_AT_ONCE
from tests.journeys.pages import LESSON

WAITS = "Kept on this device"
PRACTICE = "**/practice"


def quizzes(page):
    """The questions of the lesson that are still open."""
    return page.locator(".quiz:not(:has(.told)):has(form)")


def choose(quiz, nth: int = 0) -> None:
    quiz.locator("input[type=radio], input[type=checkbox]").nth(nth).check()
    quiz.get_by_role("button", name="See the reasons").click()


def nothing_waits(page) -> None:
    """Until this device has sent all; the page's policy lets no test poll inside it."""
    for _ in range(60):
        if "unsent" not in page.evaluate("Object.keys(localStorage).join()"):
            return
        page.wait_for_timeout(100)
    pytest.fail("an answer still lies on the device")


def kept(product, slug: str) -> list[tuple[str, str]]:
    """(question, answer) of all that the store has for this lesson, in order."""
    with sqlite3.connect(product.home / "whetstone.sqlite3") as store:
        return store.execute(
            "SELECT item_slug, answer FROM learn_practice WHERE place LIKE ? AND person_id IN"
            " (SELECT id FROM people_person WHERE workspace_id ="
            "  (SELECT max(id) FROM people_workspace)) ORDER BY id",
            (f"{slug}/%",),
        ).fetchall()


@pytest.mark.skipif(LOOKED_AT_ONCE, reason="counts rows in the file of the store")
def test_no_response_is_lost_or_doubled_offline_and_online(phone, enter, product, axe):
    page, slug = phone, LESSON.rpartition("/")[2]
    enter(page, "marketer")
    page.goto(product.address + LESSON)
    page.wait_for_load_state("networkidle")
    before = len(kept(product, slug))
    ids = [f"#{one.get_attribute('id')}" for one in quizzes(page).all()][:4]
    assert len(ids) >= 3

    page.context.set_offline(True)
    choose(page.locator(ids[0]))
    choose(page.locator(ids[1]))
    for one in ids[:2]:
        page.locator(one).get_by_text(WAITS).wait_for()
    choose(page.locator(ids[1]), 1)  # another mind in the tunnel: the last word counts
    page.locator("textarea[name^=box-]").first.fill("Written under the river")
    axe(page)
    assert len(kept(product, slug)) == before

    page.context.set_offline(False)
    for one in ids[:2]:
        page.locator(f"{one} .told").wait_for()
    assert len(kept(product, slug)) == before + 2

    # The server has it, and its word is lost on the way: it goes out again and counts once.
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route(PRACTICE, lose)
    choose(page.locator(ids[2]))
    page.locator(ids[2]).get_by_text(WAITS).wait_for()
    page.unroute(PRACTICE)
    page.reload()
    page.locator(f"{ids[2]} .told").or_(page.locator(f"{ids[2]} form")).first.wait_for()
    nothing_waits(page)
    given = kept(product, slug)
    assert len(given) == before + 3
    assert len(given) == len({item for item, _answer in given})
    expect(page.locator("textarea[name^=box-]").first).to_have_value("Written under the river")


@pytest.mark.skipif(LOOKED_AT_ONCE, reason="counts rows in the file of the store")
def test_an_answer_waits_for_its_own_person_to_come_back(phone, enter, product):
    page, slug = phone, LESSON.rpartition("/")[2]
    enter(page, "marketer")
    page.goto(product.address + LESSON)
    page.wait_for_load_state("networkidle")
    before, jar = len(kept(product, slug)), page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    choose(quizzes(page).first)
    page.get_by_text("Sign in again and it goes out").wait_for()

    enter(page, "marketer")  # somebody else on the same device: another copy of the demo
    page.goto(product.address + LESSON)
    page.wait_for_load_state("networkidle")
    assert kept(product, slug) == []

    page.context.add_cookies(jar)
    page.goto(product.address + "/today")  # any page sends what waits
    nothing_waits(page)
    with sqlite3.connect(product.home / "whetstone.sqlite3") as store:
        places = store.execute(
            "SELECT count(*) FROM learn_practice WHERE place LIKE ? GROUP BY person_id"
            " ORDER BY person_id DESC LIMIT 1",
            (f"{slug}/%",),
        ).fetchone()
    assert places == (before + 1,)
