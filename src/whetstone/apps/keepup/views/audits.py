"""Audits of syllabi: the list, a new one, one with its corrections, and its report as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.keepup import audit_words, selectors, services, words
from whetstone.apps.keepup.audit_sheet import pdf_of
from whetstone.apps.keepup.forms import AuditForm, CorrectionForm, as_sentence
from whetstone.apps.keepup.rooms import AUDITORS, shelves
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web import spreadsheet
from whetstone.web.address import address

if TYPE_CHECKING:
    from whetstone.web.request import Actor, Request


@may(*AUDITORS)
@require_safe
def audits(request: Request, actor: Actor) -> HttpResponse:
    """Every audit of this workspace, newest first."""
    known = {
        "audits": selectors.audits(actor.workspace_id),
        "words": audit_words,
        "shelves": shelves(actor, "keepup:audits"),
    }
    return render(request, "keepup/audits.html.jinja", known)


@may(*AUDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, actor: Actor) -> HttpResponse:
    """Give a syllabus: files or text."""
    form = AuditForm(request.POST or None, request.FILES or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_audit(
                workspace_id=actor.workspace_id,
                person_id=actor.person_id,
                title=form.cleaned_data["title"],
                term=form.cleaned_data["term"],
                role_id=form.cleaned_data["role"],
                files=form.read_files,
                now=actor.now,
                today=actor.today,
                is_demo=actor.is_demo,
            )
        except Refused as refused:
            form.add_error(None, as_sentence(refused.what, refused.why, refused.mend))
        else:
            return redirect("keepup:audit", audit_id=made)
    return render(request, "keepup/audit_new.html.jinja", {"form": form})


@may(*AUDITORS)
@require_safe
def audit(request: Request, actor: Actor, audit_id: int) -> HttpResponse:
    """One audit: what is missing first, then what is out of date, then every match."""
    page = _page(request, actor, audit_id)
    first = _number(request.GET.get("from"))
    known = {
        "page": page,
        "words": audit_words,
        "network_name": words.network_name,
        "found": page.found(first=first),
        "first": first,
        "open": _number(request.GET.get("correct"), missing=-1),
        "shelves": shelves(actor, "keepup:audits"),
    }
    return render(request, "keepup/audit.html.jinja", known)


@may(*AUDITORS)
@require_POST
def corrections(request: Request, actor: Actor, audit_id: int) -> HttpResponse:
    """Take a person's word about a phrase and a skill."""
    form = CorrectionForm(request.POST)
    back = address("keepup:audit", audit_id=audit_id)
    try:
        if not form.is_valid():
            messages.error(request, _("Not kept. Choose a skill, and keep a word of the line."))
        else:
            services.correct(
                workspace_id=actor.workspace_id,
                audit_id=audit_id,
                person_id=actor.person_id,
                now=actor.now,
                **form.facts,
            )
            messages.success(request, _("Kept. It counts here, and in every later audit."))
    except Missing as missing:
        raise Http404 from missing
    except Faults as faults:
        for fault in faults.faults:
            messages.error(request, fault.what)
    place = _number(request.POST.get("place"))
    return redirect(f"{back}?from={_number(request.POST.get('from'))}#finding-{place}")


@may(*AUDITORS)
@require_safe
def as_csv(request: Request, actor: Actor, audit_id: int) -> HttpResponse:
    """The report as a table for a spreadsheet."""
    page = _page(request, actor, audit_id)
    text = "".join(spreadsheet.as_csv(audit_words.sheet(page)))
    return _file(text.encode(), "text/csv; charset=utf-8", audit_id, "csv")


@may(*AUDITORS)
@require_safe
def as_pdf(request: Request, actor: Actor, audit_id: int) -> HttpResponse:
    """The report on paper."""
    page = _page(request, actor, audit_id)
    made = pdf_of(page, workspace=actor.workspace_name, now=actor.now, today=actor.today)
    return _file(made, "application/pdf", audit_id, "pdf")


def _page(request: Request, actor: Actor, audit_id: int) -> selectors.AuditPage:
    page = selectors.audit_page(
        audit_id,
        workspace_id=actor.workspace_id,
        today=actor.today,
        against=_number(request.GET.get("against")),
    )
    if page is None:
        raise Http404
    return page


def _file(data: bytes, kind: str, audit_id: int, ending: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="audit-{audit_id}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _number(text: str | None, *, missing: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else missing  # noqa: PLR2004
