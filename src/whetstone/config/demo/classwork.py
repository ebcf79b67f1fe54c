"""A term's work in the demo's class: assigned, handed in, marked, read; through the services."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.connect import assigning, handing_in, work
from whetstone.apps.diagnose import class_checks
from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.learn import selectors as learning
from whetstone.config.demo.cast import DEMO_NOW, ZONE
from whetstone.config.demo.people import answering

if TYPE_CHECKING:
    from numpy.random import Generator

    from whetstone.apps.connect.models import Assignment, Submission
    from whetstone.apps.people.models import SchoolClass
    from whetstone.config.demo.people import Life

TERM_STARTS: Final = dt.date(2026, 9, 21)
CHECK_SEED: Final = 1123
"""A class's own codes are drawn anew; its forms in the story are the same every time."""
WEIGHTS: Final = {"lesson": 10, "check": 30, "task": 40, "capstone": 20}
TASK: Final = "task-one-page-strategy"
SAID: Final = (
    "The objective says who does what by when. Write the loss figure into the same line.",
    "You name the source; give its date and how many were asked.",
    "More hours than the week has. Take something out.",
    "This is the page I would work from.",
)
TEXTS: Final = (
    (
        "Goal: 40 more table bookings a week by 1 March. Objective: link taps from followers in "
        "town, from 120 to 200 a week. One network: where 18 % of our guests say they saw us "
        "(survey, October 2026, n = 212; 13-24 %). We stop posting on the other."
    ),
    (
        "Goal: fewer calls that ask for opening hours. Objective: answers within the hour, from "
        "60 to 90 of 100, by the end of January. Hours: six a week, two people. No new network."
    ),
    (
        "Goal: sell the spring course. Objective: 25 sign-ups from people who saw a clip. Hours "
        "are not worked out yet."
    ),
)


def make(group: SchoolClass, lives: list[Life], teacher_id: int, rng: Generator) -> None:
    """Five pieces of work; the first is the visitor's door and has done none of it yet."""
    assigning.change_plan(
        class_id=group.pk,
        workspace_id=group.workspace_id,
        name=group.name,
        ends_on=group.ends_on,
        plan=_plan(group),
        actor_id=teacher_id,
        now=_at(0),
    )
    done = {name: _assign(group, teacher_id, **values) for name, values in _pieces().items()}
    students = lives[1:]
    _check(done["check"], students, rng)
    handed = _hand_in(done["task"], students, rng)
    _mark(done["task"], handed, teacher_id, rng)
    _readings(done["task"], teacher_id, rng)
    assigning.allow(
        class_id=group.pk,
        person_id=students[4].id,
        workspace_id=group.workspace_id,
        values={"time_percent": 150, "extra_days": 2, "note": "May answer aloud."},
        actor_id=teacher_id,
        now=_at(3),
    )


def _at(days: int, hours: float = 9.0) -> dt.datetime:
    start = work.start_of(TERM_STARTS, ZONE)
    return start + dt.timedelta(days=days, hours=hours)


def _plan(group: SchoolClass) -> work.Plan:
    courses = (
        work.CourseDates("str-101", "", TERM_STARTS, dt.date(2026, 11, 6)),
        work.CourseDates("cmp-101", "", dt.date(2026, 11, 9), group.ends_on),
    )
    return work.Plan(TERM_STARTS, WEIGHTS, {"lesson": 1}, courses)


def _pieces() -> dict[str, dict[str, Any]]:
    slugs = [row.slug for row in learning.latest_lessons() if row.slug.startswith("str-101")]
    titles = learning.lesson_titles(slugs)
    found: dict[str, dict[str, Any]] = {
        f"lesson-{n}": {
            "kind": work.LESSON, "thing_id": slug, "title": titles[slug],
            "opens": 0, "due": 30 + 7 * n,
        }
        for n, slug in enumerate(slugs[:2])
    }  # fmt: skip
    found["check"] = {
        "kind": work.CHECK, "thing_id": "STR", "title": "Check: strategy and goals",
        "opens": 35, "due": 46, "minutes": 25,
    }  # fmt: skip
    found["task"] = {
        "kind": work.TASK, "thing_id": TASK, "title": "A strategy that fits on one page",
        "opens": 40, "due": 56, "late_rule": "percent", "late_percent": 10, "late_floor": 50,
        "peers": 2,
    }  # fmt: skip
    found["capstone"] = {
        "kind": work.CAPSTONE, "thing_id": "task-cmp-capstone-plan",
        "title": "Capstone: a real campaign plan", "opens": 49, "due": 84, "late_rule": "cut_off",
    }  # fmt: skip
    return found


