"""What follows on writing a change or a claim down: the notice or near miss behind it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from whetstone.apps.keepup import services
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    from whetstone.apps.keepup.views.scopes import Scope
    from whetstone.web.request import Actor, Request


def change_was_written(request: Request, actor: Actor, slug: str, scope: Scope) -> None:
    """The notice that led here (`?notice=`) is confirmed by the change."""
    asked = request.GET.get("notice", "")
    if not asked.isdecimal():
        return
    try:
        services.belongs_to(
            notice_id=int(asked),
            workspace_id=scope.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            change=slug,
        )
    except (Missing, Refused):
        messages.info(request, _("The notice it came from could not be linked to it."))


def claim_was_written(request: Request, actor: Actor, slug: str, scope: Scope) -> None:
    """The near miss that led here (`?near_miss=`) became this claim."""
    asked = request.GET.get("near_miss", "")
    if not asked.isdecimal() or scope.is_for_all:  # a near miss is the workspace's own
        return
    try:
        services.became_claim(
            near_miss_id=int(asked),
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            claim=slug,
        )
    except Missing:
        messages.info(request, _("The near miss it came from could not be linked to it."))
