"""Getting current: only what this person learned, merged, and what doing it changes."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.diagnose import evidence
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.diagnose.models import Attempt, EvidenceEpoch, Item, LevelEstimate, Response
from whetstone.apps.diagnose.services import record_response
from whetstone.apps.field import selectors as field
from whetstone.apps.field.models import Change, ChangeEffect, Citation, Claim
from whetstone.apps.keepup import services as keepup
from whetstone.apps.keepup.ripples import ripples_of
from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Certificate, Lesson, Practice, Refresher
from whetstone.core.kernel.errors import Missing
from whetstone.core.kernel.evidence import ASSUMED_AFTER_READING

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=7)
CHANGE = "chg-2026-meta-reach-feed"
REACH, STORY = "clm-meta-feed-page-reach", "clm-meta-feed-story-impressions"
VIEWS = "clm-meta-feed-views-instead"
LESSON = "str-101-reading-a-difference"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture
def marram(make_workspace, make_person):
    """Asha read the lesson, Ben only answered a question on it, Cora did neither."""
    workspace = make_workspace()
    workspace.asha, workspace.ben, workspace.cora = (
        make_person(workspace, name=name) for name in ("Asha", "Ben", "Cora")
    )
    workspace.lead = make_person(workspace, rights=("lead",), name="Lena")
    read(workspace.asha)
    answer_old(workspace.asha)
    answer_old(workspace.ben)
    return workspace


def read(person, slug=LESSON):
    services.finish_lesson(
        person_id=person.pk, workspace_id=person.workspace_id, slug=slug, now=NOW - days(30)
    )


def days(n):
    return dt.timedelta(days=n)


def answer_old(person, *, now=NOW):
    """A right answer, before the change, to a question that rests on page reach."""
    live = live_bank(person.workspace_id, now.date())
    old = next(q for q in live.shelf.latest.values() if REACH in q.rests_on)
    record_response(
        person_id=person.pk,
        question=old,
        answer_dict={"unknown": True},
        answered_at=now - days(20),
    )
    return old


def publish(workspace, slug=CHANGE, *, now=NOW):
    return keepup.publish(
        change_slug=slug, workspace_id=workspace.pk, person_id=workspace.lead.pk, now=now
    )


def second(workspace, *, old=VIEWS, new="clm-views-again", severity="minor", minutes=4):
    """A change of this workspace's own that replaces a claim."""
    before = field.claim(workspace.pk, old)
    fresh = Claim.objects.create(
        slug=new, workspace=workspace, network="meta", kind="platform", half_life_months=9
    )
    row = before.versions.order_by("-pk").first()
    row.pk, row.claim, row.workspace, row.change = None, fresh, workspace, None
    row._state.adding = True
    row.status, row.statement, row.text = "proposed", "Viewers stand there now.", "viewers"
    row.save()
    change = Change.objects.create(
        slug=f"chg-own-{new}", workspace=workspace, title="Viewers take the place of views",
        summary="They go.", kind="metric", severity=severity, happened_on="2026-11-20",
        noticed_on=LATER.date(), state="pending", evidence=[], do_instead="Report viewers.",
        relearn_minutes=minutes, recorded_at=LATER,
    )  # fmt: skip
    ChangeEffect.objects.create(change=change, claim=before, effect="supersedes", successor=fresh)
    ChangeEffect.objects.create(change=change, claim=fresh, effect="creates")
    block = Citation.objects.filter(claim__slug=REACH, citer_kind="block", role="rests_on").first()
    Citation.objects.get_or_create(
        claim=before, workspace=workspace, citer_kind="block", citer_id=block.citer_id,
        role="rests_on",
    )  # fmt: skip
    return change


def current(person, *, now=NOW):
    return selectors.getting_current(person.pk, workspace_id=person.workspace_id, now=now)


def finish(person, *, now=NOW):
    ids = [row.id for row in current(person, now=now).rows]
    return services.finish_refreshers(refresher_ids=ids, person_id=person.pk, now=now)


def answered(person, check, *, now=NOW):
    return services.answer_in_refresher(
        refresher_id=check.refresher_id,
        person_id=person.pk,
        item_slug=check.question.slug,
        answer={"unknown": True},
        now=now,
    )


def weights(person, *, now=NOW):
    """The weight of each answer by the question's name, and whether it was right after reading."""
    live = live_bank(person.workspace_id, now.date())
    found = evidence.evidence_of([person.pk], live=live, now=now)
    return {one.question.slug: (one.weight, one.after_reading, one.epoch) for one in found.given}


# --- promises: whom, and what --------------------------------------------------------------------


def test_who_learned_it_gets_a_refresher_and_the_ripple_counts_the_same_people(marram):
    change = field.change(marram.pk, CHANGE)
    ripple = ripples_of([change], workspace_id=marram.pk, now=NOW)[change.pk]
    act = publish(marram)
    got = set(Refresher.objects.values_list("person_id", flat=True))
    assert got == {marram.asha.pk} == set(ripple.people)
    assert act.people == 1


