"""Messages come in: read, masked, looked at, taken. The file itself is never kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from typing import IO, TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from whetstone.apps.lead import voices_matching
from whetstone.apps.lead.models_voices import VoiceFile, VoiceMapping, VoiceMessage, VoicePiece
from whetstone.apps.lead.voices_keys import keyed, log_act, monday
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.formats.voices import heads
from whetstone.formats.voices.masking import mask
from whetstone.formats.voices.reading import Options, Reading, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.formats.voices.reading import Message

PIECE: Final = 2_000
MOST_FLAWS: Final = 2_000
"""Flaws kept with their places; what is beyond is counted."""
BATCH: Final = 2_000
LONGEST_HEAD: Final = 80
State = VoiceFile.State

Row = list[Any]
"""key, author, channel, text, at, answered, resolved: as a piece holds it."""


def look(
    file: IO[bytes],
    *,
    workspace_id: int,
    seen_on: dt.date,
    zone: str,
    day_first: bool | None,
    mapping: dict[str, str] | None,
) -> Reading:
    """Read a file, or say what must be asked first. A header that was explained is known again.

    Raises:
        Fault: it cannot be read at all.
    """
    options = Options(
        keyed=keyed(workspace_id), seen_on=seen_on, zone=zone, day_first=day_first, mapping=mapping
    )
    found = read(file, options)
    if "mapping" in found.asks and mapping is None:
        known = VoiceMapping.objects.filter(
            workspace=workspace_id, fingerprint=_fingerprint(found.headers)
        ).first()
        if known is not None:
            return look(
                file, workspace_id=workspace_id, seen_on=seen_on, zone=zone, day_first=day_first,
                mapping=known.mapping,
            )  # fmt: skip
    return found


@transaction.atomic
def stage(
    found: Reading,
    *,
    workspace_id: int,
    name: str,
    seen_on: dt.date,
    zone: str,
    mapping: dict[str, str] | None,
    actor_id: int | None,
    now: dt.datetime,
) -> VoiceFile:
    """Keep what was read until somebody takes it. The same, while it waits, is kept once."""
    digest = _digest(found)
    same = VoiceFile.objects.filter(
        workspace=workspace_id, digest=digest, seen_on=seen_on, state=State.READY
    ).first()
    if same is not None:
        return same
    if mapping:
        _remember(found, mapping, workspace_id=workspace_id, actor_id=actor_id, now=now)
    made = VoiceFile.objects.create(
        workspace_id=workspace_id, name=name[:120], digest=digest, seen_on=seen_on,
        counts=_counted(found, workspace_id), report=_report(found, zone),
        made_by_id=actor_id, made_at=now,
    )  # fmt: skip
    VoicePiece.objects.bulk_create(
        VoicePiece(workspace_id=workspace_id, file=made, place=place, rows=rows)
        for place, rows in enumerate(_pieces(found.messages))
    )
    log_act(workspace_id, "read messages", made.pk, actor_id=actor_id, now=now)
    return made


def take(*, file_id: int, workspace_id: int, actor_id: int | None, now: dt.datetime) -> VoiceFile:
    """Take a file's messages; what is known already is only brought up to date. Safe to repeat.

    Raises:
        Missing: there is no such file here.
        Refused: it was thrown away.
    """
    mark(file_id=file_id, workspace_id=workspace_id, actor_id=actor_id, now=now)
    while take_piece(file_id, now=now, touched=now):
        pass
    return VoiceFile.objects.get(pk=file_id)


@transaction.atomic
def mark(*, file_id: int, workspace_id: int, actor_id: int | None, now: dt.datetime) -> bool:
    """Say that a file is to be taken; False where somebody has said so.

    Raises:
        Missing: there is no such file here.
        Refused: it was thrown away.
    """
    one = _locked(file_id, workspace_id)
    if one.state in {State.TAKING, State.TAKEN}:
        return False
    if one.state != State.READY:
        raise Refused("take messages", "dropped")
    one.state, one.touched_at = State.TAKING, now
    one.save(update_fields=["state", "touched_at"])
    log_act(workspace_id, "take messages", one.pk, actor_id=actor_id, now=now)
    return True


@transaction.atomic
def take_piece(file_id: int, *, now: dt.datetime, touched: dt.datetime) -> bool:
    """Take the next piece of a file that is marked, all or none of it. False: it is all taken.

    `now` is the workspace's, `touched` the moment by which a lost worker is known.
    """
    rows = VoiceFile.objects.select_for_update().filter(pk=file_id, state=State.TAKING)
    one = rows.first()
    if one is None:
        return False
    piece = VoicePiece.objects.filter(file=one).order_by("place").first()
    one.touched_at = touched
    if piece is None:
        one.state, one.taken_at = State.TAKEN, now
        one.counts = {**one.counts, "new": 0, **one.counts.get("done", {})}
    else:
        done = Counter(one.counts.get("done", {}))
        done.update(_take_rows(one, piece.rows, now))
        one.counts = {**one.counts, "done": dict(done)}
        piece.delete()
    one.save(update_fields=["state", "taken_at", "touched_at", "counts"])
    return piece is not None


def _take_rows(one: VoiceFile, rows: list[Row], now: dt.datetime) -> dict[str, int]:
    here, zone = one.workspace_id, ZoneInfo(one.report["zone"] or "UTC")
    known = _known(here, [row[0] for row in rows])
    fresh = [_message(one, row, zone, now) for row in rows if row[0] not in known]
    VoiceMessage.objects.bulk_create(fresh, batch_size=BATCH)
    voices_matching.match_new(here, [(row.pk, row.text) for row in fresh])
    changed = _changed(one, [row for row in rows if row[0] in known], known, now)
    return {"new": len(fresh), "changed": changed, "same": len(rows) - len(fresh) - changed}


@transaction.atomic
def drop(*, file_id: int, workspace_id: int, actor_id: int | None, now: dt.datetime) -> bool:
    """Throw away what waits; False where it waits no more.

    Raises:
        Missing: there is no such file here.
    """
    one = _locked(file_id, workspace_id)
    if one.state != State.READY:
        return False
    VoicePiece.objects.filter(file=one).delete()
    one.state = State.DROPPED
    one.save(update_fields=["state"])
    log_act(workspace_id, "throw messages away", one.pk, actor_id=actor_id, now=now)
    return True


def _locked(file_id: int, workspace_id: int) -> VoiceFile:
    rows = VoiceFile.objects.select_for_update().filter(pk=file_id, workspace=workspace_id)
    one = rows.first()
    if one is None:
        raise Missing("file of messages", str(file_id))
    return one


def _fingerprint(headers: list[str]) -> str:
    text = "\x1f".join(heads.plain(one) for one in headers)
    return hashlib.sha256(text.encode()).hexdigest()


def _remember(
    found: Reading,
    mapping: dict[str, str],
    *,
    workspace_id: int,
    actor_id: int | None,
    now: dt.datetime,
) -> None:
    if any(_head(head) != head for head in mapping):
        return  # a message stood in place of the heads: it is not kept
    VoiceMapping.objects.update_or_create(
        workspace_id=workspace_id,
        fingerprint=_fingerprint(found.headers),
        defaults={"mapping": mapping, "made_by_id": actor_id, "made_at": now},
    )


def _digest(found: Reading) -> str:
    digest = hashlib.sha256()
    for one in found.messages:
        digest.update(f"{one.key}{one.answered_at}{one.resolved_at}".encode())
    return digest.hexdigest()


def _report(found: Reading, zone: str) -> dict[str, Any]:
    days = [one.at.date() for one in found.messages]
    return {
        "zone": zone,
        "holds": {field: _head(head) for field, head in found.holds.items()},
        "unused": sorted(map(_head, {*found.headers} - {*found.holds.values()} - {""})),
        "hidden": sorted(map(_head, found.hidden)),
        "answered": found.tells_answered,
        "resolved": found.tells_resolved,
        "span": [min(days).isoformat(), max(days).isoformat()] if days else [],
        "flaws": [
            [flaw.line, flaw.column, flaw.code, flaw.shown] for flaw in found.flaws[:MOST_FLAWS]
        ],
    }


def _head(text: str) -> str:
    """A column's head as it may be kept: a file without heads has a message in their place."""
    return mask(text)[:LONGEST_HEAD]


