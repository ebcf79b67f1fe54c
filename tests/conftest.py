"""A small cast and a loaded curriculum for every test."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from tests import prepared
from tests.rows import is_simulation, row_of, turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.curriculum import Compiled

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """What takes longest begins first, so that nobody waits for it at the end.

    Marks come before anything is left out by them, the order after all others have had their say.
    """
    for item in items:
        if is_simulation(item.nodeid):
            item.add_marker(pytest.mark.simulation)
    yield
    items.sort(key=lambda item: turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Tests that share something dear go to one worker. pytest 9.2 reads no group of xdist 3.8."""
    from xdist.scheduler import LoadScopeScheduling

    class Rows(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return row_of(nodeid)

    return Rows(config, log)


def pytest_configure() -> None:
    """Accounts in tests need no slow hashes, and a client no list of all static files."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """The real curriculum is there before any test's transaction, loaded once for all workers."""
    from django.conf import settings

    with prepared.tests_begin_with(tmp_path_factory, settings.DATABASES["default"], NOW):
        yield


@pytest.fixture(scope="session")
def shipped(tmp_path_factory) -> tuple[Compiled, float]:
    """The real curriculum, compiled once in a run, and the CPU seconds that it took."""
    return pickle.loads(prepared.compiled(tmp_path_factory).read_bytes())


@pytest.fixture
def compiled_before(shipped, monkeypatch) -> None:
    """Commands and loads take the shipped curriculum as it was compiled once in this run."""
    for place in ("whetstone.curriculum", "whetstone.config.loading"):
        monkeypatch.setattr(f"{place}.compile_curriculum", lambda _root: shipped[0])


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a test has read is rolled back; the next one reads anew."""
    from whetstone.web import once

    once.forget()


@pytest.fixture
def curriculum_loaded(db):
    """Say that a test reads the loaded curriculum."""


@pytest.fixture
def make_workspace(db) -> Callable[..., object]:
    """`make_workspace(name="Marram", kind="team")` -> Workspace, Europe/Dublin.

    Its clock stands at NOW.
    """
    from whetstone.apps.people import services

    def make(name: str = "Marram", **more: object):
        more.setdefault("country", "IE")
        more.setdefault("time_zone", "Europe/Dublin")
        workspace = services.create_workspace(organisation=name, name=name, now=NOW, **more)
        workspace.frozen_at, workspace.created_at = NOW, timezone.now()
        workspace.save(update_fields=["frozen_at", "created_at"])
        return workspace

    return make


@pytest.fixture
def make_person(db) -> Callable[..., object]:
    """`make_person(workspace, rights=("learner",), name=....

    Role_id="smm")` -> Person with an account.
    """
    from whetstone.apps.people import services
    from whetstone.apps.people.models import User

    made = iter(range(1, 10_000))

    def make(workspace, *, rights=("learner",), name="", role_id="smm", **more: object):
        n = next(made)
        user = User.objects.create_user(
            f"person{n}-{workspace.pk}@example.org", "a long password 1"
        )
        return services.add_person(
            workspace_id=workspace.pk,
            name=name or f"Person {n}",
            rights=rights,
            role_id=role_id,
            user_id=user.pk,
            now=NOW,
            **more,
        )

    return make


@pytest.fixture
def client_as() -> Callable[..., Client]:
    """`client_as(person)` -> a test client signed in as this person, in their workspace."""

    def make(person) -> Client:
        client = Client()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["person_id"] = person.pk
        session.save()
        return client

    return make
