"""Filling a pool: questions of one's own, in the curriculum's format, and public templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Avg
from django.utils.translation import gettext as _

from whetstone.apps.diagnose.bank import payload_of
from whetstone.apps.diagnose.live import live_bank, shelf
from whetstone.apps.diagnose.models import Item, SecuredItem, SecuredPool
from whetstone.apps.field import selectors as field
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Fault, Faults, Missing, Refused, raise_all
from whetstone.core.measurement.drawing import is_template
from whetstone.curriculum.one_question import as_bank, read_questions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.curriculum import model as files

LONGEST_FILE: Final = 1_000_000
"""Characters of a file of questions."""
READY: Final = frozenset({"expert-set", "provisional", "operational"})
GUESSED: Final = {"a": 1.0, "a_sd": 0.3, "b_sd": 0.7}
"""What is taken of a question written in the site: an author's guess, as in the public bank."""


@transaction.atomic
def make_pool(
    *, workspace_id: int, actor_id: int, area_id: str, name: str, now: dt.datetime
) -> SecuredPool:
    """An empty pool for an area. One sent twice is one.

    Raises:
        Missing: no such area.
        Refused: the name is taken by a pool of another area.
    """
    if area_id not in shelf().framework.area_ids:
        raise Missing("area", area_id)
    known = SecuredPool.objects.filter(workspace_id=workspace_id, name=name).first()
    if known is not None:
        if known.area_id == area_id:
            return known
        raise Refused("pool", _("A pool of this name is there already, for another area."))
    made = SecuredPool.objects.create(
        workspace_id=workspace_id, area_id=area_id, name=name, made_at=now
    )
    _note(made, "make pool", actor_id, now)
    return made


@transaction.atomic
def add_written(
    *, pool_id: int, workspace_id: int, actor_id: int, item: Mapping[str, Any], now: dt.datetime
) -> int:
    """Put one question written in the site into a pool. Returns 1.

    Raises:
        Missing: no such pool here.
        Faults: everything that the curriculum's own rules would not take.
    """
    pool = locked(pool_id, workspace_id)
    number = SecuredItem.objects.filter(pool=pool).count() + 1
    whole = {
        **item,
        "id": f"it-own-{pool.pk}-{number}",
        "version": 1,
        "status": "expert-set",
        "area": pool.area_id,
        "prior": {**GUESSED, "b": usual_difficulty(item["level"])},
    }
    text = as_bank(whole, bank=pool.area_id.lower())
    return _add(pool, text, SecuredItem.Origin.WRITTEN, actor_id=actor_id, now=now)


@transaction.atomic
def add_file(
    *, pool_id: int, workspace_id: int, actor_id: int, text: str, now: dt.datetime
) -> int:
    """Put the questions of a file in the curriculum's format into a pool, all or none.

    Returns how many.

    Raises:
        Missing: no such pool here.
        Faults: every fault of the file, with its line.
    """
    pool = locked(pool_id, workspace_id)
    if len(text) > LONGEST_FILE:
        raise Faults([Fault("file", _("The file is too long."), _("Send it in parts."))])
    return _add(pool, text, SecuredItem.Origin.FILE, actor_id=actor_id, now=now)


@transaction.atomic
def take_templates(*, pool_id: int, workspace_id: int, actor_id: int, now: dt.datetime) -> int:
    """Put the public templates of the pool's area into it; how many were new.

    Everybody may read how such a question is made. The numbers that a sitting draws for it come
    from the form's secret, so nobody can know them beforehand.
    """
    pool = locked(pool_id, workspace_id)
    known = set(SecuredItem.objects.filter(pool=pool).values_list("slug", flat=True))
    live = live_bank(workspace_id, now.date())
    wanted = [one.pk for one in live.open_in(pool.area_id) if is_template(one.payload)]
    made = [
        _row(pool, SecuredItem.Origin.TEMPLATE, now, **_template(row))
        for row in Item.objects.filter(pk__in=wanted).order_by("pk")
        if row.slug not in known
    ]
    SecuredItem.objects.bulk_create(made)
    if made:
        _note(pool, "add secured questions", actor_id, now)
    return len(made)


