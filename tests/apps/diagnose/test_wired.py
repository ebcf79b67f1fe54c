"""What answers taught is put to use: areas that go together, calls of a check, shifted numbers."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from django.urls import reverse
from django.utils import translation
from tests.apps.diagnose.answering import BEGAN, answered, crowd

from whetstone.apps.diagnose import calibrating, live, quality, services, sitting, together
from whetstone.apps.diagnose.calls import calls_of, newest_calls, say
from whetstone.apps.diagnose.models import Attempt, CalibratedItem, CalibrationRun, Response
from whetstone.apps.field.models import Notice
from whetstone.core.measurement.deciding import Decided
from whetstone.core.measurement.propagation import ASSUMED_CORRELATION

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SOON = NOW + dt.timedelta(minutes=5)


def calibrate(now=NOW):
    run = calibrating.begin(cause="command", now=now)
    calibrating.work_on(run)
    run.refresh_from_db()
    return run


def between(shelf, one, other):
    """The correlation of two areas in use."""
    place = shelf.framework.area
    return shelf.together.prior.covariance[place(one).index, place(other).index]


# --- how areas go together ---


def test_before_a_calibration_areas_go_together_as_assumed(curriculum_loaded):
    found = live.shelf().together
    assert found.people == 0
    assert found.ends == (ASSUMED_CORRELATION, ASSUMED_CORRELATION)


def test_answers_in_two_areas_move_their_pair_and_no_other(marram):
    people = crowd(marram, 130)
    answered(people, "STR", seed=5)
    answered(people, "ANA", seed=5)  # the same people are able in both
    run = calibrate()
    after = live.shelf()
    assert after.together.people == 130
    assert after.together.pairs == 1
    assert between(after, "STR", "ANA") > ASSUMED_CORRELATION + 0.02
    assert between(after, "STR", "LED") == pytest.approx(ASSUMED_CORRELATION, abs=0.02)
    assert run.together["people"] == 130


def test_abilities_that_have_nothing_in_common_pull_the_pair_down(marram):
    people = crowd(marram, 130)
    answered(people, "STR", seed=5)
    answered(people, "ANA", seed=91)
    calibrate()
    assert between(live.shelf(), "STR", "ANA") < ASSUMED_CORRELATION


def test_what_is_kept_says_nothing_of_a_person(marram):
    answered(crowd(marram, 130))
    run = calibrate()
    assert set(run.together) == {
        "areas", "matrix", "information", "people", "pairs", "converged",
    }  # fmt: skip
    assert np.shape(run.together["matrix"]) == (14, 14)


def test_an_area_the_run_did_not_know_keeps_the_assumption():
    stored = {
        "areas": ["A", "B"],
        "matrix": [[1.0, 0.9], [0.9, 1.0]],
        "information": [[0.0, 1e9], [1e9, 0.0]],
        "people": 7,
    }
    found = together.as_together(stored, ["B", "NEW", "A"])
    assert found.prior.covariance[0, 2] == pytest.approx(0.9, abs=1e-3)
    assert found.prior.covariance[0, 1] == pytest.approx(ASSUMED_CORRELATION, abs=1e-3)


def test_a_sitting_under_way_keeps_how_areas_went_together(marram, ana):
    step = begin(ana, "quick")
    people = crowd(marram, 130)
    answered(people, "STR", seed=5)
    answered(people, "ANA", seed=5)
    calibrate()
    today = live.live_bank(ana.workspace_id, NOW.date())
    begun = live.as_begun(today, Attempt.objects.get(pk=step.attempt_id).calibration_id)
    assert between(begun.shelf, "STR", "ANA") == ASSUMED_CORRELATION
    assert between(today.shelf, "STR", "ANA") != ASSUMED_CORRELATION


def test_of_many_people_every_so_many_eth_is_read(marram):
    answered(crowd(marram, 90), questions=2)
    everybody = calibrating.first_answers.joint_answers(live.shelf(), 10**9, most=100)
    some = calibrating.first_answers.joint_answers(live.shelf(), 10**9, most=30)
    assert everybody.persons == 90
    assert some.persons == 30
    assert len(some.responses) == 60


def test_the_page_says_assumption_until_there_are_answers(ana, client_as, marram):
    page = client_as(ana).get(reverse("diagnose:test_quality")).content.decode()
    assert "no answers speak to it yet" in page
    assert "out of reach" in page
    answered(crowd(marram, 130))
    calibrate()
    page = client_as(ana).get(reverse("diagnose:test_quality")).content.decode()
    assert "no answers speak to it yet" in page  # one area alone says nothing of a pair
    assert "from 6 questions" in page  # but something of its authors


# --- calls ---


def begin(person, mode, **more):
    return services.begin_attempt(
        person_id=person.pk, workspace_id=person.workspace_id, role_id=person.role_id,
        mode=mode, now=more.pop("now", NOW), seed=3, **more,
    )  # fmt: skip


def test_a_check_of_entry_level_ends_when_it_can_be_called(ana, sit, unknown):
    attempt = Attempt.objects.get(pk=sit(ana, mode="entry", area_id="CMP", answer_to=unknown))
    call = calls_of(attempt)["CMP"]
    assert call.said is Decided.BELOW
    assert 3 <= call.answers < 30
    assert call.answers == Response.objects.filter(attempt=attempt).count()


def test_full_marks_are_called_met(ana, sit, best):
    attempt = Attempt.objects.get(pk=sit(ana, mode="entry", area_id="CMP", answer_to=best))
    assert calls_of(attempt)["CMP"].said is Decided.MET


def test_what_stays_open_after_all_questions_is_too_close_to_call(ana, sit, best, unknown):
    turn = iter(range(99))

    def mixed(question):
        return best(question) if next(turn) % 2 else unknown(question)

    attempt = Attempt.objects.get(pk=sit(ana, mode="entry", area_id="SOC", answer_to=mixed))
    call = calls_of(attempt)["SOC"]
    assert call.said is Decided.TOO_CLOSE
    assert "too close to call" in say(call)


def test_a_call_is_of_its_own_sitting_and_forgets_the_years_before(ana, sit, best, unknown):
    early = NOW - dt.timedelta(days=200)
    sit(ana, mode="entry", area_id="CMP", answer_to=best, now=early)
    sit(ana, mode="entry", area_id="CMP", answer_to=unknown, seed=8)
    assert newest_calls(ana.pk, NOW)["CMP"].said is Decided.BELOW
    assert newest_calls(ana.pk, NOW - dt.timedelta(days=100))["CMP"].said is Decided.MET


def test_fewer_than_three_answers_say_nothing(ana, sit):
    attempt = Attempt.objects.get(pk=sit(ana, mode="scan"))
    assert attempt.decided == {}


def test_the_profile_says_what_the_last_check_alone_said(ana, sit, unknown, client_as):
    sit(ana, mode="entry", area_id="CMP", answer_to=unknown)
    page = client_as(ana).get(reverse("diagnose:profile")).content.decode()
    assert "by itself" in page
    assert "below entry level" in page
    end = client_as(ana).get(reverse("diagnose:end", args=[Attempt.objects.get().pk]))
    assert "by itself" in end.content.decode()


def test_a_check_of_entry_level_is_offered_with_its_area(ana, client_as):
    client = client_as(ana)
    asked = client.get(reverse("diagnose:begin"), {"mode": "entry"}).content.decode()
    assert 'name="mode" value="entry"' in asked
    ready = client.get(reverse("diagnose:begin"), {"mode": "entry", "area": "CMP"})
    assert "Entry level in one area" in ready.content.decode()


def test_an_entry_check_without_an_area_is_not_found(ana, client_as):
    answer = client_as(ana).post(reverse("diagnose:begin"), {"mode": "entry"})
    assert answer.status_code == 404


# --- what matters to the role comes first ---


def test_what_the_role_needs_most_is_asked_first(ana):
    step = begin(ana, "scan")
    attempt = Attempt.objects.get(pk=step.attempt_id)
    role = live.shelf().framework.role(ana.role_id)
    assert attempt.stakes
    assert max(attempt.stakes, key=attempt.stakes.get) == max(
        attempt.stakes, key=lambda area: role.targets.get(area, 0)
    )
    top = max(attempt.stakes.values())
    assert attempt.stakes[step.open.question.area_id] == top


def test_no_area_of_a_scan_is_worth_nothing(ana):
    attempt = Attempt.objects.get(pk=begin(ana, "scan").attempt_id)
    assert min(attempt.stakes.values()) >= 1


def test_one_area_has_nothing_to_weigh(ana):
    attempt = Attempt.objects.get(pk=begin(ana, "area", area_id="CMP").attempt_id)
    assert attempt.stakes == {}


# --- numbers that are no longer true ---


def later(people, area_id, *, harder, seed=9):
    """New people answer the same questions; all are `harder` by so many logits."""
    rng = np.random.default_rng(seed)
    shelf = live.shelf()
    asked = [one for one in shelf.latest.values() if one.area_id == area_id][:12]
    theta = rng.normal(size=len(people))
    rows = []
    for place, one in enumerate(asked):
        known = shelf.parameters[one.row]
        off = harder if place == 0 else 0.0
        steps = np.array(known.steps or [0.0])
        terms = known.a * (theta[:, None] - known.b - off - steps)
        weight = np.exp(np.concatenate([np.zeros((theta.size, 1)), terms.cumsum(1)], axis=1))
        chance = (weight / weight.sum(1, keepdims=True)).cumsum(1)
        points = (rng.random((theta.size, 1)) > chance[:, :-1]).sum(1)
        rows += [
            Response(
                person=person, item_id=one.pk, area_id=area_id, answer={}, score=int(points[k]),
                max_score=one.max_score, seconds=55.0, recorded_at=BEGAN,
                answered_at=BEGAN + dt.timedelta(days=9, minutes=20 * k + place),
            )
            for k, person in enumerate(people)
        ]  # fmt: skip
    Response.objects.bulk_create(rows)
    return asked


def test_a_question_that_became_harder_than_its_numbers_is_a_notice(marram):
    answered(crowd(marram, 320), questions=12)
    first = calibrate()
    asked = later(crowd(marram, 400, name="Late"), "STR", harder=1.5)
    second = calibrate(SOON)
    assert first.pk != second.pk
    notices = Notice.objects.filter(origin="drift")
    assert asked[0].short in " ".join(notices.values_list("sentence", flat=True))
    assert notices.get(sentence__contains=asked[0].short).sentence.count("harder") == 1
    row = CalibratedItem.objects.get(run=second, item_id=asked[0].pk)
    assert row.watch["moved"][0] == "harder"
    assert row.watch["moved"][1] > 320


def test_the_answers_that_numbers_were_fitted_to_never_raise_an_alarm(marram):
    answered(crowd(marram, 320), questions=12)
    calibrate()
    assert not Notice.objects.filter(origin="drift").exists()
    watches = CalibratedItem.objects.values_list("watch", flat=True)
    assert all(watch["moved"] is None for watch in watches)


# --- figures of the page ---


def test_simulated_exposure_is_bounded_and_the_same_every_time(curriculum_loaded):
    bank = live.live_bank(None, NOW.date())
    found = quality.exposure_in(bank, "CMP")
    assert found.highest <= 1
    assert found.length <= sitting.per_area(sitting.AREA)
    quality._exposure.cache_clear()
    again = quality.exposure_in(bank, "CMP")
    assert (found.share == again.share).all()


def test_a_run_that_found_nothing_leaves_the_assumption(marram):
    run = CalibrationRun.objects.create(
        cause="command", until=0, fingerprint="x", started_at=NOW, worked_at=NOW
    )
    calibrating.work_on(run)
    run.refresh_from_db()
    assert run.together == {}
    assert live.shelf().run == 0


def test_areas_are_named_in_the_language_of_whoever_reads_them(curriculum_loaded):
    live.forget()
    with translation.override("ne"):
        first = live.shelf().framework.area("STR").name
    with translation.override("en"):
        assert live.shelf().framework.area("STR").name == "Strategy & planning" != first
