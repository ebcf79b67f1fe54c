"""An instructor opens classes and reads one: promises, and what nobody else may."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from whetstone.apps.connect import selectors
from whetstone.apps.diagnose import selectors as levels
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.field import services as field_services
from whetstone.apps.people.models import AuditRow, SchoolClass

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TERM = dt.datetime(2026, 9, 21, 9, 0, tzinfo=dt.UTC)
LAST_DAY = dt.date(2099, 12, 18)
LIST = "/classes"
AFTER, BEFORE = TERM + dt.timedelta(days=20), TERM - dt.timedelta(days=20)


def page_of(autumn):
    return selectors.class_page(
        autumn.pk, workspace_id=autumn.workspace_id, now=NOW, today=NOW.date()
    )


def text_of(client, autumn) -> str:
    answer = client.get(reverse("connect:school_class", args=[autumn.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


# --- opening a class ---


def test_a_class_is_opened_pinned_and_written_down(school, orla, client_as):
    answer = client_as(orla).post(LIST, {"name": " Autumn   2026 ", "ends_on": "2026-12-18"})
    made = SchoolClass.objects.get(workspace=school)
    assert answer.headers["Location"] == f"/classes/{made.pk}"
    assert (made.name, made.ends_on) == ("Autumn 2026", dt.date(2026, 12, 18))
    assert made.edition
    assert len(made.join_code) == 8
    assert AuditRow.objects.filter(act="open class", object_id=str(made.pk)).count() == 1


def test_the_same_form_twice_opens_one_class(school, orla, client_as):
    client = client_as(orla)
    first = client.post(LIST, {"name": "Autumn 2026", "ends_on": "2026-12-18"})
    second = client.post(LIST, {"name": "autumn 2026", "ends_on": "2026-12-18"}, follow=True)
    assert second.redirect_chain[0][0] == first.headers["Location"]
    assert "Nothing was made twice" in second.content.decode()
    assert SchoolClass.objects.filter(workspace=school).count() == 1


def test_another_last_day_or_another_school_is_another_class(
    school, orla, client_as, make_workspace, make_person
):
    elsewhere = make_workspace("Other school", kind="school")
    other = make_person(elsewhere, rights=("instructor",))
    for person, day in ((orla, "2026-12-18"), (orla, "2027-06-30"), (other, "2026-12-18")):
        client_as(person).post(LIST, {"name": "Practice", "ends_on": day})
    assert SchoolClass.objects.filter(name="Practice").count() == 3


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "", "ends_on": "2026-12-18"}, "Name of the class: "),
        ({"name": "Practice", "ends_on": "2026-11-22"}, "22 November 2026 is over"),
        ({"name": "Practice", "ends_on": "soon"}, "Last day of the term: "),
        ({"name": "x" * 121, "ends_on": "2026-12-18"}, "120"),
    ],
)
def test_a_fault_is_said_and_nothing_is_opened(school, orla, client_as, form, said):
    answer = client_as(orla).post(LIST, form)
    assert said in answer.content.decode()
    assert not SchoolClass.objects.filter(workspace=school).exists()


def test_a_term_may_end_today(school, orla, client_as):
    client_as(orla).post(LIST, {"name": "One day", "ends_on": "2026-11-23"})
    assert SchoolClass.objects.filter(workspace=school).exists()


# --- who may ---


@pytest.mark.parametrize("right", ["learner", "lead", "leader", "editor", "partner", "admin"])
def test_nobody_but_an_instructor_enters(school, autumn, make_person, client_as, right):
    client = client_as(make_person(school, rights=(right,)))
    assert client.get(LIST).status_code == 403
    assert client.get(f"/classes/{autumn.pk}").status_code == 403
    sent = client.post(LIST, {"name": "Mine", "ends_on": "2026-12-18"})
    assert sent.status_code == 403
    assert SchoolClass.objects.count() == 1


def test_without_a_sign_in_the_way_leads_to_the_door(autumn):
    answer = Client().get(f"/classes/{autumn.pk}")
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_a_class_of_another_school_is_not_there(autumn, make_workspace, make_person, client_as):
    stranger = make_person(make_workspace("Other", kind="school"), rights=("instructor",))
    client = client_as(stranger)
    assert client.get(f"/classes/{autumn.pk}").status_code == 404
    assert autumn.name not in client.get(LIST).content.decode()


def test_a_class_page_takes_no_post(orla, autumn, client_as):
    assert client_as(orla).post(f"/classes/{autumn.pk}").status_code == 405


# --- the pages ---


def test_the_list_shows_size_edition_and_what_changed(
    orla, autumn, seat, change, client_as, school
):
    change("chg-now", published=AFTER)
    seat("Aoife")
    seat("Brian")
    rows = selectors.class_rows(school.pk, now=NOW, today=NOW.date())
    assert [(row.students, row.touching >= 1) for row in rows] == [(2, True)]
    text = client_as(orla).get(LIST).content.decode()
    assert autumn.name in text
    assert autumn.edition in text


def test_an_empty_school_gets_the_form_and_a_reason(orla, client_as):
    text = client_as(orla).get(LIST).content.decode()
    assert "No class yet" in text
    assert "Open the class" in text


def test_the_code_stands_large_and_in_two_halves(orla, autumn, client_as):
    text = text_of(client_as(orla), autumn)
    code = autumn.join_code
    assert f"{code[:4]} {code[4:]}" in text
    assert f"http://testserver/join?code={code}" in text
    assert "Nobody sits here yet" in text


def test_the_roster_names_students_and_nobody_who_left(orla, autumn, seat, client_as):
    seat("Aoife Brennan")
    gone = seat("Gone Girl")
    gone.left_at = NOW
    gone.save()
    text = text_of(client_as(orla), autumn)
    assert "Aoife Brennan" in text
    assert "Gone Girl" not in text


def test_lessons_are_counted_of_the_class_alone(
    orla, autumn, seat, lesson, finish, school, make_person, client_as
):
    students = [seat(f"Student {n}") for n in range(6)]
    for person in (*students[:2], make_person(school, name="Not in the class")):
        finish(person, lesson)
    page = page_of(autumn)
    assert page.lessons[0].finished == 2
    text = text_of(client_as(orla), autumn)
    assert "2 of 6" in text


def test_four_students_are_not_counted(orla, autumn, seat, lesson, finish, change, client_as):
    change("chg-after", published=AFTER)
    for n in range(4):
        finish(seat(f"Student {n}"), lesson)
    page = page_of(autumn)
    assert not page.is_counted
    assert page.next_lesson is None
    assert {row.finished for row in page.lessons} == {0}
    assert {row.students for row in page.moved} == {0}
    text = text_of(client_as(orla), autumn)
    assert "of 4" not in text
    assert "from five students up" in text


def test_the_next_lesson_is_the_first_that_less_than_half_have(autumn, seat, lesson, finish):
    students = [seat(f"Student {n}") for n in range(6)]
    assert page_of(autumn).next_lesson.slug == lesson.slug
    for person in students[:3]:
        finish(person, lesson)
    page = page_of(autumn)
    assert page.next_lesson.slug == page.lessons[1].slug


# --- what changed since the syllabus ---


def slugs(rows) -> set[str]:
    return {row.change.slug for row in rows}


def test_what_was_published_after_the_pin_counts_and_earlier_does_not(autumn, change):
    change("chg-after", published=AFTER)
    change("chg-before", published=BEFORE)
    change("chg-waits")
    page = page_of(autumn)
    assert "chg-after" in slugs(page.in_force)
    assert "chg-waits" in slugs(page.waiting)
    assert "chg-before" not in slugs(page.moved)


def test_a_change_names_the_lessons_it_touches_and_who_had_them(
    orla, autumn, seat, change, lesson, finish, client_as
):
    students = [seat(f"Student {n}") for n in range(6)]
    finish(students[0], lesson)
    change("chg-after", published=AFTER, severity="breaking", title="Reach is gone")
    row = next(row for row in page_of(autumn).in_force if row.change.slug == "chg-after")
    assert row.lessons == ((lesson.slug, lesson.title),)
    assert row.students == 1
    text = text_of(client_as(orla), autumn)
    assert reverse("keepup:change", args=["chg-after"]) in text
    assert "1 of 6 have finished it" in text
    assert "Read “Reach is gone”" in text


def test_a_change_under_which_nothing_lies_is_kept_apart(autumn, change):
    change("chg-quiet", published=AFTER, touches=False)
    page = page_of(autumn)
    assert "chg-quiet" in slugs(page.quiet)
    assert "chg-quiet" not in slugs(page.in_force)


def test_another_schools_publication_does_not_count_here(
    autumn, change, make_workspace, make_person
):
    elsewhere = make_workspace("Other", kind="school")
    editor = make_person(elsewhere, rights=("editor",))
    made = change("chg-theirs")
    field_services.publish(
        made, workspace_id=elsewhere.pk, person_id=editor.pk, now=AFTER, ripple={}
    )
    assert "chg-theirs" in slugs(page_of(autumn).waiting)


def test_a_change_published_and_taken_back_since_is_no_change(school, autumn, orla, change):
    made = change("chg-there-and-back")
    here = {"workspace_id": school.pk, "person_id": orla.pk}
    field_services.publish(made, **here, now=AFTER, ripple={})
    assert "chg-there-and-back" in slugs(page_of(autumn).in_force)
    field_services.reverse(made, **here, now=AFTER + dt.timedelta(days=1))
    assert "chg-there-and-back" not in slugs(page_of(autumn).moved)


def test_a_change_of_the_old_syllabus_that_was_taken_back_is_shown(school, autumn, orla, change):
    made = change("chg-undone")
    here = {"workspace_id": school.pk, "person_id": orla.pk}
    field_services.publish(made, **here, now=BEFORE, ripple={})
    field_services.reverse(made, **here, now=AFTER)
    assert "chg-undone" in slugs(page_of(autumn).in_force)


def test_a_newer_edition_is_named(orla, autumn, client_as):
    SchoolClass.objects.filter(pk=autumn.pk).update(edition="2019.1")
    text = text_of(client_as(orla), autumn)
    assert "Edition 2019.1" in text
    assert "The newest edition is" in text


# --- levels: counts of words, from five people up ---


def test_four_measured_people_give_no_counts(orla, autumn, seat, measured, client_as):
    for n in range(6):
        person = seat(f"Student {n}")
        if n < 4:
            measured(person, "str", 0.9)
    page = page_of(autumn)
    assert page.told_areas == []
    assert "Cannot tell yet" in text_of(client_as(orla), autumn)


def test_five_measured_people_give_counts_of_words_and_no_score(
    orla, autumn, seat, measured, client_as
):
    area = page_area(autumn)
    for n, p in enumerate((0.05, 0.5, 0.5, 0.9, 0.95)):
        measured(seat(f"Student {n}"), area, p)
    (row,) = page_of(autumn).told_areas
    assert (row.below, row.close, row.met, row.measured) == (1, 2, 2, 5)
    text = text_of(client_as(orla), autumn)
    assert "5 of 5" in text
    assert "0.43" not in text
    assert "1.4" not in text


def page_area(autumn) -> str:
    from whetstone.apps.field.selectors import framework

    return framework().areas[0].id


def test_people_outside_the_class_are_not_counted(autumn, seat, measured, school, make_person):
    area = page_area(autumn)
    for n in range(4):
        measured(seat(f"Student {n}"), area, 0.9)
    measured(make_person(school, name="Not in the class"), area, 0.9)
    assert page_of(autumn).told_areas == []


def test_two_looks_around_one_students_check_tell_nothing_of_it(
    autumn, seat, measured, monkeypatch
):
    area = page_area(autumn)
    some = [seat(f"Student {n}") for n in range(10)]
    for person in some:
        measured(person, area, 0.05 if person in some[:5] else 0.5)
    did = dict.fromkeys((one.pk for one in some), 3)
    monkeypatch.setattr(levels, "doings", lambda ids: {one: (did.get(one, 0), 0) for one in ids})
    later = NOW + dt.timedelta(days=7)

    def counts(now):
        (row,) = selectors.class_page(
            autumn.pk, workspace_id=autumn.workspace_id, now=now, today=now.date()
        ).told_areas
        return row.below, row.close, row.met

    def check(person):
        did[person.pk] += 1
        LevelEstimate.objects.filter(person=person).delete()
        measured(person, area, 0.95)
        LevelEstimate.objects.filter(person=person).update(as_of=later)

    assert counts(NOW) == (5, 5, 0)
    check(some[0])
    assert counts(NOW) == counts(later) == (5, 5, 0)
    for person in some[1:5]:
        check(person)
    assert counts(NOW) == (5, 5, 0)
    assert counts(later) == (0, 5, 5)


def test_one_more_who_is_measured_is_not_told_of(autumn, seat, measured):
    area = page_area(autumn)
    for n in range(5):
        measured(seat(f"Student {n}"), area, 0.5 if n else 0.05)
    assert page_of(autumn).told_areas[0].measured == 5
    measured(seat("Student 5"), area, 0.95)
    assert page_of(autumn).told_areas[0].measured == 5


# --- queries ---


def queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_queries_do_not_grow_with_the_class(
    orla, autumn, seat, lesson, finish, measured, change, client_as
):
    change("chg-after", published=AFTER)
    client, address = client_as(orla), f"/classes/{autumn.pk}"

    def add(first: int, last: int) -> None:
        for n in range(first, last):
            person = seat(f"Student {n}")
            finish(person, lesson)
            measured(person, page_area(autumn), 0.9)

    add(0, 5)
    queries(client, address)
    few = queries(client, address), queries(client, LIST)
    add(5, 60)
    queries(client, address)  # counts that move are kept, once
    many = queries(client, address), queries(client, LIST)
    assert many == few
    assert max(many) <= 40


def test_queries_do_not_grow_with_classes(school, orla, autumn, seat, client_as):
    from whetstone.apps.people import services as people

    seat("Aoife")
    client = client_as(orla)
    queries(client, LIST)
    one = queries(client, LIST)
    for n in range(8):
        more = people.start_class(
            workspace_id=school.pk, name=f"Class {n}", edition="e", ends_on=LAST_DAY, now=TERM
        )
        seat(f"Of class {n}", school_class=more)
    assert queries(client, LIST) == one
