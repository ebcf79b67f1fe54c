"""A drawn question in a sitting: drawn once, the same on reload, scored by its own key."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from whetstone.apps.diagnose import live, selectors, services, sitting
from whetstone.apps.diagnose.models import Attempt, Offer, Response
from whetstone.core.measurement.drawing import Draw, is_template

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def templates_only(monkeypatch):
    """Sittings ask the templates of an area first."""
    real = sitting.next_question

    def first(course, bank):
        ready = [
            q for q in bank.open_in(course.areas[0])
            if is_template(q.payload) and q not in course.asked
        ]  # fmt: skip
        return ready[0] if ready else real(course, bank)

    monkeypatch.setattr(sitting, "next_question", first)


def begin(person, seed=3):
    return services.begin_attempt(
        person_id=person.pk, workspace_id=person.workspace_id, role_id=person.role_id,
        mode="area", area_id="ANA", now=NOW, seed=seed,
    )  # fmt: skip


def give(person, step, answer):
    return services.answer(
        attempt_id=step.attempt_id, person_id=person.pk, workspace_id=person.workspace_id,
        place=step.open.place, answer=answer, now=NOW + dt.timedelta(minutes=1),
    )  # fmt: skip


def test_what_is_drawn_is_kept_with_the_offer(ana, templates_only):
    step = begin(ana)
    offer = Offer.objects.get()
    stored = live.shelf().by_pk[offer.item_id].payload["template"]["draw"]
    assert offer.drawn in list(Draw.of(stored).every())
    assert "{" not in step.open.question.payload["stem"]


def test_a_reload_shows_the_same_numbers(ana, templates_only, client_as):
    step = begin(ana)
    address = reverse("diagnose:question", args=[step.attempt_id])
    first, second = (client_as(ana).get(address).content.decode() for _turn in range(2))
    figures = re.findall(r"<td[^>]*>([\d,]+)</td>", first)
    assert len(figures) >= 6
    assert figures == re.findall(r"<td[^>]*>([\d,]+)</td>", second)
    assert not re.search(r"\{[a-z_]+\}", first)


def test_another_sitting_is_drawn_anew_and_the_same_seed_alike(ana, ben, templates_only):
    begin(ana, seed=3)
    begin(ben, seed=3)
    mine, other = Offer.objects.order_by("pk").values_list("drawn", flat=True)
    assert mine == other
    services.finish(
        attempt_id=Attempt.objects.get(person=ben).pk, person_id=ben.pk,
        workspace_id=ben.workspace_id, now=NOW,
    )  # fmt: skip
    begin(ben, seed=4)
    assert Offer.objects.order_by("-pk").first().drawn != mine


def test_it_is_scored_by_its_own_key_and_explained_with_its_own_numbers(
    ana, best, templates_only, client_as
):
    step = begin(ana)
    said = step.open.question.payload
    right = best(step.open.question)
    text = next(one["text"] for one in said["options"] if one["id"] == right["choice"])
    give(ana, step, right)
    row = Response.objects.get()
    assert row.score == row.max_score
    services.finish(
        attempt_id=step.attempt_id, person_id=ana.pk, workspace_id=ana.workspace_id, now=NOW
    )
    page = client_as(ana).get(reverse("diagnose:end", args=[step.attempt_id])).content.decode()
    assert text in page
    kept = selectors.drawn_in(step.attempt_id)
    assert kept[row.item_id] == Offer.objects.get(item_id=row.item_id).drawn


def test_a_wrong_answer_earns_nothing(ana, templates_only):
    step = begin(ana)
    options = step.open.question.payload["options"]
    wrong = next(one["id"] for one in options if one["score"] == 0)
    give(ana, step, {"choice": wrong})
    assert Response.objects.get().score == 0


def test_all_drawings_are_one_question_to_the_measurement(ana, ben, best, templates_only):
    for person, seed in ((ana, 3), (ben, 4)):
        step = begin(person, seed)
        give(person, step, best(step.open.question))
    assert len(set(Response.objects.values_list("item_id", flat=True))) == 1


def test_nothing_is_drawn_for_a_question_with_fixed_numbers(ana, sit):
    sit(ana, mode="area", area_id="LED")
    offers = Offer.objects.select_related("item")
    assert not any(one.drawn for one in offers if not is_template(one.item.payload))
    assert all(one.drawn for one in offers if is_template(one.item.payload))
    assert {is_template(one.item.payload) for one in offers} == {True, False}
