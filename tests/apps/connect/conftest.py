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


TASK = "task-one-page-strategy"


@pytest.fixture
def assign(autumn, orla):
    """`assign(kind, thing_id, **more)`: the instructor gives work to the class, due in a week."""
    from whetstone.apps.connect import assigning

    def do(kind: str = "task", thing_id: str = TASK, *, school_class=None, **more):
        row = school_class or autumn
        values = {
            "kind": kind,
            "thing_id": thing_id,
            "title": f"The {kind}",
            "opens_at": NOW - dt.timedelta(days=3),
            "due_at": NOW + dt.timedelta(days=7),
            **more,
        }
        return assigning.assign(
            class_id=row.pk,
            workspace_id=row.workspace_id,
            values=values,
            actor_id=orla.pk,
            now=NOW - dt.timedelta(days=3),
        )

    return do


@pytest.fixture
def hand_in():
    """`hand_in(assignment, person, text, now=NOW)`."""
    from whetstone.apps.connect import handing_in

    def do(one, person, text: str = "One page.", *, now: dt.datetime = NOW):
        return handing_in.submit(
            assignment_id=one.pk,
            person_id=person.pk,
            workspace_id=person.workspace_id,
            text=text,
            now=now,
        )

    return do


@pytest.fixture
def judge(orla):
    """`judge(submission, level, said="")`: the instructor marks every row with one level."""
    from whetstone.apps.connect import handing_in
    from whetstone.apps.learn import selectors as learning

    def rows_of(one, level: int, said: str = ""):
        task = learning.task(
            one.thing_id, workspace_id=one.school_class.workspace_id, on=NOW.date()
        )
        return {row["id"]: [level, said] for row in task.rubric}

    def do(submission, level: int, said: str = "", *, now: dt.datetime = NOW):
        one = submission.assignment
        return handing_in.mark_work(
            submission_id=submission.pk,
            assignment=one,
            rows=rows_of(one, level, said),
            words="",
            actor_id=orla.pk,
            now=now,
        )

    do.rows_of = rows_of
    return do


@pytest.fixture
def sit_check():
    """`sit_check(assignment, person, right=True)`: begin the check and answer every question."""
    from whetstone.apps.connect import handing_in
    from whetstone.apps.diagnose import services as diagnose
    from whetstone.config.demo.answers import answer_worth

    def do(one, person, *, right: bool = True, now: dt.datetime = NOW, seconds: float = 40.0):
        import numpy as np

        rng = np.random.Generator(np.random.PCG64(person.pk))
        who = {"person_id": person.pk, "workspace_id": person.workspace_id}
        attempt = handing_in.begin_check(assignment_id=one.pk, now=now, **who)
        step = diagnose.open_place(attempt_id=attempt, now=now, **who)
        asked = []
        while step.open is not None:
            now += dt.timedelta(seconds=seconds)
            asked.append(step.open.question.slug)
            points = step.open.question.max_score if right else 0
            step = diagnose.answer(
                attempt_id=attempt,
                place=step.open.place,
                answer=answer_worth(step.open.question.payload, points, rng),
                now=now,
                **who,
            )
        return attempt, asked

    return do


@pytest.fixture
def retire():
    """`retire(claim)`: the installation's ledger says that it is no longer so, from NOW on."""

    def do(slug: str) -> None:
        kept = ClaimVersion.objects.filter(claim__slug=slug).order_by("-pk").first()
        kept.pk = None
        kept.status = "retired"
        kept.recorded_at = NOW
        kept._state.adding = True
        kept.save()
        once.forget()

    return do
