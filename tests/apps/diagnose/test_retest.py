"""Asked again after 14 days, after learning, or at once after a change; always with the reason."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.diagnose import live, selectors
from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.diagnose.profile import compose
from whetstone.apps.diagnose.targets import set_targets

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def again(person, now):
    found = compose(
        person_id=person.pk, workspace_id=person.workspace_id, role_id=person.role_id, now=now
    )
    return {one.area_id: one for one in found.again}


@pytest.fixture
def some_right(best, unknown):
    """Every third question right: too close to call."""
    turn = []

    def answer(question):
        turn.append(1)
        return best(question) if len(turn) % 3 == 1 else unknown(question)

    return answer


def test_nothing_is_asked_again_of_somebody_who_was_never_asked(ana):
    assert again(ana, NOW) == {}


def test_too_close_to_call_is_worth_asking_again_after_fourteen_days(ana, sit, some_right):
    sit(ana, mode="scan", answer_to=some_right, now=NOW)
    diagnose.reestimate_workspace(ana.workspace_id, NOW + 13 * DAY)  # answers fade a little
    close = {
        area
        for area, one in selectors.estimates(ana.pk).items()
        if one.verdict.name == "TOO_CLOSE"
        for area, one in selectors.estimates(ana.pk).items()
        if one.verdict.name == "TOO_CLOSE"
    }
    early = again(ana, NOW + 13 * DAY)
    assert early
    assert early.keys() <= close
    assert not any(one.is_due for one in early.values())
    assert {one.due for one in early.values()} == {(NOW + 14 * DAY).date()}
    later = again(ana, NOW + 14 * DAY + dt.timedelta(hours=1))
    assert later
    assert all(one.is_due for one in later.values())


def test_what_a_next_step_says_already_is_not_said_twice(ana, sit, some_right):
    set_targets(person_id=ana.pk, workspace_id=ana.workspace_id, levels={"STR": 4}, now=NOW)
    sit(ana, mode="area", area_id="STR", answer_to=some_right, now=NOW)
    assert selectors.estimates(ana.pk)["STR"].verdict.name == "TOO_CLOSE"
    assert not again(ana, NOW + 13 * DAY)["STR"].is_due
    later = compose(
        person_id=ana.pk, workspace_id=ana.workspace_id, role_id=ana.role_id, now=NOW + 15 * DAY
    )
    assert "STR" in {step.area_id for step in later.steps}
    assert "STR" not in {one.area_id for one in later.again}


def test_what_was_learned_is_measured_fourteen_days_later(ana, sit, unknown):
    sit(ana, mode="area", area_id="STR", answer_to=unknown, now=NOW)
    assert "STR" not in again(ana, NOW + DAY)
    diagnose.open_epoch(
        ana.pk, ["STR"], "lesson str-101", NOW + 2 * DAY, workspace_id=ana.workspace_id
    )
    soon = again(ana, NOW + 3 * DAY)["STR"]
    assert not soon.is_due
    assert soon.due == (NOW + 16 * DAY).date()
    assert "learned here since" in soon.why
    assert again(ana, NOW + 16 * DAY)["STR"].is_due


def test_a_change_that_took_answers_is_a_reason_at_once(ana, sit):
    sit(ana, mode="area", area_id="STR", now=NOW)
    row = LevelEstimate.objects.get(person=ana)
    row.areas["STR"]["was"] = {"drawn": [1.0, 2.0, 3.0], "cause": "chg-x", "lost": 3}
    row.stamp = live.live_bank(ana.workspace_id, NOW.date()).stamp
    row.save(update_fields=["areas", "stamp"])
    found = again(ana, NOW + dt.timedelta(hours=1))["STR"]
    assert found.is_due
    assert "A change took 3 of your answers." in found.why


def test_a_clear_result_is_left_alone(ana, sit, best):
    sit(ana, mode="area", area_id="STR", answer_to=best, now=NOW)
    assert "STR" not in again(ana, NOW + 20 * DAY)


def test_the_page_says_why_and_what_a_long_bar_means(ana, sit, some_right, client_as):
    sit(ana, mode="scan", answer_to=some_right, now=NOW - 20 * DAY)
    page = client_as(ana).get("/profile").content.decode()
    assert "Check again" in page
    assert "It was too close to call." in page
    assert "A long bar means that we do not know yet" in page
