"""Checks and the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from whetstone.apps.diagnose import asking, calls, forms, selectors, services, sitting
from whetstone.apps.diagnose import profile as profiles
from whetstone.apps.diagnose import progress as progressing
from whetstone.apps.diagnose import sharing as sharing_words
from whetstone.apps.diagnose.blade import blade
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.diagnose.secured import telling
from whetstone.apps.diagnose.targets import set_targets
from whetstone.apps.people import rules
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.diagnose.live import LiveBank
    from whetstone.apps.diagnose.services import Step
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, actor: Actor) -> HttpResponse:
    """Choose a kind of check and say what one thinks of oneself; then the first question."""
    if request.method == "POST":
        return _start(request, actor)
    chosen = request.GET.get("mode", "quick")
    area = request.GET.get("area") or None
    try:
        areas = _areas(actor, "area" if area and "mode" not in request.GET else chosen, area)
    except Missing as gone:
        raise Http404 from gone
    opened = selectors.open_attempt(actor.person_id)
    context = {
        **areas,
        "opened": opened,
        "own_words": asking.own_words(),
        "guesses": selectors.own_guesses(actor.person_id),
        "invited": telling.invitations(
            actor.person_id, workspace_id=actor.workspace_id, now=actor.now
        ),
    }
    return render(request, "diagnose/begin.html.jinja", context)


def _areas(actor: Actor, chosen: str, area: str | None) -> dict[str, object]:
    """The kinds of check, the chosen one with its areas."""
    live = live_bank(actor.workspace_id, actor.now.date())
    every = live.framework.area_ids
    area = area if area in every else None
    by_mode = {
        "quick": services.areas_for(
            actor.workspace_id, role_id=actor.role_id, mode="quick", person_id=actor.person_id
        ),
        "area": (area,) if area else (),
        "scan": every,
    }
    if sitting.entry_cut(live) is not None:
        by_mode["entry"] = (area,) if area else ()
    if chosen not in by_mode:
        raise Missing("kind of check", chosen)
    fresh = selectors.fresh_questions(actor.person_id, live=live, now=actor.now)
    kinds = asking.modes(live=live, fresh=fresh, areas_by_mode=by_mode, chosen=chosen)
    ready = {one: len(found) for one, found in fresh.items()}
    return {"modes": kinds, "chosen": chosen, "area": area, "ready": ready, "every": every}


def _start(request: Request, actor: Actor) -> HttpResponse:
    try:
        step = services.begin_attempt(
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            role_id=actor.role_id,
            mode=request.POST.get("mode", ""),
            area_id=request.POST.get("area") or None,
            guesses=forms.read_guesses(request.POST),
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    except Refused:
        text = _(
            "You have seen every question that is ready there in the last 60 days. "
            "Try another area."
        )
        messages.info(request, text)
        return redirect("diagnose:begin")
    return redirect("diagnose:question", attempt_id=step.attempt_id)


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, actor: Actor, attempt_id: int) -> HttpResponse:
    """The open question, and the answer to it."""
    live = live_bank(actor.workspace_id, actor.now.date())
    if request.method == "POST":
        return _answer(request, actor, attempt_id, live)
    step = _open(actor, attempt_id, live)
    if step.open is None:
        return redirect("diagnose:end", attempt_id=attempt_id)
    return _page(request, step, live)


def _open(actor: Actor, attempt_id: int, live: LiveBank) -> Step:
    step = services.open_place(
        attempt_id=attempt_id,
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        now=actor.now,
        live=live,
    )
    if step is None:
        raise Http404
    return step


def _page(
    request: Request, step: Step, live: LiveBank, filled: forms.Filled | None = None
) -> HttpResponse:
    """The whole page, or only the question where htmx asks."""
    status = UNPROCESSABLE if filled else 200
    context = asking.question_page(step, filled or forms.Filled(None), live=live)
    context["swapped"] = bool(request.htmx)
    name = "diagnose/_question.html.jinja" if request.htmx else "diagnose/question.html.jinja"
    return render(request, name, context, status=status)


def _answer(request: Request, actor: Actor, attempt_id: int, live: LiveBank) -> HttpResponse:
    asked = live.stored(request.POST.get("item", ""))
    if asked is None:
        raise Http404
    filled = forms.read_answer(asked.payload, request.POST)
    if filled.answer is None:
        return _again(request, actor, attempt_id, live, filled)
    try:
        step = services.answer(
            attempt_id=attempt_id,
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            place=forms.read_place(request.POST),
            item_id=asked.pk,
            answer=filled.answer,
            now=actor.now,
            live=live,
        )
    except (Missing, Faults) as gone:
        raise Http404 from gone
    return _next(request, step, live)


def _again(  # noqa: PLR0917  # the five things every answer to a question needs
    request: Request, actor: Actor, attempt_id: int, live: LiveBank, filled: forms.Filled
) -> HttpResponse:
    """The same question with what was typed and what is missing.

    Or the open one where that is another.
    """
    step = _open(actor, attempt_id, live)
    if step.open is None or step.open.place != forms.read_place(request.POST):
        return _next(request, step, live)
    return _page(request, step, live, filled)


def _next(request: Request, step: Step, live: LiveBank) -> HttpResponse:
    if step.open is None:
        address = reverse("diagnose:end", args=[step.attempt_id])
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    if request.htmx:
        return _page(request, step, live)
    if step.withdrawn:
        messages.info(
            request, _("That question was withdrawn while it was open. Here is another.")
        )
    address = reverse("diagnose:question", args=[step.attempt_id])
    return redirect(f"{address}?n={step.open.place}")


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, actor: Actor, attempt_id: int) -> HttpResponse:
    """After the last question: what may be shared, then the answers with their reasons.

    POST ends a check early.
    """
    if request.method == "POST":
        services.finish(
            attempt_id=attempt_id,
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            now=actor.now,
        )
        return redirect("diagnose:end", attempt_id=attempt_id)
    attempt = selectors.attempt(attempt_id, person_id=actor.person_id)
    if attempt is None:
        raise Http404
    if attempt.finished_at is None:
        return redirect("diagnose:question", attempt_id=attempt_id)
    answers = selectors.attempt_answers(attempt_id)
    shown = asking.shown(answers, selectors.drawn_in(attempt_id))
    context = {
        "shown": shown,
        "statements": asking.statements(shown, workspace_id=actor.workspace_id),
        "called": asking.called(calls.calls_of(attempt)),
        "areas": []
        if rules.of(actor.workspace_id).has_works_council
        else asking.shareable(actor.person_id, areas=attempt.areas),
        "told": sharing_words.WORDS,
        "role_lead": actor.workspace_kind == "team",
    }
    return render(request, "diagnose/end.html.jinja", context)


@may(Right.LEARNER)
@require_safe
def profile(request: Request, actor: Actor) -> HttpResponse:
    """Levels with their bands, in words first, and why we think so."""
    found = profiles.compose(
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        role_id=actor.role_id,
        now=actor.now,
        with_moves="assumptions" in request.GET,
    )
    return render(request, "diagnose/profile.html.jinja", {"profile": found, "blade": blade})


@may(Right.LEARNER)
@require_safe
def progress(request: Request, actor: Actor) -> HttpResponse:
    """How one's own level in an area went, with what happened marked."""
    found = progressing.compose(
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        area_id=request.GET.get("area"),
        now=actor.now,
    )
    return render(request, "diagnose/progress.html.jinja", {"progress": found})


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: Request, actor: Actor) -> HttpResponse:
    """What one aims for beyond one's role."""
    if request.method == "POST":
        levels = forms.read_aims(request.POST)
        try:
            set_targets(
                person_id=actor.person_id,
                workspace_id=actor.workspace_id,
                levels=levels,
                now=actor.now,
            )
        except Faults as gone:
            raise Http404 from gone
        messages.success(request, _("Saved. What you are offered follows it."))
        return redirect("diagnose:profile")
    aims = asking.aims(actor.person_id, actor.role_id)
    return render(request, "diagnose/targets.html.jinja", {"aims": aims})


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: Request, actor: Actor) -> HttpResponse:
    """Which verdict words the lead may read."""
    if request.method == "POST":
        return _shared(request, actor)
    context = {
        "areas": asking.shareable(actor.person_id),
        "told": sharing_words.WORDS,
        "words": asking.as_read({actor.person_id: actor.name}),
        "kept_off": rules.of(actor.workspace_id).has_works_council,
        "consents": rules.was_told(actor.person_id, sharing_words.ABOUT),
    }
    return render(request, "diagnose/sharing.html.jinja", context)


def _shared(request: Request, actor: Actor) -> HttpResponse:
    try:
        sharing_words.share(
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            asked=request.POST.getlist("asked"),
            shared=request.POST.getlist("shared"),
            now=actor.now,
        )
    except Refused:
        messages.info(request, _("Nothing is shared here: this workspace shows no verdicts."))
        return redirect("diagnose:sharing")
    messages.success(request, _("Saved. Your lead sees exactly what you ticked, as words."))
    return redirect("diagnose:profile")
