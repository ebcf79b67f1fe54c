"""A month of the networks' figures and of the goals, added up in the store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, FloatField, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from whetstone.apps.plan import selectors
from whetstone.apps.plan.figures_models import ACTS, SEEN_BY, GroupSnapshot, NetworkPost, Upload
from whetstone.apps.plan.models import GoalReading
from whetstone.apps.plan.outlook import Outlook, Reading, in_one_way, outlook
from whetstone.core.kernel.intervals import cannot_tell
from whetstone.core.strategy.ratio import Sums, post_rate, worth
from whetstone.core.strategy.shrink import shrink_rates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.core.kernel.intervals import Estimate

MONTHS_BEFORE = 6
FEWEST_MONTHS = 2
FAR = 0.005
FEWEST = 5


@dataclass(frozen=True, slots=True)
class MonthOf:
    """The posts of a network in a month, all counted in one way.

    `seen` by `measure` in the way `era`; `rate` is acts per view over the posts that have both.
    `is_over`: the newest export was made after its end; `is_whole`: exports hold all of it.
    """

    network: str
    month: dt.date
    measure: str
    era: str
    posts: int
    with_seen: int
    seen: float
    rate: Estimate
    seen_on: dt.date
    is_over: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class GoalMonth:
    """A goal with its last figure before the month and its last one in it."""

    title: str
    unit: str
    target: float | None
    owner: str
    outlook: Outlook
    before: Reading | None
    after: Reading | None


@dataclass(frozen=True, slots=True)
class Warned:
    """A file whose own total and whose rows differ by more than 0.5 %."""

    file: str
    network: str
    column: str
    stated: float
    summed: float


@dataclass(frozen=True, slots=True)
class Month:
    """Everything that a report of a month rests on."""

    first: dt.date
    last: dt.date
    goals: tuple[GoalMonth, ...]
    months: tuple[MonthOf, ...]
    warned: tuple[Warned, ...]
    broken: tuple[str, ...]
    undated: int

    @property
    def now(self) -> tuple[MonthOf, ...]:
        """The rows of the month itself."""
        return tuple(one for one in self.months if one.month == self.first)

    @property
    def span(self) -> tuple[dt.date, ...]:
        """The first days of the months told of, this one last."""
        found = [self.first]
        for _n in range(MONTHS_BEFORE):
            found.append(_before(found[-1]))
        return tuple(reversed(found))

    def usual(self, row: MonthOf) -> tuple[float, float, int] | None:
        """(least, most, months) of what was seen in earlier whole months, counted in this way.

        None with fewer than two such months, and where nothing is counted.
        """
        same = [
            one.seen
            for one in self.months
            if one.month < row.month
            and one.is_whole
            and one.measure
            and (one.network, one.measure, one.era) == (row.network, row.measure, row.era)
        ]
        return (min(same), max(same), len(same)) if len(same) >= FEWEST_MONTHS else None


def month(workspace_id: int, first: dt.date, *, today: dt.date) -> Month:
    """The report's figures; as many queries for any number of posts."""
    last = _next(first) - dt.timedelta(days=1)
    board = selectors.board(workspace_id, today=today)
    names = [one.title for one in board.goals if one.breaks]
    names += [one.name for one in board.campaigns if one.breaks]
    return Month(
        first=first,
        last=last,
        goals=_goals(board, (workspace_id, first, last), today),
        months=_months(workspace_id, first),
        warned=_warned(workspace_id, first, last),
        broken=tuple(names),
        undated=NetworkPost.objects.filter(workspace=workspace_id, published=None).count(),
    )


def months_there(workspace_id: int) -> list[dt.date]:
    """The first days of the months in which posts went out, newest first; one query."""
    rows = NetworkPost.objects.filter(workspace=workspace_id).exclude(published=None)
    found = rows.order_by().annotate(m=TruncMonth("published", tzinfo=dt.UTC)).values_list("m")
    return sorted({row[0].date() for row in found.distinct()}, reverse=True)


