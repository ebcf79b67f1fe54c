"""The alarm over the store: one notice for a question and alarm, nobody's name, no score moved."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from whetstone.apps.diagnose import drifting, live
from whetstone.apps.diagnose.models import Item, LevelEstimate, Response
from whetstone.apps.field.models import Notice
from whetstone.apps.people.models import Person
from whetstone.config import chores
from whetstone.web import once

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
N = 600


@pytest.fixture(autouse=True)
def _fresh():
    live.forget()
    once.forget()
    yield
    live.forget()


@pytest.fixture
def question(curriculum_loaded):
    found = next(one for one in live.shelf().latest.values() if one.rests_on)
    return Item.objects.get(pk=found.pk)


@pytest.fixture
def drift_in(make_workspace, question):
    """`drift_in(workspaces, n)`: answers that turn from mostly right to mostly wrong half-way."""

    def make(workspaces, n=N, *, turns=True):
        rng = np.random.default_rng(4)
        people = Person.objects.bulk_create(
            Person(workspace=workspaces[k % len(workspaces)], name=f"Nora {k}", joined_at=NOW)
            for k in range(n)
        )
        chance = np.where(np.arange(n) < n // 2, 0.7, 0.2 if turns else 0.7)
        Response.objects.bulk_create(
            Response(
                person=person, item=question, area_id=question.area_id, answer={},
                score=question.max_score if right else 0, max_score=question.max_score,
                answered_at=NOW + dt.timedelta(minutes=k), recorded_at=NOW,
            )
            for k, (person, right) in enumerate(zip(people, rng.random(n) < chance, strict=True))
        )  # fmt: skip

    return make


def test_one_notice_for_the_installation_names_the_question_and_its_claims(
    drift_in, make_workspace, question
):
    drift_in([make_workspace(name="One"), make_workspace(name="Two")])
    assert drifting.watch_for_drift(NOW) == 1
    notice = Notice.objects.get()
    assert (notice.origin, notice.workspace_id, notice.person_id) == ("drift", None, None)
    assert (notice.thing_kind, notice.thing_id) == ("item", question.slug)
    assert notice.claim.slug in question.payload["rests_on"]
    assert "has become harder" in notice.sentence
    assert all(slug in notice.saw for slug in question.payload["rests_on"])
    told = f"{notice.sentence} {notice.saw}"
    assert not any(word in told for word in ("Nora", "One", "Two"))


def test_the_same_alarm_is_told_once_also_when_more_answers_have_come(drift_in, make_workspace):
    workspace = make_workspace()
    drift_in([workspace])
    assert drifting.watch_for_drift(NOW) == 1
    assert drifting.watch_for_drift(NOW + dt.timedelta(days=1)) == 0
    assert Notice.objects.count() == 1


def test_it_changes_no_score_and_no_question(drift_in, make_workspace, question):
    drift_in([make_workspace()])
    before = question.state, LevelEstimate.objects.count(), Response.objects.count()
    drifting.watch_for_drift(NOW)
    question.refresh_from_db()
    assert (question.state, LevelEstimate.objects.count(), Response.objects.count()) == before
    bank = live.live_bank(None, NOW.date())
    assert bank.may_ask(bank.shelf.by_pk[question.pk])


def test_fewer_than_200_answers_and_demos_say_nothing(drift_in, make_workspace):
    drift_in([make_workspace()], n=199)
    assert drifting.watch_for_drift(NOW) == 0
    demo = make_workspace(name="Demo")
    demo.is_demo = True
    demo.save()
    Response.objects.all().delete()
    drift_in([demo])
    assert drifting.watch_for_drift(NOW) == 0


def test_a_question_that_stays_as_it_was_is_left_alone(drift_in, make_workspace):
    drift_in([make_workspace()], turns=False)
    assert drifting.watch_for_drift(NOW) == 0


def test_without_answers_there_is_nothing_to_do(curriculum_loaded):
    assert drifting.watch_for_drift(NOW) == 0


def test_it_is_done_once_a_day(curriculum_loaded):
    chore = next(one for one in chores.chores() if one.name == "watch_for_drift")
    assert chore.every == dt.timedelta(days=1)
