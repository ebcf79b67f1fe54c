"""From an export to four answers, a campaign, its posts in the calendar, and its read-out."""

from __future__ import annotations

import datetime as dt

from tests.apps.plan.exports import instagram, post
from tests.journeys.pages import overflow

WORDS = "Candles in the window, and a coat that kept four winters out"
FIRST = dt.date(2026, 7, 27)


def press(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state("networkidle")


def said(page) -> str:
    return page.locator("main").inner_text()


def own_days() -> str:
    """Days up to yesterday, as somebody pastes them: from 2 November on more taps."""
    rows = ["date,people,views,replies,link taps"]
    for n in range((dt.date(2026, 11, 22) - FIRST).days + 1):
        on = FIRST + dt.timedelta(days=n)
        taps = (48 if on < dt.date(2026, 11, 2) else 66) + n % 5
        rows.append(f"{on},{2400 + 11 * (n % 9)},{3100 + n % 7},{5 + n % 3},{taps}")
    return "\n".join(rows)


def bring(page, root: str) -> None:
    page.goto(root + "/plan/figures/new")
    today = post(44, text=WORDS, on="11/23/2026 01:00")
    file = instagram(*(post(n, text=f"Fog on the quay {n}") for n in range(41, 44)), today)
    page.locator("input[type=file]").set_input_files(
        {"name": "candles.csv", "mimeType": "text/csv", "buffer": file}
    )
    press(page, "See what it would change")
    if "time zone" in said(page):
        press(page, "See what it would change")
    press(page, "Take the figures")
    assert "4 posts came in" in said(page)


def begin_campaign(page, root: str) -> None:
    page.goto(root + "/plan/campaigns/new")
    page.get_by_label("Its name").fill("Candles")
    page.get_by_label("What it is for").fill("Owners tap through to the workshop.")
    page.locator("select[name=wanted_act]").select_option("link_taps")
    for name, value in (
        ("starts_on", "2026-11-02"), ("ends_on", "2026-11-22"), ("people_a_day", "2440"),
        ("audience", "90000"),
    ):  # fmt: skip
        page.locator(f"input[name={name}]").fill(value)
    press(page, "Save the campaign")
    page.locator("textarea[name=rows]").fill(own_days())
    press(page, "Take these days")
    assert "Three gates" in said(page)  # what to count


def plan_a_post(page, root: str) -> None:
    page.goto(root + "/plan/calendar/posts/new")
    page.locator("input[name=title]").fill("Candles in the window")
    page.locator("textarea[name=words]").fill(WORDS)
    page.locator("select[name=network]").select_option("instagram")
    page.locator("input[name=on]").fill("2026-11-23")
    press(page, "Save the post")
    for act in ("Make it a draft", "Hand in for review", "Approve it"):
        press(page, act)


def test_from_an_export_to_a_signed_read_out(page, enter, product, axe):
    enter(page, "lead")
    root = product.address
    bring(page, root)
    page.goto(root + "/plan/audience")  # which networks
    assert "of 100" in said(page)
    page.get_by_role("link", name="Who engages").first.click()
    page.wait_for_load_state()
    assert "Pulled to the mean" in said(page)  # who engages, and what they do
    axe(page)

    begin_campaign(page, root)
    page.get_by_role("link", name="How long, and held against what").click()  # how long, and why
    page.wait_for_load_state()
    assert "What looking early costs" in said(page)
    axe(page)
    assert overflow(page) <= 0
    page.locator("input[name=held_out]").fill("every second owner, drawn")
    press(page, "Read it this way")
    assert "Held against a random part of the audience" in said(page)
    length = page.url

    plan_a_post(page, root)  # the calendar, and what came of it
    page.goto(root + "/plan/calendar/matching")
    assert "Found by its words" in said(page)
    axe(page)
    press(page, "Settle these posts")
    assert "1 planned post waits for its figures" in said(page)  # the other is settled

    page.goto(length)
    page.get_by_role("link", name="Read the campaign out").click()
    page.wait_for_load_state()
    assert "What we do not know" in said(page)
    axe(page)
    page.locator("textarea[name=own_words]").fill("More taps; why, we cannot say.")
    press(page, "Sign the read-out")
    assert "frozen since" in said(page)
    page.goto(root + "/plan/report?month=2026-11")
    assert "Candles: read-out signed" in said(page)
