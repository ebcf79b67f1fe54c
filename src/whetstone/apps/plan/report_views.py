"""The month in a report: as a page, on paper, in a spreadsheet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.shortcuts import render
from django.views.decorators.http import require_safe

from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import may
from whetstone.apps.plan import readout_paper as papers
from whetstone.apps.plan import readout_selectors, report_selectors
from whetstone.apps.plan import report_pages as pages
from whetstone.apps.plan.views import READERS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.plan.readout_paper import Paper
    from whetstone.web.request import Actor, Request

FIRST_MONTH: Final = dt.date(2000, 1, 1)
MONTHS_SHOWN: Final = 24


@may(*READERS)
@require_safe
def report(request: Request, actor: Actor) -> HttpResponse:
    """The month: three sentences, goals, networks, and what to distrust."""
    first = _month(request, actor)
    there = report_selectors.months_there(actor.workspace_id)
    known = {
        "paper": _paper(actor, first),
        "month": f"{first:%Y-%m}",
        "has_posts": first in there,
        "months": [
            (f"{one:%Y-%m}", pages.month_name(one))
            for one in sorted({first, *_newest(there, actor)}, reverse=True)
        ],
        "finished": readout_selectors.finished(actor.workspace_id, today=actor.today),
    }
    return render(request, "plan/report.html.jinja", known)


@may(*READERS)
@require_safe
def report_pdf(request: Request, actor: Actor) -> HttpResponse:
    """The month as a PDF."""
    return papers.as_pdf(_paper(actor, _month(request, actor)), now=actor.now)


@may(*READERS)
@require_safe
def report_csv(request: Request, actor: Actor) -> HttpResponse:
    """The month as one table."""
    return papers.as_csv(_paper(actor, _month(request, actor)))


@may(*READERS)
@require_safe
def report_xlsx(request: Request, actor: Actor) -> HttpResponse:
    """The month as a workbook."""
    return papers.as_workbook(_paper(actor, _month(request, actor)))


def _paper(actor: Actor, first: dt.date) -> Paper:
    found = report_selectors.month(actor.workspace_id, first, today=actor.today)
    name = people.workspace(actor.workspace_id).name
    return pages.paper(found, workspace=name, today=actor.today)


def _newest(there: list[dt.date], actor: Actor) -> list[dt.date]:
    """The months to choose from; a post dated ahead opens none that has not begun."""
    return [one for one in there if one <= actor.today][:MONTHS_SHOWN]


def _month(request: Request, actor: Actor) -> dt.date:
    """The month asked for; what is none, a month to come and one before networks is this one."""
    here = actor.today.replace(day=1)
    try:
        asked = dt.date.fromisoformat(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        return here
    return asked if FIRST_MONTH <= asked <= here else here
