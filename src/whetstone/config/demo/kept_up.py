"""How Marram kept up with the small things: seven changes of its own, noticed, told, relearned.

Kelpnet, Tidewise and all that happened to them are invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.keepup import services as keepup
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.config.demo.cast import BEGAN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.people.models import Workspace

NETWORK = "kelpnet"
MINUTES = 5


@dataclass(frozen=True, slots=True)
class Event:
    """A change, the house rule it ended, and the one that took its place.

    `noticed` is days after the event; `done` says after how many days each learner had relearned
    it: nothing where nobody had to.
    """

    title: str
    kind: str
    severity: str
    happened: dt.date
    noticed: int
    before: str
    after: str
    done: tuple[int, ...] = ()


EVENTS = (
    Event("Tidewise asks for two approvals", "policy", "minor", dt.date(2026, 4, 20), 7,
          "Posts planned in Tidewise go out after one approval.",
          "Posts planned in Tidewise go out after two approvals."),
    Event("Kelpnet shortens clips to 60 seconds", "limit", "minor", dt.date(2026, 5, 11), 4,
          "Marram's clips for Kelpnet are at most 90 seconds long.",
          "Marram's clips for Kelpnet are at most 60 seconds long."),
    Event("Kelpnet moves links into the first comment", "format", "major", dt.date(2026, 6, 16), 9,
          "Marram puts the link into the post on Kelpnet.",
          "Marram puts the link into the first comment on Kelpnet."),
    Event("Tidewise stops posting to Kelpnet", "api", "major", dt.date(2026, 7, 6), 3,
          "Posts for Kelpnet go out from Tidewise.",
          "Posts for Kelpnet are put up by hand, from the plan in Tidewise."),
    Event("Kelpnet counts a view after three seconds", "metric", "major", dt.date(2026, 8, 12), 6,
          "Marram's report counts every start of a clip on Kelpnet as a view.",
          "Marram's report counts a view on Kelpnet after three seconds, and marks the break.",
          (1, 2, 3, 3, 5, 9)),
    Event("Kelpnet wants the sponsor named", "policy", "major", dt.date(2026, 9, 29), 13,
          "Paid posts on Kelpnet say that they are paid.",
          "Paid posts on Kelpnet say that they are paid, and by whom.",
          (1, 2, 3, 4, 4, 20)),
    Event("Kelpnet drops the repost button", "retired", "minor", dt.date(2026, 10, 26), 2,
          "Marram asks owners on Kelpnet to repost.",
          "Marram asks owners on Kelpnet to post a picture of their own."),
)  # fmt: skip


def make(workspace: Workspace, people: Mapping[str, int], learners: Sequence[int]) -> None:
    """Each event in its time: the old rule, the change, its publication, its refreshers."""
    editor, head = people["Curriculum editor"], people["Head of social"]
    for event in EVENTS:
        at = dt.datetime.combine(event.happened, dt.time(10, 15), tzinfo=dt.UTC)
        slug = _noticed(workspace.pk, editor, event, at + dt.timedelta(days=event.noticed))
        told = at + dt.timedelta(days=event.noticed, hours=3)
        publication = _told(workspace.pk, head, slug, told)
        _relearned(publication, event, learners, told)


def _noticed(workspace_id: int, editor: int, event: Event, now: dt.datetime) -> str:
    old = field.write_claim(
        workspace_id=workspace_id, person_id=editor, statement=event.before, kind="practice",
        network=NETWORK, source=_source("House rules for social", BEGAN.date()), now=BEGAN,
    )  # fmt: skip
    change = field.write_change(
        workspace_id=workspace_id, person_id=editor, title=event.title,
        summary=f"{event.title}. {event.after}", kind=event.kind, severity=event.severity,
        happened_on=event.happened.isoformat(), network=NETWORK,
        evidence=[_source(event.title, now.date())],
        does=[field.Does("supersedes", old.slug)],
        brings=field.NewClaim(event.after, "practice"),
        relearn_minutes=MINUTES if event.done else 0, do_instead=event.after, now=now,
    )  # fmt: skip
    return change.slug


def _source(title: str, read: dt.date) -> field.Source:
    return field.Source(title=title, accessed=read, publisher="Marram", primary=True)


def _told(workspace_id: int, head: int, slug: str, now: dt.datetime) -> int:
    change = ledger.change(workspace_id, slug)
    assert change is not None
    ripple = keepup.ripple_of(change, workspace_id=workspace_id, now=now)
    made = field.publish(
        change, workspace_id=workspace_id, person_id=head, now=now, ripple=ripple.summary()
    )
    assert made is not None
    return made.pk


def _relearned(publication: int, event: Event, learners: Sequence[int], now: dt.datetime) -> None:
    who = list(zip(learners, event.done, strict=False))
    learn.make_refreshers(
        publication_id=publication, person_ids=[person for person, _days in who],
        minutes=MINUTES, blocks=(), now=now,
    )  # fmt: skip
    for person, days in who:
        (row,) = learning.open_refreshers(person)
        learn.finish_refresher(
            refresher_id=row.id, person_id=person, now=now + dt.timedelta(days=days)
        )
