"""Reading pools and forms: what is there, what is missing, who was invited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db.models import Count, Q

from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import (
    SecuredForm,
    SecuredInvitation,
    SecuredItem,
    SecuredPool,
    SecuredSitting,
)
from whetstone.apps.diagnose.secured.shelf import build, named_cuts, pool_now
from whetstone.apps.people import directory
from whetstone.apps.people import selectors as people
from whetstone.core.measurement.display import Cut
from whetstone.core.measurement.forms import FormQuality, form_quality
from whetstone.core.measurement.next_question import exposure_caps
from whetstone.core.measurement.pools import Attainable, attainable
from whetstone.core.measurement.secured_forms import LEVELS, Supply, minutes_for, plan, supply
from whetstone.web.request import Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.diagnose.secured.shelf import SecuredShelf
    from whetstone.apps.field.selectors import AreaView
    from whetstone.core.measurement.secured_forms import NamedCut

KEEPERS: Final = (Right.ADMIN, Right.INSTRUCTOR, Right.EDITOR)
"""Who makes pools and reads their questions; none of them can be certified by them."""
MOST_FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool in the list."""

    id: int
    name: str
    area: str
    questions: int
    open_forms: int


@dataclass(frozen=True, slots=True)
class PoolHead:
    """A pool by its name."""

    pk: int
    name: str
    area_id: str
    area: str


@dataclass(frozen=True, slots=True)
class Told:
    """What forms from a pool could tell about a level.

    `cap`: the largest share of sittings that may show a question.
    """

    attainable: Attainable
    quality: FormQuality
    cap: float


@dataclass(frozen=True, slots=True)
class Reach:
    """A level that may be named: what the pool lacks for it, and what it could tell (None: empty).

    `cut_se`: the error of the place where the level begins, where a panel's record has it.
    """

    level: int
    supply: Supply
    told: Told | None
    cut_se: float | None


@dataclass(frozen=True, slots=True)
class PoolPage:
    """A pool: its questions by skill and level, what each named level lacks, its forms.

    `cells[skill][level]` counts the questions that hold today; `doubtful` are in the pool and rest
    on something that does not.
    """

    pool: SecuredPool
    area: AreaView
    items: tuple[SecuredItem, ...]
    doubtful: frozenset[int]
    cells: Mapping[str, Mapping[int, int]]
    reach: tuple[Reach, ...]
    forms: tuple[SecuredForm, ...]
    minutes: int

    @property
    def ready(self) -> tuple[int, ...]:
        """The levels for which a form may be opened."""
        return tuple(one.level for one in self.reach if one.supply.is_enough)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as its keepers see it: how far it is, and nothing of what came out."""

    name: str
    invitation: SecuredInvitation
    state: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form with who was invited, and whom a search found."""

    form: SecuredForm
    area: AreaView
    invited: tuple[Invited, ...]
    found: tuple[tuple[int, str], ...]
    minutes: int


def keeps_pools(person_id: int, workspace_id: int) -> bool:
    """Whether somebody may read the questions of this workspace's pools."""
    found = people.with_rights(person_id, workspace_id=workspace_id)
    return found is not None and bool({*KEEPERS} & {*found[1]})


def pools(workspace_id: int) -> list[PoolRow]:
    """The pools of a workspace, by name; one query."""
    areas = {area.id: area.name for area in shelf().framework.areas}
    in_use, open_ = Q(items__withdrawn_at=None), Q(forms__closed_at=None)
    rows = SecuredPool.objects.filter(workspace_id=workspace_id).annotate(
        n=Count("items", filter=in_use, distinct=True),
        open=Count("forms", filter=open_, distinct=True),
    )
    return [
        PoolRow(row.pk, row.name, areas.get(row.area_id, row.area_id), row.n, row.open)
        for row in rows.order_by("name")
    ]


def pool(pool_id: int, *, workspace_id: int) -> PoolHead | None:
    """A pool of this workspace; None: no such one here."""
    found = _pool(pool_id, workspace_id)
    if found is None:
        return None
    return PoolHead(
        found.pk, found.name, found.area_id, shelf().framework.area(found.area_id).name
    )


def _pool(pool_id: int, workspace_id: int) -> SecuredPool | None:
    return SecuredPool.objects.filter(pk=pool_id, workspace_id=workspace_id).first()


