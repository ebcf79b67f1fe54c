"""Saying which posted one a planned post became: it counts as posted from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.plan.calendar_services import move_post
from whetstone.apps.plan.figures_models import NetworkPost
from whetstone.apps.plan.matching_selectors import matched
from whetstone.apps.plan.models_calendar import PlannedPost
from whetstone.apps.plan.models_readout import PostMatch
from whetstone.apps.plan.services import log_act
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.strategy.content_calendar import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@transaction.atomic
def match(
    *,
    workspace_id: int,
    pairs: Mapping[int, tuple[int | None, str]],
    actor_id: int | None,
    now: dt.datetime,
) -> int:
    """Say what planned posts became: {planned: (posted or None, "link", "words" or "person")}.

    A post without a campaign goes to that of its plan, and leaves it when the match is taken back.
    Said twice, it is said once. How many.

    Raises:
        Missing: when the workspace has no such post.
        Refused: when a posted one belongs to another planned post or to another network.
    """
    rows = PlannedPost.objects.select_for_update().filter(workspace_id=workspace_id, pk__in=pairs)
    planned = {one.pk: one for one in rows.order_by("pk")}
    wanted = {posted for posted, _by in pairs.values() if posted is not None}
    found = NetworkPost.objects.select_for_update().filter(
        workspace_id=workspace_id, pk__in=wanted
    )
    posts = {one.pk: one for one in found.order_by("pk")}  # two tabs: one after the other
    known = matched(workspace_id)  # read once both are held, so that it is what the first tab said
    n = 0
    for pk, (posted, by) in pairs.items():
        if pk not in planned or (posted is not None and posted not in posts):
            raise Missing("post", str(pk))
        other = posts[posted] if posted is not None else None
        if pk in known and known[pk] == other:
            continue
        gave = None
        if other is not None:
            _check(planned[pk], other, known)
        if pk in known:
            _let_go(workspace_id, pk)
        if other is not None:
            gave = _take(planned[pk], other, actor_id, now)
        known[pk] = other
        PostMatch.objects.create(
            workspace_id=workspace_id,
            planned_id=pk,
            posted=other,
            gave_id=gave,
            named_by=by,
            by_id=actor_id,
            at=now,
        )
        log_act(workspace_id, actor_id, "match post", pk, now)
        n += 1
    return n


def _check(
    planned: PlannedPost, posted: NetworkPost, known: Mapping[int, NetworkPost | None]
) -> None:
    if posted.network != planned.network:
        raise Refused("match a post", "other_network")
    if any(one == posted for pk, one in known.items() if pk != planned.pk):
        raise Refused("match a post", "taken")


def _take(
    planned: PlannedPost, posted: NetworkPost, actor_id: int | None, now: dt.datetime
) -> int | None:
    """It went out: the plan counts as posted, and its campaign gets the post; which one it got."""
    move_post(
        workspace_id=planned.workspace_id, post_id=planned.pk, to=State.POSTED,
        actor_id=actor_id, now=now, is_seen=True,
    )  # fmt: skip
    if planned.campaign_id is None:
        return None
    rows = NetworkPost.objects.filter(pk=posted.pk, campaign=None)
    return planned.campaign_id if rows.update(campaign=planned.campaign_id) else None


def _let_go(workspace_id: int, planned_id: int) -> None:
    """What the match before gave is taken back, unless somebody has put it elsewhere since."""
    before = PostMatch.objects.filter(workspace_id=workspace_id, planned=planned_id).last()
    if before is not None and before.posted_id is not None and before.gave_id is not None:
        rows = NetworkPost.objects.filter(pk=before.posted_id, campaign=before.gave_id)
        rows.update(campaign=None)
