"""Reading the networks' figures: what there is, the posts with what holds of each, coverage."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, Sum

from whetstone.apps.plan import figures_words as words
from whetstone.apps.plan.figures_models import (
    DaySnapshot,
    GroupSnapshot,
    NetworkPost,
    Upload,
    UploadFlaw,
)
from whetstone.core.strategy.goals import aligned_share
from whetstone.formats.networks import METRICS
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from whetstone.core.strategy.goals import GoalTree

PAGE_SIZE: Final = 20
FLAWS_SHOWN: Final = 100
UPLOADS_SHOWN: Final = 50
OPEN: Final = (
    Upload.State.READING, Upload.State.ASKING, Upload.State.READY, Upload.State.UNREADABLE,
    Upload.State.TAKING,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """Posts whose figure is counted in one way: what that means, and which posts they are."""

    says: str
    since: dt.date | None
    is_month: bool
    posts: int
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Break:
    """A figure of a network that is counted in more than one way in what is here."""

    metric: str
    ways: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Had:
    """What there is of one network."""

    network: str
    posts: int
    first: dt.date | None
    last: dt.date | None
    days: int
    groups: int
    first_day: dt.date | None
    last_day: dt.date | None
    taken_at: dt.datetime | None
    seen_on: dt.date | None
    breaks: tuple[Break, ...]


def upload_row(upload_id: int, *, workspace_id: int) -> Upload | None:
    """One file, only of this workspace."""
    found = Upload.objects.filter(pk=upload_id, workspace=workspace_id)
    return found.select_related("made_by").first()


def waiting(workspace_id: int) -> list[Upload]:
    """Files that wait to be taken or thrown away, the newest first; one query."""
    found = Upload.objects.filter(workspace=workspace_id, state__in=OPEN)
    return list(found.select_related("made_by").defer("report").order_by("-made_at", "-pk"))


def taken(workspace_id: int) -> list[Upload]:
    """Files that were taken, the newest first; one query."""
    found = Upload.objects.filter(workspace=workspace_id, state=Upload.State.TAKEN)
    rows = found.select_related("made_by").order_by("-made_at", "-pk")
    return list(rows[:UPLOADS_SHOWN])


def have(workspace_id: int) -> list[Had]:
    """What there is of each network; five queries."""
    posts = _by_network(
        NetworkPost, workspace_id, n=Count("pk"), first=Min("published"), last=Max("published")
    )
    days = _by_network(
        DaySnapshot, workspace_id, n=Count("on", distinct=True), first=Min("on"), last=Max("on")
    )
    groups = _by_network(GroupSnapshot, workspace_id, n=Count("group", distinct=True))
    files = list(
        Upload.objects.filter(workspace=workspace_id, state=Upload.State.TAKEN).values_list(
            "network", "touched_at", "seen_on"
        )
    )
    breaks = _breaks(workspace_id)
    found = []
    for network in sorted({*posts, *days, *groups}):
        post, day = posts.get(network, {}), days.get(network, {})
        mine = [(at, on) for name, at, on in files if name == network]
        found.append(
            Had(
                network=network,
                posts=post.get("n", 0),
                first=_date(post.get("first")),
                last=_date(post.get("last")),
                days=day.get("n", 0),
                groups=groups.get(network, {}).get("n", 0),
                first_day=day.get("first"),
                last_day=day.get("last"),
                taken_at=max((at for at, _on in mine), default=None),
                seen_on=max((on for _at, on in mine), default=None),
                breaks=breaks.get(network, ()),
            )
        )
    return found


def _by_network(table: Any, workspace_id: int, **asked: Any) -> dict[str, dict[str, Any]]:
    rows = table.objects.filter(workspace=workspace_id).order_by().values("network")
    return {row["network"]: row for row in rows.annotate(**asked)}


def _date(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None


class _Span(NamedTuple):
    """Posts that are counted in the same ways: how many, from when to when."""

    n: int
    first: dt.datetime | None
    last: dt.datetime | None


def _breaks(workspace_id: int) -> dict[str, tuple[Break, ...]]:
    """Figures that are counted in more than one way, oldest way first; one query."""
    names = Counter((era.network, era.metric) for era in METRICS)
    several = sorted({metric for (_network, metric), n in names.items() if n > 1})
    posts = NetworkPost.objects.filter(workspace=workspace_id).order_by()
    spans: dict[tuple[str, str], dict[str, list[_Span]]] = {}
    for row in posts.values_list("network", "eras").annotate(*_SPAN):
        network, eras, *span = row
        for metric in several:
            if metric in eras:
                ways = spans.setdefault((network, metric), {})
                ways.setdefault(eras[metric], []).append(_Span(*span))
    found: dict[str, list[Break]] = {}
    for (network, metric), ways in sorted(spans.items()):
        if len(ways) > 1:
            told = [_counted(era, some) for era, some in ways.items()]
            told.sort(key=lambda one: one.since or dt.date.min)
            found.setdefault(network, []).append(Break(metric, tuple(told)))
    return {network: tuple(some) for network, some in found.items()}


_SPAN: Final = (Count("pk"), Min("published"), Max("published"))
_ERAS: Final = {era.name: era for era in METRICS}


def _counted(name: str, spans: list[_Span]) -> Counted:
    era = _ERAS.get(name)
    return Counted(
        words.way_of(name) or name,
        era.since if era else None,
        bool(era and era.since_is_month),
        sum(one.n for one in spans),
        _date(min((one.first for one in spans if one.first), default=None)),
        _date(max((one.last for one in spans if one.last), default=None)),
    )


def _midnight(day: dt.date, zone: str = "UTC") -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone))


def flaws_of(upload_id: int) -> list[UploadFlaw]:
    """The first flaws of a file, refusals before the rest; one query."""
    return list(_flaws(upload_id)[:FLAWS_SHOWN])


def every_flaw(upload_id: int) -> Iterator[UploadFlaw]:
    """All flaws of a file; memory does not grow."""
    return _flaws(upload_id).iterator(chunk_size=1_000)


def _flaws(upload_id: int) -> QuerySet[UploadFlaw]:
    return UploadFlaw.objects.filter(upload=upload_id).order_by("-refuses", "line", "pk")


# --- posts ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """Which posts are meant. What is empty does not narrow; dates are days of `zone`."""

    network: str = ""
    kind: str = ""
    contains: str = ""
    hashtag: str = ""
    link_contains: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    zone: str = "UTC"

    @property
    def is_empty(self) -> bool:
        """Whether it would mean every post there is."""
        return not any(
            (self.network, self.kind, self.contains, self.hashtag, self.link_contains,
             self.first, self.last)
        )  # fmt: skip

    def of(self, workspace_id: int) -> QuerySet[NetworkPost]:
        """The posts of a workspace that are meant. A post without a date is in no span of days."""
        asked = Q(workspace=workspace_id)
        for name, value in (
            ("network", self.network), ("kind", self.kind), ("text__icontains", self.contains),
            ("link__icontains", self.link_contains),
        ):  # fmt: skip
            if value:
                asked &= Q(**{name: value})
        if self.hashtag:
            tag = re.escape(self.hashtag.lstrip("#"))
            asked &= Q(text__iregex=rf"(^|[^\w])#{tag}($|[^\w])")
        if self.first:
            asked &= Q(published__gte=_midnight(self.first, self.zone))
        if self.last:
            asked &= Q(published__lt=_midnight(self.last + dt.timedelta(days=1), self.zone))
        return NetworkPost.objects.filter(asked)


def posts(
    workspace_id: int, rule: Rule, *, belongs: str = "", page: str | None = None
) -> Page[NetworkPost]:
    """One page of posts, the newest first, with their campaigns; two queries.

    `belongs`: "" for all, "none" for those in no campaign, or a campaign's number.
    """
    found = rule.of(workspace_id)
    if belongs == "none":
        found = found.filter(campaign=None)
    elif belongs.isdecimal():
        found = found.filter(campaign=int(belongs))
    rows = found.select_related("campaign").order_by("-published", "-pk")
    return Paginator(rows, PAGE_SIZE).get_page(page)


def kinds(workspace_id: int) -> list[tuple[str, str]]:
    """(network, kind) of the posts that are here; one query."""
    rows = NetworkPost.objects.filter(workspace=workspace_id).order_by("network", "kind")
    return list(rows.values_list("network", "kind").distinct())


@dataclass(frozen=True, slots=True)
class Meant:
    """What a rule would do: how many posts it means, and where they are now."""

    n: int
    free: int
    there: int
    elsewhere: int
    sample: tuple[NetworkPost, ...]


def meant(workspace_id: int, rule: Rule, campaign_id: int | None) -> Meant:
    """What giving the posts of a rule to a campaign would do; two queries."""
    found = rule.of(workspace_id)
    there = Q(campaign=campaign_id)
    n = found.aggregate(
        all=Count("pk"),
        free=Count("pk", filter=Q(campaign=None)),
        there=Count("pk", filter=there),
    )
    rows = found.select_related("campaign").order_by("-published", "-pk")[:20]
    elsewhere = n["all"] - n["there"] - (n["free"] if campaign_id is not None else 0)
    return Meant(n["all"], n["free"], n["there"], elsewhere, tuple(rows))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what went out has a path to a business goal, in posts and in reach."""

    posts: int
    aligned: int
    reach: float
    aligned_reach: float
    with_reach: int
    first: dt.date | None
    last: dt.date | None
    seen_on: dt.date | None

    @property
    def share(self) -> float | None:
        """Of the posts, 0 to 1."""
        return self.aligned / self.posts if self.posts else None

    @property
    def reach_share(self) -> float | None:
        """Of the reach of the posts whose reach is known, 0 to 1."""
        return self.aligned_reach / self.reach if self.reach else None


