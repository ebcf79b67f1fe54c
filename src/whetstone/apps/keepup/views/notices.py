"""Saying that something is no longer so; the inbox; one notice and its triage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.field import services as field
from whetstone.apps.keepup import inbox_forms, inbox_words, services, words
from whetstone.apps.keepup.forms import NoticeForm
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.selectors import inbox
from whetstone.apps.keepup.selectors import notices as of_notices
from whetstone.apps.keepup.views.scopes import Scope, scope_of
from whetstone.apps.people.access import may
from whetstone.core.freshness.triage import Act
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django import forms
    from django.http import HttpResponse

    from whetstone.apps.field.models import Notice
    from whetstone.web.request import Actor, Request

HANDLERS = (Right.LEAD, Right.EDITOR)


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Request, actor: Actor) -> HttpResponse:
    """POST: "this is no longer so", by anybody. GET: the inbox; to others, what they reported."""
    if request.method == "POST":
        return _report(request, actor)
    if not actor.has(*HANDLERS):
        return redirect("keepup:my_notices")
    waiting = inbox.for_all(actor.workspace_id) if actor.edits_for_all else []
    return _inbox(request, actor, Scope(actor.workspace_id), waiting=waiting)


@may(Right.EDITOR)
@require_safe
def for_everybody(request: Request, actor: Actor) -> HttpResponse:
    """The inbox of the whole installation, for those who edit for everybody."""
    return _inbox(request, actor, scope_of(actor, for_all=True))


def _inbox(
    request: Request, actor: Actor, scope: Scope, *, waiting: Sequence[Notice] = ()
) -> HttpResponse:
    page = inbox.inbox(
        scope.workspace_id,
        asked=inbox_forms.InboxForm(request.GET).asked,
        number=request.GET.get("page", ""),
        today=actor.today,
        zone=actor.time_zone,
    )
    known = {"page": page, "say": inbox_words, "scope": scope, "for_all": waiting,
             "shelves": shelves(actor, scope.page("notices"))}  # fmt: skip
    return render(request, "keepup/inbox.html.jinja", known)


def _report(request: Request, actor: Actor) -> HttpResponse:
    """Take it down and go back to the page it was said on; what was typed is never lost."""
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return render(request, "keepup/report.html.jinja", {"form": form}, status=422)
    said = form.cleaned_data
    kind, _mark, thing = said["thing"].partition("/")
    field.report(
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        claim_slug=said["claim"],
        page=said["page"],
        sentence=said["sentence"],
        saw=said["saw"],
        thing=(kind[:16], thing[:120]) if thing else ("", ""),
        now=actor.now,
    )
    thanks = _("Thank you. An editor reads it and checks the source; nothing changes before.")
    messages.success(request, thanks)
    back = said["page"]
    ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if ours and back.startswith("/") else "keepup:my_notices")


@may()
@require_safe
def mine(request: Request, actor: Actor) -> HttpResponse:
    """What became of what this person reported."""
    rows = inbox.notices_by(actor.person_id, workspace_id=actor.workspace_id, zone=actor.time_zone)
    known = {"rows": rows, "say": inbox_words, "shelves": shelves(actor, "keepup:my_notices")}
    return render(request, "keepup/my_notices.html.jinja", known)


@may(*HANDLERS)
@require_safe
def notice(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """One notice: what was said, what rests on it, its trail, and what comes next."""
    return _page(request, actor, scope_of(actor, for_all=for_all), notice_id)


def _page(
    request: Request,
    actor: Actor,
    scope: Scope,
    notice_id: int,
    *,
    refused: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    page = of_notices.notice_page(
        notice_id,
        workspace_id=scope.workspace_id,
        today=actor.today,
        zone=actor.time_zone,
        doubts=actor.has(Right.EDITOR),
    )
    if page is None:
        raise Http404
    known = {
        "page": page,
        "say": inbox_words,
        "words": words,
        "scope": scope,
        "forms": _forms(page, actor, scope) | (refused or {}),
        "claims": []
        if page.claim or Act.DOUBTED not in page.open_acts
        else of_notices.claim_choices(
            scope.workspace_id,
            today=actor.today,
            thing=(page.notice.thing_kind, page.notice.thing_id),
        ),
    }
    return render(request, "keepup/notice.html.jinja", known, status=422 if refused else 200)


def _forms(page: of_notices.NoticePage, actor: Actor, scope: Scope) -> dict[str, forms.Form]:
    """An empty form for every act that has one."""
    severity = page.state.severity.value if page.state.severity else None
    owner = page.state.owner or actor.person_id
    choices = of_notices.change_choices(scope.workspace_id, network=page.network)
    named = {"change": page.state.change or ""}
    made: dict[str, forms.Form] = {
        name: inbox_forms.ReasonForm(auto_id=f"{name}-%s")
        for name in ("dismissal", "repair", "closing", "reopening", "note")
    }
    return made | {
        "doubt": inbox_forms.DoubtForm(auto_id="doubt-%s", names_claim=page.claim is not None),
        "severity": inbox_forms.SeverityForm(
            auto_id="severity-%s", initial={"severity": severity}
        ),
        "owner": inbox_forms.OwnerForm(
            auto_id="owner-%s",
            handlers=inbox.handlers(scope.workspace_id),
            initial={"owner_id": owner},
        ),
        "confirmation": inbox_forms.ConfirmForm(
            auto_id="confirmation-%s", changes=choices, initial=named
        ),
        "link": inbox_forms.LinkForm(auto_id="link-%s", changes=choices, initial=named),
    }


@dataclass(frozen=True, slots=True)
class _Act:
    """One act on a notice: its form, the service that does it, what is then said, and where."""

    name: str
    form: forms.Form
    do: Callable[..., object]
    done: str
    scope: Scope


def _do(request: Request, actor: Actor, notice_id: int, act: _Act) -> HttpResponse:
    """Do one act and say so; what was typed wrongly stands on the page again."""
    form, scope, again = act.form, act.scope, {act.name: act.form}
    if not form.is_valid():
        return _page(request, actor, scope, notice_id, refused=again)
    who = {"workspace_id": scope.workspace_id, "person_id": actor.person_id, "now": actor.now}
    try:
        act.do(notice_id=notice_id, **who, **form.cleaned_data)
    except Missing as missing:
        if missing.what == "notice":
            raise Http404 from missing
        form.add_error(None, _("Nothing of this name is known here."))
        return _page(request, actor, scope, notice_id, refused=again)
    except Faults as faults:
        for fault in faults.faults:
            form.add_error(None, f"{fault.what}. {fault.mend}".strip())
        return _page(request, actor, scope, notice_id, refused=again)
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
    else:
        messages.success(request, act.done)
    return redirect(scope.page("notice"), notice_id=notice_id)


def _reason(request: Request, name: str) -> forms.Form:
    return inbox_forms.ReasonForm(request.POST, auto_id=f"{name}-%s")


@may(*HANDLERS)
@require_POST
def owner(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Take it, give it to somebody, or give it back."""
    scope = scope_of(actor, for_all=for_all)
    form = inbox_forms.OwnerForm(
        request.POST, auto_id="owner-%s", handlers=inbox.handlers(scope.workspace_id)
    )
    done = _("The notice has its owner.")
    return _do(request, actor, notice_id, _Act("owner", form, services.take, done, scope))