@transaction.atomic
def withdraw(
    *, pool_id: int, item_id: int, workspace_id: int, actor_id: int, now: dt.datetime
) -> None:
    """Ask a question of nobody any more. One sent twice is one.

    Raises:
        Missing: no such question in this pool here.
    """
    pool = locked(pool_id, workspace_id)
    row = SecuredItem.objects.filter(pool=pool, pk=item_id).first()
    if row is None:
        raise Missing("question", str(item_id))
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        _note(pool, "withdraw secured question", actor_id, now)


def locked(pool_id: int, workspace_id: int) -> SecuredPool:
    """A pool of this workspace, for writing. Raises Missing where there is none."""
    rows = SecuredPool.objects.select_for_update()
    found = rows.filter(pk=pool_id, workspace_id=workspace_id).first()
    if found is None:
        raise Missing("pool", str(pool_id))
    return found


def usual_difficulty(level: int) -> float:
    """Where the public questions of a level lie on average: the guess for a new one."""
    rows = Item.objects.filter(is_latest=True, level=level)
    return round(rows.aggregate(usual=Avg("b"))["usual"] or 0.0, 2)


def _add(
    pool: SecuredPool, text: str, origin: SecuredItem.Origin, *, actor_id: int, now: dt.datetime
) -> int:
    """Read, check, store. Raises every fault at once."""
    area = shelf().framework.area(pool.area_id)
    ledger = field.ledger(pool.workspace_id, on=now.date())
    items, faults = read_questions(
        text, claims=ledger.states.keys(), skills=[skill for skill, _name in area.skills]
    )
    found = [Fault(_("line %(n)s") % {"n": one.line}, one.what, one.mend) for one in faults]
    raise_all([*found, *_misfits(items, pool), *_unfounded(items, ledger)])
    if not items:
        raise Faults([Fault("file", _("There is no question in it."))])
    SecuredItem.objects.bulk_create([_row(pool, origin, now, **_read(one)) for one in items])
    _note(pool, "add secured questions", actor_id, now)
    return len(items)


def _misfits(items: Sequence[files.Item], pool: SecuredPool) -> Iterable[Fault]:
    """What is right in the curriculum and wrong in this pool."""
    public = shelf().latest
    known = set(SecuredItem.objects.filter(pool=pool).values_list("slug", flat=True))
    read = {_words(one.payload["stem"]) for one in public.values() if not is_template(one.payload)}
    for item in items:
        if item.area != pool.area_id:
            yield Fault(item.id, _("This pool is for %(area)s.") % {"area": pool.area_id})
        if item.id in public:
            yield Fault(item.id, _("This name belongs to a public question: it is no secret."))
        elif _words(item.payload["stem"]) in read:
            yield Fault(item.id, _("The public bank asks the very same: it is no secret."))
        if item.id in known:
            yield Fault(item.id, _("A question of this name is in the pool already."))
        if item.status not in READY:
            what = _("A question that is “%(state)s” cannot be asked.") % {"state": item.status}
            yield Fault(item.id, what, _("Give it the status expert-set."))


def _unfounded(items: Sequence[files.Item], ledger: field.Ledger) -> Iterable[Fault]:
    """Questions that rest on what is not so here."""
    for item in items:
        for slug in sorted(ledger.dead(item.rests_on)):
            yield Fault(
                item.id, _("It rests on %(claim)s, which is not current.") % {"claim": slug}
            )


def _words(stem: object) -> str:
    return " ".join(str(stem).lower().split())


def _row(
    pool: SecuredPool, origin: SecuredItem.Origin, now: dt.datetime, **fields: Any
) -> SecuredItem:
    return SecuredItem(pool=pool, origin=origin, added_at=now, **fields)


def _read(item: files.Item) -> dict[str, Any]:
    prior = item.prior
    return {
        "slug": item.id, "skill_id": item.skill, "level": item.level, "format": item.format,
        "a": prior.a, "b": prior.b, "a_sd": prior.a_sd, "b_sd": prior.b_sd,
        "max_score": item.max_score, "time_s": item.time_s, "payload": payload_of(item),
    }  # fmt: skip


def _template(row: Item) -> dict[str, Any]:
    names = ("slug", "skill_id", "level", "format", "a", "b", "a_sd", "b_sd", "max_score")
    return {name: getattr(row, name) for name in (*names, "time_s", "payload")}


def _note(pool: SecuredPool, act: str, actor_id: int, now: dt.datetime) -> None:
    audit(
        workspace_id=pool.workspace_id, actor_id=actor_id, act=act,
        object_kind="pool", object_id=pool.pk, now=now,
    )  # fmt: skip
