"""Publishing is one act, here only, once, and can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from whetstone.apps.field import ports
from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.models import ClaimVersion, Publication
from whetstone.apps.keepup import selectors, services
from whetstone.apps.keepup.selectors import Counts
from whetstone.apps.keepup.services import publishing
from whetstone.apps.learn import services as learn
from whetstone.apps.learn.models import Refresher
from whetstone.apps.people import selectors as people
from whetstone.core.kernel.errors import Faults, Missing, Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def publish(world, workspace, **more):
    facts = {"workspace_id": workspace.pk, "person_id": workspace.lead.pk, "now": NOW}
    return services.publish(change_slug=world.CHANGE, **(facts | more))


def undo(world, workspace, now=NOW + dt.timedelta(hours=1)):
    return services.reverse(
        change_slug=world.CHANGE,
        workspace_id=workspace.pk,
        person_id=workspace.lead.pk,
        now=now,
    )


def status(workspace_id, slug):
    return str(ledger.ledger(workspace_id, on=NOW.date()).status(slug))


def counts(world, workspace):
    change = ledger.change(workspace.pk, world.CHANGE)
    return selectors.standing_of(change, workspace.pk).counts


def open_refreshers(workspace):
    return Refresher.objects.filter(
        person__workspace=workspace, withdrawn_at=None, done_at=None
    ).count()


def test_publishing_flips_the_claims_here_and_makes_refreshers(world, marram):
    act = publish(world, marram)
    assert (act.people, act.minutes_each) == (4, 8)
    assert status(marram.pk, world.OLD) == "superseded"
    assert status(marram.pk, world.NEW) == "current"
    assert open_refreshers(marram) == 4
    row = Refresher.objects.first()
    assert (row.minutes, row.blocks) == (8, ["lesson-a/why"])


def test_the_publication_keeps_the_ripple_as_it_stood(world, marram):
    made = Publication.objects.get(pk=publish(world, marram).publication_id)
    assert made.ripple["people"] == 4
    assert made.ripple["rings"]["item"] == 2
    assert made.published_by_id == marram.lead.pk


def test_publishing_here_leaves_everybody_else_alone(world, marram, make_workspace):
    other = make_workspace(name="Other")
    publish(world, marram)
    assert status(other.pk, world.OLD) == "current"
    assert status(None, world.OLD) == "current"


def test_publishing_twice_does_nothing_and_says_so(world, marram):
    assert publish(world, marram).was_done
    rows = ClaimVersion.objects.count()
    assert not publish(world, marram).was_done
    assert ClaimVersion.objects.count() == rows
    assert open_refreshers(marram) == 4


def test_a_second_submit_that_did_not_see_the_first_is_harmless(world, marram, monkeypatch):
    publish(world, marram)
    rows = ClaimVersion.objects.count()
    monkeypatch.setattr(ledger, "publication", lambda *_args: None)
    change = ledger.change(marram.pk, world.CHANGE)
    monkeypatch.setattr(
        ledger,
        "ledger",
        lambda *_args, **_more: ledger.Ledger((None, "0", NOW.date()), before(world), frozenset()),
    )
    with transaction.atomic():
        made = field.publish(change, workspace_id=marram.pk, person_id=None, now=NOW, ripple={})
    assert made is None
    assert ClaimVersion.objects.count() == rows


def before(world):
    known = NOW - dt.timedelta(days=1)
    return ledger.ledger_as_known(None, known_at=known, on=NOW.date())


def test_a_fault_stops_everything(world, marram):
    world.change.source_check = "weak"
    world.change.save()
    with pytest.raises(Faults):
        publish(world, marram)
    assert not Publication.objects.filter(workspace=marram).exists()
    assert open_refreshers(marram) == 0


def test_a_failure_late_in_the_act_takes_everything_back(world, marram, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(learn, "make_refreshers_for", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(world, marram)
    monkeypatch.undo()
    assert not Publication.objects.filter(workspace=marram).exists()
    assert status(marram.pk, world.OLD) == "current"


def test_an_audit_row_says_who_published_what(world, marram):
    publish(world, marram)
    undo(world, marram)
    acts = [(row.act, row.object_id, row.actor_id) for row in people.audit(marram.pk)]
    assert ("publish_change", world.CHANGE, marram.lead.pk) in acts
    assert ("undo_change", world.CHANGE, marram.lead.pk) in acts


def test_rooms_above_are_asked_before_the_change_counts(world, marram):
    seen = []
    ports.register_before_publication(
        lambda workspace_id, _person, _now, cause: seen.append(
            (workspace_id, status(workspace_id, world.OLD), cause)
        )
    )
    publish(world, marram)
    publish(world, marram)
    assert seen == [(marram.pk, "current", world.change.title)]


def test_what_is_kept_of_the_time_before_holds_up_no_act(world, marram, monkeypatch):
    """At 5,000 people it takes 1.7 of 2 seconds: no other writer may wait for it."""
    depths = []
    ports.register_before_publication(
        lambda *_facts: depths.append(("before", len(connection.savepoint_ids)))
    )
    real = publishing.field.publish

    def publish_here(*args, **more):
        depths.append(("act", len(connection.savepoint_ids)))
        return real(*args, **more)

    monkeypatch.setattr(publishing.field, "publish", publish_here)
    publish(world, marram)
    assert [name for name, _depth in depths] == ["before", "act"]
    assert depths[0][1] < depths[1][1]


def test_what_may_not_be_published_has_nothing_kept_of_the_time_before(world, marram):
    seen = []
    ports.register_before_publication(lambda *facts: seen.append(facts))
    world.change.effects.all().delete()
    with pytest.raises(Faults):
        publish(world, marram)
    assert seen == []


def test_undoing_restores_the_claims_and_withdraws_refreshers(world, marram):
    publish(world, marram)
    assert undo(world, marram).was_done
    assert status(marram.pk, world.OLD) == "current"
    assert status(marram.pk, world.NEW) == "proposed"
    assert open_refreshers(marram) == 0
    assert counts(world, marram) is Counts.UNDONE


def test_undoing_twice_does_nothing(world, marram):
    publish(world, marram)
    undo(world, marram)
    rows = ClaimVersion.objects.count()
    assert not undo(world, marram).was_done
    assert ClaimVersion.objects.count() == rows


def test_undoing_what_was_never_published_does_nothing(world, marram):
    assert not undo(world, marram).was_done


def test_what_was_undone_can_be_put_back_and_undone_again(world, marram):
    for day in range(3):
        at = NOW + dt.timedelta(days=day)
        assert publish(world, marram, now=at).people == 4
        assert status(marram.pk, world.OLD) == "superseded"
        assert open_refreshers(marram) == 4
        assert counts(world, marram) is Counts.HERE
        assert undo(world, marram, now=at + dt.timedelta(hours=1)).was_done
        assert status(marram.pk, world.OLD) == "current"
        assert open_refreshers(marram) == 0


def test_history_is_kept_through_it_all(world, marram):
    publish(world, marram)
    undo(world, marram)
    said = [row.status for row in ledger.claim_history(marram.pk, world.OLD)]
    assert said == ["current", "superseded", "current"]


def test_what_counts_for_everybody_cannot_be_undone_here(world, marram):
    services.publish_for_all(world.CHANGE, now=NOW)
    with pytest.raises(Refused):
        undo(world, marram)


def test_an_unknown_change_is_missing(world, marram):
    with pytest.raises(Missing):
        services.publish(change_slug="chg-none", workspace_id=marram.pk, person_id=None, now=NOW)


def test_publishing_for_all_reaches_each_workspace_once(
    world, marram, make_workspace, make_person
):
    other = make_workspace(name="Other")
    reader = make_person(other)
    world.persons["it-1"].append(reader.pk)
    publish(world, marram)
    act = services.publish_for_all(world.CHANGE, now=NOW)
    assert act.people == 1
    assert status(None, world.OLD) == "superseded"
    assert open_refreshers(marram) == 4
    assert open_refreshers(other) == 1
    assert counts(world, other) is Counts.EVERYWHERE
    assert not services.publish_for_all(world.CHANGE, now=NOW).was_done


def test_publishing_for_all_makes_no_refreshers_in_demos(world, marram):
    marram.is_demo = True
    marram.save()
    assert services.publish_for_all(world.CHANGE, now=NOW).people == 0
    assert status(marram.pk, world.OLD) == "superseded"


def test_a_change_without_a_refresher_makes_none(world, marram):
    world.change.relearn_minutes, world.change.relearn_items = 0, []
    world.change.save()
    act = publish(world, marram)
    assert act.was_done
    assert open_refreshers(marram) == 0
