"""A check for a class: a form of one's own, a mark by the ledger, signals without a verdict."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt
import random
from itertools import combinations, pairwise

import pytest
from django.urls import reverse

from whetstone.apps.connect import assigning, book, handing_in, signals
from whetstone.apps.connect.models import CheckSitting
from whetstone.apps.diagnose import class_checks
from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.diagnose.models import Attempt, Item, Response
from whetstone.apps.field.models import ClaimVersion
from whetstone.apps.people.models import Person
from whetstone.core.kernel.errors import Refused
from whetstone.core.measurement.own_forms import spread
from whetstone.core.rollup.gradebook import State

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def cell_of(one, person, now=NOW):
    found = book.book(
        one.school_class_id, workspace_id=person.workspace_id, now=now, person_id=person.pk
    )
    return found.rows[0].cells[0]


def test_two_neighbours_get_different_questions_and_the_same_number(assign, seat, sit_check):
    one = assign("check", "STR")
    first, second = (set(sit_check(one, seat(name))[1]) for name in ("Aoife", "Brian"))
    assert len(first) == len(second) == 10
    assert first != second


@pytest.mark.parametrize("thing", ["STR", "quick"])
def test_whatever_the_seed_forms_are_full_and_neighbours_differ(autumn, thing):
    live = live_bank(autumn.workspace_id, NOW.date())
    areas = class_checks.areas_asked(thing, workspace_id=autumn.workspace_id)
    for seed in range(20):
        forms = []
        for place in range(30):
            form, length = class_checks.form_for(live, areas, seed=seed, place=place)
            assert length == class_checks.QUESTIONS
            forms.append(form[:length])
            rows = {live.shelf.latest[slug].row for slug in forms[-1]}
            assert not any(rows & set(live.bank.hostile[row]) for row in rows)
        assert all(set(one) != set(other) for one, other in pairwise(forms))


@pytest.mark.parametrize("thing", ["STR", "quick"])
def test_forms_of_a_class_differ_less_than_forms_drawn_by_lot(autumn, thing):
    live = live_bank(autumn.workspace_id, NOW.date())
    areas = class_checks.areas_asked(thing, workspace_id=autumn.workspace_id)
    pool = [one for area in areas for one in class_checks._weighed(live, area)]
    own, lot = 0.0, 0.0
    for seed in range(5):
        told = class_checks.forms_apart(live, areas, seed=seed, places=30)
        assert 0 < told.low <= told.high < 1
        drawn = random.Random(seed)
        by_lot = spread([drawn.sample(pool, class_checks.QUESTIONS) for _n in range(30)])
        own, lot = own + told.high - told.low, lot + by_lot.high - by_lot.low
    assert own < lot


def test_the_page_of_a_check_says_how_far_its_forms_differ(assign, seat, autumn, orla, client_as):
    one = assign("check", "STR")
    seat("Aoife")
    page = client_as(orla).get(reverse("connect:assignment", args=[autumn.pk, one.pk]))
    assert "Everybody has a form of their own." in page.content.decode()


def test_a_form_comes_in_its_order_whatever_was_answered(assign, seat, sit_check):
    one = assign("check", "STR")
    attempt, asked = sit_check(one, seat("Aoife"), right=False)
    assert Attempt.objects.get(pk=attempt).form[:10] == asked


def test_a_student_sits_once_and_goes_on_where_they_stopped(assign, seat, client_as):
    one, aoife = assign("check", "STR"), seat("Aoife")
    client = client_as(aoife)
    first = client.post(f"/class/work/{one.pk}/check").headers["Location"]
    again = client.post(f"/class/work/{one.pk}/check").headers["Location"]
    assert first == again
    assert client.get(first).status_code == 200
    assert CheckSitting.objects.count() == Attempt.objects.count() == 1


def test_another_check_never_ends_the_check_of_a_class(assign, seat):
    one, aoife = assign("check", "STR"), seat("Aoife")
    who = {"person_id": aoife.pk, "workspace_id": aoife.workspace_id, "now": NOW}
    attempt = handing_in.begin_check(assignment_id=one.pk, **who)
    step = diagnose.begin_attempt(role_id="stud", mode="quick", **who)
    assert step.attempt_id == attempt
    assert Attempt.objects.get(pk=attempt).finished_at is None


def test_the_whole_journey_of_a_check_through_its_pages(assign, seat, sit_check, client_as):
    one, aoife = assign("check", "quick"), seat("Aoife")
    attempt, asked = sit_check(one, aoife)
    client = client_as(aoife)
    assert client.get(f"/check/{attempt}/end").status_code == 200
    assert "Your mark: 100 of 100" in client.get(f"/class/work/{one.pk}").content.decode()
    assert len(asked) == 10
    assert cell_of(one, aoife).mark.share == 1.0


def test_all_wrong_is_zero_and_begun_is_not_yet(assign, seat, sit_check):
    one, aoife, brian = assign("check", "STR"), seat("Aoife"), seat("Brian")
    sit_check(one, aoife, right=False)
    handing_in.begin_check(
        assignment_id=one.pk, person_id=brian.pk, workspace_id=brian.workspace_id, now=NOW
    )
    assert cell_of(one, aoife).mark.state is State.MARKED
    assert cell_of(one, aoife).mark.share == 0.0
    assert (cell_of(one, brian).mark.state, cell_of(one, brian).is_begun) == (State.NOT_YET, True)


def test_a_question_that_falls_with_its_claim_leaves_the_form_and_says_so(
    assign, seat, sit_check, retire, orla, autumn, client_as
):
    one, aoife = assign("check", "STR"), seat("Aoife")
    _attempt, asked = sit_check(one, aoife)
    known = set(
        ClaimVersion.objects.filter(recorded_at__lt=NOW).values_list("claim__slug", flat=True)
    )
    wrong, claim = next(
        (slug, ground)
        for slug in asked
        for ground in Item.objects.get(slug=slug, is_latest=True).payload["rests_on"]
        if ground in known
    )
    row = Response.objects.filter(person=aoife, item__slug=wrong).get()
    Response.objects.filter(pk=row.pk).update(score=0)
    assert cell_of(one, aoife).mark.share == pytest.approx(0.9)
    gone = {
        slug
        for slug in asked
        if claim in Item.objects.get(slug=slug, is_latest=True).payload["rests_on"]
    }
    retire(claim)
    later = NOW + dt.timedelta(minutes=30)
    cell = cell_of(one, aoife, now=later)
    assert cell.gone == len(gone) >= 1
    assert cell.mark.share == 1.0
    page = client_as(orla).get(f"/classes/{autumn.pk}/gradebook").content.decode()
    assert "It left the form, and the rest is scaled up." in page


# --- time ---


def test_answers_after_the_time_do_not_count_and_a_time_factor_gives_more(
    assign, seat, sit_check, autumn, orla
):
    one = assign("check", "STR", minutes=4)
    aoife, brian = seat("Aoife"), seat("Brian")
    assigning.allow(
        class_id=autumn.pk,
        person_id=brian.pk,
        workspace_id=autumn.workspace_id,
        values={"time_percent": 150},
        actor_id=orla.pk,
        now=NOW,
    )
    for person in (aoife, brian):
        sit_check(one, person, seconds=35)
    assert cell_of(one, aoife).mark.share == pytest.approx(0.6)
    assert cell_of(one, brian).mark.share == pytest.approx(1.0)


def test_a_check_that_was_never_finished_counts_as_it_stood_when_it_closed(assign, seat):
    one, aoife = assign("check", "STR", late_rule="cut_off"), seat("Aoife")
    who = {"person_id": aoife.pk, "workspace_id": aoife.workspace_id}
    attempt = handing_in.begin_check(assignment_id=one.pk, now=NOW, **who)
    step = diagnose.open_place(attempt_id=attempt, now=NOW, **who)
    diagnose.answer(
        attempt_id=attempt, place=step.open.place, answer={"unknown": True}, now=NOW, **who
    )
    assert cell_of(one, aoife).mark.state is State.NOT_YET
    cell = cell_of(one, aoife, now=one.due_at + dt.timedelta(days=1))
    assert (cell.mark.state, cell.mark.share) == (State.MARKED, 0.0)


def test_a_check_cannot_be_begun_when_it_is_shut(assign, seat, client_as):
    one, aoife = assign("check", "STR", opens_at=NOW + dt.timedelta(days=1)), seat("Aoife")
    with pytest.raises(Refused):
        handing_in.begin_check(
            assignment_id=one.pk, person_id=aoife.pk, workspace_id=aoife.workspace_id, now=NOW
        )
    answer = client_as(aoife).post(f"/class/work/{one.pk}/check", follow=True)
    assert "This is not open yet" in answer.content.decode()
    assert not Attempt.objects.exists()


# --- signals ---


def test_quick_answers_are_shown_with_what_they_cannot_tell_and_change_no_mark(
    assign, seat, sit_check, orla, autumn, client_as
):
    one, aoife, brian = assign("check", "STR"), seat("Aoife"), seat("Brian")
    sit_check(one, aoife, seconds=2)
    sit_check(one, brian)
    found = signals.signals(one, on=NOW.date())
    assert [each.name for each in found.pace] == ["Aoife"]
    assert cell_of(one, aoife).mark.share == 1.0
    page = client_as(orla).get(f"/classes/{autumn.pk}/assignments/{one.pk}").content.decode()
    assert "Faster than it can be read" in page
    assert "none of this changes a mark" in page
    assert (
        "Faster than it can be read"
        not in client_as(aoife).get(f"/class/work/{one.pk}").content.decode()
    )


def test_the_same_wrong_answers_are_named_with_their_counts_and_change_no_mark(
    assign, seat, sit_check, orla, autumn, client_as
):
    one = assign("check", "STR")
    names = [f"Student {n}" for n in range(10, 34)]
    asked = {name: set(sit_check(one, seat(name), right=False)[1]) for name in names}
    for name in names:
        Response.objects.filter(person__name=name).update(answer={"choice": f"{name}'s own"})
    pair = max(combinations(names, 2), key=lambda two: len(asked[two[0]] & asked[two[1]]))
    Response.objects.filter(person__name__in=pair).update(answer={"choice": "the same"})
    second = Person.objects.get(name=pair[1])
    before = cell_of(one, second).mark
    found = signals.signals(one, on=NOW.date()).pairs
    assert [two.names for two in found] == [pair]
    assert found[0].found.same == found[0].found.wrong >= 4
    assert cell_of(one, second).mark == before
    page = client_as(orla).get(f"/classes/{autumn.pk}/assignments/{one.pk}").content.decode()
    assert ", ".join(pair) in page
    assert "may be a misunderstanding that both were taught" in page


def test_i_do_not_know_yet_is_no_wrong_answer_to_be_alike_in(assign, seat):
    one = assign("check", "STR")
    for name in ("Aoife", "Brian", "Chidi"):
        person = seat(name)
        who = {"person_id": person.pk, "workspace_id": person.workspace_id, "now": NOW}
        attempt = handing_in.begin_check(assignment_id=one.pk, **who)
        step = diagnose.open_place(attempt_id=attempt, **who)
        while step.open is not None:
            step = diagnose.answer(
                attempt_id=attempt, place=step.open.place, answer={"unknown": True}, **who
            )
    assert signals.signals(one, on=NOW.date()).pairs == ()


def test_where_nothing_stands_out_the_page_says_what_that_does_not_show(
    assign, seat, sit_check, orla, autumn, client_as
):
    one = assign("check", "STR")
    sit_check(one, seat("Aoife"))
    page = client_as(orla).get(f"/classes/{autumn.pk}/assignments/{one.pk}").content.decode()
    assert "it does not show that nobody had help" in page


def test_the_instructor_sees_a_mark_and_never_a_level(
    assign, seat, sit_check, orla, client_as, autumn
):
    one, aoife = assign("check", "STR"), seat("Aoife")
    sit_check(one, aoife)
    page = client_as(orla).get(f"/classes/{autumn.pk}/students/{aoife.pk}").content.decode()
    assert "entry level" not in page.lower()
    assert client_as(orla).get("/profile").status_code == 403