def test_it_shows_only_what_this_person_learned_since_when_and_what_to_do(marram, client_as):
    publish(marram)
    found = current(marram.asha)
    learned = {
        claim
        for block in Lesson.objects.get(slug=LESSON, is_latest=True).payload["blocks"]
        for claim in block["rests_on"]
    }
    assert {one.slug for one in found.differences} == {REACH, STORY} & learned
    assert all((one.since, one.known_on) == ("2026-07-29", NOW) for one in found.differences)
    assert {block.lesson_slug for block in found.blocks} == {LESSON}
    assert 2 <= found.minutes <= 8
    page = unescape(client_as(marram.asha).get("/refreshers").content.decode())
    assert found.todo[0].do_instead in page
    assert "In the field since 29 July 2026; known here since 23 November 2026." in page


def test_two_changes_are_one_session_and_one_finish(marram, client_as):
    publish(marram)
    second(marram, old="clm-instagram-views-count-repeats", new="clm-own-b")
    publish(marram, "chg-own-clm-own-b")
    found = current(marram.asha)
    together = found.minutes + found.later_minutes
    assert len(found.rows) + found.later == 2
    assert together <= sum(row.minutes for row in selectors.open_refreshers(marram.asha.pk))
    client = client_as(marram.asha)
    for _session in range(2):
        rows = current(marram.asha)
        if rows is not None:
            client.post("/refreshers", {"refresher": [row.id for row in rows.rows]})
    assert not Refresher.objects.filter(done_at=None).exists()
    assert "You are current" in client.get("/refreshers").content.decode()


def test_more_than_eight_minutes_waits_and_the_page_says_so(marram, client_as):
    publish(marram)
    second(marram, old="clm-instagram-views-count-repeats", new="clm-own-b", minutes=6)
    publish(marram, "chg-own-clm-own-b")
    found = current(marram.asha)
    assert [row.severity for row in found.rows] == ["breaking"]
    assert (found.minutes, found.later, found.later_minutes) == (8, 1, 6)
    page = client_as(marram.asha).get("/refreshers").content.decode()
    assert "1 more waits for the next one" in page


def test_a_later_change_of_the_successor_folds_into_one_way(marram):
    first = second(marram, old=REACH, new="clm-own-a", severity="major")
    publish(marram, first.slug)
    then = second(marram, old="clm-own-a", new="clm-own-c", severity="major")
    publish(marram, then.slug, now=LATER)
    (one,) = current(marram.asha, now=LATER).differences
    assert (one.slug, one.steps, one.after) == (REACH, 2, "Viewers stand there now.")
    assert current(marram.asha, now=LATER).minutes == 4
    finish(marram.asha, now=LATER)
    assert selectors.open_refreshers(marram.asha.pk) == []


def test_who_relearned_the_first_step_is_asked_the_second_and_the_certificate_waits(marram):
    certificate = certify(marram.asha)
    publish(marram, second(marram, old=REACH, new="clm-own-a").slug)
    finish(marram.asha)
    assert selectors.certificate(certificate.code).whole_since == NOW
    publish(marram, second(marram, old="clm-own-a", new="clm-own-c").slug, now=LATER)
    (one,) = current(marram.asha, now=LATER).differences
    assert one.slug == "clm-own-a"
    assert REACH not in selectors.refreshed_claims([marram.asha.pk]).get(marram.asha.pk, ())
    finish(marram.asha, now=LATER)
    assert REACH in selectors.refreshed_claims([marram.asha.pk])[marram.asha.pk]


def test_each_change_relearned_in_time_extends_the_certificate_and_a_later_one_takes_nothing_back(
    marram,
):
    certificate = certify(marram.asha)

    def until():
        return selectors.certificate(certificate.code).valid_until

    first = until()
    publish(marram, second(marram, old=REACH, new="clm-own-a").slug)
    assert until() == first
    finish(marram.asha)
    once = until()
    assert (once - first).days in {182, 183}
    publish(marram, second(marram, old="clm-own-a", new="clm-own-c").slug, now=LATER)
    assert until() == once
    finish(marram.asha, now=LATER)
    assert (until() - first).days in {365, 366}
    assert selectors.certificate(certificate.code).extended_to == until()


def test_whose_only_tie_is_the_certificate_is_found_when_the_successor_moves(marram):
    certify(marram.cora)
    publish(marram, second(marram, old=REACH, new="clm-own-a").slug)
    assert marram.cora.pk in set(Refresher.objects.values_list("person_id", flat=True))
    finish(marram.cora)
    then = second(marram, old="clm-own-a", new="clm-own-c")
    Citation.objects.filter(claim__slug="clm-own-a", citer_kind="block").delete()
    act = publish(marram, then.slug, now=LATER)
    assert act.people >= 1
    assert [row.change_slug for row in selectors.open_refreshers(marram.cora.pk)] == [then.slug]


