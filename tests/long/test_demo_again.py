"""The demo tells the same story every time, whatever else happens on the installation."""

from __future__ import annotations

import hashlib
import json

import pytest
from tests.config.test_demo_again import forget, many_sittings
from tests.prepared import MIGRATE, run

from whetstone.apps.diagnose.models import Attempt, Response
from whetstone.apps.keepup.models import NearMiss
from whetstone.apps.learn.models import Booking, Reading
from whetstone.apps.plan.models import Campaign
from whetstone.config.demo import story

TOLD = {
    Response: ("person__name", "item__slug", "answer", "score", "answered_at"),
    Reading: ("person__name", "lesson__slug", "started_at", "finished_at"),
    Booking: ("person__name", "thing_kind", "title", "starts_at", "ends_at", "state"),
    Campaign: ("name", "starts_on", "ends_on"),
    NearMiss: ("almost", "happened_on"),
}  # fmt: skip


def digest() -> dict[str, str]:
    """What is told of whom, without numbers of rows and without drawn codes."""
    found = {}
    for model, columns in TOLD.items():
        rows = sorted(json.dumps(row, default=str) for row in model.objects.values_list(*columns))
        assert rows, model
        found[model.__name__] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


TELL = (
    MIGRATE
    + """
from whetstone.apps.people.clock import real_now
from whetstone.config import loading
from whetstone.config.demo import story
loading.load(now=real_now())
story.make(again=False)
from tests.long.test_demo_again import digest
print("told", sorted(digest().items()))
"""
)


@pytest.mark.long
@pytest.mark.django_db
def test_made_again_beside_other_people_the_demo_is_the_same(
    curriculum_loaded, make_workspace, make_person
):
    forget()
    story.make(again=False)
    first = digest()
    sittings = many_sittings(make_workspace, make_person)
    forget()
    story.make(again=True)
    Attempt.objects.filter(pk__in=[one.pk for one in sittings]).delete()
    assert digest() == first
    forget()


@pytest.mark.long
def test_the_order_of_sets_tells_no_other_story(tmp_path):
    told = []
    for seed in ("1", "2"):
        done = run(
            tmp_path / seed, "-c", TELL, PYTHONHASHSEED=seed,
            DJANGO_SETTINGS_MODULE="whetstone.config.settings",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told += [line for line in done.stdout.splitlines() if line.startswith("told")]
    assert len(told) == 2
    assert told[0] == told[1]
