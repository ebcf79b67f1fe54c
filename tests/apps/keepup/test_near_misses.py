"""Near misses: anybody writes one down, nobody is named, and something is made of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.curriculum.conftest import Tree

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field.models import Notice
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import Drill, DrillRun, NearMiss, NearMissFate, QuestionDraft
from whetstone.apps.keepup.selectors import near_misses as selectors
from whetstone.apps.people.models import AuditRow
from whetstone.config import cli
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.curriculum.one_question import check_question
from whetstone.web.append_only import WrittenOnceError

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SAID = {
    "almost": "A joke, an hour after bad news.",
    "stopped": "Somebody read the queue aloud.",
    "happened_on": "2026-11-20",
    "network": "instagram",
}
QUESTION = {
    "short": "Views that look like people",
    "skill": "ANA-1",
    "level": "2",
    "context": "A report says: 41,000 people met us. The column is called views.",
    "stem": "What do you change before it goes out?",
    "text_a": "The number: round it down.",
    "why_a": "A rounded wrong unit is still wrong.",
    "text_b": "The noun: it was shown so often.",
    "why_b": "A view counts every showing.",
    "text_c": "Nothing: it may be true.",
    "why_c": "The column still counts no people.",
    "key": "b",
    "rationale": "The column counts showings.",
    "rests_on": "clm-test-old",
}
ANOTHER_AREA = """\
- id: {area}
  name: Another
  description: Where the question belongs.
  onet_soc: []
  skills:
  - id: {skill}
    name: Another skill
    currency_class: principle
    esco: []
    can_do: {{1: Explains it., 2: Uses it., 3: Defends it., 4: Coaches others.}}
