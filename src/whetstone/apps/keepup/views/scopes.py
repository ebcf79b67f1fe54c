"""Whose notices and watches a page is about: this workspace's, or the whole installation's."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import Http404

from whetstone.apps.keepup.rooms import EVERYBODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

Rest = ParamSpec("Rest")


@dataclass(frozen=True, slots=True)
class Scope:
    """`workspace_id` None: the installation's own."""

    workspace_id: int | None

    @property
    def is_for_all(self) -> bool:
        """Whether what is done here is done for everybody."""
        return self.workspace_id is None

    @property
    def room(self) -> str:
        """What a page's name is put behind to name its address in this scope."""
        return f"keepup:{EVERYBODY}" if self.is_for_all else "keepup:"

    def page(self, name: str) -> str:
        """The name of a page's address in this scope."""
        return self.room + name


def scope_of(actor: Actor, *, for_all: bool) -> Scope:
    """The scope that was asked for; not found for those who do not edit for everybody.

    Raises:
        Http404: it is the installation's, and that is nothing of theirs.
    """
    if not for_all:
        return Scope(actor.workspace_id)
    if not actor.edits_for_all:
        raise Http404
    return Scope(None)


def editing_for_all(
    view: Callable[Concatenate[Request, Actor, Rest], HttpResponse],
) -> Callable[Concatenate[Request, Actor, Rest], HttpResponse]:
    """The page is there only for those who edit for everybody. Stands under `may`."""

    @functools.wraps(view)
    def guarded(
        request: Request, actor: Actor, /, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        scope_of(actor, for_all=True)
        return view(request, actor, *args, **kwargs)

    return guarded