def _next(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _before(first: dt.date) -> dt.date:
    return (first - dt.timedelta(days=1)).replace(day=1)


def _goals(
    board: selectors.Board, of: tuple[int, dt.date, dt.date], today: dt.date
) -> tuple[GoalMonth, ...]:
    workspace_id, first, last = of
    rows = GoalReading.objects.filter(goal__workspace_id=workspace_id, on__lte=last)
    found: dict[int, list[Reading]] = {}
    for goal, on, value, hits, n, source, era in rows.order_by("on", "pk").values_list(
        "goal_id", "on", "value", "hits", "n", "source", "era"
    ):
        found.setdefault(goal, []).append(Reading(on, value, hits, n, source, era))
    return tuple(
        _goal(one, found.get(one.id, []), first, min(today, last)) for one in board.measured
    )


def _goal(
    one: selectors.GoalView, every: list[Reading], first: dt.date, today: dt.date
) -> GoalMonth:
    """A goal as it stood at the end of the month, by what was counted in one way."""
    readings = in_one_way(every)
    before = [row for row in readings if row.on < first]
    after = [row for row in readings if row.on >= first]
    stood = outlook(
        baseline=one.baseline,
        target=one.target,
        due=one.due_on,
        first=readings[0] if readings else None,
        newest=readings[-1] if readings else None,
        today=today,
        is_broken=bool(one.breaks),
    )
    return GoalMonth(
        one.title,
        one.unit,
        one.target,
        one.owner,
        stood,
        before[-1] if before else None,
        after[-1] if after else None,
    )


_Counted = dict[tuple[str, str], tuple[str, ...]]
"""By network and way of counting, the acts that are added up."""


def _measured(rows: QuerySet[NetworkPost], counted: _Counted) -> QuerySet[Any, Any]:
    """Posts with what people did (y), beside how they were seen and in which way.

    A blank is unknown and not 0: of a post that lacks an act which its kind of export counts, y
    is unknown too.
    """
    sums = [
        When(network=network, era=era, then=_sum_of(acts))
        for (network, era), acts in counted.items()
    ]
    y: Any = Case(*sums, default=None, output_field=FloatField()) if sums else _NOTHING
    found: QuerySet[Any, Any] = rows.annotate(y=y)
    return found


_NOTHING: Any = Value(None, output_field=FloatField())


def _sum_of(acts: tuple[str, ...]) -> Any:
    """The acts added up; unknown as soon as one is."""
    whole: Any = Value(0.0)
    for name in acts:
        whole += F(name)
    return whole


def _acts_counted(workspace_id: int) -> _Counted:
    """The acts that at least half of the posts of a network and a way say; one query.

    Posts that say no act at all are not asked.
    """
    some = Q()
    for name in ACTS:
        some |= Q(**{f"{name}__isnull": False})
    posts = NetworkPost.objects.filter(some, workspace=workspace_id).order_by()
    counts = {f"n_{name}": Count(name) for name in ACTS}
    found = {}
    rows: Any = posts.values("network", "era").annotate(n=Count("pk"), **counts)
    for row in rows:
        acts = tuple(name for name in ACTS if 2 * row[f"n_{name}"] >= row["n"])
        if acts:
            found[row["network"], row["era"]] = acts
    return found


_BOTH = Q(seen__isnull=False, y__isnull=False)
_SUMS: dict[str, Any] = {
    "posts": Count("pk"),
    "with_seen": Count("seen"),
    "all_seen": Sum("seen"),
    "both": Count("pk", filter=_BOTH),
    "sx": Sum("seen", filter=_BOTH),
    "sy": Sum("y", filter=_BOTH),
    "sxx": Sum(F("seen") * F("seen"), filter=_BOTH),
    "sxy": Sum(F("seen") * F("y"), filter=_BOTH),
    "syy": Sum(F("y") * F("y"), filter=_BOTH),
}


def _sums(row: dict[str, Any]) -> Sums:
    return Sums(row["both"], *(row[key] or 0.0 for key in ("sx", "sy", "sxx", "sxy", "syy")))


def _months(workspace_id: int, first: dt.date) -> tuple[MonthOf, ...]:
    begin = first
    for _n in range(MONTHS_BEFORE):
        begin = _before(begin)
    span = (
        dt.datetime.combine(begin, dt.time(), dt.UTC),
        dt.datetime.combine(_next(first), dt.time(), dt.UTC),
    )
    posts = NetworkPost.objects.filter(
        workspace=workspace_id, published__gte=span[0], published__lt=span[1]
    )
    rows = (
        _measured(posts, _acts_counted(workspace_id))
        .annotate(month=TruncMonth("published", tzinfo=dt.UTC))
        .order_by("network", "month", "era")
        .values("network", "month", "measure", "era")
        .annotate(newest=Max("seen_on"), **_SUMS)
    )
    began = _began(workspace_id)
    return tuple(_month_of(row, began[row["network"]]) for row in _joined(rows))


def _joined(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Posts that say not how they were seen go to the one way of their network and month."""
    found: dict[tuple[str, dt.datetime], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["network"], row["month"]), []).append(row)
    for some in found.values():
        blank = next((one for one in some if not one["measure"]), None)
        if blank is not None and len(some) == 2:  # noqa: PLR2004  # blank, and one way
            some.remove(blank)
            some[0]["posts"] += blank["posts"]
            some[0]["newest"] = max(some[0]["newest"], blank["newest"])
    return [one for some in found.values() for one in some]


def _month_of(row: dict[str, Any], began: dt.date) -> MonthOf:
    """Whole: exports begin in its first week or before, and the newest was made after its end."""
    first = row["month"].date()
    is_over = row["newest"] >= _next(first)
    return MonthOf(
        network=row["network"], month=first, measure=row["measure"], era=row["era"],
        posts=row["posts"], with_seen=row["with_seen"], seen=row["all_seen"] or 0.0,
        rate=post_rate(_sums(row)), seen_on=row["newest"], is_over=is_over,
        is_whole=is_over and began < first + dt.timedelta(days=7),
    )  # fmt: skip


def _began(workspace_id: int) -> dict[str, dt.date]:
    """The day of each network's first post among the exports; one query."""
    rows = NetworkPost.objects.filter(workspace=workspace_id).exclude(published=None)
    found = rows.order_by().values("network").annotate(first=Min("published"))
    return {row["network"]: row["first"].date() for row in found}


def _warned(workspace_id: int, first: dt.date, last: dt.date) -> tuple[Warned, ...]:
    """Totals of taken files about this month that do not agree with their rows; one query."""
    files = Upload.objects.filter(workspace=workspace_id, state=Upload.State.TAKEN)
    found = []
    for name, network, report in files.order_by("pk").values_list("name", "network", "report"):
        span = report.get("span") or []
        if len(span) == 2 and (span[1] < first.isoformat() or span[0] > last.isoformat()):  # noqa: PLR2004  # first and last
            continue
        found += [
            Warned(name, network, column, stated, summed)
            for column, stated, summed in report.get("totals", [])
            if abs(stated - summed) > FAR * max(abs(stated), abs(summed))
        ]
    return tuple(found)


# --- rates of small groups -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """A group of posts or people: its raw rate, and the rate pulled towards the mean.

    `shrunk` is unknown where nothing says how far such groups differ by chance.
    """

    name: str
    acts: int
    seen: int
    posts: int
    raw: float
    shrunk: Estimate


@dataclass(frozen=True, slots=True)
class Rates:
    """The groups of a network, or of a dimension of an audience, most seen first.

    `kappa` is how many people the mean weighs; `era` how they were counted. `acts`: what is added
    up. Where `told` is no, no group is called above or below the mean.
    """

    network: str
    dimension: str
    measure: str
    era: str
    mean: float
    kappa: float
    rows: tuple[Rate, ...]
    seen_on: dt.date
    acts: tuple[str, ...] = ()
    told: bool = True


def post_types(workspace_id: int) -> list[Rates]:
    """Rates of each kind of post, shrunk within a network and a way of counting; two queries.

    Who sees one post is no sample of independent people: a kind's views count for what they are
    worth beside the differences of its posts.
    """
    counted = _acts_counted(workspace_id)
    posts = NetworkPost.objects.filter(workspace=workspace_id).exclude(kind="")
    rows = (
        _measured(posts, counted)
        .filter(_BOTH, seen__gt=0)
        .order_by("network", "era", "kind")
        .values("network", "measure", "era", "kind")
        .annotate(newest=Max("seen_on"), **_SUMS)
    )
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["network"], row["measure"], row["era"]), []).append(row)
    return [
        replace(one, acts=counted.get((network, era), ()))
        for (network, measure, era), some in found.items()
        if (one := _kinds((network, "", measure, era), some)) is not None
    ]


def _kinds(of: tuple[str, str, str, str], rows: list[dict[str, Any]]) -> Rates | None:
    """Kinds of post by the differences of their posts; unknown where too few posts tell those."""
    fair = [row for row in rows if 0 <= row["sy"] <= row["sx"]]
    if len(fair) < 2:  # noqa: PLR2004  # one kind has no mean to go to
        return None
    acts, seen = (sum(row[key] for row in fair) for key in ("sy", "sx"))
    apart = worth([_sums(row) for row in fair])
    kappa, mean, shrunk = 0.0, acts / seen, [cannot_tell("too few posts")] * len(fair)
    if apart is not None:
        pulled = shrink_rates([one[0] for one in apart], [one[1] for one in apart])
        kappa, mean, shrunk = pulled.kappa, pulled.mean, list(pulled.rates)
    made = [
        Rate(row["kind"], round(row["sy"]), round(row["sx"]), row["both"], row["sy"] / row["sx"],
             one)
        for row, one in zip(fair, shrunk, strict=True)
    ]  # fmt: skip
    made.sort(key=lambda one: -one.seen)
    newest = max(row["newest"] for row in fair)
    return Rates(*of, mean, kappa, tuple(made), newest, told=apart is not None)


def segments(workspace_id: int) -> list[Rates]:
    """Rates of the groups of imported audiences that carry both figures; one query.

    Only of people reached a group is called above or below: one person makes many views.
    """
    rows = GroupSnapshot.objects.filter(workspace=workspace_id).order_by("seen_on", "pk")
    newest: dict[tuple[str, str, str], tuple[dict[str, float], dt.date]] = {}
    for one in rows:
        key = (one.network, one.dimension, one.group)
        kept = newest.get(key, ({}, one.seen_on))[0]
        newest[key] = ({**kept, **one.figures}, one.seen_on)
    found: dict[tuple[str, str, str], list[tuple[str, int, int, int, dt.date]]] = {}
    for (network, dimension, group), (figures, seen_on) in newest.items():
        measure = next((name for name in ("reach", *SEEN_BY) if figures.get(name)), None)
        acts = [figures[name] for name in ("engagements", "clicks") if name in figures][:1]
        if measure is not None and acts:
            cell = (group, round(acts[0]), round(figures[measure]), 0, seen_on)
            found.setdefault((network, dimension, measure), []).append(cell)
    return [
        rates
        for (network, dimension, measure), cells in found.items()
        if (rates := _shrunk((network, dimension, measure, ""), cells)) is not None
    ]


def _shrunk(
    of: tuple[str, str, str, str], cells: list[tuple[str, int, int, int, dt.date]]
) -> Rates | None:
    """Needs two groups at least, and no more acts than people or views."""
    fair = [one for one in cells if 0 <= one[1] <= one[2]]
    if len(fair) < 2 or not sum(one[2] for one in fair):  # noqa: PLR2004  # one group has no mean to go to
        return None
    found = shrink_rates([one[1] for one in fair], [one[2] for one in fair])
    rows = [
        Rate(name, acts, seen, posts, acts / seen if seen else 0.0, shrunk)
        for (name, acts, seen, posts, _on), shrunk in zip(fair, found.rates, strict=True)
    ]
    rows.sort(key=lambda one: -one.seen)
    newest = max(one[4] for one in fair)
    return Rates(*of, found.mean, found.kappa, tuple(rows), newest, told=of[2] == "reach")


@dataclass(frozen=True, slots=True)
class Brought:
    """The shares of an imported audience, by group: per cents or counts as the network gave."""

    network: str
    dimension: str
    metric: str
    is_rounded: bool
    groups: tuple[tuple[str, float], ...]
    seen_on: dt.date
    file: str


SHARES = ("views_share", "followers", "reach", "views", "impressions")
"""What a table of an audience is made of, the first that it has."""
NO_AUDIENCE = frozenset({"ga4", "web"})
"""Their groups are places that visits come from, not people."""


def audiences(workspace_id: int) -> list[Brought]:
    """Imported tables of who they are, the newest file of each; one query."""
    rows = GroupSnapshot.objects.filter(workspace=workspace_id).select_related("upload")
    found: dict[tuple[str, str], list[GroupSnapshot]] = {}
    for one in rows.order_by("-seen_on", "-upload_id", "pk"):
        kept = found.setdefault((one.network, one.dimension), [])
        if not kept or kept[0].upload_id == one.upload_id:
            kept.append(one)
    return [table for some in found.values() if (table := _brought(some)) is not None]


def _brought(rows: list[GroupSnapshot]) -> Brought | None:
    names = {name for row in rows for name in row.figures}
    metric = next((name for name in SHARES if name in names), None)
    if metric is None or rows[0].network in NO_AUDIENCE:
        return None
    groups = tuple((row.group, row.figures[metric]) for row in rows if metric in row.figures)
    first = rows[0]
    return Brought(first.network, first.dimension, metric, first.is_rounded, groups,
                   first.seen_on, first.upload.name)  # fmt: skip
