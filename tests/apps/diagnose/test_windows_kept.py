"""Lately against before: kept with the question, shown on its page, told once as a notice."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from tests.apps.diagnose.answering import crowd

from whetstone.apps.diagnose import calibrating, drifting, live, quality_words, shifting
from whetstone.apps.diagnose.models import CalibratedItem, CalibrationRun, Item, Response
from whetstone.apps.diagnose.watch_rows import as_seen
from whetstone.apps.field import services as field
from whetstone.apps.field.models import Notice
from whetstone.web import once

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
LATELY, BEFORE = NOW - dt.timedelta(days=30), NOW - dt.timedelta(days=300)
MOVED, PEOPLE, QUESTIONS = 1, 500, 6


@pytest.fixture(autouse=True)
def _fresh():
    live.forget()
    once.forget()
    yield
    live.forget()


def answered(workspace, *, harder=0.0, early=250, seed=7):
    """Half answer ten months ago, half last month; those find the second question `harder`."""
    rng = np.random.default_rng(seed)
    people = crowd(workspace, PEOPLE)
    late = np.arange(PEOPLE) >= early
    theta = rng.normal(size=PEOPLE)
    asked = [one for one in live.shelf().latest.values() if one.area_id == "STR"][:QUESTIONS]
    rows = []
    for place, one in enumerate(asked):
        moved = harder * late if place == MOVED else 0.0
        chance = 1 / (1 + np.exp(-1.4 * (theta - 0.3 * (place - 2)) + moved))
        points = rng.binomial(one.max_score, chance)
        rows += [
            Response(
                person=person,
                item_id=one.pk,
                area_id="STR",
                answer={},
                score=int(points[k]),
                max_score=one.max_score,
                seconds=55.0,
                answered_at=(LATELY if late[k] else BEFORE) + dt.timedelta(minutes=10 * k + place),
                recorded_at=BEFORE,
            )
            for k, person in enumerate(people)
        ]
    Response.objects.bulk_create(rows)
    return asked


def calibrated():
    run = calibrating.begin(cause="command", now=NOW)
    calibrating.work_on(run)
    return run


def window_of(question):
    return as_seen(CalibratedItem.objects.filter(item_id=question.pk).latest("pk").watch).window


def test_a_question_harder_lately_is_kept_shown_and_told_once(marram, make_person, client_as):
    asked = answered(marram, harder=2.5)
    run = calibrated()
    found = window_of(asked[MOVED])
    assert found.alarm == "harder"
    assert (found.compared.n_reference, found.compared.n_focal) == (250, 250)
    assert found.compared.regressed is not None
    assert [one.slug for one in asked if window_of(one).alarm] == [asked[MOVED].slug]
    page = client_as(make_person(marram, name="Reader")).get(f"/test-quality/{asked[MOVED].slug}")
    said = " ".join(page.content.decode().split())
    assert "harder in the last 90 days than before" in said
    assert "250 answers in the last 90 days, 250 before" in said
    notice = Notice.objects.get()
    assert (notice.origin, notice.workspace_id, notice.thing_id) == (
        "drift",
        None,
        asked[MOVED].slug,
    )
    assert "is harder than it was: the last 90 days against before" in notice.sentence
    assert "Nora" not in notice.sentence + notice.saw
    assert shifting.tell_windows(run, before=0, now=NOW) == 0
    assert Notice.objects.count() == 1


def test_what_lasts_from_calibration_to_calibration_is_not_told_again(marram):
    asked = answered(marram, harder=2.5)
    first = calibrated()
    again = CalibrationRun.objects.create(
        cause="command", until=first.until, fingerprint="again", started_at=NOW, worked_at=NOW,
        is_open=False,
    )  # fmt: skip
    for row in CalibratedItem.objects.filter(run=first):
        row.pk, row.run, row._state.adding = None, again, True
        row.save()
    Notice.objects.all().delete()
    later = NOW + dt.timedelta(days=200)
    assert shifting.tell_windows(again, before=first.pk, now=later) == 0
    assert shifting.tell_windows(again, before=0, now=later) == 1
    assert Notice.objects.get().thing_id == asked[MOVED].slug


def test_what_the_sums_over_answers_have_told_is_not_told_again(marram):
    asked = answered(marram, harder=2.5)
    field.notice(
        field.Noticed(
            origin="drift",
            sentence="It has become harder.",
            fingerprint="f" * 64,
            thing=("item", asked[MOVED].slug),
        ),
        workspace_id=None,
        now=NOW - dt.timedelta(days=3),
    )
    calibrated()
    assert window_of(asked[MOVED]).alarm == "harder"
    assert Notice.objects.count() == 1


def test_what_the_windows_have_told_the_sums_do_not_tell_again(marram):
    answered(marram, harder=2.5)
    assert drifting.watch_for_drift(NOW) == 1, "without a window it is told"
    Notice.objects.all().delete()
    calibrated()
    assert Notice.objects.count() == 1
    assert drifting.watch_for_drift(NOW) == 0
    assert Notice.objects.count() == 1


# --- refusals ---


def test_a_question_that_stands_says_as_before_and_no_notice_is_made(
    marram, make_person, client_as
):
    asked = answered(marram)
    calibrated()
    assert not any(window_of(one).alarm for one in asked)
    assert Notice.objects.count() == 0
    page = client_as(make_person(marram, name="Reader")).get(f"/test-quality/{asked[0].slug}")
    assert "as before" in page.content.decode()


def test_below_a_hundred_answers_before_it_says_what_is_missing(marram):
    asked = answered(marram, harder=2.5, early=60)
    calibrated()
    found = window_of(asked[MOVED])
    assert found.alarm == ""
    assert found.compared.missing == 40
    seen = as_seen(CalibratedItem.objects.get(item_id=asked[MOVED].pk).watch)
    assert quality_words.window(seen) == "Cannot tell yet: 40 more answers are needed."
    assert quality_words.window_figures(seen) == (
        "told from 100 answers in the last 90 days and as many before"
    )
    assert Notice.objects.count() == 0


def test_what_was_kept_before_windows_were_is_not_told(curriculum_loaded):
    assert as_seen({}).window is None
    assert quality_words.window(as_seen({})) == "cannot tell yet"
    assert Item.objects.exists()
