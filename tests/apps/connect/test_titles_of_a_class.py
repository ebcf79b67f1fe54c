"""What a frozen class is told to do next is called what it is called in the class's edition."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.field import selectors as field
from whetstone.apps.field.models import Edition
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.apps.learn.models import EditionLesson, Lesson, Reading
from whetstone.apps.learn.selectors.wanted import needs
from whetstone.apps.people import services as people

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
NEW = "The lesson as it is now"


def short_in(person, area):
    """Measured everywhere, and short of what the role needs in one area alone."""
    levels = {one: 0.6 if one == area else 3.4 for one in field.framework().area_ids}
    areas = {
        one: {
            "mean": middle - 2.0, "sd": 0.4, "drawn": [middle - 0.5, middle, middle + 0.5],
            "p": {"2": 0.08 if middle < 2 else 0.95}, "answers": 4, "fresh": 4.0, "claims": [],
            "live": 0,
        }
        for one, middle in levels.items()
    }  # fmt: skip
    LevelEstimate.objects.create(person=person, areas=areas, stamp="x", as_of=NOW)
    return person


@pytest.fixture
def ciara(seat, lesson):
    """A student who is short in the area of the first lesson."""
    return short_in(seat("Ciara"), lesson.areas[0])


@pytest.fixture
def dan(school, make_person, lesson):
    """Somebody of the school who sits in no class, short in the same area."""
    return short_in(make_person(school, name="Dan", role_id="stud"), lesson.areas[0])


@pytest.fixture
def newer(lesson):
    """A newer edition in which the first lesson has another title and takes longer."""
    old = Edition.objects.order_by("-pk").first()
    made = Edition.objects.create(
        name="2026.9", content_hash="f" * 64, as_of=TODAY, loaded_at=NOW, framework=old.framework
    )
    Lesson.objects.filter(pk=lesson.pk).update(is_latest=False)
    copy = Lesson.objects.get(pk=lesson.pk)
    copy.pk, copy.version, copy.is_latest, copy.title = None, "9.0", True, NEW
    copy.minutes = lesson.minutes + 7
    copy.save()
    rows = Lesson.objects.filter(is_latest=True)
    EditionLesson.objects.bulk_create(EditionLesson(edition=made, lesson=row) for row in rows)
    return copy


def offered(person, lesson, *, on=TODAY):
    """Title and minutes of the lesson as it is offered to somebody."""
    found = needs({person.pk: person.role_id}, on=on)[person.pk].lessons
    return next((one.title, one.minutes) for one in found if one.id == lesson.slug)


def week_of(person, *, now=NOW):
    return learning.week(person.pk, workspace_id=person.workspace_id, now=now)


def test_a_student_of_a_frozen_class_is_offered_the_version_that_the_class_reads(
    ciara, dan, lesson, newer
):
    assert offered(ciara, lesson) == (lesson.title, lesson.minutes)
    assert offered(dan, lesson) == (NEW, lesson.minutes + 7)


def test_today_and_the_week_call_it_so(ciara, lesson, newer, client_as):
    learn.get_current(
        workspace_id=ciara.workspace_id, person_ids=[ciara.pk], now=NOW, actor_id=None
    )
    client = client_as(ciara)
    for path in ("/today", "/week"):
        page = client.get(path).content.decode()
        assert escape(lesson.title) in page, path
        assert NEW not in page, path


def test_a_block_that_was_booked_under_another_title_is_called_what_is_read_now(
    ciara, autumn, lesson, newer
):
    learn.get_current(
        workspace_id=ciara.workspace_id, person_ids=[ciara.pk], now=NOW, actor_id=None
    )
    assert lesson.title in [one.label for one in week_of(ciara).blocks]
    autumn.ends_on = TODAY - dt.timedelta(days=1)
    autumn.save(update_fields=["ends_on"])
    assert NEW in [one.label for one in week_of(ciara).blocks]


def test_when_the_term_is_over_the_newest_is_offered(ciara, autumn, lesson, newer):
    autumn.ends_on = TODAY - dt.timedelta(days=1)
    autumn.save(update_fields=["ends_on"])
    assert offered(ciara, lesson)[0] == NEW


def test_a_class_that_took_the_change_is_offered_its_version(ciara, autumn, lesson, newer, orla):
    learn.adopt(
        class_id=autumn.pk, change_id=None, lessons=[lesson.slug], person_id=orla.pk, now=NOW
    )
    assert offered(ciara, lesson)[0] == NEW


def test_a_lesson_that_was_begun_is_offered_as_it_was_begun(dan, lesson, newer):
    Reading.objects.create(person=dan, lesson=lesson, started_at=NOW)
    assert offered(dan, lesson) == (lesson.title, lesson.minutes)


def test_queries_do_not_grow_with_students_and_classes(school, seat, lesson, newer, autumn):
    def asked(people_):
        with CaptureQueriesContext(connection) as caught:
            needs({one.pk: one.role_id for one in people_}, on=TODAY)
        return len(caught)

    few = [seat("Ciara")]
    asked(few)
    n = asked(few)
    other = people.start_class(
        workspace_id=school.pk, name="Evening class", edition=field.edition_name(),
        ends_on=TODAY, now=NOW,
    )  # fmt: skip
    many = [
        *few,
        *(seat(f"Student {k}", school_class=other if k % 2 else autumn) for k in range(9)),
    ]
    assert asked(many) == n
