"""What a question's file says of guessing reaches scoring, calibration and packs."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.apps.diagnose.answering import answered, crowd

from whetstone.apps.diagnose import bank, calibrating, handing, live
from whetstone.apps.diagnose.models import CalibratedItem, Item
from whetstone.core.kernel.errors import Faults
from whetstone.curriculum.model import Prior
from whetstone.formats.packs import raw_public
from whetstone.formats.parameter_packs import read_parameters, unsigned, write_parameters
from whetstone.web import once

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
GUESS = 0.2


@pytest.fixture(autouse=True)
def _fresh():
    live.forget()
    once.forget()
    yield
    live.forget()


@pytest.fixture
def guessed_question(curriculum_loaded):
    """The first six questions of Strategy hold one of a single point, which can be guessed."""
    first = [one for one in live.shelf().latest.values() if one.area_id == "STR"][:6]
    one = Item.objects.get(pk=first[0].pk)
    one.max_score = 1
    one.payload["prior"]["c"] = GUESS
    one.save(update_fields=["max_score", "payload"])
    live.forget()
    return one


def parameters_of(item):
    held = live.shelf()
    return held.parameters[held.by_pk[item.pk].row]


def test_a_guess_in_the_file_is_kept_and_none_leaves_the_row_as_it_was():
    assert bank._prior(Prior(a=1.0, b=0.0, a_sd=0.3, b_sd=0.7)) == {"a": 1.0, "b": 0.0}
    assert bank._prior(Prior(a=1.0, b=0.0, a_sd=0.3, b_sd=0.7, c=GUESS)) == {
        "a": 1.0,
        "b": 0.0,
        "c": GUESS,
    }


def test_the_table_that_answers_are_scored_by_has_it(guessed_question):
    held = live.shelf()
    row = held.by_pk[guessed_question.pk].row
    assert parameters_of(guessed_question).c == GUESS
    assert held.table.prob[row, 1].min() > GUESS
    others = [one.c for n, one in enumerate(held.parameters) if n != row]
    assert not any(others)


def test_a_calibration_is_made_with_it_and_keeps_it(guessed_question, marram):
    answered(crowd(marram, 200))
    calibrating.work_on(calibrating.begin(cause="command", now=NOW))
    assert CalibratedItem.objects.filter(item=guessed_question).exists()
    assert parameters_of(guessed_question).c == GUESS
    held = live.shelf()
    assert held.table.prob[held.by_pk[guessed_question.pk].row, 1].min() > GUESS


# --- packs ---


@pytest.fixture
def pack(guessed_question, marram):
    answered(crowd(marram, 200))
    calibrating.work_on(calibrating.begin(cause="command", now=NOW))
    return handing.outgoing(issuer="Lund", now=NOW)


def test_a_pack_carries_it_and_writes_it_only_where_there_is_one(pack, guessed_question, settings):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    read = read_parameters(write_parameters(pack, key))
    assert {one.id: one.c for one in read.items if one.c} == {guessed_question.slug: GUESS}
    written = unsigned(dataclasses.replace(pack, public_key=raw_public(key)))["items"]
    assert [row["id"] for row in written if "c" in row] == [guessed_question.slug]


def test_numbers_fitted_with_another_guess_are_not_taken(pack, guessed_question):
    other = tuple(
        dataclasses.replace(one, c=0.0, n=10_000) if one.c else dataclasses.replace(one, n=10_000)
        for one in pack.items
    )
    rows = handing.preview(dataclasses.replace(pack, items=other)).rows
    standing = {row.item.id: row.standing for row in rows}
    assert standing.pop(guessed_question.slug) == handing.OTHER_WORDS
    assert set(standing.values()) == {handing.TAKEN}


@pytest.mark.parametrize("c", [0.6, -0.1])
def test_a_pack_with_no_chance_is_refused(pack, c):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    items = tuple(dataclasses.replace(one, c=c) for one in pack.items if one.c)
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    data = write_parameters(dataclasses.replace(pack, items=items), key)
    with pytest.raises(Faults, match=r"\.c: It must be a number from 0 to 0.5"):
        read_parameters(data)
