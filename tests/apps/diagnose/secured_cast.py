"""Invented secured questions: a file of them in the curriculum's format, and a pool that holds."""

from __future__ import annotations

import datetime as dt

import yaml

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
AREA = "CAL"
SKILLS = ("CAL-1", "CAL-2", "CAL-3")
LEVELS = (1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3)
"""The levels of each skill's questions: enough of each for a form that decides level 2."""
PLACES = {1: -1.2, 2: -0.5, 3: 0.3}
SECRET_WORDS = "the lamp oil of Pemberton"


def question(n, skill, level, **more):
    """One question with one best answer (b)."""
    return {
        "id": f"it-secret-{n:03d}", "version": 1, "area": AREA, "skill": skill, "level": level,
        "format": "data_single", "prior": {"a": 1.6, "b": PLACES[level], "a_sd": 0.2, "b_sd": 0.3},
        "time_s": 60, "short": f"Secret question number {n}", "rests_on": [], "mentions": [],
        "stem": f"Case {n} about {SECRET_WORDS}: what fits best here?",
        "options": [
            {"id": one, "score": int(one == "b"), "text": f"Answer {one} of case {n}, as said.",
             "why": f"Reason {one} of the case {n}."}
            for one in "abcd"
        ],
        "scoring": {"type": "graded_option", "max": 1},
        "rationale": f"The secret reason of case {n}.",
    } | more  # fmt: skip


def questions():
    """Thirty-six questions, the levels spread over the skills."""
    return [
        question(len(LEVELS) * place + turn + 1, skill, level)
        for place, skill in enumerate(SKILLS)
        for turn, level in enumerate(LEVELS)
    ]


def template(n=900, skill="CAL-1", level=2):
    """A question whose numbers are drawn: 30 pairs of posts a week and weeks."""
    return {
        "id": f"it-secret-{n}", "version": 1, "area": AREA, "skill": skill, "level": level,
        "format": "data_single", "prior": {"a": 1.5, "b": -0.5, "a_sd": 0.2, "b_sd": 0.3},
        "time_s": 60, "short": "Posts in some weeks", "rests_on": [], "mentions": [],
        "draw": {
            "ranges": {"posts": {"from": 11, "to": 40}, "weeks": {"from": 3, "to": 8}},
            "work": {"all": {"is": "posts * weeks"}, "less": {"is": "posts + weeks"},
                     "more": {"is": "posts * weeks + posts"}},
        },
        "stem": "{posts} posts a week for {weeks} weeks of " + SECRET_WORDS + ": how many are it?",
        "options": [
            {"id": "a", "score": "1", "text": "{all} posts", "why": "The product of both."},
            {"id": "b", "score": "0", "text": "{less} posts", "why": "The sum of both numbers."},
            {"id": "c", "score": "0", "text": "{more} posts", "why": "One week more than asked."},
        ],
        "scoring": {"type": "graded_option", "max": 1},
        "rationale": "Posts times weeks.",
    }  # fmt: skip


def bank(items):
    """The questions as a file."""
    head = {
        "schema": "whetstone/item@1", "bank": "secret",
        "defaults": {"version": 1, "status": "expert-set", "language": "en"},
    }  # fmt: skip
    return yaml.safe_dump(head | {"items": items}, sort_keys=False, allow_unicode=True)


def make_pool(keeper, items=None, *, name="Own pool", now=NOW):
    """A pool of the keeper's workspace with these questions (all thirty-six)."""
    from whetstone.apps.diagnose.secured import stock

    who = {"workspace_id": keeper.workspace_id, "actor_id": keeper.pk, "now": now}
    pool = stock.make_pool(area_id=AREA, name=name, **who)
    stock.add_file(pool_id=pool.pk, text=bank(questions() if items is None else items), **who)
    return pool


def open_form(keeper, pool, *, name="November", now=NOW):
    from whetstone.apps.diagnose.secured import forming

    return forming.open_form(
        pool_id=pool.pk, workspace_id=keeper.workspace_id, actor_id=keeper.pk, name=name,
        level=2, now=now,
    )  # fmt: skip


def invite(keeper, form, person, *, percent=100, now=NOW):
    from whetstone.apps.diagnose.secured import forming

    return forming.invite(
        form_id=form.pk, workspace_id=keeper.workspace_id, actor_id=keeper.pk,
        person_id=person.pk, percent=percent, now=now,
    )  # fmt: skip


def who(invitation, person):
    return {
        "invitation_id": invitation.pk, "person_id": person.pk, "workspace_id": person.workspace_id
    }  # fmt: skip


def sit(invitation, person, answer_to, *, most=99, now=NOW, step=dt.timedelta(seconds=40)):
    """Sit a form from first to last question (or `most`); the payloads that were shown."""
    from whetstone.apps.diagnose.secured import sitting

    sitting.begin(**who(invitation, person), now=now)
    shown = []
    while len(shown) < most:
        opened = sitting.stand(**who(invitation, person), now=now)
        if opened is None:
            break
        shown.append(opened.question)
        sitting.answer(
            **who(invitation, person), place=opened.place, given=answer_to(opened.question),
            now=now,
        )  # fmt: skip
        now += step
    return shown
