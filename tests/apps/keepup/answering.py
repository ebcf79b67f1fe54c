"""People with answers that rest on a claim of the real curriculum, and a change that ends it."""

from __future__ import annotations

import datetime as dt

from tests.apps.keepup.conftest import NOW

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.field.models import ChangeEffect, Claim

ENDS = "chg-ends"


def questions(workspace):
    """(a claim under a question, that question, a question that does not rest on it)."""
    live = live_bank(workspace.pk, NOW.date())
    open_ones = [one for one in live.shelf.latest.values() if live.may_ask(one)]
    touched = next(one for one in open_ones if one.rests_on)
    claim = touched.rests_on[0]
    other = next(one for one in open_ones if claim not in one.rests_on)
    return claim, touched, other


def ending(world, claim, slug=ENDS):
    """A change that waits and would end the claim."""
    made = world.pending(slug, "It ends", relearn_items=[])
    ChangeEffect.objects.create(
        change=made, claim=Claim.objects.get(slug=claim, workspace=None), effect="retires"
    )
    return made


def answer(person, question, *, days_ago=10):
    """An answer of theirs, long enough ago."""
    diagnose.record_response(
        person_id=person.pk,
        question=question,
        answer_dict={"unknown": True},
        answered_at=NOW - dt.timedelta(days=days_ago),
    )
