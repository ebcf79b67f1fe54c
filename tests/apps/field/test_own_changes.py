"""A workspace writes down a change of its own: it waits, and touches nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.field import selectors, services
from whetstone.apps.field.models import Change, Claim
from whetstone.apps.keepup import services as keepup
from whetstone.core.kernel.errors import Faults

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
REACH = "clm-meta-feed-page-reach"
NOTE = services.Source(title="Note of the agency", accessed=TODAY)
ENDS = services.Does("supersedes", REACH)
VIEWS = services.NewClaim("Marram reports views from its own warehouse.", "practice")


@pytest.fixture
def here(curriculum_loaded, make_workspace):
    return make_workspace()


def write(workspace, **more):
    facts = {
        "workspace_id": workspace.pk,
        "person_id": None,
        "title": "Marram counts in its own warehouse",
        "summary": "Reach is no longer read from the feed.",
        "kind": "metric",
        "severity": "major",
        "happened_on": "2026-11",
        "evidence": [NOTE],
        "does": [ENDS],
        "brings": VIEWS,
        "now": NOW,
    }
    return services.write_change(**(facts | more))


def status(workspace_id, slug=REACH):
    return str(selectors.ledger(workspace_id, on=TODAY).status(slug))


def test_an_own_change_waits_and_counts_once_it_is_published(here, make_workspace):
    other = make_workspace(name="Other")
    change = write(here)
    new = Claim.objects.get(workspace=here.pk)
    assert (status(here.pk), status(here.pk, new.slug)) == ("current", "proposed")
    keepup.publish(change_slug=change.slug, workspace_id=here.pk, person_id=None, now=NOW)
    assert (status(here.pk), status(here.pk, new.slug)) == ("superseded", "current")
    assert (status(other.pk), status(None)) == ("current", "current")


def test_an_own_change_is_undone_like_any_other(here):
    change = write(here)
    keepup.publish(change_slug=change.slug, workspace_id=here.pk, person_id=None, now=NOW)
    keepup.reverse(change_slug=change.slug, workspace_id=here.pk, person_id=None, now=NOW)
    assert status(here.pk) == "current"


def test_sent_twice_it_is_one_change_with_one_claim(here):
    assert write(here).pk == write(here).pk
    assert Change.objects.filter(workspace=here.pk).count() == 1
    assert Claim.objects.filter(workspace=here.pk).count() == 1


def test_a_successor_that_is_there_already_may_be_named(here):
    live = next(s for s in sorted(selectors.ledger(None, on=TODAY).live) if s != REACH)
    change = write(here, does=[services.Does("supersedes", REACH, live)], brings=None)
    assert change.effects.get().successor.slug == live


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(here):
    with pytest.raises(Faults) as raised:
        write(
            here,
            happened_on="soon",
            evidence=[],
            brings=None,
            does=[ENDS, services.Does("retires", "clm-unknown")],
        )
    assert [fault.where for fault in raised.value.faults] == [
        "happened_on",
        "evidence",
        "successor",
        "does",
    ]
    assert not Change.objects.filter(workspace=here.pk).exists()


def test_a_change_that_touches_nothing_or_one_thing_twice_is_refused(here):
    with pytest.raises(Faults, match="touches no claim"):
        write(here, does=[], brings=None)
    with pytest.raises(Faults, match="named twice"):
        write(here, does=[ENDS, services.Does("retires", REACH)])


def test_a_claim_of_another_workspace_is_unknown_here(here, make_workspace):
    other = make_workspace(name="Other")
    theirs = services.write_claim(
        workspace_id=other.pk, person_id=None, statement="Theirs.", kind="practice",
        source=NOTE, now=NOW,
    )  # fmt: skip
    with pytest.raises(Faults, match="there is no claim"):
        write(here, does=[services.Does("retires", theirs.slug)], brings=None)