"""
DRILL = {
    "title": "Stop everything",
    "situation": "Bad news at 11:40; a joke is scheduled for noon.",
    "first": "Pause the whole queue.",
    "steps": "Tell the team.\n\nAsk who decides.\n",
    "minutes": "6",
}


def text(response) -> str:
    assert response.status_code in {200, 422}, response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def missed(marram):
    return services.log_near_miss(
        workspace_id=marram.pk, person_id=marram.team[3].pk, almost="A joke after bad news.",
        stopped="Somebody read the queue.", happened_on=dt.date(2026, 11, 20), now=NOW,
    )  # fmt: skip


@pytest.fixture
def lead(client_as, marram):
    return client_as(marram.lead)


@pytest.fixture
def learner(client_as, marram):
    return client_as(marram.team[3])


@pytest.fixture
def stranger(client_as, make_workspace, make_person):
    """A lead of another workspace."""
    return client_as(make_person(make_workspace(name="Other"), rights=("lead", "learner")))


# --- writing one down ---


def test_any_member_writes_one_down(learner, marram):
    page = text(learner.post("/near-misses", SAID, follow=True))
    assert "Written down, without your name." in page
    assert "A joke, an hour after bad news." in page
    assert "not used yet" in page
    assert NearMiss.objects.get().workspace_id == marram.pk


def test_a_form_sent_twice_is_one_near_miss(learner):
    for _ in range(2):
        learner.post("/near-misses", SAID)
    assert NearMiss.objects.count() == 1


def test_the_form_asks_what_and_not_who(learner):
    assert "What, not who: no names of people are needed." in text(learner.get("/near-misses"))


def test_nobody_is_named_on_any_page_nor_in_the_audit(client_as, lead, marram, missed):
    name = marram.team[3].name
    for client in (lead, client_as(marram.team[1])):
        for address in ("/near-misses", f"/near-misses/{missed.pk}"):
            assert name not in text(client.get(address))
    assert set(AuditRow.objects.values_list("act", "actor")) == {("log near miss", None)}


@pytest.mark.parametrize(
    "wrong", [{"almost": ""}, {"stopped": " "}, {"happened_on": "2026-12-24"}, {"network": "moon"}]
)
def test_a_near_miss_with_something_missing_stays_typed(learner, wrong):
    answer = learner.post("/near-misses", SAID | wrong)
    assert answer.status_code == 422
    page = text(answer)
    assert (SAID["stopped"] in page) or (SAID["almost"] in page)
    assert not NearMiss.objects.exists()


def test_other_workspaces_see_none_of_it(stranger, missed):
    assert "A joke after bad news." not in text(stranger.get("/near-misses"))
    for address in ("", "/question", "/drill", "/question.yaml"):
        assert stranger.get(f"/near-misses/{missed.pk}{address}").status_code == 404
    assert stranger.post(f"/near-misses/{missed.pk}/notice").status_code == 404
    assert not Notice.objects.exists()


@pytest.mark.parametrize("what", ["question", "drill", "question.yaml"])
def test_only_leads_and_editors_make_something_of_it(learner, missed, what):
    assert learner.get(f"/near-misses/{missed.pk}/{what}").status_code == 403


def test_near_misses_are_written_once(missed):
    missed.almost = "Nothing."
    with pytest.raises(WrittenOnceError):
        missed.save()


# --- what becomes of it ---


def test_it_becomes_a_notice_once(lead, missed, marram):
    answer = lead.post(f"/near-misses/{missed.pk}/notice", follow=True)
    assert "A joke after bad news." in text(answer)
    row = Notice.objects.get()
    assert (row.origin, row.person_id, row.workspace_id) == ("near_miss", None, marram.pk)
    with pytest.raises(Refused):
        services.became_notice(
            near_miss_id=missed.pk, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW
        )
    assert "became a notice in the inbox" in text(lead.get("/near-misses"))


def test_it_becomes_a_claim(lead, missed, marram, world):
    services.became_claim(
        near_miss_id=missed.pk, workspace_id=marram.pk, person_id=marram.lead.pk,
        claim=world.OLD, now=NOW,
    )  # fmt: skip
    assert "became a claim:" in text(lead.get("/near-misses"))
    with pytest.raises(Missing):
        services.became_claim(
            near_miss_id=missed.pk, workspace_id=marram.pk, person_id=marram.lead.pk,
            claim="clm-nowhere", now=NOW,
        )  # fmt: skip


CLAIM = {
    "statement": "Our posts pause for a day after bad news.", "kind": "practice",
    "confidence": "medium", "source_title": "The team's own rule", "accessed": "2026-11-23",
}  # fmt: skip


@pytest.fixture
def editor(client_as, marram):
    return client_as(marram.editor)


def test_an_editor_makes_a_claim_of_it_from_its_page(editor, learner, missed, marram):
    address = f"/claims/new?near_miss={missed.pk}"
    assert address in editor.get(f"/near-misses/{missed.pk}").content.decode()
    page = text(editor.post(address, CLAIM, follow=True))
    assert CLAIM["statement"] in page
    fate = NearMissFate.objects.get()
    assert (fate.kind, fate.claim.workspace_id) == ("claim", marram.pk)
    assert ledger.ledger(marram.pk, on=NOW.date()).status(fate.claim.slug) == "current"
    told = learner.get(f"/near-misses/{missed.pk}").content.decode()
    assert f"/claims/{fate.claim.slug}" in told


def test_the_claim_stands_in_this_workspace_alone(editor, stranger, missed):
    editor.post(f"/claims/new?near_miss={missed.pk}", CLAIM)
    slug = NearMissFate.objects.get().claim.slug
    assert editor.get(f"/claims/{slug}").status_code == 200
    assert stranger.get(f"/claims/{slug}").status_code == 404
    assert slug not in ledger.ledger(None, on=NOW.date()).states


def test_a_claim_of_another_workspace_touches_no_near_miss_here(stranger, missed):
    stranger.post(f"/claims/new?near_miss={missed.pk}", CLAIM)
    assert not NearMissFate.objects.exists()


def test_a_learner_makes_no_claim_of_it(learner, missed):
    assert learner.post(f"/claims/new?near_miss={missed.pk}", CLAIM).status_code == 403
    assert "/claims/new" not in learner.get(f"/near-misses/{missed.pk}").content.decode()


def test_it_may_need_nothing_with_a_reason(lead, missed):
    assert lead.post(f"/near-misses/{missed.pk}/rest", {"reason": ""}).status_code == 422
    assert not NearMissFate.objects.exists()
    lead.post(f"/near-misses/{missed.pk}/rest", {"reason": "The second look catches it."})
    page = text(lead.get("/near-misses"))
    assert "needs nothing more: The second look catches it." in page
    assert "One near miss, and something was made of it." in page


# --- a question ---


def test_it_becomes_a_draft_question_checked_by_the_curriculums_rules(lead, missed, world):
    address = f"/near-misses/{missed.pk}/question"
    page = text(lead.post(address, QUESTION, follow=True))
    assert "draft, never asked" in page
    assert "The noun: it was shown so often. best answer" in page
    draft = QuestionDraft.objects.get()
    assert draft.item["status"] == "draft"
    answer = lead.get(f"/near-misses/{missed.pk}/question.yaml")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    faults, _warnings = check_question(
        answer.content.decode(), claims={world.OLD}, skills={"ANA-1"}
    )
    assert faults == ()


def test_the_page_says_the_command_that_adds_the_file(lead, learner, missed):
    lead.post(f"/near-misses/{missed.pk}/question", QUESTION)
    command = f"whetstone curriculum add it-near-miss-{missed.pk}.yaml"
    page = text(lead.get(f"/near-misses/{missed.pk}"))
    assert command in page
    assert "First write into the curriculum" not in page
    assert command not in text(learner.get(f"/near-misses/{missed.pk}"))


def test_it_names_the_claims_that_no_file_has(editor, lead, missed):
    editor.post(f"/claims/new?near_miss={missed.pk}", CLAIM)
    slug = NearMissFate.objects.get().claim.slug
    lead.post(f"/near-misses/{missed.pk}/question", QUESTION | {"rests_on": slug})
    page = text(lead.get(f"/near-misses/{missed.pk}"))
    assert f"the claims that were made here: {slug} ." in page


def test_the_curriculum_takes_the_file_as_it_is_handed_out(lead, missed, tmp_path, capsys):
    tree = Tree(tmp_path / "files")
    framework = tree.read("framework/framework.yaml")
    skill, area = QUESTION["skill"], QUESTION["skill"].partition("-")[0]
    more = ANOTHER_AREA.format(skill=skill, area=area)
    tree.write("framework/framework.yaml", framework + more)
    tree.edit("framework/roles.yaml", "targets: {", f"targets: {{{area}: 2, ")
    before = {item.id for item in tree.compile().curriculum.items}
    lead.post(f"/near-misses/{missed.pk}/question", QUESTION | {"rests_on": ""})
    file = tmp_path / "question.yaml"
    file.write_bytes(lead.get(f"/near-misses/{missed.pk}/question.yaml").content)
    act = ["curriculum", "add", str(file), "--root", str(tree.root)]
    assert cli.main(act) == 0
    assert "asked of nobody" in capsys.readouterr().out
    assert cli.main(act) == 0, "twice is once"
    made = [one for one in tree.compile().curriculum.items if one.id not in before]
    assert [(one.id, one.status) for one in made] == [(f"it-near-miss-{missed.pk}", "draft")]


def test_writing_it_anew_keeps_what_was_written(lead, missed):
    address = f"/near-misses/{missed.pk}/question"
    lead.post(address, QUESTION)
    assert QUESTION["context"] in text(lead.get(address))
    lead.post(address, QUESTION | {"short": "Showings are not people"})
    assert QuestionDraft.objects.count() == 2
    assert "Showings are not people" in text(lead.get("/near-misses"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rests_on": "clm-nowhere"}, "There is no claim"),
        ({"key": "d"}, "This answer is empty."),
        ({"text_d": "Ask the town."}, "An answer needs both its text and its reason."),
        ({"skill": "ZZZ-1"}, "Select a valid choice"),
        ({"why_a": ""}, "This field is required."),
    ],
)
def test_what_the_curriculum_would_not_take_is_refused(lead, missed, wrong, said):
    answer = lead.post(f"/near-misses/{missed.pk}/question", QUESTION | wrong)
    assert answer.status_code == 422
    page = text(answer)
    assert said in page
    assert QUESTION["stem"] in page
    assert not QuestionDraft.objects.exists()


def test_words_like_numbers_survive_the_file(lead, missed, world):
    odd = QUESTION | {"text_a": "12:30", "why_a": "null", "stem": "2026-11-23"}
    lead.post(f"/near-misses/{missed.pk}/question", odd)
    file = lead.get(f"/near-misses/{missed.pk}/question.yaml").content.decode()
    faults, _warnings = check_question(file, claims={world.OLD}, skills={"ANA-1"})
    assert faults == ()
    assert '"12:30"' in file


def test_there_is_no_file_before_there_is_a_draft(lead, missed):
    assert lead.get(f"/near-misses/{missed.pk}/question.yaml").status_code == 404


# --- a drill ---


@pytest.fixture
def drill(lead, missed):
    lead.post(f"/near-misses/{missed.pk}/drill", DRILL)
    return Drill.objects.get()


def test_it_becomes_a_drill_that_anybody_runs(drill, learner):
    assert drill.steps == ["Tell the team.", "Ask who decides."]
    page = text(learner.get(f"/near-misses/drills/{drill.pk}"))
    assert "Bad news at 11:40" in page
    assert "Pause the whole queue." not in page
    assert "Nobody has run it yet." in page
    answer = learner.post(f"/near-misses/drills/{drill.pk}", {"first": "Stop the post."})
    page = text(learner.get(answer.url))
    for words in ("Stop the post.", "Pause the whole queue.", "Ask who decides."):
        assert words in page


def test_the_steps_come_only_after_an_answer(drill, learner):
    answer = learner.post(f"/near-misses/drills/{drill.pk}", {"first": ""})
    assert answer.status_code == 422
    assert "Pause the whole queue." not in text(answer)
    assert not DrillRun.objects.exists()


def test_a_run_is_its_runners_alone(client_as, drill, learner, marram):
    run = learner.post(f"/near-misses/drills/{drill.pk}", {"first": "Stop."}).url
    assert learner.get(run).status_code == 200
    for other in (client_as(marram.lead), client_as(marram.editor), client_as(marram.team[1])):
        assert other.get(run).status_code == 404
        assert "Your runs" not in text(other.get(f"/near-misses/drills/{drill.pk}"))
    assert not AuditRow.objects.filter(act="run drill").exclude(actor=None).exists()


def test_runs_are_counted_from_five_people_up(drill, marram):
    def said(n):
        for person in marram.team[:n]:
            services.run_drill(
                drill_id=drill.pk, workspace_id=marram.pk, person_id=person.pk,
                first="Stop.", then="", now=NOW,
            )  # fmt: skip
        from whetstone.apps.keepup import inbox_words

        view = selectors.drill(drill.pk, workspace_id=marram.pk, person_id=marram.lead.pk)
        return inbox_words.have_run(view.people)

    assert said(4) == "Some people here have run it."
    assert said(5) == "5 people have run it."


def test_drills_of_other_workspaces_do_not_open(drill, stranger):
    assert stranger.get(f"/near-misses/drills/{drill.pk}").status_code == 404
    answer = stranger.post(f"/near-misses/drills/{drill.pk}", {"first": "Stop."})
    assert answer.status_code == 404
    assert not DrillRun.objects.exists()


@pytest.mark.parametrize("wrong", [{"minutes": "2"}, {"minutes": "16"}, {"steps": " \n "}])
def test_a_drill_is_short_and_has_steps(lead, missed, wrong):
    answer = lead.post(f"/near-misses/{missed.pk}/drill", DRILL | wrong)
    assert answer.status_code == 422
    assert DRILL["situation"] in text(answer)
    assert not Drill.objects.exists()


def test_the_service_holds_to_it_too(missed, marram):
    with pytest.raises(Faults) as faults:
        services.make_drill(
            near_miss_id=missed.pk, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW,
            title="T", situation="S", first="F", steps=[], minutes=99,
        )  # fmt: skip
    assert [fault.where for fault in faults.value.faults] == ["minutes", "steps"]


# --- the list ---


def test_an_empty_log_says_what_that_means(learner, world):
    page = text(learner.get("/near-misses"))
    assert "Few teams have no near misses; most have no place to say so." in page


def test_queries_do_not_grow_with_near_misses(lead, missed, marram, drill):
    def count():
        lead.get("/near-misses")
        with CaptureQueriesContext(connection) as queries:
            assert lead.get("/near-misses").status_code == 200
        return len(queries)

    few = count()
    for n in range(40):
        services.log_near_miss(
            workspace_id=marram.pk, person_id=marram.team[n % 7].pk, almost=f"Number {n}.",
            stopped="Luck.", happened_on=dt.date(2026, 10, 1), now=NOW,
        )  # fmt: skip
    assert count() == few
    assert few <= 20
    assert "1 of 2" in text(lead.get("/near-misses"))
