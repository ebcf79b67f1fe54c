"""The content calendar: what goes out when, and the switch that pauses all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.plan import calendar_forms as forms
from whetstone.apps.plan import calendar_selectors as selectors
from whetstone.apps.plan import calendar_services as services
from whetstone.apps.plan.calendar_out import calendar_file, scheduler_rows
from whetstone.apps.plan.calendar_pages import CalendarPage, PostPage, asked
from whetstone.apps.plan.calendar_words import why_not_words
from whetstone.apps.plan.figures_words import figures as figures_said
from whetstone.apps.plan.matching_selectors import match_of
from whetstone.apps.plan.views import DECIDERS, READERS
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.strategy.content_calendar import (
    LINE,
    State,
    team_may_move,
    team_may_write,
)
from whetstone.web.request import Right, day_named
from whetstone.web.spreadsheet import as_csv
from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.plan.calendar_selectors import PostView
    from whetstone.web.request import Actor, Request

QUARTER_HOUR = 900
UNPROCESSABLE = 422
MAKERS = (Right.LEARNER, *DECIDERS)
"""Who writes ideas and drafts and brings them to the review; past it, those decide who may."""


@may(*READERS)
@require_safe
def content_calendar(request: Request, actor: Actor) -> HttpResponse:
    """What goes out when: by month, by week, or as a list."""
    page = CalendarPage(asked(request.GET, today=actor.today), actor)
    known = {"page": page, "calendar": page.calendar, "decides": actor.has(*DECIDERS)}
    known["makes"] = actor.has(*MAKERS)
    return render(request, "plan/calendar.html.jinja", known)


@may(*READERS)
@require_safe
def scheduler_file(request: Request, actor: Actor) -> HttpResponse:
    """The posts shown as a file, paused ones left out; for a scheduler, what was approved only."""
    page = CalendarPage(asked(request.GET, today=actor.today), actor)
    is_approved = request.GET.get("only") == State.APPROVED
    rows = scheduler_rows(page.calendar.posts, only={State.APPROVED} if is_approved else LINE)
    name = "approved-posts" if is_approved else "planned-posts"
    answer = HttpResponse("".join(as_csv(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@may(*MAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: Request, actor: Actor) -> HttpResponse:
    """A new planned post."""
    first = {"on": day_named(request.GET.get("on", ""))}
    form = forms.PostForm(request.POST or None, actor=actor, initial=first)
    if request.method == "POST" and form.is_valid():
        own, more = _own(actor), {"form_key": form.cleaned_data["form_key"]}
        try:
            post = services.make_post(
                rests_on=form.cleaned_data["rests_on"], **own, **more, **form.facts
            )
        except Refused as refused:
            form.add_error(None, why_not_words(refused.why))
        else:
            messages.success(request, _("The post stands in the calendar, as an idea."))
            return redirect("plan:planned_post", post_id=post.pk)
    return _form(request, form, None)


@may(*READERS)
@require_safe
def planned_post(request: Request, actor: Actor, post_id: int) -> HttpResponse:
    """One planned post: what to look at, where it may go, how it moved."""
    page = PostPage(_post(actor, post_id), actor)
    known = {"page": page, "post": page.post, "decides": actor.has(*DECIDERS)}
    known |= {"came": match_of(post_id), "figures_said": figures_said}
    known["makes"] = actor.has(*MAKERS)
    known["writes"] = _may_write(actor, page.post)
    return render(request, "plan/post.html.jinja", known)


@may(*MAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: Request, actor: Actor, post_id: int) -> HttpResponse:
    """Change a planned post's words, day and what it rests on."""
    post = _post(actor, post_id)
    if not _may_write(actor, post):
        raise PermissionDenied
    form = forms.PostForm(request.POST or None, actor=actor, post=post)
    if request.method == "POST" and form.is_valid():
        own, rests_on = _own(actor), form.cleaned_data["rests_on"]
        try:
            services.change_post(post_id=post_id, rests_on=rests_on, **own, **form.facts)
        except Refused as refused:
            form.add_error("on", why_not_words(refused.why))
        else:
            messages.success(request, _("The post is changed."))
            return redirect("plan:planned_post", post_id=post_id)
    return _form(request, form, post)


