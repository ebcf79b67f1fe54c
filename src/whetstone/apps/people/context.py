"""What every page shows around its matter: the rooms, and who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from whetstone.apps.people import places
from whetstone.web.address import address
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpRequest

    from whetstone.web.request import Actor

DECIDERS = (Right.LEAD, Right.LEADER, Right.ADMIN)
DEANS = (Right.INSTRUCTOR, Right.LEADER, Right.ADMIN)
PLANNERS = (*DECIDERS, Right.PARTNER)
KEPT_UP = (
    "/changes", "/claims", "/notices", "/near-misses", "/watches", "/packs", "/how-current",
    "/audits", "/digest", "/test-quality", "/everybody",
)  # fmt: skip
KEEPERS = (Right.LEAD, Right.ADMIN, Right.INSTRUCTOR)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Names for the base template; no queries but the sign-in state that is read already."""
    actor: Actor | None = getattr(request, "actor", None)
    spoken = (get_language() or "en").split("-")[0]
    return {
        "actor": actor,
        "lang": spoken,
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # made once for all forms
        "home_url": _home(actor),
        "nav": rooms(actor, request.path) if actor else [],
        "account": _account(actor, request),
        "accent_url": address("people:accent", hue=actor.colour[1:])
        if actor and actor.colour
        else "",
        "report_url": address("keepup:notices") if actor else "",
        "search_url": address("learn:search") if actor else "",
        "languages": [
            {"code": code, "label": str(label), "current": code == spoken}
            for code, label in settings.LANGUAGES
        ],
        "language_url": address("people:language"),
        "colophon_links": [
            {"url": address("keepup:current"), "label": _("How current we are")},
            {"url": address("learn:about"), "label": _("About this curriculum")},
            {"url": address("people:data_protection"), "label": _("How data is kept")},
            {"url": address("web:design"), "label": _("The look")},
        ],
    }


def _home(actor: Actor | None) -> str:
    if actor is None:
        return address("people:doors")
    return landing(actor)


def landing(actor: Actor) -> str:
    """The room that opens first for somebody."""
    if actor.has(Right.INSTRUCTOR):
        return address("connect:classes")
    if actor.has(Right.LEADER) and actor.workspace_kind == "team":
        return address("lead:brief")
    if actor.has(Right.LEAD, Right.EDITOR):
        return address("keepup:changes")
    if actor.has(Right.LEARNER):
        return address("learn:today")
    return address("plan:advising") if actor.has(Right.PARTNER) else address("people:people")


def _account(actor: Actor | None, request: HttpRequest) -> dict[str, Any] | None:
    if actor is None:
        if not request.user.is_authenticated:
            return None
        return {"role": str(request.user), "workspace": "", "signout_url": address("people:leave")}
    links = [(_("Working hours"), "people:hours"), (_("Calendar"), "learn:calendar")]
    if actor.has(Right.ADMIN):
        links.insert(0, (_("Workspace"), "people:workspace"))
        links.insert(0, (_("Organisation"), "people:organisation"))
    if actor.has(*KEEPERS):
        links.insert(0, (_("People"), "people:people"))
    if actor.has(Right.LEARNER):
        links += [
            (_("Lessons"), "learn:lessons"),
            (_("Certificates"), "learn:certificates"),
            (_("Tasks"), "learn:tasks"),
            (_("My work"), "learn:portfolio"),
        ]
    if actor.has(Right.LEARNER, Right.LEAD, Right.PARTNER, Right.INSTRUCTOR):
        links += [(_("To judge"), "learn:to_judge"), (_("Crisis drills"), "learn:drills")]
    links.append((_("What is kept about me"), "people:my_data"))
    if not actor.is_demo:
        links += [
            (_("Your places"), "people:arrive"),
            (_("Password and passkeys"), "mfa_index"),
            (_("Where I am signed in"), "usersessions_list"),
        ]
    return {
        "role": actor.name,
        "workspace": actor.workspace_name,
        "links": [{"label": label, "url": address(name)} for label, name in links],
        "places": [] if actor.is_demo else _others(request),
        "leave_url": address("people:demo_end") if actor.is_demo else "",
        "signout_url": "" if actor.is_demo else address("people:leave"),
    }


def _others(request: HttpRequest) -> list[dict[str, str]]:
    """The other workspaces of the account, by name."""
    arrive = address("people:arrive")
    return [{"label": name, "url": f"{arrive}?person={pk}"} for pk, name in places.others(request)]


def rooms(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The rooms this person may open."""
    learns = actor.has(Right.LEARNER)
    is_team = actor.workspace_kind == "team"
    found = [
        (
            _("Today"),
            "learn:today",
            learns,
            (
                "/today",
                "/lessons",
                "/week",
                "/refreshers",
                "/cards",
                "/tasks",
                "/drills",
                "/to-judge",
                "/courses",
                "/glossary",
                "/guides",
                "/search",
            ),
        ),
        (_("Profile"), "diagnose:profile", learns, ("/profile", "/check")),
        (_("Changes"), "keepup:changes", True, KEPT_UP),
        (_("Class"), "connect:classes", actor.has(Right.INSTRUCTOR), ("/classes",)),
        (_("Class"), "connect:my_class", learns and not is_team, ("/class", "/class/")),
        (
            _("Plan"),
            "plan:goals",
            is_team and (learns or actor.has(*PLANNERS)),
            ("/plan", "/advising"),
        ),
        (_("Lead"), "lead:brief", is_team and actor.has(*DECIDERS), ("/lead",)),
        (
            _("Programme"),
            "lead:programme",
            not is_team and actor.has(*DEANS),
            ("/lead/programme",),
        ),
    ]
    return [
        {"label": label, "url": address(name), "current": path.startswith(starts)}
        for label, name, shown, starts in found
        if shown
    ]
