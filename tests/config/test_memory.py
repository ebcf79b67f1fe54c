"""What all server processes remember together: guesses at a password above all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.prepared import run

from whetstone.config import chores, memory
from whetstone.config.memory import SharedMemory
from whetstone.config.models import Remembered

GUESS = """
import django; django.setup()
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
asked = Client()
for n in range({n}):
    typed = {{"login": "nora@marram.test", "password": "guess " + str(n)}}
    answer = asked.post("/account/login/", typed)
print("Too many" in answer.content.decode(), answer.status_code)
"""


@pytest.fixture
def two():
    """The memory as two processes have it."""
    return SharedMemory("", {}), SharedMemory("", {})


def test_guesses_in_another_process_count_here(home):
    """Two processes, one store: three guesses here and three there are six."""

    def guess(n: int) -> str:
        done = run(
            home, "-c", GUESS.format(n=n), DJANGO_SETTINGS_MODULE="whetstone.config.settings"
        )
        assert not done.returncode, done.stderr
        return done.stdout.split()[0]

    assert guess(3) == "False"
    assert guess(3) == "True"


@pytest.mark.django_db
def test_what_one_process_keeps_another_reads_changes_and_forgets(two):
    here, there = two
    here.set("k", [1.5], 60)
    assert there.get("k") == [1.5]
    there.set("k", [2.5, 1.5], 60)
    assert here.get("k") == [2.5, 1.5]
    assert there.delete("k")
    assert here.get("k", "nothing") == "nothing"
    assert not there.delete("k")


@pytest.mark.django_db
def test_of_two_that_take_a_lock_one_has_it(two):
    here, there = two
    assert here.add("lock", True, 10)
    assert not there.add("lock", True, 10)
    here.delete("lock")
    assert there.add("lock", True, 10)


@pytest.mark.django_db
def test_what_is_past_its_time_is_not_there_and_its_place_is_free(two):
    here, there = two
    here.set("k", 1, 60)
    Remembered.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert there.get("k") is None
    assert there.add("k", 2, 60)
    assert here.get("k") == 2


@pytest.mark.django_db
def test_the_hourly_chore_forgets_what_is_past_its_time_and_nothing_else():
    assert "forget" in [one.name for one in chores.chores()]
    cache.set("old", 1, 1)
    cache.set("new", 1, 3600)
    cache.set("always", 1, None)
    assert memory.forget(timezone.now() + dt.timedelta(seconds=60)) == 1
    assert cache.get("new") == cache.get("always") == 1


@pytest.mark.django_db
def test_the_store_holds_no_address_of_a_machine_or_a_person(client):
    client.post("/account/login/", {"login": "nora@marram.test", "password": "no such"})
    rows = list(Remembered.objects.values_list("name", "value"))
    assert rows
    assert all(len(name) == 64 and int(name, 16) >= 0 for name, _value in rows)
    assert "127.0.0.1" not in str(rows)
    assert "nora" not in str(rows)


@pytest.mark.django_db
def test_a_page_that_is_not_about_signing_in_never_asks_it(
    make_workspace, make_person, client_as, curriculum_loaded
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reader = client_as(make_person(make_workspace()))
    with CaptureQueriesContext(connection) as asked:
        assert reader.get("/today").status_code == 200
    assert not [one for one in asked if "composition_remembered" in one["sql"]]
