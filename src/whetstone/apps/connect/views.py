"""Classes, one class, and the way into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.connect import selectors, services, tries, words, work, works
from whetstone.apps.connect.forms import ClassForm, JoinForm
from whetstone.apps.field import selectors as field
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.people.clock import now_in, real_now
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.people.models import SchoolClass, User
    from whetstone.web.request import Actor, Request


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def classes(request: Request, actor: Actor) -> HttpResponse:
    """The classes of a school, and a form for a new one."""
    edition = field.edition_name()
    form = ClassForm(request.POST or None, today=actor.today, edition=edition)
    if request.method == "POST" and form.is_valid():
        made, is_new = services.open_class(
            workspace_id=actor.workspace_id,
            **form.cleaned_data,
            edition=edition,
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, words.opened(made.name, is_new=is_new))
        return redirect("connect:school_class", class_id=made.pk)
    rows = selectors.class_rows(actor.workspace_id, now=actor.now, today=actor.today)
    known = {"rows": rows, "form": form, "edition": edition, "words": words}
    return render(request, "connect/classes.html.jinja", known)


@may(Right.INSTRUCTOR)
@require_safe
def school_class(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """One class: its code, what changed since its syllabus, how far it is, who sits in it."""
    page = selectors.class_page(
        class_id, workspace_id=actor.workspace_id, now=actor.now, today=actor.today
    )
    if page is None:
        raise Http404
    address = request.build_absolute_uri(reverse("connect:join"))
    known = {"page": page, "words": words, "address": address, "steps": words.steps(page)}
    known["assigned"] = work.assigned_lessons(class_id)
    known["waiting"] = works.waiting_count(class_id)
    return render(request, "connect/school_class.html.jinja", known)


@may(Right.INSTRUCTOR)
@require_POST
def adoption(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """Take one change into the term, now."""
    try:
        done = services.adopt_change(
            class_id=class_id,
            change_slug=request.POST.get("change", ""),
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
            today=actor.today,
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
    else:
        messages.success(request, words.adopted(done))
    return redirect(f"{reverse('connect:school_class', args=[class_id])}#changed")


@may(Right.INSTRUCTOR)
@require_POST
def term_end(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """The term is over: take everything that was left."""
    try:
        done = services.adopt_all(
            class_id=class_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
            today=actor.today,
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
    else:
        messages.success(request, words.adopted(done))
    return redirect(f"{reverse('connect:school_class', args=[class_id])}#changed")


@open_to(ANYBODY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request) -> HttpResponse:
    """A code, then an account, then a place in the class."""
    if request.method == "POST":
        return _take_code(request)
    wanted = selectors.class_behind(request.session.get("class_code", ""))
    if wanted is None or "other" in request.GET:
        code = selectors.plain_code(request.GET.get("code", ""))
        return render(request, "connect/join.html.jinja", {"form": _form(request, code)})
    if request.user.is_authenticated:
        return _take_place(request, wanted)
    return render(request, "connect/join_account.html.jinja", {"school_class": wanted})


def _form(request: Request, code: str = "") -> JoinForm:
    return JoinForm(
        request.POST or None,
        initial={"code": code},
        today=real_now().date(),
        asks_name=not getattr(request.user, "name", ""),
    )


def _take_code(request: Request) -> HttpResponse:
    """Keep a right code in the session; count a wrong one."""
    wait = tries.wait(request.session, real_now())
    if wait:
        known = {"why": words.too_many(wait), "next_url": reverse("people:doors")}
        answer = render(request, "web/429.html.jinja", known, status=429)
        answer.headers["Retry-After"] = str(int(wait) + 1)
        return answer
    form = _form(request)
    if not form.is_valid():
        if request.POST.get("code", "").strip():
            tries.count_wrong(request.session, real_now())
        return render(request, "connect/join.html.jinja", {"form": form})
    request.session["class_code"] = form.cleaned_data["code"]
    request.session["class_name"] = form.cleaned_data.get("name", "")
    return redirect("connect:join")


def _take_place(request: Request, wanted: SchoolClass) -> HttpResponse:
    """Seat the signed-in account, once, and go on as the student."""
    user = cast("User", request.user)
    name = request.session.pop("class_name", "") or user.name or user.email.partition("@")[0]
    request.session.pop("class_code", None)
    there = selectors.place_of(user.pk, wanted.workspace_id)
    if there is not None and selectors.teaches_only(there.pk):
        messages.warning(request, _("You teach here. The code is for those who learn."))
        return redirect("people:arrive")
    try:
        person = services.join(
            school_class=wanted, user=user, name=name, now=now_in(wanted.workspace)
        )
    except Refused:
        messages.error(request, _("This place was closed to you. Ask an admin to bring you back."))
        return redirect("people:arrive")
    request.session["person_id"] = person.pk
    request.session.pop("demo_workspace_id", None)
    messages.success(request, _("You have a place in %(name)s.") % {"name": wanted.name})
    return redirect("learn:today")
