"""Whatever editors do, in whatever order: the past stays what it was, and so do the others."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whetstone.apps.field import selectors, services
from whetstone.core.kernel.errors import Faults, Refused
from whetstone.web import once

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
AN_HOUR = dt.timedelta(hours=1)
REACH, SWIPE = "clm-meta-feed-page-reach", "clm-instagram-swipe-up"
PENDING = "chg-2026-meta-reach-feed"
WORDS = {
    "verify_claim": {"accessed": TODAY},
    "doubt_claim": {"reason": "Hearsay."},
    "settle_doubt": {"reason": "It holds."},
    "override_claim": {"reason": "Ours differs.", "status": "retired"},
    "end_override": {},
    "publish": {},
    "reverse": {},
}
ALSO_FOR_ALL = ("verify_claim", "doubt_claim", "settle_doubt", "publish", "reverse")
acts = st.lists(
    st.tuples(
        st.sampled_from(sorted(WORDS)),
        st.sampled_from([REACH, SWIPE]),
        st.sampled_from(["here", "there", "all"]),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture
def both(curriculum_loaded, make_workspace):
    return {"here": make_workspace().pk, "there": make_workspace(name="Other").pk, "all": None}


def do(name, slug, workspace_id, n):
    """One act; what is refused has changed nothing."""
    at = NOW + n * AN_HOUR
    try:
        with transaction.atomic():
            if name in {"publish", "reverse"}:
                change = selectors.change(workspace_id, PENDING)
                getattr(services, name)(
                    change, workspace_id=workspace_id, person_id=None, now=at, ripple={}
                )
            else:
                getattr(services, name)(
                    workspace_id=workspace_id, claim_slug=slug, person_id=None, now=at,
                    **WORDS[name],
                )  # fmt: skip
    except (Faults, Refused):
        pass


def read(workspace_id, known_at):
    """All that was known here by then, in words and in states."""
    states = selectors.ledger_as_known(workspace_id, known_at=known_at, on=TODAY)
    rows = selectors.claims_as_known(workspace_id, known_at)
    return states, {slug: (row.pk, row.statement) for slug, row in rows.items()}


def each_example(test):
    """Examples share a fixture: each is rolled back, and what was kept of it is forgotten."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=12, deadline=None, suppress_health_check=quiet)(test)


@each_example
@given(acts)
def test_what_was_known_then_is_never_changed_by_what_is_said_later(both, done):
    once.forget()
    with transaction.atomic():
        told = []
        for n, (name, slug, where) in enumerate(done):
            if where == "all" and name not in ALSO_FOR_ALL:
                continue
            do(name, slug, both[where], 2 * n)
            then = NOW + (2 * n + 1) * AN_HOUR
            told.append((then, read(both["here"], then)))
        for then, was in told:
            assert read(both["here"], then) == was
        transaction.set_rollback(True)


@each_example
@given(acts)
def test_nothing_said_here_changes_what_another_workspace_or_everybody_reads(both, done):
    once.forget()
    with transaction.atomic():
        late = NOW + 1000 * AN_HOUR
        before = read(both["there"], late), read(None, late)
        for n, (name, slug, _where) in enumerate(done):
            do(name, slug, both["here"], n)
        assert (read(both["there"], late), read(None, late)) == before
        transaction.set_rollback(True)


@each_example
@given(acts)
def test_the_rows_that_count_and_the_states_that_count_agree(both, done):
    once.forget()
    with transaction.atomic():
        late = NOW + 1000 * AN_HOUR
        for n, (name, slug, where) in enumerate(done):
            if where != "all" or name in ALSO_FOR_ALL:
                do(name, slug, both[where], n)
        states = selectors.ledger_as_known(both["here"], known_at=late, on=TODAY)
        rows = selectors.claims_as_known(both["here"], late)
        assert states.keys() == rows.keys()
        assert all(selectors.state_of(rows[s], on=TODAY) == states[s] for s in states)
        assert selectors.ledger(both["here"], on=TODAY).states == states
        transaction.set_rollback(True)
