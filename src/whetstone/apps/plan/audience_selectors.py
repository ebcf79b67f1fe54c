"""Which networks the target uses, and who engaged, from what a workspace has written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.plan.models_audience import (
    AudienceSegment,
    AudienceSource,
    AudienceSurvey,
    EngagerTable,
)
from whetstone.core.strategy.engagers import EngagerMix, Split, engager_mix, follower_split
from whetstone.core.strategy.network_fit import (
    CellUse,
    NetworkFit,
    OwnAnswers,
    Step,
    network_fit,
    portfolio,
)
from whetstone.core.strategy.segments import Segment, crossed_people, crossed_share, mix

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

EVERYONE = "all"
IN_A_PORTFOLIO = 3
SHOWN_TABLES = 6
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: `claims` where the ledger has them, each with "live" or not."""

    text: str
    year: int
    asked: int
    is_assumed: bool
    claim: str = ""
    is_live: bool = True


@dataclass(frozen=True, slots=True)
class Audience:
    """The target and what is known of it. `unknown` are countries without a source."""

    segments: tuple[AudienceSegment, ...]
    fit: NetworkFit | None
    steps: tuple[Step, ...]
    everyone: Mapping[str, float]
    sources: tuple[Source, ...]
    unknown: tuple[str, ...]
    is_crossed: bool
    surveys: tuple[AudienceSurvey, ...]


def audience(workspace_id: int, *, today: dt.date) -> Audience:
    """The target's networks; as many queries for one segment as for many."""
    segments = tuple(AudienceSegment.objects.filter(workspace_id=workspace_id).order_by("pk"))
    surveys = tuple(AudienceSurvey.objects.filter(workspace_id=workspace_id).order_by("pk"))
    own = _own_tables(workspace_id)
    uses, sources, known = [], {}, set()
    ledger = field.ledger(workspace_id, on=today)
    for one in segments:
        rows = _rows_of(one, own)
        for row in rows:
            live = not row["claim"] or row["claim"] in ledger.live
            sources[row["source"], row["label"], row["year"]] = _source(row, is_live=live)
        found = _uses(one, rows)
        uses += found
        if found:
            known.add(one.pk)
    usable = [one for one in segments if one.pk in known]
    everyone = _everyone(segments, own)
    weights = _weights(segments)
    shares: dict[str, dict[str, float]] = {}
    for use in uses:
        shares.setdefault(use.network, {})[use.cell] = use.share
    is_whole = bool(segments) and (len(usable) == len(segments) or bool(surveys))
    return Audience(
        segments=segments,
        fit=network_fit(weights, uses, everyone=everyone, own=_answers(surveys))
        if is_whole and weights
        else None,
        steps=portfolio(weights, shares, most=IN_A_PORTFOLIO) if is_whole and weights else (),
        everyone=everyone,
        sources=tuple(sources.values()),
        unknown=tuple(sorted({one.country for one in segments if one.pk not in known})),
        is_crossed=any(len(one.groups) > 1 for one in segments),
        surveys=surveys,
    )


def group_choices(workspace_id: int) -> list[tuple[str, str]]:
    """Groups that some table knows, and those of own sources."""
    found = {EVERYONE: "All adults"}
    for table in field.framework().references:
        found |= {row["group"]: row["label"] for row in table["rows"]}
    own = AudienceSource.objects.filter(workspace_id=workspace_id).values_list("group", flat=True)
    return list((found | {group: group for group in own if group not in found}).items())


def networks_of_references() -> set[str]:
    """The networks that the shipped tables name."""
    tables = field.framework().references
    return {name for table in tables for row in table["rows"] for name, _share in row["use"]}


@dataclass(frozen=True, slots=True)
class Engaged:
    """One table of engagers, read."""

    row: EngagerTable
    mix: EngagerMix
    split: Split


