"""Figures of the networks: brought in as files, looked at, taken; posts given to campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.people.access import may
from whetstone.apps.people.clock import real_now
from whetstone.apps.plan import (
    figures_assigning,
    figures_forms,
    figures_jobs,
    figures_pages,
    figures_selectors,
    figures_staging,
    figures_taking,
    selectors,
)
from whetstone.apps.plan import figures_words as words
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web import spreadsheet
from whetstone.web.request import Right
from whetstone.web.wording import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.plan.figures_models import Upload
    from whetstone.web.request import Actor, Request

READERS = (
    Right.LEARNER, Right.LEAD, Right.PARTNER, Right.LEADER, Right.EDITOR, Right.ADMIN,
)  # fmt: skip
KEEPERS = (Right.LEAD, Right.EDITOR, Right.ADMIN)
DECIDERS = (Right.LEAD, Right.PARTNER)


@may(*READERS)
@require_safe
def have(request: Request, actor: Actor) -> HttpResponse:
    """What there is of each network: from when to when, how many posts, when it came."""
    found = figures_selectors.have(actor.workspace_id)
    known = {
        "networks": found,
        "waiting": figures_selectors.waiting(actor.workspace_id),
        "files": figures_selectors.taken(actor.workspace_id),
        "keeps": actor.has(*KEEPERS),
        "erases": actor.has(Right.ADMIN),
        "decides": actor.has(*DECIDERS),
        "words": words,
        "how": figures_pages.HOW_TO_EXPORT,
    }
    return render(request, "plan/have.html.jinja", known)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request, actor: Actor) -> HttpResponse:
    """Bring in a network's export: what it would do is shown first."""
    form = figures_forms.BringForm(
        request.POST or None, request.FILES or None, today=actor.today, is_demo=actor.is_demo
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = figures_staging.upload(
            workspace_id=actor.workspace_id,
            name=file.name or "",
            chunks=file.chunks(),
            seen_on=form.cleaned_data["seen_on"],
            actor_id=actor.person_id,
            now=actor.now,
            touched_at=real_now(),
        )
        figures_jobs.read_or_enqueue(made)
        return redirect("plan:upload", upload_id=made.pk)
    known = {"form": form, "how": figures_pages.HOW_TO_EXPORT}
    return render(request, "plan/bring.html.jinja", known, status=422 if form.errors else 200)


@may(*KEEPERS)
@require_safe
def upload(request: Request, actor: Actor, upload_id: int) -> HttpResponse:
    """One file: what it asks, what it would change, all its faults, and the act."""
    return _shown(request, _upload(actor, upload_id), actor)


@may(*KEEPERS)
@require_POST
def answers(request: Request, actor: Actor, upload_id: int) -> HttpResponse:
    """Say what a file does not say itself, or what its columns hold; it is read anew."""
    one = _upload(actor, upload_id)
    form = figures_pages.asking_form(one, request.POST, today=actor.today)
    if not form.is_valid():
        return _shown(request, one, actor, form=form, status=422)
    try:
        said = figures_staging.answer(
            upload_id=upload_id,
            workspace_id=actor.workspace_id,
            answers=figures_pages.as_options(form),
            actor_id=actor.person_id,
            now=real_now(),
        )
    except Missing as missing:
        raise Http404 from missing
    figures_jobs.read_or_enqueue(said)
    return redirect("plan:upload", upload_id=upload_id)


@may(*KEEPERS)
@require_safe
def faults(request: Request, actor: Actor, upload_id: int) -> HttpResponse:
    """All faults of a file, as a table to mend it by."""
    del request
    one = _upload(actor, upload_id)
    return spreadsheet.csv_answer(figures_pages.fault_lines(one.pk), name="faults.csv")


@may(*KEEPERS)
@require_POST
def taking(request: Request, actor: Actor, upload_id: int) -> HttpResponse:
    """Take a file's figures; the second press does nothing."""
    try:
        is_mine = figures_taking.begin(
            upload_id=upload_id,
            workspace_id=actor.workspace_id,
            without_refused="without_refused" in request.POST,
            now=real_now(),
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused:
        messages.error(request, _("Rows are refused. Mend them, or say that they are left out."))
        return redirect("plan:upload", upload_id=upload_id)
    if is_mine:
        figures_jobs.take_or_enqueue(upload_id, now=actor.now)
    return redirect("plan:upload", upload_id=upload_id)


@may(*KEEPERS)
@require_POST
def dropping(request: Request, actor: Actor, upload_id: int) -> HttpResponse:
    """Throw a file away that was not taken; nothing changes."""
    dropped = figures_taking.drop(
        upload_id=upload_id,
        workspace_id=actor.workspace_id,
        actor_id=actor.person_id,
        now=real_now(),
    )
    if not dropped:
        raise Http404
    messages.success(request, _("The file is thrown away. Nothing changed."))
    return redirect("plan:have")


@may(Right.ADMIN)
@require_POST
def erasure(request: Request, actor: Actor, upload_id: int) -> HttpResponse:
    """Erase all that one file said; posts stand as the other files say."""
    if "for_good" not in request.POST:
        _upload(actor, upload_id)
        messages.error(request, _("Nothing is erased. Say first that it is for good."))
        return redirect("plan:have")
    try:
        gone = figures_taking.erase(
            upload_id=upload_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=real_now(),
        )
    except Missing as missing:
        raise Http404 from missing
    said = ngettext("%(n)s row of figures is erased.", "%(n)s rows of figures are erased.", gone)
    messages.success(request, said % {"n": number(gone)})
    return redirect("plan:have")


@may(*READERS)
@require_safe
def posts(request: Request, actor: Actor) -> HttpResponse:
    """Every post with what is known of it, by network, kind and campaign."""
    asked = figures_pages.asked(request.GET)
    known: dict[str, Any] = {
        "asked": asked,
        "page": figures_selectors.posts(
            actor.workspace_id, asked.rule, belongs=asked.belongs, page=request.GET.get("page")
        ),
        "kinds": figures_selectors.kinds(actor.workspace_id),
        "decides": actor.has(*DECIDERS),
        "words": words,
    }
    return render(request, "plan/posts.html.jinja", known)


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def assigning(request: Request, actor: Actor) -> HttpResponse:
    """Give posts to a campaign by a rule; which posts it means is shown first."""
    given = request.POST if request.method == "POST" else request.GET
    form = figures_forms.RuleForm(
        given if "campaign" in given else None,
        campaigns=selectors.campaign_names(actor.workspace_id),
        networks=sorted({net for net, _kind in figures_selectors.kinds(actor.workspace_id)}),
        zone=actor.time_zone,
    )
    is_fine = form.is_bound and form.is_valid()
    if request.method == "POST" and is_fine:
        return _assign(request, actor, form)
    meant = (
        figures_selectors.meant(actor.workspace_id, form.rule, form.campaign_id)
        if is_fine
        else None
    )
    known = {"form": form, "meant": meant, "words": words}
    return render(request, "plan/assigning.html.jinja", known, status=422 if form.errors else 200)


def _assign(request: Request, actor: Actor, form: figures_forms.RuleForm) -> HttpResponse:
    n = figures_assigning.assign_posts(
        workspace_id=actor.workspace_id,
        campaign_id=form.campaign_id,
        rule=form.rule,
        also_elsewhere=form.cleaned_data["also_elsewhere"],
        actor_id=actor.person_id,
        now=actor.now,
    )
    said = ngettext("%(n)s post has moved.", "%(n)s posts have moved.", n) % {"n": number(n)}
    messages.success(request, said)
    return redirect(f"{reverse('plan:posts')}?campaign={form.campaign_id}")


def _upload(actor: Actor, upload_id: int) -> Upload:
    found = figures_selectors.upload_row(upload_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _shown(
    request: Request, one: Upload, actor: Actor, *, form: Any = None, status: int = 200
) -> HttpResponse:
    known = figures_pages.upload_page(one, form=form, today=actor.today)
    known["erases"] = actor.has(Right.ADMIN)
    return render(request, "plan/upload.html.jinja", known, status=status)
