"""One theme: its messages and quotes, its words, whom it was given to and what became of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.lead import voices_pages as pages
from whetstone.apps.lead import voices_services as services
from whetstone.apps.lead import voices_words
from whetstone.apps.lead.voices_forms import FateForm, RouteForm, ThemeForm
from whetstone.apps.lead.voices_matching import open_themes
from whetstone.apps.lead.voices_views import KEEPERS, READERS, ROUTERS
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from whetstone.apps.lead.voices_matching import ThemeNow
    from whetstone.web.request import Actor, Request

DIGITS = 12


@may(*READERS)
@require_safe
def theme(request: Request, actor: Actor, theme_id: int) -> HttpResponse:
    """A theme by week, in quotes, message by message, and what was asked of others for it."""
    here = _theme(actor, theme_id)
    known = {
        "page": pages.theme_page(actor, here, request.GET, keeps=actor.has(*KEEPERS)),
        "words": voices_words,
        "keeps": actor.has(*KEEPERS),
        "routes": actor.has(*ROUTERS),
        "today": actor.today,
    }
    return render(request, "lead/voices_theme.html.jinja", known)


@may(*KEEPERS)
@require_safe
def rest(request: Request, actor: Actor) -> HttpResponse:
    """The messages that no theme holds."""
    known = {"page": pages.rest_page(actor, request.GET), "words": voices_words}
    return render(request, "lead/voices_rest.html.jinja", known)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, actor: Actor) -> HttpResponse:
    """A new theme: proposed by what stands together, or one's own."""
    asked = {"name": request.GET.get("name", ""), "words": request.GET.get("words", "")}
    form = ThemeForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_theme(**form.cleaned_data, **pages.own(actor))
        except Refused:
            form.add_error(None, _("There are very many themes. Merge or end some first."))
        else:
            messages.success(request, _("The theme counts from now on, over all messages."))
            return redirect("lead:voices_theme", theme_id=made.pk)
    known = {"form": form, "here": None, "proposed": pages.proposed(actor)}
    return _form(request, known)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, actor: Actor, theme_id: int) -> HttpResponse:
    """Other words or another name; merged into another, or ended."""
    here = _theme(actor, theme_id)
    first = {"name": here.name, "words": "\n".join(here.words)}
    form = ThemeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = {"name": form.cleaned_data["name"], "words": form.cleaned_data["words"]}
        if services.change_theme(theme_id=theme_id, **said, **pages.own(actor)):
            messages.success(request, _("Changed. Corrected messages stay where you put them."))
        return redirect("lead:voices_theme", theme_id=theme_id)
    others = [one for one in open_themes(actor.workspace_id).values() if one.id != theme_id]
    return _form(request, {"form": form, "here": here, "proposed": [], "others": others})


@may(*KEEPERS)
@require_POST
def merging(request: Request, actor: Actor, theme_id: int) -> HttpResponse:
    """A theme goes into another."""
    into = _number(request, "into")
    try:
        services.merge_theme(theme_id=theme_id, into_id=into, **pages.own(actor))
    except Missing as missing:
        raise Http404 from missing
    except Refused:
        messages.error(request, _("Choose another theme."))
        return redirect("lead:voices_theme_change", theme_id=theme_id)
    messages.success(request, _("Merged. Words and corrections went along."))
    return redirect("lead:voices_theme", theme_id=into)


@may(*KEEPERS)
@require_POST
def closing(request: Request, actor: Actor, theme_id: int) -> HttpResponse:
    """A theme counts no more."""
    _try(services.close_theme, theme_id=theme_id, **pages.own(actor))
    messages.success(request, _("The theme counts no more. Its messages stay."))
    return redirect("lead:voices")


@may(*ROUTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def route(request: Request, actor: Actor, theme_id: int) -> HttpResponse:
    """Give a theme to somebody outside social, with what is asked and by when."""
    here = _theme(actor, theme_id)
    form = RouteForm(request.POST or None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        services.route(theme_id=theme_id, **form.cleaned_data, **pages.own(actor))
        messages.success(request, _("Written down. Nothing is sent: ask them yourself."))
        return redirect("lead:voices_theme", theme_id=theme_id)
    known = {"form": form, "here": here}
    status = 422 if form.errors else 200
    return render(request, "lead/voices_route.html.jinja", known, status=status)


@may(*ROUTERS)
@require_POST
def fate(request: Request, actor: Actor, route_id: int) -> HttpResponse:
    """What became of what was asked."""
    form = FateForm(request.POST)
    if form.is_valid():
        _try(services.tell_fate, route_id=route_id, **form.cleaned_data, **pages.own(actor))
        messages.success(request, _("Written down."))
    else:
        if not pages.has_route(actor, route_id):
            raise Http404
        messages.error(
            request, " ".join(str(text) for some in form.errors.values() for text in some)
        )
    return redirect(reverse("lead:voices") + "#asked")


@may(*KEEPERS)
@require_POST
def moving(request: Request, actor: Actor, message_id: int) -> HttpResponse:
    """A message belongs to another theme, or to none of them."""
    here, to = _number(request, "theme"), _number(request, "to")
    _try(
        services.move_message, message_id=message_id, theme_id=here or to, to_id=to or None,
        **pages.own(actor),
    )  # fmt: skip
    messages.success(request, _("Moved. It stays so, whatever the words say."))
    return _back(here)


@may(*KEEPERS)
@require_POST
def leaving_out(request: Request, actor: Actor, message_id: int) -> HttpResponse:
    """A message counts nowhere, or counts again."""
    is_out = request.POST.get("out") == "yes"
    _try(services.leave_out, message_id=message_id, is_out=is_out, **pages.own(actor))
    said = _("It counts nowhere now.") if is_out else _("It counts again.")
    messages.success(request, said)
    return _back(_number(request, "theme"))


@may(*KEEPERS)
@require_POST
def quote(request: Request, actor: Actor, message_id: int) -> HttpResponse:
    """A message is quoted no more, or again."""
    hides = request.POST.get("hide") == "yes"
    _try(services.hide_quote, message_id=message_id, is_hidden=hides, **pages.own(actor))
    messages.success(request, _("It is quoted no more.") if hides else _("It may be quoted."))
    return _back(_number(request, "theme"))


def _theme(actor: Actor, theme_id: int) -> ThemeNow:
    here = open_themes(actor.workspace_id).get(theme_id)
    if here is None:
        raise Http404
    return here


def _form(request: Request, known: dict[str, Any]) -> HttpResponse:
    status = 422 if known["form"].errors else 200
    return render(request, "lead/voices_theme_form.html.jinja", known, status=status)


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= DIGITS else 0


def _try(act: Callable[..., Any], **facts: Any) -> None:
    try:
        act(**facts)
    except Missing as missing:
        raise Http404 from missing


def _back(theme_id: int) -> HttpResponse:
    """To the theme whose messages are looked at, or to those of none."""
    if theme_id:
        return redirect(reverse("lead:voices_theme", args=[theme_id]) + "#messages")
    return redirect("lead:voices_rest")
