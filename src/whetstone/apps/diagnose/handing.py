"""Parameter packs: handing on what is known of the questions here, and using what others know.

What comes in is weighed question by question. Taken is what is the same question, to the letter,
and better known there than here: more first answers are behind it. Where five operational
questions of an area are known to both, theirs are put on our scale by them (`linking`), and the
error of that is added to each; otherwise both stand on the scale of the authors' numbers already.
What is taken counts as a calibration does: whole, in one act, and it stays until more answers
here than there are behind a question.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.diagnose import rebuilding
from whetstone.apps.diagnose.bank_state import guessed
from whetstone.apps.diagnose.carrying import PACK, as_carried
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import BankAct, CalibratedItem, CalibrationRun, Item
from whetstone.apps.people import services as people_services
from whetstone.core.kernel.errors import Refused
from whetstone.core.measurement.item_life import OPERATIONAL_FROM, PROVISIONAL_FROM
from whetstone.core.measurement.linking import FEWEST, Link, link
from whetstone.formats.parameter_packs import DIGITS, PackAreas, PackItem, ParameterPack

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.live import Shelf

SAME: Final = Link(1.0, 0.0, 0.0, 0)
TAKEN, KNOWN_BETTER, OTHER_WORDS, UNKNOWN, TOO_FEW = STANDINGS = (
    "taken", "known better here", "other words here", "not here", "too few answers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a pack: what becomes of it here, and how many answers each side has."""

    item: PackItem
    standing: str
    area_id: str
    n_here: int
    pk: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pack would do. `lines`: how theirs come onto our scale, by area."""

    pack: ParameterPack
    rows: tuple[Row, ...]
    lines: Mapping[str, Link]
    areas_taken: bool

    @property
    def taken(self) -> tuple[Row, ...]:
        """The questions whose numbers would be used."""
        return tuple(row for row in self.rows if row.standing == TAKEN)


def outgoing(*, issuer: str, now: dt.datetime) -> ParameterPack:
    """What is known here, as a pack; it is signed where the key is.

    Raises:
        Refused: nothing is calibrated here, or all of it came from others.
    """
    held = shelf()
    rows = CalibratedItem.objects.filter(run_id=held.run).select_related("item").order_by("pk")
    own = [row for row in rows if PACK not in row.watch] if held.run else []
    if not own:
        raise Refused(
            _("There is nothing to hand on"),
            _("no question has numbers from answers given here."),
        )
    run = CalibrationRun.objects.get(pk=held.run)
    return ParameterPack(
        issuer=issuer,
        made_at=now,
        engine=run.fingerprint.split("/")[0],
        items=tuple(_as_item(row) for row in own),
        areas=_as_areas(run.together),
    )


def _as_item(row: CalibratedItem) -> PackItem:
    pace = row.watch.get("pace") or {}
    return PackItem(
        id=row.item.slug,
        version=row.item.version,
        content=row.item.content_hash,
        a=round(row.a, DIGITS),
        a_se=round(row.a_se, DIGITS),
        b=round(row.b, DIGITS),
        b_se=round(row.b_se, DIGITS),
        steps=tuple(round(step, DIGITS) for step in row.steps),
        n=row.n,
        fastest=round(float(pace.get("fastest") or 0.0), 2),
        c=guessed(row.item.payload),
    )


def _as_areas(together: Mapping[str, Any]) -> PackAreas | None:
    if not together.get("people") or PACK in together:
        return None

    def table(name: str) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(round(float(one), DIGITS) for one in row) for row in together[name])

    return PackAreas(
        tuple(together["areas"]), table("matrix"), table("information"), int(together["people"])
    )


def preview(pack: ParameterPack) -> Preview:
    """What a pack would do, question by question; a few queries."""
    held = shelf()
    stored = {
        (row.slug, row.version): row
        for row in Item.objects.filter(slug__in=[one.id for one in pack.items])
    }
    rows = tuple(_weighed(one, stored.get((one.id, one.version)), held) for one in pack.items)
    return Preview(pack, rows, _lines(rows, held), _brings_areas(pack, held))


def _weighed(one: PackItem, row: Item | None, held: Shelf) -> Row:
    known = held.by_pk.get(row.pk) if row is not None else None
    if row is None or known is None:
        return Row(one, UNKNOWN, row.area_id if row else "", 0, 0)
    n = known.calibrated_from
    alike = row.content_hash == one.content and guessed(row.payload) == one.c
    if not alike or row.max_score != len(one.steps):
        standing = OTHER_WORDS
    elif one.n < PROVISIONAL_FROM:
        standing = TOO_FEW
    else:
        standing = TAKEN if one.n > n else KNOWN_BETTER
    return Row(one, standing, row.area_id, n, row.pk)


def _lines(rows: Sequence[Row], held: Shelf) -> dict[str, Link]:
    """By area, the line that takes their numbers to our scale."""
    both = defaultdict(list)
    for row in rows:
        same = row.standing in {TAKEN, KNOWN_BETTER}
        if same and min(row.n_here, row.item.n) >= OPERATIONAL_FROM:
            both[row.area_id].append((row.item, held.parameters[held.by_pk[row.pk].row]))
    return {
        area: link(
            np.array([theirs.a for theirs, _ours in pairs]),
            np.array([theirs.b for theirs, _ours in pairs]),
            to_a=np.array([ours.a for _theirs, ours in pairs]),
            to_b=np.array([ours.b for _theirs, ours in pairs]),
        )
        for area, pairs in both.items()
        if len(pairs) >= FEWEST
    }


def _brings_areas(pack: ParameterPack, held: Shelf) -> bool:
    return pack.areas is not None and pack.areas.people > held.together.people


@transaction.atomic
def take(pack: ParameterPack, *, now: dt.datetime) -> CalibrationRun:
    """Use what a pack knows better, from now on, for everybody. Its signature was checked before.

    Raises:
        Refused: the pack was taken before, a calibration is under way, or it brings nothing.
    """
    what, mark = _("This pack is not taken"), f"pack/{pack.digest()}"
    if CalibrationRun.objects.filter(fingerprint=mark).exists():
        raise Refused(what, _("it was taken before."))
    if CalibrationRun.objects.select_for_update().filter(is_open=True).exists():
        raise Refused(what, _("a calibration is under way."), _("Take it when that is done."))
    seen = preview(pack)
    if not seen.taken and not seen.areas_taken:
        raise Refused(what, _("everything in it is unknown here, or known better."))
    held = shelf()
    run = CalibrationRun.objects.create(
        cause=CalibrationRun.Cause.PACK,
        until=0,
        newest_item=max(held.by_pk, default=0),
        fingerprint=mark,
        report=_report(seen, held),
        together=_together(seen, held),
        started_at=now,
        worked_at=now,
        finished_at=now,
        is_open=False,
    )
    names = {row.pk for row in seen.taken}
    kept = CalibratedItem.objects.filter(run_id=held.run).exclude(item_id__in=names)
    CalibratedItem.objects.bulk_create(
        [
            *(_taken(row, run, seen) for row in seen.taken),
            *(as_carried(row, run) for row in (kept if held.run else ())),
        ]
    )
    BankAct.objects.create(kind=BankAct.Kind.CALIBRATED, run=run, recorded_at=now)
    people_services.audit(
        workspace_id=None,
        actor_id=None,
        act="bank.parameters",
        object_kind="pack",
        object_id=pack.digest()[:16],
        now=now,
    )
    transaction.on_commit(rebuilding.rebuild_levels.enqueue)
    return run


def _taken(row: Row, run: CalibrationRun, seen: Preview) -> CalibratedItem:
    """Their numbers on our scale; the error of the line is added to the place's."""
    one, line = row.item, seen.lines.get(row.area_id, SAME)
    return CalibratedItem(
        run=run,
        item_id=row.pk,
        a=one.a / line.slope,
        a_se=one.a_se / line.slope,
        b=line.slope * one.b + line.shift,
        b_se=float(np.hypot(line.slope * one.b_se, line.shift_se)),
        steps=[round(line.slope * step, 6) for step in one.steps],
        n=one.n,
        worth=float(one.n),
        watch={
            PACK: seen.pack.issuer,
            "pace": {"fastest": one.fastest} if one.fastest else None,
        },
    )


def _report(seen: Preview, held: Shelf) -> dict[str, Any]:
    """As a calibration reports, area by area; `from` names who knew."""
    found: dict[str, Any] = {}
    for area in held.framework.area_ids:
        mine = [row for row in seen.taken if row.area_id == area]
        line = seen.lines.get(area)
        found[area] = {
            "questions": len(mine),
            "answers": sum(row.item.n for row in mine),
            "persons": 0,
            "missing": 0,
            "passes": 0,
            "converged": True,
            "from": seen.pack.issuer,
            "people": [round(line.shift, 4), round(line.slope, 4)] if line else None,
            "people_se": round(line.shift_se, 4) if line else None,
            "trust": None,
        }
    return found


def _together(seen: Preview, held: Shelf) -> dict[str, Any]:
    told = seen.pack.areas
    if seen.areas_taken and told is not None:
        return {
            "areas": list(told.areas),
            "matrix": [list(row) for row in told.matrix],
            "information": [list(row) for row in told.information],
            "people": told.people,
            "pairs": 0,
            "converged": True,
            PACK: seen.pack.issuer,
        }
    kept = CalibrationRun.objects.filter(pk=held.run).values_list("together", flat=True).first()
    return dict(kept or {})
