"""The worker: does the queue's jobs, and what is due by the clock. `make run` starts one."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from types import FrameType

LOOKS_EVERY_S = 20.0
QUEUE_EVERY_S = 1.0
NICER_BY = 10
"""How far a worker steps back behind the pages."""
logger = logging.getLogger(__name__)


def work(*, until_empty: bool = False, with_parent: int = 0) -> int:
    """Do jobs until told to stop; `until_empty` stops when nothing is left.

    `with_parent` is the process that started it: when that is gone, so is this.
    """
    from whetstone.apps.people.clock import real_now
    from whetstone.config import chores

    stop = _stop_when_told()
    looked: dt.datetime | None = None
    while not stop.is_set():
        now = real_now()
        if looked is None or (now - looked).total_seconds() >= LOOKS_EVERY_S:
            looked = now
            chores.do_due(now)
        did = do_jobs(1)  # one at a time: chores are looked at between jobs
        if until_empty and not did:
            break
        if with_parent and os.getppid() != with_parent:
            break
        if not did:
            stop.wait(QUEUE_EVERY_S)
    return 0


def step_back() -> None:
    """Let the pages go first: a lower priority for this process, and no hurry when it wakes.

    Only ever downwards, which every user may; where a system does not have it, nothing happens.
    """
    if hasattr(os, "nice") and os.getpriority(os.PRIO_PROCESS, 0) < NICER_BY:
        os.setpriority(os.PRIO_PROCESS, 0, NICER_BY)
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def do_jobs(most: int | None = None) -> int:
    """Do what is on the queue now; how many jobs that was."""
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=most,
        worker_id=secrets.token_hex(12),
        excluded_queue_names=[],
    )
    worker.run()
    return int(worker._run_tasks)  # noqa: SLF001  # the library tells it nowhere else


def start_beside() -> subprocess.Popen[bytes]:
    """A worker in a process of its own, that goes when this one goes."""
    words = [sys.executable, "-m", "whetstone.config.cli", "work", "--with", str(os.getpid())]
    return subprocess.Popen(words)  # noqa: S603  # our own command, no shell


def _stop_when_told() -> threading.Event:
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is threading.main_thread():
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, told)
    return stop
