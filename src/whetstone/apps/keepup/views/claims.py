"""The ledger, one claim of it, what editors say of a claim, and what is to be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.field import services as field
from whetstone.apps.keepup import claim_forms, claim_words, selectors, telling, words
from whetstone.apps.keepup.forms import ReadingForm
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.withheld import resting_on
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

WRITERS = (Right.LEAD, Right.EDITOR)


@may()
@require_safe
def claims(request: Request, actor: Actor) -> HttpResponse:
    """The ledger: all that this workspace reads, as it stands or as it stood."""
    form = claim_forms.LedgerForm(request.GET)
    page = selectors.ledger_page(
        workspace_id=actor.workspace_id, today=actor.today, asked=form.asked
    )
    known = {
        "page": page,
        "form": form,
        "words": words,
        "says": claim_words,
        "query": claim_forms.without_page(request.GET),
        "shelves": shelves(actor, "keepup:claims"),
        "writes": actor.has(*WRITERS),
    }
    return render(request, "keepup/claims.html.jinja", known)


@may(*WRITERS)
@require_safe
def review(request: Request, actor: Actor) -> HttpResponse:
    """Claims to read again, by what a stale one would do here."""
    queue = selectors.review_queue(actor.workspace_id, now=actor.now, today=actor.today)
    known = {
        "queue": queue,
        "words": words,
        "says": claim_words,
        "shelves": shelves(actor, "keepup:review"),
        "acts": actor.has(Right.EDITOR),
    }
    return render(request, "keepup/review.html.jinja", known)


@may()
@require_safe
def claim(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """One claim, read on two days: what was known by one, about the other."""
    return _page(request, actor, slug)


def _page(
    request: Request, actor: Actor, slug: str, typed: dict[str, Form] | None = None
) -> HttpResponse:
    """The page of a claim, with what was typed and could not be taken."""
    form = ReadingForm(request.GET)
    read = form.cleaned_data if form.is_valid() else {}
    page = selectors.claim_page(
        slug,
        workspace_id=actor.workspace_id,
        today=actor.today,
        known=read.get("known"),
        on=read.get("on"),
    )
    if page is None:
        raise Http404
    known = {
        "page": page,
        "words": words,
        "says": claim_words,
        "form": form,
        "acts": claim_forms.acts(page, actor, typed or {}),
        "edits": actor.has(Right.EDITOR),
        "writes": actor.has(*WRITERS),
        "telling": telling,
        "withheld": resting_on([slug], workspace_id=actor.workspace_id, rights=actor.rights),
    }
    status = 422 if typed else 200
    return render(request, "keepup/claim.html.jinja", known, status=status)


@may(Right.EDITOR)
@require_POST
def verification(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """An editor read the source again, and it still says so."""
    form = claim_forms.ReadingAgainForm(request.POST, today=actor.today, auto_id="read-%s")
    done = _("Written down. The claim's clock starts anew, and what rests on it weighs more.")
    return _said(request, actor, slug, _Word("verification", form, field.verify_claim, done))


@may(Right.EDITOR)
@require_POST
def doubt(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """There is reason to doubt it."""
    form = claim_forms.ReasonForm(request.POST, auto_id="doubt-%s")
    done = _("In doubt. What rests on it is suspended until the doubt is settled.")
    return _said(request, actor, slug, _Word("doubt", form, field.doubt_claim, done))


@may(Right.EDITOR)
@require_POST
def settlement(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """The doubt was unfounded."""
    form = claim_forms.ReasonForm(request.POST, auto_id="settle-%s")
    done = _("The doubt is settled. What rests on the claim counts again.")
    return _said(request, actor, slug, _Word("settlement", form, field.settle_doubt, done))


@may(*WRITERS)
@require_POST
def override(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Something else holds in this workspace."""
    form = claim_forms.OverrideForm(request.POST, today=actor.today, auto_id="here-%s")
    done = _("Said, for this workspace only. Everybody else reads what they read before.")
    return _said(request, actor, slug, _Word("override", form, field.override_claim, done))


@may(*WRITERS)
@require_POST
def taking_back(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """This workspace no longer says anything of its own."""
    form = claim_forms.PlainForm(request.POST)
    done = _("Taken back. The old word stays in the history.")
    return _said(request, actor, slug, _Word("taking_back", form, field.end_override, done))


class _Word:
    """An act of an editor: its form, the service that does it, what is said when it is done."""

    def __init__(
        self, name: str, form: claim_forms.Said, do: Callable[..., object], done: str
    ) -> None:
        self.name, self.form, self.do, self.done = name, form, do, done


def _said(request: Request, actor: Actor, slug: str, word: _Word) -> HttpResponse:
    """Do it, and go back to the claim; what cannot be taken is shown with all its faults."""
    if word.form.is_valid():
        facts: dict[str, Any] = word.form.facts
        try:
            word.do(
                workspace_id=word.form.ledger_of(actor),
                claim_slug=slug,
                person_id=actor.person_id,
                now=actor.now,
                **facts,
            )
        except Missing as missing:
            raise Http404 from missing
        except Refused as refused:
            word.form.add_error(None, f"{refused.what}: {refused.why} {refused.mend}".strip())
        except Faults as faults:
            claim_forms.take_faults(word.form, faults)
        else:
            messages.success(request, word.done)
            return redirect("keepup:claim", slug=slug)
    return _page(request, actor, slug, {word.name: word.form})