@may(*MAKERS)
@require_POST
def post_day(request: Request, actor: Actor, post_id: int) -> HttpResponse:
    """Put a planned post on another day."""
    if not _may_write(actor, _post(actor, post_id)):
        raise PermissionDenied
    form = forms.DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no day. Write 2026-11-23."))
        return redirect("plan:planned_post", post_id=post_id)
    day = form.cleaned_data["on"]
    own = _own(actor)
    try:
        if services.put_on_day(post_id=post_id, on=day, today=actor.today, **own):
            messages.success(request, _("The post stands on its new day."))
    except Refused as refused:
        messages.error(request, why_not_words(refused.why))
    return redirect(_back(request, actor, post_id))


@may(*MAKERS)
@require_POST
def post_state(request: Request, actor: Actor, post_id: int) -> HttpResponse:
    """Move a planned post to another state; the move is written down."""
    post = _post(actor, post_id)
    form = forms.StateForm(request.POST)
    own = _own(actor)
    to = State(form.cleaned_data["to"]) if form.is_valid() else State.PAUSED
    if not actor.has(*DECIDERS) and not team_may_move(post.state, to):
        raise PermissionDenied
    try:
        if services.move_post(
            post_id=post_id, to=to, read=form.cleaned_data.get("version"), **own
        ):
            messages.success(request, _("The post has moved on."))
    except Refused as refused:
        messages.error(request, why_not_words(refused.why))
    return redirect("plan:planned_post", post_id=post_id)


@may(*DECIDERS)
@require_POST
def post_lift(request: Request, actor: Actor, post_id: int) -> HttpResponse:
    """Lift the pause of one post: it goes back to where it stood."""
    _post(actor, post_id)
    own = _own(actor)
    if services.lift_post(post_id=post_id, **own):
        messages.success(request, _("The post stands where it stood before."))
    return redirect("plan:planned_post", post_id=post_id)


@may(*MAKERS)
@require_POST
def post_near_miss(request: Request, actor: Actor, post_id: int) -> HttpResponse:
    """Tell keep up in one sentence what almost went out."""
    _post(actor, post_id)
    form = forms.NearMissForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in one sentence what almost went out."))
        return redirect("plan:planned_post", post_id=post_id)
    services.tell_near_miss(
        workspace_id=actor.workspace_id,
        post_id=post_id,
        almost=form.cleaned_data["almost"],
        stopped=_("It was seen in the content calendar."),
        actor_id=actor.person_id,
        now=actor.now,
    )
    messages.success(request, _("Written down for the team, without your name."))
    return redirect("plan:planned_post", post_id=post_id)


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def crisis(request: Request, actor: Actor) -> HttpResponse:
    """The crisis switch: pause everything planned from now on, after one look at what that is."""
    form = forms.CrisisForm(request.POST or None)
    own = _own(actor)
    if request.method == "POST" and form.is_valid():
        was_on = selectors.crisis(actor.workspace_id) is not None
        n = services.pause_all(reason=form.cleaned_data["reason"], today=actor.today, **own)
        said = ngettext("%(n)s post is paused.", "%(n)s posts are paused.", n) % {"n": number(n)}
        messages.success(request, _("It is paused already.") if was_on else said)
        return redirect("plan:content_calendar")
    known = {
        "form": form,
        "crisis": selectors.crisis(actor.workspace_id),
        "n": selectors.to_be_paused(actor.workspace_id, today=actor.today),
        "paused": len(selectors.before_pause(actor.workspace_id)),
        "switches": selectors.switches(actor.workspace_id),
        "zone": actor.time_zone,
    }
    return render(request, "plan/crisis.html.jinja", known)


@may(*DECIDERS)
@require_POST
def crisis_end(request: Request, actor: Actor) -> HttpResponse:
    """Lift the pause of everything: each post goes back to where it stood."""
    own = _own(actor)
    n = services.lift_all(**own)
    said = ngettext(
        "The pause is lifted. %(n)s post stands where it stood before.",
        "The pause is lifted. %(n)s posts stand where they stood before.",
        n,
    )
    messages.success(request, said % {"n": number(n)})
    return redirect("plan:content_calendar")


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def team_days(request: Request, actor: Actor) -> HttpResponse:
    """The team's own days in the calendar."""
    is_country = "country" in request.POST
    form = forms.TeamDayForm(None if is_country else request.POST or None)
    abroad = forms.CountryDaysForm(request.POST if is_country else None)
    own = _own(actor)
    if form.is_valid():
        services.add_day(**form.cleaned_data, **own)
        messages.success(request, _("The day stands in the calendar."))
        return redirect("plan:team_days")
    if abroad.is_valid():
        n = services.add_holidays(**abroad.cleaned_data, first=actor.today, **own)
        said = ngettext("%(n)s holiday came in.", "%(n)s holidays came in.", n) % {"n": number(n)}
        messages.success(request, said if n else _("They are here already, or none is known."))
        return redirect("plan:team_days")
    known = {"form": form, "abroad": abroad, "days": selectors.team_days(actor.workspace_id)}
    known["awareness"] = forms.AwarenessForm(today=actor.today)
    return render(request, "plan/team_days.html.jinja", known)


