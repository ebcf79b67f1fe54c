"""Posted results, matched back to the posts of the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from whetstone.apps.keepup.words import network_name
from whetstone.apps.people.access import may
from whetstone.apps.plan import matching_selectors as selectors
from whetstone.apps.plan import matching_services as services
from whetstone.apps.plan.matching_forms import MatchForm
from whetstone.apps.plan.views import DECIDERS
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.wording import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def matching(request: Request, actor: Actor) -> HttpResponse:
    """Which posted one each planned post became: looked at first, corrected, then said."""
    found = selectors.proposals(actor.workspace_id, today=actor.today, zone=actor.time_zone)
    form = MatchForm(request.POST or None, proposals=found, zone=actor.time_zone)
    if request.method == "POST" and form.is_valid():
        try:
            n = services.match(
                workspace_id=actor.workspace_id, pairs=form.pairs, actor_id=actor.person_id,
                now=actor.now,
            )  # fmt: skip
        except (Missing, Refused):
            messages.error(request, _("Something changed meanwhile. Look at the posts again."))
            return redirect("plan:matching")
        said = ngettext("%(n)s post is settled.", "%(n)s posts are settled.", n)
        messages.success(request, said % {"n": number(n)})
        return redirect("plan:matching")
    rows = [(one, form[f"post-{one.planned.pk}"]) for one in found]
    known = {
        "form": form, "rows": rows, "network_name": network_name,
        "sure": sum(one.posted is not None for one in found),
    }  # fmt: skip
    return render(request, "plan/matching.html.jinja", known, status=422 if form.is_bound else 200)


@may(*DECIDERS)
@require_POST
def unmatch(request: Request, actor: Actor, post_id: int) -> HttpResponse:
    """It was none of them: the planned post keeps its state and loses the figures."""
    try:
        services.match(
            workspace_id=actor.workspace_id, pairs={post_id: (None, "person")},
            actor_id=actor.person_id, now=actor.now,
        )  # fmt: skip
    except Missing:
        raise Http404 from None
    messages.success(request, _("These figures are no longer this post's."))
    return redirect("plan:planned_post", post_id=post_id)
