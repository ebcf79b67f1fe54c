"""The questions of a pool as the measurement reads them, and which of them hold today."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db.models import Count, Q

from whetstone.apps.diagnose.bank_state import guessed, panels_until
from whetstone.apps.diagnose.live import Question
from whetstone.apps.diagnose.live import shelf as public_shelf
from whetstone.apps.diagnose.models import SecuredForm, SecuredItem, SecuredOffer, SecuredSitting
from whetstone.apps.field import selectors as field
from whetstone.core.measurement.drawing import filled
from whetstone.core.measurement.item_life import ItemState
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.next_question import Bank
from whetstone.core.measurement.secured_forms import NamedCut

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

FIRST_SITTINGS: Final = 4
"""Shares of sittings are reckoned as if there had been so many before: one says little."""


@dataclass(frozen=True, eq=False)
class SecuredShelf:
    """The questions of a pool in rows of one item table; `dead` rows rest on what is not so."""

    items: tuple[SecuredItem, ...]
    bank: Bank
    dead: frozenset[int]
    row: Mapping[int, int]

    @property
    def skills(self) -> tuple[str, ...]:
        """The skill of each row."""
        return tuple(item.skill_id for item in self.items)

    @property
    def alive(self) -> tuple[SecuredItem, ...]:
        """The questions that may be asked today."""
        return tuple(item for n, item in enumerate(self.items) if n not in self.dead)


def pool_now(pool_id: int) -> list[SecuredItem]:
    """The questions of a pool that are not withdrawn, in the order they came; one query."""
    rows = SecuredItem.objects.filter(pool_id=pool_id, withdrawn_at=None)
    return list(rows.order_by("added_at", "pk"))


def form_shelf(form: SecuredForm, *, workspace_id: int, on: dt.date) -> SecuredShelf:
    """A form's questions with all that were ever asked in it, and how often each was shown."""
    shown = SecuredOffer.objects.filter(sitting__invitation__form=form)
    rows = SecuredItem.objects.filter(pool_id=form.pool_id, added_at__lte=form.opened_at).filter(
        Q(withdrawn_at=None) | Q(pk__in=shown.values("item_id"))
    )
    counts = dict(shown.values_list("item_id").annotate(n=Count("pk")).order_by())
    sittings = SecuredSitting.objects.filter(invitation__form=form).count()
    items = list(rows.order_by("pk"))
    share = np.array([counts.get(item.pk, 0) for item in items], dtype=np.float64)
    return build(
        items, workspace_id=workspace_id, on=on, exposure=share / (sittings + FIRST_SITTINGS)
    )


def build(
    items: Sequence[SecuredItem],
    *,
    workspace_id: int,
    on: dt.date,
    exposure: NDArray[np.float64] | None = None,
) -> SecuredShelf:
    """Questions as rows; a withdrawn one, and one whose facts do not hold here, is dead."""
    ledger = field.ledger(workspace_id, on=on)
    rows = {item.slug: n for n, item in enumerate(items)}
    hostile = [
        frozenset(rows[one] for one in item.payload.get("enemies", ()) if one in rows)
        for item in items
    ]
    bank = Bank(
        table=ItemTable.build([_parameters(item) for item in items]),
        formats=[item.format for item in items],
        seconds=np.array([item.time_s for item in items], dtype=np.float64),
        enemies=hostile,
        exposure=np.zeros(len(items)) if exposure is None else exposure,
    )
    dead = frozenset(
        n
        for n, item in enumerate(items)
        if item.withdrawn_at is not None or ledger.dead(item.payload.get("rests_on", ()))
    )
    row = MappingProxyType({item.pk: n for n, item in enumerate(items)})
    return SecuredShelf(tuple(items), bank, dead, row)


def _parameters(item: SecuredItem) -> ItemParameters:
    return ItemParameters(
        0, item.max_score, item.a, item.b, item.a_sd, item.b_sd, c=guessed(item.payload)
    )


def as_question(item: SecuredItem, drawn: dict[str, Any] | None = None) -> Question:
    """A secured question in the shape that pages print, with its drawing in it."""
    payload = filled(item.payload, drawn or {})
    return Question(
        row=0,
        pk=item.pk,
        slug=item.slug,
        version=1,
        area_id=item.skill_id.split("-")[0],
        area=0,
        format=item.format,
        state=ItemState.EXPERT_SET,
        max_score=item.max_score,
        seconds=item.time_s,
        short=str(payload.get("short") or item.slug),
        rests_on=tuple(payload.get("rests_on", ())),
        payload=MappingProxyType(dict(payload)),
        is_latest=True,
    )


def named_cuts() -> tuple[NamedCut, ...]:
    """The levels that a record lets be named, where each begins, and the error of that place."""
    held = public_shelf()
    panels = panels_until(held.act)
    return tuple(
        NamedCut(level, theta, panels[level].se if level in panels else None)
        for level, theta in sorted(held.cuts.items())
    )
