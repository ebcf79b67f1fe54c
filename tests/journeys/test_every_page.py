"""Every page a visitor can open: WCAG 2.2 AA, light and dark, no sideways scroll from 320 px."""

from __future__ import annotations

import pytest
from tests.journeys.conftest import LOOKED_AT_ONCE
from tests.journeys.pages import OPEN_PAGES, ROOMS, overflow

NARROWEST = 320


class Look:
    """What a visitor finds wrong on pages, and where their links lead."""

    def __init__(self, page, address: str, axe) -> None:
        self.page, self.address, self.axe = page, address, axe
        self.wrong: list[str] = []
        self.links: set[str] = set()

    def at(self, path: str) -> None:
        """Open a page; in the run on SQLite look at it, and keep its links."""
        page, address = self.page, self.address + path
        answer = page.goto(address)
        if answer.status != 200:
            self.wrong.append(f"{address}: {answer.status}")
        if page.locator("h1").count() != 1:
            self.wrong.append(f"{address}: {page.locator('h1').count()} main headings")
        if LOOKED_AT_ONCE:
            return
        try:
            self.axe(page)
        except AssertionError as fault:
            self.wrong.append(str(fault))
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        if overflow(page) > 0:
            self.wrong.append(f"{address}: {overflow(page)} px too wide at {NARROWEST}")
        page.set_viewport_size({"width": 1280, "height": 900})
        found = page.locator("a[href^='/']")
        self.links |= set(found.evaluate_all("all => all.map(a => a.pathname + a.search)"))

    def dead_links(self) -> list[str]:
        """Links of the pages that lead nowhere."""
        ends = {path: self.page.request.get(self.address + path).status for path in self.links}
        return [f"{path}: {status}" for path, status in sorted(ends.items()) if status >= 400]


@pytest.mark.parametrize("role", sorted(ROOMS))
def test_each_room_of_the_demo_is_open_to_everybody_and_no_link_is_dead(
    page, enter, product, axe, *, role
):
    enter(page, role)
    look = Look(page, product.address, axe)
    for path in ROOMS[role]:
        look.at(path)
    wrong = look.wrong + look.dead_links()
    assert not wrong, "\n".join(wrong)


def test_pages_before_any_door(page, product, axe):
    look = Look(page, product.address, axe)
    for path in OPEN_PAGES:
        look.at(path)
    assert not look.wrong, "\n".join(look.wrong)


def test_a_page_in_nepali_says_so(page, enter, product, axe):
    enter(page, "lead")
    page.context.add_cookies([{"name": "django_language", "value": "ne", "url": product.address}])
    for path in ("/", "/today", "/changes", "/profile"):
        page.goto(product.address + path)
        assert page.locator("html").get_attribute("lang") == "ne"
        axe(page)
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        assert overflow(page) <= 0, path
        page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.skipif(LOOKED_AT_ONCE, reason="AXE LOOKS ONCE: in the run on SQLite")
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("<img src='data:,' width='30' height='30'>", "light .*: image-alt"),
        ("<p class='pale'>Too pale by day.</p>", "light .*: color-contrast"),
        ("<p class='deep'>Too deep by night.</p>", "dark .*: color-contrast"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(page, axe, *, broken, said):
    page.set_content(
        "<!doctype html><html lang='en'><title>A page</title><style>"
        "body { background: #fff; color: #000 } .pale { color: #ccc } .deep { color: #333 }"
        "@media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }"
        f"</style><main><h1>A page</h1>{broken}</main></html>"
    )
    with pytest.raises(AssertionError, match=said):
        axe(page)


BODY = (
    "<!doctype html><html lang='en'><title>A page</title><style>"
    "body {{ background: #fff; color: #000 }} .on {{ background: {behind} }}"
    ".ink {{ color: {ink} }}</style><main><h1>A page</h1>"
    "<p class='on'><span class='ink'>Some words.</span></p></main></html>"
)


@pytest.mark.skipif(LOOKED_AT_ONCE, reason="AXE LOOKS ONCE: in the run on SQLite")
def test_colours_that_were_right_elsewhere_are_looked_at_again_on_another_ground(page, axe):
    """Each way of colouring is looked at once; what was wrong is told on every page."""
    page.set_content(BODY.format(behind="#fff", ink="#555"))
    axe(page)
    for _twice in range(2):
        page.set_content(BODY.format(behind="#999", ink="#555"))
        with pytest.raises(AssertionError, match="color-contrast"):
            axe(page)
    page.set_content(BODY.format(behind="#fff", ink="#555"))
    axe(page)
