"""Looking that goes wrong, and sources that are not written down."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.apps.keepup.looking.net import FEED, NOW, again

from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import Look, Sighting
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.append_only import WrittenOnceError

# --- crashes, quarrels, and doors that stay shut ---


def test_whoever_dies_while_asking_leaves_it_to_the_next(net, add):
    watch = add()

    class PowerCutError(BaseException):
        pass

    net.says[FEED] = PowerCutError()
    with pytest.raises(PowerCutError):
        services.look_at_due(now=NOW, fetch=net)
    net.feed()
    assert services.look_at_due(now=NOW + dt.timedelta(minutes=5), fetch=net) == []
    assert len(services.look_at_due(now=NOW + dt.timedelta(minutes=11), fetch=net)) == 1
    assert again(watch).last_state == "first"


def test_of_two_workers_one_asks(net, add):
    add()
    net.feed()
    inner = []

    def other(wanted):
        inner.extend(services.look_at_due(now=NOW, fetch=net))
        return net(wanted)

    assert len(services.look_at_due(now=NOW, fetch=other)) == 1
    assert inner == []
    assert net.asked == [FEED]


def test_nobody_is_waited_for_inside_a_transaction(net, add):
    from django.db import connection

    watch, around = add(), list(connection.savepoint_ids)

    def outside(wanted):
        assert connection.savepoint_ids == around
        return net(wanted)

    assert services.look(watch_id=watch.pk, fetch=outside, now=NOW)


@pytest.mark.parametrize("is_template", [True, False])
def test_a_demo_never_looks(net, add, workspace, is_template):
    watch = add()
    workspace.is_demo, workspace.is_template = True, is_template
    workspace.save()
    net.feed()
    with pytest.raises(Refused):
        services.look(watch_id=watch.pk, fetch=net, now=NOW)
    assert services.look_at_due(now=NOW, fetch=net, everything=True) == []
    assert net.asked == []
    assert not Look.objects.exists()


def test_off_is_no_failure_of_the_source(add, settings):
    from whetstone.web import fetching

    settings.FETCH = False
    watch = add()
    with pytest.raises(Refused):
        services.look(watch_id=watch.pk, fetch=fetching.installed(), now=NOW)
    assert services.look_at_due(now=NOW, fetch=fetching.installed()) == []
    row = again(watch)
    assert (row.failures, row.next_at, row.looked_at) == (0, NOW, None)
    assert not Look.objects.exists()


def test_the_chore_asks_nobody_while_fetching_is_off(add, settings, monkeypatch):
    from whetstone.config import chores
    from whetstone.web import fetching

    add()
    chore = {one.name: one for one in chores.chores()}["look_at_watches"]
    asked = []
    monkeypatch.setattr(fetching, "installed", lambda: asked.append)
    settings.FETCH = False
    assert chore.run(NOW) == 0
    assert asked == []


def test_looks_and_sightings_are_written_once(net, add, look):
    net.feed(("a", "Old", 3))
    look(add())
    for row in (Look.objects.get(), Sighting.objects.get()):
        with pytest.raises(WrittenOnceError):
            row.save()
        with pytest.raises(WrittenOnceError):
            row.delete()


@pytest.mark.parametrize("body", [b"<html>hello", b"{", b""])
def test_what_is_no_feed_is_said(net, add, look, body):
    net.page(FEED, body, kind="application/xml")
    assert look(add()).reason == "no_feed"


# --- writing sources down ---


def faults(add, **more):
    with pytest.raises(Faults) as said:
        add(**more)
    return [fault.where for fault in said.value.faults]


def test_a_source_is_written_down_switched_off(add):
    watch = again(add(is_on=False))
    assert (watch.is_on, watch.next_at, watch.host) == (False, None, "developers.marram.example")


def test_all_faults_are_said_at_once(add):
    where = faults(add, url="http://root:x@127.0.0.1/", title=" ", kind="smell", every_hours=1)
    assert where == ["url", "url", "url", "title", "kind", "every_hours"]


def test_an_address_is_watched_once_here_and_may_be_watched_elsewhere(
    add, workspace, make_workspace
):
    watch = add()
    assert faults(add) == ["url"]
    add(workspace_id=make_workspace(name="Other").pk)
    services.remove_watch(watch_id=watch.pk, workspace_id=workspace.pk, actor_id=None, now=NOW)
    add()


def test_there_are_not_too_many(add, monkeypatch):
    from whetstone.apps.keepup.services import watching

    monkeypatch.setattr(watching, "MOST_WATCHES", 1)
    add()
    assert faults(add, url="https://b.marram.example/feed") == ["url"]


@pytest.mark.parametrize("act", [services.switch_on, services.switch_off, services.remove_watch])
def test_a_watch_of_another_workspace_is_missing(add, make_workspace, act):
    watch = add()
    other = make_workspace(name="Other")
    with pytest.raises(Missing):
        act(watch_id=watch.pk, workspace_id=other.pk, actor_id=None, now=NOW)


def test_acts_are_audited_without_the_address(add, workspace):
    from whetstone.apps.people.models import AuditRow

    watch = add()
    rows = AuditRow.objects.filter(workspace=workspace, object_kind="watch")
    assert [row.act for row in rows.order_by("pk")] == ["add_watch", "switch_on_watch"]
    assert {row.object_id for row in rows} == {str(watch.pk)}
