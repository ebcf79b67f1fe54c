"""Sitting a secured form: one sitting, one question at a time, a verdict with its error."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.urls import reverse
from tests.apps.diagnose.secured_cast import (
    NOW,
    SECRET_WORDS,
    invite,
    make_pool,
    open_form,
    question,
    questions,
    sit,
    template,
    who,
)  # fmt: skip

from whetstone.apps.diagnose.models import (
    Response,
    SecuredAnswer,
    SecuredItem,
    SecuredOffer,
    SecuredSitting,
)  # fmt: skip
from whetstone.apps.diagnose.secured import forming, sitting
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.core.measurement.drawing import Draw, drawn_for

LATER = dt.timedelta(hours=3)


@pytest.fixture
def iris(marram, make_person):
    """An instructor: she keeps the pool."""
    return make_person(marram, name="Iris Keeper", rights=("instructor",))


@pytest.fixture
def form(iris):
    return open_form(iris, make_pool(iris))


@pytest.fixture
def asked(iris, form, ana):
    """Ana's invitation."""
    return invite(iris, form, ana)


def close(keeper, form, now=NOW + LATER):
    forming.close_form(
        form_id=form.pk, workspace_id=keeper.workspace_id, actor_id=keeper.pk, now=now
    )


def half_right(question):
    """Right or wrong by the question's name: about half of them."""
    right = hashlib.sha256(question.slug.encode()).digest()[0] % 2
    return {"choice": "b" if right else "a"}


# --- promises ------------------------------------------------------------------------------------


def test_who_answers_everything_right_has_met_the_level(asked, ana, best):
    shown = sit(asked, ana, best)
    row = SecuredSitting.objects.get()
    assert row.outcome["said"] == "met"
    assert row.outcome["p"] >= 0.95
    assert row.outcome["low"] < row.outcome["mean"] < row.outcome["high"]
    assert 0 < row.outcome["reliability"] < 1
    assert row.outcome["consistency"] <= row.outcome["accuracy"] < 1
    assert 6 <= row.outcome["answers"] == len(shown) <= 30


def test_who_knows_nothing_is_below_it(asked, ana, unknown):
    sit(asked, ana, unknown)
    assert SecuredSitting.objects.get().outcome["said"] == "below"


def test_between_them_nothing_is_claimed(asked, ana):
    sit(asked, ana, half_right)
    row = SecuredSitting.objects.get()
    assert row.outcome["said"] in {"met", "below", "too_close"}
    assert (row.outcome["said"] == "met") == (row.outcome["p"] >= 0.95)


def test_every_skill_is_asked_about_and_no_question_twice(asked, ana, best):
    shown = sit(asked, ana, best)
    skills = dict(SecuredItem.objects.values_list("slug", "skill_id"))
    for skill in set(skills.values()):
        assert sum(skills[one.slug] == skill for one in shown) >= 2
    assert len({one.slug for one in shown}) == len(shown)


def test_it_moves_nothing_in_the_profile(asked, ana, best):
    sit(asked, ana, best)
    assert not Response.objects.filter(person=ana).exists()


def test_numbers_come_from_the_secret_and_from_nothing_that_anybody_reads(iris, ana, ben, best):
    pool = make_pool(iris, [*questions(), template()])
    form = open_form(iris, pool)
    payload = SecuredItem.objects.get(slug="it-secret-900").payload
    draws = set()
    for person in (ana, ben):
        invitation = invite(iris, form, person)
        sit(invitation, person, best)
        offer = SecuredOffer.objects.filter(
            sitting__invitation=invitation, item__slug="it-secret-900"
        ).first()
        if offer is None:  # not every sitting meets it
            continue
        draws.add(tuple(offer.drawn.values()))
        secret = f"{form.secret}:{offer.sitting_id}:{offer.position}"
        assert offer.drawn == drawn_for(payload, secret)
        assert offer.drawn in list(Draw.of(payload["template"]["draw"]).every())
    seeds = (f"{form.secret}:{n}:1" for n in range(20))
    others = (f"{'0' * 64}:{n}:1" for n in range(20))
    assert [drawn_for(payload, one) for one in seeds] != [
        drawn_for(payload, one) for one in others
    ]


def test_two_forms_have_two_secrets(iris, form):
    again = open_form(iris, form.pool, name="December")
    assert len(form.secret) == 64
    assert again.secret != form.secret