def _assign(
    group: SchoolClass, teacher_id: int, *, opens: int, due: int, **values: Any
) -> Assignment:
    day = TERM_STARTS + dt.timedelta(days=due)
    return assigning.assign(
        class_id=group.pk,
        workspace_id=group.workspace_id,
        values={**values, "opens_at": _at(opens, 0), "due_at": work.end_of(day, ZONE)},
        actor_id=teacher_id,
        now=_at(1),
    )


def _check(one: Assignment, students: list[Life], rng: Generator) -> None:
    """Most of them sit it; one answers faster than anybody reads."""
    for place, life in enumerate(students[:21]):
        who = {"person_id": life.id, "workspace_id": one.school_class.workspace_id}
        now = _at(36 + place % 9, 10 + place % 5)
        attempt = handing_in.begin_check(assignment_id=one.pk, now=now, seed=CHECK_SEED, **who)
        answer = answering(life, rng)
        pace = 3.0 if place == 7 else float(rng.uniform(30, 90))  # noqa: PLR2004  # one of them
        step = class_checks.stand(attempt_id=attempt, now=now, **who)
        while step is not None and step.open is not None:
            now += dt.timedelta(seconds=pace)
            step = diagnose.answer(
                attempt_id=attempt,
                place=step.open.place,
                answer=answer(step.open.question),
                now=now,
                person_id=life.id,
                workspace_id=one.school_class.workspace_id,
            )


def _hand_in(one: Assignment, students: list[Life], rng: Generator) -> list[Submission]:
    """Nineteen hand in, two of them late."""
    return [
        handing_in.submit(
            assignment_id=one.pk,
            person_id=life.id,
            workspace_id=one.school_class.workspace_id,
            text=TEXTS[place % len(TEXTS)],
            now=_at((58 if place in {3, 11} else 50 + place % 6), float(rng.uniform(9, 17))),
        )
        for place, life in enumerate(students[:19])
    ]


def _rows(one: Assignment, rng: Generator, *, said: bool) -> dict[str, list[object]]:
    task = learning.task(
        one.thing_id, workspace_id=one.school_class.workspace_id, on=DEMO_NOW.date()
    )
    rubric = task.rubric if task else ()
    return {
        row["id"]: [
            int(rng.choice([1, 2, 2, 3, 3, 4])),
            SAID[n % len(SAID)] if said and rng.random() < 0.5 else "",  # noqa: PLR2004  # every other
        ]
        for n, row in enumerate(rubric)
    }


def _mark(one: Assignment, handed: list[Submission], teacher_id: int, rng: Generator) -> None:
    """Sixteen are marked; three wait for the visitor."""
    for place, each in enumerate(handed[:16]):
        handing_in.mark_work(
            submission_id=each.pk,
            assignment=one,
            rows=_rows(one, rng, said=True),
            words="",
            actor_id=teacher_id,
            now=_at(59 + place % 3, 11),
        )


def _readings(one: Assignment, teacher_id: int, rng: Generator) -> None:
    handing_in.hand_out(
        class_id=one.school_class_id,
        assignment_id=one.pk,
        workspace_id=one.school_class.workspace_id,
        actor_id=teacher_id,
        now=_at(58, 18),
    )
    for reader_id, person_id in handing_in.readers_of(one)[:24]:
        handing_in.review(
            reader_id=reader_id,
            person_id=person_id,
            workspace_id=one.school_class.workspace_id,
            rows=_rows(one, rng, said=True),
            words="",
            now=_at(60, 12),
        )
