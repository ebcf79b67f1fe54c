"""Lists of a school: OneRoster brings students, teachers, classes and places."""

from __future__ import annotations

import pytest
from tests.apps.people.rosters.lists import codes, look, school_zip, take

from whetstone.apps.people.models import (
    ClassPlace,
    ClassTeacher,
    Person,
    Roster,
    SchoolClass,
)
from whetstone.web.request import Right

pytestmark = pytest.mark.usefixtures("curriculum_loaded")


def test_oneroster_brings_students_teachers_classes_and_places(make_workspace):
    school = make_workspace("Institute", kind="school")
    made = look(school, school_zip())
    assert made.counts == {"new": 2, "refused": 3, "places": 2, "warned": 0}
    taken = take(school, school_zip())
    assert taken.state == Roster.State.TAKEN
    assert {(one.name, one.role_id, one.source_id) for one in Person.objects.all()} == {
        ("Ann Lee", "stud", "u1"), ("Tom Teach", "head", "u2"),
    }  # fmt: skip
    group = SchoolClass.objects.get()
    assert (group.name, str(group.ends_on)) == ("Practice (P-1)", "2027-02-12")
    assert ClassPlace.objects.get().person.name == "Ann Lee"
    again = look(school, school_zip())
    assert again.counts == {"unchanged": 2, "refused": 3, "warned": 0}


def test_a_class_that_was_renamed_is_the_same_class(make_workspace):
    school = make_workspace("Institute", kind="school")
    take(school, school_zip())
    renamed = "sourcedId,title,classCode,termSourcedIds\nc1,Practice of social media,P-1,t1\n"
    take(school, school_zip(**{"classes.csv": renamed}))
    assert SchoolClass.objects.count() == 1
    assert ClassPlace.objects.count() == 1


def test_a_teacher_listed_on_a_class_gets_that_class_once(make_workspace, make_person, client_as):
    school = make_workspace("Institute", kind="school")
    for _round in range(2):
        take(school, school_zip())
    teaches = ClassTeacher.objects.get()
    assert (teaches.person.name, teaches.school_class.name) == ("Tom Teach", "Practice (P-1)")
    assert [one.right for one in teaches.person.rights.all()] == ["instructor"]
    assert not ClassPlace.objects.filter(person=teaches.person).exists()
    anna = make_person(school, rights=(Right.INSTRUCTOR,), name="Anna")
    page = client_as(anna).get(f"/classes/{teaches.school_class_id}").content.decode()
    assert "taught by Tom Teach" in page


def test_a_teacher_who_leaves_a_class_teaches_it_no_longer(make_workspace):
    school = make_workspace("Institute", kind="school")
    take(school, school_zip())
    gone = "sourcedId,status,classSourcedId,userSourcedId,role\ne2,tobedeleted,c1,u2,teacher\n"
    take(school, school_zip(**{"enrollments.csv": gone}))
    assert not ClassTeacher.objects.exists()
    assert ClassPlace.objects.count() == 1


def test_nobody_becomes_a_teacher_by_a_place_alone(make_workspace):
    school = make_workspace("Institute", kind="school")
    rows = "sourcedId,classSourcedId,userSourcedId,role\ne1,c1,u1,teacher\n"
    made = look(school, school_zip(**{"enrollments.csv": rows}))
    assert ["no_teacher"] in codes(made).values()
    take(school, school_zip(**{"enrollments.csv": rows}))
    assert not ClassTeacher.objects.exists()
