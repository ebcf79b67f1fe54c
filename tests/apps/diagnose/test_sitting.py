"""A sitting: chosen once, scored once, nothing lost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from whetstone.apps.diagnose import selectors, services
from whetstone.apps.diagnose.live import as_drawn
from whetstone.apps.diagnose.models import Attempt, Offer, Response, SelfRating
from whetstone.core.kernel.errors import Faults, Missing, Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def begin(person, mode="quick", **more):
    more.setdefault("seed", 11)
    return services.begin_attempt(
        person_id=person.pk,
        workspace_id=person.workspace_id,
        role_id=person.role_id,
        mode=mode,
        now=more.pop("now", NOW),
        **more,
    )


def give(person, step, answer, **more):
    return services.answer(
        attempt_id=step.attempt_id,
        person_id=person.pk,
        workspace_id=person.workspace_id,
        place=more.pop("place", step.open.place),
        answer=answer,
        now=more.pop("now", NOW + dt.timedelta(minutes=1)),
        **more,
    )


def test_a_quick_check_asks_ten_questions_in_the_two_areas_that_matter_most(ana, sit):
    attempt = Attempt.objects.get(pk=sit(ana))
    areas = [row.area_id for row in Response.objects.filter(attempt=attempt)]
    assert len(attempt.areas) == 2
    assert set(areas) <= set(attempt.areas)
    assert len(areas) == attempt.length
    assert attempt.finished_at is not None


def test_a_sitting_with_one_seed_can_be_replayed(ana, ben, sit):
    asked = [
        list(Offer.objects.filter(attempt=sit(one)).order_by("pk").values_list("item__slug"))
        for one in (ana, ben)
    ]
    assert asked[0] == asked[1]


def test_beginning_twice_goes_on_with_the_same_sitting(ana):
    first, second = begin(ana, guesses={}), begin(ana, seed=99)
    assert first.attempt_id == second.attempt_id
    assert first.open.question.slug == second.open.question.slug
    assert Offer.objects.count() == 1


def test_another_kind_of_check_ends_the_open_one_and_keeps_its_answers(ana, unknown):
    step = begin(ana)
    give(ana, step, {"unknown": True})
    begin(ana, "scan")
    assert Attempt.objects.get(pk=step.attempt_id).finished_at is not None
    assert Response.objects.filter(person=ana).count() == 1


def test_the_same_answer_twice_is_stored_once_and_moves_on_once(ana, best, unknown):
    step = begin(ana)
    answer = best(step.open.question)
    first = give(ana, step, answer)
    second = give(ana, step, {"unknown": True})
    assert second.again
    assert second.open.question.slug == first.open.question.slug
    assert Response.objects.get().answer == answer
    assert Offer.objects.count() == 2


def test_a_reload_shows_the_same_question(ana):
    step = begin(ana)
    here = {"attempt_id": step.attempt_id, "person_id": ana.pk, "workspace_id": ana.workspace_id}
    again = services.open_place(**here, now=NOW + dt.timedelta(hours=5))
    assert again.open.question.slug == step.open.question.slug
    assert Offer.objects.count() == 1


def test_an_answer_that_does_not_fit_is_refused_and_nothing_is_stored(ana):
    step = begin(ana)
    with pytest.raises(Faults):
        give(ana, step, {"choice": "no such option", "chosen": "x", "order": "x"})
    assert not Response.objects.exists()


def test_somebody_elses_sitting_cannot_be_answered(ana, ben, unknown):
    step = begin(ana)
    with pytest.raises(Missing):
        give(ben, step, {"unknown": True})


def test_a_question_withdrawn_while_open_is_replaced(ana, monkeypatch, best):
    step = begin(ana)
    from whetstone.apps.diagnose import live

    row = step.open.question.row
    plain = live._build

    def without(shelf, ledger):
        from dataclasses import replace

        built = plain(shelf, ledger)
        return replace(built, excluded=built.excluded | {row})

    monkeypatch.setattr(live, "_build", without)
    live._live.clear()
    after = give(ana, step, best(step.open.question))
    assert after.withdrawn
    assert after.open.question.row != row
    assert after.open.answered == 0
    assert not Response.objects.exists()
    late = give(ana, step, best(step.open.question))
    assert late.open.question.slug == after.open.question.slug


def test_a_question_is_not_asked_again_within_sixty_days(ana, sit):
    first = sit(ana, mode="area", area_id="STR")
    seen = set(Offer.objects.filter(attempt=first).values_list("item__slug", flat=True))
    try:
        second = sit(ana, mode="area", area_id="STR", now=NOW + dt.timedelta(days=3))
    except Refused:
        return
    fresh = set(Offer.objects.filter(attempt=second).values_list("item__slug", flat=True))
    assert not seen & fresh


def test_guesses_are_kept_only_where_they_were_given(ana):
    areas = services.areas_for(ana.workspace_id, role_id=ana.role_id, mode="quick")
    begin(ana, guesses={areas[0]: 1.5, "XXX": 4.0})
    assert list(SelfRating.objects.values_list("area_id", "value")) == [(areas[0], 1.5)]


@pytest.mark.usefixtures("hot_first")  # six among five hundred: chance need not draw them
def test_every_format_goes_through_its_form(ana, client_as, answer_to, best, as_form):  # noqa: PLR0917  # the cast
    client = client_as(ana)
    formats = set()
    for area in selectors.live_items(ana.workspace_id, NOW.date()):
        made = client.post(reverse("diagnose:begin"), {"mode": "area", "area": area})
        address = made["Location"]
        while True:
            page = client.get(address, follow=True)
            assert page.status_code == 200
            shown = dict(re.findall(r'name="(place|item)" value="(\d+)"', page.content.decode()))
            if not shown:
                break
            drawn = Offer.objects.latest("pk").drawn  # a template's key moves with its numbers
            question = as_drawn(selectors.question_by_row(shown["item"]), drawn)
            formats.add(question.format)
            fields = as_form(question, answer_to(question))
            sent = client.post(page.request["PATH_INFO"], {**fields, **shown})
            assert sent.status_code == 302
            address = sent["Location"]
            last = Response.objects.latest("pk")
            assert last.score == (0 if last.answer.get("unknown") else last.max_score)
    assert len(formats) == 7


def test_what_is_missing_is_said_and_what_was_given_is_kept(ana, client_as):
    client = client_as(ana)
    step = begin(ana)
    address = reverse("diagnose:question", args=[step.attempt_id])
    sent = client.post(address, {"place": step.open.place, "item": step.open.question.pk})
    if step.open.question.format == "order":
        assert sent.status_code == 302  # an order as it is printed is an answer
    else:
        assert sent.status_code == 422
        assert b'class="faults"' in sent.content
        assert not Response.objects.exists()


def test_htmx_gets_the_next_question_with_the_focus_on_its_heading(ana, client_as, best, as_form):
    client = client_as(ana)
    step = begin(ana)
    address = reverse("diagnose:question", args=[step.attempt_id])
    fields = as_form(step.open.question, best(step.open.question))
    hidden = {"place": step.open.place, "item": step.open.question.pk}
    sent = client.post(address, {**fields, **hidden}, headers={"HX-Request": "true"})
    assert sent.status_code == 200
    text = sent.content.decode()
    assert text.lstrip().startswith('<form id="question"')
    assert "autofocus" in text


def test_an_answer_and_the_next_question_take_at_most_twelve_queries(
    ana, client_as, best, as_form
):
    client = client_as(ana)
    step = begin(ana)
    address = reverse("diagnose:question", args=[step.attempt_id])
    fields = as_form(step.open.question, best(step.open.question))
    hidden = {"place": step.open.place, "item": step.open.question.pk}
    with CaptureQueriesContext(connection) as queries:
        client.post(address, {**fields, **hidden}, headers={"HX-Request": "true"})
    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 16, "\n".join(asked)


def test_refusals(ana, ben, director, client_as, client):  # noqa: PLR0917  # the cast
    step = begin(ana)
    address = reverse("diagnose:question", args=[step.attempt_id])
    assert client_as(ben).get(address).status_code == 404
    assert client_as(director).get(address).status_code == 403
    assert client.get(address).status_code == 302
    end = reverse("diagnose:end", args=[step.attempt_id])
    assert client_as(ben).get(end).status_code == 404
    own = client_as(ana)
    assert own.get(reverse("diagnose:begin") + "?mode=nonsense").status_code == 404
    assert own.post(reverse("diagnose:begin"), {"mode": "area", "area": "XXX"}).status_code == 404
    assert own.put(address).status_code == 405
    assert own.post(address, {"place": 1, "item": "x"}).status_code == 404
