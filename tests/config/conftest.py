"""A whole installation of its own, in a folder; made once, copied for each test that needs one."""

from __future__ import annotations

import shutil
import sys

import pytest
from tests import prepared
from tests.prepared import run


@pytest.fixture
def home(tmp_path_factory, tmp_path):
    """An installation that a test may break: settings, secret, store, curriculum; no demo."""
    shutil.copytree(prepared.loaded_home(tmp_path_factory), tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def whetstone(home):
    """`whetstone("doctor", "--json", NAME="value")` in that installation."""
    assert sys.executable

    def act(*words: str, **named: str):
        return run(home, "-m", "whetstone.config.cli", *words, **named)

    return act
