"""A team's judged task is the task of a certificate; both capstones have their way there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.diagnose.conftest import full_marks
from tests.apps.diagnose.secured_cast import AREA, invite, make_pool, open_form, sit
from tests.apps.diagnose.secured_cast import NOW as SAT
from tests.apps.learn import drilling
from tests.apps.learn.handing import hand_in, judge, learned

from whetstone.apps.diagnose.secured.proof import Proof
from whetstone.apps.learn import certificate_sheet, selectors
from whetstone.apps.learn.models import Certificate, Task
from whetstone.apps.learn.selectors import levels
from whetstone.apps.learn.selectors.tasks import is_capstone
from whetstone.apps.learn.services.certificates import issue_level
from whetstone.core.kernel.errors import Refused

PLAN, DRILL = "task-cmp-capstone-plan", "task-cri-two-hour-drill"
SMALL, LARGE = "task-cal-approve-and-stop", "task-cal-two-weeks-two-markets"


def met(area_id: str):
    """A form of an area whose verdict is that level 2 is met."""
    one = Proof(1, 1, "Form", "Pool", area_id, 2, True, SAT, {})  # the verdict
    return lambda *_person, **_workspace: [one]


def way(person, area_id: str, monkeypatch):
    monkeypatch.setattr(levels, "proofs", met(area_id))
    (found,) = selectors.towards(person.pk, workspace_id=person.workspace_id)
    return found


def test_these_are_the_capstones_of_the_curriculum(curriculum_loaded):
    assert {one.slug for one in Task.objects.all() if is_capstone(one)} == {PLAN, DRILL}


def test_the_plan_is_handed_in_judged_by_two_and_is_the_task_of_its_area(
    asha, niamh, ruth, monkeypatch
):
    learned(asha, "cmp-101")
    work = hand_in(asha, niamh, ruth, slug=PLAN)
    judge(work, niamh, 2)
    assert not way(asha, "CMP", monkeypatch).is_ready
    judge(work, ruth, 2)
    found = way(asha, "CMP", monkeypatch)
    assert found.is_ready
    assert found.work.is_capstone
    assert (found.work.title, found.work.judged.raters) == ("Capstone: a real campaign plan", 2)


def test_a_capstone_goes_before_a_newer_task_unless_it_is_below_the_level(
    asha, niamh, ruth, monkeypatch
):
    small = hand_in(asha, niamh, ruth, slug="task-cmp-close-out")
    plan = hand_in(asha, niamh, ruth, slug=PLAN)
    for who in (niamh, ruth):
        judge(plan, who, 2, minutes=60)
        judge(small, who, 3, minutes=90)
    assert way(asha, "CMP", monkeypatch).work.is_capstone
    for who in (niamh, ruth):
        judge(plan, who, 1, minutes=120)
    assert not way(asha, "CMP", monkeypatch).work.is_capstone


def test_the_lessons_are_those_of_the_course_whose_first_area_it_is(asha, monkeypatch):
    learned(asha, "cmp-101", but=3)
    (course,) = way(asha, "CMP", monkeypatch).missing
    assert (course.slug, course.lessons, course.missing) == ("cmp-101", 8, 3)


def test_the_drill_is_handed_over_judged_by_two_and_is_the_task_of_its_area(
    asha, niamh, ruth, monkeypatch
):
    learned(asha, "cri-101")
    run = drilling.begin(asha)
    drilling.settle(run)
    for who in (niamh, ruth):
        drilling.judge(drilling.hand_over(run, who), who, run, level=2)
    assert way(asha, "CRI", monkeypatch).is_ready


def test_a_row_below_the_level_is_no_task_of_a_certificate(asha, niamh, ruth, monkeypatch):
    work = hand_in(asha, niamh, ruth, slug=PLAN)
    judge(work, niamh, 1)
    judge(work, ruth, 2)
    assert way(asha, "CMP", monkeypatch).work is None


def test_queries_do_not_grow_with_areas(asha, monkeypatch):
    learned(asha, "cmp-101")
    every = [
        Proof(n, n, "Form", "Pool", area, 2, True, SAT, {})
        for n, area in enumerate(("CMP", "CRI", "CAL", "STR"), 1)
    ]
    who = {"person_id": asha.pk, "workspace_id": asha.workspace_id}
    monkeypatch.setattr(levels, "proofs", lambda *_person, **_workspace: every)
    selectors.towards(**who)
    counted = []
    for some in (every[:1], every):
        monkeypatch.setattr(levels, "proofs", lambda *_person, some=some, **_workspace: some)
        with CaptureQueriesContext(connection) as kept:
            assert len(selectors.towards(**who)) == len(some)
        counted.append(len(kept))
    assert counted[0] == counted[1]


class TestTheCertificate:
    @pytest.fixture
    def sat(self, asha, niamh):
        learned(asha, "cal-101")
        sit(invite(niamh, open_form(niamh, make_pool(niamh)), asha), asha, full_marks)

    def issue(self, person):
        return issue_level(
            person_id=person.pk, workspace_id=person.workspace_id, area_id=AREA, level=2,
            now=SAT + dt.timedelta(days=1),
        )  # fmt: skip

    @pytest.mark.usefixtures("sat")
    def test_of_a_small_team_it_says_everywhere_that_one_person_judged(self, asha, niamh, client):
        judge(hand_in(asha, niamh), niamh, 2)
        made = self.issue(asha)
        assert (made.proof["raters"], made.proof["raters_why"]) == (1, "small")
        page = client.get(f"/certificates/{made.code}").content.decode()
        assert "judged by one person" in page
        assert "Nobody else in the team could have judged it." in page
        sheet = certificate_sheet.values_of(selectors.certificate(made.code), page="x")
        assert sheet["lead"].endswith("judged by one person.")
        badge = selectors.signed_certificate(made.code, root="https://a.example")
        assert "judged by one person (nobody else in the team could)" in str(badge)

    @pytest.mark.usefixtures("sat", "ruth")
    def test_where_two_could_one_is_not_enough(self, asha, niamh):
        judge(hand_in(asha, niamh), niamh, 3)
        with pytest.raises(Refused):
            self.issue(asha)

    @pytest.mark.usefixtures("sat")
    def test_with_a_capstone_is_another_one_of_the_same_form_and_says_so_everywhere(
        self, asha, niamh, client, client_as
    ):
        title = "Capstone: two weeks, two markets"
        Task.objects.filter(slug=LARGE).update(minutes=240, title=title)
        judge(hand_in(asha, niamh, slug=SMALL), niamh, 3)
        plain = self.issue(asha)
        judge(hand_in(asha, niamh, slug=LARGE), niamh, 2)
        mine = client_as(asha)
        assert "Make the capstone certificate" in mine.get("/certificates").content.decode()
        made = self.issue(asha)
        assert (self.issue(asha), Certificate.objects.count()) == (made, 2)
        assert (plain.proof["capstone"], made.proof["capstone"]) == (False, True)
        assert selectors.certificate(plain.code).capstone == ""
        says = "with the capstone “two weeks, two markets”"
        found = selectors.certificate(made.code)
        assert found.course_title.endswith(says)
        assert f"{says}." in client.get(f"/certificates/{made.code}").content.decode()
        sheet = certificate_sheet.values_of(found, page="x")
        assert sheet["crumb"].startswith("Capstone certificate")
        assert "and the capstone “two weeks, two markets”, judged by one person." in sheet["lead"]
        badge = selectors.signed_certificate(made.code, root="https://a.example")
        what = badge["credentialSubject"]["achievement"]
        assert what["name"].endswith(says)
        assert "The capstone “two weeks, two markets”" in what["criteria"]["narrative"]
        page = mine.get("/certificates").content.decode()
        assert "capstone certificate ·" in page
        assert "Make the" not in page

    @pytest.mark.usefixtures("sat")
    def test_who_has_it_with_the_capstone_gets_none_with_a_smaller_task(self, asha, niamh):
        Task.objects.filter(slug=LARGE).update(minutes=240)
        work = hand_in(asha, niamh, slug=LARGE)
        judge(work, niamh, 2)
        made = self.issue(asha)
        judge(work, niamh, 1, minutes=90)
        judge(hand_in(asha, niamh, slug=SMALL), niamh, 3)
        assert self.issue(asha) == made
