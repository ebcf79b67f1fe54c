"""What an installation does by itself, and how often. Told once, here.

A chore looks for what is due and does it (or puts it on the queue); it returns how much it did.
Of many workers one does it: whoever moves the hand of its clock. A chore that is killed is done
again when it is due again, so each must be safe to repeat.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from whetstone.config.models import ChoreClock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """`run` is called with the real time, at most once in `every`."""

    name: str
    every: timedelta
    run: Callable[[dt.datetime], int]


def chores() -> tuple[Chore, ...]:
    """Every chore of the installation."""
    from whetstone.apps.diagnose import calibrating
    from whetstone.apps.diagnose.drifting import watch_for_drift
    from whetstone.apps.keepup import mailing, session_mail
    from whetstone.apps.keepup.services import draining
    from whetstone.apps.lead import class_levels, rollup_jobs
    from whetstone.apps.lead import voices_jobs as voices
    from whetstone.apps.learn.services import book_quizzes, look_at_calendars
    from whetstone.apps.people.rosters import jobs as rosters
    from whetstone.apps.plan import figures_jobs as figures
    from whetstone.config import memory, retention
    from whetstone.config.demo import copies

    def sweep(now: dt.datetime) -> int:
        return copies.sweep(now=now)

    return (
        Chore("sweep_demo", timedelta(hours=1), sweep),
        Chore("take_up_drains", timedelta(minutes=1), draining.take_up_lost),
        Chore("look_at_watches", timedelta(minutes=5), _look_at_watches),
        Chore("watch_for_drift", timedelta(days=1), watch_for_drift),
        Chore("calibrate_bank", timedelta(days=7), calibrating.calibrate_weekly),
        Chore("take_up_calibration", timedelta(minutes=5), calibrating.take_up_lost),
        Chore("tidy_rosters", timedelta(minutes=5), rosters.tidy),
        Chore("tidy_figures", timedelta(minutes=5), figures.tidy),
        Chore("tidy_voices", timedelta(minutes=5), voices.tidy),
        Chore("let_go", timedelta(days=1), retention.let_go),
        Chore("forget", timedelta(hours=1), memory.forget),
        Chore("keep_rollups", timedelta(minutes=1), rollup_jobs.refresh_due),
        Chore("keep_voices", timedelta(minutes=1), voices.keep_overviews),
        Chore("count_entries", timedelta(hours=1), class_levels.count_entries),
        Chore("make_digests", timedelta(hours=1), mailing.make_and_mail),
        Chore("look_at_calendars", timedelta(minutes=10), look_at_calendars),
        Chore("book_quizzes", timedelta(hours=1), book_quizzes),
        Chore("remind_of_sessions", timedelta(hours=1), session_mail.remind_and_mail),
    )


def _look_at_watches(now: dt.datetime) -> int:
    """Look at the sources that are due; where fetching is off, nobody is asked."""
    from whetstone.apps.keepup import services as keepup
    from whetstone.web import fetching

    if not fetching.is_on():
        return 0
    return len(keepup.look_at_due(now=now, fetch=fetching.installed()))


def do_due(now: dt.datetime) -> dict[str, int]:
    """Do what is due; how much each chore did, by name. One that fails does not stop others."""
    done = {}
    for chore in chores():
        if _is_mine(chore, now):
            try:
                done[chore.name] = chore.run(now)
            except Exception:  # a worker goes on, whatever one chore meets
                logger.exception("the chore %s failed; it is tried again when due", chore.name)
    return done


def _is_mine(chore: Chore, now: dt.datetime) -> bool:
    ChoreClock.objects.get_or_create(name=chore.name, defaults={"due_at": now})
    due = ChoreClock.objects.filter(name=chore.name, due_at__lte=now)
    return due.update(due_at=now + chore.every) == 1
