"""What editors do to claims: appended, never overwritten, and only where they may."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.field import selectors, services
from whetstone.apps.field.models import Claim, ClaimVersion
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Faults, Missing, Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
LATER = NOW + dt.timedelta(hours=3)
REACH = "clm-meta-feed-page-reach"
HOUSE = services.Source(title="House rules", accessed=TODAY)


@pytest.fixture
def here(curriculum_loaded, make_workspace, make_person):
    workspace = make_workspace()
    workspace.editor = make_person(workspace, rights=("editor",), name="Edda Editor")
    return workspace


@pytest.fixture
def there(curriculum_loaded, make_workspace, make_person):
    workspace = make_workspace(name="Other")
    workspace.editor = make_person(workspace, rights=("editor",), name="Otto Other")
    return workspace


def stands(workspace_id, slug=REACH):
    return selectors.claims(workspace_id, {slug})[slug]


def status(workspace_id, slug=REACH):
    return str(selectors.ledger(workspace_id, on=TODAY).status(slug))


def act(name, workspace, *, now=NOW, **more):
    """An editor's act in a workspace."""
    facts = {
        "workspace_id": workspace.pk,
        "claim_slug": REACH,
        "person_id": workspace.editor.pk,
        "now": now,
    }
    return getattr(services, name)(**(facts | more))


def doubt(workspace, **more):
    return act("doubt_claim", workspace, reason="The help page is gone.", **more)


def own_claim(workspace, **more):
    facts = {
        "workspace_id": workspace.pk,
        "person_id": workspace.editor.pk,
        "statement": "Marram answers every reply within one working day.",
        "kind": "practice",
        "source": HOUSE,
        "now": NOW,
    }
    return services.write_claim(**(facts | more))


def test_a_doubt_suspends_here_and_nowhere_else(here, there):
    doubt(here)
    assert status(here.pk) == "doubtful"
    assert (status(there.pk), status(None)) == ("current", "current")


def test_what_rests_on_a_doubted_claim_is_not_asked_until_the_doubt_is_settled(here):
    resting = [
        question
        for question in live_bank(here.pk, TODAY).shelf.latest.values()
        if REACH in question.rests_on
    ]
    assert resting
    doubt(here)
    live = live_bank(here.pk, TODAY)
    assert not any(live.may_ask(question) for question in resting)
    assert all(live.holds[question.row] == 0 for question in resting)
    act("settle_doubt", here, reason="It moved to another address.", now=LATER)
    live = live_bank(here.pk, TODAY)
    assert all(live.may_ask(question) for question in resting)


def test_a_settled_doubt_leaves_the_last_check_as_it_was_and_follows_everybody_again(here):
    checked = stands(here.pk).as_of
    doubt(here)
    row = act("settle_doubt", here, reason="It moved.", now=LATER)
    assert row.act == "follows"
    assert stands(here.pk).workspace_id is None
    assert stands(here.pk).as_of == checked


def test_a_workspace_may_settle_for_itself_what_everybody_doubts(here, there):
    services.doubt_claim(
        workspace_id=None, claim_slug=REACH, person_id=None, reason="Hearsay.", now=NOW
    )
    assert status(here.pk) == "doubtful"
    act("settle_doubt", here, reason="We read it ourselves.", now=LATER)
    assert (status(here.pk), status(there.pk), status(None)) == (
        "current", "doubtful", "doubtful",
    )  # fmt: skip


def test_a_doubt_over_an_own_word_goes_back_to_that_word(here):
    act("override_claim", here, reason="We left the API.", status="retired")
    act("override_claim", here, reason="We are back.", status="current", now=LATER)
    doubt(here, now=LATER + dt.timedelta(hours=2))
    row = act("settle_doubt", here, reason="All is well.", now=LATER + dt.timedelta(hours=4))
    assert (row.act, row.status) == ("settled", "current")
    assert stands(here.pk).workspace_id == here.pk


def test_doubting_twice_is_one_doubt(here):
    first, second = doubt(here), doubt(here, now=LATER)
    assert first.pk == second.pk


