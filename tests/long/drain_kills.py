"""Run by test_kills: publish and drain in children that kill themselves, and look at what is left.

`python -m tests.long.drain_kills here|all ROUNDS`: in a store that is set up. In each round a
child publishes and drains, and is killed at a statement drawn by lot; the parent then looks, goes
on where the child stopped, and compares with an undisturbed run.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys

import django

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SLUG = "chg-killed"
PEOPLE, SEED = 9, 20261128


def main(mode: str, rounds: int) -> None:
    django.setup()
    from django.db import connections

    from whetstone.apps.keepup.services import draining

    draining.AT_ONCE, draining.BATCH = 0, 2
    workspace = build()
    before = state(workspace)
    statements = count_statements(mode, workspace)
    after = state(workspace)
    assert after != before
    assert after["done"] == after["total"] == [PEOPLE]
    assert len(after["refreshers"]) == PEOPLE
    lot = random.Random(f"{SEED}{mode}")
    whole = nothing = 0
    for _turn in range(rounds):
        reset(workspace)
        assert state(workspace) == before, "the test does not put back what was"
        connections.close_all()
        kill_at = lot.randrange(1, statements + 1)
        child = os.fork()
        if child == 0:
            die_at(kill_at)
            act(mode, workspace)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), f"statement {kill_at} was never asked"
        left = state(workspace)
        if left["published"]:
            whole += 1
            assert left["claims"] == after["claims"], kill_at
            assert left["refreshers"] == after["refreshers"], kill_at
            assert left["marks"] + left["done"][0] == PEOPLE, kill_at
        else:
            nothing += 1
            assert left == before, kill_at
        act(mode, workspace)
        assert state(workspace) == after, kill_at
    assert whole, "no kill fell into the drain"
    assert nothing, "no kill fell into the act"
    said = f"{rounds} kills: {nothing} before the act was whole, {whole} after"
    sys.stdout.write(f"{said}\n")


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
    """Publish and do all that is left, as the worker does."""
    from whetstone.apps.keepup import services
    from whetstone.apps.keepup.services import draining

    if mode == "all":
        services.publish_for_all(SLUG, now=NOW)
    else:
        services.publish(change_slug=SLUG, workspace_id=workspace.pk, person_id=None, now=NOW)
    draining.drain()


def count_statements(mode, workspace) -> int:
    """An undisturbed run, and how many statements it asks: the second, for the first warms up."""
    from django.db import connection

    act(mode, workspace)
    reset(workspace)
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
    from whetstone.apps.field.models import ClaimVersion, Publication
    from whetstone.apps.keepup.models import Drain, Mark
    from whetstone.apps.learn.models import Refresher
    from whetstone.apps.people.models import AuditRow

    mine = {"person__workspace": workspace}
    drains = Drain.objects.filter(workspace=workspace)
    return {
        "published": Publication.objects.filter(change__slug=SLUG).count(),
        "claims": ClaimVersion.objects.filter(change__slug=SLUG).count(),
        "refreshers": sorted(Refresher.objects.filter(**mine).values_list("person_id", flat=True)),
        "audit": AuditRow.objects.filter(object_id=SLUG).count(),
        "total": list(drains.values_list("total", flat=True)),
        "done": list(drains.values_list("done", flat=True)),
        "marks": Mark.objects.filter(drain__workspace=workspace).count(),
        "levels": sorted(
            LevelEstimate.objects.filter(**mine).values_list("person_id", "areas"),
            key=lambda row: row[0],
        ),
    }


def reset(workspace) -> None:
    """Put the store back to before, past all that says rows are for good."""
    from django.db import connection

    from whetstone.apps.diagnose import services as diagnose
    from whetstone.apps.keepup.models import Drain

    Drain.objects.filter(workspace=workspace).delete()
    change = "(SELECT id FROM field_change WHERE slug = %s)"
    published = f"(SELECT id FROM field_publication WHERE change_id IN {change})"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM learn_refresher WHERE publication_id IN {published}", [SLUG])
        cursor.execute(f"DELETE FROM field_publication WHERE change_id IN {change}", [SLUG])
        cursor.execute(f"DELETE FROM field_claimversion WHERE change_id IN {change}", [SLUG])
        cursor.execute("DELETE FROM people_auditrow WHERE object_id = %s", [SLUG])
        cursor.execute("DELETE FROM lead_brief WHERE workspace_id = %s", [workspace.pk])
    diagnose.reestimate_workspace(workspace.pk, NOW)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
