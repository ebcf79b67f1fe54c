"""What somebody takes along: their records from everywhere, and what they wrote at school.

What was written in a firm's workspace is the firm's; it is not carried into another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.learn import portfolio
from whetstone.apps.learn import selectors as learning
from whetstone.apps.people import class_selectors as places
from whetstone.apps.people.clock import now_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.learn.selectors.certificates import CertificateRow
    from whetstone.apps.people.models import Person

SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Kept:
    """One place that an account has or had. `chapters`: how many of own work (schools only)."""

    person_id: int
    workspace: str
    time_zone: str
    has_left: bool
    certificates: Sequence[CertificateRow]
    chapters: int


def kept(user_id: int) -> list[Kept]:
    """What an account keeps, place by place; places without anything to keep are left out."""
    found = [_kept(one) for one in places.every_place_of_account(user_id)]
    return [one for one in found if one.certificates or one.chapters]


def _kept(person: Person) -> Kept:
    here = person.workspace
    is_school = here.kind == SCHOOL
    return Kept(
        person_id=person.pk,
        workspace=here.name,
        time_zone=here.time_zone,
        has_left=person.left_at is not None,
        certificates=learning.certificates(
            person.pk, workspace_id=here.pk, on=now_in(here).date()
        ),
        chapters=len(portfolio.chapters(person.pk)) if is_school else 0,
    )


def work_file(user_id: int, person_id: int) -> str | None:
    """The own work of one of an account's places at a school; None where it is no such place."""
    mine = places.every_place_of_account(user_id)
    one = next((each for each in mine if each.pk == person_id), None)
    if one is None or one.workspace.kind != SCHOOL:
        return None
    chapters = portfolio.chapters(one.pk)
    return portfolio.as_markdown(chapters, name=one.name, on=now_in(one.workspace).date())