@may(Right.EDITOR)
@require_POST
def adoption(request: Request, actor: Actor, notice_id: int) -> HttpResponse:
    """Take a notice of the whole installation into this inbox."""
    try:
        made = services.adopt(
            notice_id=notice_id,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
        return redirect("keepup:notices")
    return redirect("keepup:notice", notice_id=made.pk)


@may(*HANDLERS)
@require_POST
def severity(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Say how much it hurts; the due day follows."""
    scope = scope_of(actor, for_all=for_all)
    form = inbox_forms.SeverityForm(request.POST, auto_id="severity-%s")
    done = _("The severity is set, and with it the day it is due.")
    return _do(
        request, actor, notice_id, _Act("severity", form, services.set_severity, done, scope)
    )


@may(*HANDLERS)
@require_POST
def confirmation(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """It is so: it waits for its repair."""
    scope = scope_of(actor, for_all=for_all)
    choices = of_notices.change_choices(scope.workspace_id)
    form = inbox_forms.ConfirmForm(request.POST, auto_id="confirmation-%s", changes=choices)
    done = _("Confirmed. It waits for its repair.")
    return _do(
        request, actor, notice_id, _Act("confirmation", form, services.confirm, done, scope)
    )


@may(*HANDLERS)
@require_POST
def link(request: Request, actor: Actor, notice_id: int, *, for_all: bool = False) -> HttpResponse:
    """Name the change it belongs to, once somebody has written it down."""
    scope = scope_of(actor, for_all=for_all)
    choices = of_notices.change_choices(scope.workspace_id)
    form = inbox_forms.LinkForm(request.POST, auto_id="link-%s", changes=choices)
    done = _("The notice names its change.")
    return _do(request, actor, notice_id, _Act("link", form, services.link, done, scope))


@may(Right.EDITOR)
@require_POST
def doubt(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Put the claim in doubt: what rests on it is suspended here."""
    scope = scope_of(actor, for_all=for_all)
    page = of_notices.claim_of(notice_id, workspace_id=scope.workspace_id)
    form = inbox_forms.DoubtForm(request.POST, auto_id="doubt-%s", names_claim=bool(page))
    done = _("In doubt. What rests on the claim is suspended here, and the lessons say so.")
    if scope.is_for_all:
        done = _("In doubt for everybody: what rests on the claim is suspended everywhere.")
    return _do(request, actor, notice_id, _Act("doubt", form, services.doubt, done, scope))


@may(*HANDLERS)
@require_POST
def dismissal(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """It still holds, or it is not about a fact; a doubt is settled."""
    scope = scope_of(actor, for_all=for_all)
    done = _("Dismissed. Whoever reported it can read why.")
    act = _Act("dismissal", _reason(request, "dismissal"), services.dismiss, done, scope)
    return _do(request, actor, notice_id, act)


@may(*HANDLERS)
@require_POST
def repair(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """What was confirmed is mended."""
    scope = scope_of(actor, for_all=for_all)
    done = _("Repaired. It is closed once somebody has verified it.")
    act = _Act("repair", _reason(request, "repair"), services.repair, done, scope)
    return _do(request, actor, notice_id, act)


@may(*HANDLERS)
@require_POST
def closing(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Verified: the notice is closed, and a doubt that still stands is settled."""
    scope = scope_of(actor, for_all=for_all)
    done = _("Closed. Whoever reported it can read how it ended.")
    act = _Act("closing", _reason(request, "closing"), services.close, done, scope)
    return _do(request, actor, notice_id, act)


@may(*HANDLERS)
@require_POST
def reopening(
    request: Request, actor: Actor, notice_id: int, *, for_all: bool = False
) -> HttpResponse:
    """It was ended too early."""
    scope = scope_of(actor, for_all=for_all)
    act = _Act(
        "reopening", _reason(request, "reopening"), services.reopen, _("Open again."), scope
    )
    return _do(request, actor, notice_id, act)


@may(*HANDLERS)
@require_POST
def note(request: Request, actor: Actor, notice_id: int, *, for_all: bool = False) -> HttpResponse:
    """Something for whoever looks next."""
    scope = scope_of(actor, for_all=for_all)
    act = _Act("note", _reason(request, "note"), services.note, _("Noted."), scope)
    return _do(request, actor, notice_id, act)