def engaged(workspace_id: int) -> tuple[Engaged, ...]:
    """The newest tables of engagers, read; one query."""
    rows = EngagerTable.objects.filter(workspace_id=workspace_id).order_by("-on", "-pk")
    return tuple(
        Engaged(
            row,
            engager_mix(row.counts, row.target, seed=row.pk, rounded=row.is_rounded),
            follower_split(row.followers, row.people),
        )
        for row in rows[:SHOWN_TABLES]
    )


def wanted_before(workspace_id: int, network: str) -> dict[str, float]:
    """What was wanted of each group when tables of this network came before; one query."""
    rows = EngagerTable.objects.filter(workspace_id=workspace_id, network=network)
    found: dict[str, float] = {}
    for target in rows.order_by("on", "pk").values_list("target", flat=True):
        found |= target
    return found


def _own_tables(workspace_id: int) -> dict[tuple[str, str], dict[str, Any]]:
    """The newest own table of each country and group."""
    return {
        (one.country, one.group): {
            "group": one.group, "label": one.group, "claim": "", "year": one.on.year,
            "asked": one.asked, "asked_is": "published", "use": one.use, "source": one.source,
        }
        for one in AudienceSource.objects.filter(workspace_id=workspace_id).order_by("on", "pk")
    }  # fmt: skip


def _tables(
    country: str, own: Mapping[tuple[str, str], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Rows by group of one country: the shipped ones, and over them the team's own."""
    found: dict[str, dict[str, Any]] = {}
    for table in field.framework().references:
        if table["country"] == country:
            source = f"{table['publisher']}: {table['title']}"
            for row in table["rows"]:
                use = {name: share / PERCENT for name, share in row["use"]}
                found[row["group"]] = {**row, "use": use, "source": source}
    return found | {group: row for (land, group), row in own.items() if land == country}


def _rows_of(
    one: AudienceSegment, own: Mapping[tuple[str, str], dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows that a segment rests on; with a crossing, everyone's comes first."""
    tables = _tables(one.country, own)
    wanted = [EVERYONE, *one.groups] if len(one.groups) > 1 else list(one.groups)
    return [tables[group] for group in wanted] if set(wanted) <= tables.keys() else []


def _uses(one: AudienceSegment, rows: list[dict[str, Any]]) -> list[CellUse]:
    cell = str(one.pk)
    if len(rows) == 1:
        (row,) = rows
        return [CellUse(name, cell, share, row["asked"]) for name, share in row["use"].items()]
    found = []
    for name in rows[0]["use"] if rows else ():
        parts = [(row["use"].get(name, 0.0), row["asked"]) for row in rows]
        if all(0 < share < 1 for share, _asked in parts):
            share = crossed_share(*(share for share, _asked in parts))
            found.append(CellUse(name, cell, share, max(1, round(crossed_people(*parts)))))
    return found


def _weights(segments: Iterable[AudienceSegment]) -> dict[str, float]:
    parts = [Segment(one.name, one.weight, {str(one.pk): 1.0}) for one in segments]
    return mix(parts) if any(one.weight > 0 for one in parts) else {}


def _everyone(
    segments: Iterable[AudienceSegment], own: Mapping[tuple[str, str], dict[str, Any]]
) -> dict[str, float]:
    """Use of everyone, for the index; only where the whole target lives in one country."""
    countries = {one.country for one in segments}
    if len(countries) != 1:
        return {}
    row = _tables(countries.pop(), own).get(EVERYONE)
    return dict(row["use"]) if row else {}


def _answers(surveys: Iterable[AudienceSurvey]) -> list[OwnAnswers]:
    sums: dict[str, list[int]] = {}
    for one in surveys:
        users, asked = sums.get(one.network, [0, 0])
        sums[one.network] = [users + one.users, asked + one.asked]
    return [OwnAnswers(name, users, asked) for name, (users, asked) in sums.items()]


def _source(row: Mapping[str, Any], *, is_live: bool) -> Source:
    return Source(
        text=f"{row['source']} ({row['label']})",
        year=row["year"],
        asked=row["asked"],
        is_assumed=row["asked_is"] == "assumed",
        claim=row["claim"],
        is_live=is_live,
    )
