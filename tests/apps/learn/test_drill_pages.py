"""The pages of a timed drill: who opens which, and what each gives away."""

from __future__ import annotations

import uuid

import pytest
from tests.apps.learn.drilling import (
    TASK,
    at,
    begin,
    hand_over,
    judge,
    log,
    put_clock,
    settle,
)

from whetstone.apps.learn.models import SimulationEntry, Task
from whetstone.apps.learn.simulation import reading


def key() -> str:
    return str(uuid.uuid4())


class TestThePages:
    def test_a_drill_from_its_start_to_the_desk(self, asha, client_as):
        client = client_as(asha)
        assert "15 messages" in client.get(f"/tasks/{TASK}/drill").content.decode()
        answer = client.post(f"/tasks/{TASK}/drill", {"pace": "1", "key": key()}, follow=True)
        page = answer.content.decode()
        assert "You hold the desk" in page
        assert "my son is dizzy" in page
        assert "You ring, and nobody answers" not in page

    def test_the_page_of_the_task_and_its_start_give_no_message_away(self, asha, client_as):
        client = client_as(asha)
        for address in (f"/tasks/{TASK}", f"/tasks/{TASK}/drill"):
            page = client.get(address).content.decode()
            for message in Task.objects.get(slug=TASK).payload["simulation"]["messages"]:
                assert message["text"][7:40] not in page

    def test_what_comes_follows_the_servers_clock(self, asha, client_as):
        client, run = client_as(asha), begin(asha)
        put_clock(asha.workspace, 4)
        came = client.get(f"/drills/{run.pk}/stream").content.decode()
        assert "You ring, and nobody answers" in came
        assert "Five things run" not in came
        assert "<html" not in came

    def test_a_line_by_form_and_by_script(self, asha, client_as):
        client, run = client_as(asha), begin(asha)
        line = {"kind": "note", "text": "Saved.", "key": key()}
        where = f"/drills/{run.pk}/entries"
        assert client.post(where, line).status_code == 302
        assert client.post(where, line, headers={"X-Autosave": "1"}).status_code == 204
        assert SimulationEntry.objects.filter(simulation=run).count() == 1

    @pytest.mark.parametrize(
        ("told", "waited"), [("75", 75), ("-75", 0), ("soon", 0), ("9" * 40, 0)]
    )
    def test_what_a_page_says_of_its_wait_is_a_number_or_nothing(
        self, asha, client_as, told, waited
    ):
        client, run = client_as(asha), begin(asha)
        put_clock(asha.workspace, 5)
        line = {"kind": "note", "text": "Saved.", "key": key(), "waited": told}
        assert client.post(f"/drills/{run.pk}/entries", line).status_code == 302
        assert SimulationEntry.objects.get(simulation=run).waited == waited

    def test_an_empty_line_comes_back_with_its_fault(self, asha, client_as):
        client, run = client_as(asha), begin(asha)
        answer = client.post(
            f"/drills/{run.pk}/entries", {"kind": "note", "text": " ", "key": key()}
        )
        assert answer.status_code == 422
        assert "Nothing is written yet" in answer.content.decode()

    def test_when_the_clock_has_stopped_the_desk_leads_on(self, asha, client_as):
        client, run = client_as(asha), begin(asha)
        put_clock(asha.workspace, 121)
        for page in ("", "/stream"):
            answer = client.get(f"/drills/{run.pk}{page}")
            assert answer.headers["Location"] == f"/drills/{run.pk}/judgement"

    def test_good_answers_are_shown_only_when_ones_own_judgement_stands(self, asha, client_as):
        client, run = client_as(asha), begin(asha)
        put_clock(asha.workspace, 121)
        address, good = f"/drills/{run.pk}/judgement", "Harm is read first: level 3"
        assert good not in client.get(address).content.decode()
        posted = {f"row-{row['id']}": "2" for row in run.case["rubric"]}
        answer = client.post(address, {**posted, "box-note": "One page.", "act": "settle"})
        assert answer.status_code == 302
        assert good in client.get(address).content.decode()

    def test_a_judgement_with_a_row_missing_comes_back_as_typed(self, asha, client_as):
        client, run = client_as(asha), begin(asha)
        put_clock(asha.workspace, 121)
        answer = client.post(
            f"/drills/{run.pk}/judgement",
            {"row-level": "2", "said-desk": "Hm.", "box-note": "One page.", "act": "settle"},
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Hm." in page
        assert "One page." in page

    @pytest.mark.parametrize("page", ["", "/stream", "/judgement"])
    def test_nobody_else_opens_it_not_even_the_lead(self, asha, niamh, client_as, page):
        run = begin(asha)
        settle(run)
        assert client_as(niamh).get(f"/drills/{run.pk}{page}").status_code == 404

    @pytest.mark.parametrize("act", ["entries", "ending", "judgement", "reviewers"])
    def test_nobody_else_acts_in_it(self, asha, niamh, client_as, act):
        run = begin(asha)
        posted = {"kind": "note", "text": "x", "key": key(), "reviewer": str(niamh.pk)}
        assert client_as(niamh).post(f"/drills/{run.pk}/{act}", posted).status_code == 404
        assert not SimulationEntry.objects.exists()

    def test_a_reviewer_reads_it_once_it_was_handed_over(self, asha, niamh, ruth, client_as):
        run = begin(asha)
        log(run, "The log of Asha.")
        settle(run)
        client, other = client_as(niamh), client_as(ruth)
        assert "Asha Gurung" not in client.get("/drills").content.decode()
        client_as(asha).post(f"/drills/{run.pk}/reviewers", {"reviewer": str(niamh.pk)})
        assert "Asha Gurung" in client.get("/drills").content.decode()
        handing = reading.to_judge(niamh.pk)[0].id
        page = client.get(f"/drills/to-judge/{handing}").content.decode()
        assert "The log of Asha." in page
        assert "Rate from the log" in page
        assert other.get(f"/drills/to-judge/{handing}").status_code == 404

    def test_a_reviewers_judgement_is_with_its_person_at_once(self, asha, niamh, client_as):
        run = begin(asha)
        settle(run)
        handing = hand_over(run, niamh)
        rows = [row["id"] for row in run.case["rubric"]]
        levels = {f"row-{row}": "3" for row in rows}
        address = f"/drills/to-judge/{handing.pk}"
        assert client_as(niamh).post(address, levels).status_code == 422
        said = {f"said-{row}": "It shows at minute 4." for row in rows}
        assert client_as(niamh).post(address, {**levels, **said}).status_code == 302
        page = client_as(asha).get(f"/drills/{run.pk}/judgement").content.decode()
        assert "It shows at minute 4." in page

    def test_the_runners_list_is_for_those_who_run_it(self, asha, niamh, client_as):
        address = f"/tasks/{TASK}/messages"
        assert client_as(asha).get(address).status_code == 403
        assert "380" in client_as(niamh).get(address).content.decode()

    def test_a_key_that_no_form_made_is_refused(self, asha, client_as):
        client = client_as(asha)
        assert client.post(f"/tasks/{TASK}/drill", {"pace": "1", "key": "7"}).status_code == 404
        assert client.post(f"/tasks/{TASK}/drill", {"pace": "1"}).status_code == 404

    def test_pages_take_as_many_queries_with_one_drill_as_with_many(
        self, asha, client_as, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = client_as(asha)
        begin(asha)
        client.get("/drills")
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get("/drills")
        for n in range(1, 6):
            log(begin(asha, now=at(200 * n)), minutes=200 * n)
        with django_assert_num_queries(len(few)):
            client.get("/drills")

    def test_the_audit_names_the_act_and_nothing_of_the_drill(self, asha, niamh):
        from whetstone.apps.people import selectors as people

        run = begin(asha)
        log(run, "A secret of the case.")
        settle(run)
        judge(hand_over(run, niamh), niamh, run)
        rows = people.audit(asha.workspace_id)
        assert {"hand over simulation", "judge simulation"} <= {one.act for one in rows}
        assert "secret" not in str([vars(one) for one in rows])
