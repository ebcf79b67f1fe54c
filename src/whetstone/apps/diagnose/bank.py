"""Bringing questions from the curriculum's files into the store.

A version, once stored, is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.diagnose.models import Item
from whetstone.apps.field import services as field
from whetstone.apps.field.services import Cites

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from whetstone.curriculum import model as files


@transaction.atomic
def load_items(items: Iterable[files.Item]) -> int:
    """Store items whose version is new and state anew what each cites.

    Returns how many versions were added.
    """
    items = list(items)
    known = {(row.slug, row.version): row for row in Item.objects.all()}
    added = 0
    for item in items:
        row = known.get((item.id, item.version))
        if row is not None and row.content_hash == item.content_hash and row.is_latest:
            continue
        Item.objects.filter(slug=item.id, is_latest=True).exclude(version=item.version).update(
            is_latest=False
        )
        if row is None:
            added += 1
            Item.objects.create(slug=item.id, version=item.version, **_fields(item))
        else:
            Item.objects.filter(pk=row.pk).update(**_fields(item))
    gone = Item.objects.filter(is_latest=True).exclude(slug__in=[item.id for item in items])
    gone.update(state="retired")
    field.replace_citations(["item"], _cites(items))
    return added


def _fields(item: files.Item) -> dict[str, object]:
    return {
        "is_latest": True,
        "area_id": item.area,
        "skill_id": item.skill,
        "level": item.level,
        "format": item.format,
        "state": item.status,
        "a": item.prior.a,
        "b": item.prior.b,
        "a_sd": item.prior.a_sd,
        "b_sd": item.prior.b_sd,
        "max_score": item.max_score,
        "time_s": item.time_s,
        "payload": payload_of(item),
        "content_hash": item.content_hash,
    }


def payload_of(item: files.Item) -> dict[str, Any]:
    """A question as it is stored."""
    return {
        **dict(item.payload),
        "id": item.id,
        "short": item.short,
        "prior": _prior(item.prior),
        "format": item.format,
        "enemies": list(item.enemies),
        "rests_on": list(item.rests_on),
        "mentions": list(item.mentions),
        "lesson": item.lesson or "",
    }


def _prior(prior: files.Prior) -> dict[str, float]:
    floor = {"c": prior.c} if prior.c else {}
    return {"a": prior.a, "b": prior.b, **floor}


def _cites(items: Iterable[files.Item]) -> Iterator[Cites]:
    for item in items:
        for claim in item.rests_on:
            yield Cites(claim, "item", item.id, "rests_on")
        for claim in item.mentions:
            yield Cites(claim, "item", item.id, "mentions")
