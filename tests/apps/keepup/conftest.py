"""A team of seven, a pending change, and citers at the port that count who is asked."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.field import citers, ports
from whetstone.apps.field import services as field
from whetstone.apps.field.citers import Cited, Citer
from whetstone.apps.field.models import Change, ChangeEffect, Claim, ClaimVersion

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Nobody's password is at stake here, and a slow hash a person makes slow tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class World:
    """A change that ends one claim and begins another, and what rests on them."""

    OLD, NEW, OTHER = "clm-test-old", "clm-test-new", "clm-test-other"
    CHANGE = "chg-test"

    def __init__(self) -> None:
        self.persons: dict[str, list[int]] = {}
        self.asked: list[str] = []

    def build(self) -> None:
        old = self.claim(self.OLD, "current", "Reach stands in the feed.")
        new = self.claim(self.NEW, "proposed", "Views stand in the feed.")
        self.claim(self.OTHER, "current", "Something else holds.")
        self.change = self.pending(self.CHANGE, "Reach leaves the feed; views take its place")
        ChangeEffect.objects.create(
            change=self.change, claim=old, effect="supersedes", successor=new
        )
        ChangeEffect.objects.create(change=self.change, claim=new, effect="creates")
        field.add_citations(
            [
                field.Cites(self.OLD, "block", "lesson-a/why", "rests_on"),
                field.Cites(self.OLD, "block", "lesson-b/note", "mentions"),
                field.Cites(self.OLD, "item", "it-1", "rests_on"),
                field.Cites(self.OLD, "item", "it-2", "rests_on"),
                field.Cites(self.OLD, "card", "card-1", "rests_on"),
                field.Cites(self.NEW, "item", "it-new", "rests_on"),
                field.Cites(self.OTHER, "item", "it-3", "rests_on"),
                field.Cites(self.OLD, "certificate", "cert-1", "rests_on"),
                field.Cites(self.OLD, "goal", "9", "rests_on"),
            ]
        )

    def claim(self, slug: str, status: str, statement: str, **more: object) -> Claim:
        claim = Claim.objects.create(
            slug=slug, network="meta", kind="platform", half_life_months=9
        )
        facts = {
            "text": statement,
            "statement": statement,
            "as_of": TODAY,
            "review_by": dt.date(2027, 2, 18),
            "confidence": "medium",
            "source": {
                "title": "Changelog",
                "publisher": "Meta",
                "url": "https://example.org/log",
                "accessed": "2026-11-23",
                "primary": True,
                "note": "",
            },
            "recorded_at": NOW - dt.timedelta(days=30),
        }
        ClaimVersion.objects.create(claim=claim, status=status, **(facts | more))
        return claim

    def pending(self, slug: str, title: str, **more: object) -> Change:
        facts = {
            "summary": "It goes.",
            "network": "meta",
            "kind": "metric",
            "severity": "breaking",
            "happened_on": "2026-07-29",
            "noticed_on": TODAY,
            "state": "pending",
            "evidence": [],
            "relearn_minutes": 10,
            "do_instead": "Report views and mark the break.",
            "relearn_items": ["it-1", "it-2"],
            "recorded_at": NOW,
        }
        return Change.objects.create(slug=slug, title=title, **(facts | more))

    def describe(self, kind: str):
        def answer(workspace_id: int, ids):
            self.asked.append(f"describe {kind}")
            return {
                thing: Cited(f"{kind} {thing}", whole=self.whole(kind, thing)) for thing in ids
            }

        return answer

    @staticmethod
    def whole(kind: str, thing: str) -> tuple[str, str] | None:
        return ("lesson", thing.split("/", maxsplit=1)[0]) if kind == "block" else None

    def concerned(self, kind: str):
        def answer(workspace_id: int, ids):
            self.asked.append(f"concerned {kind}")
            return {thing: self.persons[thing] for thing in ids if thing in self.persons}

        return answer


@pytest.fixture
def world(curriculum_loaded, monkeypatch) -> World:
    made = World()
    made.build()
    monkeypatch.setattr(citers, "_register", {})
    monkeypatch.setattr(ports, "_before", [])
    kinds = ("block", "lesson", "item", "card", "certificate", "goal")
    citers.register(*(Citer(k, made.describe(k), made.concerned(k)) for k in kinds))
    return made


@pytest.fixture
def marram(world, make_workspace, make_person):
    """Seven learners (the first leads), four of whom hold the old way; a director; an editor."""
    workspace = world.workspace = make_workspace()
    lead = make_person(workspace, rights=("lead", "learner"), name="Lena Lead")
    team = [lead, *(make_person(workspace, name=f"Learner {n}") for n in range(6))]
    workspace.lead, workspace.team = lead, team
    workspace.director = make_person(workspace, rights=("leader",), name="Dora Director")
    workspace.editor = make_person(workspace, rights=("editor",), name="Edda Editor")
    world.persons.update(
        {
            "it-1": [team[1].pk, team[2].pk],
            "it-2": [team[2].pk, workspace.director.pk],
            "lesson-a/why": [team[3].pk],
            "lesson-b/note": [team[5].pk],
            "card-1": [team[0].pk, 999_999],
        }
    )
    return workspace


@pytest.fixture
def edda(marram):
    """Marram's editor, who edits for everybody."""
    marram.editor.user.is_staff = True
    marram.editor.user.save()
    return marram.editor


@pytest.fixture
def elsewhere(world, make_workspace, make_person):
    """Another workspace, whose editor Otto edits for it alone."""
    workspace = make_workspace(name="Elsewhere")
    workspace.editor = make_person(workspace, rights=("editor", "admin"), name="Otto Other")
    return workspace
