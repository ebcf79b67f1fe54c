"""Reading organisations: whose they are, their workspaces, who is offered one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Q

from whetstone.apps.people.firm_models import Handover
from whetstone.apps.people.models import (
    Organisation,
    Person,
    PersonRight,
    SchoolClass,
    Team,
    User,
    Workspace,
)
from whetstone.web.request import Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from whetstone.web.request import Actor

KINDS: Final = (Workspace.Kind.TEAM, Workspace.Kind.SCHOOL)


@dataclass(frozen=True, slots=True)
class Room:
    """A workspace as its organisation's owner sees it: never what is inside it."""

    id: int
    name: str
    kind: str
    country: str
    time_zone: str
    people: int
    left: int
    teams: int
    classes: int
    admins: tuple[str, ...]
    closed_at: dt.datetime | None
    own_place: int | None
    is_template: bool


@dataclass(frozen=True, slots=True)
class Firm:
    """An organisation with its workspaces."""

    id: int
    name: str
    owner: str
    rooms: tuple[Room, ...]
    offered_to: str
    offered_until: dt.datetime | None

    @property
    def people(self) -> int:
        """Places of people in all its workspaces; somebody in two counts twice."""
        return sum(room.people for room in self.rooms)


def owned(user_id: int | None, actor: Actor | None) -> Organisation | None:
    """The organisation that whoever asks owns: the one they stand in, else their first.

    In a demo nobody has an account: there its admin stands for the owner.
    """
    if actor is not None and actor.is_demo:
        here = Organisation.objects.filter(workspaces=actor.workspace_id)
        return here.first() if actor.has(Right.ADMIN) else None
    if user_id is None:
        return None
    mine = Organisation.objects.filter(owner=user_id).order_by("pk")
    here = mine.filter(workspaces=actor.workspace_id) if actor else mine.none()
    return here.first() or mine.first()


def firm(found: Organisation, *, user_id: int | None, now: dt.datetime) -> Firm:
    """An organisation for its page; seven queries, whatever its size."""
    spaces = list(Workspace.objects.filter(organisation=found).order_by("closed_at", "name", "pk"))
    spaces += _told(spaces)
    offer = open_offer(found.pk, now)
    owner = User.objects.filter(organisations=found).first()
    return Firm(
        found.pk, found.name, str(owner or ""), tuple(_rooms(spaces, user_id)),
        str(offer.taker) if offer else "", offer.expires_at if offer else None,
    )  # fmt: skip


def _told(spaces: list[Workspace]) -> list[Workspace]:
    """In a demo: the story of the other kind, which is copied when its door is opened."""
    if not spaces or not all(one.is_demo for one in spaces):
        return []
    kinds = {one.kind for one in spaces}
    told = Workspace.objects.filter(is_template=True, is_demo=True).exclude(kind__in=kinds)
    return list(told.order_by("pk"))


def _rooms(spaces: list[Workspace], user_id: int | None) -> Iterable[Room]:
    keys = [one.pk for one in spaces]
    people = _counted(Person, keys, Q(left_at=None))
    left = _counted(Person, keys, Q(left_at__isnull=False))
    teams, classes = _counted(Team, keys), _counted(SchoolClass, keys)
    admins: dict[int, list[str]] = {}
    rights = PersonRight.objects.filter(
        right=Right.ADMIN, person__workspace__in=keys, person__left_at=None
    )
    for owner, name in rights.order_by("person__name").values_list(
        "person__workspace_id", "person__name"
    ):
        admins.setdefault(owner, []).append(name)
    mine = Person.objects.filter(user=user_id, workspace__in=keys, left_at=None)
    own = dict(mine.values_list("workspace_id", "pk")) if user_id else {}
    for one in spaces:
        yield Room(
            one.pk, one.name, one.kind, one.country, one.time_zone, people.get(one.pk, 0),
            left.get(one.pk, 0), teams.get(one.pk, 0), classes.get(one.pk, 0),
            tuple(admins.get(one.pk, ())), one.closed_at, own.get(one.pk), one.is_template,
        )  # fmt: skip


def _counted(model: Any, keys: list[int], where: Q | None = None) -> dict[int, int]:
    rows = model.objects.filter(where or Q(), workspace__in=keys).order_by()
    return dict(rows.values_list("workspace_id").annotate(n=Count("pk")))


def open_offer(organisation_id: int, now: dt.datetime) -> Handover | None:
    """The offer that somebody may still take."""
    found = Handover.objects.filter(
        organisation=organisation_id, ended_at=None, expires_at__gt=now
    )
    return found.select_related("taker").first()


def offers_to(user_id: int, now: dt.datetime) -> list[Handover]:
    """What an account is offered; one query."""
    found = Handover.objects.filter(taker=user_id, ended_at=None, expires_at__gt=now)
    return list(found.select_related("organisation", "giver").order_by("pk"))


def owns_any(user_id: int) -> bool:
    """Whether an account owns an organisation."""
    return Organisation.objects.filter(owner=user_id).exists()
