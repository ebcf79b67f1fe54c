"""Whoever may judge sees on their first page how much waits for them; nobody else does."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.learn import drilling
from tests.apps.learn.handing import hand_in, judge

from whetstone.apps.learn.handing import judging, reading
from whetstone.apps.learn.handing.waiting import waiting
from whetstone.apps.learn.simulation import reading as drills


def line(client_as, person) -> str:
    found = re.search(r'<section class="after" id="to-judge">(.*?)</section>',
                      client_as(person).get("/today").text, re.DOTALL)  # fmt: skip
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def on_the_list(person, *, by_right=True) -> int:
    tasks = [one for one in reading.to_judge(person.pk, by_right=by_right) if not one.is_judged]
    return len(tasks) + (sum(not one.is_judged for one in drills.to_judge(person.pk)))


@pytest.fixture
def work(asha, niamh):
    return hand_in(asha, niamh)


def test_a_work_that_waits_is_said_and_leads_to_it(niamh, work, client_as):
    assert line(client_as, niamh).startswith("1 piece of work waits for your judgement")
    assert 'href="/to-judge"' in client_as(niamh).get("/today").text
    judge(work, niamh)
    assert not line(client_as, niamh)


def test_what_was_handed_in_again_counts_once(asha, niamh, work, client_as):
    hand_in(asha, niamh, text="Better.", minutes=30)
    assert waiting(niamh.pk, by_right=True) == on_the_list(niamh) == 1


def test_a_drill_counts_for_whoever_judges_by_right(asha, niamh, ruth, work):
    run = drilling.begin(asha)
    drilling.settle(run)
    drilling.hand_over(run, niamh)
    assert waiting(niamh.pk, by_right=True) == on_the_list(niamh) == 2
    assert waiting(niamh.pk, by_right=False) == 0
    assert waiting(ruth.pk, by_right=True) == 0


def test_a_colleague_who_was_named_sees_what_waits_for_them(asha, niamh, marram, make_person):
    beside = make_person(marram, name="Bea Lund")
    judging.name_peer(
        person_id=beside.pk, is_named=True, workspace_id=marram.pk, actor_id=niamh.pk,
        now=drilling.NOW,
    )  # fmt: skip
    hand_in(asha, niamh, beside)
    assert waiting(beside.pk, by_right=False) == on_the_list(beside, by_right=False) == 1


def test_others_and_whoever_wrote_it_hear_nothing(*, asha, work, marram, make_person, client_as):
    assert not line(client_as, asha)
    assert not line(client_as, make_person(marram, name="Eve Olsen"))


def test_the_work_of_somebody_who_left_waits_no_more(asha, niamh, work):
    asha.left_at = drilling.NOW
    asha.save(update_fields=["left_at"])
    assert waiting(niamh.pk, by_right=True) == on_the_list(niamh) == 0


def test_it_asks_once_however_much_waits(asha, niamh, work):
    with CaptureQueriesContext(connection) as caught:
        assert waiting(niamh.pk, by_right=True) == 1
    assert len(caught) == 1
