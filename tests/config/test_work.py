"""A worker steps back behind the pages, unless it is told not to."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from whetstone.config.cli import main

LOOK = """
import os
from whetstone.config import work
before = os.getpriority(os.PRIO_PROCESS, 0)
work.step_back()
once = os.getpriority(os.PRIO_PROCESS, 0)
work.step_back()
batch = os.sched_getscheduler(0) == os.SCHED_BATCH if hasattr(os, "SCHED_BATCH") else True
print(once == max(before, work.NICER_BY), os.getpriority(os.PRIO_PROCESS, 0) == once, batch)
"""


@pytest.fixture
def stepped(monkeypatch):
    """How often a worker stepped back; it does no work here."""
    from whetstone.config import work

    times: list[int] = []
    monkeypatch.setattr(work, "step_back", lambda: times.append(1))
    monkeypatch.setattr(work, "work", lambda **_how: 0)
    return times


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="no priorities on this system")
def test_stepping_back_lowers_the_priority_once_and_never_raises_it():
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]


def test_a_worker_steps_back_by_itself(stepped):
    assert main(["work", "--until-empty"]) == 0
    assert stepped == [1]


def test_it_keeps_its_priority_where_it_is_told_to(stepped):
    assert main(["work", "--until-empty", "--keep-priority"]) == 0
    assert stepped == []