def _counted(found: Reading, workspace_id: int) -> dict[str, int]:
    known = _known(workspace_id, [one.key for one in found.messages])
    there = sum(one.key in known for one in found.messages)
    return {
        "rows": found.rows,
        "messages": len(found.messages),
        "known": there,
        "new": len(found.messages) - there,
        "refused": len({flaw.line for flaw in found.flaws if flaw.refuses}),
        "twice": sum(flaw.code == "twice" for flaw in found.flaws),
        "no_author": sum(flaw.code == "no_author" for flaw in found.flaws),
        "flaws": len(found.flaws),
        "people": len({one.author for one in found.messages} - {""}),
    }


def _pieces(messages: list[Message]) -> Iterator[list[Row]]:
    for start in range(0, len(messages), PIECE):
        yield [
            [one.key, one.author, one.channel, one.text, one.at.isoformat(),
             _iso(one.answered_at), _iso(one.resolved_at)]
            for one in messages[start : start + PIECE]
        ]  # fmt: skip


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


Known = dict[str, tuple[int, dt.datetime | None, dt.datetime | None, dt.datetime]]


def _known(workspace_id: int, keys: Sequence[str]) -> Known:
    """Which of these messages are here, whatever day they stood under; a query a thousand."""
    found: Known = {}
    for start in range(0, len(keys), BATCH):
        rows = VoiceMessage.objects.filter(
            workspace=workspace_id, key__in=keys[start : start + BATCH]
        ).values_list("key", "pk", "answered_at", "resolved_at", "looked_at")
        found |= {key: (pk, done, solved, looked) for key, pk, done, solved, looked in rows}
    return found


