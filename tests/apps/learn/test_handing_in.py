"""A task of a team is handed in to those who are to judge it, and nothing is lost by it."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.apps.learn.handing import (
    NOW,
    TASK,
    add_file,
    asked,
    at,
    hand_in,
    judge,
    levels,
    newest,
    row_ids,
)

from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.learn import portfolio, raters
from whetstone.apps.learn.handing import judging, reading, telling, words, writing
from whetstone.apps.learn.judged import judged_works
from whetstone.apps.learn.judging import Judgement
from whetstone.apps.learn.models import (
    OwnWork,
    Task,
    TaskAsked,
    TaskFile,
    TaskHanding,
    TaskJudgement,
)
from whetstone.apps.people import held
from whetstone.apps.people.erasing import erase_person
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Faults, Missing, Refused

DRILL = "task-cri-two-hour-drill"


def save(person, text="Half a page", *, link="", judgement=None, slug=TASK):
    writing.save(
        person_id=person.pk, workspace_id=person.workspace_id, slug=slug, text=text, link=link,
        judgement=judgement or Judgement({}, "", dict.fromkeys(row_ids(), "")), now=NOW,
    )  # fmt: skip


def faults_of(act) -> set[str]:
    with pytest.raises(Faults) as found:
        act()
    return {one.where for one in found.value.faults}


class TestHandingIn:
    def test_what_is_typed_is_kept_once_and_stands_in_ones_own_work(self, asha):
        save(asha)
        save(asha)
        assert OwnWork.objects.filter(person=asha).count() == 1
        assert [one.title for one in portfolio.chapters(asha.pk)] == [
            Task.objects.get(slug=TASK).title
        ]
        assert [(one.slug, one.state) for one in reading.mine(asha.pk)] == [(TASK, "begun")]

    @pytest.mark.usefixtures("ruth")
    def test_text_link_and_file_go_out_as_they_stand(self, asha, niamh):
        add_file(asha)
        hand_in(asha, niamh, link=" https://example.org/plan ")
        save(asha, "Something else, later", link="https://example.org/other")
        work = newest(asha).work
        assert (work.text, work.link) == ("My page.", "https://example.org/plan")
        assert work.file.name == "plan.pdf"

    def test_the_same_twice_is_handed_in_once_and_asks_once(self, asha, niamh, ruth):
        assert hand_in(asha, niamh) == hand_in(asha, niamh, ruth, minutes=1)
        assert TaskAsked.objects.count() == 2
        assert AuditRow.objects.filter(act="hand in task").count() == 1

    @pytest.mark.usefixtures("ruth")
    def test_handed_in_again_the_earlier_one_stays_with_what_was_said(self, asha, niamh):
        judge(hand_in(asha, niamh), niamh, 1)
        hand_in(asha, niamh, text="Mended.", minutes=90)
        again, first = reading.versions(asha.pk, TASK)
        assert (again.work.text, again.state) == ("Mended.", "waiting")
        assert (first.work.text, len(first.judged)) == ("My page.", 1)

    @pytest.mark.usefixtures("niamh")
    def test_everything_that_is_missing_is_told_at_once(self, asha):
        own = levels(without=row_ids()[:1])
        wrong = faults_of(lambda: hand_in(asha, text=" ", own=own))
        assert wrong == {"box-text", f"row-{row_ids()[0]}", "judges"}
        assert not TaskHanding.objects.exists()

    @pytest.mark.parametrize(
        "link", ["plan.pdf", "javascript:alert(1)", "ftp://a.example", "https://[x", "https://"]
    )
    def test_a_link_is_a_whole_address(self, asha, niamh, link):
        assert faults_of(lambda: hand_in(asha, niamh, link=link)) == {"link"}

    @pytest.mark.usefixtures("niamh")
    def test_nobody_is_asked_who_may_not_judge(self, asha, make_person, make_workspace):
        other = make_person(make_workspace("Other"), rights=("lead",))
        for who in (asha, make_person(asha.workspace), other):
            assert faults_of(lambda one=who: hand_in(asha, one)) == {"judges"}

    def test_a_school_and_a_drill_have_ways_of_their_own(self, asha, make_workspace, make_person):
        student = make_person(make_workspace("College", kind="school"))
        with pytest.raises(Missing):
            save(student)
        with pytest.raises(Missing):
            save(asha, slug=DRILL)


class TestFiles:
    def test_another_takes_its_place_and_what_went_out_stays(self, asha, niamh):
        add_file(asha)
        add_file(asha, "second.txt", b"Plain words")
        assert [one.name for one in TaskFile.objects.all()] == ["second.txt"]
        hand_in(asha, niamh)
        writing.take_off_file(person_id=asha.pk, slug=TASK)
        assert reading.draft(asha.pk, TASK).file is None
        assert newest(asha).work.file.name == "second.txt"

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("page.html", b"<script>"), ("drawing.svg", b"<svg/>"), ("plan", b"%PDF-"),
            ("plan.pdf", b"<html>"), ("empty.pdf", b""), ("table.csv", b"a\x00b"),
            ("x.docx", b"MZ"),
        ],
    )  # fmt: skip
    def test_what_is_not_what_it_says_is_refused(self, asha, name, data):
        assert faults_of(lambda: add_file(asha, name, data)) == {"file"}
        assert not TaskFile.objects.exists()

    def test_too_large_is_refused_and_sooner_in_a_copy_of_the_demo(self, asha):
        data = b"%PDF-" + b"x" * writing.MOST_BYTES_OF_A_COPY
        assert faults_of(lambda: add_file(asha, data=data, is_demo=True)) == {"file"}
        assert add_file(asha, data=data).size == len(data)

    def test_it_comes_as_a_file_to_keep_and_to_those_alone_who_were_asked(
        self, asha, niamh, ruth, client_as
    ):
        row = add_file(asha, "../../pl\nan.pdf")
        hand_in(asha, niamh)
        address = f"/handed-in/files/{row.pk}"
        for who in (asha, niamh):
            answer = client_as(who).get(address)
            assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert client_as(ruth).get(address).status_code == 404

    def test_it_is_exported_with_its_person_and_goes_with_them(self, asha, niamh):
        add_file(asha)
        judge(hand_in(asha, niamh), niamh)
        rows = json.loads(json.dumps(held.export(asha.pk, now=NOW)))["rows"]
        assert rows["learn.TaskFile"][0]["data"] == "JVBERi0xLjcgcGxhbg=="
        assert len(rows["learn.TaskJudgement"]) == 1
        who = asha.pk
        erase_person(person_id=who, workspace_id=asha.workspace_id, actor_id=who, now=at(99))
        for model in (TaskFile, TaskHanding, TaskAsked, TaskJudgement):
            assert not model.objects.exists()


class TestHowMany:
    @pytest.mark.usefixtures("ruth")
    def test_two_where_two_could(self, asha, niamh):
        assert raters.wanted(asha.pk, workspace_id=asha.workspace_id) == (2, "two")
        assert raters.wanted(niamh.pk, workspace_id=asha.workspace_id) == (1, "small")

    def test_a_colleague_counts_beside_a_lead_and_never_alone(
        self, asha, niamh, make_person, client_as
    ):
        sofia = make_person(asha.workspace, name="Sofia Quaresma")
        client_as(niamh).post("/to-judge/colleagues", {"person": sofia.pk})
        assert raters.wanted(asha.pk, workspace_id=asha.workspace_id) == (2, "two")
        work = hand_in(asha, niamh, sofia)
        judge(work, sofia)
        assert newest(asha).words.raters == 0
        assert judged_works(asha.pk) == []
        judge(work, niamh)
        assert [one.raters for one in judged_works(asha.pk)] == [2]

    @pytest.mark.usefixtures("ruth")
    def test_where_they_agree_one_does_and_every_tenth_is_judged_twice(
        self, asha, niamh, monkeypatch
    ):
        from whetstone.apps.learn.agreeing import Together
        from whetstone.core.measurement.agreement import Agreement

        agree = Together(30, Agreement(0.7, 0.6, 0.8, 30))
        monkeypatch.setattr(raters, "together", lambda _workspace: agree)
        whys = [hand_in(asha, niamh, text=f"Page {n}", minutes=n).why for n in range(10)]
        assert whys == ["agreed"] * 9 + ["tenth"]

    def test_only_a_lead_names_a_colleague_and_only_of_their_own(
        self, asha, niamh, ruth, client_as, make_person, make_workspace
    ):
        assert client_as(ruth).post("/to-judge/colleagues", {"person": asha.pk}).status_code == 403
        other = make_person(make_workspace("Other"))
        assert (
            client_as(niamh).post("/to-judge/colleagues", {"person": other.pk}).status_code == 404
        )


class TestJudging:
    def test_it_is_evidence_with_the_error_of_its_raters(self, asha, niamh, ruth):
        work = hand_in(asha, niamh, ruth)
        judge(work, niamh, 3)
        one = LevelEstimate.objects.get(person=asha).areas["CAL"]
        judge(work, ruth, 3, minutes=70)
        two = LevelEstimate.objects.get(person=asha).areas["CAL"]
        assert two["sd"] < one["sd"]
        assert [told.said for told in telling.told_tasks([asha.pk], at(65))] != []
        assert telling.told_tasks([asha.pk], at(59)) == []

    def test_each_row_has_a_level_and_a_reason(self, asha, niamh):
        work = hand_in(asha, niamh)
        first, second = row_ids()[:2]
        rows = levels(without=(first,))
        rows.rows[second][1] = ""
        assert faults_of(lambda: judge(work, niamh, rows=rows)) == {
            f"row-{first}",
            f"said-{second}",
        }

    @pytest.mark.usefixtures("ruth")
    def test_twice_is_once_and_a_newer_word_supersedes(self, asha, niamh):
        work = hand_in(asha, niamh)
        judge(work, niamh, 2)
        judge(work, niamh, 2, minutes=61)
        judge(work, niamh, 3, minutes=62)
        assert TaskJudgement.objects.count() == 2
        assert newest(asha).words.said == {niamh.pk: dict.fromkeys(row_ids(), 3)}

    def test_nobody_judges_what_was_not_handed_to_them(self, asha, niamh, ruth, client_as):
        work = hand_in(asha, niamh)
        with pytest.raises(Missing):
            judging.judge(
                asked_id=asked(work, niamh), judge_id=ruth.pk, workspace_id=ruth.workspace_id,
                judgement=levels(), now=NOW,
            )  # fmt: skip
        for who in (ruth, asha):
            assert client_as(who).get(f"/to-judge/{asked(work, niamh)}").status_code == 404

    def test_nobody_reads_anothers_word_before_their_own(self, asha, niamh, ruth, client_as):
        work = hand_in(asha, niamh, ruth)
        judge(work, niamh, said="My own reason.")
        client, address = client_as(ruth), f"/to-judge/{asked(work, ruth)}"
        assert "My own reason." not in client.get(address).content.decode()
        judge(work, ruth)
        assert "My own reason." in client.get(address).content.decode()

    def test_who_is_a_lead_no_more_reads_no_more(self, asha, niamh, client_as):
        work = hand_in(asha, niamh)
        client = client_as(niamh)
        assert client.get(f"/to-judge/{asked(work, niamh)}").status_code == 200
        niamh.rights.filter(right="lead").delete()
        assert client.get(f"/to-judge/{asked(work, niamh)}").status_code == 404

    def test_what_was_handed_in_again_waits_once(self, asha, niamh):
        hand_in(asha, niamh)
        hand_in(asha, niamh, text="Mended.", minutes=5)
        assert [one.is_judged for one in reading.to_judge(niamh.pk)] == [False]


class TestADispute:
    @pytest.fixture
    def work(self, asha, niamh, ruth):
        work = hand_in(asha, niamh, ruth)
        judge(work, niamh, rows=levels(3, "Good.", row0=4))
        judge(work, ruth, rows=levels(3, "Good.", row0=1))
        return work

    @pytest.fixture
    def orla(self, marram, make_person):
        return make_person(marram, name="Orla", rights=("instructor",))

    def ask(self, work, who):
        return writing.ask(
            work_id=work.pk, person_id=work.person_id, judge_id=who.pk,
            workspace_id=who.workspace_id, now=at(80),
        )  # fmt: skip

    @pytest.mark.usefixtures("work")
    def test_it_says_nothing_until_it_is_settled(self, asha):
        assert newest(asha).state == "disputed"
        assert len(newest(asha).disputed) == 1
        assert LevelEstimate.objects.get(person=asha).areas["CAL"]["answers"] == 0

    @pytest.mark.usefixtures("ruth", "niamh")
    def test_a_third_settles_those_rows_alone_and_both_first_words_are_kept(
        self, work, asha, orla
    ):
        assert self.ask(work, orla).part == "moderator"
        judge(work, orla, rows=levels(2, "Half of it is there."), minutes=90)
        version = newest(asha)
        assert version.state == "judged"
        assert list(version.words.settled) == row_ids()[:1]
        assert {said[row_ids()[0]] for said in version.words.levels} == {2}
        assert {said[row_ids()[0]] for said in version.words.first.values()} == {4, 1}
        (first,) = telling.first_words_on_tasks(asha.workspace_id)
        assert len(first.said) == 2
        assert [one.level for one in judged_works(asha.pk)] == [2]
        assert LevelEstimate.objects.get(person=asha).areas["CAL"]["answers"] == 1

    def test_the_two_can_settle_it_by_themselves(self, work, asha, ruth, orla):
        self.ask(work, orla)
        judge(work, ruth, rows=levels(3, "Niamh is right."), minutes=85)
        assert newest(asha).state == "judged"
        with pytest.raises(Refused):
            judge(work, orla, minutes=90)

    @pytest.mark.usefixtures("work")
    def test_no_rater_settles_their_own_dispute(self, asha, orla):
        third = reading.could_settle(newest(asha), workspace_id=asha.workspace_id)
        assert [one.id for one in third] == [orla.pk]

    def test_only_whose_work_it_is_asks(self, work, niamh, orla, client_as):
        answer = client_as(niamh).post(f"/handed-in/{work.pk}/judges", {"judge": orla.pk})
        assert answer.status_code == 404


class TestPages:
    @pytest.mark.usefixtures("ruth")
    def test_from_writing_to_feedback(self, asha, niamh, client_as):
        asha.workspace.frozen_at = at(600)
        asha.workspace.save(update_fields=["frozen_at"])
        mine, address = client_as(asha), f"/tasks/{TASK}/work"
        own = {f"row-{one}": "2" for one in row_ids()}
        assert (
            mine.post(address, {"box-text": "One"}, headers={"X-Autosave": "1"}).status_code == 204
        )
        answer = mine.post(address, {"box-text": "One page", "act": "hand-in"} | own)
        assert answer.status_code == 422
        assert "Choose who is to judge it." in answer.content.decode()
        assert "One page</textarea>" in answer.content.decode()
        posted = {"box-text": "One page", "act": "hand-in", "judges": [niamh.pk]} | own
        page = mine.post(address, posted, follow=True).content.decode()
        assert "Handed in. Now others judge" in page
        work = TaskHanding.objects.get()
        theirs = client_as(niamh)
        assert (
            "1 piece of work waits for your judgement" in theirs.get("/to-judge").content.decode()
        )
        said = own | {f"said-{one}": "Line four." for one in row_ids()}
        theirs.post(f"/to-judge/{asked(work, niamh)}", said)
        page = mine.get(address).content.decode()
        assert "Judged by one, one is to come" in page
        assert "Line four." in page
        assert "For a certificate it takes one more." in page
        assert "Judged by 1 of 2" in mine.get("/tasks").content.decode()

    def test_a_file_comes_with_the_form_and_loses_nothing_that_is_typed(self, asha, client_as):
        client, address = client_as(asha), f"/tasks/{TASK}/work"
        for name, status in (("plan.pdf", 302), ("page.html", 422)):
            file = SimpleUploadedFile(name, b"%PDF-1.7")
            posted = {"box-text": f"Typed with {name}", "act": "file", "file": file}
            assert client.post(address, posted).status_code == status
            draft = reading.draft(asha.pk, TASK)
            assert (draft.text, draft.file.name) == (f"Typed with {name}", "plan.pdf")
        client.post(address, {"box-text": "Still there", "act": "take-off"})
        draft = reading.draft(asha.pk, TASK)
        assert (draft.text, draft.file) == ("Still there", None)

    def test_in_a_small_team_the_page_says_so(self, asha, niamh, client_as):
        judge(hand_in(asha, niamh), niamh)
        page = client_as(asha).get(f"/tasks/{TASK}/work").content.decode()
        assert "nobody else here could" in page
        assert "which says “judged by one person”" in words.counts(newest(asha))

    def test_with_nobody_to_judge_it_is_kept_and_the_page_says_whom_to_ask(self, asha, client_as):
        page = client_as(asha).get(f"/tasks/{TASK}/work").content.decode()
        assert "Nobody here may judge it" in page

    @pytest.mark.usefixtures("ruth")
    def test_the_queue_asks_the_store_the_same_for_one_work_and_for_five(
        self, niamh, make_person, client_as
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = client_as(niamh)
        found = []
        for _turn in range(2):
            for n in range(2):
                hand_in(make_person(niamh.workspace, name=f"L {n}"), niamh)
            client.get("/to-judge")
            with CaptureQueriesContext(
                connection,
            ) as asked_:
                client.get("/to-judge")
            found.append(len(asked_))
        assert found[0] == found[1]
