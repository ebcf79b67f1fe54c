"""A school with an instructor and a class, a change at the ledger, and students who learn."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.diagnose import estimates
from whetstone.apps.diagnose import live as diagnose_live
from whetstone.apps.field import selectors as field
from whetstone.apps.field import services as field_services
from whetstone.apps.field.models import Change, ChangeEffect, Claim, ClaimVersion, Publication
from whetstone.apps.learn.models import Lesson, Reading
from whetstone.apps.people import services as people
from whetstone.web import once
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TERM = dt.datetime(2026, 9, 21, 9, 0, tzinfo=dt.UTC)
LAST_DAY = dt.date(2099, 12, 18)


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Rows of one test are rolled back, so nothing that was kept from them may stay."""
    once.forget()
    diagnose_live._live.clear()
    yield
    once.forget()
    diagnose_live._live.clear()


@pytest.fixture
def school(curriculum_loaded, make_workspace):
    return make_workspace("Lough Owel Institute", kind="school")


@pytest.fixture
def orla(school, make_person):
    """The instructor."""
    return make_person(school, rights=("instructor",), name="Orla Kinsella", role_id="head")


@pytest.fixture
def autumn(school):
    """A class that was pinned when the term began."""
    return people.start_class(
        workspace_id=school.pk,
        name="Social media practice",
        edition=field.edition_name(),
        ends_on=LAST_DAY,
        now=TERM,
    )


@pytest.fixture
def seat(school, autumn, make_person):
    """`seat(name)` -> a student of the class."""

    def make(name: str, *, school_class=None):
        person = make_person(school, rights=(Right.LEARNER,), name=name, role_id="stud")
        people.seat(school_class=school_class or autumn, person=person)
        return person

    return make


@pytest.fixture
def lesson():
    """The first lesson of the shelf."""
    return Lesson.objects.filter(is_latest=True).order_by("course__position", "position").first()


@pytest.fixture
def finish():
    """`finish(person, lesson)`: they have finished it."""

    def do(person, lesson):
        Reading.objects.create(person=person, lesson=lesson, started_at=NOW, finished_at=NOW)

    return do


@pytest.fixture
def measured():
    """`measured(person, area_id, p)`: their answers say P(at or above entry level) = p."""
    from whetstone.apps.diagnose.models import LevelEstimate

    def do(person, area_id: str, p: float):
        one = {
            "mean": 0.4312,
            "sd": 0.5,
            "drawn": [0.9, 1.4, 2.1],
            "p": {str(estimates.ENTRY_LEVEL): p},
            "answers": 3,
            "fresh": 3.0,
            "claims": [],
            "live": 0,
        }
        LevelEstimate.objects.create(person=person, areas={area_id: one}, stamp="x", as_of=NOW)

    return do


@pytest.fixture
def change(lesson):
    """`change(slug, published=None, touches=True)`: a change at the installation's ledger."""

    def make(slug: str, *, published: dt.datetime | None = None, touches: bool = True, **more):
        claim = Claim.objects.create(
            slug=f"clm-{slug}", network="meta", kind="platform", half_life_months=9
        )
        ClaimVersion.objects.create(
            claim=claim,
            status="current",
            text="It holds.",
            statement="It holds.",
            as_of=NOW.date(),
            review_by=dt.date(2027, 2, 18),
            confidence="medium",
            source={},
            recorded_at=TERM,
        )
        made = Change.objects.create(
            slug=slug,
            title=more.pop("title", f"Title of {slug}"),
            summary="It goes.",
            network="meta",
            kind="metric",
            severity=more.pop("severity", "major"),
            happened_on="2026-10-29",
            noticed_on=NOW.date(),
            state="published" if published else "pending",
            evidence=[],
            recorded_at=NOW,
            **more,
        )
        ChangeEffect.objects.create(change=made, claim=claim, effect="retires")
        if touches:
            block = lesson.payload["blocks"][0]["id"]
            cites = field_services.Cites
            field_services.add_citations(
                [cites(claim.slug, "block", f"{lesson.slug}/{block}", "rests_on")]
            )
        if published:
            Publication.objects.create(change=made, published_at=published)
        return made

    return make
