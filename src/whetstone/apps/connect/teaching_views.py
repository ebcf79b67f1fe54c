"""An instructor starts a class, assigns, marks, and reads the gradebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.connect import (
    assigning,
    book,
    book_file,
    handing_in,
    selectors,
    signals,
    work,
    work_words,
    works,
)
from whetstone.apps.connect import words as class_words
from whetstone.apps.connect.work_forms import AllowanceForm, AssignmentForm, PlanForm
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.judging import read_judgement
from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Refused
from whetstone.web.request import Right
from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.connect.models import Assignment
    from whetstone.apps.people.models import SchoolClass
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_class(request: Request, actor: Actor) -> HttpResponse:
    """Start a class: term, courses, weights; its code is made with it."""
    edition = field.edition_name()
    form = PlanForm(request.POST or None, today=actor.today, edition=edition)
    if request.method == "POST" and form.is_valid():
        made, is_new = assigning.start(
            workspace_id=actor.workspace_id,
            name=form.cleaned_data["name"],
            edition=edition,
            ends_on=form.cleaned_data["ends_on"],
            plan=form.plan(),
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, class_words.opened(made.name, is_new=is_new))
        return redirect("connect:read_out", class_id=made.pk)
    known = {"form": form, "edition": edition, "school_class": None}
    return _page(request, "plan", known, is_faulty=bool(form.errors))


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def class_plan(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """Change the term, the courses or the weights of a class."""
    row = _class(class_id, actor)
    form = PlanForm(request.POST or None, today=actor.today, edition=row.edition, school_class=row)
    if request.method == "POST" and form.is_valid():
        assigning.change_plan(
            class_id=class_id,
            workspace_id=actor.workspace_id,
            name=form.cleaned_data["name"],
            ends_on=form.cleaned_data["ends_on"],
            plan=form.plan(),
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, _("The plan of the class is changed."))
        return redirect("connect:assignments", class_id=class_id)
    known = {"form": form, "edition": row.edition, "school_class": row}
    return _page(request, "plan", known, is_faulty=bool(form.errors))


@may(Right.INSTRUCTOR)
@require_safe
def read_out(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """What to say to the class: the address and the code, large enough for a wall."""
    row = _class(class_id, actor)
    known = {
        "school_class": row,
        "plan": work.plan_of(row),
        "address": request.build_absolute_uri(reverse("connect:join")),
        "words": class_words,
    }
    return _page(request, "read_out", known)


@may(Right.INSTRUCTOR)
@require_safe
def assignments(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """What is assigned in a class, by due date, and how many have handed in."""
    found = _book(class_id, actor)
    known = {"book": found, "counted": work_words.counted(found)}
    return _page(request, "assignments", known)


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_assignment(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """Give work to a class."""
    return _assignment_form(request, actor, _class(class_id, actor), None)


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_assignment(
    request: Request, actor: Actor, class_id: int, assignment_id: int
) -> HttpResponse:
    """Change what was given."""
    one = _assignment(class_id, assignment_id, actor)
    return _assignment_form(request, actor, one.school_class, one)


def _assignment_form(
    request: Request, actor: Actor, row: SchoolClass, one: Assignment | None
) -> HttpResponse:
    zone = people.workspace(actor.workspace_id).time_zone
    form = AssignmentForm(request.POST or None, zone=zone, assignment=one)
    if request.method == "POST" and form.is_valid():
        made = assigning.assign(
            class_id=row.pk,
            workspace_id=actor.workspace_id,
            values=form.values(),
            assignment_id=one.pk if one else None,
            actor_id=actor.person_id,
            now=actor.now,
        )
        said = _("%(title)s is changed.") if one else _("%(title)s is assigned.")
        messages.success(request, said % {"title": made.title})
        return redirect("connect:assignments", class_id=row.pk)
    known = {"form": form, "school_class": row, "assignment": one}
    return _page(request, "assignment_form", known, is_faulty=bool(form.errors))


@may(Right.INSTRUCTOR)
@require_safe
def assignment(request: Request, actor: Actor, class_id: int, assignment_id: int) -> HttpResponse:
    """One assignment: how each student stands, and what stands out in a check."""
    one = _assignment(class_id, assignment_id, actor)
    found = _book(class_id, actor)
    place = [each.pk for each in found.assignments].index(one.pk)
    known = {
        "assignment": one,
        "rows": [(row.student, row.cells[place]) for row in found.rows],
        "book": found,
        "signals": signals.signals(one, on=actor.today) if one.kind == work.CHECK else None,
        "task": works.task_of(one, on=actor.today),
        "is_handed_out": works.is_handed_out(one),
    }
    return _page(request, "assignment", known)


@may(Right.INSTRUCTOR)
@require_POST
def withdrawal(request: Request, actor: Actor, class_id: int, assignment_id: int) -> HttpResponse:
    """Take an assignment out of every total."""
    one = _assignment(class_id, assignment_id, actor)
    assigning.withdraw(**_named(one, actor))
    messages.success(
        request, _("%(title)s is withdrawn. The rest is scaled up.") % {"title": one.title}
    )
    return redirect("connect:assignments", class_id=class_id)


@may(Right.INSTRUCTOR)
@require_POST
def restoration(request: Request, actor: Actor, class_id: int, assignment_id: int) -> HttpResponse:
    """Put a withdrawn assignment back into the totals."""
    one = _assignment(class_id, assignment_id, actor)
    assigning.restore(**_named(one, actor))
    messages.success(request, _("%(title)s counts again.") % {"title": one.title})
    return redirect("connect:assignments", class_id=class_id)


@may(Right.INSTRUCTOR)
@require_POST
def handing_out(request: Request, actor: Actor, class_id: int, assignment_id: int) -> HttpResponse:
    """Give the works that were handed in to their readers."""
    one = _assignment(class_id, assignment_id, actor)
    try:
        n = handing_in.hand_out(**_named(one, actor))
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
    else:
        said = ngettext("%(n)s work has its readers.", "%(n)s works have their readers.", n)
        messages.success(
            request, said % {"n": number(n)} if n else _("They had been handed out already.")
        )
    return redirect("connect:assignment", class_id=class_id, assignment_id=assignment_id)


def _named(one: Assignment, actor: Actor) -> dict[str, Any]:
    return {
        "class_id": one.school_class_id,
        "assignment_id": one.pk,
        "workspace_id": actor.workspace_id,
        "actor_id": actor.person_id,
        "now": actor.now,
    }


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def marking(request: Request, actor: Actor, class_id: int, submission_id: int) -> HttpResponse:
    """Read one work and mark it row by row; the student has it at once."""
    handed = works.submission(submission_id, class_id, workspace_id=actor.workspace_id)
    if handed is None:
        raise Http404
    one, person_id = handed.assignment, handed.person_id
    page = works.work_page(one, person_id=person_id, now=actor.now)
    if page is None or page.task is None or page.submission is None:
        raise Http404
    judgement = read_judgement(page.task.rubric, request.POST)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            handing_in.mark_work(
                submission_id=page.submission.pk,
                assignment=one,
                rows=judgement.rows,
                words=judgement.words,
                actor_id=actor.person_id,
                now=actor.now,
            )
        except Faults as found:
            faults = [(each.where, each.what) for each in found.faults]
        else:
            messages.success(request, _("Marked. The student has it now."))
            return redirect("connect:assignment", class_id=class_id, assignment_id=one.pk)
    student = people.member(person_id, workspace_id=actor.workspace_id)
    known = {"page": page, "assignment": one, "student": student, "faults": faults}
    known["judgement"] = judgement if request.method == "POST" else None
    return _page(request, "marking", known, is_faulty=bool(faults))


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def student(request: Request, actor: Actor, class_id: int, person_id: int) -> HttpResponse:
    """One student's marks, and what they are given more: between the two of you."""
    found = book.book(
        class_id, workspace_id=actor.workspace_id, now=actor.now, person_id=person_id
    )
    if found is None or not found.rows:
        raise Http404
    form = AllowanceForm(request.POST or None, assignments=list(found.assignments))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        assigning.allow(
            class_id=class_id,
            person_id=person_id,
            workspace_id=actor.workspace_id,
            assignment_id=values.pop("assignment"),
            values=values,
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, _("Written down. Only you and this student see it."))
        return redirect("connect:student", class_id=class_id, person_id=person_id)
    term = work.given([class_id], person_id=person_id).get((person_id, None))
    known = {"book": found, "row": found.rows[0], "form": form, "term": term}
    return _page(request, "student", known, is_faulty=bool(form.errors))


@may(Right.INSTRUCTOR)
@require_safe
def gradebook(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """All marks of a class, with their totals and what these rest on."""
    return _page(request, "gradebook", {"book": _book(class_id, actor)})


@may(Right.INSTRUCTOR)
@require_safe
def gradebook_file(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """The gradebook as a file for a spreadsheet."""
    del request
    text = book_file.as_csv(_book(class_id, actor))
    name = f"gradebook-{class_id}-{actor.today}.csv"
    return HttpResponse(
        text.encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(
    request: Request, name: str, known: dict[str, Any], *, is_faulty: bool = False
) -> HttpResponse:
    status = UNPROCESSABLE if is_faulty else 200
    context = {"w": work_words, **known}
    return render(request, f"connect/{name}.html.jinja", context, status=status)


def _class(class_id: int, actor: Actor) -> SchoolClass:
    found = selectors.school_class(class_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _book(class_id: int, actor: Actor) -> book.Book:
    found = book.book(class_id, workspace_id=actor.workspace_id, now=actor.now)
    if found is None:
        raise Http404
    return found


def _assignment(class_id: int, assignment_id: int, actor: Actor) -> Assignment:
    found = work.of_class(assignment_id, class_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found