def _looked_at(one: VoiceFile, now: dt.datetime) -> dt.datetime:
    """The moment up to which the export knows: the end of its day, or now."""
    zone = ZoneInfo(one.report["zone"] or "UTC")
    end = dt.datetime.combine(one.seen_on + dt.timedelta(days=1), dt.time.min, zone)
    return min(end, now)


def _message(one: VoiceFile, row: Row, zone: ZoneInfo, now: dt.datetime) -> VoiceMessage:
    key, author, channel, text, at_text, answered, resolved = row
    at = dt.datetime.fromisoformat(at_text)
    on = at.astimezone(zone).date()
    return VoiceMessage(
        workspace_id=one.workspace_id, file_id=one.pk, key=key, author=author, channel=channel,
        text=text, at=at, on=on, week=monday(on), tells_answered=one.report["answered"],
        tells_resolved=one.report["resolved"], answered_at=_moment(answered),
        resolved_at=_moment(resolved), looked_at=max(_looked_at(one, now), at),
    )  # fmt: skip


def _changed(one: VoiceFile, rows: list[Row], known: Known, now: dt.datetime) -> int:
    """Bring cases up to date from a later export. How many were answered or resolved since."""
    looked = _looked_at(one, now)
    done, open_ones = [], []
    for key, *_rest, answered_text, resolved_text in rows:
        pk, answered, resolved, before = known[key]
        if before > looked or not (one.report["answered"] or one.report["resolved"]):
            continue
        said = (_moment(answered_text) or answered, _moment(resolved_text) or resolved)
        open_ones.append(pk)
        if said != (answered, resolved):
            done.append(VoiceMessage(pk=pk, answered_at=said[0], resolved_at=said[1]))
    VoiceMessage.objects.bulk_update(done, ["answered_at", "resolved_at"], batch_size=200)
    for start in range(0, len(open_ones), 500):
        facts: dict[str, Any] = {"looked_at": looked}
        facts |= {"tells_answered": True} if one.report["answered"] else {}
        facts |= {"tells_resolved": True} if one.report["resolved"] else {}
        VoiceMessage.objects.filter(pk__in=open_ones[start : start + 500]).update(**facts)
    return len(done)
