"""An installation as large as asked for, made by set-based statements: the field, then the people.

Everything follows from row numbers, so the same size makes the same world.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANGE = "chg-bench"
CLAIMS, ITEMS, LESSONS, VERSIONS = 500, 968, 100, 8
OWN_CLAIMS = 60
"""At least so many claims are the world's own, also where the curriculum has `CLAIMS` itself."""
ANSWERS_EACH, READINGS_EACH = 42, 3
BIG_SHARE, WORKSPACES = 6, 60
"""One workspace holds a sixth of all people."""
TOUCHED_SHARE = 0.75
STRIDE = 389
"""Steps through the bank from one answer to the next; coprime to `ITEMS`."""
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class World:
    """What was made: the large workspace, and a learner in it."""

    workspace: int
    reader: int
    people: int
    responses: int


def build(people: int) -> World:
    """Make the field and so many people in it."""
    from whetstone.apps.diagnose import live
    from whetstone.web import once

    with transaction.atomic():
        if connection.vendor == "postgresql":  # ten million keys need no checking here
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
        items = _field()
        live.forget()
        once.forget()
        world = _people(people, items)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return world


# --- the field ---


def _field() -> list[int]:
    """Claims, questions, lessons and what cites what; the numbers of the questions."""
    claims = _claims()
    items = _items(claims)
    _lessons(claims)
    return items


def _claims() -> list[Any]:
    from whetstone.apps.field.models import Claim, ClaimVersion

    like = ClaimVersion.objects.filter(status="current", workspace=None).first()
    if like is None:
        raise LookupError("no claim")
    there = Claim.objects.filter(workspace=None).count()
    claims = Claim.objects.bulk_create(
        Claim(slug=f"clm-bench-{n:03}", network="meta", kind="platform", half_life_months=18)
        for n in range(max(CLAIMS - there, OWN_CLAIMS))
    )
    facts = {
        name: getattr(like, name)
        for name in ("status", "text", "statement", "as_of", "review_by", "confidence", "source")
    }
    ClaimVersion.objects.bulk_create(
        ClaimVersion(claim=claim, recorded_at=NOW - dt.timedelta(days=300), **facts)
        for claim in claims
    )
    return claims


def _items(claims: Sequence[Any]) -> list[int]:
    from whetstone.apps.diagnose.models import Item
    from whetstone.apps.field.models import Citation

    real = list(Item.objects.filter(is_latest=True).order_by("pk"))
    made, cites = [], []
    for n in range(ITEMS):
        like, claim = real[n % len(real)], claims[n % len(claims)]
        row = Item(**{f.attname: getattr(like, f.attname) for f in Item._meta.concrete_fields})
        row.pk, row.slug = None, f"it-bench-{n:04}"
        row.payload = like.payload | {"id": row.slug, "rests_on": [claim.slug], "enemies": []}
        made.append(row)
        cites.append(Citation(claim=claim, citer_kind="item", citer_id=row.slug, role="rests_on"))
    Citation.objects.bulk_create(cites)
    return [row.pk for row in Item.objects.bulk_create(made)]


def _lessons(claims: Sequence[Any]) -> None:
    from whetstone.apps.field.models import Citation
    from whetstone.apps.learn.models import Lesson

    real = list(Lesson.objects.filter(is_latest=True).order_by("pk"))
    made, cites = [], []
    for n in range(LESSONS * VERSIONS):
        lesson, version = divmod(n, VERSIONS)
        like = real[lesson % len(real)]
        row = Lesson(**{f.attname: getattr(like, f.attname) for f in Lesson._meta.concrete_fields})
        row.pk, row.slug, row.version = None, f"bench-{lesson:03}", f"2026.{version}"
        row.is_latest = version == VERSIONS - 1
        made.append(row)
        if row.is_latest:
            cites += [
                Citation(
                    claim=claims[(lesson * 7 + place) % len(claims)],
                    citer_kind="block",
                    citer_id=f"{row.slug}/{block['id']}",
                    role="rests_on",
                )
                for place, block in enumerate(row.payload["blocks"])
            ]
    Lesson.objects.bulk_create(made, batch_size=100)
    Citation.objects.bulk_create(cites)


