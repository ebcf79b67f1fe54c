"""The brief: written, signed, read, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.lead import (
    brief_pages,
    brief_selectors,
    brief_services,
    brief_sheet,
    table_selectors,
    table_words,
)
from whetstone.apps.lead.brief_forms import WordsForm, seen_of
from whetstone.apps.lead.views import READERS, TAKERS, TYPED
from whetstone.apps.people.access import asks_again, may
from whetstone.core.kernel.errors import Refused
from whetstone.core.rollup.aloud import MOST_MINUTES, WORDS_A_MINUTE
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.lead.brief_selectors import Signed
    from whetstone.web.request import Actor, Request


@may(Right.LEAD)
@require_safe
def draft(request: Request, actor: Actor) -> HttpResponse:
    """The brief that is being written: today's figures, and room for one's own words."""
    return _editor(request, actor, WordsForm())


@may(Right.LEAD)
@require_POST
def words(request: Request, actor: Actor) -> HttpResponse:
    """Keep what was typed into the brief."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _editor(request, actor, form, status=400)
    brief_services.write(
        workspace_id=actor.workspace_id,
        texts=form.texts,
        seen=seen_of(request.POST),
        actor_id=actor.person_id,
        now=actor.now,
    )
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    messages.success(request, _("Your words are kept."))
    return redirect("lead:brief_draft")


@may(Right.LEAD)
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, actor: Actor) -> HttpResponse:
    """The brief as it would be signed, and signing it."""
    if request.method == "POST":
        try:
            made = brief_services.sign(
                workspace_id=actor.workspace_id,
                mark=request.POST.get("mark", ""),
                after=_whole(request.POST.get("after", "")),
                actor_id=actor.person_id,
                now=actor.now,
            )
        except Refused as refused:
            messages.warning(request, _why(refused))
            return redirect("lead:brief_sign")
        messages.success(request, _("Signed. From now on it does not change."))
        return redirect("lead:brief_signed", brief_id=made.brief_id)
    doc = brief_pages.draft(actor)
    known = {"doc": doc, "undrawn": brief_sheet.undrawn(doc)}
    return render(request, "lead/brief_sign.html.jinja", known)


@may(Right.LEAD)
@require_safe
def draft_pdf(_request: Request, actor: Actor) -> HttpResponse:
    """The brief as it stands, on paper, marked as a draft."""
    return _pdf(brief_sheet.pdf_of(brief_pages.draft(actor)), "brief-draft")


@may(*READERS)
@require_safe
def signed(request: Request, actor: Actor, brief_id: int) -> HttpResponse:
    """A brief as it was signed."""
    view = _signed(actor, brief_id)
    known = {
        "doc": brief_pages.signed(view, actor.workspace_id),
        "earlier": brief_selectors.earlier(actor.workspace_id),
        "taking": brief_pages.taking(view, actor.workspace_id) if actor.has(*TAKERS) else [],
        "writes": actor.has(Right.LEAD),
        "frozen": view.brief,
        "page": {"mark": brief_pages.read_mark(view, actor.workspace_id)},
        "answers": table_selectors.answers(view.brief.id),
        "table": table_words,
        "typed": request.session.pop(TYPED, ""),
    }
    return render(request, "lead/brief_signed.html.jinja", known)


@may(*READERS)
@require_safe
def signed_pdf(_request: Request, actor: Actor, brief_id: int) -> HttpResponse:
    """A signed brief on paper."""
    doc = brief_pages.signed(_signed(actor, brief_id), actor.workspace_id)
    return _pdf(brief_sheet.pdf_of(doc), f"brief-{doc.at:%Y-%m-%d}")


def _editor(request: Request, actor: Actor, form: WordsForm, *, status: int = 200) -> HttpResponse:
    doc = brief_pages.draft(actor)
    known = {
        "doc": doc,
        "boxes": brief_pages.boxes(doc, actor.workspace_id),
        "form": form,
        "pace": WORDS_A_MINUTE,
        "most": MOST_MINUTES,
        "earlier": brief_selectors.earlier(actor.workspace_id),
    }
    return render(request, "lead/brief_draft.html.jinja", known, status=status)


def _signed(actor: Actor, brief_id: int) -> Signed:
    found = brief_selectors.signed(brief_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _why(refused: Refused) -> str:
    if refused.why == "moved":
        return _("Some figures have moved since you opened this page. Read them, then sign.")
    if refused.why == "nothing_new":
        return _(
            "This is word for word the brief that was signed last. Sign the next one when a "
            "figure has moved, or when you have something to add."
        )
    return _("Somebody else has just signed a brief. This is the next one.")


def _pdf(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
