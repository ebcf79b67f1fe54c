"""What Marram itself knows: house rules, a local network, one word of its own. All invented."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.field import services as field
from whetstone.apps.plan import selectors as plan
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

APPROVALS = "clm-cal-approval-covers-version"
LOCAL = "Kelpnet"
NOTICED = dt.date(2026, 11, 20)
CAMPAIGN = "Mend it this winter"


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """Three claims of its own (two wait to be read again), a change that waits, an override."""
    editor, lead = person["Curriculum editor"], person["Head of social"]
    _claims(workspace, editor)
    local = field.write_claim(
        workspace_id=workspace.pk, person_id=editor,
        statement=f"{LOCAL}, the islands' own network, shows posts in the order of time.",
        kind="platform", network=LOCAL.casefold(), confidence="medium",
        source=_source("How your wall is ordered", dt.date(2026, 8, 10), LOCAL, primary=True),
        now=_at(dt.date(2026, 8, 10)),
    )  # fmt: skip
    field.write_change(
        workspace_id=workspace.pk, person_id=editor,
        title=f"{LOCAL} puts posts with replies first",
        summary="The wall is no longer in the order of time. Posts that are answered stay on top.",
        network=LOCAL.casefold(), kind="algorithm", severity="minor", happened_on="2026-11",
        evidence=[_source("A new order for your wall", NOTICED, LOCAL, primary=True)],
        does=[field.Does("supersedes", local.slug)],
        brings=field.NewClaim(
            f"{LOCAL}, the islands' own network, shows posts with replies first.", "platform"
        ),
        relearn_minutes=5,
        do_instead="Ask one question in each post, and answer on the same day.",
        now=_at(NOTICED),
    )  # fmt: skip
    field.override_claim(
        workspace_id=workspace.pk, claim_slug=APPROVALS, person_id=lead,
        statement="At Marram an approval also ends after five working days, changed or not.",
        reason="Prices for repairs move weekly, and an old price went out in June.",
        source=_source("House rules for social, version 4", dt.date(2026, 11, 20), "Marram"),
        now=DEMO_NOW - dt.timedelta(minutes=30),
    )  # fmt: skip


def _claims(workspace: Workspace, editor: int) -> None:
    field.write_claim(
        workspace_id=workspace.pk, person_id=editor,
        statement="Marram answers a photo of a torn jacket with a price within two working days.",
        kind="practice", confidence="high",
        source=_source("House rules for social, version 4", dt.date(2026, 9, 21), "Marram"),
        now=_at(dt.date(2026, 9, 21)),
    )  # fmt: skip
    form = field.write_claim(
        workspace_id=workspace.pk, person_id=editor,
        statement="Marram's repair form opens from a link without a sign-in.",
        kind="feature", confidence="high",
        source=_source("Test on three phones", dt.date(2026, 9, 7), "Marram", primary=True),
        now=_at(dt.date(2026, 9, 7)),
    )  # fmt: skip
    board = plan.board(workspace.pk, today=DEMO_NOW.date())
    field.add_citations(
        [
            field.Cites(form.slug, "campaign", str(campaign.id), "rests_on")
            for campaign in board.campaigns
            if campaign.name == CAMPAIGN
        ],
        workspace_id=workspace.pk,
    )


def _source(title: str, read: dt.date, who: str, *, primary: bool = False) -> field.Source:
    return field.Source(title=title, accessed=read, publisher=who, primary=primary)


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10, 30), tzinfo=dt.UTC)