def test_an_interruption_keeps_the_question_and_what_was_answered(asked, ana, best):
    sit(asked, ana, best, most=4)
    first = sitting.stand(**who(asked, ana), now=NOW + dt.timedelta(minutes=10))
    again = sitting.stand(**who(asked, ana), now=NOW + dt.timedelta(minutes=20))
    assert (first.place, first.question.slug, first.seed) == (
        again.place, again.question.slug, again.seed
    )  # fmt: skip
    assert first.answered == 4
    assert first.ends_at == again.ends_at


def test_at_the_end_of_the_time_what_was_answered_counts(asked, ana, best):
    sit(asked, ana, best, most=8)
    row = SecuredSitting.objects.get()
    assert sitting.stand(**who(asked, ana), now=row.ends_at) is None
    row.refresh_from_db()
    assert row.finished_at == row.ends_at
    assert row.outcome["answers"] == 8
    assert row.outcome["why"] == "time"


def test_with_too_few_answers_nothing_is_said_and_somebody_may_come_again(
    iris, form, asked, ana, best
):
    sit(asked, ana, best, most=5)
    later = NOW + LATER
    assert sitting.stand(**who(asked, ana), now=later) is None
    assert SecuredSitting.objects.get().outcome == {}
    again = invite(iris, form, ana, now=later)
    assert again != asked
    met = {one.item_id for one in SecuredOffer.objects.all()}
    sit(again, ana, best, now=later)
    shown = SecuredOffer.objects.filter(sitting__invitation=again)
    assert not met & {one.item_id for one in shown}


def test_more_time_ends_later(iris, form, ana, ben, best):
    for person, percent in ((ana, 100), (ben, 200)):
        sit(invite(iris, form, person, percent=percent), person, best, most=1)
    usual, longer = SecuredSitting.objects.order_by("pk")
    assert longer.ends_at - longer.started_at == 2 * (usual.ends_at - usual.started_at)


def test_two_people_do_not_get_the_same_form(iris, form, ana, ben, best):
    shown = [
        [one.slug for one in sit(invite(iris, form, person), person, best)]
        for person in (ana, ben)
    ]
    assert shown[0] != shown[1]


def test_a_question_that_is_withdrawn_while_it_is_open_is_replaced(iris, asked, ana, best):
    from whetstone.apps.diagnose.secured import stock

    sit(asked, ana, best, most=2)
    opened = sitting.stand(**who(asked, ana), now=NOW)
    stock.withdraw(
        pool_id=asked.form.pool_id, item_id=opened.question.pk, workspace_id=iris.workspace_id,
        actor_id=iris.pk, now=NOW,
    )  # fmt: skip
    other = sitting.stand(**who(asked, ana), now=NOW)
    assert other.question.slug != opened.question.slug
    assert other.place == opened.place + 1


def test_closing_ends_open_sittings_and_uses_up_what_was_shown(iris, form, asked, ana, best):
    shown = sit(asked, ana, best, most=7)
    close(iris, form, now=NOW + dt.timedelta(minutes=9))
    row = SecuredSitting.objects.get()
    assert row.outcome["answers"] == 7
    gone = set(SecuredItem.objects.exclude(withdrawn_at=None).values_list("slug", flat=True))
    assert {one.slug for one in shown} <= gone
    assert len(gone) == 8


def test_answers_are_explained_only_once_the_form_is_closed(
    iris, form, asked, ana, best, client_as
):
    sit(asked, ana, best)
    client, address = client_as(ana), reverse("diagnose:form_verdict", args=[asked.pk])
    before = client.get(address).content.decode()
    assert "is met." in before
    assert "in 100" in before
    assert "The secret reason" not in before
    assert SECRET_WORDS not in before
    close(iris, form)
    after = client.get(address).content.decode()
    assert "The secret reason" in after
    assert SECRET_WORDS in after


def test_a_form_is_sat_by_hand(asked, ana, client_as, as_form, best):
    client = client_as(ana)
    assert asked.form.name in client.get(reverse("diagnose:begin")).content.decode()
    address = reverse("diagnose:sit_form", args=[asked.pk])
    rules = client.get(address).content.decode()
    assert "One sitting" in rules
    assert client.post(address).status_code == 302
    page = reverse("diagnose:form_question", args=[asked.pk])
    for _turn in range(31):
        shown = client.get(page)
        if shown.status_code == 302:
            break
        text = shown.content.decode()
        assert "The secret reason" not in text
        assert "Reason b" not in text
        opened = sitting.stand(**who(asked, ana), now=NOW)
        sent = {"place": opened.place, **as_form(opened.question, best(opened.question))}
        assert client.post(page, sent).status_code == 302
    assert shown.headers["Location"] == reverse("diagnose:form_verdict", args=[asked.pk])
    assert client.get(address).status_code == 302
    assert "is met." in client.get(shown.headers["Location"]).content.decode()


