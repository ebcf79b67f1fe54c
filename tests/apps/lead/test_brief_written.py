"""The brief as it is written and signed, and what becomes of its decisions."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest
from pypdf import PdfReader
from tests.apps.lead.briefs import LATER, document, read, sign, write
from tests.apps.lead.conftest import NOW

from whetstone.apps.lead import (
    brief_gather,
    brief_selectors,
    brief_services,
    brief_sheet,
    services,
    table_services,
)
from whetstone.apps.lead.models import Brief, BriefSignature, BriefWords, Decision
from whetstone.apps.plan import services as plan
from whetstone.core.kernel.errors import Refused
from whetstone.web.append_only import WrittenOnceError

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