# --- the people ---


def _people(people: int, items: list[int]) -> World:
    run = _Run(people, items)
    workspaces = run.workspaces()
    base = run.persons(workspaces)
    run.answers(base)
    run.readings(base)
    run.levels(base)
    _change(items, people)
    run.renumber()
    return World(workspaces[0], base + 1, people, people * ANSWERS_EACH)


class _Run:
    def __init__(self, people: int, items: list[int]) -> None:
        self.people, self.items = people, items
        self.is_postgres = connection.vendor == "postgresql"

    def do(self, statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)

    def series(self, size: int, name: str) -> str:
        """A table of the numbers 0 to `size - 1`."""
        if self.is_postgres:
            return f"generate_series(0, {size - 1}) AS {name}(n)"
        return (
            f"(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s"
            f" WHERE n < {size - 1}) SELECT n FROM s) AS {name}"
        )

    def day(self, days: str) -> str:
        """The moment so many days (an expression) before the world's now."""
        stamp = NOW.strftime("%Y-%m-%d %H:%M:%S")
        if self.is_postgres:
            return f"TIMESTAMPTZ '{stamp}+00' - ({days}) * INTERVAL '1 day'"
        return f"datetime('{stamp}', '-' || ({days}) || ' days')"

    def workspaces(self) -> list[int]:
        from whetstone.apps.people.services import create_workspace

        long_ago = NOW - dt.timedelta(days=400)
        made = [
            create_workspace(organisation=f"Firm {n}", name=f"Firm {n}", now=long_ago)
            for n in range(WORKSPACES)
        ]
        for row in made:
            row.requirements.create(area_id="A01", level=2, people=3)
        return [row.pk for row in made]

    def persons(self, workspaces: list[int]) -> int:
        """People numbered without a hole; the number before the first."""
        from whetstone.apps.people.models import Person

        base = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        big = self.people // BIG_SHARE
        first, rest = workspaces[0], workspaces[1]
        self.do(
            "INSERT INTO people_person (id, workspace_id, name, email, title, role_id, time_zone,"
            f" source_id, joined_at) SELECT {base} + 1 + p.n,"
            f" CASE WHEN p.n < {big} THEN {first} ELSE {rest}"
            f" + p.n % {len(workspaces) - 1} END, 'Person ' || p.n, '', '', 'smm', '', '',"
            f" {self.day('390')} FROM {self.series(self.people, 'p')}"
        )
        self.do(
            'INSERT INTO people_personright (person_id, "right") '
            f"SELECT id, 'learner' FROM people_person WHERE id > {base}"
        )
        return base

    def answers(self, base: int) -> None:
        """Everybody answers `ANSWERS_EACH` different questions, over a year."""
        self.do("CREATE TEMPORARY TABLE bench_bank (n INTEGER PRIMARY KEY, item BIGINT)")
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO bench_bank VALUES (%s, %s)", list(enumerate(self.items))
            )
        as_json = "::jsonb" if self.is_postgres else ""
        at = self.day("k.n * 8 + p.n %% 30")
        place = f"(p.n * 7919 + k.n * {STRIDE}) %% {len(self.items)}"
        self.do(
            "INSERT INTO diagnose_response (person_id, item_id, area_id, answer, score, max_score,"
            f" seconds, answered_at, recorded_at) SELECT {base} + 1 + p.n, i.id, i.area_id,"
            f' \'{{"choice": "a"}}\'{as_json}, (p.n * 31 + k.n * 17) %% (i.max_score + 1),'
            f" i.max_score, 40, {at}, {at} FROM {self.series(self.people, 'p')}"
            f" CROSS JOIN {self.series(ANSWERS_EACH, 'k')}"
            f" JOIN bench_bank b ON b.n = {place} JOIN diagnose_item i ON i.id = b.item"
            " WHERE %s = 1",
            1,
        )

    def readings(self, base: int) -> None:
        """Everybody has read `READINGS_EACH` lessons in some version, most of them to the end."""
        self.do("CREATE TEMPORARY TABLE bench_shelf (n INTEGER PRIMARY KEY, lesson BIGINT)")
        rows = "SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM learn_lesson"
        self.do(f"INSERT INTO bench_shelf {rows} WHERE slug LIKE 'bench-%%' AND %s = 1", 1)
        done = f"CASE WHEN p.n % 5 = 0 THEN NULL ELSE {self.day('20')} END"
        self.do(
            "INSERT INTO learn_reading (person_id, lesson_id, started_at, finished_at)"
            f" SELECT {base} + 1 + p.n, b.lesson, {self.day('30')}, {done}"
            f" FROM {self.series(self.people, 'p')} CROSS JOIN {self.series(READINGS_EACH, 'k')}"
            f" JOIN bench_shelf b ON b.n = (p.n * 13 + k.n * 271) % {LESSONS * VERSIONS}"
        )

    def levels(self, base: int) -> None:
        """Everybody has a profile: the same numbers, as long as real ones."""
        from whetstone.apps.diagnose import services as diagnose
        from whetstone.apps.diagnose.models import LevelEstimate

        diagnose.reestimate([base + 1], NOW)
        like = LevelEstimate.objects.get(person=base + 1)
        self.do(
            "INSERT INTO diagnose_levelestimate (person_id, areas, stamp, as_of)"
            " SELECT p.id, e.areas, e.stamp, e.as_of"
            " FROM people_person p, diagnose_levelestimate e"
            f" WHERE p.id > {base + 1} AND e.id = {like.pk}"
        )

    def renumber(self) -> None:
        """PostgreSQL counts keys beside the tables: tell it what is there."""
        if self.is_postgres:
            self.do(
                "SELECT setval(pg_get_serial_sequence('people_person', 'id'), MAX(id))"
                " FROM people_person"
            )


