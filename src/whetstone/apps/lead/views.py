"""The leader's page: live, frozen, decided from; and the head-count it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.diagnose import asking
from whetstone.apps.keepup import selectors as keepup
from whetstone.apps.keepup import telling
from whetstone.apps.lead import (
    brief_selectors,
    forms,
    pages,
    selectors,
    services,
    table_selectors,
    table_words,
)
from whetstone.apps.people import rules
from whetstone.apps.people import selectors as members
from whetstone.apps.people import services as people
from whetstone.apps.people.access import may
from whetstone.web.request import Right
from whetstone.web.wording import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.lead.selectors import BriefView
    from whetstone.web.request import Actor, Request

READERS = (Right.LEAD, Right.LEADER, Right.ADMIN)
TAKERS = (Right.LEADER, Right.LEAD)
TYPED = "typed_answer"
"""Where a sentence waits whose page had moved before it was sent."""


@may(*READERS)
@require_safe
def brief(request: Request, actor: Actor) -> HttpResponse:
    """The page as it stands now, beside the last frozen one."""
    page = pages.live(actor)
    known = {
        "page": page,
        "frozen": None,
        "earlier": selectors.earlier(actor.workspace_id),
        "takes": actor.has(*TAKERS),
        "freezes": actor.has(Right.LEAD),
        "signed": page.signed,
        "draining": keepup.draining(actor.workspace_id),
        "drains": telling,
        "answers": [],
        "owed": table_selectors.owed(actor.workspace_id, today=actor.today),
        "table": table_words,
    }
    return render(request, "lead/brief.html.jinja", known)


@may(Right.LEAD)
@require_safe
def words(request: Request, actor: Actor) -> HttpResponse:
    """The verdict words that people share with their lead: all that a lead sees of one person."""
    names = {one.id: one.name for one in members.members(actor.workspace_id)}
    known = {
        "words": asking.as_read(names),
        "kept_off": rules.of(actor.workspace_id).has_works_council,
    }
    return render(request, "lead/words.html.jinja", known)


@may(Right.LEAD)
@require_POST
def freeze(request: Request, actor: Actor) -> HttpResponse:
    """Keep the page as it stands."""
    made = services.freeze(
        workspace_id=actor.workspace_id,
        actor_id=actor.person_id,
        cause=request.POST.get("cause", "").strip(),
        now=actor.now,
    )
    messages.success(request, _("The page is kept as it stands."))
    return redirect("lead:frozen", brief_id=made.pk)


@may(*READERS)
@require_safe
def frozen(request: Request, actor: Actor, brief_id: int) -> HttpResponse:
    """A page as it stood."""
    view = _brief(actor, brief_id)
    known = {
        "page": pages.frozen(actor, view),
        "frozen": view,
        "earlier": selectors.earlier(actor.workspace_id),
        "takes": actor.has(*TAKERS),
        "freezes": False,
        "answers": table_selectors.answers(view.id),
        "typed": request.session.pop(TYPED, ""),
        "table": table_words,
        "signed": None,
        "is_signed": brief_selectors.signed(view.id, workspace_id=actor.workspace_id) is not None,
    }
    return render(request, "lead/brief.html.jinja", known)


@may(*TAKERS)
@require_POST
def decisions(request: Request, actor: Actor, brief_id: int) -> HttpResponse:
    """Take decisions from a frozen page."""
    view = _brief(actor, brief_id)
    n = services.take_decisions(
        workspace_id=actor.workspace_id,
        brief_id=view.id,
        codes=_codes(request),
        actor_id=actor.person_id,
        now=actor.now,
    )
    _told(request, n)
    is_signed = brief_selectors.signed(view.id, workspace_id=actor.workspace_id)
    return redirect("lead:brief_signed" if is_signed else "lead:frozen", brief_id=view.id)


@may(*TAKERS)
@require_POST
def take(request: Request, actor: Actor) -> HttpResponse:
    """Freeze the live page and take decisions from it."""
    made, taken = services.take_now(
        workspace_id=actor.workspace_id,
        codes=_codes(request),
        mark=request.POST.get("mark", ""),
        actor_id=actor.person_id,
        cause=_("decisions taken"),
        now=actor.now,
    )
    if taken is None:
        messages.warning(request, table_words.moved_on())
    else:
        _told(request, taken)
    return redirect("lead:frozen", brief_id=made.pk)


@may(Right.LEAD, Right.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def requirements(request: Request, actor: Actor) -> HttpResponse:
    """How many people should stand at which level, by area."""
    form = forms.RequirementsForm(request.POST or None, workspace_id=actor.workspace_id)
    if request.method == "POST" and form.is_valid():
        people.set_requirements(
            workspace_id=actor.workspace_id,
            needs=form.needs,
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, _("The head-count is set."))
        return redirect("lead:brief" if actor.has(*READERS) else "people:people")
    return render(request, "lead/requirements.html.jinja", {"form": form})


def _brief(actor: Actor, brief_id: int) -> BriefView:
    found = selectors.brief(brief_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _codes(request: Request) -> list[str]:
    """The decisions that are taken: one alone where its own button was pressed, else all."""
    one = request.POST.get("only", "")
    return [one] if one else request.POST.getlist("code")


def _told(request: Request, n: int) -> None:
    if n:
        said = ngettext(
            "%(n)s decision is taken. Who sees to it, and by when, is said on the table.",
            "%(n)s decisions are taken. Who sees to them, and by when, is said on the table.",
            n,
        ) % {"n": number(n)}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing new was decided."))
