"""A whole installation of its own, in a folder; made once, copied for each test that needs one."""

from __future__ import annotations

import shutil
import sys

import pytest
from django.core.cache import cache
from tests.config.test_environment import run

MAKE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from whetstone.apps.people.clock import real_now
from whetstone.config import loading
loading.load(now=real_now())
"""


@pytest.fixture(autouse=True)
def _fresh_cache():
    """When old copies were swept last is kept in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def made_home(tmp_path_factory):
    """Settings, secret, store and curriculum; no demo."""
    home = tmp_path_factory.mktemp("made") / "home"
    done = run(home, "-c", MAKE, DJANGO_SETTINGS_MODULE="whetstone.config.settings")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(made_home, tmp_path):
    """An installation that a test may break."""
    shutil.copytree(made_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def whetstone(home):
    """`whetstone("doctor", "--json", NAME="value")` in that installation."""
    assert sys.executable

    def act(*words: str, **named: str):
        return run(home, "-m", "whetstone.config.cli", *words, **named)

    return act
