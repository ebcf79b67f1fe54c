"""How current we are: who sees what, what is counted, and how many queries it takes."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field.models import Change, ChangeEffect, ClaimVersion, Publication
from whetstone.apps.keepup import selectors
from whetstone.apps.keepup.selectors import how_current, repairs
from whetstone.apps.learn.models import Lesson, Refresher

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def text(response) -> str:
    assert response.status_code == 200, response
    body = re.sub(r"<svg.*?</svg>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def read(response) -> dict:
    assert response.status_code == 200
    return json.loads(response.content)


def figure(page: dict, name: str) -> dict:
    return next(one for one in page["figures"] if one["name"] == name)


@pytest.fixture
def lead(client_as, marram):
    return client_as(marram.lead)


def refreshed(marram, days, *, made=NOW - 60 * DAY, workspace=None):
    """A change published in this workspace, and one refresher for each of the team."""
    change = Change.objects.get(slug="chg-test")
    there = Publication.objects.create(
        change=change, workspace=workspace or marram, published_at=made
    )
    for person, done in zip(marram.team, days, strict=False):
        Refresher.objects.create(
            person=person,
            publication=there,
            minutes=5,
            made_at=made,
            done_at=None if done is None else made + done * DAY,
        )


# --- the public page ---


def test_anybody_reads_what_share_is_expected_to_be_true(client, curriculum_loaded):
    response = client.get("/current")
    page = text(response)
    assert re.search(r"We expect \d\d in 100 of our claims to be true today\.", page)
    assert "half-lives that are assumed" in page
    rows = Change.objects.filter(source_check="seen")
    days = list(rows.values_list("happened_on", flat=True))
    exact = sum(len(day) == len("2026-11-28") for day in days)
    assert f"{len(days)} changes; {exact} have an exact day." in page
    assert "they were found, not noticed, so they are left out" in page


def test_a_range_so_narrow_that_its_ends_read_alike_is_told_with_a_decimal(
    client, curriculum_loaded
):
    page = text(client.get("/current"))
    low, high = re.search(r"Between ([\d.]+) in 100 and ([\d.]+) in 100", page).groups()
    assert float(low) < float(high)


def test_the_public_page_may_be_kept_by_anybody_and_sets_no_cookie(client, curriculum_loaded):
    for address in ("/current", "/current.json"):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert not response.cookies


def test_whoever_is_signed_in_gets_a_page_that_nobody_else_may_keep(lead):
    assert lead.get("/current").headers["Cache-Control"] == "private, no-store"


def test_the_public_page_tells_nothing_of_people_or_workspaces(client, marram):
    refreshed(marram, [1, 2, 3, 4, 5, 6])
    ClaimVersion.objects.create(
        claim=Change.objects.get(slug="chg-test").effects.first().claim,
        workspace=marram,
        status="doubtful",
        text="x",
        statement="A secret of Marram",
        as_of=TODAY,
        review_by=TODAY,
        confidence="low",
        source={},
        recorded_at=NOW,
    )
    told = read(client.get("/current.json"))
    assert {"freshness_lag", "refresh_reach", "stale_share_met"}.isdisjoint(
        one["name"] for one in told["figures"]
    )
    body = client.get("/current").content.decode()
    assert "Marram" not in body
    assert "Learner" not in body
    shared = ClaimVersion.objects.filter(workspace=None, status="doubtful").count()
    shared -= told["changes_not_confirmed"]["claims_only_they_doubt"]
    assert figure(told, "stale_claim_share")["counts"]["doubted"] == shared > 0


def test_the_public_page_takes_two_queries_once_it_is_kept(client, curriculum_loaded):
    client.get("/current")
    with CaptureQueriesContext(connection) as asked:
        client.get("/current")
    assert len(asked) <= 2


def test_what_is_kept_in_one_language_is_told_in_none_other(lead):
    for language, there in (("ne", True), ("en", False)):
        lead.cookies["django_language"] = language
        for address in ("/how-current", "/current"):
            main = lead.get(address).content.decode().split("<main")[1].split("</main>")[0]
            assert bool(re.search("[\u0900-\u097f]", main)) is there


def test_every_page_names_the_public_one_below(client, curriculum_loaded):
    assert 'href="/current"' in client.get("/").content.decode()


# --- the room ---


def test_the_lead_sees_people_and_a_member_does_not(client_as, lead, marram):
    assert "From event to people made current" in text(lead.get("/how-current"))
    member = client_as(marram.team[5])
    page = text(member.get("/how-current"))
    assert "From event to people made current" not in page
    assert "Figures about people are shown to whoever leads" in page
    told = read(member.get("/how-current.json"))
    assert told["scope"] == "workspace, without people"
    assert "freshness_lag" not in {one["name"] for one in told["figures"]}


def test_nobody_without_a_place_here_gets_in(curriculum_loaded):
    for address in ("/how-current", "/how-current.json"):
        response = Client().get(address)
        assert response.status_code == 302
        assert "/account/login/" in response.headers["Location"]


def test_six_people_are_told_and_four_are_not(lead, marram):
    refreshed(marram, [1, 1, 2, 3, None, None])
    told = read(lead.get("/how-current.json"))
    lag = figure(told, "freshness_lag")
    assert lag["counts"] == {"people": 6, "refreshers": 6, "waiting": 2}
    assert lag["value"] == 59.5  # 29 July to 24 September is 57 days; between the 3rd and the 4th
    assert lag["p90"]["value"] is None
    assert figure(told, "refresh_reach")["value"] == pytest.approx(4 / 6, abs=1e-6)
    page = text(lead.get("/how-current"))
    assert "6 people with 6 refreshers, as of 28 September 2026; 2 still wait" in page


def test_four_people_are_never_told(lead, marram):
    refreshed(marram, [2, 4, 6, 8])
    told = read(lead.get("/how-current.json"))
    for name in ("freshness_lag", "refresh_reach"):
        assert figure(told, name)["value"] is None
        assert figure(told, name)["counts"] == {}
    assert "so that nobody can be worked out" in text(lead.get("/how-current"))


def test_one_more_who_finishes_is_not_worked_out(lead, marram):
    refreshed(marram, [1, 1, 2, 3, 3, None])
    before = figure(read(lead.get("/how-current.json")), "freshness_lag")
    Refresher.objects.filter(done_at=None).update(done_at=NOW - 3 * DAY)
    assert figure(read(lead.get("/how-current.json")), "freshness_lag") == before


def test_another_workspace_sees_nothing_of_it(client_as, marram, make_workspace, make_person):
    refreshed(marram, [2, 4, 6, 8, 10, 12])
    other = client_as(make_person(make_workspace(name="Other"), rights=("lead",)))
    told = read(other.get("/how-current.json"))
    assert figure(told, "freshness_lag")["counts"] == {}
    assert figure(told, "stale_share_met")["counts"]["met"] == 0


def test_what_is_kept_of_the_page_follows_people_and_the_language(lead, marram):
    before = text(lead.get("/how-current"))
    refreshed(marram, [3, 4, 5, 6, 7, 8])
    after = text(lead.get("/how-current"))
    assert "6 people with 6 refreshers" not in before
    assert "6 people with 6 refreshers" in after
    assert text(lead.get("/how-current")) == after
    lead.post("/language", {"language": "ne", "next": "/how-current"})
    assert 'lang="ne"' in (page := lead.get("/how-current")).content.decode()
    assert text(page) != after


def test_what_a_lead_saw_is_not_kept_for_a_member(client_as, lead, marram):
    refreshed(marram, [3, 4, 5, 6, 7, 8])
    assert "6 people with 6 refreshers" in text(lead.get("/how-current"))
    member = text(client_as(marram.team[5]).get("/how-current"))
    assert "people with" not in member


def test_the_page_takes_the_same_queries_for_seven_and_for_many(lead, marram, make_person):
    refreshed(marram, [2, 4, 6, 8, 10, 12])
    lead.get("/how-current")
    with CaptureQueriesContext(connection) as few:
        lead.get("/how-current")
    there = Publication.objects.get(workspace=marram)
    for n in range(30):
        person = make_person(marram, name=f"More {n}")
        Refresher.objects.create(
            person=person, publication=there, minutes=5, made_at=NOW - 50 * DAY
        )
    lead.get("/how-current")
    with CaptureQueriesContext(connection) as many:
        lead.get("/how-current")
    assert len(many) == len(few) <= 16


def test_a_claim_that_is_late_is_listed_with_how_often_it_was_met(
    lead, world, marram, monkeypatch
):
    monkeypatch.setattr(how_current, "LATE_SHOWN", 999)  # also behind all that are in doubt
    past = TODAY - 400 * DAY
    ClaimVersion.objects.create(
        claim=ClaimVersion.objects.filter(claim__slug="clm-test-old").first().claim,
        status="current",
        text="x",
        statement="Reach stands in the feed.",
        as_of=past,
        review_by=past,
        confidence="low",
        source={},
        recorded_at=NOW - DAY,
    )
    page = text(lead.get("/how-current"))
    assert "Reach stands in the feed." in page
    assert "not met here" in page


def test_only_the_installations_deaths_are_counted(marram):
    before = how_current.in_public(TODAY)
    claim = ClaimVersion.objects.filter(claim__slug="clm-test-old").first().claim
    ClaimVersion.objects.create(
        claim=claim, workspace=marram, status="retired", text="x", statement="x", as_of=TODAY,
        review_by=TODAY, held_until=TODAY, confidence="low", source={}, recorded_at=NOW,
    )  # fmt: skip
    assert how_current.of_workspace(marram.pk, TODAY).deaths == before.deaths == 0
    assert before.died_before >= 27
    assert all(not row.estimate.is_known for row in before.half_lives)


# --- the past ---


def test_an_earlier_month_is_read_as_it_was_then(world):
    """World's claims are known since 24 October: November can be told, October cannot."""
    page = how_current.in_public(TODAY)
    trend = dict(page.figure("expected_true_share").trend)
    assert not trend[dt.date(2026, 10, 1)].is_known
    assert trend[dt.date(2026, 11, 1)].n == 2
    ClaimVersion.objects.filter(claim__slug="clm-test-other").update(recorded_at=NOW)
    again = dict(how_current.in_public(TODAY).figure("expected_true_share").trend)
    assert again[dt.date(2026, 11, 1)].n == 1


