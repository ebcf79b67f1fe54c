"""What moved under the demo's class: one change it took up, one that its instructor has left.

The school and its house rule are invented; the paper behind the rule is real.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.connect import services as connect
from whetstone.apps.field import services as field
from whetstone.apps.field.services import Told
from whetstone.apps.keepup import services as keepup
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from whetstone.apps.people.models import Workspace

RULE: Final = "chg-2026-institute-difference"
LEFT: Final = "chg-2026-meta-reach-feed"
RULED: Final = dt.datetime(2026, 11, 9, 14, 20, tzinfo=dt.UTC)


def make(workspace: Workspace, class_id: int, teacher_id: int) -> None:
    """The house rule is published and adopted; the feed's change is published and left."""
    field.receive_change(
        Told(RULE, _rule(), [("clm-str-ties-are-ties", "doubts", "")]),
        workspace_id=workspace.pk,
        now=RULED,
    )
    for slug, now in ((RULE, RULED), (LEFT, DEMO_NOW - dt.timedelta(minutes=50))):
        keepup.publish(change_slug=slug, workspace_id=workspace.pk, person_id=teacher_id, now=now)
    connect.adopt_change(
        class_id=class_id,
        change_slug=RULE,
        workspace_id=workspace.pk,
        actor_id=teacher_id,
        now=RULED + dt.timedelta(days=1),
        today=(RULED + dt.timedelta(days=1)).date(),
    )


def _rule() -> dict[str, Any]:
    paper = {
        "title": "On Judging the Significance of Differences by Examining the Overlap Between "
        "Confidence Intervals, The American Statistician 55(3), 182-186",
        "publisher": "Schenker, Gentleman 2001",
        "url": "https://doi.org/10.1198/000313001317097960",
        "accessed": "",
        "primary": True,
        "note": "",
    }
    return {
        "title": "The institute judges two shares by the interval of their difference",
        "summary": "All courses of the institute use one rule from now on. Overlap of two "
        "intervals stays a first look; it calls too many differences a tie.",
        "network": "",
        "kind": "policy",
        "severity": "minor",
        "happened_on": "2026-11-09",
        "noticed_on": dt.date(2026, 11, 9),
        "source_check": "seen",
        "evidence": [paper],
        "relearn_minutes": 5,
        "do_instead": "Give the difference with its own 95 % interval. Is 0 in it?",
        "relearn_items": [],
    }
