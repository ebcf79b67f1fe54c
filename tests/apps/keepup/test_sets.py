"""Sets in the store say what the core says with arrays; a preview is what publication does."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest
from django.db import transaction
from tests.apps.keepup import answering
from tests.apps.keepup.conftest import NOW

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose.citer import ITEM_CITER
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.field import citers
from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.keepup import selectors, services
from whetstone.apps.keepup.crowds import Crowd, Rests, counts
from whetstone.apps.keepup.everywhere import everywhere
from whetstone.apps.keepup.ripples import ripples_of
from whetstone.apps.learn.citer import CITERS
from whetstone.apps.learn.models import Card, Certificate, Lesson, Reading, Refresher
from whetstone.apps.people import selectors as people
from whetstone.core.freshness import ripple as core
from whetstone.web import once

HELD = {citer.kind: citer for citer in (*CITERS, ITEM_CITER) if citer.holders is not None}


@pytest.fixture
def real_citers(world, marram):
    """The citers of the rooms, and real things to hold."""
    citers.register(*CITERS, ITEM_CITER)
    return world


def things():
    """Real blocks, cards and questions, some of each kind."""
    lessons = Lesson.objects.filter(is_latest=True).order_by("pk")[:3]
    blocks = [f"{row.slug}/{row.payload['blocks'][n]['id']}" for row in lessons for n in (0, 1)]
    cards = list(
        Card.objects.exclude(lesson_slug="").order_by("pk").values_list("slug", flat=True)
    )
    _claim, touched, other = answering.questions(LIVE["workspace"])
    return {"block": blocks, "card": cards[:4], "item": [touched.slug, other.slug]}


LIVE = {}


def hold_something(lot, marram):
    """Each learner reads, finishes and answers by lot."""
    _claim, touched, other = answering.questions(marram)
    lessons = list(Lesson.objects.filter(is_latest=True).order_by("pk")[:4])
    for person in marram.team:
        for lesson in lot.sample(lessons, lot.randrange(3)):
            done = NOW if lot.random() < 0.6 else None
            Reading.objects.create(person=person, lesson=lesson, started_at=NOW, finished_at=done)
        for question in (touched, other):
            if lot.random() < 0.5:
                answering.answer(person, question)


def cite_by_lot(lot, world, marram):
    LIVE["workspace"] = marram
    rows = [
        field.Cites(
            lot.choice([world.OLD, world.OTHER]), kind, thing, lot.choice(["rests_on", "mentions"])
        )
        for kind, ids in things().items()
        for thing in ids
        if lot.random() < 0.7
    ]
    field.add_citations(rows)


def by_the_core(world, marram):
    """The ripple of the claim from rows read one by one: whom, and whom only a mention."""
    rows = [
        core.Citation(slug, core.CiterKey(kind, thing), core.Role(role))
        for slug, kind, thing, role in ledger.citations(marram.pk, [world.OLD])
        if citers_of(kind, thing, marram)
    ]
    learners = {person.pk for person in marram.team}
    concerns = [
        core.Concern(row.citer, 1.0, np.array(sorted(learners & set(who)), dtype=np.int64))
        for row in rows
        if (who := concerned(row.citer.kind, row.citer.id, marram))
    ]
    found = core.ripple([world.OLD], citations=rows, concerns=concerns)
    return found.people.tolist(), len(found.told)


def citers_of(kind, thing, marram):
    known = {one.kind: one for one in citers.registered()}
    return kind not in known or thing in known[kind].describe(marram.pk, [thing])


def concerned(kind, thing, marram):
    known = {one.kind: one for one in citers.registered()}
    ask = known[kind].concerned if kind in known else None
    return ask(marram.pk, [thing]).get(thing, ()) if ask else ()


@pytest.mark.parametrize("seed", range(12))
def test_the_store_and_the_core_agree_on_worlds_drawn_by_lot(real_citers, marram, seed):
    lot = random.Random(seed)
    hold_something(lot, marram)
    cite_by_lot(lot, real_citers, marram)
    change = ledger.change(marram.pk, real_citers.CHANGE)
    found = ripples_of([change], workspace_id=marram.pk, now=NOW)[change.pk]
    touched, told = by_the_core(real_citers, marram)
    assert list(found.people) == touched
    assert (len(found.people), found.told) == (len(touched), told)
    assert [person.pk in found.people for person in marram.team] == [
        person.pk in touched for person in marram.team
    ]
    assert list(everywhere(change).people) == touched


def test_a_set_and_a_list_of_holders_are_the_same_for_each_kind(real_citers, marram):
    hold_something(random.Random(3), marram)
    LIVE["workspace"] = marram
    card = Card.objects.exclude(lesson_slug="").order_by("pk").first()
    lesson = Lesson.objects.get(slug=card.lesson_slug, is_latest=True)
    Reading.objects.update_or_create(
        person=marram.team[0],
        lesson=lesson,
        defaults={"started_at": NOW, "finished_at": NOW},
    )
    scope = people.learner_ids(marram.pk)
    learned = {kind: ids for kind, ids in things().items() if kind in HELD}
    assert set(learned) == {"block", "card"}  # an answer to a question is not learning
    for kind, ids in learned.items():
        citer = HELD[kind]
        listed = {who for some in citer.concerned(marram.pk, ids).values() for who in some}
        assert set(citer.holders(scope, ids)) == listed, kind
        assert listed, kind


def test_holders_of_certificates_are_those_who_hold_them(real_citers, marram):
    row = Certificate.objects.create(
        person=marram.team[2], code="WS-1", course_slug="c", course_version="1", edition="e",
        pool="open", claims={}, issued_at=NOW,
    )  # fmt: skip
    citer, scope = HELD["certificate"], people.learner_ids(marram.pk)
    assert list(citer.holders(scope, [str(row.pk), "no-number"])) == [marram.team[2].pk]
    assert list(citer.holders(scope, ["no-number"])) == []


# --- what is said before is what is done ---


def publish(workspace, slug):
    return services.publish(
        change_slug=slug, workspace_id=workspace.pk, person_id=workspace.lead.pk, now=NOW
    )


def outcome(workspace):
    """Everything a publication leaves behind, without numbers of rows."""
    return {
        "claims": {
            slug: state.status for slug, state in ledger.ledger(
                workspace.pk, on=NOW.date()
            ).states.items()
        },
        "refreshers": sorted(
            Refresher.objects.filter(person__workspace=workspace, withdrawn_at=None).values_list(
                "person_id", "publication__change__slug", "minutes"
            )
        ),
        "levels": dict(
            LevelEstimate.objects.filter(person__workspace=workspace).values_list(
                "person_id", "areas"
            )
        ),
    }  # fmt: skip


@pytest.fixture
def two_changes(world, marram):
    """The change of the world, and one that ends a real claim; answers rest on the second."""
    claim, touched, other = answering.questions(marram)
    answering.ending(world, claim)
    for person in marram.team[1:6]:
        answering.answer(person, touched)
        answering.answer(person, other)
    diagnose.reestimate_workspace(marram.pk, NOW)
    world.slugs = [world.CHANGE, answering.ENDS]
    citers.register(ITEM_CITER)
    return marram


def test_a_preview_is_what_publication_does(world, two_changes):
    for slug in world.slugs:
        seen = selectors.preview(slug, workspace_id=two_changes.pk, now=NOW)
        act = publish(two_changes, slug)
        assert act.people == seen.people
        made = Refresher.objects.filter(publication=act.publication_id)
        assert made.count() == (seen.people if act.minutes_each else 0)
        assert sum(made.values_list("minutes", flat=True)) == (seen.minutes if made else 0)


def test_a_preview_changes_nothing(world, two_changes):
    before = outcome(two_changes)
    selectors.preview(answering.ENDS, workspace_id=two_changes.pk, now=NOW)
    selectors.preview(answering.ENDS, workspace_id=None, now=NOW)
    assert outcome(two_changes) == before


def test_publishing_twice_is_publishing_once(world, two_changes):
    publish(two_changes, answering.ENDS)
    once = outcome(two_changes)
    assert not publish(two_changes, answering.ENDS).was_done
    assert outcome(two_changes) == once


def test_the_order_of_changes_that_touch_different_claims_does_not_matter(world, two_changes):
    found = []
    for slugs in (world.slugs, world.slugs[::-1]):
        with transaction.atomic():
            for slug in slugs:
                publish(two_changes, slug)
            found.append(outcome(two_changes))
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_cover_before_and_after_is_what_it_is_before_and_after(world, two_changes, make_person):
    from whetstone.apps.people.models import Requirement

    _claim, touched, _other = answering.questions(two_changes)
    Requirement.objects.create(workspace=two_changes, area_id=touched.area_id, level=2, people=2)
    for n in range(6):
        answering.answer(make_person(two_changes, name=f"More {n}"), touched)
    diagnose.reestimate_workspace(two_changes.pk, NOW)
    (seen,) = selectors.preview(answering.ENDS, workspace_id=two_changes.pk, now=NOW).cover.areas
    assert seen.before is not None
    publish(two_changes, answering.ENDS)
    measured = [
        row.areas[touched.area_id]["p"]["2"]
        for row in LevelEstimate.objects.filter(person__workspace=two_changes)
        if row.areas[touched.area_id]["answers"]
    ]
    if seen.after is None:
        assert seen.why in {"gone", "few"}
        assert len(measured) < 5
    else:
        from whetstone.core.kernel.probability import at_least

        assert seen.after == pytest.approx(at_least(measured, 2), abs=1e-9)


def test_cover_says_no_second_figure_where_few_make_the_difference(world, marram):
    from whetstone.apps.people.models import Requirement

    claim, touched, other = answering.questions(marram)
    answering.ending(world, claim)
    Requirement.objects.create(workspace=marram, area_id=touched.area_id, level=2, people=2)
    for person in marram.team[:3]:
        answering.answer(person, touched)
    for person in marram.team:
        answering.answer(person, other)
    diagnose.reestimate_workspace(marram.pk, NOW)
    (seen,) = selectors.preview(answering.ENDS, workspace_id=marram.pk, now=NOW).cover.areas
    assert seen.after is None
    assert seen.why in {"few", "small"}


def test_a_preview_of_fewer_than_five_people_says_no_number(world, make_workspace, make_person):
    few = make_workspace(name="Few")
    person = make_person(few)
    world.persons["it-1"] = [person.pk]
    seen = selectors.preview(world.CHANGE, workspace_id=few.pk, now=NOW)
    assert seen.people is None
    assert seen.minutes is None


def test_a_day_later_the_same_answers_give_the_same_levels_either_way(two_changes):
    """The arrays of the drain and the objects of the profile page: bit by bit the same."""
    from whetstone.apps.diagnose import estimates
    from whetstone.apps.diagnose.evidence import evidence_of
    from whetstone.apps.diagnose.live import live_bank

    later = NOW + dt.timedelta(days=1)
    ids = [person.pk for person in two_changes.team]
    diagnose.open_epoch(ids[2], ["A01", "A02"], "a lesson", NOW - dt.timedelta(days=3))
    live = live_bank(two_changes.pk, later.date())
    objects = estimates.profiles(evidence_of(ids, live=live, now=later), live)
    assert estimates.supposed_profiles(ids, live=live, now=later) == objects
    assert objects


def test_a_kept_statement_says_the_same_in_every_workspace_and_of_one_person(
    real_citers, marram, make_workspace, make_person
):
    """Reading requests keep the statement; whose workspace and who is filled in each time."""
    LIVE["workspace"] = marram
    lot = random.Random(11)
    hold_something(lot, marram)
    other = make_workspace()
    reader = make_person(other)
    lesson = Lesson.objects.filter(is_latest=True).order_by("pk").first()
    Reading.objects.create(person=reader, lesson=lesson, started_at=NOW)
    rests = Rests({kind: tuple(ids) for kind, ids in things().items()}, {})
    for _again in range(2):
        with once.reading(only_reads=True):
            for workspace in (marram, other):
                scope = people.learner_ids(workspace.pk)
                plain = Crowd(counts([rests.among(scope)])[0], rests, scope=scope)
                kept = Crowd(plain.count, rests, workspace.pk)
                assert list(kept) == list(plain)
                everybody = [*(one.pk for one in marram.team), reader.pk]
                assert [one in kept for one in everybody] == [one in plain for one in everybody]
    assert list(Crowd(1, rests, other.pk)) == [reader.pk]