def test_a_change_that_was_noticed_later_is_not_in_an_earlier_month(world):
    Change.objects.update(noticed_on=dt.date(2026, 11, 10))
    Change.objects.filter(slug="chg-test").update(noticed_on=dt.date(2026, 9, 15))
    trend = dict(how_current.in_public(TODAY).figure("blind_changes").trend)
    assert trend[dt.date(2026, 11, 1)].n == 1
    assert trend[dt.date(2026, 9, 1)].n == 0


def test_lags_count_from_the_day_the_ledger_began(world):
    Change.objects.update(noticed_on=dt.date(2026, 3, 2))
    for n in range(6):
        world.pending(f"chg-n{n}", "Noticed in time", happened_on=f"2026-05-1{n}",
                      noticed_on=dt.date(2026, 5, 14 + n), severity="major")  # fmt: skip
    world.pending("chg-month", "In June", happened_on="2026-06", noticed_on=TODAY)
    page = how_current.in_public(TODAY)
    lag = page.figure("notice_lag")
    assert (lag.estimate.value, lag.counts["cases"]) == (4, 8)
    assert lag.groups["severity"]["major"].cases == 6
    assert not lag.groups["severity"]["breaking"].median.is_known
    told = {one.slug: one for one in page.changes}
    assert told["chg-month"].lag is None


