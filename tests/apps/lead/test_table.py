"""The table: meetings, agendas, decisions that are followed up, answers to a brief."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.apps.lead.conftest import NOW

from whetstone.apps.lead import outward, services, table_agenda
from whetstone.apps.lead import table_selectors as selectors
from whetstone.apps.lead import table_services as table
from whetstone.apps.lead.models import BriefAnswer, Decision, DecisionStep, PlanningMeeting
from whetstone.apps.lead.read_marks import mark_of
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import AuditRow
from whetstone.apps.plan import services as plan
from whetstone.core.kernel.errors import Missing, Refused

GOAL = {
    "id": 1, "title": "Repairs", "unit": "repairs", "value": 410.0, "band": None,
    "on": "2026-11-22", "target": 1200.0, "outlook": "behind",
}  # fmt: skip


MEETING = {
    "name": "Quarterly planning", "quarter": "2027-Q1", "on": dt.date(2026, 12, 10),
    "at_time": dt.time(14), "seat": "asked", "who": "Managing director",
}  # fmt: skip


@pytest.fixture
def own(team):
    return team(6)


@pytest.fixture
def here(own):
    return {"workspace_id": own.workspace.pk, "actor_id": own.lead.pk, "now": NOW}


@pytest.fixture
def meeting(here):
    return table.make_meeting(form_key=uuid.uuid4(), **MEETING, **here)


def decided(meeting, here, **more):
    facts = {
        "form_key": uuid.uuid4(), "text": "Say who answers on Saturdays", "owner_id": None,
        "owner_name": "Head of the shop", "due_on": dt.date(2026, 11, 13),
    } | more  # fmt: skip
    return table.decide_at(meeting_id=meeting.pk, **facts, **here)


def kept(own):
    return services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)


# --- meetings and what is said there ---


def test_a_form_sent_twice_is_one_meeting_and_one_decision(meeting, here):
    again = table.make_meeting(form_key=meeting.form_key, name="Other", **here)
    key = uuid.uuid4()
    assert again.pk == meeting.pk
    assert decided(meeting, here, form_key=key).pk == decided(meeting, here, form_key=key).pk


def test_a_changed_meeting_rises_in_version_and_an_unchanged_one_does_not(meeting, here):
    table.change_meeting(meeting_id=meeting.pk, name="Quarterly planning", **here)
    table.change_meeting(meeting_id=meeting.pk, seat="yes", **here)
    row = PlanningMeeting.objects.get()
    assert (row.version, row.seat) == (1, "yes")


def test_only_the_newest_sentence_counts_and_only_of_a_goal_of_the_workspace(meeting, here, own):
    from whetstone.apps.plan import selectors as plan

    goal = plan.board(own.workspace.pk, today=NOW.date()).goals[0].id
    say = {"meeting_id": meeting.pk, "standings": {goal: "early"}, **here}
    assert table.say_inputs(said={goal: "We begin.", 999_999: "No."}, **say) == 1
    assert table.say_inputs(said={goal: "We begin."}, **say) == 0
    assert table.say_inputs(said={goal: "We go on."}, **say) == 1
    assert [row.words for row in selectors.inputs(meeting.pk).values()] == ["We go on."]


def test_the_cycle_goes_into_a_calendar(meeting, own, client_as):
    answer = client_as(own.leader).get("/lead/table/calendar.ics")
    assert b"SUMMARY:Quarterly planning" in answer.content
    assert b"DTSTART" in answer.content
    assert b"20261210T" in answer.content


# --- decisions and what became of them ---


def test_what_became_of_a_decision_is_written_beside_it_and_never_over_it(meeting, here):
    made = decided(meeting, here)
    step = {"decision_id": made.pk, **here}
    assert table.follow_up(state="done", reason="", **step)
    assert not table.follow_up(state="done", reason="", **step)
    assert table.follow_up(state="open", reason="It came back.", **step)
    found = selectors.decisions(here["workspace_id"])[0]
    assert (found.state, [one.state for one in found.steps]) == ("open", ["open", "done"])
    assert Decision.objects.get().text == "Say who answers on Saturdays"


def test_a_decision_is_dropped_only_with_a_reason(meeting, here):
    made = decided(meeting, here)
    with pytest.raises(Refused):
        table.follow_up(decision_id=made.pk, state="dropped", reason="", **here)
    assert table.follow_up(decision_id=made.pk, state="dropped", reason="Sold.", **here)
    assert DecisionStep.objects.get().reason == "Sold."


def test_nobody_moves_a_decision_of_another_workspace(meeting, here, make_workspace):
    made = decided(meeting, here)
    other = here | {"workspace_id": make_workspace("Other").pk}
    with pytest.raises(Missing):
        table.follow_up(decision_id=made.pk, state="done", reason="", **other)
    with pytest.raises(Missing):
        decided(meeting, other)


def test_decisions_taken_from_a_brief_are_followed_up_too(own):
    brief = kept(own)
    codes = [one["code"] for one in brief.figures["decisions"]]
    services.take_decisions(
        workspace_id=own.workspace.pk, brief_id=brief.pk, codes=codes, actor_id=own.leader.pk,
        now=NOW,
    )  # fmt: skip
    Decision.objects.filter(code=codes[0]).update(workspace=None)  # as older ones are
    assert len(selectors.decisions(own.workspace.pk)) == len(codes)


def test_the_page_for_leaders_tells_what_is_still_open(meeting, here, own, client_as):
    made = decided(meeting, here)
    told = "was due 13 November 2026"
    client = client_as(own.leader)
    assert told in client.get("/lead").content.decode()
    table.follow_up(decision_id=made.pk, state="done", reason="", **here)
    assert told not in client.get("/lead").content.decode()
    table.follow_up(decision_id=made.pk, state="open", reason="", **here)
    assert told in client.get("/lead").content.decode()


def test_late_decisions_come_first(meeting, here):
    decided(meeting, here, text="Later", due_on=dt.date(2027, 1, 1))
    decided(meeting, here, text="Late")
    found = selectors.followed_up(selectors.decisions(here["workspace_id"]), today=NOW.date())
    assert [one.text for one in found] == ["Late", "Later"]


def test_a_decision_has_one_owner_and_the_form_keeps_what_was_typed(meeting, own, client_as):
    client = client_as(own.lead)
    address = f"/lead/table/meetings/{meeting.pk}/decisions"
    typed = {
        "form_key": str(uuid.uuid4()), "text": "Hire", "owner_id": "outside", "owner_name": "",
        "due_on": "2027-01-01",
    }  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "Say who it is" in answer.content.decode()
    assert 'value="Hire"' in answer.content.decode()
    assert client.post(address, typed | {"owner_name": "Head of finance"}).status_code == 302
    assert Decision.objects.get().owner_name == "Head of finance"


# --- the agenda ---


def test_the_agenda_speaks_of_what_is_owed_then_goals_then_risks(curriculum_loaded):
    threat = {
        "kind": "campaign", "id": 3, "title": "Mend it", "statement": "Gone.", "change": "chg-x",
        "change_title": "Swipe-up links are gone.", "happened_on": "2021-08-30",
    }  # fmt: skip
    owed = selectors.Taken(1, "Hire", "Ana", dt.date(2026, 11, 1), "", NOW, None, None, "", ())
    sheet = {
        "goals": [GOAL, GOAL | {"outlook": "on_course"}],
        "threats": [threat, threat | {"id": 4, "title": "Ask"}],
    }
    found = table_agenda.agenda(sheet, open_ones=[owed], answers=[], kept=None, today=NOW.date())
    assert [one.title for one in found] == ["Hire", "Repairs", "Swipe-up links are gone."]
    assert "was due 1 November 2026" in found[0].why
    assert "410 of 1,200" in found[1].why
    share = GOAL | {"unit": "%", "value": 86.9, "band": [82.7, 90.2], "target": 85.0}
    [told] = table_agenda.agenda(
        {"goals": [share], "threats": []}, open_ones=[], answers=[], kept=None, today=NOW.date()
    )
    assert "86.9 % (82.7–90.2), target 85 %" in told.why.replace("\u00a0", " ")
    assert "Mend it, Ask" in found[2].why


def test_the_agenda_speaks_of_themes_that_may_be_told_and_of_what_others_owe(curriculum_loaded):
    class Asked:
        asked, owner, theme_id, due_on = "Mend the form", "Head of web", 7, dt.date(2026, 11, 1)

        def is_late(self, today):
            return self.due_on < today

    class Hidden:
        id, name, is_told = 7, "Few people", False

    class Found:
        surges, routes = (Hidden(),), (Asked(),)

    found = table_agenda.agenda(
        {"goals": [], "threats": []}, open_ones=[], answers=[], kept=None, today=NOW.date(),
        voices=Found(),
    )  # fmt: skip
    assert [one.title for one in found] == ["Mend the form"]


def test_the_pages_cost_the_same_with_many_decisions(meeting, here, own, client_as):
    client = client_as(own.leader)

    def asked(path):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = ("/lead/table", f"/lead/table/meetings/{meeting.pk}")
    first = decided(meeting, here)
    table.follow_up(decision_id=first.pk, state="done", reason="", **here)
    for path in paths:
        asked(path)
    few = [asked(path) for path in paths]
    for _n in range(5):
        made = decided(meeting, here)
        table.follow_up(decision_id=made.pk, state="done", reason="", **here)
    assert [asked(path) for path in paths] == few


# --- answering a brief ---


def test_a_leader_answers_with_one_click_each_kind_once(own, client_as):
    client = client_as(own.leader)
    assert 'value="agree"' in client.get("/lead").content.decode()
    mark = mark_on(client.get("/lead"))
    client.post("/lead/answers", {"kind": "agree", "words": "", "mark": mark})
    brief = BriefAnswer.objects.get().brief_id
    again = {"kind": "agree", "words": "Again.", "mark": mark}
    client.post(f"/lead/briefs/{brief}/answers", again)
    assert BriefAnswer.objects.get().words == ""
    assert "Dara" in client.get(f"/lead/briefs/{brief}").content.decode()


OWNER = {"owner_id": "outside", "owner_name": "Head of the shop", "due_on": "2026-12-01"}


def test_a_decision_from_a_brief_gets_an_owner_and_a_day_and_the_newest_count(own, client_as):
    brief = kept(own)
    services.take_decisions(
        workspace_id=own.workspace.pk, brief_id=brief.pk, codes=["grow_second"],
        actor_id=own.leader.pk, now=NOW,
    )  # fmt: skip
    row, leader = Decision.objects.get(), client_as(own.leader)
    assert "nobody named" in leader.get("/lead").text
    address = f"/lead/table/decisions/{row.pk}/owner"
    for _twice in range(2):
        assert leader.post(address, OWNER).status_code == 302
    assert DecisionStep.objects.count() == 1
    for page in ("/lead", "/lead/table"):
        told = leader.get(page).text
        assert "Head of the shop" in told
        assert "1 December 2026" in told
        assert "nobody named" not in told
    first = {"owner_id": str(own.lead.pk), "owner_name": "", "due_on": "2026-11-20"}
    assert leader.post(address, first).status_code == 302
    [found] = selectors.owed(own.workspace.pk, today=NOW.date())
    assert (found.owner, found.is_late) == ("Aoife", True)
    table.follow_up(
        decision_id=row.pk, state="done", reason="", actor_id=own.lead.pk, now=NOW,
        workspace_id=own.workspace.pk,
    )  # fmt: skip
    assert "no longer open" in leader.post(address, OWNER, follow=True).text
    [closed] = selectors.decisions(own.workspace.pk)
    assert (closed.owner, closed.state) == ("Aoife", "done")


def test_an_owner_is_one_of_here_or_a_name_and_only_they_who_decide_say_who(
    own, here, client_as, team
):
    row = decided(table.make_meeting(form_key=uuid.uuid4(), **MEETING, **here), here)
    address = f"/lead/table/decisions/{row.pk}/owner"
    lead = client_as(own.lead)
    told = lead.post(address, OWNER | {"owner_name": "", "due_on": "soon"})
    assert told.status_code == 422
    assert "Say who it is: a name or a role." in told.text
    assert 'value="soon"' in told.text
    for name in ("owner_name", "due_on"):
        assert f'href="#{name}-{row.pk}"' in told.text
        assert f'id="{name}-{row.pk}"' in told.text
    assert lead.post(address, OWNER | {"owner_id": "999999"}).status_code == 422
    assert client_as(own.people[0]).post(address, OWNER).status_code == 403
    assert client_as(own.admin).post(address, OWNER).status_code == 403
    assert client_as(team(6).leader).post(address, OWNER).status_code == 404
    assert not DecisionStep.objects.exists()


def test_a_question_needs_its_words(own, client_as):
    client_as(own.leader).post("/lead/answers", {"kind": "ask", "words": ""})
    assert not BriefAnswer.objects.exists()


def mark_on(page) -> str:
    """What a page's form says of the figures that stood on it."""
    return re.search(r'name="mark" value="([0-9a-f]{64})"', page.content.decode())[1]


