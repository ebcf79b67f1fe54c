"""A file of figures is kept, recognised, asked about and looked at; nothing is changed by that."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from django.db import transaction

from whetstone.apps.people.services import audit
from whetstone.apps.plan import figures_fates
from whetstone.apps.plan.figures_models import HeaderMapping, Upload, UploadFlaw, UploadPiece
from whetstone.core.kernel.errors import Fault, Faults, Missing
from whetstone.formats import networks
from whetstone.formats.networks.canon import DayRow, Flaw, PostRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from whetstone.apps.plan.figures_fates import Judged
    from whetstone.formats.networks import Recognised, Row

State = Upload.State
WAITS: Final = (State.READING, State.ASKING, State.READY, State.UNREADABLE, State.TAKING)
MOST_BYTES: Final = 100_000_000
SMALL: Final = 200_000
"""Bytes of a file that is read while the browser waits; a larger one goes to the worker."""
PIECE: Final = 1_000_000
MOST_FLAWS: Final = 20_000
"""Flaws that are kept with their places; what is beyond is counted."""
SHOWN: Final = 60
"""Rows of each fate that are shown before the file is taken."""
LONGEST_SHOWN: Final = 160
NEEDS_MAPPING: Final = "mapping"


@transaction.atomic
def upload(
    *,
    workspace_id: int,
    name: str,
    chunks: Iterable[bytes],
    seen_on: dt.date,
    actor_id: int | None,
    now: dt.datetime,
    touched_at: dt.datetime | None = None,
) -> Upload:
    """Keep a file as it came, piece by piece. The same one, while it waits, is kept once.

    `touched_at` is the real time, where the workspace's clock is another.
    """
    made = Upload.objects.create(
        workspace_id=workspace_id, name=name[:120], made_by_id=actor_id, made_at=now,
        touched_at=touched_at or now, seen_on=seen_on,
    )  # fmt: skip
    digest = hashlib.sha256()
    for place, data in enumerate(_of_one_size(chunks)):
        digest.update(data)
        made.size += len(data)
        UploadPiece.objects.create(upload=made, place=place, data=data)
    made.digest = digest.hexdigest()
    same = Upload.objects.filter(
        workspace=workspace_id, digest=made.digest, seen_on=seen_on, made_by=actor_id,
        state__in=WAITS,
    )  # fmt: skip
    if (found := same.first()) is not None:
        made.delete()
        return found
    taken = Upload.objects.filter(
        workspace=workspace_id, digest=made.digest, state=State.TAKEN
    ).order_by("pk")
    if (before := taken.first()) is not None:
        made.seen_on = before.seen_on  # the same bytes were exported once
    made.save(update_fields=["digest", "size", "seen_on"])
    audit(
        workspace_id=workspace_id, actor_id=actor_id, act="upload figures", now=now,
        object_kind="figures", object_id=made.pk,
    )  # fmt: skip
    return made


def _of_one_size(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def read(upload_id: int, *, clock: Callable[[], dt.datetime]) -> None:
    """Recognise a file; read it where nothing is to be asked. Begun anew where it was stopped."""
    one = Upload.objects.filter(pk=upload_id, state=State.READING).first()
    if one is None:
        return
    UploadFlaw.objects.filter(upload=one).delete()
    one.done, one.counts = 0, {}
    try:
        with opened(one) as file:
            head = _recognised(one, file)
            _describe(one, head)
            if head.questions:
                one.state = State.ASKING
            else:
                _look(one, file, clock)
                one.state = State.READY
    except (Fault, Faults) as fault:
        UploadFlaw.objects.filter(upload=one).delete()
        faults = fault.faults if isinstance(fault, Faults) else (fault,)
        one.report = {**one.report, "faults": [[f.where, f.what, f.mend] for f in faults]}
        one.state = State.UNREADABLE
    one.touched_at = clock()
    one.save()


@contextmanager
def opened(one: Upload) -> Iterator[BinaryIO]:
    """The bytes of a file that waits, on disk and not in memory."""
    with tempfile.TemporaryFile() as file:
        places = UploadPiece.objects.filter(upload=one).order_by("place")
        for place in places.values_list("pk", flat=True):
            file.write(bytes(UploadPiece.objects.get(pk=place).data))
        file.seek(0)
        yield file


def options_of(one: Upload) -> networks.Options:
    """What was answered about a file, as its reader takes it."""
    said = one.options
    return networks.Options(
        zone=said.get("zone", ""),
        year_hint=_day(said.get("year_hint")),
        window=_window(said.get("window")),
        day_first=said.get("day_first"),
        mapping=said.get("mapping") or None,
        network=said.get("network", ""),
        seen_on=one.seen_on,
    )


def answer(
    *,
    upload_id: int,
    workspace_id: int,
    answers: dict[str, Any],
    actor_id: int | None,
    now: dt.datetime,
) -> Upload:
    """Say what a file could not; a mapping is remembered for its header. It is read anew.

    Raises:
        Missing: there is no such file here that waits for an answer.
    """
    open_ones = (State.ASKING, State.READY, State.UNREADABLE)
    with transaction.atomic():
        found = Upload.objects.select_for_update().filter(
            pk=upload_id, workspace=workspace_id, state__in=open_ones
        )
        one = found.first()
        if one is None:
            raise Missing("upload", str(upload_id))
        one.options = {**one.options, **answers}
        if one.options.get("mapping"):
            _remember(one, actor_id, now)
        one.state, one.touched_at = State.READING, now
        one.save(update_fields=["options", "state", "touched_at"])
    return one


def fingerprint(headers: Iterable[str]) -> str:
    """A header by which it is known again, whatever its case and blanks."""
    text = "\x1f".join(" ".join(one.split()).casefold() for one in headers)
    return hashlib.sha256(text.encode()).hexdigest()


def _remember(one: Upload, actor_id: int | None, now: dt.datetime) -> None:
    said = one.options
    HeaderMapping.objects.update_or_create(
        workspace_id=one.workspace_id,
        fingerprint=fingerprint(one.report.get("headers", [])),
        defaults={
            "network": said.get("network", ""), "mapping": said["mapping"],
            "zone": said.get("zone", ""), "made_by_id": actor_id, "made_at": now,
        },
    )  # fmt: skip
    audit(
        workspace_id=one.workspace_id, actor_id=actor_id, act="map columns", now=now,
        object_kind="figures", object_id=one.pk,
    )  # fmt: skip


def _recognised(one: Upload, file: BinaryIO) -> Recognised:
    """What the file is; a header that was mapped before brings its mapping along."""
    head = networks.recognise(file, one.name, options_of(one))
    if head.format:
        return head
    known = HeaderMapping.objects.filter(
        workspace=one.workspace_id,
        fingerprint=fingerprint(column.header for column in head.columns),
    ).first()
    if known is None:
        return head
    one.options = {
        **one.options, "network": known.network, "mapping": known.mapping,
        **({"zone": known.zone} if known.zone else {}),
    }  # fmt: skip
    return networks.recognise(file, one.name, options_of(one))


def _describe(one: Upload, head: Recognised) -> None:
    """Keep what the file is, beside it."""
    one.by_mapping = bool(one.options.get("mapping")) or not head.format
    one.format = head.format[:60]
    one.network = (one.options.get("network") or head.network)[:40]
    one.report = {
        "headers": [column.header for column in head.columns],
        "samples": [[cell[:LONGEST_SHOWN] for cell in row] for row in head.samples[:5]],
        "questions": list(head.questions),
        "zone": (_zone_before(one) if "zone" in head.questions else "") or head.zone,
        "window": [day.isoformat() for day in head.window] if head.window else None,
        "tables": [[sheet.name, sheet.format, sheet.makes] for sheet in head.sheets],
        "unused": [
            column.header for column in head.columns if not column.holds and not column.metric
        ],
    }
    one.eras = {
        column.metric.name: column.metric.era
        for columns in (head.columns, *(sheet.columns for sheet in head.sheets))
        for column in columns
        if column.metric and column.metric.era
    }


def _zone_before(one: Upload) -> str:
    """The zone that was said of the last file of this kind here."""
    before = Upload.objects.filter(
        workspace=one.workspace_id, format=one.format, network=one.network, state=State.TAKEN
    ).order_by("-pk")
    said = before.values_list("options", flat=True).first() or {}
    return str(said.get("zone", ""))


def _look(one: Upload, file: BinaryIO, clock: Callable[[], dt.datetime]) -> None:
    """Read every row, judge it, keep the flaws; memory does not grow with the file."""
    file.seek(0)
    export = networks.read(file, one.name, options_of(one))
    counts: Counter[str] = Counter()
    shown: dict[str, list[Any]] = {}
    eras = figures_fates.eras_of(one.workspace_id)
    span: list[dt.date] = []
    metrics: set[str] = set()
    codes: set[str] = set()
    for rows, flaws in batches(export.rows()):
        judged = figures_fates.judge(one, rows, eras)
        figures_fates.tally(judged, counts)
        _keep_flaws(one, flaws, counts)
        codes.update(flaw.code for flaw in flaws)
        _widen(span, rows)
        metrics.update(name for row in rows for name in row.figures)
        for each in judged:
            some = shown.setdefault(each.fate, [])
            if len(some) < SHOWN:
                some.append(_as_shown(each))
        one.done += len(rows) + len(flaws)
        Upload.objects.filter(pk=one.pk).update(
            done=one.done, counts={"bytes": min(file.tell(), one.size)}, touched_at=clock()
        )
    if not one.done:
        raise Fault("file", "there is no row in it", "Export a longer time, and choose it again.")
    refused = UploadFlaw.objects.filter(upload=one, refuses=True).values("line").distinct().count()
    counts["refused"] = max(refused, export.counts.get("refused", 0))
    one.counts = dict(counts)
    one.report["shown"] = shown
    one.report["metrics"] = sorted(metrics)
    one.report["codes"] = sorted(codes)
    one.report["span"] = [day.isoformat() for day in span]
    one.report["totals"] = [[t.column, t.stated, t.summed] for t in export.totals]


def batches(rows: Iterable[Row | Flaw]) -> Iterator[tuple[list[Row], list[Flaw]]]:
    """Rows and flaws, some at a time. The last of two rows about one thing goes on its own."""
    some: list[Row] = []
    flaws: list[Flaw] = []
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if isinstance(row, Flaw):
            flaws.append(row)
            continue
        key = figures_fates.key_of(row)
        if len(some) + len(flaws) >= figures_fates.AT_ONCE or key in seen:
            yield some, flaws
            some, flaws, seen = [], [], set()
        seen.add(key)
        some.append(row)
    if some or flaws:
        yield some, flaws


def _keep_flaws(one: Upload, flaws: list[Flaw], counts: Counter[str]) -> None:
    room = max(0, MOST_FLAWS - counts["flaws"])
    counts["flaws"] += len(flaws)
    counts["warned"] += sum(not flaw.refuses for flaw in flaws)
    UploadFlaw.objects.bulk_create(
        UploadFlaw(
            upload=one, line=flaw.line, column=flaw.column[:120], code=flaw.code[:40],
            shown=flaw.shown[:120], refuses=flaw.refuses,
        )
        for flaw in flaws[:room]
    )  # fmt: skip


def _widen(span: list[dt.date], rows: Iterable[Row]) -> None:
    days = [
        day
        for row in rows
        if (day := row.on if isinstance(row, DayRow) else _published(row)) is not None
    ]
    if days:
        all_days = [*span, *days]
        span[:] = [min(all_days), max(all_days)]


def _published(row: Row) -> dt.date | None:
    return row.published.date() if isinstance(row, PostRow) and row.published else None


def _as_shown(one: Judged) -> dict[str, Any]:
    """A row as the page shows it: what it is about, and what its figures were before."""
    row = one.row
    known = one.before.figures
    if isinstance(row, PostRow):
        what, when = row.text or row.link or row.post_id, _published(row)
    elif isinstance(row, DayRow):
        what, when = row.part, row.on
    else:
        what, when = row.group, None
    return {
        "line": row.line,
        "kind": figures_fates.kind_of(row),
        "what": what[:LONGEST_SHOWN],
        "when": when.isoformat() if when else "",
        "figures": [
            [name, known.get(name), value]
            for name, value in row.figures.items()
            if one.fate is not figures_fates.Fate.CHANGED or known.get(name) != value
        ][:12],
    }


def _day(said: str | None) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None


def _window(said: list[str] | None) -> tuple[dt.date, dt.date] | None:
    if not said:
        return None
    first, last = (dt.date.fromisoformat(one) for one in said)
    return first, last