def coverage(workspace_id: int, tree: GoalTree) -> Coverage:
    """Alignment coverage of all posts that are here; one query."""
    rows = [_Heap(*row) for row in _HEAPS(workspace_id)]
    by = {f"c{row.campaign}" if row.campaign else None: row for row in rows}
    of_posts = aligned_share(tree, {key: float(row.n) for key, row in by.items()})
    of_reach = aligned_share(tree, {key: row.reach or 0.0 for key, row in by.items()})
    return Coverage(
        posts=int(of_posts.whole),
        aligned=int(of_posts.aligned),
        reach=of_reach.whole,
        aligned_reach=of_reach.aligned,
        with_reach=sum(row.known for row in rows),
        first=_date(min((row.first for row in rows if row.first), default=None)),
        last=_date(max((row.last for row in rows if row.last), default=None)),
        seen_on=max((row.seen for row in rows if row.seen), default=None),
    )


class _Heap(NamedTuple):
    """The posts of one campaign, or of none, added up."""

    campaign: int | None
    n: int
    reach: float | None
    known: int
    first: dt.datetime | None
    last: dt.datetime | None
    seen: dt.date | None


def _heaps(workspace_id: int) -> QuerySet[Any, Any]:
    rows = NetworkPost.objects.filter(workspace=workspace_id).order_by()
    return rows.values_list("campaign").annotate(
        n=Count("pk"), whole=Sum("reach"), known=Count("reach"), first=Min("published"),
        last=Max("published"), seen=Max("seen_on"),
    )  # fmt: skip


_HEAPS = Prepared(_heaps)
