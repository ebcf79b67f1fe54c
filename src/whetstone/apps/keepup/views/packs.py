"""Change packs: handing on, taking in, choosing row by row, and whose keys are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.keepup import pack_words, selectors, services, words
from whetstone.apps.keepup.pack_forms import KeyForm, PackForm
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.signing import known_key
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.formats.packs import fingerprint, public_pem, raw_public
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422


def _scope(actor: Actor) -> services.Scope:
    return services.Scope(actor.workspace_id, actor.person_id, actor.is_demo)


@may(Right.EDITOR, Right.ADMIN)
@require_safe
def packs(request: Request, actor: Actor) -> HttpResponse:
    """What came in, a file to take in, changes to hand on, and keys."""
    return _page(request, actor)


def _page(
    request: Request,
    actor: Actor,
    *,
    faults: Sequence[tuple[str, str]] = (),
    title: str = "",
    chosen: Iterable[str] = (),
    key_form: KeyForm | None = None,
) -> HttpResponse:
    key = known_key(is_demo=actor.is_demo)
    public = raw_public(key) if key else b""
    known = {
        "rows": selectors.packs_received(actor.workspace_id),
        "waiting": selectors.waiting_rows(actor.workspace_id),
        "offered": selectors.offered(actor.workspace_id),
        "keys": selectors.keys(actor.workspace_id),
        "own": (fingerprint(public), public_pem(public)) if key else None,
        "faults": faults,
        "faults_title": title,
        "chosen": set(chosen),
        "key_form": key_form or KeyForm(),
        "shelves": shelves(actor, "keepup:packs"),
        "words": words,
        "say": pack_words,
    }
    status = UNPROCESSABLE if faults or (key_form and key_form.errors) else 200
    return render(request, "keepup/packs.html.jinja", known, status=status)


@may(Right.EDITOR)
@require_POST
def export(request: Request, actor: Actor) -> HttpResponse:
    """A signed file of the chosen changes, to be kept and handed on."""
    chosen = request.POST.getlist("change")
    try:
        data = services.export_pack(
            slugs=chosen, issuer=actor.workspace_name, scope=_scope(actor), now=actor.now
        )
    except Faults as wrong:
        found = [("export", pack_words.fault(one)) for one in wrong.faults]
        title = _("No pack was made")
        return _page(request, actor, faults=found, title=title, chosen=chosen)
    name = f"whetstone-pack-{actor.today.isoformat()}.json"
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@may(Right.EDITOR)
@require_POST
def reception(request: Request, actor: Actor) -> HttpResponse:
    """Take a file in: checked whole, then weighed row by row. The ledger does not move."""
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        found = [("f-pack", str(text)) for text in form.errors.get("pack", [])]
        return _page(request, actor, faults=found, title=_("The pack was not taken in"))
    data = form.cleaned_data["pack"].read()
    try:
        came = services.receive_pack(data=data, scope=_scope(actor), now=actor.now)
    except Faults as wrong:
        found = [("f-pack", pack_words.fault(one)) for one in wrong.faults]
    except Refused as refused:
        found = [("f-pack", f"{refused.what}: {refused.why} {refused.mend}".strip())]
    else:
        if not came.was_new:
            messages.success(request, _("This pack was here already. Nothing was done twice."))
        return redirect("keepup:pack", digest=came.digest)
    return _page(request, actor, faults=found, title=_("The pack was not taken in"))


@may(Right.EDITOR)
@require_safe
def pack(request: Request, actor: Actor, digest: str) -> HttpResponse:
    """One pack beside our ledger, row by row."""
    page = selectors.pack_page(actor.workspace_id, digest)
    if page is None:
        raise Http404
    known = {"page": page, "words": words, "say": pack_words,
             "touched": selectors.touched(
                 page, workspace_id=actor.workspace_id, now=actor.now)}  # fmt: skip
    return render(request, "keepup/pack.html.jinja", known)


@may(Right.EDITOR)
@require_POST
def decisions(request: Request, actor: Actor, digest: str) -> HttpResponse:
    """Decide about one row, or take all that is new."""
    asked = {name: request.POST.get(name, "") for name in ("kind", "slug", "choice")}
    try:
        if asked["choice"] == "all":
            done = services.take_all(digest=digest, scope=_scope(actor), now=actor.now)
            messages.success(request, pack_words.taken(done))
        elif services.decide(digest=digest, scope=_scope(actor), now=actor.now, **asked):
            messages.success(request, _("Written down: %(what)s.")
                             % {"what": pack_words.CHOSEN[asked["choice"]]})  # fmt: skip
        else:
            messages.success(request, _("It was decided before. Nothing was done twice."))
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
    return redirect("keepup:pack", digest=digest)


@may(Right.ADMIN)
@require_POST
def trust(request: Request, actor: Actor) -> HttpResponse:
    """Believe a key: an admin's own act, after it was compared by another way."""
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            services.trust_key(**form.cleaned_data, scope=_scope(actor), now=actor.now)
        except Faults as wrong:
            for one in wrong.faults:
                form.add_error("pem" if one.where == "key" else "name", f"{one.what} {one.mend}")
        else:
            messages.success(request, _("Packs signed with this key are taken from now on."))
            return redirect("keepup:packs")
    return _page(request, actor, key_form=form)


@may(Right.ADMIN)
@require_POST
def withdrawal(request: Request, actor: Actor, mark: str) -> HttpResponse:
    """Stop believing a key."""
    try:
        services.distrust_key(fingerprint_=mark, scope=_scope(actor), now=actor.now)
    except Missing as missing:
        raise Http404 from missing
    messages.success(request, _("Packs signed with this key are refused from now on."))
    return redirect("keepup:packs")
