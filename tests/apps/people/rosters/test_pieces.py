"""A list is taken in pieces: stopped anywhere it goes on, and others write in between."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.apps.people.rosters.lists import look, take

from whetstone.apps.people import selectors
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import (
    Person,
    Roster,
    RosterRow,
)
from whetstone.apps.people.rosters import taking

pytestmark = pytest.mark.usefixtures("curriculum_loaded")


def stopped(monkeypatch, workspace, text, *, after):
    """A list whose taking is stopped after so many pieces, as by a kill."""
    done = []
    real = taking._piece

    def piece(*args, **named):
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(1)
        return real(*args, **named)

    made = look(workspace, text)
    monkeypatch.setattr(taking, "PIECE", 2)
    monkeypatch.setattr(taking, "_piece", piece)
    taking.begin(
        roster_id=made.pk, workspace_id=workspace.pk, without_refused=True, now=real_now()
    )
    with pytest.raises(KeyboardInterrupt):
        taking.take(made.pk, now=real_now())
    monkeypatch.setattr(taking, "_piece", real)
    made.refresh_from_db()
    return made


SEVEN = "Name,E-mail,Team\n" + "".join(f"P {n},p{n}x@example.org,Care\n" for n in range(7))


@pytest.mark.parametrize("after", range(7))
def test_a_list_that_was_stopped_goes_on_where_it_was(monkeypatch, firm, as_lead, after):
    made = stopped(monkeypatch, firm, SEVEN, after=after)
    assert made.state == Roster.State.TAKING
    came = Person.objects.filter(workspace=firm, team__name="Care").count()
    assert came == made.done == min(7, 2 * after)
    assert "so far" in as_lead.get(f"/people/rosters/{made.pk}").content.decode()
    assert taking.take(made.pk, now=real_now()) == {"new": 7, "warned": 0}
    assert taking.take(made.pk, now=real_now()) is None
    came = Person.objects.filter(workspace=firm, team__name="Care").order_by("name")
    assert [one.name for one in came] == [f"P {n}" for n in range(7)]
    assert {len(selectors.working_hours([one.pk])[one.pk]) for one in came} == {10}
    assert not RosterRow.objects.exists()


def test_who_is_added_by_hand_meanwhile_does_not_stand_twice(monkeypatch, firm, make_person):
    made = stopped(monkeypatch, firm, SEVEN, after=1)
    make_person(firm, name="Six", email="p6x@example.org")
    taking.take(made.pk, now=real_now())
    assert Person.objects.filter(workspace=firm, email="p6x@example.org").count() == 1
    made.refresh_from_db()
    assert (made.counts["new"], made.counts["changed"]) == (6, 1)


def test_other_writers_get_in_between_the_pieces(monkeypatch, firm):
    """No piece is taken inside a longer transaction than its own."""
    depths = []
    real = taking._add

    def add(*args):
        depths.append(len(connection.savepoint_ids))
        real(*args)

    outside = len(connection.savepoint_ids)
    steps = ((add, taking._STEPS[0][1]), *taking._STEPS[1:])
    monkeypatch.setattr(taking, "_STEPS", steps)
    monkeypatch.setattr(taking, "PIECE", 2)
    take(firm, SEVEN)
    assert depths == [outside + 1] * 4