def test_nobody_answers_or_decides_on_a_page_that_has_moved_since_they_read_it(own, client_as):
    leader = client_as(own.leader)
    page = leader.get("/lead")
    codes = re.findall(r'name="code" value="(\w+)"', page.content.decode())
    mark = mark_on(page)
    plan.create_goal(
        workspace_id=own.workspace.pk, kind="business", title="Another", target=9, baseline=0,
        due_on=dt.date(2027, 3, 1), now=NOW,
    )  # fmt: skip
    said = {"kind": "agree", "words": "As you say.", "mark": mark}
    for asked in ("/lead/answers", "/lead/decisions"):
        told = leader.post(asked, {**said, "code": codes}, follow=True).content.decode()
        assert "Some figures have moved since you opened the page" in told
        assert "Another" in told
    assert not BriefAnswer.objects.exists()
    assert not Decision.objects.exists()
    kept_at = leader.post("/lead/answers", said).url
    now_read = leader.get(kept_at)
    assert 'value="As you say."' in now_read.content.decode()
    leader.post(f"{kept_at}/answers", said | {"mark": mark_on(now_read)})
    assert BriefAnswer.objects.get().mark == mark_on(now_read) != mark


def test_two_who_decide_at_once_decide_once(own):
    brief = kept(own)
    facts = {"workspace_id": own.workspace.pk, "now": NOW, "brief_id": brief.pk, "words": ""}
    for who in (own.leader, own.lead):
        table.answer(actor_id=who.pk, kind="decide", mark=mark_of(brief.figures), **facts)
    assert Decision.objects.count() == len(brief.figures["decisions"])
    first = Decision.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(brief=brief, code=first.code, text="Twice", taken_at=NOW)


