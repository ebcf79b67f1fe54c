"""Marram, in which Tern's key is trusted, and Tern."""

from __future__ import annotations

import pytest
from tests.apps.keepup.packs.making import KEY, NOW, claim, tern_pack, version

from whetstone.apps.keepup import services
from whetstone.apps.keepup.services import Scope
from whetstone.formats.packs import (
    public_pem,
    raw_public,
)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Keys of a test are made in a folder of its own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def tern(marram, make_workspace, make_person):
    """Another team, with an editor, that reads the same installation."""
    workspace = make_workspace(name="Tern Agency")
    workspace.editor = make_person(workspace, rights=("editor",), name="Tove Editor")
    return workspace


@pytest.fixture
def here(marram):
    """Marram's scope, in which Tern's key is trusted."""
    scope = Scope(marram.pk, marram.editor.pk)
    services.trust_key(pem=public_pem(raw_public(KEY)), name="Tern", scope=scope, now=NOW)
    return scope


@pytest.fixture
def ours(here):
    """A claim that came from Tern: both sides hold the same word of it."""
    came = services.receive_pack(
        data=tern_pack([claim("clm-tern-x", version("One."))]), scope=here, now=NOW
    )
    services.take_all(digest=came.digest, scope=here, now=NOW)
    return here


@pytest.fixture
def editor(client_as, marram):
    return client_as(marram.editor)