def certify(person):
    made = Certificate.objects.create(
        person=person, code=f"CODE{person.pk:08d}", course_slug="str-101", course_version="1",
        edition="x", pool="public-practice", claims={REACH: "current"}, issued_at=NOW - days(9),
    )  # fmt: skip
    Citation.objects.create(
        claim=field.claim(None, REACH), workspace_id=person.workspace_id,
        citer_kind="certificate", citer_id=str(made.pk), role="rests_on",
    )  # fmt: skip
    return made


# --- promises: evidence and currency -------------------------------------------------------------


def test_dead_answers_weigh_nothing_before_and_after_and_only_new_ones_measure(marram):
    old = Response.objects.get(person=marram.asha).item.slug
    assert weights(marram.asha)[old][0] > 0
    publish(marram)
    assert weights(marram.asha)[old][0] == 0
    checks = current(marram.asha).questions
    assert checks
    for check in checks:
        answered(marram.asha, check)
    before = LevelEstimate.objects.get(person=marram.asha).areas
    done = finish(marram.asha)
    found = weights(marram.asha)
    assert done.answers == len(checks)
    assert found[old][0] == 0  # nothing old comes back
    for check in checks:
        weight, after_reading, epoch = found[check.question.slug]
        assert 0 < weight <= ASSUMED_AFTER_READING
        assert after_reading
        assert epoch >= 1
    known = live_bank(marram.pk, NOW.date()).shelf.latest
    moved = {known[check.question.slug].area_id for check in checks}
    after = LevelEstimate.objects.get(person=marram.asha).areas
    assert all(after[area] != before[area] for area in moved)
    assert Attempt.objects.get(person=marram.asha).mode == "refresher"


def test_a_finish_without_an_answer_opens_an_epoch_and_adds_no_evidence(marram):
    publish(marram)
    done = finish(marram.asha)
    assert (done.was_new, done.answers) == (True, 0)
    assert EvidenceEpoch.objects.filter(person=marram.asha, opened_at=NOW).exists()
    assert not Attempt.objects.exists()


def test_the_certificate_is_whole_again_and_says_since_when(marram, client_as):
    certificate = certify(marram.asha)
    before = selectors.certificate(certificate.code).currency.share
    publish(marram)
    assert selectors.certificate(certificate.code).currency.share < before
    page = client_as(marram.asha).get("/refreshers").content.decode()
    assert "0 % current now, 100 % once this is done" in page.replace("\xa0", " ")
    finish(marram.asha)
    found = selectors.certificate(certificate.code)
    assert found.currency.share == before
    page = client_as(marram.asha).get(f"/certificates/{certificate.code}").content.decode()
    assert "Whole again since 23 November 2026" in page


def test_only_the_first_answer_is_evidence_and_the_page_keeps_both(marram, client_as):
    publish(marram)
    check = current(marram.asha).questions[0]
    answered(marram.asha, check)
    payload = Item.objects.get(slug=check.question.slug, is_latest=True).payload
    other = {"choice": payload["options"][0]["id"]} if "options" in payload else {"unknown": True}
    services.practice(
        person_id=marram.asha.pk,
        place=f"refresher/{check.refresher_id}",
        item_slug=check.question.slug,
        answer=other,
        now=NOW + dt.timedelta(minutes=1),
    )
    finish(marram.asha, now=NOW + dt.timedelta(minutes=2))
    taken = Response.objects.get(person=marram.asha, attempt__mode="refresher")
    assert taken.answer == {"unknown": True}
    assert taken.answered_at == NOW


def test_where_no_question_is_live_one_recalls_and_compares_and_nothing_counts(marram, client_as):
    publish(marram, second(marram, old=REACH, new="clm-own-a").slug)
    checks = current(marram.asha).checks
    assert [one.question for one in checks] == [None]
    page = client_as(marram.asha).get("/refreshers").content.decode()
    assert "counts for nothing" in page
    assert finish(marram.asha).answers == 0


# --- promises: twice, back, another tab ----------------------------------------------------------


def test_finishing_twice_from_two_tabs_changes_nothing_more(marram, client_as):
    publish(marram)
    client = client_as(marram.asha)
    ids = [row.id for row in current(marram.asha).rows]
    answered(marram.asha, current(marram.asha).questions[0])
    for _tab in range(2):
        assert client.post("/refreshers", {"refresher": ids}).status_code == 302
    assert Response.objects.filter(attempt__mode="refresher").count() == 1
    areas = list(
        EvidenceEpoch.objects.filter(
            person=marram.asha, cause__startswith="refresher"
        ).values_list("area_id", flat=True)
    )
    assert len(areas) == len(set(areas))


