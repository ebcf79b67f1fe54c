"""Publish or undo, and drain, in children that kill themselves, and look at what is left.

`python -m tests.long.drain_kills here|all|undo-here|undo-all ROUNDS`, in a store that is set up.
In each round a child does the act and drains, and is killed at a statement drawn by lot; the
parent then looks, goes on where the child stopped, and compares with an undisturbed run. Undoing
begins where the same change was published and drained.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
from collections import Counter

import django

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)
SLUG = "chg-killed"
PEOPLE, SEED = 9, 20261128


def main(mode: str, rounds: int) -> None:
    django.setup()
    from whetstone.apps.keepup.services import draining

    draining.AT_ONCE, draining.BATCH = 0, 2
    workspace = build()
    untouched = state(workspace)
    if is_undoing(mode):
        act(mode.removeprefix("undo-"), workspace)
    before = state(workspace)
    statements = count_statements(mode, workspace)
    after = state(workspace)
    expect(mode, untouched, before, after)
    lot = random.Random(f"{SEED}{mode}")
    fell = Counter(
        one_kill(mode, workspace, lot.randrange(1, statements + 1), before=before, after=after)
        for _turn in range(rounds)
    )
    assert fell["after"], "no kill fell into the drain"
    assert fell["before"], "no kill fell into the act"
    said = f"{rounds} kills: {fell['before']} before the act was whole, {fell['after']} after"
    sys.stdout.write(f"{said}\n")


def is_undoing(mode: str) -> bool:
    return mode.startswith("undo-")


def expect(mode, untouched, before, after) -> None:
    """What an undisturbed run does: everybody reached and done, or everything as it was."""
    assert after != before
    assert not after["marks"]
    assert after["done"] == after["total"] == [PEOPLE] * (2 if is_undoing(mode) else 1)
    assert len(after["refreshers"]) == PEOPLE
    if is_undoing(mode):
        assert before["levels"] != untouched["levels"] == after["levels"]
        assert all(withdrawn for _person, withdrawn in after["refreshers"])
    else:
        assert not any(withdrawn for _person, withdrawn in after["refreshers"])


def one_kill(mode, workspace, kill_at, *, before, after) -> str:
    """Killed at a statement, looked at, and gone on with; on which side of the act it fell."""
    from django.db import connections

    reset(mode, workspace)
    assert state(workspace) == before, "the test does not put back what was"
    connections.close_all()
    child = os.fork()
    if child == 0:
        die_at(kill_at)
        act(mode, workspace)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"statement {kill_at} was never asked"
    left = state(workspace)
    was_done = left["acts"] == after["acts"]
    if was_done:
        for kept in ("claims", "refreshers", "audit", "total"):
            assert left[kept] == after[kept], (kill_at, kept)
        assert left["marks"] + sum(left["done"]) == sum(after["total"]), kill_at
    else:
        assert left == before, kill_at
    act(mode, workspace)
    assert state(workspace) == after, kill_at
    return "after" if was_done else "before"


def build():
    """A workspace of learners who all read and answered what rests on one claim."""
    from whetstone.apps.diagnose import services as diagnose
    from whetstone.apps.diagnose.live import live_bank
    from whetstone.apps.field.models import Change, ChangeEffect, Claim
    from whetstone.apps.learn.models import Reading
    from whetstone.apps.people import services
    from whetstone.apps.people.models import Person, PersonRight

    made = services.create_workspace(organisation="Killed", name="Killed", now=NOW)
    made.frozen_at, made.created_at = NOW, django.utils.timezone.now()
    made.save()
    bank = live_bank(made.pk, NOW.date())
    question, lesson = _taught(bank)
    for n in range(PEOPLE):
        person = Person.objects.create(workspace=made, name=f"Person {n}", joined_at=NOW)
        PersonRight.objects.create(person=person, right="learner")
        Reading.objects.create(person=person, lesson=lesson, started_at=NOW)
        diagnose.record_response(
            person_id=person.pk,
            question=question,
            answer_dict={"unknown": True},
            answered_at=NOW - dt.timedelta(days=9),
        )
    diagnose.reestimate_workspace(made.pk, NOW)
    change = Change.objects.create(
        slug=SLUG, title="It ends", summary="It ends.", network="meta", kind="metric",
        severity="major", happened_on="2026-11-01", noticed_on=NOW.date(), state="pending",
        evidence=[], relearn_minutes=5, recorded_at=NOW,
    )  # fmt: skip
    ChangeEffect.objects.create(
        change=change,
        claim=Claim.objects.get(slug=question.rests_on[0], workspace=None),
        effect="retires",
    )
    return made


def _taught(bank):
    """A question, and a lesson that teaches the claim it rests on."""
    from whetstone.apps.field.models import Citation
    from whetstone.apps.learn.models import Lesson

    blocks = dict(
        Citation.objects.filter(workspace=None, citer_kind="block", role="rests_on")
        .order_by("citer_id")
        .values_list("claim__slug", "citer_id")
    )
    asked = (q for q in bank.shelf.latest.values() if bank.may_ask(q) and q.rests_on)
    question = next(q for q in asked if q.rests_on[0] in blocks)
    slug = blocks[question.rests_on[0]].partition("/")[0]
    return question, Lesson.objects.get(slug=slug, is_latest=True)


def act(mode, workspace) -> None:
    """Publish or undo, and do all that is left, as the worker does."""
    from whetstone.apps.keepup import services
    from whetstone.apps.keepup.services import draining

    own = {"change_slug": SLUG, "workspace_id": workspace.pk, "person_id": None}
    if mode == "undo-all":
        services.reverse_for_all(SLUG, now=LATER)
    elif mode == "undo-here":
        services.reverse(**own, now=LATER)
    elif mode == "all":
        services.publish_for_all(SLUG, now=NOW)
    else:
        services.publish(**own, now=NOW)
    draining.drain()


def count_statements(mode, workspace) -> int:
    """An undisturbed run, and how many statements it asks: the second, for the first warms up."""
    from django.db import connection

    act(mode, workspace)
    reset(mode, workspace)
    asked = []
    with connection.execute_wrapper(lambda ask, *told: (asked.append(1), ask(*told))[1]):
        act(mode, workspace)
    return len(asked)


def die_at(n: int) -> None:
    """Be killed at the n-th statement: every other time before it, else after it."""
    from django.db import connection

    asked = [0]

    def wrapper(ask, *told):
        asked[0] += 1
        if asked[0] == n and n % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        found = ask(*told)
        if asked[0] == n:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    connection.execute_wrappers.append(wrapper)


def state(workspace) -> dict[str, object]:
    """Everything the act and the drain touch."""
    from whetstone.apps.diagnose.models import LevelEstimate
    from whetstone.apps.field.models import Change, ClaimVersion, Publication
    from whetstone.apps.keepup.models import Drain, Mark
    from whetstone.apps.learn.models import Refresher
    from whetstone.apps.people.models import AuditRow

    mine = {"person__workspace": workspace}
    drains = Drain.objects.filter(workspace=workspace).order_by("pk")
    refreshers = Refresher.objects.filter(**mine)
    return {
        "acts": Publication.objects.filter(of_it()).count(),
        "undoings": Change.objects.filter(undoes__slug=SLUG).count(),
        "claims": sorted(
            ClaimVersion.objects.filter(of_it()).values_list(
                "claim__slug", "status", "change__undoes"
            )
        ),
        "refreshers": sorted(
            (person, at is not None)
            for person, at in refreshers.values_list("person_id", "withdrawn_at")
        ),
        "audit": sorted(AuditRow.objects.filter(object_id=SLUG).values_list("act", flat=True)),
        "total": list(drains.values_list("total", flat=True)),
        "done": list(drains.values_list("done", flat=True)),
        "marks": Mark.objects.filter(drain__workspace=workspace).count(),
        "levels": sorted(
            LevelEstimate.objects.filter(**mine).values_list("person_id", "areas"),
            key=lambda row: row[0],
        ),
    }


def of_it():
    """Rows of the change, and of the one that undoes it."""
    from django.db.models import Q

    return Q(change__slug=SLUG) | Q(change__undoes__slug=SLUG)


def reset(mode, workspace) -> None:
    """Put the store back to before the act, past all that says rows are for good."""
    from django.db import connection

    from whetstone.apps.diagnose import services as diagnose

    undoing = is_undoing(mode)
    whose = (
        "undoes_id IN (SELECT id FROM field_change WHERE slug = %s)" if undoing else "slug = %s"
    )
    change = f"(SELECT id FROM field_change WHERE {whose})"
    published = f"(SELECT id FROM field_publication WHERE change_id IN {change})"
    root = "(SELECT id FROM field_change WHERE slug = %s)"
    undone = f"(SELECT id FROM field_publication WHERE change_id IN {root})"
    drains = f"(SELECT id FROM keepup_drain WHERE publication_id IN {published})"
    acts = [
        f"DELETE FROM keepup_mark WHERE drain_id IN {drains}",
        f"DELETE FROM keepup_drain WHERE publication_id IN {published}",
        f"DELETE FROM learn_refresher WHERE publication_id IN {published}",
        f"DELETE FROM field_publication WHERE change_id IN {change}",
        f"DELETE FROM field_claimversion WHERE change_id IN {change}",
    ]
    if undoing:
        acts += [
            f"DELETE FROM field_changeeffect WHERE change_id IN {change}",
            f"DELETE FROM field_change WHERE {whose}",
            f"UPDATE learn_refresher SET withdrawn_at = NULL WHERE publication_id IN {undone}",
            "DELETE FROM people_auditrow WHERE act = 'undo_change' AND object_id = %s",
        ]
    else:
        acts.append("DELETE FROM people_auditrow WHERE object_id = %s")
    with connection.cursor() as cursor:
        for one in acts:
            cursor.execute(one, [SLUG])
        if not undoing:
            cursor.execute("DELETE FROM lead_brief WHERE workspace_id = %s", [workspace.pk])
    diagnose.reestimate_workspace(workspace.pk, NOW)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
