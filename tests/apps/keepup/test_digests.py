"""Digests: whom, when, what, by mail once, and one click to end it."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from whetstone.apps.keepup import digest_words, mailing, selectors, services
from whetstone.apps.keepup.models import Digest, DigestChoice
from whetstone.apps.keepup.services.digests import claim_mail
from whetstone.apps.learn import services as learn
from whetstone.apps.people import services as people
from whetstone.apps.people.models import AuditRow, Blackout
from whetstone.config import chores, cli
from whetstone.core.freshness import digest as core

MONDAY = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def team(marram, world):
    """Marram after its change was published on Monday morning: four have a refresher."""
    services.publish(
        change_slug=world.CHANGE,
        workspace_id=marram.pk,
        person_id=marram.lead.pk,
        now=MONDAY - dt.timedelta(minutes=5),
    )
    return marram


@pytest.fixture
def mails(settings, monkeypatch):
    """An installation that mails, and whose worker looks at the clock on Monday."""
    monkeypatch.setattr(mailing, "real_now", lambda: MONDAY)
    settings.MAILS, settings.ADDRESS = True, "https://learn.example.org"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def digest_of(person):
    return core.Digest.of_facts(Digest.objects.get(person=person).facts)


# --- promises ------------------------------------------------------------------------------------


def test_everybody_at_work_is_told_what_changed_and_whether_it_affects_them(team):
    made = services.make_digests(now=MONDAY)
    assert made.made == Digest.objects.count() == 7
    touched, calm = digest_of(team.team[1]), digest_of(team.team[4])
    assert (touched.open, touched.minutes) == (1, 8)
    assert (calm.open, calm.minutes) == (0, 0)
    assert calm.changes == touched.changes >= 1
    assert calm.new >= 1


def test_the_words_are_those_of_the_issue_and_the_numbers_true(team):
    booked = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
    told = core.Told("a", "A", "meta", "major", "2026-11-10", MONDAY)
    rows = [core.Row(told, True, "open"), core.Row(told, True, ""), core.Row(told, True, "")]
    found = core.Digest(tuple(rows), 4, booked)
    said = digest_words.subject(found, now=MONDAY, zone="Europe/Dublin")
    assert said.replace("\xa0", " ") == (
        "This month in your field: 3 changes, 1 affects you, 4 minutes, booked Tuesday 10:00"
    )
    none = core.Digest(tuple(rows[1:]), 0, None)
    said = digest_words.sentence(none, now=MONDAY, zone="UTC")
    assert said == "2\xa0changes, none affects you"  # a figure stays with what it counts
    assert "There is nothing to do" in digest_words.why(none)
    far = core.Digest(tuple(rows[:1]), 2, MONDAY + 9 * dt.timedelta(days=1))
    assert digest_words.sentence(far, now=MONDAY, zone="UTC").endswith("booked Wed 2 Dec, 9:12")


def test_a_place_in_the_week_is_told(team):
    learn.get_current(person_ids=[team.team[1].pk], workspace_id=team.pk, now=MONDAY)
    services.make_digests(now=MONDAY)
    assert digest_of(team.team[1]).booked_at is not None
    assert "booked" in digest_words.sentence(digest_of(team.team[1]), now=MONDAY, zone="UTC")


def test_a_mail_goes_once_in_the_readers_language_with_the_way_out(team, mails):
    user = team.team[1].user
    user.language = "ne"
    user.save(update_fields=["language"])
    assert mailing.make_and_mail(MONDAY) == 7
    assert mailing.make_and_mail(MONDAY + dt.timedelta(hours=1)) == 0
    assert len(mail.outbox) == 7
    by_address = {message.to[0]: message for message in mail.outbox}
    message = by_address[team.team[2].user.email]
    token = DigestChoice.objects.get(person=team.team[2]).token
    link = f"https://learn.example.org/digest/unsubscribe/{token}"
    assert message.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.subject.startswith("This month in your field: ")
    assert link in message.body
    assert "https://learn.example.org/refreshers" in message.body
    assert message.alternatives[0][1] == "text/html"
    assert "&#" not in message.body
    assert 'lang="ne"' in by_address[user.email].alternatives[0][0]


def test_the_next_one_comes_a_week_later_and_only_if_something_is_new(
    team, world, mails, monkeypatch
):
    mailing.make_and_mail(MONDAY)
    assert mailing.make_and_mail(MONDAY + WEEK) == 0
    from whetstone.apps.field.models import ChangeEffect, Claim

    ChangeEffect.objects.create(
        change_id=world.pending("chg-again", "Once more").pk,
        claim=Claim.objects.get(slug=world.OTHER),
        effect="retires",
    )
    later = MONDAY + dt.timedelta(days=8)
    services.publish(
        change_slug="chg-again", workspace_id=team.pk, person_id=team.lead.pk, now=later
    )
    monkeypatch.setattr(mailing, "real_now", lambda: later)
    assert mailing.make_and_mail(later) == 7
    assert len(mail.outbox) == 14
    assert [row.told.slug for row in digest_of_newest(team.team[4]).rows if row.is_new] == [
        "chg-again"
    ]


def digest_of_newest(person):
    return core.Digest.of_facts(Digest.objects.filter(person=person).latest("made_at").facts)


def test_the_page_tells_this_month_live_and_what_was_told_before(team, client_as):
    services.make_digests(now=MONDAY)
    page = client_as(team.team[1]).get("/digest").content.decode()
    assert "This month in your field: " in page
    assert re.search(r"<h1[^>]*>\s*This month in your field: [^<]*\.\s*</h1>", page)
    assert "affects you" in page
    assert "Told before" in page
    calm = client_as(team.team[4]).get("/digest").content.decode()
    assert "none affects you" in calm


def test_a_fresh_one_is_a_quiet_line_on_today_for_a_week(team, client_as):
    client = client_as(team.team[1])
    assert "This month in your field" not in client.get("/today").content.decode()
    services.make_digests(now=MONDAY)
    assert "This month in your field" in client.get("/today").content.decode()
    assert selectors.fresh(team.team[1].pk, now=MONDAY + WEEK) is None


def test_one_click_ends_the_mail_without_a_sign_in_and_twice_changes_nothing(team, mails):
    services.make_digests(now=MONDAY)
    choice = DigestChoice.objects.get(person=team.team[1])
    strict = Client(enforce_csrf_checks=True)
    address = f"/digest/unsubscribe/{choice.token}"
    page = strict.get(address).content.decode()
    assert page.count("<form") - page.count("langs") == 1
    assert team.team[1].name not in page
    choice.refresh_from_db()
    assert choice.how == "mail"  # looking (a mail scanner does) ends nothing
    for _twice in range(2):
        answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    choice.refresh_from_db()
    assert choice.how == "in_app"
    assert AuditRow.objects.filter(act="choose_digest").count() == 1


def test_a_choice_is_kept_and_the_same_again_changes_nothing(team, client_as):
    client = client_as(team.team[1])
    for _twice in range(2):
        assert client.post("/digest/choice", {"how": "off"}).status_code == 302
    assert DigestChoice.objects.get(person=team.team[1]).how == "off"
    assert AuditRow.objects.filter(act="choose_digest").count() == 1


def test_the_command_says_what_it_would_do_and_does_it_once(team, capsys, monkeypatch):
    from whetstone.apps.people import clock

    monkeypatch.setattr(clock, "real_now", lambda: MONDAY)
    assert cli.main(["digest", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["made"] == 7
    assert not Digest.objects.exists()
    assert cli.main(["digest"]) == 0
    assert "7 digests made" in capsys.readouterr().out
    assert cli.main(["digest", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["made"] == 0


def test_the_chore_stands_in_the_list():
    assert "make_digests" in [chore.name for chore in chores.chores()]


def test_digests_for_many_ask_no_more_questions_than_for_few(team, make_person):
    with CaptureQueriesContext(connection) as few:
        services.make_digests(now=MONDAY, dry_run=True)
    for n in range(40):
        make_person(team, name=f"More {n}")
    with CaptureQueriesContext(connection) as many:
        assert services.make_digests(now=MONDAY, dry_run=True).made == 47
    assert len(few) == len(many)


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC), "before work"),
        (dt.datetime(2026, 11, 23, 13, 0, tzinfo=dt.UTC), "at lunch"),
        (dt.datetime(2026, 11, 28, 10, 0, tzinfo=dt.UTC), "on a Saturday"),
        (dt.datetime(2026, 12, 25, 10, 0, tzinfo=dt.UTC), "on Christmas Day"),
    ],
)
def test_nobody_is_told_outside_their_hours(team, when, why):
    assert services.make_digests(now=when).made == 0, why


def test_each_by_their_own_clock(team, make_person):
    team.team[1].time_zone = "Asia/Kathmandu"  # 14:57 there, and in the pattern
    team.team[1].save(update_fields=["time_zone"])
    team.team[2].time_zone = "America/New_York"  # 04:12 there
    team.team[2].save(update_fields=["time_zone"])
    services.make_digests(now=MONDAY)
    told = set(Digest.objects.values_list("person_id", flat=True))
    assert team.team[1].pk in told
    assert team.team[2].pk not in told


def test_nobody_is_told_in_their_leave_or_in_the_teams_blackout(team):
    day = MONDAY.date()
    mine = Blackout.objects.create(
        workspace=team, person=team.team[1], starts_on=day, ends_on=day, reason="leave"
    )
    services.make_digests(now=MONDAY)
    assert not Digest.objects.filter(person=mine.person).exists()
    assert Digest.objects.count() == 6


def test_who_turned_it_off_left_or_does_not_learn_is_not_told(team):
    people_told = [team.team[1], team.team[2]]
    services.choose_digest(
        person_id=people_told[0].pk, workspace_id=team.pk, how="off", now=MONDAY
    )
    people_told[1].left_at = MONDAY
    people_told[1].save(update_fields=["left_at"])
    services.make_digests(now=MONDAY)
    told = set(Digest.objects.values_list("person_id", flat=True))
    assert not told & {one.pk for one in people_told}
    assert team.director.pk not in told


def test_a_demo_is_never_told_and_never_mailed(team, mails):
    team.is_demo = True
    team.save(update_fields=["is_demo"])
    assert mailing.make_and_mail(MONDAY) == 0
    assert mail.outbox == []
    assert services.make_digests_of([team.team[1].pk], workspace_id=team.pk, now=MONDAY) == 1
    assert mailing.make_and_mail(MONDAY) == 0
    assert mail.outbox == []


def test_another_workspace_hears_nothing_of_ours(team, make_workspace, make_person):
    other = make_person(make_workspace("Other"))
    services.make_digests(now=MONDAY)
    slugs = {row.told.slug for row in digest_of(other).rows} if has(other) else set()
    assert "chg-test" not in slugs


def has(person):
    return Digest.objects.filter(person=person).exists()


def test_without_a_mail_server_or_an_address_nothing_is_mailed(team, settings):
    settings.MAILS, settings.ADDRESS = True, ""
    assert mailing.make_and_mail(MONDAY) == 7
    assert mail.outbox == []
    assert not Digest.objects.filter(by_mail=True).exists()


def test_a_crash_after_the_claim_loses_the_mail_and_never_doubles_it(team, mails):
    services.make_digests(now=MONDAY)
    first = Digest.objects.order_by("pk").first()
    assert claim_mail(first.pk, now=MONDAY)
    assert not claim_mail(first.pk, now=MONDAY)
    mailing.put_on_the_queue(MONDAY)
    assert len(mail.outbox) == 6


def test_whoever_ends_the_mail_before_it_goes_gets_none(team, mails):
    services.make_digests(now=MONDAY)
    services.unsubscribe(token=DigestChoice.objects.get(person=team.team[1]).token, now=MONDAY)
    mailing.put_on_the_queue(MONDAY)
    assert team.team[1].user.email not in {message.to[0] for message in mail.outbox}


def test_a_wrong_token_is_told_so_and_changes_nothing(team, client):
    services.make_digests(now=MONDAY)
    for answer in (
        client.get("/digest/unsubscribe/nope"),
        client.post("/digest/unsubscribe/nope"),
    ):
        assert answer.status_code == 404
        assert "This link opens nothing" in answer.content.decode()
    assert set(DigestChoice.objects.values_list("how", flat=True)) == {"mail"}


def test_another_word_than_the_three_is_refused(team, client_as):
    answer = client_as(team.team[1]).post("/digest/choice", {"how": "daily"})
    assert answer.status_code == 422
    assert "Choose one of the three" in answer.content.decode()
    with pytest.raises(ValueError, match="daily"):
        services.choose_digest(
            person_id=team.team[1].pk, workspace_id=team.pk, how="daily", now=MONDAY
        )


def test_without_a_sign_in_the_page_and_the_choice_stay_shut(team, client):
    assert client.get("/digest").status_code == 302
    assert client.post("/digest/choice", {"how": "off"}).status_code == 302
    assert not DigestChoice.objects.exists()


def test_hours_that_somebody_set_are_the_ones_that_count(team):
    from whetstone.apps.people.selectors import Stretch

    people.set_hours(
        workspace_id=team.pk,
        person_id=team.team[1].pk,
        hours=[Stretch(1, dt.time(9), dt.time(12))],
        actor_id=team.team[1].pk,
        now=MONDAY,
    )
    services.make_digests(now=MONDAY)
    assert not has(team.team[1])
    assert services.make_digests(now=MONDAY + dt.timedelta(days=1)).made == 1
    assert has(team.team[1])