def _change(items: list[int], people: int) -> None:
    """A change that waits: it ends as many claims as touch three quarters of the people."""
    from whetstone.apps.diagnose.models import Item, Response
    from whetstone.apps.field.models import Change, ChangeEffect, Claim

    made = Change.objects.create(
        slug=CHANGE, title="A metric goes", summary="It goes.", network="meta", kind="metric",
        severity="breaking", happened_on="2026-11-01", noticed_on=NOW.date(), state="pending",
        evidence=[], relearn_minutes=10, recorded_at=NOW,
    )  # fmt: skip
    slugs: list[str] = []
    rows = dict(Item.objects.filter(pk__in=items).values_list("pk", "payload"))
    by_claim: dict[str, list[int]] = {}
    for pk in items:
        by_claim.setdefault(rows[pk]["rests_on"][0], []).append(pk)
    hit: list[int] = []
    for slug in sorted(by_claim):
        slugs.append(slug)
        hit += by_claim[slug]
        reached = Response.objects.filter(item_id__in=hit).values("person_id").distinct().count()
        if reached >= TOUCHED_SHARE * people:
            break
    claims = Claim.objects.filter(slug__in=slugs, workspace=None)
    ChangeEffect.objects.bulk_create(
        ChangeEffect(change=made, claim=claim, effect="retires") for claim in claims
    )


def told(world: World) -> str:
    """The world in one line."""
    from whetstone.apps.field.models import Claim

    return json.dumps(
        {
            "people": world.people,
            "responses": world.responses,
            "claims": Claim.objects.filter(workspace=None).count(),
            "lesson_versions": LESSONS * VERSIONS,
            "questions": ITEMS,
            "workspaces": WORKSPACES,
        }
    )