@may(*DECIDERS)
@require_POST
def awareness_days(request: Request, actor: Actor) -> HttpResponse:
    """International days into the calendar, those that were chosen."""
    form = forms.AwarenessForm(request.POST, today=actor.today)
    if form.is_valid():
        own, keys = _own(actor), form.cleaned_data["days"]
        n = services.add_awareness(keys=keys, first=actor.today, **own)
        said = ngettext("%(n)s day came in.", "%(n)s days came in.", n) % {"n": number(n)}
        messages.success(request, said if n else _("They are here already."))
    else:
        messages.error(request, _("Choose at least one day."))
    return redirect("plan:team_days")


@may(*DECIDERS)
@require_POST
def team_day_removal(request: Request, actor: Actor, day_id: int) -> HttpResponse:
    """Take one of the team's own days out of the calendar."""
    own = _own(actor)
    try:
        services.drop_day(day_id=day_id, **own)
    except Missing:
        raise Http404 from None
    messages.success(request, _("The day is taken out."))
    return redirect("plan:team_days")


@may(*READERS)
@require_POST
def plan_feed_renewal(request: Request, actor: Actor) -> HttpResponse:
    """A new secret address of the content calendar; the old one ends. Or none at all."""
    own: dict[str, Any] = {"workspace_id": actor.workspace_id, "now": actor.now}
    if request.POST.get("act") == "end":
        services.end_feed(person_id=actor.person_id, **own)
        messages.success(request, _("The address is closed."))
    else:
        services.renew_feed(person_id=actor.person_id, **own)
        messages.success(request, _("Here is your address. An earlier one answers no more."))
    return redirect(f"{reverse('plan:content_calendar')}#feed")


@open_to(ANYBODY)
@require_safe
def plan_feed(request: Request, token: str) -> HttpResponse:
    """The planned posts behind a secret address, for calendar programs."""
    row = selectors.feed(token)
    actor = people.actor_for(row.person_id) if row is not None else None
    if actor is None or not actor.has(*READERS):
        raise Http404
    answer = HttpResponse(
        calendar_file(actor, root=request.build_absolute_uri("/").rstrip("/")),
        content_type="text/calendar; charset=utf-8",
    )
    answer.headers["Cache-Control"] = f"private, max-age={QUARTER_HOUR}"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _form(request: Request, form: forms.PostForm, post: PostView | None) -> HttpResponse:
    known = {"form": form, "post": post}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "plan/post_form.html.jinja", known, status=status)


def _own(actor: Actor) -> dict[str, Any]:
    """Whose act it is, where and when."""
    return {
        "workspace_id": actor.workspace_id,
        "actor_id": actor.person_id,
        "now": actor.now,
    }


def _post(actor: Actor, post_id: int) -> PostView:
    found = selectors.post(post_id, workspace_id=actor.workspace_id, today=actor.today)
    if found is None:
        raise Http404
    return found


def _may_write(actor: Actor, post: PostView) -> bool:
    """Ideas and drafts are the whole team's; what was reviewed is changed by who approves.

    What was let go is taken back first.
    """
    if post.state is State.DROPPED:
        return False
    return actor.has(*DECIDERS) or (actor.has(*MAKERS) and team_may_write(post.state))


def _back(request: Request, actor: Actor, post_id: int) -> str:
    """To the calendar as it was looked at where the move was made there, else to the post."""
    if request.POST.get("from") != "calendar":
        return reverse("plan:planned_post", kwargs={"post_id": post_id})
    query = asked(request.POST, today=actor.today).query()
    return f"{reverse('plan:content_calendar')}?{query}#post-{post_id}"
