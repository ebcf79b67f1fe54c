"""Secured pools and forms, for those who keep them: admins, instructors and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.diagnose.secured import forming, stock, telling, typed
from whetstone.apps.diagnose.secured import pool as reading
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right
from whetstone.web.wording import number

if TYPE_CHECKING:
    from django import forms as django_forms

    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422
KEEPERS = (Right.ADMIN, Right.INSTRUCTOR, Right.EDITOR)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def pools(request: Request, actor: Actor) -> HttpResponse:
    """The workspace's pools of secured questions; POST makes another."""
    form = typed.PoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = stock.make_pool(
                workspace_id=actor.workspace_id,
                actor_id=actor.person_id,
                area_id=form.cleaned_data["area"],
                name=form.cleaned_data["name"],
                now=actor.now,
            )
        except Refused as no:
            form.add_error("name", no.why)
        else:
            return redirect("diagnose:pool", made.pk)
    status = UNPROCESSABLE if form.errors else 200
    known = {"pools": reading.pools(actor.workspace_id), "form": form}
    return render(request, "diagnose/pools.html.jinja", known, status=status)


@may(*KEEPERS)
@require_safe
def pool(request: Request, actor: Actor, pool_id: int) -> HttpResponse:
    """A pool: its questions by skill and level, what a form still lacks, and its forms."""
    found = _page(actor, pool_id)
    known = {"page": found, "say": telling, "form": typed.OpenForm()}
    return render(request, "diagnose/pool.html.jinja", known)


@may(*KEEPERS)
@require_POST
def open_form(request: Request, actor: Actor, pool_id: int) -> HttpResponse:
    """Open a form on the pool as it stands, if it is enough for the rule."""
    form = typed.OpenForm(request.POST)
    if not form.is_valid():
        page = {"page": _page(actor, pool_id), "say": telling, "form": form}
        return render(request, "diagnose/pool.html.jinja", page, status=UNPROCESSABLE)
    try:
        made = forming.open_form(
            pool_id=pool_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
    except Missing as gone:
        raise Http404 from gone
    except Refused as no:
        messages.info(request, no.why)
        return redirect("diagnose:pool", pool_id)
    return redirect("diagnose:secured_form", made.pk)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, actor: Actor, pool_id: int) -> HttpResponse:
    """Write a question into a pool."""
    found = _pool(actor, pool_id)
    form = typed.QuestionForm(request.POST or None, area_id=found.area_id)
    if request.method == "POST" and form.is_valid():
        try:
            stock.add_written(
                pool_id=pool_id,
                workspace_id=actor.workspace_id,
                actor_id=actor.person_id,
                item=form.item(),
                now=actor.now,
            )
        except Faults as wrong:
            typed.refuse(form, wrong.faults)
        else:
            return _added(request, pool_id, 1)
    return _typed(request, "diagnose/secured_question.html.jinja", form, found)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Request, actor: Actor, pool_id: int) -> HttpResponse:
    """Put the questions of a file in the curriculum's format into a pool."""
    found = _pool(actor, pool_id)
    form = typed.FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            many = stock.add_file(
                pool_id=pool_id,
                workspace_id=actor.workspace_id,
                actor_id=actor.person_id,
                text=form.cleaned_data["text"],
                now=actor.now,
            )
        except Faults as wrong:
            typed.refuse(form, wrong.faults, "text")
        else:
            return _added(request, pool_id, many)
    return _typed(request, "diagnose/secured_file.html.jinja", form, found)


@may(*KEEPERS)
@require_POST
def templates(request: Request, actor: Actor, pool_id: int) -> HttpResponse:
    """Take the public templates of the area into a pool: a form draws its own numbers."""
    try:
        many = stock.take_templates(
            pool_id=pool_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    return _added(request, pool_id, many)


@may(*KEEPERS)
@require_safe
def item(request: Request, actor: Actor, pool_id: int, item_id: int) -> HttpResponse:
    """One secured question with its key, for those who keep the pool."""
    found = _page(actor, pool_id)
    row = next((one for one in found.items if one.pk == item_id), None)
    if row is None:
        raise Http404
    known = {"page": found, "one": telling.shown_item(row), "item": row}
    return render(request, "diagnose/secured_item.html.jinja", known)


@may(*KEEPERS)
@require_POST
def withdrawal(request: Request, actor: Actor, pool_id: int, item_id: int) -> HttpResponse:
    """Ask a secured question of nobody any more."""
    try:
        stock.withdraw(
            pool_id=pool_id,
            item_id=item_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    messages.success(request, _("Withdrawn. Nobody is asked it any more."))
    return redirect("diagnose:pool", pool_id)


@may(*KEEPERS)
@require_safe
def form(request: Request, actor: Actor, form_id: int) -> HttpResponse:
    """A form: who was invited and how far they are, never what came out; whom to invite."""
    find = request.GET.get("find", "").strip()[:80]
    found = reading.form_page(form_id, workspace_id=actor.workspace_id, find=find, now=actor.now)
    if found is None:
        raise Http404
    known = {"page": found, "say": telling, "find": find}
    return render(request, "diagnose/secured_form.html.jinja", known)


@may(*KEEPERS)
@require_POST
def invite(request: Request, actor: Actor, form_id: int) -> HttpResponse:
    """Invite somebody to sit a form once."""
    if reading.form(form_id, workspace_id=actor.workspace_id) is None:
        raise Http404
    form = typed.InviteForm(request.POST)
    if not form.is_valid():
        messages.info(request, _("The time is 100 to 300 percent of the usual."))
        return redirect("diagnose:secured_form", form_id)
    try:
        made = forming.invite(
            form_id=form_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            person_id=form.cleaned_data["person"],
            percent=form.cleaned_data["percent"],
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    except Refused as no:
        messages.info(request, no.why)
    else:
        messages.success(request, telling.invited(made))
    return redirect("diagnose:secured_form", form_id)


@may(*KEEPERS)
@require_POST
def closure(request: Request, actor: Actor, form_id: int) -> HttpResponse:
    """Close a form: those who sat it read the answers, and its own questions are used up."""
    try:
        forming.close_form(
            form_id=form_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    messages.success(request, _("Closed. Whoever sat it can read the answers now."))
    return redirect("diagnose:secured_form", form_id)


def _page(actor: Actor, pool_id: int) -> reading.PoolPage:
    found = reading.pool_page(pool_id, workspace_id=actor.workspace_id, on=actor.now.date())
    if found is None:
        raise Http404
    return found


def _pool(actor: Actor, pool_id: int) -> reading.PoolHead:
    found = reading.pool(pool_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _added(request: Request, pool_id: int, many: int) -> HttpResponse:
    said = ngettext("%(n)s question added.", "%(n)s questions added.", many)
    messages.success(request, said % {"n": number(many)} if many else _("Nothing new to add."))
    return redirect("diagnose:pool", pool_id)


def _typed(
    request: Request, name: str, form: django_forms.Form, found: reading.PoolHead
) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, name, {"form": form, "pool": found}, status=status)
