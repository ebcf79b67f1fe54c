"""The profile: true numbers, why we think so, and only what is shared."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from whetstone.apps.diagnose import estimates, selectors, services
from whetstone.apps.diagnose.citer import ITEM_CITER
from whetstone.apps.diagnose.evidence import evidence_of
from whetstone.apps.diagnose.live import live_bank, shelf
from whetstone.apps.diagnose.models import LevelEstimate, Response, ShareChoice
from whetstone.core.kernel.verdict import Verdict

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def test_right_answers_lie_above_unknown_ones(ana, ben, sit, best, unknown):  # noqa: PLR0917  # the cast
    sit(ana, answer_to=best)
    sit(ben, answer_to=unknown)
    better, worse = (selectors.estimates(one.pk) for one in (ana, ben))
    for area in (key for key, one in better.items() if one.is_measured):
        assert better[area].p_entry > worse[area].p_entry
        assert better[area].low <= better[area].middle <= better[area].high


def test_unmeasured_areas_are_said_to_be_unmeasured(ana, sit):
    sit(ana)
    words = {area: one.verdict for area, one in selectors.estimates(ana.pk).items()}
    assert list(words.values()).count(Verdict.UNMEASURED) == 12


def test_the_cache_may_be_dropped_and_made_again(ana, sit):
    sit(ana)
    end = NOW + dt.timedelta(hours=1)
    services.reestimate([ana.pk], end, workspace_id=ana.workspace_id)
    before = LevelEstimate.objects.get(person=ana).areas
    LevelEstimate.objects.all().delete()
    assert services.reestimate_workspace(ana.workspace_id, end) == 1
    assert LevelEstimate.objects.get(person=ana).areas == before


def test_a_profile_is_worked_out_once_and_anew_when_anything_under_it_moves(
    ana, sit, unknown, monkeypatch
):
    worked, real = [], estimates.profiles

    def profiles(evidence, live):
        worked.append(1)
        return real(evidence, live)

    def asked(days=0):
        later = NOW + dt.timedelta(days=days, hours=1)
        live = live_bank(ana.workspace_id, later.date())
        evidence = evidence_of([ana.pk], live=live, now=later)
        found = estimates.profile_from(evidence, live)
        assert found == real(evidence, live)[ana.pk]
        return found

    monkeypatch.setattr(estimates, "profiles", profiles)
    sit(ana)
    for area in asked().values():
        area["mean"] = "spoiled"
    first = asked()
    assert len(worked) == 1
    sit(ana, answer_to=unknown)
    assert asked() != first
    assert len(worked) == 2
    services.open_epoch(ana.pk, ["STR"], "a lesson", NOW, workspace_id=ana.workspace_id)
    asked()
    assert len(worked) == 3
    asked(days=40)
    assert len(worked) == 4


def test_estimates_of_many_take_the_queries_of_one(marram, make_person, sit):
    people = [make_person(marram) for _ in range(4)]
    counts = []
    for person in people:
        sit(person)
        with CaptureQueriesContext(connection) as queries:
            services.reestimate_workspace(marram.pk, NOW + dt.timedelta(hours=1))
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1, counts


def test_an_answer_whose_claim_is_not_current_counts_nothing(ana, sit, monkeypatch):
    from whetstone.apps.diagnose import live

    sit(ana, mode="scan")
    before = selectors.estimates(ana.pk)
    row = next(
        one
        for one in Response.objects.filter(person=ana)
        if live.shelf().by_pk[one.item_id].rests_on
    )
    question = live.shelf().by_pk[row.item_id]
    gone = question.rests_on[0]
    from whetstone.apps.field.selectors import Ledger

    plain = Ledger.dead
    monkeypatch.setattr(
        Ledger, "dead", lambda self, slugs: [s for s in slugs if s == gone] + plain(self, slugs)
    )
    live._live.clear()
    services.reestimate_workspace(ana.workspace_id, NOW + dt.timedelta(hours=1), "chg-x")
    after = selectors.estimates(ana.pk)[question.area_id]
    assert after.answers < before[question.area_id].answers
    assert after.was["cause"] == "chg-x"


def test_learning_opens_an_epoch_that_widens_the_band(ana, sit):
    sit(ana, mode="area", area_id="STR")
    before = selectors.estimates(ana.pk)["STR"]
    services.open_epoch(ana.pk, ["STR"], "str-101", NOW + dt.timedelta(hours=2))
    after = selectors.estimates(ana.pk)["STR"]
    assert after.sd > before.sd
    assert after.fresh == 0
    assert after.answers == before.answers


def test_the_profile_shows_every_group_and_why(ana, sit, client_as):
    sit(ana, guesses={"STR": 3.5, "AUD": 0.5})
    page = client_as(ana).get(reverse("diagnose:profile"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Why we think so" in text
    assert "Not measured yet" in text
    assert "in 100 at entry level" in text
    assert "set by the authors" in text
    assert "style=" not in text


def test_the_profile_of_a_newcomer_says_that_nothing_is_measured(ana, client_as):
    page = client_as(ana).get(reverse("diagnose:profile"))
    assert "Nothing is measured yet." in page.content.decode()


def test_assumptions_can_be_moved(ana, sit, client_as):
    sit(ana)
    page = client_as(ana).get(reverse("diagnose:profile") + "?assumptions=1")
    assert "fades twice as fast" in page.content.decode()


def test_the_profile_takes_as_many_queries_for_many_answers_as_for_few(  # noqa: PLR0917  # the cast
    ana, ben, sit, client_as, monkeypatch
):
    monkeypatch.setattr("whetstone.apps.diagnose.lessons._register", [])
    sit(ana)
    sit(ben, mode="scan")
    counts = []
    for person in (ana, ben):
        client = client_as(person)
        client.get(reverse("diagnose:profile"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("diagnose:profile"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18  # judged plans and tasks of classes and teams are evidence


def test_the_profile_moves_on_with_the_day_without_writing(ana, sit, client_as):
    sit(ana, now=NOW - dt.timedelta(days=400))
    kept = LevelEstimate.objects.get(person=ana)
    page = client_as(ana).get(reverse("diagnose:profile"))
    assert "23 November 2026" in page.content.decode()
    assert LevelEstimate.objects.get(person=ana).as_of == kept.as_of


def test_nothing_is_shared_until_it_is_ticked(ana, sit, client_as):
    sit(ana)
    assert selectors.verdict_words([ana.pk]) == {}
    areas = [a for a, one in selectors.estimates(ana.pk).items() if one.is_measured]
    client = client_as(ana)
    sent = client.post(reverse("diagnose:sharing"), {"asked": areas, "shared": areas[:1]})
    assert sent.status_code == 302
    assert list(selectors.verdict_words([ana.pk])[ana.pk]) == areas[:1]
    client.post(reverse("diagnose:sharing"), {"asked": areas, "shared": areas[:1]})
    assert ShareChoice.objects.count() == 1
    client.post(reverse("diagnose:sharing"), {"asked": areas})
    assert selectors.verdict_words([ana.pk]) == {}


def test_areas_that_were_not_asked_about_stay_as_they_are(ana, sit, client_as):
    sit(ana)
    areas = [a for a, one in selectors.estimates(ana.pk).items() if one.is_measured]
    client = client_as(ana)
    client.post(reverse("diagnose:sharing"), {"asked": areas, "shared": areas})
    client.post(reverse("diagnose:sharing"), {"asked": areas[:1]})
    assert selectors.shared_areas([ana.pk])[ana.pk] == frozenset(areas[1:])


def test_after_the_last_question_the_answers_are_explained(ana, ben, sit, client_as):
    attempt = sit(ana)
    page = client_as(ana).get(reverse("diagnose:end", args=[attempt]))
    assert page.status_code == 200
    assert "May your lead read the verdict?" in page.content.decode()
    assert client_as(ben).get(reverse("diagnose:end", args=[attempt])).status_code == 404


def test_every_answer_of_a_full_scan_can_be_explained(ana, sit, client_as, answer_to):
    page = client_as(ana).get(
        reverse("diagnose:end", args=[sit(ana, mode="scan", answer_to=answer_to)])
    )
    assert page.status_code == 200


def test_leaders_have_no_profile_here(director, client_as, client):
    for name in ("diagnose:profile", "diagnose:sharing", "diagnose:begin"):
        assert client_as(director).get(reverse(name)).status_code == 403
        assert client.get(reverse(name)).status_code == 302


def test_the_citer_names_questions_and_asks_nobody_to_relearn_them(ana, sit):
    sit(ana)
    slugs = list(Response.objects.filter(person=ana).values_list("item__slug", flat=True))
    with CaptureQueriesContext(connection) as queries:
        found = ITEM_CITER.describe(ana.workspace_id, [*slugs, "it-none"])
    assert len(queries) == 4  # the shelf's edition and the state of the bank, twice
    assert set(found) == set(slugs)
    assert ITEM_CITER.concerned is None  # answering a check question is not learning


def test_practice_is_scored_and_not_stored(ana, best):
    slug = next(iter(shelf().latest))
    scored = selectors.score_item(slug, best(selectors.question(slug)))
    assert scored.is_full
    assert not Response.objects.exists()
    with pytest.raises(LookupError):
        selectors.score_item("it-none", {})


def test_areas_below_come_first_and_then_those_too_close(ana, sit, unknown):
    sit(ana, mode="scan", answer_to=unknown)
    known = selectors.estimates(ana.pk)
    found = selectors.areas_below(ana.pk)
    assert found
    assert all(known[a].verdict in {Verdict.BELOW_PROBABLY, Verdict.TOO_CLOSE} for a in found)
