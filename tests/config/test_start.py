"""A start loads what every request needs, and nothing that takes half a second for one page."""

from __future__ import annotations

import subprocess
import sys

import pytest

from whetstone.config import environment, server

ON_DEMAND = (
    "scipy.stats", "scipy.optimize", "pypdf", "docx", "feedparser", "httpx", "fontTools", "pyld",
    "typst",
)  # fmt: skip


def test_what_few_pages_need_is_not_loaded_at_a_start():
    words = (
        "import sys, django; django.setup(); "
        f"print(sorted({set(ON_DEMAND)!r} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr


@pytest.fixture
def home(monkeypatch, tmp_path):
    """An empty home; any port is free, and nothing works beside."""
    monkeypatch.setenv("WHETSTONE_HOME", str(tmp_path))
    monkeypatch.setattr(server, "_why_not_there", lambda *_: "")
    monkeypatch.setattr(server.work, "start_beside", lambda: None)
    return tmp_path


@pytest.mark.parametrize(("was_there", "begins"), [(False, 1), (True, 0)])
def test_a_store_is_made_by_a_process_that_ends(monkeypatch, home, was_there, begins):
    """So that the memory it takes is free again before the first reader comes."""
    if was_there:
        (home / environment.STAMP).touch()
    begun, done = [], []
    monkeypatch.setattr(server.subprocess, "run", lambda words, **_: begun.append(words) or ended)
    monkeypatch.setattr(server, "set_up", lambda: done.append("looked") or 0)
    monkeypatch.setattr(server, "_serve", lambda *_: 0)
    ended = subprocess.CompletedProcess([], 0)
    assert server.run(host="127.0.0.1", port=8000, workers=1) == 0
    assert (len(begun), done) == (begins, ["looked"])


@pytest.mark.usefixtures("home")
def test_where_no_store_can_be_made_nothing_is_served(monkeypatch, capsys):
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(server.subprocess, "run", lambda *_, **__: failed)
    monkeypatch.setattr(server, "_serve", lambda *_: pytest.fail("served"))
    assert server.run(host="127.0.0.1", port=8000, workers=1) == 1
    assert "Whetstone is at" not in capsys.readouterr().out
