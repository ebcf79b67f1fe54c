"""First answers read piece by piece are what a reader of all rows at once would pick."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest
from tests.apps.diagnose.answering import BEGAN, crowd

from whetstone.apps.diagnose import first_answers
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import EvidenceEpoch, Response
from whetstone.core.measurement.effort import effort_weights

ANSWERS, PERSONS = 160, 9


@pytest.fixture
def held(marram):
    """Six questions of two areas, two of which are versions of one."""
    every = shelf()
    picked = [
        [one for one in every.questions if one.area_id == area][:3] for area in ("STR", "ANA")
    ]
    twice = replace(picked[0][1], slug=picked[0][0].slug)
    return replace(every, questions=(picked[0][0], twice, picked[0][2], *picked[1]))


@pytest.fixture(params=range(4))
def drawn(request, held, marram):
    """Answers and learning at moments of which many fall together, written in no order."""
    rng = random.Random(request.param)
    people = crowd(marram, PERSONS)

    def moment():
        return BEGAN + dt.timedelta(minutes=rng.randrange(40), microseconds=rng.randrange(3))

    rows = []
    for _ in range(ANSWERS):
        one = rng.choice(held.questions)
        rows.append(
            Response(
                person=rng.choice(people), item_id=one.pk, area_id=one.area_id, answer={},
                score=rng.randint(0, one.max_score + 1), max_score=one.max_score,
                seconds=rng.choice([None, 2.0, 55.5]), is_rapid=rng.random() < 0.2,
                answered_at=moment(), recorded_at=BEGAN,
            )
        )  # fmt: skip
    Response.objects.bulk_create(rows)
    EvidenceEpoch.objects.bulk_create(
        EvidenceEpoch(
            person=rng.choice(people), area_id=rng.choice(["STR", "ANA", "LED"]), cause="lesson",
            opened_at=moment(),
        )
        for _ in range(12)
    )  # fmt: skip
    return held


def picked(held, area_id=None):
    """The same, row by row as the words say it: the first answer, and what was learned by then."""
    questions = {one.pk: one for one in held.questions if area_id in (None, one.area_id)}
    met, found = set(), []
    for row in Response.objects.order_by("answered_at", "pk"):
        one = questions.get(row.item_id)
        if one is None or (row.person_id, one.slug) in met:
            continue
        met.add((row.person_id, one.slug))
        learned = EvidenceEpoch.objects.filter(
            person_id=row.person_id, area_id=one.area_id, opened_at__lte=row.answered_at
        ).count()
        found.append((row, one, learned))
    return found


def numbered(names):
    """Whoever comes first is 0, the next one 1: names that say only who is the same."""
    met = {}
    return [met.setdefault(name, len(met)) for name in names]


@pytest.mark.parametrize("piece", [1, 7, 20_000])
def test_an_area_is_read_as_row_by_row(drawn, monkeypatch, piece):
    monkeypatch.setattr(first_answers, "PIECE", piece)
    expected = picked(drawn, "STR")
    until = expected[-1][0].pk + ANSWERS
    known = expected[len(expected) // 2][0].pk
    found, questions = first_answers.area_answers(drawn, "STR", until, known_until=known)
    place = {one.pk: n for n, one in enumerate(questions)}
    assert found.item.tolist() == [place[one.pk] for _row, one, _n in expected]
    assert found.score.tolist() == [min(row.score, one.max_score) for row, one, _n in expected]
    seconds = [np.nan if row.seconds is None else row.seconds for row, _one, _n in expected]
    assert np.array_equal(found.seconds, seconds, equal_nan=True)
    assert found.rapid.tolist() == [row.is_rapid for row, _one, _n in expected]
    assert found.is_new.tolist() == [row.pk > known for row, _one, _n in expected]
    assert found.person.tolist() == numbered((row.person_id, n) for row, _one, n in expected)
    assert set(found.groups["region"]) == {expected[0][0].person.workspace.country}


@pytest.mark.parametrize("piece", [1, 20_000])
def test_all_areas_are_read_as_row_by_row(drawn, monkeypatch, piece):
    monkeypatch.setattr(first_answers, "PIECE", piece)
    expected = picked(drawn)
    found = first_answers.joint_answers(drawn, 10**9, most=100)
    given = found.responses
    assert found.persons == PERSONS
    assert given.item.tolist() == [one.row for _row, one, _n in expected]
    assert given.epoch.tolist() == [n for _row, _one, n in expected]
    assert numbered(given.person.tolist()) == numbered(row.person_id for row, _one, _n in expected)
    assert given.weight == pytest.approx(
        effort_weights(
            np.array([row.seconds for row, _one, _n in expected], dtype=float),
            np.array([row.score >= one.max_score for row, one, _n in expected]),
            np.array([row.is_rapid for row, _one, _n in expected]),
            np.array([one.fastest for _row, one, _n in expected], dtype=float),
        )
    )


def test_where_nobody_has_answered_there_is_nothing(held):
    found, questions = first_answers.area_answers(held, "STR", 10**9)
    assert found.item.size == found.person.size == 0
    assert len(questions) == 3
    assert len(first_answers.joint_answers(held, 10**9, most=100).responses) == 0
