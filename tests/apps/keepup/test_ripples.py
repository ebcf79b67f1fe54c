"""What a change touches: counts, people, what enters, and the number of questions asked."""

from __future__ import annotations

import datetime as dt
import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field import citers
from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.citers import Citer
from whetstone.apps.field.models import ChangeEffect
from whetstone.apps.keepup.ripples import ripples_of
from whetstone.apps.keepup.services import ripple_of

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def view(world, workspace):
    change = ledger.change(workspace.pk, world.CHANGE)
    return ripple_of(change, workspace_id=workspace.pk, now=NOW)


def test_a_ripple_counts_what_rests_and_keeps_mentions_apart(world, marram):
    found = view(world, marram)
    assert [t.id for t in found.ring("block").things] == ["lesson-a/why"]
    assert [t.id for t in found.ring("block").mentions] == ["lesson-b/note"]
    assert found.count("item") == 2
    assert found.count("card", "certificate", "goal") == 3
    assert found.blocks == ("lesson-a/why",)


def test_a_whole_is_touched_when_a_part_is(world, marram):
    assert [t.id for t in view(world, marram).ring("lesson").things] == ["lesson-a"]


def test_people_are_counted_once_and_get_the_difference_once(world, marram):
    found = view(world, marram)
    assert len(found.people) == 4
    assert found.team == 7
    assert found.minutes_each == 8  # 10 to read and 2 questions: the longest there is
    assert found.minutes == 32


def test_whoever_only_meets_a_mention_is_told_and_has_no_work(world, marram):
    found = view(world, marram)
    assert marram.team[5].pk not in found.people
    assert found.told == 1


def test_a_citer_cannot_bring_in_a_leader_or_somebody_from_elsewhere(world, marram):
    found = view(world, marram)
    assert marram.director.pk not in found.people
    assert 999_999 not in found.people


def test_another_workspace_is_not_touched(world, marram, make_workspace, make_person):
    other = make_workspace(name="Other")
    make_person(other)
    found = view(world, other)
    assert len(found.people) == 0
    assert found.team == 1


def test_what_rests_on_a_proposed_claim_enters(world, marram):
    assert [t.id for t in view(world, marram).entering] == ["it-new"]


def test_what_also_rests_on_the_old_claim_does_not_enter(world, marram):
    field.add_citations([field.Cites(world.OLD, "item", "it-new", "rests_on")])
    assert view(world, marram).entering == ()


def test_the_summary_is_json_and_names_nobody(world, marram):
    found = view(world, marram).summary()
    assert json.loads(json.dumps(found)) == found
    assert found["people"] == 4
    assert str(marram.team[2].pk) not in json.dumps(found["rings"])


def test_a_kind_nobody_registered_is_named_by_its_id(world, marram):
    field.add_citations([field.Cites(world.OLD, "poster", "poster-1", "rests_on")])
    (thing,) = view(world, marram).ring("poster").things
    assert thing.cited.title == "poster-1"


def test_what_the_workspace_does_not_have_is_left_out(world, marram):
    citers.register(Citer("certificate", lambda _w, _ids: {}))
    assert view(world, marram).count("certificate") == 0


def test_overlay_citations_of_another_workspace_do_not_count(world, marram, make_workspace):
    other = make_workspace(name="Other")
    field.add_citations([field.Cites(world.OLD, "goal", "77", "rests_on")], workspace_id=other.pk)
    assert view(world, marram).count("goal") == 1
    assert view(world, other).count("goal") == 2


def test_queries_do_not_grow_with_people_or_changes(world, marram, make_person):
    def count(changes):
        with CaptureQueriesContext(connection) as queries:
            ripples_of(changes, workspace_id=marram.pk, now=NOW)
        return len(queries)

    one = [ledger.change(marram.pk, world.CHANGE)]
    count(one)  # what is kept of the ledger is read the first time
    few = count(one)
    for n in range(12):
        person = make_person(marram)
        world.persons.setdefault("it-1", []).append(person.pk)
        more = world.pending(f"chg-more-{n}", "More goes")
        claim = ledger.claim(None, world.OLD)
        ChangeEffect.objects.create(change=more, claim=claim, effect="retires")
    rows = [row for row in ledger.changes(marram.pk) if row.slug.startswith("chg-more")]
    world.asked.clear()
    assert count(one + rows) == few
    assert len(world.asked) == len(set(world.asked))
