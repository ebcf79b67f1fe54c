"""A file that was looked at is taken, in pieces that other writers fit between; or let go of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Count, F, Q

from whetstone.apps.people.clock import real_now
from whetstone.apps.people.services import audit
from whetstone.apps.plan import figures_fates
from whetstone.apps.plan.figures_fates import Fate, Judged
from whetstone.apps.plan.figures_merging import Merged, Said, merged
from whetstone.apps.plan.figures_models import (
    DaySnapshot,
    GroupSnapshot,
    NetworkPost,
    PostSnapshot,
    Upload,
    UploadFlaw,
    UploadPiece,
)
from whetstone.apps.plan.figures_staging import State, batches, opened, options_of
from whetstone.core.kernel.errors import Fault, Faults, Missing, Refused
from whetstone.formats import networks
from whetstone.formats.networks.canon import DayRow, GroupRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.formats.networks import Row

KEPT: Final = dt.timedelta(days=7)
"""How long a file that nobody took waits."""
LOST: Final = dt.timedelta(minutes=5)
ERASED_AT_ONCE: Final = 500
OPEN: Final = (State.READING, State.ASKING, State.READY, State.UNREADABLE)


def begin(*, upload_id: int, workspace_id: int, without_refused: bool, now: dt.datetime) -> bool:
    """Mark a file as being taken. False: somebody (or the same click) was faster.

    Raises:
        Missing: there is no such file here.
        Refused: rows of it cannot be taken, and nobody said to leave them out.
    """
    found = Upload.objects.filter(pk=upload_id, workspace=workspace_id)
    one = found.first()
    if one is None:
        raise Missing("upload", str(upload_id))
    if one.counts.get("refused") and not without_refused:
        raise Refused("upload", "refused_rows")
    return bool(
        found.filter(state=State.READY).update(
            state=State.TAKING, done=0, without_refused=without_refused, touched_at=now
        )
    )


def take(upload_id: int, *, now: dt.datetime) -> dict[str, int] | None:
    """Take a file that is marked, batch by batch; what it changed, or None where it was not.

    A file that was stopped is read again from its beginning: rows that are in by now say nothing
    new, so nothing is counted or kept twice.
    """
    one = Upload.objects.filter(pk=upload_id, state=State.TAKING).first()
    if one is None:
        return None
    Upload.objects.filter(pk=one.pk).update(done=0)
    try:
        with opened(one) as file:
            export = networks.read(file, one.name, options_of(one))
            for rows, _flaws in batches(export.rows()):
                if not _piece(one, rows):
                    return None
    except (Fault, Faults) as fault:
        faults = fault.faults if isinstance(fault, Faults) else (fault,)
        report = {**one.report, "faults": [[f.where, f.what, f.mend] for f in faults]}
        Upload.objects.filter(pk=one.pk).update(
            state=State.UNREADABLE, report=report, touched_at=now
        )
        return None
    return _finish(one, now)


@transaction.atomic
def _piece(one: Upload, rows: Sequence[Row]) -> bool:
    """Judge and write some rows: what another file or worker wrote meanwhile is known by then."""
    _one_at_a_time(one.workspace_id)
    mine = Upload.objects.filter(pk=one.pk, state=State.TAKING)
    if not mine.exists():
        return False
    judged = figures_fates.judge(one, rows, figures_fates.eras_of(one.workspace_id))
    _write_posts(one, [each for each in judged if isinstance(each.row, PostRow)])
    said = [each for each in judged if each.is_written]
    DaySnapshot.objects.bulk_create(
        DaySnapshot(
            workspace_id=one.workspace_id, upload=one, network=each.row.network, on=each.row.on,
            part=each.row.part[:200], seen_on=one.seen_on, figures=dict(each.row.figures),
            fate=each.fate,
        )
        for each in said
        if isinstance(each.row, DayRow)
    )  # fmt: skip
    GroupSnapshot.objects.bulk_create(
        GroupSnapshot(
            workspace_id=one.workspace_id, upload=one, network=each.row.network,
            dimension=each.row.dimension[:60], group=each.row.group[:120], seen_on=one.seen_on,
            figures=dict(each.row.figures), is_rounded=each.row.is_rounded,
            fate=each.fate,
        )
        for each in said
        if isinstance(each.row, GroupRow)
    )  # fmt: skip
    mine.update(done=F("done") + len(judged), touched_at=real_now())
    return True


def _one_at_a_time(workspace_id: int) -> None:
    """Whoever writes figures of a workspace holds its first file until the transaction ends."""
    firsts = Upload.objects.filter(workspace=workspace_id).order_by("pk")
    firsts.select_for_update().values_list("pk", flat=True).first()


def _write_posts(one: Upload, judged: Sequence[Judged]) -> None:
    """Posts written over in one statement, and what was said of each."""
    moved = [each for each in judged if each.is_written]
    if not moved:
        return
    NetworkPost.objects.bulk_create(
        [_post(one, each) for each in moved],
        update_conflicts=True,
        unique_fields=["workspace", "network", "post_id"],
        update_fields=["published", "kind", "text", "link", "figures", "eras", "seen_on"],
    )
    ids = [each.row.post_id for each in moved if isinstance(each.row, PostRow)]
    rows = NetworkPost.objects.filter(
        workspace=one.workspace_id, network__in={each.row.network for each in moved},
        post_id__in=ids,
    )  # fmt: skip
    keys = {(net, post): pk for net, post, pk in rows.values_list("network", "post_id", "pk")}
    PostSnapshot.objects.bulk_create(
        PostSnapshot(
            workspace_id=one.workspace_id, post_id=keys[each.row.network, each.row.post_id],
            upload=one, seen_on=one.seen_on, figures=dict(each.row.figures),
            fate=each.fate,
        )
        for each in moved
        if isinstance(each.row, PostRow)
    )  # fmt: skip


def _post(one: Upload, each: Judged) -> NetworkPost:
    """A post as it stands with what this file says; an older file never writes over its words."""
    row, held = each.row, each.post
    assert isinstance(row, PostRow)
    newest = merged([*each.said, Said(one.seen_on, _LAST, row.figures, one.eras)])
    is_newer = held is None or one.seen_on >= held.seen_on
    facts: dict[str, Any] = {
        "published": row.published, "kind": row.kind[:60], "text": row.text,
        "link": row.link[:500],
    }  # fmt: skip
    if held is not None:
        known = {name: getattr(held, name) for name in facts}
        facts = {
            name: (new or known[name]) if is_newer else (known[name] or new)
            for name, new in facts.items()
        }
    return NetworkPost(
        workspace_id=one.workspace_id, network=row.network, post_id=row.post_id,
        figures=newest.figures, eras=eras_at(row.network, facts["published"], newest),
        seen_on=newest.seen_on or one.seen_on, **facts,
    )  # fmt: skip


def eras_at(network: str, published: dt.datetime | None, newest: Merged) -> dict[str, str]:
    """The definition of each figure: as its file says, else as it was when the post went out."""
    on = published.date() if published else None
    found = {
        name: newest.eras.get(name) or networks.era_of(network, name, on)
        for name in newest.figures
    }
    return {name: era for name, era in found.items() if era}


_LAST: Final = 2**62
"""Of two files of one day the one that is being taken comes last."""


def _finish(one: Upload, now: dt.datetime) -> dict[str, int] | None:
    counts = {**one.counts, **_changed(one)}
    with transaction.atomic():
        if not Upload.objects.select_for_update().filter(pk=one.pk, state=State.TAKING):
            return None
        audit(
            workspace_id=one.workspace_id, actor_id=one.made_by_id, act="take figures", now=now,
            object_kind="figures", object_id=one.pk,
        )  # fmt: skip
        _end(one, State.TAKEN, counts, now)
    return counts


def _changed(one: Upload) -> dict[str, int]:
    """How many posts, days and groups this file brought and changed: counted from its rows."""
    found = {"new": 0, "changed": 0}
    for kind, table in (("post", PostSnapshot), ("day", DaySnapshot), ("group", GroupSnapshot)):
        said = table.objects.filter(upload=one).aggregate(
            new=Count("pk", filter=Q(fate=Fate.NEW)),
            changed=Count("pk", filter=Q(fate=Fate.CHANGED)),
        )
        for fate, n in said.items():
            found[f"{kind}_{fate}"] = n
            found[fate] += n
    return found


def _end(one: Upload, state: str, counts: dict[str, int], now: dt.datetime) -> None:
    """What is kept of a file that is over: that it was, what it was, how many. Its bytes go."""
    report = {
        name: one.report[name]
        for name in ("span", "totals", "unused", "metrics")
        if name in one.report
    }
    if state == State.TAKEN and "shown" in one.report:
        report["shown"] = {"changed": one.report["shown"].get("changed", [])}
    Upload.objects.filter(pk=one.pk).update(
        state=state, counts=counts, report=report if state == State.TAKEN else {}, touched_at=now
    )
    UploadPiece.objects.filter(upload=one).delete()
    UploadFlaw.objects.filter(upload=one).delete()


@transaction.atomic
def drop(*, upload_id: int, workspace_id: int, actor_id: int | None, now: dt.datetime) -> bool:
    """Throw a file away that was not taken; whether there was one."""
    found = Upload.objects.select_for_update().filter(
        pk=upload_id, workspace=workspace_id, state__in=OPEN
    )
    one = found.first()
    if one is None:
        return False
    audit(
        workspace_id=workspace_id, actor_id=actor_id, act="drop figures", now=now,
        object_kind="figures", object_id=upload_id,
    )  # fmt: skip
    _end(one, State.DROPPED, {}, now)
    return True


@transaction.atomic
def erase(*, upload_id: int, workspace_id: int, actor_id: int, now: dt.datetime) -> int:
    """Erase all that one file said; posts stand as the other files say, or go. How many rows went.

    Raises:
        Missing: no file of this number was taken here.
    """
    _one_at_a_time(workspace_id)
    found = Upload.objects.select_for_update().filter(
        pk=upload_id, workspace=workspace_id, state=State.TAKEN
    )
    if found.first() is None:
        raise Missing("upload", str(upload_id))
    touched = list(
        PostSnapshot.objects.filter(upload=upload_id).values_list("post_id", flat=True).distinct()
    )
    gone = sum(
        table.objects.filter(upload=upload_id).delete()[0]
        for table in (PostSnapshot, DaySnapshot, GroupSnapshot)
    )
    for start in range(0, len(touched), ERASED_AT_ONCE):
        _stand_anew(touched[start : start + ERASED_AT_ONCE], workspace_id)
    found.update(state=State.ERASED, report={}, name="", touched_at=now)
    audit(
        workspace_id=workspace_id, actor_id=actor_id, act="erase figures", now=now,
        object_kind="figures", object_id=upload_id,
    )  # fmt: skip
    return gone


def _stand_anew(posts: Sequence[int], workspace_id: int) -> None:
    """Work the cache of posts out again from what is left; who has nothing left goes."""
    NetworkPost.objects.filter(pk__in=posts, snapshots=None).delete()
    eras = figures_fates.eras_of(workspace_id)
    said: dict[int, list[Said]] = {}
    rows = PostSnapshot.objects.filter(post__in=posts)
    for post, pk, on, figures, upload in rows.values_list(
        "post_id", "pk", "seen_on", "figures", "upload_id"
    ):
        said.setdefault(post, []).append(Said(on, pk, figures, eras.get(upload, {})))
    held = list(NetworkPost.objects.filter(pk__in=posts))
    for one in held:
        newest = merged(said[one.pk])
        one.figures = newest.figures
        one.eras = eras_at(one.network, one.published, newest)
        one.seen_on = newest.seen_on or one.seen_on
    NetworkPost.objects.bulk_update(held, ["figures", "eras", "seen_on"], batch_size=200)


def drop_old(now: dt.datetime) -> int:
    """Throw files away that nobody took within a week; how many."""
    old = Upload.objects.filter(state__in=OPEN, touched_at__lt=now - KEPT)
    rows = list(old.values_list("pk", "workspace_id"))
    for pk, owner in rows:
        drop(upload_id=pk, workspace_id=owner, actor_id=None, now=now)
    return len(rows)
