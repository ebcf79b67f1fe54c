"""Trust: a log nobody can bend unseen, everything about me, to be forgotten, who may what."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from whetstone.apps.diagnose.models import AnonymousCount, Attempt, Item, Response
from whetstone.apps.field.models import Citation, Notice
from whetstone.apps.learn.models import Certificate, RevokedRecord
from whetstone.apps.people import audit_log, erasing, held, permissions, services
from whetstone.apps.people.models import AuditEnd, AuditRow, Person, User, WorkingHours
from whetstone.core.kernel.chain import Flaw
from whetstone.core.kernel.errors import Missing
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, 30, 5, tzinfo=dt.UTC)


@pytest.fixture
def marram(make_workspace):
    return make_workspace()


@pytest.fixture
def admin(marram, make_person):
    return make_person(marram, rights=(Right.ADMIN,), name="Ada Admin")


@pytest.fixture
def as_admin(admin, client_as):
    return client_as(admin)


def act(workspace, who, name="publish_change", at=NOW, **more):
    services.audit(
        workspace_id=workspace.pk if workspace else None,
        actor_id=who.pk if who else None,
        act=name,
        now=at,
        **more,
    )


# --- the log ---


def test_each_log_counts_and_seals_for_itself(marram, make_workspace, admin):
    other = make_workspace("Other")
    before = {owner: audit_log.end(owner)[0] for owner in (marram.pk, other.pk, None)}
    for _n in range(3):
        act(marram, admin)
    act(other, None)
    act(None, None)
    assert audit_log.end(marram.pk)[0] == before[marram.pk] + 3
    assert audit_log.end(other.pk)[0] == before[other.pk] + 1
    assert all(audit_log.verify(owner).holds for owner in (marram.pk, other.pk, None))


@pytest.mark.parametrize(
    ("bend", "flaw"),
    [
        (lambda rows: rows[1:2].update(act="issue_certificate"), Flaw.CHANGED),
        (lambda rows: rows[1:2].update(by=7), Flaw.CHANGED),
        (lambda rows: rows[1:2].update(at=NOW + dt.timedelta(microseconds=1)), Flaw.CHANGED),
        (lambda rows: rows[1:2].delete(), Flaw.MISSING),
        (lambda rows: rows[3:].delete(), Flaw.SHORT),
    ],
)
def test_whoever_bends_a_row_breaks_the_log(marram, admin, bend, flaw):
    for n in range(4):
        act(marram, admin, object_kind="change", object_id=f"chg-{n}")
    rows = AuditRow.objects.filter(workspace=marram, act="publish_change").order_by("place")
    keys = list(rows.values_list("pk", flat=True))

    class Some:
        def __getitem__(self, part):
            return AuditRow.objects.filter(pk__in=keys[part])

    bend(Some())
    assert audit_log.verify(marram.pk).flaw is flaw


def test_a_log_sealed_anew_by_whoever_owns_the_store_fails_against_a_kept_seal(marram, admin):
    for n in range(3):
        act(marram, admin, object_id=str(n))
    kept = audit_log.end(marram.pk)
    rows = list(AuditRow.objects.filter(workspace=marram).order_by("place"))
    rows[-1].act = "undo_change"
    (end,) = audit_log.sealed(rows)
    AuditRow.objects.bulk_update(rows, ["act", "seal", "by"])
    AuditEnd.objects.filter(workspace=marram).update(n=end.n, seal=end.seal)
    assert audit_log.verify(marram.pk).holds
    assert audit_log.verify(marram.pk, kept=kept).flaw is Flaw.OTHER_PAST


def test_the_page_finds_by_act_person_and_day(marram, admin, make_person, as_admin):
    pia = make_person(marram, name="Pia Partner")
    act(marram, admin)
    act(marram, pia, "set hours", at=NOW - dt.timedelta(days=9))
    whole = as_admin.get("/log").content.decode()
    assert "published a change" in whole
    assert "set working hours" in whole
    only = as_admin.get("/log", {"by": pia.pk, "until": "2026-11-15"}).content.decode()
    assert "Pia Partner" in only
    assert '<td data-label="What">published a change' not in only
    odd = as_admin.get("/log", {"by": "Pia", "since": "yesterday", "page": "x"})
    assert odd.status_code == 200


def test_the_page_checks_and_says_what_a_bad_seal_looks_like(marram, admin, as_admin):
    act(marram, admin)
    n, seal = audit_log.end(marram.pk)
    held_ = as_admin.post("/log/check", {"kept": f"{n}:{seal[:16]}"}).content.decode()
    assert "The log holds" in held_
    other = as_admin.post("/log/check", {"kept": f"{n}:{'0' * 16}"}).content.decode()
    assert "the seal that you kept does not stand here" in other
    bad = as_admin.post("/log/check", {"kept": "nonsense"}).content.decode()
    assert "A seal reads like" in bad
    assert "nonsense" in bad  # what was typed stays


def test_the_file_has_every_row_asked_for_and_no_formula(marram, make_person, as_admin):
    odd = make_person(marram, name="=cmd()")
    act(marram, odd)
    answer = as_admin.get("/log/file", {"act": "publish_change"})
    text = b"".join(answer.streaming_content).decode()
    assert "'=cmd()" in text
    assert text.count("publish_change") == 1
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_queries_of_the_page_do_not_follow_rows(
    marram, admin, as_admin, django_assert_max_num_queries
):
    for n in range(120):
        act(marram, admin, object_id=str(n))
    as_admin.get("/log")
    with django_assert_max_num_queries(12):
        as_admin.get("/log", {"page": 2})


def test_a_copy_of_the_demo_has_a_log_of_its_own_that_holds(
    marram, admin, make_person, curriculum_loaded
):
    from whetstone.config.demo import copies

    pia = make_person(marram, name="Pia")
    act(marram, admin, object_kind="person", object_id=pia.pk)
    act(marram, pia)
    made = copies.copy(marram, now=NOW)
    found = audit_log.verify(made.pk)
    assert found.holds
    assert found.rows == audit_log.verify(marram.pk).rows
    named = AuditRow.objects.get(workspace=made, object_kind="person")
    assert named.object_id == str(Person.objects.get(workspace=made, name="Pia").pk)


# --- everything about me ---


def test_every_table_that_holds_a_person_stands_in_the_list_and_nothing_else():
    assert {tie.label for tie in held.ties()} == set(held.HELD)


@pytest.fixture
def nora(marram, make_person, curriculum_loaded):
    """A learner with answers, hours, a record, a notice and an account."""
    found = make_person(marram, name="Nora Learner", email="nora@example.org")
    found.user = User.objects.create_user("nora@example.org", "a long sentence 7")
    found.save(update_fields=["user"])
    items = list(Item.objects.order_by("pk")[:3])
    attempt = Attempt.objects.create(
        person=found, mode="quick", areas=[items[0].area_id], length=10, seed=1, started_at=NOW
    )
    for n, item in enumerate(items):
        Response.objects.create(
            person=found, attempt=attempt, item=item, area_id=item.area_id,
            answer={"choice": "a"}, score=n % 2, max_score=1, answered_at=NOW, recorded_at=NOW,
        )  # fmt: skip
    WorkingHours.objects.create(person=found, weekday=1, starts=dt.time(9), ends=dt.time(12))
    Certificate.objects.create(
        person=found, code="ABC123", course_slug="str-101", course_version="1.0.0",
        edition="2026.4", pool="public-practice", claims={}, issued_at=NOW,
    )  # fmt: skip
    Notice.objects.create(workspace=marram, person=found, sentence="It moved", noticed_at=NOW)
    act(marram, found, "finish_lesson")
    return found


def test_my_file_holds_my_rows_and_nobody_elses(nora, marram, make_person, client_as):
    other = make_person(marram, name="Olaf Other")
    act(marram, other)
    answer = client_as(nora).get("/my-data/file")
    found = json.loads(answer.content)
    rows = found["rows"]
    assert [row["name"] for row in rows["people.Person"]] == ["Nora Learner"]
    assert [row["score"] for row in rows["diagnose.Response"]] == [0, 1, 0]
    assert rows["diagnose.Response"][0]["item__slug"]
    assert rows["field.Notice"][0]["sentence"] == "It moved"
    assert len(rows["people.AuditRow"]) == 1
    assert "Olaf" not in answer.content.decode()


def test_my_file_holds_no_key_to_anything(nora, admin):
    token = services.invite(
        workspace_id=nora.workspace_id, person_id=nora.pk, actor_id=admin.pk, now=NOW
    )
    text = json.dumps(held.export(nora.pk, now=NOW))
    assert "people.Invitation" in text
    assert token not in text
    assert "token" not in text
    assert "pbkdf2" not in text


def test_the_page_counts_what_is_kept_and_names_whom_to_ask(nora, admin, client_as):
    page = client_as(nora).get("/my-data").content.decode()
    assert "Your answers and what they scored" in page
    assert "Ada Admin" in page


def test_how_data_is_kept_is_read_without_an_account(client, curriculum_loaded):
    page = client.get("/data-protection").content.decode()
    assert "Your answers and what they scored" in page
    assert "No mail is sent." in page
    assert "Nothing is fetched from outside." in page


# --- to be forgotten ---


def erase(person, actor=None, workspace=None):
    return erasing.erase_person(
        person_id=person.pk,
        workspace_id=workspace.pk if workspace else person.workspace_id,
        actor_id=actor.pk if actor else None,
        now=NOW,
    )


def test_what_is_theirs_goes_and_what_names_them_stays_without_them(nora, marram, admin):
    key = nora.pk
    gone = erase(nora, admin)
    assert gone["diagnose.Response"] == 3
    assert held.counts(key) == {}
    assert not User.objects.filter(email="nora@example.org").exists()
    assert Notice.objects.get(sentence="It moved").person is None
    row = AuditRow.objects.get(act="finish_lesson")
    assert (row.actor, row.by) == (None, key)
    assert audit_log.verify(marram.pk).holds


def test_answers_stay_as_counts_of_nobody_and_add_up(nora, marram, make_person, admin):
    item = Response.objects.filter(person=nora, score=1).get().item
    other = make_person(marram)
    Response.objects.create(
        person=other, item=item, area_id=item.area_id, answer={}, score=1, max_score=1,
        answered_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    erase(nora)
    erase(other)
    counts = AnonymousCount.objects.order_by("item").values_list("score", "n")
    assert list(counts) == [(0, 1), (1, 2), (0, 1)]
    assert not Response.objects.exists()


def test_a_record_says_that_it_does_not_stand_any_more(nora, client, marram):
    erase(nora)
    assert RevokedRecord.objects.get().code == "ABC123"
    answer = client.get("/certificates/ABC123")
    assert answer.status_code == 410
    assert "does not stand any more" in answer.content.decode()
    assert not Citation.objects.filter(citer_kind="certificate", workspace=marram).exists()
    assert client.get("/certificates/NEVER1").status_code == 404


def test_an_account_with_a_place_elsewhere_stays(nora, make_workspace, make_person):
    elsewhere = make_person(make_workspace("Elsewhere"), name="Nora again")
    Person.objects.filter(pk=elsewhere.pk).update(user=nora.user)
    erase(nora)
    assert User.objects.filter(email="nora@example.org").exists()
    assert Person.objects.filter(pk=elsewhere.pk).exists()


def test_the_last_admin_and_other_peoples_people_are_refused(admin, nora, make_workspace):
    with pytest.raises(services.LastAdminError):
        erase(admin)
    with pytest.raises(Missing):
        erase(nora, workspace=make_workspace("Elsewhere"))
    assert Person.objects.filter(pk__in=[admin.pk, nora.pk]).count() == 2


def test_erasing_asks_for_the_password_again(nora, admin, as_admin):
    page = as_admin.get(f"/people/{nora.pk}/erasure").content.decode()
    assert "It cannot be undone" in page
    answer = as_admin.post(f"/people/{nora.pk}/erasure")
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]
    assert Person.objects.filter(pk=nora.pk).exists()


def test_after_the_password_the_person_is_gone(nora, admin, client):
    admin.user = User.objects.create_user("ada@example.org", "a long sentence 7")
    admin.save(update_fields=["user"])
    signed = client.post(
        "/account/login/", {"login": "ada@example.org", "password": "a long sentence 7"}
    )
    assert signed.status_code == 302, signed.content.decode()
    session = client.session
    session["person_id"] = admin.pk
    session.save()
    asked = client.post(f"/people/{nora.pk}/erasure").headers["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert Person.objects.filter(pk=nora.pk).exists()
    client.post(asked, {"password": "wrong"})
    assert Person.objects.filter(pk=nora.pk).exists()
    client.post(asked, {"password": "a long sentence 7"})
    assert "Erased" in client.get("/people").content.decode()
    assert not Person.objects.filter(pk=nora.pk).exists()


# --- who may what ---


def test_the_table_says_what_the_guards_do(nora, client_as):
    page = client_as(nora).get("/permissions").content.decode()
    for one in permissions.addresses():
        assert one.path in page
        assert one.what, one.path
    log = next(one for one in permissions.addresses() if one.name == "log")
    assert [right for right in permissions.rights() if log.lets(right)] == [Right.ADMIN]


def test_the_table_in_the_docs_is_the_table():
    held_ = (Path(__file__).parents[3] / "docs/reference/permissions.md").read_text("utf-8")
    assert held_ == permissions.as_markdown(), "write it anew: whetstone permissions > it"
