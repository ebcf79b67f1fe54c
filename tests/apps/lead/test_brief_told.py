"""The brief compared with the last one, read aloud, on paper and outside."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from dataclasses import replace

import pytest
from django.utils.translation import gettext_lazy
from pypdf import PdfReader
from tests.apps.lead.briefs import GOAL, LATER, document, read, seen, sign, write
from tests.apps.lead.conftest import NOW

from whetstone.apps.lead import (
    brief_gather,
    brief_pages,
    brief_sections,
    brief_sheet,
    brief_telling,
    outward,
)
from whetstone.apps.lead.brief_compare import goal_moved
from whetstone.apps.lead.brief_goals import rows, served
from whetstone.apps.lead.brief_parts import Extra, Line, Section, Seen, aloud, short_enough
from whetstone.apps.lead.effect_words import in_a_sentence
from whetstone.apps.lead.models import Decision
from whetstone.apps.people.clock import real_now
from whetstone.apps.plan import services as plan
from whetstone.apps.plan.models import CampaignReadout

# --- compared with the last one ---


def test_a_difference_is_said_only_where_both_are_told_and_read_anew():
    assert goal_moved(GOAL, None) == ("", "")
    assert goal_moved(GOAL, {**GOAL, "value": None}) == ("", "")
    assert goal_moved(GOAL, {**GOAL, "value": 263, "on": "2026-10-31"}) == ("263", "up 147")
    assert goal_moved(GOAL, GOAL)[1] == "no new reading since"


def test_a_figure_that_is_counted_another_way_is_not_compared():
    old = {**GOAL, "value": 263, "on": "2026-10-31"}
    split = {"on": "2026-11-10", "change": "Reach leaves", "slug": "x"}
    for now, was in (({**GOAL, "split": split}, old), (GOAL, {**old, "era": "by hand"})):
        assert goal_moved(now, was)[1] == "counted another way since, so not compared"


def test_a_goal_is_compared_with_itself_whatever_it_was_called_and_never_with_its_namesake():
    own = {**GOAL, "value": 263, "on": "2026-10-31", "title": "Mended"}
    namesake = {**own, "id": 2, "value": 9, "title": GOAL["title"]}
    [row] = rows(Seen({"goals": [GOAL]}, "UTC", None, {"goals": [namesake, own]}))
    assert (row.was, row.moved) == ("263", "up 147")


def test_a_share_within_its_interval_may_be_chance():
    share = {**GOAL, "unit": "%", "value": 86.9, "band": [82.7, 90.2]}
    old = {**share, "value": 83.6, "band": [79.6, 86.9], "on": "2026-10-31"}
    assert goal_moved(share, old)[1] == "up 3 points, which may be chance"
    assert goal_moved(share, {**old, "value": 60, "band": [55, 65]})[1] == "up 27 points"


def test_readings_are_not_joined_across_a_change_of_counting():
    split = {"on": "2026-11-10", "change": "Reach leaves", "slug": "x"}
    [row] = rows(seen({**GOAL, "split": split}))
    assert [one[:2] for one in row.claim.rows] == [
        ("22 November 2026", "410"),
        ("10 November 2026", "counted another way before"),
        ("31 October 2026", "263"),
    ]
    assert "not joined" in row.claim.split
    said = " ".join(line.text for line in served(seen({**GOAL, "split": split})))
    assert "from 263" not in said


def told(own, title):
    goals = brief_gather.gathered(own.workspace.pk, now=NOW)["goals"]
    return next(one for one in goals if one["title"] == title)


def test_a_goal_that_the_team_counts_another_way_is_split_where_that_began(team, client_as):
    own, day = team(6), dt.date
    goal = plan.create_goal(
        workspace_id=own.workspace.pk, kind="metric", title="Reached", now=NOW, era="as the feed",
        baseline=50, target=100, due_on=day(2027, 3, 31),
    )  # fmt: skip
    read(own, goal, 58, day(2026, 10, 31))
    plan.create_campaign(
        workspace_id=own.workspace.pk, name="Mend it", aim="taps", wanted_act="link_taps",
        starts_on=day(2026, 11, 1), ends_on=day(2026, 12, 21), people_a_day=1, audience=1, now=NOW,
        goal_id=goal.pk,
    )  # fmt: skip
    plan.change_goal(
        workspace_id=own.workspace.pk, goal_id=goal.pk, rests_on=(), actor_id=own.lead.pk,
        now=NOW, era="viewers",
    )  # fmt: skip
    before = told(own, "Reached")
    assert (before["era"], before["split"]) == ("as the feed", None)  # no figure is counted anew

    read(own, goal, 91, day(2026, 11, 20))
    now = told(own, "Reached")
    assert now["era"] == "viewers"
    assert now["split"]["on"] == "2026-11-20"
    assert now["outlook"] == "early"  # one figure counted so is no course
    assert goal_moved(now, before)[1] == "counted another way since, so not compared"
    [row] = rows(seen(now))
    assert row.claim.rows[1][:2] == ("20 November 2026", "counted another way before")
    assert "before it was counted as: as the feed." in row.claim.split
    assert "58" not in " ".join(line.text for line in served(seen(now)))
    assert (
        "Counted another way before: as the feed"
        in client_as(own.lead).get(f"/plan/goals/{goal.pk}").content.decode()
    )


def read_out(own, *, kind, told=True):
    campaign = plan.create_campaign(
        workspace_id=own.workspace.pk, name="Lanterns", aim="taps", wanted_act="link_taps",
        starts_on=dt.date(2026, 11, 2), ends_on=dt.date(2026, 11, 22), people_a_day=1, audience=1,
        now=NOW,
    )  # fmt: skip
    result = {"kind": kind, "lift": [0.25, 0.1, 0.4], "told": told, "reasons": []}
    CampaignReadout.objects.create(
        campaign=campaign, at=NOW, by=own.lead,
        facts={"name": "Lanterns", "said": {"counts": "link_taps", "expected": 0.2},
               "result": result},
    )  # fmt: skip


def sentences(own, section):
    figures = brief_gather.gathered(own.workspace.pk, now=NOW)
    parts = brief_telling.sections(Seen(figures, "UTC"), {}, by="")
    [lines] = [one.lines for one in parts if one.code == section]
    return " ".join(line.text for line in lines).replace("\u00a0", " ")


def test_a_signed_read_out_is_what_the_brief_says_of_a_forecast(team):
    own = team(6)
    read_out(own, kind="arms")
    said = "was planned to lift link taps by 20 %; it came to 25 % (10 % to 40 %)."
    assert said in sentences(own, "forecasts")
    assert "changed link taps by 25 % (10 % to 40 %) against people who were held back" in (
        sentences(own, "social")
    )


@pytest.mark.parametrize("read", [{"kind": "past"}, {"kind": "arms", "told": False}])
def test_no_effect_is_claimed_without_a_part_held_back_or_within_chance(team, read):
    own = team(6)
    read_out(own, **read)
    assert "held back" not in sentences(own, "social")
    assert "it came to 25 %" in sentences(own, "forecasts")


def test_another_workspace_s_read_out_is_not_told_here(team):
    own, other = team(6), team(6)
    read_out(other, kind="arms")
    assert "Lanterns" not in sentences(own, "forecasts") + sentences(own, "social")


UNTOLD = "What the training returned cannot be told yet: "


@pytest.mark.parametrize(
    ("code", "tells_from", "said"),
    [
        ("none", None, UNTOLD + "no comparison is set up."),
        (
            "cannot_tell",
            "",
            UNTOLD + "a comparison runs; five teams a side never come in this plan.",
        ),
        ("no_difference_seen", "", "No effect of the training was seen: +0.80 a team and week "),
        ("better", "", "+0.80 (−4.1 to +5.6) bookings, a team and week, with the learning."),
    ],
)
def test_what_the_training_returned_reads_as_a_sentence(code, tells_from, said):
    values = {
        "name": "Service", "units": 10, "first": "2026-11-09", "outcome": "bookings",
        "value": 0.8, "low": -4.1, "high": 5.6, "tells_from": tells_from,
    }  # fmt: skip
    told = in_a_sentence({"code": code, "values": {} if tells_from is None else values})
    assert told.replace("\u00a0", " ").startswith(said)


def test_social_is_said_to_have_moved_together_and_never_to_have_caused():
    said = " ".join(line.text for line in served(seen(GOAL)))
    assert "went from 263 on 31 October 2026 to 410 while “Mend it” ran" in said
    assert "moved together" in said
    assert "cannot be told" in said


def test_two_signed_briefs_stand_side_by_side(team, client_as):
    own = team(6)
    goal = plan.create_goal(
        workspace_id=own.workspace.pk, kind="metric", title="Taps", target=900, now=NOW
    )
    facts = {"workspace_id": own.workspace.pk, "goal_id": goal.pk, "source": "desk", "now": NOW}
    plan.add_reading(on=dt.date(2026, 11, 1), value=100, **facts)
    first = sign(own)
    plan.add_reading(on=dt.date(2026, 12, 1), value=150, **facts)
    second = sign(own, now=LATER, after=first.brief_id)
    page = client_as(own.leader).get(f"/lead/briefs/{second.brief_id}/signed").content.decode()
    assert "up 50" in page
    assert "23 November 2026" in page


# --- aloud, on paper, outside ---


def test_more_than_two_minutes_is_warned_of(team, client_as):
    own = team(6)
    lead = client_as(own.lead)
    assert "Over two minutes by about" not in _told(lead.get("/lead/brief"))
    write(own, dict.fromkeys(("ask", "goals"), "word " * 200))
    assert "Over two minutes by about" in _told(lead.get("/lead/brief"))


def _told(answer) -> str:
    """The page without the words that only a script says."""
    return answer.content.decode().replace("Over two minutes by about {n}", "")


def test_what_the_product_drafts_is_read_in_two_minutes():
    risk = Line("Gone. " + "word " * 40, mark="risk")
    long = tuple(Line("word " * 40) for _ in range(6))
    before = (
        Section("ask", "Asked", (Line("Decide it."),)),
        Section("field", "Field", (long[0], risk, *long)),
        Section("hours", "Hours", long[:3], words="My own words."),
    )
    assert aloud("A title", before).minutes > 2
    parts = short_enough("A title", before)
    assert aloud("A title", parts).minutes <= 2
    assert [one.text for one in parts[1].lines] == [one.text for one in before[1].lines]
    assert [line.is_read for line in parts[1].lines][:3] == [True, True, True]
    assert [line.is_read for line in parts[2].lines] == [True, False, False]
    assert parts[2].words == "My own words."
    assert not short_enough("T", (Section("x", "X", (Line("word " * 400),)),))[0].lines[1:]


def test_own_words_make_room_for_themselves():
    spare = tuple(Line("word " * 60) for _ in range(4))
    own = "Mine. " + "word " * 60
    quiet = (Section("ask", "Asked", (Line("Decide it."),)), Section("hours", "Hours", spare))
    spoken = (replace(quiet[0], words=own), quiet[1])
    read = [
        sum(line.is_read for one in short_enough("T", some) for line in one.lines)
        for some in (quiet, spoken)
    ]
    assert read[1] < read[0]
    assert aloud("T", short_enough("T", spoken)).minutes <= 2
    assert short_enough("T", spoken)[0].words == own


def test_the_sheet_is_one_tagged_page_with_its_fonts_within(team):
    own = team(6)
    write(own, {"ask": "We ask for time, not money."})
    sign(own)
    data = brief_sheet.pdf_of(document(own))
    sheet = PdfReader(io.BytesIO(data))
    root = sheet.trailer["/Root"]
    assert len(sheet.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    marks = root["/Metadata"].get_data()
    assert b"pdfuaid" in marks
    assert b"pdfaid" in marks
    for font in sheet.pages[0]["/Resources"]["/Font"].values():
        inner = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner)
    text = " ".join(sheet.pages[0].extract_text().split())
    for part in ("Decision asked", "Fifty bookings", "We ask for time", "Signed by Aoife", "Seal"):
        assert part in text
    assert "Learner" not in text


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="NO PDFTOTEXT: poppler-utils is not on this machine"
)
def test_another_program_reads_the_sheet_in_the_order_it_is_said(team, tmp_path):
    own = team(6)
    sign(own)
    (tmp_path / "brief.pdf").write_bytes(brief_sheet.pdf_of(document(own)))
    ran = subprocess.run(
        ["pdftotext", "brief.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    text = ran.stdout.decode()
    places = [text.index(part) for part in ("Decision asked", "Fifty bookings", "Sources")]
    assert places == sorted(places)


def test_outside_the_brief_says_nothing_of_the_team(team, client_as, client):
    own = team(6)
    write(own, {"goals": "A good month.", "cover": "Maria is away in May."})
    made = sign(own)
    token = outward.send(
        kind=outward.BRIEF, thing=str(made.brief_id), signed=False, days=3,
        workspace_id=own.workspace.pk, actor_id=own.lead.pk, now=real_now(),
    )  # fmt: skip
    page = client.get(f"/shared/{token}").content.decode()
    assert "A good month." in page
    for inside in ("Maria", "required area", "current facts", "learning hours", "Aoife"):
        assert inside not in page
    assert "so they are not sent" in page
    assert "Decision asked" not in page


def test_only_what_is_signed_is_sent_and_only_by_who_may_read_it(team, client_as):
    own = team(6)
    made, kept = sign(own), client_as(own.lead).post("/lead/briefs")
    ask = f"/sent?kind=brief&thing={made.brief_id}"
    assert "Make the link" in client_as(own.lead).get(ask).content.decode()
    assert "Make the link" not in client_as(own.people[0]).get(ask).content.decode()
    assert kept.url
    assert not outward.title_of("brief", "999999", workspace_id=own.workspace.pk)
    assert not outward.title_of("brief", "x", workspace_id=own.workspace.pk)
    assert not outward.title_of("brief", str(made.brief_id), workspace_id=team(6).workspace.pk)


# --- sections of other rooms ---


def test_a_section_of_another_room_stands_only_where_it_has_something_to_say(team, monkeypatch):
    own = team(6)
    for values, there in ((None, False), ({"n": 96}, True)):
        one = Extra(
            "voices", gettext_lazy("Goals"), "hours", lambda _pk, _now, v=values: v,
            lambda found, _before: (Line(f"{found['n']} ask where to send a jacket."),),
        )  # fmt: skip
        monkeypatch.setattr(brief_sections, "SECTIONS", (one,))
        doc = brief_pages.draft(_Actor(own.workspace.pk))
        assert ("voices" in [part.code for part in doc.sections]) is there
        assert (
            any("96 ask where" in text for text in doc.section("voices").aloud) if there else True
        )
    assert [part.code for part in doc.sections].index("voices") == 6


class _Actor:
    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self.now = NOW


def test_an_empty_brief_is_short():
    assert aloud("Nothing is at risk today", ()).is_long is False


def test_what_other_rooms_bring_stands_still_within_a_day(team):
    """Else what was read could not be signed a minute later."""
    own = team(6)
    Decision.objects.create(
        workspace=own.workspace, code="typed", text="Ask legal", taken_at=NOW, due_on=NOW.date()
    )
    brought = [
        [one.gather(own.workspace.pk, NOW + dt.timedelta(minutes=n)) for n in (0, 1)]
        for one in brief_sections.brief_sections()
    ]
    assert any(before for before, _after in brought)
    assert all(before == after for before, after in brought)