def pool_page(pool_id: int, *, workspace_id: int, on: dt.date) -> PoolPage | None:
    """Everything that the keepers of a pool read of it; None: no such pool here."""
    found = _pool(pool_id, workspace_id)
    if found is None:
        return None
    area = shelf().framework.area(found.area_id)
    items = pool_now(found.pk)
    held = build(items, workspace_id=workspace_id, on=on) if items else None
    alive = list(held.alive) if held else []
    counts = Counter((item.skill_id, item.level) for item in alive)
    return PoolPage(
        pool=found,
        area=area,
        items=tuple(items),
        doubtful=frozenset(items[row].pk for row in held.dead) if held else frozenset(),
        cells={
            skill: {level: counts[skill, level] for level in LEVELS}
            for skill, _name in area.skills
        },
        reach=_reach(found, alive, on=on),
        forms=tuple(SecuredForm.objects.filter(pool=found).order_by("-opened_at")),
        minutes=minutes_for([item.time_s for item in alive]),
    )


def supplies(found: SecuredPool, *, on: dt.date) -> dict[int, Supply]:
    """By level that may be named: what the pool has and needs for a form."""
    items = pool_now(found.pk)
    alive = build(items, workspace_id=found.workspace_id, on=on).alive if items else ()
    skills = [skill for skill, _name in shelf().framework.area(found.area_id).skills]
    pairs = [(item.skill_id, item.level) for item in alive]
    return {cut.level: supply(pairs, skills, cut.level) for cut in named_cuts()}


def _reach(found: SecuredPool, alive: list[SecuredItem], *, on: dt.date) -> tuple[Reach, ...]:
    skills = [skill for skill, _name in shelf().framework.area(found.area_id).skills]
    pairs = [(item.skill_id, item.level) for item in alive]
    held = build(alive, workspace_id=found.workspace_id, on=on) if alive else None
    return tuple(
        Reach(
            level=cut.level,
            supply=supply(pairs, skills, cut.level),
            told=_told(held, cut) if held else None,
            cut_se=cut.se,
        )
        for cut in named_cuts()
    )


def _told(held: SecuredShelf, cut: NamedCut) -> Told:
    blueprint, _rule = plan(held.skills)
    table = held.bank.table
    return Told(
        attainable=attainable(table, areas=1, cut=Cut(str(cut.level), cut.theta))[0],
        quality=form_quality(table, np.arange(len(table)), length=blueprint.length, cut=cut.theta),
        cap=min(1.0, float(exposure_caps(held.bank, blueprint)[0])),
    )


def form(form_id: int, *, workspace_id: int) -> SecuredForm | None:
    """A form of this workspace, with its pool."""
    rows = SecuredForm.objects.select_related("pool")
    return rows.filter(pk=form_id, pool__workspace_id=workspace_id).first()


def form_page(form_id: int, *, workspace_id: int, find: str, now: dt.datetime) -> FormPage | None:
    """A form as its keepers read it; a constant number of queries. None: no such form here.

    `find`: the beginning of a name or an address of somebody to invite.
    """
    found = form(form_id, workspace_id=workspace_id)
    if found is None:
        return None
    invitations = found.invitations.select_related("person").order_by("-pk")
    sat = {row.invitation_id: row for row in SecuredSitting.objects.filter(invitation__form=found)}
    return FormPage(
        form=found,
        area=shelf().framework.area(found.pool.area_id),
        invited=tuple(
            Invited(one.person.name, one, state_of(sat.get(one.pk), found, now))
            for one in invitations
        ),
        found=_found(find, workspace_id) if find else (),
        minutes=minutes_for([item.time_s for item in pool_now(found.pool_id)]),
    )


def _found(find: str, workspace_id: int) -> tuple[tuple[int, str], ...]:
    """Learners who keep no pool, by the beginning of a name; one query."""
    rows = directory.rows(workspace_id, directory.Asked(find=find))
    rows = rows.filter(rights__right=Right.LEARNER).exclude(rights__right__in=KEEPERS)
    return tuple(rows.values_list("pk", "name")[:MOST_FOUND])


def state_of(sitting: SecuredSitting | None, form: SecuredForm, now: dt.datetime) -> str:
    """How far an invitation is: invited, sitting, sat, broken off, lapsed."""
    if sitting is None:
        return "invited" if form.closed_at is None else "lapsed"
    if sitting.finished_at is None:
        return "sitting" if now < sitting.ends_at else "sat"
    return "sat" if sitting.outcome else "broken"
