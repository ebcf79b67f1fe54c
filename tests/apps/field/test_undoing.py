"""Undoing what a workspace published: it follows the installation again, then and from then on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from whetstone.apps.field import selectors, services
from whetstone.apps.field.models import ClaimVersion
from whetstone.core.kernel.errors import Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
PENDING = "chg-2026-meta-reach-feed"
REACH, VIEWS = "clm-meta-feed-page-reach", "clm-meta-feed-views-instead"


NOTE = services.Source(title="Note of the agency", accessed=TODAY)


def hours(n):
    return NOW + dt.timedelta(hours=n)


@pytest.fixture
def here(curriculum_loaded, make_workspace):
    return make_workspace()


@pytest.fixture
def there(curriculum_loaded, make_workspace):
    return make_workspace(name="Other")


def status(workspace, slug=REACH):
    on = TODAY
    return str(selectors.ledger(workspace.pk if workspace else None, on=on).status(slug))


def known(workspace, at, slug=REACH):
    found = selectors.ledger_as_known(workspace.pk, known_at=at, on=TODAY)
    return str(found[slug].status)


def publish(workspace, at=NOW):
    change = selectors.change(workspace and workspace.pk, PENDING)
    scope = workspace.pk if workspace else None
    return services.publish(change, workspace_id=scope, person_id=None, now=at, ripple={})


def undo(workspace, change, at):
    return services.reverse(change, workspace_id=workspace.pk, person_id=None, now=at).change


def last_own(workspace, slug=REACH):
    return ClaimVersion.objects.filter(claim__slug=slug, workspace=workspace.pk).latest("pk")


def doubt_for_all(at):
    services.doubt_claim(
        workspace_id=None, claim_slug=REACH, person_id=None, reason="The page is gone.", now=at
    )


def test_what_the_installation_says_later_reaches_a_workspace_that_undid(here):
    undo(here, publish(here).change, hours(1))
    assert (status(here), status(here, VIEWS)) == ("current", "proposed")
    assert {last_own(here, slug).act for slug in (REACH, VIEWS)} == {"follows"}
    doubt_for_all(hours(2))
    assert status(here) == "doubtful"
    assert selectors.claims(here.pk, {REACH})[REACH].workspace_id is None


def test_what_the_installation_said_between_counts_from_the_undoing_on(here):
    change = publish(here).change
    doubt_for_all(hours(1))
    assert status(here) == "retired"
    undo(here, change, hours(2))
    assert status(here) == "doubtful"
    assert last_own(here).status == "doubtful"


def test_readings_of_the_past_stay_what_they_were(here):
    change = publish(here).change
    undo(here, change, hours(2))
    publish(None, at=hours(4))
    moments = [hours(n) for n in (-1, 1, 3, 5)]
    assert [known(here, at) for at in moments] == ["current", "retired", "current", "retired"]
    assert [known(here, at, VIEWS) for at in moments] == [
        "proposed", "current", "proposed", "current",
    ]  # fmt: skip
    rows = [selectors.claims_as_known(here.pk, at)[REACH] for at in moments]
    assert [row.workspace_id for row in rows] == [None, here.pk, None, None]


def test_another_workspace_sees_nothing_of_it(here, there):
    before = selectors.ledger(there.pk, on=TODAY).states, selectors.ledger(None, on=TODAY).states
    undo(here, publish(here).change, hours(1))
    after = selectors.ledger(there.pk, on=TODAY).states, selectors.ledger(None, on=TODAY).states
    assert after == before
    assert not ClaimVersion.objects.filter(workspace=there.pk).exists()


def test_a_word_of_its_own_from_before_comes_back_as_it_was(here):
    services.override_claim(
        workspace_id=here.pk, claim_slug=REACH, person_id=None, reason="Ours differs.",
        statement="We keep reach in our warehouse.", source=NOTE, now=NOW,
    )  # fmt: skip
    undo(here, publish(here).change, hours(1))
    doubt_for_all(hours(2))
    row = selectors.claims(here.pk, {REACH})[REACH]
    assert (row.statement, row.status) == ("We keep reach in our warehouse.", "current")


def test_taking_that_word_back_does_not_bring_back_what_was_undone(here):
    services.override_claim(
        workspace_id=here.pk, claim_slug=REACH, person_id=None, reason="Ours differs.",
        statement="We keep reach in our warehouse.", source=NOTE, now=NOW,
    )  # fmt: skip
    undo(here, publish(here).change, hours(1))
    services.end_override(workspace_id=here.pk, claim_slug=REACH, person_id=None, now=hours(2))
    assert status(here) == "current"
    assert selectors.claims(here.pk, {REACH})[REACH].workspace_id is None


def test_an_undoing_that_is_undone_puts_the_change_in_force_again(here):
    undone = undo(here, publish(here).change, hours(1))
    doubt_for_all(hours(2))
    undo(here, undone, hours(3))
    assert (status(here), status(here, VIEWS)) == ("retired", "current")
    services.override_claim(
        workspace_id=here.pk, claim_slug=REACH, person_id=None, reason="Ours differs.",
        status="current", now=hours(4),
    )  # fmt: skip
    assert status(here) == "current"
    services.end_override(workspace_id=here.pk, claim_slug=REACH, person_id=None, now=hours(5))
    assert status(here) == "retired"


def test_a_history_ends_with_what_counts(here):
    undo(here, publish(here).change, hours(1))
    doubt_for_all(hours(2))
    assert selectors.histories(here.pk, [REACH])[REACH][-1].status == "doubtful"


def test_taking_back_where_the_installation_is_followed_is_refused(here):
    undo(here, publish(here).change, hours(1))
    with pytest.raises(Refused, match="nothing to take back"):
        services.end_override(workspace_id=here.pk, claim_slug=REACH, person_id=None, now=hours(2))


def test_an_edition_that_publishes_what_was_undone_for_everybody_puts_it_back(
    curriculum_loaded, shipped
):
    change = publish(None).change
    services.reverse(change, workspace_id=None, person_id=None, now=hours(1))
    read = shipped[0].curriculum
    services.load_ledger(read, now=hours(2))
    assert status(None) == "current"
    said = [
        replace(row, state="published", content_hash="newer") if row.id == PENDING else row
        for row in read.changes
    ]
    services.load_ledger(replace(read, changes=said), now=hours(3))
    assert (status(None), status(None, VIEWS)) == ("retired", "current")
    assert change.pk in selectors.undoing(None)
    assert not selectors.end_of(change.pk, selectors.undoing(None)).is_undone