def test_a_doubt_needs_a_reason_and_a_claim_that_holds(here):
    with pytest.raises(Faults, match="reason"):
        act("doubt_claim", here, reason="  ")
    gone = next(
        slug for slug, state in selectors.ledger(None, on=TODAY).states.items() if state.is_gone
    )
    with pytest.raises(Faults) as raised:
        act("doubt_claim", here, claim_slug=gone, reason="")
    assert len(raised.value.faults) == 2


def test_nobody_settles_what_nobody_doubts(here):
    with pytest.raises(Faults, match="nobody doubts"):
        act("settle_doubt", here, reason="It holds.")


def test_reading_the_source_again_moves_the_clock_and_the_weight(here):
    old, then = stands(here.pk), NOW + dt.timedelta(days=100)
    resting = next(
        q for q in live_bank(here.pk, TODAY).shelf.latest.values() if REACH in q.rests_on
    )
    faded = live_bank(here.pk, then.date()).holds[resting.row]
    row = act("verify_claim", here, accessed=then.date(), now=then)
    assert (row.as_of, row.status, row.source["accessed"]) == (
        then.date(),
        "current",
        "2027-03-03",
    )
    assert row.review_by > old.review_by
    assert row.source["title"] == old.source["title"]
    assert live_bank(here.pk, then.date()).holds[resting.row] > faded


def test_reading_again_settles_a_doubt(here):
    doubt(here)
    act("verify_claim", here, accessed=TODAY, note="The page is back.", now=LATER)
    assert status(here.pk) == "current"


def test_the_same_reading_sent_twice_is_one_row(here):
    rows = [act("verify_claim", here, accessed=TODAY, note="Same.") for _ in range(2)]
    assert rows[0].pk == rows[1].pk
    assert AuditRow.objects.filter(act="verify_claim", workspace=here.pk).count() == 1


@pytest.mark.parametrize("day", [TODAY + dt.timedelta(days=3), dt.date(2019, 1, 1)])
def test_a_reading_lies_neither_ahead_nor_before_the_last_one(here, day):
    with pytest.raises(Faults):
        act("verify_claim", here, accessed=day)


def test_a_workspace_editor_does_not_write_what_everybody_reads(here):
    for name, more in (
        ("verify_claim", {"accessed": TODAY}),
        ("doubt_claim", {"reason": "So."}),
        ("settle_doubt", {"reason": "So."}),
    ):
        with pytest.raises(Refused):
            act(name, here, workspace_id=None, **more)
    assert not ClaimVersion.objects.filter(workspace=None).exclude(act="").exists()


def test_an_editor_for_all_writes_it_for_every_workspace(here, there):
    user = here.editor.user
    user.is_staff = True
    user.save()
    act("verify_claim", here, workspace_id=None, accessed=TODAY)
    assert stands(there.pk).as_of == stands(None).as_of == TODAY


def test_staff_without_the_right_of_an_editor_is_no_editor_for_all(here, make_person):
    lead = make_person(here, rights=("lead",))
    lead.user.is_staff = True
    lead.user.save()
    with pytest.raises(Refused):
        act("doubt_claim", here, workspace_id=None, person_id=lead.pk, reason="So.")


def test_an_override_holds_here_with_its_reason_and_can_be_taken_back(here, there):
    row = act(
        "override_claim",
        here,
        status="retired",
        reason="Our pages are not on this network.",
    )
    assert (row.reason, row.act) == ("Our pages are not on this network.", "overridden")
    assert (status(here.pk), status(there.pk)) == ("retired", "current")
    act("end_override", here, now=LATER)
    assert status(here.pk) == "current"
    assert ClaimVersion.objects.filter(workspace=here.pk).count() == 2


def test_after_an_override_is_taken_back_later_words_for_everybody_count_here(here):
    act("override_claim", here, status="retired", reason="Not ours.")
    act("end_override", here, now=LATER)
    services.doubt_claim(
        workspace_id=None, claim_slug=REACH, person_id=None, reason="Hearsay.",
        now=LATER + dt.timedelta(hours=1),
    )  # fmt: skip
    assert status(here.pk) == "doubtful"


