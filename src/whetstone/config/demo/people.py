"""Somebody in the story: settled in a workspace, with abilities the product never sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.field import selectors as fields
from whetstone.apps.people import services as people_services
from whetstone.config.demo.answers import answer_worth, points_drawn
from whetstone.config.demo.cast import BEGAN, DEMO_NOW, Part

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from numpy.random import Generator

    from whetstone.apps.people.models import Person, Workspace

SPREAD = 0.45
"""How far somebody's areas lie apart (logits), beyond what their part says. Invented."""


@dataclass(slots=True)
class Life:
    """Somebody as the simulator knows them: what they can really do, by area."""

    person: Person
    part: Part
    theta: dict[str, float] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The person's key."""
        return self.person.pk


def settle(
    workspace: Workspace,
    part: Part,
    *,
    team_id: int | None,
    rng: Generator,
    now: dt.datetime = BEGAN,
) -> Life:
    """Put somebody into a workspace, with abilities the product never sees."""
    person = people_services.add_person(
        workspace_id=workspace.pk,
        name=part.name,
        title=part.title,
        rights=part.rights,
        role_id=part.role_id,
        team_id=team_id,
        hours=part.hours,
        now=now,
    )
    bent = dict(part.bent)
    theta = {
        area: part.general + bent.get(area, 0.0) + float(rng.normal(0, SPREAD))
        for area in fields.framework().area_ids
    }
    return Life(person, part, theta)


def answering(life: Life, rng: Generator) -> Callable[[Any], Mapping[str, Any]]:
    """What this person answers to a question, drawn from the model that scores it."""

    def answer(question: Any) -> Mapping[str, Any]:
        item = question.payload
        points = points_drawn(
            life.theta[question.area_id],
            a=float(item.get("prior", {}).get("a", 0.9)),
            b=float(item.get("prior", {}).get("b", 0.0)),
            max_score=question.max_score,
            rng=rng,
        )
        return answer_worth(item, points, rng)

    return answer


def sit(
    workspace: Workspace,
    life: Life,
    *,
    mode: str,
    now: dt.datetime,
    rng: Generator,
    area_id: str | None = None,
    guesses: Mapping[str, float] | None = None,
) -> None:
    """One whole sitting."""
    diagnose.sit_through(
        person_id=life.id,
        workspace_id=workspace.pk,
        role_id=life.part.role_id,
        mode=mode,
        area_id=area_id,
        guesses=guesses,
        seed=int(rng.integers(2**31)),
        now=now,
        answer_to=answering(life, rng),
    )


def begin(workspace: Workspace) -> None:
    """From the first sitting on this is a story: it hangs on nothing else that happens here."""
    workspace.is_template = True
    workspace.save(update_fields=["is_template"])


def freeze(workspace: Workspace) -> None:
    """From now on this is the demo that visitors get a copy of, at the stated date."""
    workspace.is_demo = workspace.is_template = True
    workspace.frozen_at = DEMO_NOW
    workspace.created_at = DEMO_NOW
    workspace.save(update_fields=["is_demo", "is_template", "frozen_at", "created_at"])
