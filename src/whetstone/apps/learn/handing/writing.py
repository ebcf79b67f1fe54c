"""Writing for a task, judging it oneself, handing it in. Whatever comes twice is kept once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.learn import raters
from whetstone.apps.learn.handing import reading
from whetstone.apps.learn.judging import kept_rows, without_level
from whetstone.apps.learn.models import Task, TaskAsked, TaskAssessment, TaskFile, TaskHanding
from whetstone.apps.learn.selectors.tasks import TASK_LINK
from whetstone.apps.learn.services.tasks import save_task_text
from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Fault, Faults, Missing, Refused, raise_all
from whetstone.formats import work_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from whetstone.apps.learn.judging import Judgement
    from whetstone.apps.learn.models import OwnWork

LONGEST_LINK: Final = 500
MOST_BYTES: Final = 10_000_000
MOST_BYTES_OF_A_COPY: Final = 200_000
"""In a copy of the demo, which anybody may make."""
MOST_FILES: Final = 40
"""Files of one person, over all tasks and all that was handed in."""


@transaction.atomic
def save(
    *,
    person_id: int,
    workspace_id: int,
    slug: str,
    text: str,
    link: str,
    judgement: Judgement,
    now: dt.datetime,
) -> None:
    """Keep what somebody has for a task, as they type. What did not change writes nothing.

    Raises:
        Missing: no such task is handed in here.
    """
    _task(slug, workspace_id)
    _keep(person_id, slug, text=text, link=link, judgement=judgement, now=now)


def _keep(
    person_id: int, slug: str, *, text: str, link: str, judgement: Judgement, now: dt.datetime
) -> tuple[OwnWork | None, OwnWork | None, TaskAssessment | None]:
    of: dict[str, Any] = {"person_id": person_id, "slug": slug, "now": now}
    there = reading.draft(person_id, slug)
    link = link.strip()[:LONGEST_LINK]
    kept = save_task_text(text=text, **of) if text.strip() or there.text else None
    address = save_task_text(text=link, field=TASK_LINK, **of) if link or there.link else None
    rows = kept_rows(judgement)
    last = TaskAssessment.objects.filter(person_id=person_id, task_slug=slug).order_by("-pk")
    own = last.first()
    if (own.rows if own else {}) != rows and (
        own or any(a is not None or b for a, b in rows.values())
    ):
        own = TaskAssessment.objects.create(
            person_id=person_id, task_slug=slug, rows=rows, saved_at=now
        )
    return kept, address, own


def _task(slug: str, workspace_id: int) -> Task:
    """The task, its row locked: two forms that come at once are taken one after the other."""
    row = Task.objects.select_for_update().filter(slug=slug).first()
    if row is None or row.payload.get("simulation") or not raters.is_team(workspace_id):
        raise Missing("task to hand in", slug)
    return row


@transaction.atomic
def add_file(
    *,
    person_id: int,
    workspace_id: int,
    slug: str,
    name: str,
    data: bytes,
    now: dt.datetime,
    is_demo: bool = False,
) -> TaskFile:
    """Put a file beside what is written; it takes the place of the one before.

    Raises:
        Missing: no such task is handed in here.
        Faults: it is empty, too large, of a kind that is not taken, or one too many.
    """
    _task(slug, workspace_id)
    name = work_files.plain_name(name)
    kind = _checked(name, data, MOST_BYTES_OF_A_COPY if is_demo else MOST_BYTES)
    digest = hashlib.sha256(data).hexdigest()
    there = reading.draft_file(person_id, slug)
    if there is not None and (there.digest, there.name) == (digest, name):
        return there
    _throw_away(there)
    if TaskFile.objects.filter(person_id=person_id).count() >= MOST_FILES:
        raise Faults(
            [
                Fault(
                    "file",
                    _("You have handed in as many files as are kept for one person. Use a link."),
                )
            ]
        )
    return TaskFile.objects.create(
        person_id=person_id, task_slug=slug, name=name, kind=kind, size=len(data),
        digest=digest, data=data, added_at=now,
    )  # fmt: skip


def _checked(name: str, data: bytes, most: int) -> str:
    if not data:
        raise Faults([Fault("file", _("Choose a file; this one is empty."))])
    if len(data) > most:
        said = _("It is larger than %(most)s MB. Put it elsewhere and give the link.")
        raise Faults([Fault("file", said % {"most": most / 1_000_000})])
    try:
        return work_files.kind_of(name, data)
    except Faults as found:
        said = _("It is of a kind that is not taken, or not what its name says. Taken: %(kinds)s.")
        raise Faults([Fault("file", said % {"kinds": work_files.ENDINGS})]) from found


def _throw_away(row: TaskFile | None) -> None:
    """A file that was never handed in goes; one that was stays with its hand-in."""
    if row is not None and not TaskHanding.objects.filter(file=row).exists():
        TaskFile.objects.filter(pk=row.pk).delete()


@transaction.atomic
def take_off_file(*, person_id: int, slug: str) -> None:
    """Take the file off again. What was handed in with it keeps it."""
    row = reading.draft_file(person_id, slug)
    _throw_away(row)
    if row is not None:
        TaskFile.objects.filter(pk=row.pk).update(is_off=True)


@transaction.atomic
def hand_in(
    *,
    person_id: int,
    workspace_id: int,
    slug: str,
    text: str,
    link: str,
    judgement: Judgement,
    judge_ids: Collection[int],
    now: dt.datetime,
) -> TaskHanding:
    """Hand a task in, as it stands, with the own judgement, to those who are to judge it.

    The same twice is handed in once; who is asked more is asked.

    Raises:
        Missing: no such task is handed in here.
        Faults: nothing is in it, a row has no own level, the link is none, nobody is asked.
    """
    task = _task(slug, workspace_id)
    file = reading.draft_file(person_id, slug)
    could = {
        one.id: part for one, part in reading.could_judge(person_id, workspace_id=workspace_id)
    }
    faults = [*_empty(text, link, file), *_no_link(link.strip())]
    faults += without_level(task.payload["rubric"], judgement.rows)
    raise_all([*faults, *_nobody(judge_ids, could)])
    kept, address, own = _keep(person_id, slug, text=text, link=link, judgement=judgement, now=now)
    holds = {
        "text": kept if kept and kept.text.strip() else None,
        "link": address if address and address.text else None,
        "file": file,
        "assessment": own,
    }
    made = TaskHanding.objects.filter(person_id=person_id, task_slug=slug).order_by("-pk").first()
    if made is None or not _is_same(made, holds):
        made = _made(task, holds, person_id=person_id, workspace_id=workspace_id, now=now)
    for one in judge_ids:
        TaskAsked.objects.get_or_create(
            handing=made,
            judge_id=one,
            defaults={"person_id": person_id, "part": could[one], "asked_at": now},
        )
    return made


def _is_same(made: TaskHanding, holds: dict[str, Any]) -> bool:
    return all(
        getattr(made, f"{name}_id") == (row.pk if row else None) for name, row in holds.items()
    )


def _made(
    task: Task, holds: dict[str, Any], *, person_id: int, workspace_id: int, now: dt.datetime
) -> TaskHanding:
    rule = raters.wanted(person_id, workspace_id=workspace_id)
    payload = task.payload
    case = {name: payload[name] for name in ("rubric", "passing", "rater_html")}
    made = TaskHanding.objects.create(
        person_id=person_id,
        task_slug=task.slug,
        task_version=payload["version"],
        case={"title": task.title, **case},
        wanted=rule.raters,
        why=rule.why,
        handed_at=now,
        **holds,
    )
    audit(workspace_id, person_id, "hand in task", made.pk, now=now)
    return made


def _empty(text: str, link: str, file: TaskFile | None) -> list[Fault]:
    if text.strip() or link.strip() or file:
        return []
    return [Fault("box-text", _("Nothing is in it yet: write, add a file, or give a link."))]


def _no_link(link: str) -> list[Fault]:
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if not link or (parts.scheme in {"http", "https"} and parts.hostname and not parts.username):
        return []
    return [Fault("link", _("Give the whole address; it begins with https://."))]


def _nobody(judge_ids: Collection[int], could: Collection[int]) -> list[Fault]:
    if not could:
        return [
            Fault(
                "judges",
                _(
                    "Nobody here may judge it yet. Ask whoever looks after the workspace to give "
                    "somebody that right."
                ),
            )
        ]
    if not judge_ids or not set(judge_ids) <= set(could):
        return [Fault("judges", _("Choose who is to judge it."))]
    return []


@transaction.atomic
def ask(
    *, work_id: int, person_id: int, judge_id: int, workspace_id: int, now: dt.datetime
) -> TaskAsked:
    """Ask one more: to judge it, or, where two are far apart, to settle those rows. Twice is once.

    Raises:
        Missing: it is no hand-in of this person.
        Refused: this person cannot be asked.
    """
    row = TaskHanding.objects.filter(pk=work_id, person_id=person_id).first()
    if row is None:
        raise Missing("work", str(work_id))
    there = TaskAsked.objects.filter(handing=row, judge_id=judge_id).first()
    if there is not None:
        return there
    every = reading.versions(person_id, row.task_slug)
    version = next(one for one in every if one.work.id == row.pk)
    could = _could(version, workspace_id)
    if judge_id not in could:
        raise Refused(_("Nobody more is asked"), _("this person cannot judge it."))
    made, _is_new = TaskAsked.objects.get_or_create(
        handing=row,
        judge_id=judge_id,
        defaults={"person_id": person_id, "part": could[judge_id], "asked_at": now},
    )
    audit(workspace_id, person_id, "ask to judge task", row.pk, now=now)
    return made


def _could(version: reading.Version, workspace_id: int) -> dict[int, str]:
    """Who may be asked now, and as what."""
    if version.state == reading.DISPUTED:
        third = reading.could_settle(version, workspace_id=workspace_id)
        return {one.id: TaskAsked.Part.MODERATOR for one in third}
    more = reading.could_judge(version.work.person_id, workspace_id=workspace_id)
    return {one.id: part for one, part in more}


def audit(workspace_id: int, actor_id: int, act: str, work_id: int, *, now: dt.datetime) -> None:
    """One line of the log; nothing of what was written or said stands in it."""
    people.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="task_work",
        object_id=work_id,
        now=now,
    )