def test_what_is_gone_for_everybody_may_hold_here(here):
    gone = next(
        slug for slug, state in selectors.ledger(None, on=TODAY).states.items() if state.is_gone
    )
    act("override_claim", here, claim_slug=gone, status="current", reason="An old contract.")
    assert status(here.pk, gone) == "current"


def test_all_that_is_wrong_with_an_override_is_said_at_once(here):
    with pytest.raises(Faults) as raised:
        act("override_claim", here, statement="Something else.", status="proposed", reason="")
    assert {fault.where for fault in raised.value.faults} == {"reason", "status", "source"}
    with pytest.raises(Faults, match="stands here already"):
        act("override_claim", here, reason="Because.")


def test_what_a_published_change_did_is_undone_there_and_not_here(here):
    change = selectors.change(here.pk, "chg-2026-meta-reach-feed")
    services.publish(change, workspace_id=here.pk, person_id=None, now=NOW, ripple={})
    with pytest.raises(Refused, match="published here"):
        act("end_override", here)
    act("override_claim", here, status="current", reason="Our contract runs on.", now=LATER)
    assert status(here.pk) == "current"
    row = act("end_override", here, now=LATER + dt.timedelta(hours=2))
    assert row.act == "returns"
    assert status(here.pk) == "retired"


def test_there_is_nothing_to_take_back_where_nothing_was_said(here):
    with pytest.raises(Refused):
        act("end_override", here)
    mine = own_claim(here)
    with pytest.raises(Refused):
        act("end_override", here, claim_slug=mine.slug)


def test_an_own_claim_is_read_here_only_and_named_after_its_words(here, there):
    claim = own_claim(here)
    assert claim.slug.startswith("own-marram-answers-every-reply")
    assert claim.half_life_months == 30
    assert status(here.pk, claim.slug) == "current"
    assert selectors.claim(there.pk, claim.slug) is None


def test_an_own_claim_sent_twice_is_one_and_the_like_of_it_gets_a_name_of_its_own(here, there):
    first, again = own_claim(here), own_claim(here)
    assert first.pk == again.pk
    other = own_claim(here, statement="Marram answers every reply within one working day!")
    assert other.slug == f"{first.slug}-2"
    far = own_claim(there)
    assert far.slug == first.slug
    assert far.pk != first.pk


def test_a_citation_of_an_own_claim_names_this_workspace_s(here, there):
    mine, far = own_claim(here), own_claim(there)
    services.add_citations(
        [services.Cites(mine.slug, "campaign", "7", "rests_on")], workspace_id=here.pk
    )
    assert mine.citations.count() == 1
    assert far.citations.count() == 0


def test_a_claim_checked_on_a_day_that_has_not_been_is_refused(here):
    ahead = services.Source(title="Oracle", accessed=TODAY + dt.timedelta(days=9))
    with pytest.raises(Faults) as raised:
        own_claim(here, source=ahead, as_of=TODAY + dt.timedelta(days=9))
    assert {fault.where for fault in raised.value.faults} == {"as_of", "accessed"}
    assert not Claim.objects.filter(workspace=here.pk).exists()


def test_a_claim_of_another_workspace_cannot_be_touched(here, there):
    theirs = own_claim(there)
    for name, more in (
        ("verify_claim", {"accessed": TODAY}),
        ("doubt_claim", {"reason": "So."}),
        ("override_claim", {"reason": "So.", "status": "retired"}),
        ("end_override", {}),
    ):
        with pytest.raises(Missing):
            act(name, here, claim_slug=theirs.slug, **more)


def test_a_proposed_claim_is_brought_in_by_its_change_not_by_reading(here):
    claim = own_claim(here, status="proposed")
    with pytest.raises(Faults, match="does not count yet"):
        act("verify_claim", here, claim_slug=claim.slug, accessed=TODAY)
