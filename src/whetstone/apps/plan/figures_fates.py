"""What would become of the rows of a file, read against what is known: a few queries a batch.

The same rows are judged when a file is looked at and written when it is taken, by one code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from whetstone.apps.plan.figures_merging import Merged, Said, adds, merged
from whetstone.apps.plan.figures_models import (
    DaySnapshot,
    GroupSnapshot,
    NetworkPost,
    PostSnapshot,
    Upload,
)
from whetstone.formats.networks.canon import DayRow, GroupRow, PostRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from whetstone.formats.networks.canon import Row

AT_ONCE: Final = 1_000
_ASKED_AT_ONCE: Final = 500
LONGEST_ID: Final = 200


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(slots=True)
class Judged:
    """A row, what becomes of it, and what was known of the same thing."""

    row: Row
    fate: Fate
    post: NetworkPost | None = None
    said: list[Said] = field(default_factory=list)
    before: Merged = field(default_factory=lambda: Merged({}, {}))
    is_written: bool = True  # "the same" on a later day is kept too: no order may matter


def key_of(row: Row) -> tuple[str, ...]:
    """What a row is about: two rows of one key are about one thing."""
    if isinstance(row, PostRow):
        return ("post", row.network, row.post_id)
    if isinstance(row, DayRow):
        return ("day", row.network, row.on.isoformat(), row.part)
    return ("group", row.network, row.dimension, row.group)


def kind_of(row: Row) -> str:
    """post, day or group."""
    return key_of(row)[0]


def judge(upload: Upload, rows: Sequence[Row], eras: dict[int, dict[str, str]]) -> list[Judged]:
    """The fate of some rows; at most five queries."""
    workspace, until = upload.workspace_id, upload.seen_on
    posts = [row for row in rows if isinstance(row, PostRow)]
    days = [row for row in rows if isinstance(row, DayRow)]
    groups = [row for row in rows if isinstance(row, GroupRow)]
    known_posts = _posts(workspace, posts)
    said = _said_of_posts(known_posts.values(), eras)
    said |= _said_of_days(workspace, days, eras)
    said |= _said_of_groups(workspace, groups, eras)
    found = []
    for row in rows:
        key = key_of(row)
        post = known_posts.get(key)
        before = merged(said.get(key, ()), until=until)
        if key not in said and post is None:
            fate = Fate.NEW
        elif adds(row.figures, before) or (post is not None and _other_words(row, post, until)):
            fate = Fate.CHANGED
        else:
            fate = Fate.SAME
        known = said.get(key, [])
        is_written = fate is not Fate.SAME or not _stands(row, known, until)
        found.append(Judged(row, fate, post, known, before, is_written))
    return found


def tally(judged: Iterable[Judged], counts: Counter[str]) -> None:
    """Count fates, by kind of row too ("new", "post_new")."""
    for one in judged:
        counts[one.fate] += 1
        counts[f"{kind_of(one.row)}_{one.fate}"] += 1


def eras_of(workspace_id: int) -> dict[int, dict[str, str]]:
    """The eras that each file of a workspace named; one query."""
    rows = Upload.objects.filter(workspace=workspace_id, state__in=(_STATE.TAKEN, _STATE.TAKING))
    return dict(rows.values_list("pk", "eras"))


_STATE = Upload.State


def _stands(row: Row, known: Iterable[Said], on: dt.date) -> bool:
    """Whether a file of the same day said all that this row says."""
    return any(
        one.seen_on == on and all(one.figures.get(k) == v for k, v in row.figures.items())
        for one in known
    )


def _other_words(row: Row, post: NetworkPost, until: dt.date) -> bool:
    """Whether the text or the kind of a post changed, in a file that is not older."""
    if not isinstance(row, PostRow) or until < post.seen_on:
        return False
    return bool(
        (row.text and row.text != post.text)
        or (row.kind and row.kind != post.kind)
        or (row.published and row.published != post.published)
    )


def _posts(workspace: int, rows: Sequence[PostRow]) -> dict[tuple[str, ...], NetworkPost]:
    found: dict[tuple[str, ...], NetworkPost] = {}
    ids = sorted({row.post_id for row in rows})
    networks = {row.network for row in rows}
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        some = NetworkPost.objects.filter(
            workspace=workspace, network__in=networks,
            post_id__in=ids[start : start + _ASKED_AT_ONCE],
        )  # fmt: skip
        found |= {("post", one.network, one.post_id): one for one in some}
    return found


_Known = dict[tuple[str, ...], list[Said]]


def _said_of_posts(posts: Iterable[NetworkPost], eras: dict[int, dict[str, str]]) -> _Known:
    by_pk = {one.pk: ("post", one.network, one.post_id) for one in posts}
    found: defaultdict[tuple[str, ...], list[Said]] = defaultdict(list)
    keys = list(by_pk)
    for start in range(0, len(keys), _ASKED_AT_ONCE):
        rows = PostSnapshot.objects.filter(post__in=keys[start : start + _ASKED_AT_ONCE])
        for post, pk, on, figures, upload in rows.values_list(
            "post_id", "pk", "seen_on", "figures", "upload_id"
        ):
            found[by_pk[post]].append(Said(on, pk, figures, eras.get(upload, {})))
    return dict(found)


def _said_of_days(
    workspace: int, rows: Sequence[DayRow], eras: dict[int, dict[str, str]]
) -> _Known:
    if not rows:
        return {}
    days = [row.on for row in rows]
    known = DaySnapshot.objects.filter(
        workspace=workspace, network__in={row.network for row in rows},
        on__gte=min(days), on__lte=max(days),
    )  # fmt: skip
    found: defaultdict[tuple[str, ...], list[Said]] = defaultdict(list)
    for network, on, part, pk, seen, figures, upload in known.values_list(
        "network", "on", "part", "pk", "seen_on", "figures", "upload_id"
    ):
        found["day", network, on.isoformat(), part].append(
            Said(seen, pk, figures, eras.get(upload, {}))
        )
    return dict(found)


def _said_of_groups(
    workspace: int, rows: Sequence[GroupRow], eras: dict[int, dict[str, str]]
) -> _Known:
    if not rows:
        return {}
    known = GroupSnapshot.objects.filter(
        workspace=workspace, network__in={row.network for row in rows},
        dimension__in={row.dimension for row in rows},
    )  # fmt: skip
    found: defaultdict[tuple[str, ...], list[Said]] = defaultdict(list)
    for network, dimension, group, pk, seen, figures, upload in known.values_list(
        "network", "dimension", "group", "pk", "seen_on", "figures", "upload_id"
    ):
        found["group", network, dimension, group].append(
            Said(seen, pk, figures, eras.get(upload, {}))
        )
    return dict(found)
