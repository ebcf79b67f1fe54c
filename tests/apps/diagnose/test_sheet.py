"""How a question is printed: steady for a person, never in the key's order."""

from __future__ import annotations

import itertools

import pytest

from whetstone.apps.diagnose.numerals import nth_question, still_to_come
from whetstone.apps.diagnose.sheet import sheet
from whetstone.core.measurement.scoring import score


def steps(n: int = 5) -> dict:
    names = [chr(ord("a") + k) for k in range(n)]
    return {
        "id": "it-x",
        "format": "order",
        "stem": "Order them.",
        "options": [{"id": one, "text": one.upper(), "why": ""} for one in names],
        "scoring": {
            "type": "precedence",
            "pairs": [[a, b] for a, b in itertools.pairwise(names)],
            "map": {str(n - 1): 3, str(n - 2): 2},
            "max": 3,
        },
    }


def test_steps_are_never_printed_in_the_order_of_the_key():
    payload = steps(4)
    for seed in range(300):
        printed = [one for one, _text in sheet(payload, seed).options]
        assert not score(payload, {"order": printed}).is_full


def test_the_same_seed_prints_the_same_order_and_others_differ():
    payload = steps()
    assert sheet(payload, 5).options == sheet(payload, 5).options
    assert len({sheet(payload, seed).options for seed in range(20)}) > 5


def test_figures_stand_in_columns_of_their_own():
    payload = {
        **steps(),
        "stimulus": {
            "context": "Two posts.",
            "table": {
                "caption": "Results",
                "columns": ["", "Reached", "Note"],
                "rows": [["A", 41800, "calm"], ["B", "1.2 %", "-"]],
                "alt": "",
            },
        },
    }
    table = sheet(payload, 1).table
    assert [column.is_figures for column in table.columns] == [False, True, False]
    assert table.rows[0][1] == "41,800"


@pytest.mark.parametrize(
    ("soon", "maybe", "words"),
    [
        (4, 2, "Three more, perhaps five."),
        (6, 0, "Five more."),
        (1, 0, "It is the last one."),
        (1, 3, "Perhaps the last one; at most three more."),
    ],
)
def test_progress_is_said_in_words(soon, maybe, words):
    assert still_to_come(soon, maybe) == words


def test_the_question_is_named_by_its_turn():
    assert nth_question(5) == "Fifth question."
    assert nth_question(17) == "Question 17."
