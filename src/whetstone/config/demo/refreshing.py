"""Marram's own rules moved twice: some got current, some have it before them, all were told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import services as field
from whetstone.apps.keepup import services as keepup
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.config.demo.cast import DEMO_NOW
from whetstone.config.demo.people import Life, answering

if TYPE_CHECKING:
    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace

BEGAN = dt.date(2026, 3, 2)
CURRENT_AGAIN = frozenset({"anly", "strat"})
"""Roles of those who did the first refresher the week it came."""


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule of Marram's own, the rule that took its place, and where the lessons speak of it."""

    slug: str
    title: str
    old: str
    new: str
    do_instead: str
    severity: str
    blocks: tuple[str, ...]
    items: tuple[str, ...]
    minutes: int
    published_at: dt.datetime


BREAKS = HouseRule(
    slug="marram-breaks",
    title="A break in a series is written into the report",
    old="At Marram a break in a series is noted in the shared sheet, in the tab Breaks.",
    new="At Marram a break in a series is written into the report itself, beside the figure, "
    "with its date.",
    do_instead="Write the date of each break beside the figure, in the report. Leave the tab "
    "Breaks as it is; it is not kept any more.",
    severity="minor",
    blocks=("str-101-reading-a-difference/mark-break",),
    items=("it-cmp-110",),
    minutes=2,
    published_at=dt.datetime(2026, 11, 5, 10, 0, tzinfo=dt.UTC),
)
CALLS = HouseRule(
    slug="marram-night-calls",
    title="At night the duty phone is called first",
    old="At Marram the first call outside working hours goes to the head of social.",
    new="At Marram the first call outside working hours goes to the duty phone, which the team "
    "carries in turn; the head of social is called second.",
    do_instead="Put the duty phone first in your call list, and the head of social second. Say "
    "in the team's channel when you hand the phone over.",
    severity="major",
    blocks=("cri-101-how-serious/matrix", "cri-101-how-serious/own-brand"),
    items=("it-cri-108",),
    minutes=2,
    published_at=dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC),
)
TOLD = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)
TOLD_AGAIN = DEMO_NOW - dt.timedelta(minutes=10)


def make(workspace: Workspace, learners: list[Life], rng: Generator) -> None:
    """Publish both, let the first be relearned by some, place what is open, tell everybody."""
    head, ids = learners[0].id, [life.id for life in learners]
    for rule in (BREAKS, CALLS):
        _know(workspace, head, rule)
    _publish(workspace, BREAKS, head)
    for life in learners:
        if life.part.role_id in CURRENT_AGAIN:
            _get_current(workspace, life, BREAKS.published_at + dt.timedelta(days=1), rng)
    keepup.make_digests_of(ids, workspace_id=workspace.pk, now=TOLD)
    _publish(workspace, CALLS, head)
    learn.get_current(
        person_ids=[life.id for life in learners if life.part.is_measured],
        workspace_id=workspace.pk,
        now=DEMO_NOW - dt.timedelta(minutes=50),
        only=["refresher"],
    )
    keepup.make_digests_of(ids, workspace_id=workspace.pk, now=TOLD_AGAIN)


def _know(workspace: Workspace, person_id: int, rule: HouseRule) -> None:
    """Whoever writes a rule of the house has read the lesson that it stands in."""
    slug = rule.blocks[0].partition("/")[0]
    at = rule.published_at - dt.timedelta(days=9)
    learn.start_lesson(person_id=person_id, slug=slug, now=at)
    learn.finish_lesson(
        person_id=person_id,
        workspace_id=workspace.pk,
        slug=slug,
        now=at + dt.timedelta(minutes=16),
    )


def _publish(workspace: Workspace, rule: HouseRule, person_id: int) -> None:
    _draft(workspace, rule)
    keepup.publish(
        change_slug=f"chg-{rule.slug}",
        workspace_id=workspace.pk,
        person_id=person_id,
        now=rule.published_at,
    )


def _get_current(workspace: Workspace, life: Life, now: dt.datetime, rng: Generator) -> None:
    current = learning.getting_current(life.id, workspace_id=workspace.pk, now=now)
    if current is None:
        return
    draw = answering(life, rng)
    for check in current.questions:
        slug = check.question.slug if check.question else ""
        learn.answer_in_refresher(
            refresher_id=check.refresher_id,
            person_id=life.id,
            item_slug=slug,
            answer=draw(diagnose.question(slug)),
            now=now,
        )
    learn.finish_refreshers(
        refresher_ids=[row.id for row in current.rows],
        person_id=life.id,
        now=now + dt.timedelta(minutes=4),
    )


def _draft(workspace: Workspace, rule: HouseRule) -> None:
    """The rule as it was, the rule that waits, the change between them, and what cites the old."""
    drafted = rule.published_at - dt.timedelta(days=1)
    old = _claim(workspace, f"clm-{rule.slug}", rule.old, status="current", known=BEGAN)
    new = _claim(
        workspace, f"clm-{rule.slug}-now", rule.new, status="proposed", known=drafted.date()
    )
    change = apps.get_model("field.Change").objects.create(
        slug=f"chg-{rule.slug}",
        workspace=workspace,
        title=rule.title,
        summary=f"{rule.title}. It is a rule of Marram's own: no network changed anything.",
        kind="policy",
        severity=rule.severity,
        happened_on=rule.published_at.date().isoformat(),
        noticed_on=drafted.date(),
        state="pending",
        evidence=[_source()],
        relearn_minutes=rule.minutes,
        do_instead=rule.do_instead,
        relearn_items=list(rule.items),
        recorded_at=drafted,
    )
    effects = apps.get_model("field.ChangeEffect").objects
    effects.create(change=change, claim=old, effect="supersedes", successor=new)
    effects.create(change=change, claim=new, effect="creates")
    field.add_citations(
        [field.Cites(old.slug, "block", block, "rests_on") for block in rule.blocks],
        workspace_id=workspace.pk,
    )


def _claim(workspace: Workspace, slug: str, statement: str, *, status: str, known: dt.date) -> Any:
    claim = apps.get_model("field.Claim").objects.create(
        slug=slug, workspace=workspace, kind="practice", half_life_months=30
    )
    apps.get_model("field.ClaimVersion").objects.create(
        claim=claim,
        workspace=workspace,
        status=status,
        text=statement,
        statement=statement,
        as_of=known,
        review_by=known + dt.timedelta(days=292),
        confidence="high",
        source=_source(),
        recorded_at=dt.datetime.combine(known, dt.time(9), tzinfo=dt.UTC),
    )
    return claim


def _source() -> dict[str, Any]:
    return {
        "title": "House rules of the social team",
        "publisher": "Marram",
        "url": "",
        "accessed": "2026-11-03",
        "primary": True,
        "note": "",
    }
