"""The brief as it is written, signed, compared, printed and sent."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from django.utils.translation import gettext_lazy
from pypdf import PdfReader
from tests.apps.lead.conftest import NOW

from whetstone.apps.lead import (
    brief_gather,
    brief_pages,
    brief_sections,
    brief_selectors,
    brief_services,
    brief_sheet,
    brief_telling,
    outward,
    services,
    table_services,
)
from whetstone.apps.lead.brief_compare import goal_moved
from whetstone.apps.lead.brief_goals import rows, served
from whetstone.apps.lead.brief_parts import Extra, Line, Section, Seen, aloud, short_enough
from whetstone.apps.lead.effect_words import in_a_sentence
from whetstone.apps.lead.models import Brief, BriefSignature, BriefWords, Decision
from whetstone.apps.people.clock import real_now
from whetstone.apps.plan import services as plan
from whetstone.apps.plan.models import CampaignReadout
from whetstone.core.kernel.errors import Refused
from whetstone.web.append_only import WrittenOnceError

LATER = NOW + dt.timedelta(days=28)
GOAL = {
    "id": 1, "title": "Repairs", "unit": "repairs", "value": 410, "band": None, "era": "tagged",
    "on": "2026-11-22", "source": "desk", "target": 1200, "due": "2027-03-31", "baseline": 0,
    "outlook": "on_course", "served": ["Mend it"], "definition": "Forms sent.", "split": None,
    "runs": [["Mend it", "2026-11-01", "2026-12-21"]],
    "readings": [["2026-11-22", 410, None, "desk"], ["2026-10-31", 263, None, "desk"]],
}  # fmt: skip


def write(own, texts, *, by=None, seen=None, now=NOW) -> int:
    return brief_services.write(
        workspace_id=own.workspace.pk, texts=texts, seen=seen or {},
        actor_id=(by or own.lead).pk, now=now,
    )  # fmt: skip


def sign(own, *, now=NOW, after=0, mark=""):
    mark = mark or brief_services.mark_of(brief_gather.gathered(own.workspace.pk, now=now))
    return brief_services.sign(
        workspace_id=own.workspace.pk, mark=mark, after=after, actor_id=own.lead.pk, now=now
    )


def read(own, goal, value, on):
    plan.add_reading(
        workspace_id=own.workspace.pk, goal_id=goal.pk, value=value, on=on, source="desk", now=NOW
    )


def document(own):
    view = brief_selectors.last_signed(own.workspace.pk)
    return brief_pages.signed(view, own.workspace.pk)


def seen(*goals, **more) -> Seen:
    return Seen({"goals": list(goals), **more}, "UTC")


# --- writing ---


def test_words_are_kept_apart_from_figures_and_marked_as_the_writer_s(team, client_as):
    own = team(6)
    lead = client_as(own.lead)
    kept = lead.post("/lead/brief/words", {"words-goals": "Read it as a beginning."})
    assert kept.status_code == 302
    assert "Read it as a beginning." in lead.get("/lead/brief").content.decode()
    sign(own)
    view = brief_selectors.last_signed(own.workspace.pk)
    page = lead.get(f"/lead/briefs/{view.brief.id}/signed").content.decode()
    assert "In the words of Aoife" in page
    assert "Read it as a beginning." not in json.dumps(view.brief.figures)


def test_what_is_saved_while_typing_answers_without_a_page(team, client_as):
    own = team(6)
    answer = client_as(own.lead).post(
        "/lead/brief/words", {"words-ask": "Yes."}, headers={"X-Autosave": "1"}
    )
    assert (answer.status_code, answer.content) == (204, b"")


def test_nothing_typed_is_lost_when_two_people_write(team, make_person):
    own = team(6)
    second = make_person(own.workspace, rights=("lead",), name="Bea")
    write(own, {"ask": "First."})
    write(own, {"ask": "Second.", "goals": ""}, by=second)
    assert [one.text for one in brief_selectors.written(own.workspace.pk)["ask"]] == [
        "Second.", "First.",
    ]  # fmt: skip


def test_who_left_a_section_alone_does_not_undo_what_another_wrote_there(team, make_person):
    own = team(6)
    second = make_person(own.workspace, rights=("lead",), name="Bea")
    there = brief_selectors.version("")
    write(own, {"ask": "First."})
    moved = write(own, {"ask": "", "goals": "Mine."}, by=second, seen={"ask": there})
    assert moved == 1
    assert brief_selectors.words(own.workspace.pk) == {"ask": "First.", "goals": "Mine."}


def test_one_sitting_is_one_wording_and_the_same_words_twice_are_none(team):
    own = team(6)
    write(own, {"ask": "On"})
    write(own, {"ask": "One"}, now=NOW + dt.timedelta(minutes=1))
    assert write(own, {"ask": "One"}, now=NOW + dt.timedelta(minutes=2)) == 0
    write(own, {"ask": "Two"}, now=NOW + dt.timedelta(hours=1))
    assert list(BriefWords.objects.order_by("pk").values_list("text", flat=True)) == ["One", "Two"]


def test_words_that_are_too_long_are_told_and_stay_in_the_box(team, client_as):
    own = team(6)
    long = "word " * 300
    answer = client_as(own.lead).post(
        "/lead/brief/words", {"words-ask": long, "words-goals": long}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "2 things to look at again" in page
    assert long.strip() in page
    assert not BriefWords.objects.exists()


# --- signing ---


def test_a_signed_brief_never_changes_and_a_draft_does(team):
    own = team(6)
    write(own, {"ask": "Say yes."})
    made = sign(own)
    before = brief_sheet.values_of(document(own))
    write(own, {"ask": "Say no."}, now=LATER)
    plan.create_goal(
        workspace_id=own.workspace.pk, kind="business", title="New", target=5, now=NOW
    )
    assert brief_sheet.values_of(document(own)) == before
    assert document(own).is_whole
    with pytest.raises(WrittenOnceError):
        made.save()


def test_a_signature_is_refused_where_the_figures_moved_since_they_were_read(team):
    own = team(6)
    mark = brief_services.mark_of(brief_gather.gathered(own.workspace.pk, now=NOW))
    plan.create_goal(
        workspace_id=own.workspace.pk, kind="business", title="New", target=5, now=NOW
    )
    with pytest.raises(Refused) as refused:
        sign(own, mark=mark)
    assert refused.value.why == "moved"
    assert not Brief.objects.exists()


def test_signing_twice_is_one_signature_and_another_s_is_not_taken_for_it(team, make_person):
    own = team(6)
    assert sign(own) == sign(own)
    assert BriefSignature.objects.count() == 1
    second = make_person(own.workspace, rights=("lead",), name="Bea")
    with pytest.raises(Refused):
        brief_services.sign(
            workspace_id=own.workspace.pk, mark="", after=0, actor_id=second.pk, now=NOW
        )


def test_what_was_signed_last_is_not_signed_again_without_a_figure_or_a_word_of_news(team):
    own = team(6)
    write(own, {"ask": "Say yes."})
    first = sign(own)
    with pytest.raises(Refused) as refused:
        sign(own, after=first.brief_id)
    assert refused.value.why == "nothing_new"
    write(own, {"ask": "Say yes at last."}, now=LATER)
    second = sign(own, after=first.brief_id)
    read(own, plan.create_goal(
        workspace_id=own.workspace.pk, kind="business", title="Fifty bookings", now=NOW
    ), 12, NOW.date())  # fmt: skip
    sign(own, after=second.brief_id)
    assert BriefSignature.objects.count() == 3


def test_signing_asks_again_for_the_password_and_signs_nothing_before(team, client_as):
    own = team(6)
    answer = client_as(own.lead).post("/lead/brief/signing", {"mark": "x", "after": "0"})
    assert "reauthenticate" in answer.headers["Location"]
    assert not BriefSignature.objects.exists()


def test_figures_that_somebody_changed_in_the_store_no_longer_fit_the_seal(team, client_as):
    own = team(6)
    made = sign(own)
    figures = made.brief.figures
    figures["team"] = 99
    Brief.objects.filter(pk=made.brief_id).update(figures=figures)
    page = client_as(own.leader).get(f"/lead/briefs/{made.brief_id}/signed").content.decode()
    assert "This is not what was signed" in page


def test_a_leader_reads_what_is_signed_and_never_a_draft(team, client_as):
    own = team(6)
    made = sign(own)
    leader = client_as(own.leader)
    assert leader.get(f"/lead/briefs/{made.brief_id}/signed").status_code == 200
    assert leader.get("/lead/brief").status_code == 403
    other = team(6)
    assert (
        client_as(other.leader).get(f"/lead/briefs/{made.brief_id}/brief.pdf").status_code == 404
    )


def test_a_leader_answers_a_signed_brief_where_they_read_it(team, client_as):
    own = team(6)
    made, leader = sign(own), client_as(own.leader)
    page = leader.get(f"/lead/briefs/{made.brief_id}/signed").text
    mark = re.search(r'name="mark" value="(\w{64})"', page)[1]
    answers = f"/lead/briefs/{made.brief_id}/answers"
    for said in ({"kind": "agree", "mark": mark}, {"kind": "ask", "words": "", "mark": mark}):
        assert leader.post(answers, said).url == f"/lead/briefs/{made.brief_id}/signed"
    again = leader.get(f"/lead/briefs/{made.brief_id}/signed").text
    assert 'value="agree"' not in again
    assert 'value="ask"' in again
    assert "Dara" in leader.get(f"/lead/briefs/{made.brief_id}/signed").text
    assert 'value="agree"' not in client_as(own.lead).get(
        f"/lead/briefs/{made.brief_id}/signed"
    ).text  # fmt: skip


def test_signs_that_no_typeface_has_are_told_before_the_signature(team, client_as):
    own = team(6)
    signing = "/lead/brief/signing"
    write(own, {"ask": "Ja, größer – पढ्नुहोस् – नमस्ते."})
    assert "On paper a question mark" not in client_as(own.lead).get(signing).text
    write(own, {"ask": "Yes 👍 שלום"}, now=LATER)
    page = client_as(own.lead).get(signing).text
    assert "On paper a question mark stands for 👍 ש ל ו ם" in page


def test_an_address_without_a_blank_does_not_run_off_the_sheet(team):
    own = team(6)
    write(own, {"goals": "https://shop.example/" + "z" * 180})
    sign(own)
    sheet = PdfReader(io.BytesIO(brief_sheet.pdf_of(document(own))))
    lines = sheet.pages[0].extract_text().replace("\u200b", "").splitlines()
    runs = [line.count("z") for line in lines if "zz" in line]
    assert len(runs) > 1
    assert max(runs) < 120


def test_a_draft_that_was_not_kept_does_not_say_that_it_is_saved(team, client_as):
    lead = client_as(team(6).lead)
    assert "data-saved" in lead.get("/lead/brief").text
    refused = lead.post("/lead/brief/words", {"words-ask": "word " * 300})
    assert "data-saved" not in refused.text


# --- decisions, from one brief to the next ---


def take(own, brief_id, *codes):
    return services.take_decisions(
        workspace_id=own.workspace.pk, brief_id=brief_id, codes=codes, actor_id=own.leader.pk,
        now=NOW,
    )  # fmt: skip


def test_what_became_of_the_last_brief_s_decisions_is_frozen_with_the_next(team):
    own = team(6)
    first = sign(own)
    write(own, {"ask": "Still to be decided."})
    sign(own, after=first.brief_id)
    before = brief_sheet.values_of(document(own))
    assert "0 was taken" in json.dumps(before)
    assert take(own, first.brief_id, "grow_second") == 1
    assert brief_sheet.values_of(document(own)) == before


def test_what_was_decided_and_is_open_is_not_asked_again(team, client_as):
    own = team(6)
    first = sign(own)
    take(own, first.brief_id, "grow_second")
    client_as(own.lead).post("/lead/briefs", {"cause": "another page"})
    page = client_as(own.leader).get("/lead").text
    assert "Taken by Dara" in page
    assert 'name="code"' not in page
    assert "and still open." in client_as(own.lead).get("/lead/brief").text

    write(own, {"ask": "News."})
    second = sign(own, after=first.brief_id)
    assert take(own, second.brief_id, "grow_second") == 0
    assert 'name="code"' not in client_as(own.leader).get(
        f"/lead/briefs/{second.brief_id}/signed"
    ).text  # fmt: skip
    write(own, {"ask": "More news."}, now=LATER)
    sign(own, after=second.brief_id)
    assert "asked on" not in json.dumps(brief_sheet.values_of(document(own)))


def test_what_is_done_and_still_called_for_by_the_figures_is_asked_again(team):
    own = team(6)
    first = sign(own)
    take(own, first.brief_id, "grow_second")
    table_services.follow_up(
        decision_id=Decision.objects.get().pk, state="done", reason="", actor_id=own.lead.pk,
        workspace_id=own.workspace.pk, now=NOW,
    )  # fmt: skip
    asks = brief_gather.gathered(own.workspace.pk, now=NOW)["decisions"]
    assert [ask["code"] for ask in asks if "since" not in ask] == ["grow_second"]


def test_another_workspace_s_decision_stands_for_none_here(team):
    own, other = team(6), team(6)
    take(other, sign(other).brief_id, "grow_second")
    asks = brief_gather.gathered(own.workspace.pk, now=NOW)["decisions"]
    assert not any("since" in ask for ask in asks)


def test_one_of_two_decisions_is_taken_alone(team, client_as):
    own = team(6)
    plan.create_goal(workspace_id=own.workspace.pk, kind="business", title="No target", now=NOW)
    goal = plan.create_goal(workspace_id=own.workspace.pk, kind="metric", title="Bare", now=NOW)
    read(own, goal, 3, NOW.date())
    made, leader = sign(own), client_as(own.leader)
    page = leader.get(f"/lead/briefs/{made.brief_id}/signed").text
    codes = re.findall(r'name="code" value="(\w+)"', page)
    assert len(codes) == 2
    assert "Only the second" in page
    address = f"/lead/briefs/{made.brief_id}/decisions"
    leader.post(address, {"code": codes, "only": codes[1]})
    assert [one.code for one in Decision.objects.all()] == codes[1:]
    leader.post(address, {"code": codes, "only": "made_up"})
    assert Decision.objects.count() == 1


def test_the_figures_of_a_signed_brief_lead_to_it(team, client_as):
    own = team(6)
    made, leader = sign(own), client_as(own.leader)
    figures = leader.get(f"/lead/briefs/{made.brief_id}").text
    assert f'href="/lead/briefs/{made.brief_id}/signed"' in figures
    kept = client_as(own.lead).post("/lead/briefs", {"cause": "x"}).url
    assert f"{kept}/signed" not in leader.get(kept).text


def test_a_page_that_was_only_kept_is_no_signed_brief(team, client_as):
    own = team(6)
    kept = client_as(own.lead).post("/lead/briefs")
    assert client_as(own.lead).get(kept.url + "/signed").status_code == 404


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
