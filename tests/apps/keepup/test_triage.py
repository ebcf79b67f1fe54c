"""Triage: who may do what with a notice, what a doubt suspends, and what the trail keeps."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.keepup import selectors, services
from whetstone.apps.keepup.models import NoticeStep
from whetstone.apps.keepup.selectors import inbox
from whetstone.apps.people.models import AuditRow
from whetstone.core.freshness.claims import ClaimStatus
from whetstone.core.freshness.triage import Act, Stage
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.append_only import WrittenOnceError

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def notice(marram, world):
    return field.report(
        workspace_id=marram.pk,
        person_id=marram.team[2].pk,
        claim_slug=world.OTHER,
        page="/lessons/a",
        sentence="The tab is gone.",
        now=NOW - dt.timedelta(days=2),
    )


@pytest.fixture
def by(marram, notice):
    """`by("dismiss", reason="...")` does an act as the editor; `who` names somebody else."""

    def act(name, *, who=None, on=None, **more):
        return getattr(services, name)(
            notice_id=(on or notice).pk,
            workspace_id=marram.pk,
            person_id=(who or marram.editor).pk,
            now=NOW,
            **more,
        )

    return act


def state(notice):
    return inbox.state_of(notice, inbox.steps_of([notice.pk]))


def status(marram, world):
    return ledger.ledger(marram.pk, on=NOW.date()).status(world.OTHER)


def test_the_whole_way_of_a_notice(marram, notice, by, world):
    by("take", owner_id=marram.editor.pk)
    by("set_severity", severity="breaking")
    by("confirm", change=world.CHANGE, reason="The help page says so.")
    assert state(notice).stage is Stage.WAITING
    assert state(notice).due_on == dt.date(2026, 11, 26)
    by("repair", reason="The change is published.")
    by("close", reason="Read the lesson again.")
    done = state(notice)
    assert done.stage is Stage.CLOSED
    assert done.reason == "Read the lesson again."
    assert [row.act for row in done.trail] == [
        Act.TAKEN, Act.SEVERITY, Act.CONFIRMED, Act.REPAIRED, Act.CLOSED,
    ]  # fmt: skip


def test_an_editor_doubts_and_the_claim_counts_no_more_here(marram, notice, by, world):
    by("doubt", reason="Two people saw it gone.")
    assert status(marram, world) is ClaimStatus.DOUBTFUL
    assert ledger.ledger(None, on=NOW.date()).status(world.OTHER) is ClaimStatus.CURRENT
    assert state(notice).is_in_doubt


def test_a_lead_does_not_doubt(marram, notice, by, world):
    with pytest.raises(Refused) as refused:
        by("doubt", who=marram.lead, reason="I think so.")
    assert "only an editor doubts" in refused.value.why
    assert status(marram, world) is ClaimStatus.CURRENT
    assert not NoticeStep.objects.exists()


def test_a_lead_does_not_end_a_doubt(marram, notice, by, world):
    by("doubt", reason="Two people saw it gone.")
    with pytest.raises(Refused):
        by("dismiss", who=marram.lead, reason="It is there again.")
    assert status(marram, world) is ClaimStatus.DOUBTFUL


def test_dismissing_settles_the_doubt(marram, notice, by, world):
    by("doubt", reason="Two people saw it gone.")
    by("dismiss", reason="It was a test of the network's.")
    assert status(marram, world) is ClaimStatus.CURRENT
    assert not state(notice).is_in_doubt


def test_closing_settles_the_doubt(marram, notice, by, world):
    by("doubt", reason="Two people saw it gone.")
    by("confirm", reason="Gone for some, back since.")
    by("close", reason="The source says it holds.")
    assert status(marram, world) is ClaimStatus.CURRENT


def test_a_doubt_goes_on_while_another_notice_holds_it(marram, notice, by, world):
    other = field.report(
        workspace_id=marram.pk, person_id=marram.team[3].pk, claim_slug=world.OTHER,
        page="/lessons/b", sentence="It is gone for me too.", now=NOW,
    )  # fmt: skip
    by("doubt", reason="Seen gone.")
    by("doubt", on=other, reason="Seen gone twice.")
    by("dismiss", reason="A double of the other one.")
    assert status(marram, world) is ClaimStatus.DOUBTFUL
    by("dismiss", on=other, reason="It is back.")
    assert status(marram, world) is ClaimStatus.CURRENT


def test_closing_leaves_a_claim_that_a_change_has_ended(marram, world, by):
    old = field.report(
        workspace_id=marram.pk, person_id=marram.team[3].pk, claim_slug=world.OLD,
        page="", sentence="Reach is gone.", now=NOW,
    )  # fmt: skip
    by("doubt", on=old, reason="Seen gone.")
    by("confirm", on=old, change=world.CHANGE)
    services.publish(
        change_slug=world.CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW
    )
    by("close", on=old, reason="The change is published.")
    stand = ledger.ledger(marram.pk, on=NOW.date()).status(world.OLD)
    assert stand is ClaimStatus.SUPERSEDED


def test_reopening_doubts_nothing_by_itself(marram, notice, by, world):
    by("doubt", reason="Seen gone.")
    by("dismiss", reason="It is back.")
    by("reopen", reason="Gone again.")
    assert state(notice).stage is Stage.IN_HAND
    assert status(marram, world) is ClaimStatus.CURRENT


def test_a_notice_without_a_claim_is_doubted_by_naming_one(marram, world, by):
    bare = field.report(
        workspace_id=marram.pk, person_id=marram.team[3].pk, claim_slug="",
        page="/today", sentence="The tab is gone.", now=NOW,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        by("doubt", on=bare, reason="Seen gone.")
    assert refused.value.mend == "Choose the claim that this is about."
    by("doubt", on=bare, reason="Seen gone.", claim=world.OTHER)
    assert status(marram, world) is ClaimStatus.DOUBTFUL
    assert state(bare).claim == world.OTHER


@pytest.mark.parametrize("act", ["dismiss", "doubt", "note"])
def test_nothing_is_said_without_a_reason(by, act, marram, world):
    with pytest.raises(Faults):
        by(act, reason="  ")
    assert not NoticeStep.objects.exists()
    assert status(marram, world) is ClaimStatus.CURRENT


@pytest.mark.parametrize("act", ["dismiss", "close", "reopen", "repair"])
def test_what_is_not_open_is_refused_and_writes_nothing(by, notice, act):
    by("confirm")
    if act != "dismiss":
        by("close", reason="Done.")
    if act == "reopen":
        by("reopen", reason="Not done.")
    before = NoticeStep.objects.count()
    with pytest.raises(Refused):
        by(act, reason="Once more.")
    assert NoticeStep.objects.count() == before


def test_a_notice_of_another_workspace_is_not_there(marram, notice, make_workspace, make_person):
    other = make_workspace(name="Other")
    stranger = make_person(other, rights=("editor",))
    with pytest.raises(Missing):
        services.dismiss(
            notice_id=notice.pk, workspace_id=other.pk, person_id=stranger.pk,
            reason="Not ours.", now=NOW,
        )  # fmt: skip


def test_a_notice_is_given_to_leads_and_editors_only(marram, notice, by):
    by("take", owner_id=marram.lead.pk)
    by("take", owner_id=None)
    assert state(notice).owner is None
    with pytest.raises(Missing):
        by("take", owner_id=marram.team[3].pk)


def test_a_change_or_claim_that_is_not_here_is_refused(by, notice):
    with pytest.raises(Missing):
        by("confirm", change="chg-nowhere")
    with pytest.raises(Missing):
        by("link", claim="clm-nowhere")


def test_the_trail_is_written_once(by, notice):
    step = by("note", reason="Asked the network.")
    step.reason = "Did not ask."
    with pytest.raises(WrittenOnceError):
        step.save()


def test_the_audit_says_what_and_not_why(by, notice):
    by("note", reason="A secret of somebody's.")
    row = AuditRow.objects.filter(object_kind="notice").get()
    assert row.act == "notice note"
    assert "secret" not in str(row.__dict__)


# --- the day a repair was closed ---


def closed_a_notice_of(by, world, notice):
    by("confirm", change=world.CHANGE)
    by("close", reason="Read the lesson again.")


def test_the_repair_of_a_published_change_is_closed_with_its_notice(marram, notice, by, world):
    closed_a_notice_of(by, world, notice)
    assert selectors.closed_on(marram.pk) == {}
    services.publish(
        change_slug=world.CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW
    )
    assert selectors.closed_on(marram.pk) == {world.CHANGE: NOW.date()}


def test_a_change_is_not_repaired_while_one_of_its_notices_is_open(marram, notice, by, world):
    other = field.report(
        workspace_id=marram.pk, person_id=marram.team[3].pk, claim_slug="",
        page="", sentence="Reach is gone here too.", now=NOW,
    )  # fmt: skip
    by("confirm", on=other, change=world.CHANGE)
    closed_a_notice_of(by, world, notice)
    services.publish(
        change_slug=world.CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW
    )
    assert selectors.closed_on(marram.pk) == {}
    by("close", on=other, reason="Seen.")
    assert selectors.closed_on(marram.pk) == {world.CHANGE: NOW.date()}


def test_what_another_workspace_closed_closes_nothing_here(notice, by, world, make_workspace):
    closed_a_notice_of(by, world, notice)
    assert selectors.closed_on(make_workspace(name="Other").pk) == {}
