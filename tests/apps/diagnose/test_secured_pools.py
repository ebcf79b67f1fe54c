"""Pools and forms: who fills them, what is refused, and that nothing of them leaks."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse
from tests.apps.diagnose.secured_cast import (
    AREA,
    NOW,
    SECRET_WORDS,
    bank,
    invite,
    make_pool,
    open_form,
    question,
    questions,
    sit,
    template,
)  # fmt: skip

from whetstone.apps.diagnose.models import (
    Item,
    SecuredForm,
    SecuredInvitation,
    SecuredItem,
    SecuredPool,
    SecuredSitting,
)  # fmt: skip
from whetstone.apps.diagnose.secured import forming, stock
from whetstone.apps.diagnose.secured import pool as reading
from whetstone.apps.people import held
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.core.measurement.drawing import is_template


@pytest.fixture
def iris(marram, make_person):
    """An instructor: she keeps the pool."""
    return make_person(marram, name="Iris Keeper", rights=("instructor",))


@pytest.fixture
def pool(iris):
    return make_pool(iris)


@pytest.fixture
def form(iris, pool):
    return open_form(iris, pool)


@pytest.fixture
def olga(make_workspace, make_person):
    """An instructor of another workspace."""
    return make_person(make_workspace("Other"), name="Olga Other", rights=("instructor", "admin"))


FACT = "clm-crisis-stop-and-keep"
TYPED = {
    "short": "Wednesday in the shop", "skill": "CAL-2", "level": "2", "time_s": "60",
    "context": "A shop posts twice a week.", "stem": f"Which of {SECRET_WORDS} comes first?",
    "text_a": "The first of the three", "why_a": "It is early.",
    "text_b": "The second of the three", "why_b": "It is right.",
    "text_c": "The third of the three", "why_c": "It is late.", "key": "b",
    "rationale": "The second is the one.", "rests_on": "",
}  # fmt: skip


# --- promises ------------------------------------------------------------------------------------


def test_a_file_of_questions_fills_a_pool_that_is_enough(iris, pool):
    page = reading.pool_page(pool.pk, workspace_id=iris.workspace_id, on=NOW.date())
    assert page.ready == (2,)
    assert sum(sum(row.values()) for row in page.cells.values()) == 36
    assert 0.25 < page.reach[0].told.cap <= 30 / 36


def test_a_question_is_written_in_the_site(client_as, iris):
    pool = make_pool(iris, [question(1, "CAL-1", 1)])
    answer = client_as(iris).post(reverse("diagnose:write_secured", args=[pool.pk]), TYPED)
    assert answer.status_code == 302
    row = SecuredItem.objects.get(origin="written")
    assert (row.level, row.skill_id, row.max_score) == (2, "CAL-2", 1)
    assert -1.5 < row.b < 1.5
    assert AuditRow.objects.filter(act="add secured questions").count() == 2


def test_the_page_says_what_is_missing_by_skill_and_level(client_as, iris):
    pool = make_pool(iris, [one for one in questions() if one["skill"] != "CAL-3"])
    page = client_as(iris).get(reverse("diagnose:pool", args=[pool.pk])).content.decode()
    assert "is not enough for a form yet" in page
    assert "4 more questions at level 2 (12 of 16)" in page
    assert "4 more questions on “" in page
    assert "6 more questions in all (24 of 30)" in page
    assert reverse("diagnose:open_form", args=[pool.pk]) not in page


def test_public_templates_of_an_area_come_into_its_pool_once(iris):
    who = {"workspace_id": iris.workspace_id, "actor_id": iris.pk, "now": NOW}
    pool = stock.make_pool(area_id="ANA", name="Figures", **who)
    many = stock.take_templates(pool_id=pool.pk, **who)
    assert many > 0
    assert stock.take_templates(pool_id=pool.pk, **who) == 0
    assert {one.origin for one in SecuredItem.objects.all()} == {"template"}


def test_what_is_pressed_twice_is_done_once(iris, pool, ana):
    again = stock.make_pool(
        workspace_id=iris.workspace_id, actor_id=iris.pk, area_id=AREA, name=pool.name, now=NOW
    )
    assert again == pool
    form = open_form(iris, pool)
    assert open_form(iris, pool) == form
    assert invite(iris, form, ana) == invite(iris, form, ana)
    assert SecuredInvitation.objects.count() == 1


def test_more_time_in_a_class_is_more_time_in_a_form(iris, form, ana, ben, monkeypatch):
    from whetstone.apps.diagnose.secured import allowances

    monkeypatch.setattr(allowances, "_register", [lambda ids, _now: dict.fromkeys(ids, 150)])
    assert invite(iris, form, ana).time_percent == 150
    assert invite(iris, form, ben, percent=200).time_percent == 200


def test_allowances_of_the_term_count_while_the_class_runs(marram, ana):
    from whetstone.apps.connect.models import Allowance
    from whetstone.apps.connect.proving import time_percents_of
    from whetstone.apps.people.models import SchoolClass

    here = SchoolClass.objects.create(
        workspace=marram, name="Term", join_code="TERM2026", edition="2026.1", pinned_at=NOW,
        ends_on=NOW.date() + dt.timedelta(days=60),
    )  # fmt: skip
    for percent in (200, 150):
        Allowance.objects.create(
            school_class=here, person=ana, time_percent=percent, recorded_at=NOW
        )
    assert time_percents_of([ana.pk], NOW) == {ana.pk: 150}
    assert time_percents_of([ana.pk], NOW + dt.timedelta(days=90)) == {}


# --- nothing leaks -------------------------------------------------------------------------------


def test_a_secured_question_is_in_no_bank_and_no_page_of_a_learner(
    iris, pool, form, ana, client_as, best
):
    shown = sit(invite(iris, form, ana), ana, best)
    assert shown
    assert not Item.objects.filter(slug__startswith="it-secret").exists()
    client = client_as(ana)
    for name in ("begin", "profile", "test_quality"):
        assert SECRET_WORDS not in client.get(reverse(f"diagnose:{name}")).content.decode()
    for address in ("/lessons", "/cards", "/certificates", "/test-quality/it-secret-001"):
        assert SECRET_WORDS not in client.get(address).content.decode()


def test_what_a_person_takes_away_has_no_question_no_key_and_no_points(
    iris, form, ana, best, unknown
):
    sit(invite(iris, form, ana), ana, best, most=8)
    told = json.dumps(held.export(ana.pk, now=NOW))
    assert "diagnose.SecuredAnswer" in told
    assert SECRET_WORDS not in told
    assert form.secret not in told
    row = held.export(ana.pk, now=NOW)["rows"]["diagnose.SecuredAnswer"][0]
    assert set(row) == {"id", "offer", "answer", "answered_at"}


def test_what_a_keeper_takes_away_has_no_secret(iris, form):
    assert form.secret not in json.dumps(held.export(iris.pk, now=NOW))


def test_keepers_see_how_far_somebody_is_and_nothing_of_what_came_out(
    iris, form, ana, client_as, best
):
    sit(invite(iris, form, ana), ana, best)
    page = client_as(iris).get(reverse("diagnose:secured_form", args=[form.pk])).content.decode()
    assert "what came out is theirs" in page
    assert "in 100" not in page
    assert "is met" not in page
    assert "below “" not in page


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"area": "STR", "skill": "STR-1"}, "no skill"),
        ({"status": "draft"}, "cannot be asked"),
        ({"id": "it-str-001"}, "public question"),
        ({"id": "it-secret-001"}, "in the pool already"),
        ({"rests_on": ["clm-no-such"]}, "no claim"),
        ({"options": []}, "options"),
    ],
)
def test_a_file_is_taken_whole_or_not_at_all(iris, change, said):
    pool = make_pool(iris, [question(1, "CAL-1", 1)])
    wrong = question(2, "CAL-1", 2) | change
    with pytest.raises(Faults) as found:
        stock.add_file(
            pool_id=pool.pk, workspace_id=iris.workspace_id, actor_id=iris.pk, now=NOW,
            text=bank([question(3, "CAL-1", 2), wrong]),
        )  # fmt: skip
    assert said in str(found.value)
    assert SecuredItem.objects.count() == 1


def test_what_the_public_bank_asks_is_no_secret(iris):
    asked = Item.objects.filter(area_id=AREA, is_latest=True, format="data_single")
    public = next(one for one in asked if not is_template(one.payload))
    with pytest.raises(Faults, match="no secret"):
        make_pool(iris, [question(1, "CAL-1", 1, stem=public.payload["stem"])])


def test_every_fault_of_a_file_is_said_with_its_line(client_as, iris, pool):
    text = "schema: whetstone/item@1\nbank: x\nitems: [{id: it-x}]"
    answer = client_as(iris).post(reverse("diagnose:secured_file", args=[pool.pk]), {"text": text})
    assert answer.status_code == 422
    assert "line 3" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "\x00", "a: [", "- 1", "items: 7"])
def test_what_is_no_bank_is_refused_in_words(client_as, iris, pool, text):
    address = reverse("diagnose:secured_file", args=[pool.pk])
    assert client_as(iris).post(address, {"text": text}).status_code == 422
    assert SecuredItem.objects.count() == 36


def test_no_form_opens_on_a_pool_that_is_too_small(client_as, iris):
    pool = make_pool(iris, questions()[:29])
    with pytest.raises(Refused, match="too small"):
        open_form(iris, pool)
    client_as(iris).post(
        reverse("diagnose:open_form", args=[pool.pk]), {"name": "November", "level": "2"}
    )
    assert not SecuredForm.objects.exists()


def test_a_level_without_a_record_is_certified_by_no_form(iris, pool):
    with pytest.raises(Refused, match="No record"):
        forming.open_form(
            pool_id=pool.pk, workspace_id=iris.workspace_id, actor_id=iris.pk, name="Four",
            level=4, now=NOW,
        )  # fmt: skip


def test_a_question_under_a_fact_that_is_not_so_is_not_taken_and_does_not_count(iris, marram):
    from whetstone.apps.field.models import ClaimVersion

    items = [one | {"rests_on": [FACT]} if one["skill"] == "CAL-3" else one for one in questions()]
    pool = make_pool(iris, items)
    assert reading.supplies(pool, on=NOW.date())[2].is_enough
    row = ClaimVersion.objects.filter(claim__slug=FACT).order_by("-pk").first()
    row.pk, row.status, row.recorded_at, row.workspace = None, "retired", NOW, marram
    row._state.adding = True
    row.save()
    assert reading.supplies(pool, on=NOW.date())[2].total.have == 24
    with pytest.raises(Refused, match="too small"):
        open_form(iris, pool)
    with pytest.raises(Faults, match="not current"):
        stock.add_file(
            pool_id=pool.pk, workspace_id=iris.workspace_id, actor_id=iris.pk, now=NOW,
            text=bank([question(99, "CAL-1", 2, rests_on=[FACT])]),
        )  # fmt: skip


def test_whoever_may_read_the_questions_cannot_be_certified_by_them(
    marram, iris, form, make_person
):
    both = make_person(marram, name="Both", rights=("learner", "editor"))
    with pytest.raises(Refused, match="may read"):
        invite(iris, form, both)


def test_somebody_of_elsewhere_cannot_be_invited(iris, form, make_workspace, make_person):
    far = make_person(make_workspace("Far"))
    with pytest.raises(Missing):
        invite(iris, form, far)


def test_after_a_verdict_two_weeks_go_by(iris, form, ana, best):
    sit(invite(iris, form, ana), ana, best)
    with pytest.raises(Refused, match="14 days"):
        invite(iris, form, ana, now=NOW + dt.timedelta(days=13))
    later = invite(iris, form, ana, now=NOW + dt.timedelta(days=15))
    assert SecuredInvitation.objects.filter(person=ana).count() == 2
    assert not SecuredSitting.objects.filter(invitation=later).exists()


def test_a_closed_form_invites_nobody(iris, form, ana):
    forming.close_form(form_id=form.pk, workspace_id=iris.workspace_id, actor_id=iris.pk, now=NOW)
    with pytest.raises(Refused, match="closed"):
        invite(iris, form, ana)


KEPT = [
    ("pools", ()), ("pool", ("pool",)), ("write_secured", ("pool",)), ("secured_file", ("pool",)),
    ("secured_item", ("pool", "item")), ("secured_form", ("form",)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "of"), KEPT)
def test_keepers_alone_open_the_pages_of_their_own_workspace(
    client, client_as, name, of, iris, pool, form, ana, director, olga
):
    rows = {"pool": pool.pk, "form": form.pk, "item": pool.items.first().pk}
    address = reverse(f"diagnose:{name}", args=[rows[one] for one in of])
    assert client_as(iris).get(address).status_code == 200
    for other in (ana, director):
        assert client_as(other).get(address).status_code == 403
    assert client.get(address).status_code == 302
    far = client_as(olga).get(address)
    assert far.status_code == (404 if of else 200)
    assert "Own pool" not in far.content.decode()


ACTS = [
    "open_form",
    "secured_templates",
    "secured_withdrawal",
    "secured_invite",
    "secured_closure",
]


@pytest.mark.parametrize("name", ACTS)
def test_the_acts_of_keepers_move_nothing_for_anybody_else(
    client, client_as, name, iris, pool, form, ana, olga
):
    row = pool.items.first()
    args = {
        "open_form": [pool.pk], "secured_templates": [pool.pk],
        "secured_withdrawal": [pool.pk, row.pk], "secured_invite": [form.pk],
        "secured_closure": [form.pk],
    }[name]  # fmt: skip
    sent = {"name": "Mine", "level": "2", "person": str(ana.pk), "percent": "100"}
    address = reverse(f"diagnose:{name}", args=args)
    assert client_as(ana).post(address, sent).status_code == 403
    assert client_as(olga).post(address, sent).status_code == 404
    assert client.post(address, sent).status_code == 302
    assert SecuredForm.objects.get().closed_at is None
    assert not SecuredItem.objects.exclude(withdrawn_at=None).exists()
    assert SecuredItem.objects.count() == 36
    assert not SecuredInvitation.objects.exists()


def test_a_pool_of_one_workspace_is_none_of_another(olga, pool):
    assert reading.pools(olga.workspace_id) == []
    with pytest.raises(Missing):
        stock.add_file(
            pool_id=pool.pk, workspace_id=olga.workspace_id, actor_id=olga.pk, now=NOW,
            text=bank([template()]),
        )  # fmt: skip
    assert SecuredPool.objects.get().items.count() == 36