def test_to_decide_takes_what_the_page_asks(own):
    brief = kept(own)
    facts = {"workspace_id": own.workspace.pk, "actor_id": own.leader.pk, "now": NOW}
    mark = mark_of(brief.figures)
    table.answer(brief_id=brief.pk, kind="decide", words="", mark=mark, **facts)
    assert Decision.objects.count() == len(brief.figures["decisions"])


# --- answering by link ---


def link_for(own, brief, *, days=14):
    return outward.send(
        kind="brief", thing=str(brief.pk), signed=False, days=days, whom="Head of finance",
        workspace_id=own.workspace.pk, actor_id=own.lead.pk, now=real_now(),
    )  # fmt: skip


def test_a_brief_by_link_names_nobody_and_takes_one_answer_of_a_kind(team):
    own = team(6, chances=(0.97, 0.02, 0.02, 0.02, 0.02, 0.02), shares=True)
    token = link_for(own, kept(own))
    visitor = Client()
    opened = visitor.get(f"/shared/{token}")
    page = opened.content.decode()
    visitor.post(f"/shared/{token}/answers", {"kind": "agree", "words": "", "mark": "0" * 64})
    assert not BriefAnswer.objects.exists()
    for person in (own.lead, own.leader, own.admin, *own.people):
        assert person.name not in page
    for words in ("Yes.", "No."):
        assert visitor.post(
            f"/shared/{token}/answers", {"kind": "agree", "words": words, "mark": mark_on(opened)}
        ).status_code == 302  # fmt: skip
    row = BriefAnswer.objects.get()
    assert (row.words, row.label, row.by) == ("Yes.", "Head of finance", None)
    assert "Yes." in visitor.get(f"/shared/{token}").content.decode()
    assert AuditRow.objects.filter(act="answer brief by link").count() == 1