# --- repairs ---


def lesson(slug, version, claims, *, loaded, latest=True):
    course = Lesson.objects.first().course
    block = {"id": "why", "part": "idea", "minutes": 1, "mentions": [], "segments": []}
    return Lesson.objects.create(
        course=course, slug=slug, version=version, is_latest=latest, position=99, title=slug,
        decision="", minutes=5, areas=[], content_hash=version, loaded_at=loaded,
        payload={"outcomes": [], "blocks": [{**block, "rests_on": claims}]},
    )  # fmt: skip


def repair_of(world, **closed):
    rows = list(selectors.changes.ledger.changes(None))
    return repairs.repairs(rows, closed=closed)["chg-test"]


def test_a_change_under_which_no_lesson_rests_needs_no_repair(world):
    assert not repair_of(world).needed


def test_a_repair_is_open_until_the_newest_version_is_clean(world):
    lesson("lesson-a", "1", [world.OLD], loaded=NOW - 90 * DAY)
    assert (repair_of(world).needed, repair_of(world).done_on) == (True, None)
    Lesson.objects.filter(slug="lesson-a").update(is_latest=False)
    lesson("lesson-a", "2", [world.NEW], loaded=NOW + 4 * DAY)
    assert repair_of(world).done_on == TODAY + 4 * DAY


def test_the_last_lesson_to_be_mended_counts(world):
    lesson("lesson-a", "1", [world.OLD], loaded=NOW - 90 * DAY, latest=False)
    lesson("lesson-a", "2", [], loaded=NOW + 4 * DAY)
    lesson("lesson-b", "1", [world.OLD], loaded=NOW - 90 * DAY, latest=False)
    lesson("lesson-b", "2", [], loaded=NOW + 9 * DAY)
    assert repair_of(world).done_on == TODAY + 9 * DAY


def test_a_lesson_mended_before_the_change_was_noticed_took_no_day(world):
    lesson("lesson-a", "1", [world.OLD], loaded=NOW - 90 * DAY, latest=False)
    lesson("lesson-a", "2", [], loaded=NOW - 30 * DAY)
    assert repair_of(world).done_on == TODAY


def test_a_day_on_which_an_editor_closed_it_goes_before(world):
    lesson("lesson-a", "1", [world.OLD], loaded=NOW - 90 * DAY)
    assert repair_of(world, **{"chg-test": TODAY + 2 * DAY}).done_on == TODAY + 2 * DAY
    assert repairs.closings(None) == {}  # the installation has no inbox


def test_an_undone_change_counts_no_longer(world):
    with_it = how_current.in_public(TODAY).figure("blind_changes").counts["changes"]
    Change.objects.create(
        slug="chg-undo", undoes=world.change, title="Undone", summary="", kind="metric",
        severity="info", happened_on="2026-11-23", noticed_on=TODAY, state="published",
        evidence=[], recorded_at=NOW,
    )  # fmt: skip
    without = how_current.in_public(TODAY).figure("blind_changes").counts["changes"]
    assert without == with_it - 1


def test_a_change_that_ended_nothing_is_blind(world, lead):
    ChangeEffect.objects.filter(change__slug="chg-test").delete()
    assert "chg-test" in {one.slug for one in how_current.in_public(TODAY).blind}
