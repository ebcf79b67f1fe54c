"""A workspace, sources to look at, and a net that says what it is told."""

from __future__ import annotations

import pytest
from tests.apps.keepup.looking.net import FEED, NOW, Net

from whetstone.apps.keepup import services


@pytest.fixture
def net():
    return Net()


@pytest.fixture
def workspace(curriculum_loaded, make_workspace):
    return make_workspace()


@pytest.fixture
def add(workspace):
    def make(url=FEED, *, kind="feed", is_on=True, at=NOW, **more):
        facts = {"workspace_id": workspace.pk, "title": "Changelog", "network": "meta",
                 "every_hours": 24} | more  # fmt: skip
        made = services.add_watch(actor_id=None, url=url, kind=kind, now=at, **facts)
        if is_on:
            services.switch_on(
                watch_id=made.pk, workspace_id=facts["workspace_id"], actor_id=None, now=at
            )
        return made

    return make


@pytest.fixture
def look(net):
    def at(watch, when=NOW):
        return services.look(watch_id=watch.pk, fetch=net, now=when)

    return at
