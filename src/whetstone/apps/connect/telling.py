"""What a student's classes ask next, for the page of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from whetstone.apps.connect import work_words as words
from whetstone.apps.connect import works
from whetstone.apps.learn.due import Due

if TYPE_CHECKING:
    from whetstone.web.request import Actor


def due_of(actor: Actor) -> list[Due]:
    """Work that is open and not handed in, the next first."""
    todos = works.todos(actor.person_id, workspace_id=actor.workspace_id, now=actor.now)
    return [
        Due(
            title=one.cell.assignment.title,
            kind=words.kind_name(one.cell.assignment.kind),
            due_at=one.cell.due_at,
            when=words.due(one.cell, actor.time_zone, actor.now),
            url=reverse("connect:my_work", args=[one.cell.assignment.pk]),
            more=words.more(one.cell),
        )
        for one in todos
        if words.is_open(one.cell) and one.cell.assignment.opens_at <= actor.now
    ]
