"""Calibrating the bank: only when there is enough, only first answers, whole or not at all."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.apps.diagnose.answering import answered, crowd

from whetstone.apps.diagnose import calibrating, first_answers, live, rebuilding, selectors
from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose.models import (
    Attempt,
    BankAct,
    CalibratedItem,
    CalibrationRun,
    EvidenceEpoch,
    Item,
    LevelEstimate,
    Response,
)
from whetstone.apps.people.models import AuditRow
from whetstone.config import chores
from whetstone.core.kernel.errors import Refused
from whetstone.core.measurement.item_life import ItemState

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SOON = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def people(marram):
    return crowd(marram, 130)


def calibrate(now=NOW):
    run = calibrating.begin(cause="command", now=now)
    calibrating.work_on(run)
    run.refresh_from_db()
    return run


def test_an_empty_bank_is_refused_with_the_number_that_is_missing(curriculum_loaded):
    with pytest.raises(Refused, match="500 first answers are missing"):
        calibrating.begin(cause="command", now=NOW)
    assert CalibrationRun.objects.count() == 0


def test_ninety_nine_people_are_too_few_and_five_answers_are_missing(marram):
    answered(crowd(marram, 99))
    with pytest.raises(Refused, match="5 first answers are missing in Strategy"):
        calibrating.begin(cause="command", now=NOW)


def test_questions_with_a_hundred_answers_get_numbers_of_their_own(people):
    asked = answered(people)
    run = calibrate()
    assert run.finished_at is not None
    rows = CalibratedItem.objects.filter(run=run)
    assert {row.item_id for row in rows} == {one.pk for one in asked}
    assert {row.n for row in rows} == {130}
    after = live.shelf()
    for one in asked:
        now = after.by_pk[one.pk]
        assert (one.state, now.state) == (ItemState.EXPERT_SET, ItemState.PROVISIONAL)
        numbers = after.parameters[now.row]
        row = rows.get(item_id=one.pk)
        assert (numbers.a, numbers.b, numbers.b_sd) == (row.a, row.b, row.b_se)
        assert numbers.b_sd < 0.7
    assert run.report["ANA"] == {**run.report["ANA"], "questions": 0, "missing": 500}


def test_nothing_moves_before_the_run_is_whole(people, monkeypatch):
    answered(people)
    run = calibrating.begin(cause="command", now=NOW)
    fit = calibrating.fit_area
    met = []

    def killed(*args, **kwargs):
        met.append(1)
        if len(met) > 3:
            raise KeyboardInterrupt
        return fit(*args, **kwargs)

    monkeypatch.setattr(calibrating, "fit_area", killed)
    with pytest.raises(KeyboardInterrupt):
        calibrating.work_on(run)
    assert CalibratedItem.objects.filter(run=run).exists()
    assert BankAct.objects.count() == 0
    assert live.shelf().run == 0


def test_a_killed_run_goes_on_where_it_stood(people, monkeypatch):
    answered(people)
    run = calibrating.begin(cause="command", now=NOW)
    fit = calibrating.fit_area
    done = []

    def counting(*args, **kwargs):
        done.append(1)
        return fit(*args, **kwargs)

    run.report = {"STR": {"questions": 0, "missing": 1}}
    run.save(update_fields=["report"])
    monkeypatch.setattr(calibrating, "fit_area", counting)
    calibrating.work_on(CalibrationRun.objects.get(pk=run.pk))
    assert len(done) == len(live.shelf().framework.area_ids) - 1


def test_answers_that_come_while_it_is_made_wait_for_the_next(people, marram):
    answered(people)
    run = calibrating.begin(cause="command", now=NOW)
    answered(crowd(marram, 40, name="Late"), seed=9)
    calibrating.work_on(run)
    assert set(CalibratedItem.objects.values_list("n", flat=True)) == {130}


def test_the_same_answers_are_not_fitted_twice(people):
    answered(people)
    calibrate()
    with pytest.raises(Refused, match="nothing was answered since"):
        calibrating.begin(cause="command", now=SOON)


def test_one_run_at_a_time(people):
    answered(people)
    first = calibrating.begin(cause="command", now=NOW)
    assert calibrating.begin(cause="editor", now=SOON) == first


def test_only_the_first_meeting_counts(people):
    (one, *_rest) = answered(people)
    for person in people[:50]:
        Response.objects.create(
            person=person, item_id=one.pk, area_id="STR", answer={}, score=one.max_score,
            max_score=one.max_score, answered_at=NOW, recorded_at=NOW,
        )  # fmt: skip
    answers, questions = first_answers.area_answers(live.shelf(), "STR", 10**9)
    mine = answers.item == [q.pk for q in questions].index(one.pk)
    assert mine.sum() == 130


def test_of_very_many_answers_every_second_person_is_read_and_all_who_met_a_rare_question(
    people, monkeypatch
):
    (_one, rare, *_rest) = answered(people)
    met_it = {person.pk for person in people[:5]}
    Response.objects.filter(item_id=rare.pk).exclude(person_id__in=met_it).delete()
    everybody = Response.objects.count()
    monkeypatch.setattr(first_answers, "MOST_ANSWERS", everybody // 2 + 1)
    monkeypatch.setattr(first_answers, "RARE_BELOW", 10)
    even = {person.pk for person in people if person.pk % 2 == 0}
    read = Response.objects.filter(person_id__in=even | met_it).count()
    answers, questions = first_answers.area_answers(live.shelf(), "STR", 10**9)
    assert answers.item.size == read < everybody
    assert (answers.item == [q.pk for q in questions].index(rare.pk)).sum() == len(met_it)


def test_demos_and_refreshers_do_not_enter(people, marram, make_workspace):
    demo = make_workspace("Demo")
    demo.is_demo = True
    demo.save()
    answered(crowd(demo, 200))
    assert first_answers.newest_answer()[1] == 0
    asked = answered(people[:1])
    attempt = Attempt.objects.create(
        person=people[1], mode="refresher", areas=["STR"], length=1, seed=1,
        started_at=NOW, finished_at=NOW,
    )  # fmt: skip
    Response.objects.create(
        person=people[1], attempt=attempt, item_id=asked[0].pk, area_id="STR", answer={},
        score=0, max_score=asked[0].max_score, answered_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    assert first_answers.people_asked()[asked[0].pk] == 1


def test_whoever_learned_in_between_is_another_person_after_it(people):
    answered(people[:1], questions=4)
    times = Response.objects.order_by("answered_at").values_list("answered_at", flat=True)
    EvidenceEpoch.objects.create(
        person=people[0], area_id="STR", cause="lesson", opened_at=times[1]
    )
    answers, _questions = first_answers.area_answers(live.shelf(), "STR", 10**9)
    assert sorted(answers.person.tolist()) == [0, 1, 1, 1]


def test_rapid_guesses_weigh_nothing_and_are_told(people):
    answered(people)
    Response.objects.filter(person__in=people[:20]).update(is_rapid=True)
    run = calibrate()
    assert set(CalibratedItem.objects.filter(run=run).values_list("n", flat=True)) == {110}


def test_nobodys_name_or_workspace_is_in_what_is_stored(people, marram):
    answered(people)
    run = calibrate()
    told = json.dumps([run.report, list(CalibratedItem.objects.values_list("watch", flat=True))])
    assert "Nora" not in told
    assert "Marram" not in told
    audit = AuditRow.objects.get(act="bank.calibration")
    assert audit.workspace_id is None


# --- sittings and levels ---


def test_a_sitting_under_way_goes_on_with_the_numbers_it_began_with(people, ana, best):
    answered(people)
    step = diagnose.begin_attempt(
        person_id=ana.pk, workspace_id=ana.workspace_id, role_id="smm", mode="area",
        area_id="STR", now=NOW, seed=3,
    )  # fmt: skip
    run = calibrate()
    today = live.live_bank(ana.workspace_id, NOW.date())
    assert today.shelf.run == run.pk
    begun = live.as_begun(today, Attempt.objects.get(pk=step.attempt_id).calibration_id)
    assert begun.shelf.run == 0
    again = diagnose.answer(
        attempt_id=step.attempt_id, person_id=ana.pk, workspace_id=ana.workspace_id,
        place=step.open.place, answer=best(step.open.question), now=SOON,
    )  # fmt: skip
    assert again.open is not None
    diagnose.finish(
        attempt_id=step.attempt_id, person_id=ana.pk, workspace_id=ana.workspace_id, now=SOON
    )
    fresh = diagnose.begin_attempt(
        person_id=ana.pk, workspace_id=ana.workspace_id, role_id="smm", mode="area",
        area_id="STR", now=SOON, seed=4,
    )  # fmt: skip
    assert Attempt.objects.get(pk=fresh.attempt_id).calibration_id == run.pk


def test_levels_are_worked_out_again_under_the_new_numbers_and_only_once(people, ana, sit):
    answered(people)
    sit(ana, mode="area", area_id="STR")
    before = LevelEstimate.objects.get(person=ana)
    calibrate()
    assert rebuilding.levels_left() == 1
    assert rebuilding.rebuild() == 1
    after = LevelEstimate.objects.get(person=ana)
    assert after.stamp != before.stamp
    assert after.areas["STR"]["mean"] != before.areas["STR"]["mean"]
    assert after.areas["STR"]["answers"] == before.areas["STR"]["answers"]
    assert rebuilding.levels_left() == 0


def as_new(question):
    """The same question under another name, as an edition brings one."""
    row = Item.objects.filter(pk=question.pk).values().get()
    slug = f"{row['slug']}-new"
    payload = {**row["payload"], "id": slug}
    return {**row, "id": None, "slug": slug, "payload": payload}


def test_new_questions_of_a_measured_area_are_tried_out_and_score_nobody(  # the cast
    marram, ana, best
):
    asked = answered(crowd(marram, 320), questions=12)
    calibrate()
    unasked = [
        one
        for one in live.shelf().latest.values()
        if one.area_id == "STR" and one.pk not in {q.pk for q in asked}
    ]
    assert {one.state for one in unasked} == {ItemState.EXPERT_SET}  # they were there before
    new = {Item.objects.create(**as_new(one)).pk for one in unasked}
    live.forget()
    bank = live.live_bank(ana.workspace_id, NOW.date())
    assert sum(one.state is ItemState.OPERATIONAL for one in bank.shelf.latest.values()) >= 10
    pilots = bank.pilots["STR"]
    sound = {
        pk for pk in new if not bank.ledger.dead(bank.shelf.by_pk[pk].rests_on)
    }  # what rests on something gone is not even tried out
    assert {one.pk for one in pilots} == sound
    assert len(sound) >= 2
    assert all(bank.holds[one.row] == 0 for one in pilots)
    diagnose.sit_through(
        person_id=ana.pk, workspace_id=ana.workspace_id, role_id="smm", mode="area",
        area_id="STR", answer_to=best, seed=7, now=NOW,
    )  # fmt: skip
    given = Response.objects.filter(person=ana)
    tried = [row for row in given if row.item_id in {one.pk for one in pilots}]
    assert 1 <= len(tried) <= 4
    assert selectors.estimates(ana.pk)["STR"].answers == given.count() - len(tried)


# --- an editor's word ---


def test_a_flagged_question_is_asked_of_nobody_and_counts_for_nobody(ana, sit):
    sit(ana)
    row = Response.objects.filter(person=ana).first()
    before = selectors.estimates(ana.pk)[row.area_id].answers
    calibrating.say_of(item_id=row.item_id, kind="flagged", reason="Two keys are right.", now=NOW)
    bank = live.live_bank(ana.workspace_id, NOW.date())
    assert not bank.may_ask(bank.shelf.by_pk[row.item_id])
    rebuilding.rebuild()
    assert selectors.estimates(ana.pk)[row.area_id].answers == before - 1
    calibrating.say_of(item_id=row.item_id, kind="cleared", reason="One key is right.", now=SOON)
    rebuilding.rebuild()
    assert selectors.estimates(ana.pk)[row.area_id].answers == before


def test_a_retired_question_is_not_asked_but_still_counts(ana, sit):
    sit(ana)
    row = Response.objects.filter(person=ana).first()
    before = selectors.estimates(ana.pk)[row.area_id].answers
    calibrating.say_of(item_id=row.item_id, kind="retired", reason="Nobody does this.", now=NOW)
    rebuilding.rebuild()
    bank = live.live_bank(ana.workspace_id, NOW.date())
    assert not bank.may_ask(bank.shelf.by_pk[row.item_id])
    assert selectors.estimates(ana.pk)[row.area_id].answers == before


def test_a_word_without_a_reason_is_refused(curriculum_loaded):
    one = next(iter(live.shelf().latest.values()))
    with pytest.raises(Refused, match="no reason"):
        calibrating.say_of(item_id=one.pk, kind="flagged", reason="  ", now=NOW)


def test_an_editor_of_one_workspace_does_not_speak_for_all(marram, make_person, people):
    editor = make_person(marram, rights=("editor",))
    answered(people)
    one = next(iter(live.shelf().latest.values()))
    with pytest.raises(Refused, match="only an editor of the whole installation"):
        calibrating.begin(cause="editor", now=NOW, person_id=editor.pk)
    with pytest.raises(Refused, match="only an editor of the whole installation"):
        calibrating.say_of(
            item_id=one.pk, kind="flagged", reason="So.", now=NOW, person_id=editor.pk
        )


# --- by itself ---


def test_the_chore_begins_one_a_week_and_none_where_there_is_no_need(people):
    chore = next(one for one in chores.chores() if one.name == "calibrate_bank")
    assert chore.every == dt.timedelta(days=7)
    assert chore.run(NOW) == 0
    answered(people)
    assert chore.run(NOW) == 1
    assert chore.run(NOW) == 0


def test_a_run_whose_worker_is_gone_is_taken_up(people):
    answered(people)
    calibrating.begin(cause="command", now=NOW)
    assert calibrating.take_up_lost(NOW + dt.timedelta(minutes=9)) == 0
    assert calibrating.take_up_lost(NOW + dt.timedelta(minutes=11)) == 1
    assert calibrating.take_up_lost(NOW + dt.timedelta(minutes=12)) == 0


# --- rapid guesses of one person ---


def test_an_answer_faster_than_reading_counts_nothing_and_says_so(ana, best, client_as):
    at = NOW - dt.timedelta(hours=1)
    step = diagnose.begin_attempt(
        person_id=ana.pk, workspace_id=ana.workspace_id, role_id="smm", mode="quick",
        now=at, seed=3,
    )  # fmt: skip
    while step.open is not None:
        at += dt.timedelta(seconds=2)
        step = diagnose.answer(
            attempt_id=step.attempt_id, person_id=ana.pk, workspace_id=ana.workspace_id,
            place=step.open.place, answer=best(step.open.question), now=at,
        )  # fmt: skip
    assert Response.objects.filter(person=ana).exists()
    assert not Response.objects.filter(person=ana, is_rapid=False).exists()
    assert not any(one.is_measured for one in selectors.estimates(ana.pk).values())
    page = client_as(ana).get("/profile").content.decode()
    assert "answered faster than it can be read" in page


def test_not_knowing_yet_counts_however_fast(ana, unknown):
    step = diagnose.begin_attempt(
        person_id=ana.pk, workspace_id=ana.workspace_id, role_id="smm", mode="quick",
        now=NOW, seed=3,
    )  # fmt: skip
    diagnose.answer(
        attempt_id=step.attempt_id, person_id=ana.pk, workspace_id=ana.workspace_id,
        place=step.open.place, answer=unknown(step.open.question),
        now=NOW + dt.timedelta(seconds=2),
    )  # fmt: skip
    assert not Response.objects.get(person=ana).is_rapid


def test_a_right_answer_faster_than_nearly_everybodys_counts_half_and_says_so(
    marram, ana, client_as
):
    asked = answered(crowd(marram, 400), seconds=60.0)
    calibrate()
    known = [live.shelf().by_pk[one.pk] for one in asked]
    one = next(one for one in known if one.fastest)  # 50 people earned all its points
    assert 30 < one.fastest < 60
    given = {
        "person": ana, "area_id": "STR", "answer": {}, "max_score": one.max_score,
        "answered_at": NOW - dt.timedelta(hours=1), "recorded_at": NOW,
    }  # fmt: skip
    row = Response.objects.create(item_id=one.pk, score=one.max_score, seconds=61.0, **given)
    diagnose.reestimate([ana.pk], NOW, workspace_id=ana.workspace_id)
    whole = selectors.estimates(ana.pk)["STR"].fresh
    Response.objects.filter(pk=row.pk).update(seconds=one.fastest - 1)
    diagnose.reestimate([ana.pk], NOW, workspace_id=ana.workspace_id)
    assert selectors.estimates(ana.pk)["STR"].fresh == pytest.approx(whole / 2, abs=0.001)
    assert "faster than nearly everybody" in client_as(ana).get("/profile").content.decode()
    Response.objects.filter(pk=row.pk).update(score=0)
    diagnose.reestimate([ana.pk], NOW, workspace_id=ana.workspace_id)
    assert selectors.estimates(ana.pk)["STR"].fresh == pytest.approx(whole, abs=0.001)
