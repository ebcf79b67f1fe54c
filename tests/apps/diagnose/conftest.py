"""A learner of Marram with the loaded curriculum, and ways to answer a question."""

from __future__ import annotations

import datetime as dt

import pytest

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
EARLIER = NOW - dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Rows of one test are rolled back, so nothing that was kept from them may stay."""
    from whetstone.apps.diagnose import live
    from whetstone.web import once

    live._live.clear()
    once.forget()
    yield
    live._live.clear()
    once.forget()


@pytest.fixture
def marram(curriculum_loaded, make_workspace):
    return make_workspace("Marram")


@pytest.fixture
def ana(marram, make_person):
    """The content lead: a learner."""
    return make_person(marram, name="Ana", role_id="smm")


@pytest.fixture
def ben(marram, make_person):
    """A colleague: another learner of the same workspace."""
    return make_person(marram, name="Ben", role_id="smm")


@pytest.fixture
def director(marram, make_person):
    """A leader who does not learn here."""
    return make_person(marram, name="Director", rights=("leader",))


def full_marks(question) -> dict:
    """An answer that earns full marks."""
    payload = question.payload
    kind = payload["format"]
    if kind == "data_single":
        top = max(payload["options"], key=lambda one: one["score"])
        return {"choice": top["id"]}
    if kind in {"multi_select", "hot_spot"}:
        listed = payload["options" if kind == "multi_select" else "segments"]
        return {"chosen": [one["id"] for one in listed if one.get("correct")]}
    if kind == "best_worst":
        rule = payload["scoring"]
        return {end: max(rule[end], key=rule[end].get) for end in ("best", "worst")}
    if kind == "order":
        return {"order": list(payload["example_full_credit"][0])}
    if kind == "matching":
        return {"pairs": dict(payload["key"])}
    return {"ratings": {one["id"]: one["key"] for one in payload["actions"]}}


def nobody_knows(_question) -> dict:
    return {"unknown": True}


def form_of(question, answer: dict) -> dict:
    """The fields a browser would send for an answer."""
    if answer.get("unknown"):
        single = question.payload["format"] == "data_single"
        return {"choice": "unknown"} if single else {"unknown": "1"}
    if "order" in answer:
        return {f"place-{one}": n for n, one in enumerate(answer["order"], start=1)}
    if "pairs" in answer:
        return {f"pair-{left}": right for left, right in answer["pairs"].items()}
    if "ratings" in answer:
        return {f"rate-{one}": value for one, value in answer["ratings"].items()}
    return answer


@pytest.fixture
def best():
    """`best(question)` -> an answer that earns full marks."""
    return full_marks


@pytest.fixture
def unknown():
    """`unknown(question)` -> "I do not know yet"."""
    return nobody_knows


@pytest.fixture
def as_form():
    """`as_form(question, answer)` -> the fields a browser would send."""
    return form_of


@pytest.fixture(params=["best", "unknown"])
def answer_to(request):
    """Each of the two ways to answer."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sit(marram):
    """`sit(person, mode="quick")` -> the id of a sitting finished before NOW."""
    from whetstone.apps.diagnose import services

    def go(
        person,
        *,
        mode="quick",
        area_id=None,
        answer_to=full_marks,
        now=EARLIER,
        seed=7,
        guesses=None,
    ):
        return services.sit_through(
            person_id=person.pk,
            workspace_id=person.workspace_id,
            role_id=person.role_id,
            mode=mode,
            area_id=area_id,
            answer_to=answer_to,
            guesses=guesses,
            seed=seed,
            now=now,
        )

    return go


@pytest.fixture
def hot_first(monkeypatch):
    """Sittings ask the hot-spots of the area first."""
    from whetstone.apps.diagnose import sitting

    real = sitting.next_question

    def first(course, bank):
        ready = [
            q for q in bank.open_in(course.areas[0])
            if q.payload["format"] == "hot_spot" and q not in course.asked
        ]  # fmt: skip
        return ready[0] if ready else real(course, bank)

    monkeypatch.setattr(sitting, "next_question", first)