def test_a_change_that_comes_while_the_page_is_open_is_not_marked_done_unread(marram, client_as):
    publish(marram)
    ids = [row.id for row in current(marram.asha).rows]
    second(marram, old="clm-instagram-views-count-repeats", new="clm-own-b")
    publish(marram, "chg-own-clm-own-b")
    client_as(marram.asha).post("/refreshers", {"refresher": ids})
    assert [row.change_slug for row in selectors.open_refreshers(marram.asha.pk)] == [
        "chg-own-clm-own-b"
    ]


def test_an_incomplete_answer_keeps_the_page_and_says_what_is_missing(marram, client_as):
    publish(marram)
    check = current(marram.asha).questions[0]
    answer = client_as(marram.asha).post(
        f"/refreshers/{check.refresher_id}/practice",
        {"item": check.question.slug, "together": "1"},
    )
    assert answer.status_code == 422
    assert not Practice.objects.exists()


def test_the_page_costs_the_same_for_two_changes_and_for_six(marram, client_as):
    client = client_as(marram.asha)
    publish(marram)
    publish(marram, second(marram, old="clm-instagram-views-count-repeats", new="clm-b").slug)
    few = queries(client)
    for number, old in enumerate(sorted(holds(marram.asha))[:4]):
        publish(marram, second(marram, old=old, new=f"clm-own-{number}", minutes=2).slug)
    assert len(selectors.open_refreshers(marram.asha.pk)) == 6
    assert queries(client) <= few


def holds(person):
    """Current claims under the lesson that this person read."""
    live = field.ledger(person.workspace_id, on=NOW.date()).live
    payload = Lesson.objects.get(slug=LESSON, is_latest=True).payload
    return live & {claim for block in payload["blocks"] for claim in block["rests_on"]}


def queries(client):
    client.get("/refreshers")
    with CaptureQueriesContext(connection) as asked:
        client.get("/refreshers")
    return len(asked)


# --- refusals ------------------------------------------------------------------------------------


def test_who_only_answered_a_question_or_never_learned_it_gets_nothing(marram, client_as):
    publish(marram)
    for person in (marram.ben, marram.cora):
        assert current(person) is None
        page = client_as(person).get("/refreshers").content.decode()
        assert "You are current" in page


def test_nobody_finishes_the_refresher_of_another_nor_half_of_a_wrong_list(marram, client_as):
    publish(marram)
    (row,) = Refresher.objects.all()
    assert client_as(marram.ben).post("/refreshers", {"refresher": row.pk}).status_code == 404
    client = client_as(marram.asha)
    assert client.post("/refreshers", {"refresher": [row.pk, 999_999]}).status_code == 404
    assert client.post("/refreshers", {"refresher": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.done_at is None


def test_what_was_withdrawn_cannot_be_finished_with_the_rest(marram):
    publish(marram)
    ids = [row.id for row in current(marram.asha).rows]
    keepup.reverse(change_slug=CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW)
    assert current(marram.asha) is None
    with pytest.raises(Missing):
        services.finish_refreshers(refresher_ids=ids, person_id=marram.asha.pk, now=NOW)


def test_no_question_on_a_dead_claim_and_none_that_certifies_is_asked(marram):
    for slug in field.change(marram.pk, CHANGE).relearn_items:
        Item.objects.filter(slug=slug, is_latest=True).update(
            payload={**Item.objects.get(slug=slug, is_latest=True).payload, "pool": "secured"}
        )
    from whetstone.apps.diagnose import live

    live.forget()
    publish(marram)
    asked = {one.question.slug for one in current(marram.asha).questions}
    assert not asked & set(field.change(marram.pk, CHANGE).relearn_items)
    ledger = field.ledger(marram.pk, on=NOW.date())
    known = live.live_bank(marram.pk, NOW.date()).shelf.latest
    assert all(not ledger.dead(known[slug].rests_on) for slug in asked)
    live.forget()


def test_a_question_answered_in_a_sitting_not_long_ago_counts_for_nothing(marram):
    publish(marram)
    known = live_bank(marram.pk, NOW.date()).shelf.latest
    for check in current(marram.asha).questions:
        record_response(
            person_id=marram.asha.pk,
            question=known[check.question.slug],
            answer_dict={"unknown": True},
            answered_at=NOW - days(3),
        )
    for check in current(marram.asha).questions:
        answered(marram.asha, check)
        assert not check.counts
    assert finish(marram.asha).answers == 0


def test_without_a_sign_in_or_without_learning_here_it_stays_shut(marram, client, client_as):
    assert client.get("/refreshers").status_code == 302
    assert client_as(marram.lead).get("/refreshers").status_code == 403
    assert client_as(marram.lead).post("/refreshers", {"refresher": 1}).status_code == 403