# --- refusals ------------------------------------------------------------------------------------


def test_an_invitation_is_for_one_sitting(asked, ana, best):
    sit(asked, ana, best)
    first = SecuredSitting.objects.get()
    assert sitting.begin(**who(asked, ana), now=NOW + LATER) == first
    assert sitting.stand(**who(asked, ana), now=NOW + LATER) is None
    assert SecuredSitting.objects.count() == 1


def test_an_answer_is_taken_once_and_never_changed(asked, ana, best, unknown):
    sit(asked, ana, best, most=1)
    sitting.answer(**who(asked, ana), place=1, given={"unknown": True}, now=NOW)
    assert SecuredAnswer.objects.get().answer == {"choice": "b"}


def test_no_answer_is_taken_after_the_time(asked, ana, best):
    sit(asked, ana, best, most=7)
    sitting.answer(**who(asked, ana), place=8, given={"choice": "b"}, now=NOW + LATER)
    assert SecuredAnswer.objects.count() == 7
    assert SecuredSitting.objects.get().outcome["answers"] == 7


def test_an_answer_that_does_not_fit_moves_nothing(asked, ana):
    sitting.begin(**who(asked, ana), now=NOW)
    with pytest.raises(Faults):
        sitting.answer(**who(asked, ana), place=1, given={"choice": "z"}, now=NOW)
    with pytest.raises(Missing):
        sitting.answer(**who(asked, ana), place=9, given={"choice": "a"}, now=NOW)
    assert not SecuredAnswer.objects.exists()


def test_nobody_sits_the_form_of_somebody_else(asked, ben, client_as, client, olga_learns):
    with pytest.raises(Missing):
        sitting.begin(**who(asked, ben), now=NOW)
    for name in ("sit_form", "form_question", "form_verdict"):
        address = reverse(f"diagnose:{name}", args=[asked.pk])
        assert client_as(ben).get(address).status_code == 404
        assert client_as(olga_learns).get(address).status_code == 404
        assert client.get(address).status_code == 302
        if name != "form_verdict":
            assert client_as(ben).post(address, {"place": "1"}).status_code == 404
    assert not SecuredSitting.objects.exists()


@pytest.fixture
def olga_learns(make_workspace, make_person):
    """A learner of another workspace."""
    return make_person(make_workspace("Other"), name="Olga Other")


def test_a_keeper_opens_no_question_of_a_sitting(asked, iris, client_as):
    for name in ("sit_form", "form_question", "form_verdict"):
        address = reverse(f"diagnose:{name}", args=[asked.pk])
        assert client_as(iris).get(address).status_code == 403


def test_a_closed_form_is_not_begun(iris, form, asked, ana, client_as):
    close(iris, form)
    with pytest.raises(Refused):
        sitting.begin(**who(asked, ana), now=NOW + LATER)
    page = client_as(ana).get(reverse("diagnose:sit_form", args=[asked.pk])).content.decode()
    assert "was closed before you sat it" in page


def test_whoever_became_a_keeper_since_cannot_begin(asked, ana, client_as):
    from whetstone.apps.people.models import PersonRight

    PersonRight.objects.create(person=ana, right="editor")
    with pytest.raises(Refused):
        sitting.begin(**who(asked, ana), now=NOW)
    client_as(ana).post(reverse("diagnose:sit_form", args=[asked.pk]))
    assert not SecuredSitting.objects.exists()


def test_what_comes_into_the_pool_later_is_not_in_the_form(iris, form, asked, ana, best):
    from tests.apps.diagnose.secured_cast import bank

    from whetstone.apps.diagnose.secured import stock

    extra = [question(n, "CAL-1", 2, prior={"a": 2.5, "b": -0.5, "a_sd": 0, "b_sd": 0})
             for n in range(200, 212)]  # fmt: skip
    stock.add_file(
        pool_id=form.pool_id, workspace_id=iris.workspace_id, actor_id=iris.pk, text=bank(extra),
        now=NOW + dt.timedelta(seconds=1),
    )  # fmt: skip
    shown = sit(asked, ana, best, now=NOW + dt.timedelta(minutes=1))
    assert not {one["id"] for one in extra} & {one.slug for one in shown}


def test_the_pages_cost_the_same_for_any_number_of_invitations(
    iris, form, make_person, marram, client_as
):
    client = client_as(iris)
    address = reverse("diagnose:secured_form", args=[form.pk])
    client.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    for n in range(5):
        invite(iris, form, make_person(marram, name=f"Learner {n}"))
    with CaptureQueriesContext(connection) as many:
        assert "Learner 4" in client.get(address).content.decode()
    assert len(many) == len(one)