def test_a_link_opens_no_other_page(own):
    token = link_for(own, kept(own))
    visitor = Client()
    visitor.get(f"/shared/{token}")
    visitor.post(f"/shared/{token}/answers", {"kind": "decide"})
    for path in ("/lead", "/lead/table", f"/lead/briefs/{kept(own).pk}"):
        assert "/account/login/" in visitor.get(path).headers["Location"]
    assert not Decision.objects.exists()


def test_an_ended_an_expired_and_another_kind_of_link_take_no_answer(own):
    from whetstone.apps.lead.models import SharedLink

    brief = kept(own)
    ended, over = link_for(own, brief), link_for(own, brief)
    first, second = SharedLink.objects.order_by("pk")
    outward.end(
        link_id=first.pk, workspace_id=own.workspace.pk, actor_id=own.lead.pk, now=real_now()
    )
    SharedLink.objects.filter(pk=second.pk).update(expires_at=NOW - dt.timedelta(days=400))
    block = outward.send(
        kind="block", thing="goals", signed=False, days=1, workspace_id=own.workspace.pk,
        actor_id=own.lead.pk, now=real_now(),
    )  # fmt: skip
    for token in (ended, over, block, "invented"):
        answer = Client().post(f"/shared/{token}/answers", {"kind": "agree"})
        assert answer.status_code == 404
    assert not BriefAnswer.objects.exists()


def test_a_form_may_be_sent_from_a_brief_and_its_address_goes_to_nobody_else(own):
    """A browser sends no origin with "no-referrer", and the form would be refused."""
    token = link_for(own, kept(own))
    answer = Client().get(f"/shared/{token}")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_brief_is_sent_with_a_name_and_by_those_who_may_read_it(own, client_as):
    brief = kept(own)
    typed = {"kind": "brief", "thing": str(brief.pk), "days": 14, "whom": ""}
    assert "Say who it is for" in client_as(own.lead).post("/sent", typed).content.decode()
    learner = client_as(own.people[0])
    assert learner.post("/sent", typed | {"whom": "Me"}).status_code == 404
    for thing in ("999999", "x", "²"):
        asked = typed | {"whom": "Me", "thing": thing}
        assert client_as(own.lead).post("/sent", asked).status_code == 404
