"""Records of completion: public by code, without a name, as current as their facts."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.field import selectors as field
from whetstone.apps.field.models import ClaimVersion
from whetstone.apps.learn import citer, selectors, services
from whetstone.apps.learn.models import Certificate, Course

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
COURSE = "cri-101"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture
def holder(make_workspace, make_person):
    return make_person(make_workspace(), name="Ana Reyes", title="Content lead")


def finish_course(person, *, but_one=False):
    slugs = Course.objects.get(slug=COURSE).payload["lessons"]
    for slug in slugs[: -1 if but_one else None]:
        services.finish_lesson(
            person_id=person.pk, workspace_id=person.workspace_id, slug=slug, now=NOW
        )


def turn(slug, workspace, status):
    row = ClaimVersion.objects.filter(claim__slug=slug).order_by("-pk").first()
    row.pk, row.status, row.recorded_at, row.workspace = None, status, NOW, workspace
    row._state.adding = True
    row.save()


# --- promises ------------------------------------------------------------------------------------


def test_the_last_lesson_makes_one_record_that_cites_its_facts(holder):
    finish_course(holder, but_one=True)
    assert not Certificate.objects.exists()
    finish_course(holder)
    finish_course(holder)
    row = Certificate.objects.get()
    assert (row.person_id, row.course_slug, row.pool) == (holder.pk, COURSE, "public-practice")
    cited = field.cited_by(holder.workspace_id, "certificate", [str(row.pk)])
    assert {slug for slug, _role in cited[str(row.pk)]} == set(row.claims)


def test_anybody_with_the_code_reads_it_without_a_name(holder, client):
    finish_course(holder)
    code = Certificate.objects.get().code
    answer = client.get(f"/certificates/{code.lower()}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Record of completion" in page
    assert "It is not a certificate of skill" in page
    assert "Content lead" in page
    assert "Ana Reyes" not in page
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_fact_that_moves_lowers_it_and_is_named(holder, client):
    finish_course(holder)
    row = Certificate.objects.get()
    before = selectors.certificate(row.code)
    turn("clm-crisis-stop-and-keep", holder.workspace, "retired")
    after = selectors.certificate(row.code)
    assert after.currency.current == before.currency.current - 1
    assert [one.moved.note.slug for one in after.moved] == ["clm-crisis-stop-and-keep"]
    assert after.minutes is None
    assert (
        "Nothing can be relearned yet" in client.get(f"/certificates/{row.code}").content.decode()
    )


def test_it_lapses_after_its_months(holder):
    finish_course(holder)
    row = Certificate.objects.get()
    found = selectors.certificate(row.code)
    assert found.is_valid
    assert (found.valid_until - NOW.date()).days == pytest.approx(24 * 30.4375, abs=1)


def test_the_own_list_costs_the_same_for_any_number(holder, client_as):
    finish_course(holder)
    client = client_as(holder)
    page = client.get("/certificates").content.decode()
    assert Certificate.objects.get().code in page


def test_the_ripple_names_it_by_course_and_finds_its_holder(holder, make_workspace):
    finish_course(holder)
    row = Certificate.objects.get()
    told = citer.CERTIFICATE_CITER.describe(holder.workspace_id, [str(row.pk), "0", "x"])
    assert list(told) == [str(row.pk)]
    assert "Ana" not in told[str(row.pk)].title + told[str(row.pk)].detail
    assert told[str(row.pk)].url == ""
    found = citer.CERTIFICATE_CITER.concerned(holder.workspace_id, [str(row.pk)])
    assert found == {str(row.pk): [holder.pk]}
    other = make_workspace("Other")
    assert citer.CERTIFICATE_CITER.describe(other.pk, [str(row.pk)]) == {}


# --- refusals ------------------------------------------------------------------------------------


def test_a_code_that_was_never_given_is_not_found(client):
    assert client.get("/certificates/000000000000").status_code == 404


def test_the_own_list_is_for_learners_signed_in(client, make_workspace, make_person, client_as):
    assert client.get("/certificates").status_code == 302
    leader = make_person(make_workspace(), rights=("leader",))
    assert client_as(leader).get("/certificates").status_code == 403


def test_nobody_sees_the_records_of_another_in_their_list(holder, make_person, client_as):
    finish_course(holder)
    other = client_as(make_person(holder.workspace))
    assert Certificate.objects.get().code not in other.get("/certificates").content.decode()


def test_a_fact_that_moves_elsewhere_leaves_it_alone(holder, make_workspace):
    finish_course(holder)
    turn("clm-crisis-stop-and-keep", make_workspace("Other"), "retired")
    assert not selectors.certificate(Certificate.objects.get().code).moved
