"""An edition is frozen for the term: what is read and relearned; scores follow the ledger."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.connect import selectors, services, words
from whetstone.apps.diagnose import live as diagnose_live
from whetstone.apps.field import selectors as field
from whetstone.apps.field.models import Change, Edition
from whetstone.apps.keepup import services as keepup
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.apps.learn.models import (
    ClassAdoption,
    EditionLesson,
    Lesson,
    Reading,
    Refresher,
)
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Missing, Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TERM = dt.datetime(2026, 9, 21, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def newer(lesson):
    """A newer edition with a newer version of the first lesson; the old one keeps its own."""
    edition = Edition.objects.order_by("-pk").first()
    made = Edition.objects.create(
        name="2026.9", content_hash="f" * 64, as_of=TODAY, loaded_at=NOW,
        framework=edition.framework,
    )  # fmt: skip
    Lesson.objects.filter(pk=lesson.pk).update(is_latest=False)
    copy = Lesson.objects.get(pk=lesson.pk)
    copy.pk, copy.version, copy.is_latest = None, "9.0", True
    copy.title = "The lesson as it is now"
    copy.save()
    rows = Lesson.objects.filter(is_latest=True)
    EditionLesson.objects.bulk_create(EditionLesson(edition=made, lesson=row) for row in rows)
    diagnose_live.forget()
    return copy


@pytest.fixture
def ciara(seat):
    return seat("Ciara")


@pytest.fixture
def published(change):
    """A change that counts since the class was pinned and lies under the first lesson."""
    return change("chg-since", published=NOW - dt.timedelta(days=3), relearn_minutes=8)


def read_by(person, lesson, *, on=TODAY):
    return learning.lesson(
        lesson.slug, person_id=person.pk, workspace_id=person.workspace_id, on=on
    )


def adopt(autumn, orla, slug="chg-since", *, now=NOW):
    return services.adopt_change(
        class_id=autumn.pk, change_slug=slug, workspace_id=autumn.workspace_id,
        actor_id=orla.pk, now=now, today=now.date(),
    )  # fmt: skip


def end_term(autumn, orla, *, today=TODAY, now=NOW):
    return services.adopt_all(
        class_id=autumn.pk, workspace_id=autumn.workspace_id, actor_id=orla.pk, now=now,
        today=today,
    )  # fmt: skip


def page_of(autumn, *, today=TODAY):
    return selectors.class_page(autumn.pk, workspace_id=autumn.workspace_id, now=NOW, today=today)


# --- what is read ---


def test_a_load_writes_down_which_versions_an_edition_has(curriculum_loaded):
    edition = field.newest_edition()
    held = set(EditionLesson.objects.filter(edition=edition).values_list("lesson", flat=True))
    assert held == set(Lesson.objects.filter(is_latest=True).values_list("pk", flat=True))


def test_a_student_reads_the_pinned_version_and_others_the_newest(
    school, ciara, lesson, newer, make_person
):
    colleague = make_person(school)
    assert read_by(ciara, lesson).version == lesson.version
    assert read_by(colleague, lesson).version == "9.0"
    rows = learning.lesson_rows(ciara.pk, workspace_id=school.pk, on=TODAY)
    row = next(one for one in rows if one.slug == lesson.slug)
    assert (row.title, row.has_newer) == (lesson.title, False)


def test_a_student_starts_the_pinned_version_even_when_asking_for_the_newest(ciara, lesson, newer):
    made = learn.start_lesson(person_id=ciara.pk, slug=lesson.slug, version="9.0", now=NOW)
    assert made.lesson_id == lesson.pk
    asked = learning.lesson(
        lesson.slug, person_id=ciara.pk, workspace_id=ciara.workspace_id, on=TODAY, version="9.0"
    )
    assert (asked.version, asked.newer) == (lesson.version, "")


def test_the_page_says_that_the_class_holds_the_version(ciara, lesson, newer, client_as, autumn):
    page = client_as(ciara).get(f"/lessons/{lesson.slug}").content.decode()
    assert f"{autumn.name} reads this version for the term" in page


def test_a_lesson_that_came_after_the_pin_is_no_part_of_the_course(school, ciara, lesson, newer):
    extra = Lesson.objects.get(pk=newer.pk)
    extra.pk, extra.slug = None, "a-lesson-of-later"
    extra.save()
    slugs = {row.slug for row in learning.lesson_rows(ciara.pk, workspace_id=school.pk, on=TODAY)}
    assert lesson.slug in slugs
    assert extra.slug not in slugs


def test_what_has_become_untrue_is_marked_in_the_pinned_version(ciara, lesson, newer):
    claim = lesson.payload["blocks"][-1]["rests_on"] or lesson.payload["claims"]
    slug = next(iter(claim))
    made = Change.objects.create(
        slug="chg-mark", title="It goes", summary="It goes.", network="meta", kind="metric",
        severity="major", happened_on="2026-11-01", noticed_on=TODAY, state="pending",
        evidence=[], recorded_at=NOW,
    )  # fmt: skip
    made.effects.create(claim=field.claim(None, slug), effect="retires")
    keepup.publish_for_all("chg-mark", now=NOW)
    view = read_by(ciara, lesson)
    assert view.version == lesson.version
    assert any(note.slug == slug and note.status == "retired" for note in view.notes)


def test_when_the_term_is_over_the_pin_lets_go(ciara, lesson, newer, autumn):
    autumn.ends_on = TODAY
    autumn.save()
    assert read_by(ciara, lesson).version == lesson.version
    assert read_by(ciara, lesson, on=TODAY + dt.timedelta(days=1)).version == "9.0"


def test_an_edition_that_was_never_loaded_freezes_nothing(ciara, lesson, newer, autumn):
    autumn.edition = "1999.1"
    autumn.save()
    assert read_by(ciara, lesson).version == "9.0"


def test_a_pin_finds_the_state_that_was_loaded_by_then(autumn):
    pin = (autumn.edition, autumn.pinned_at)
    first = field.editions_at([pin])[pin]
    twin = Edition.objects.get(pk=first)
    twin.pk, twin.content_hash, twin.loaded_at = None, "e" * 64, TERM - dt.timedelta(days=1)
    twin.save()
    assert field.editions_at([pin])[pin] == twin.pk
    assert field.editions_at([("none", TERM)]) == {}


def test_reading_asks_no_more_of_the_store_for_many_lessons_and_classes(
    school, ciara, newer, seat, autumn
):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            learning.lesson_rows(ciara.pk, workspace_id=school.pk, on=TODAY)
        return len(seen)

    queries()  # what is kept by the process is read once
    before = queries()
    for n in range(5):
        copy = Lesson.objects.get(pk=newer.pk)
        copy.pk, copy.slug, copy.version = None, f"more-{n}", "1.0"
        copy.save()
    assert queries() == before


# --- adopting ---


def test_adopting_moves_the_class_to_the_newest_version_of_what_is_touched(
    autumn, orla, ciara, lesson, newer, published
):
    done = adopt(autumn, orla)
    assert (done.changes, done.students) == (1, 0)
    assert read_by(ciara, lesson).version == "9.0"
    row = ClassAdoption.objects.get()
    assert (row.lessons, row.adopted_by_id) == ([lesson.slug], orla.pk)
    assert AuditRow.objects.filter(act="adopt_change", object_id=str(autumn.pk)).count() == 1


def test_a_student_who_learned_it_the_old_way_gets_the_refresher_and_keeps_their_version(
    autumn, orla, ciara, seat, lesson, newer, published
):
    other = seat("Darragh")
    Reading.objects.create(person=ciara, lesson=lesson, started_at=TERM, finished_at=TERM)
    done = adopt(autumn, orla)
    assert done.students == 1
    assert list(Refresher.objects.values_list("person_id", flat=True)) == [ciara.pk]
    view = read_by(ciara, lesson)
    assert (view.version, view.newer) == (lesson.version, "9.0")
    assert read_by(other, lesson).version == "9.0"


def test_adopting_twice_does_nothing_the_second_time(autumn, orla, ciara, lesson, published):
    Reading.objects.create(person=ciara, lesson=lesson, started_at=TERM, finished_at=TERM)
    adopt(autumn, orla)
    assert adopt(autumn, orla, now=LATER).changes == 0
    assert ClassAdoption.objects.count() == Refresher.objects.count() == 1


def test_another_lesson_stays_pinned_and_another_class_stays_frozen(
    autumn, orla, school, seat, lesson, newer, published
):
    from whetstone.apps.people import services as people

    spring = people.start_class(
        workspace_id=school.pk, name="Spring", edition=autumn.edition,
        ends_on=autumn.ends_on, now=TERM,
    )  # fmt: skip
    theirs = seat("Eoin", school_class=spring)
    adopt(autumn, orla)
    assert read_by(theirs, lesson).version == lesson.version


def test_publication_gives_no_refresher_to_a_frozen_class(
    school, autumn, orla, ciara, lesson, change, make_person
):
    colleague = make_person(school)
    for person in (ciara, colleague):
        Reading.objects.create(person=person, lesson=lesson, started_at=TERM, finished_at=TERM)
    change("chg-new", relearn_minutes=8)
    act = keepup.publish(change_slug="chg-new", workspace_id=school.pk, person_id=orla.pk, now=NOW)
    assert act.people == 1
    assert list(Refresher.objects.values_list("person_id", flat=True)) == [colleague.pk]
    adopt(autumn, orla, "chg-new", now=LATER)
    assert Refresher.objects.filter(person=ciara).count() == 1


def test_publication_for_all_spares_a_frozen_class_and_reaches_one_whose_term_is_over(
    school, autumn, ciara, lesson, change
):
    Reading.objects.create(person=ciara, lesson=lesson, started_at=TERM, finished_at=TERM)
    change("chg-a", relearn_minutes=8)
    change("chg-b", relearn_minutes=8)
    keepup.publish_for_all("chg-a", now=NOW)
    assert not Refresher.objects.exists()
    autumn.ends_on = TODAY - dt.timedelta(days=1)
    autumn.save()
    keepup.publish_for_all("chg-b", now=LATER)
    assert Refresher.objects.filter(person=ciara).count() == 1


def test_a_reversed_change_takes_its_adoption_along_and_putting_it_back_brings_it_back(
    school, autumn, orla, ciara, lesson, newer, change
):
    change("chg-here", relearn_minutes=8)
    act = {"change_slug": "chg-here", "workspace_id": school.pk, "person_id": orla.pk}
    keepup.publish(now=NOW, **act)
    adopt(autumn, orla, "chg-here", now=LATER)
    assert read_by(ciara, lesson).version == "9.0"
    keepup.reverse(now=LATER, **act)
    assert read_by(ciara, lesson).version == lesson.version
    assert "chg-here" not in [row.change.slug for row in page_of(autumn).open]
    with pytest.raises(Missing):
        adopt(autumn, orla, "chg-here", now=LATER)
    keepup.publish(now=LATER + dt.timedelta(hours=1), **act)
    assert read_by(ciara, lesson).version == "9.0"


def test_what_is_undone_for_everybody_takes_its_adoption_along_too(
    autumn, orla, ciara, seat, lesson, newer, change
):
    other = seat("Darragh")
    Reading.objects.create(person=other, lesson=lesson, started_at=TERM, finished_at=TERM)
    change("chg-all", relearn_minutes=8)
    keepup.publish_for_all("chg-all", now=NOW)
    adopt(autumn, orla, "chg-all", now=LATER)
    assert read_by(ciara, lesson).version == "9.0"
    assert learning.open_refreshers(other.pk)
    keepup.reverse_for_all("chg-all", now=LATER)
    assert read_by(ciara, lesson).version == lesson.version
    assert not learning.open_refreshers(other.pk)
    with pytest.raises(Missing):
        adopt(autumn, orla, "chg-all", now=LATER)
    keepup.publish_for_all("chg-all", now=LATER + dt.timedelta(hours=1))
    assert read_by(ciara, lesson).version == "9.0"


def test_what_waits_what_touches_nothing_and_what_is_not_there_is_not_adopted(
    autumn, orla, change
):
    change("chg-waits")
    change("chg-quiet", published=NOW, touches=False)
    for slug, why in (("chg-waits", "nobody has published it"), ("chg-quiet", "rests on it")):
        with pytest.raises(Refused) as caught:
            adopt(autumn, orla, slug)
        assert why in caught.value.why
    with pytest.raises(Missing):
        adopt(autumn, orla, "chg-none")
    assert not ClassAdoption.objects.exists()


# --- the end of the term ---


def test_everything_is_adopted_when_the_term_is_over_and_not_before(
    autumn, orla, ciara, lesson, change, published
):
    change("chg-second", published=NOW - dt.timedelta(days=1), relearn_minutes=5)
    Reading.objects.create(person=ciara, lesson=lesson, started_at=TERM, finished_at=TERM)
    with pytest.raises(Refused):
        end_term(autumn, orla)
    autumn.ends_on = TODAY
    autumn.save()
    done = end_term(autumn, orla)
    assert (done.changes >= 2, done.students) == (True, 1)
    assert Refresher.objects.filter(person=ciara).count() >= 2
    assert end_term(autumn, orla, now=LATER).changes == 0
    page = page_of(autumn)
    assert page.open == []
    assert not page.may_end


def test_a_change_that_came_after_the_term_was_never_left(autumn, change):
    autumn.ends_on = TODAY - dt.timedelta(days=5)
    autumn.save()
    change("chg-after", published=NOW - dt.timedelta(days=2))
    page = page_of(autumn)
    assert "chg-after" not in [row.change.slug for row in page.open]


# --- scoring ---


def test_scoring_follows_the_live_ledger_whatever_the_class_reads(
    school, autumn, ciara, change, published
):
    live = diagnose_live.live_bank(school.pk, TODAY)
    question = next(one for one in live.shelf.questions if one.rests_on and live.may_ask(one))
    made = Change.objects.create(
        slug="chg-score", title="It goes", summary="It goes.", network="meta", kind="metric",
        severity="major", happened_on="2026-11-01", noticed_on=TODAY, state="pending",
        evidence=[], recorded_at=NOW,
    )  # fmt: skip
    made.effects.create(claim=field.claim(None, question.rests_on[0]), effect="retires")
    keepup.publish_for_all("chg-score", now=NOW)
    after = diagnose_live.live_bank(school.pk, TODAY)
    assert not ClassAdoption.objects.exists()
    assert not after.may_ask(after.shelf.by_pk[question.pk])
    assert after.holds[question.row] == 0


# --- the page ---


def test_the_page_says_of_each_change_what_it_asks_and_takes_it_up(
    client_as, autumn, orla, seat, lesson, published
):
    people = [seat(f"Student {n}") for n in range(6)]
    for person in people[:2]:
        Reading.objects.create(person=person, lesson=lesson, started_at=TERM, finished_at=TERM)
    client = client_as(orla)
    page = client.get(f"/classes/{autumn.pk}").content.decode()
    assert "Left for the end of term, unless you adopt it." in page
    assert "Whoever holds the old way relearns it in" in page
    form = {"change": "chg-since"}
    page = client.post(f"/classes/{autumn.pk}/adoptions", form, follow=True).content.decode()
    assert "Whoever held the old way has a refresher." in page
    assert "Adopted on 23 November 2026" in page
    again = client.post(f"/classes/{autumn.pk}/adoptions", form, follow=True).content.decode()
    assert "Nothing was done twice" in again


def test_a_small_class_is_not_counted_out(autumn, ciara, lesson, published):
    Reading.objects.create(person=ciara, lesson=lesson, started_at=TERM, finished_at=TERM)
    page = page_of(autumn)
    row = next(one for one in page.moved if one.change.slug == "chg-since")
    assert "Whoever holds the old way" in words.pin(row, page, "UTC")


def test_after_the_term_the_page_offers_what_was_left(client_as, autumn, orla, published):
    autumn.ends_on = TODAY - dt.timedelta(days=1)
    autumn.save()
    client = client_as(orla)
    page = client.get(f"/classes/{autumn.pk}").content.decode()
    assert "that was left" in page or "that were left" in page
    assert "the pin has let go" in page
    assert "Adopt now" not in page
    page = client.post(f"/classes/{autumn.pk}/term-end", follow=True).content.decode()
    assert "Adopted" in page
    assert "were left for now" not in page


def test_before_the_end_the_term_is_not_ended_by_a_form(client_as, autumn, orla, published):
    page = client_as(orla).post(f"/classes/{autumn.pk}/term-end", follow=True).content.decode()
    assert "The term still runs" in page
    assert not ClassAdoption.objects.exists()


@pytest.mark.parametrize("right", ["learner", "lead", "leader", "editor", "partner", "admin"])
def test_nobody_but_an_instructor_adopts(school, autumn, make_person, client_as, right):
    client = client_as(make_person(school, rights=(right,)))
    for act in ("adoptions", "term-end"):
        assert client.post(f"/classes/{autumn.pk}/{act}").status_code == 403


def test_an_instructor_of_another_school_adopts_nothing_here(
    autumn, published, make_workspace, make_person, client_as
):
    other = make_workspace("Other", kind="school")
    client = client_as(make_person(other, rights=("instructor",)))
    form = {"change": "chg-since"}
    assert client.post(f"/classes/{autumn.pk}/adoptions", form).status_code == 404
    assert client.post(f"/classes/{autumn.pk}/term-end").status_code == 404
    assert not ClassAdoption.objects.exists()
