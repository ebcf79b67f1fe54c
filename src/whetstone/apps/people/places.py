"""The places of an account: which one a session stands in, and the others it may go to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.apps.people import selectors

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY: Final = "other_places"
MOST: Final = 8
"""Other workspaces named in the menu; all of them stand on the page of places."""


def go_to(request: HttpRequest, person_id: int) -> None:
    """Stand in a place from now on; the menu names the others without asking the store."""
    request.session["person_id"] = person_id
    request.session.pop("demo_workspace_id", None)
    others = selectors.people_of_account(request.user.pk or 0)
    request.session[KEY] = [[one.pk, one.workspace.name] for one in others if one.pk != person_id][
        :MOST
    ]


def others(request: HttpRequest) -> list[tuple[int, str]]:
    """The other places, as they were when the session last moved."""
    return [(int(pk), str(name)) for pk, name in request.session.get(KEY, [])]
