"""Drawn questions: the same for a seed, within what is stated, and nothing run but sums."""

from __future__ import annotations

import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.arithmetic import worked_out
from whetstone.core.measurement.drawing import Draw, drawing, drawn_for, filled
from whetstone.core.measurement.scoring import score

DRAW = Draw(
    {"n": (1000, 2000, 3000), "part": (10, 20, 30, 40), "who": ("Ana", "Ben")},
    (("share", "n * part / 100", 0), ("half", "n / 2", None)),
    ("share > 150",),
)
PAYLOAD = {
    "id": "it-x",
    "format": "data_single",
    "stem": "old",
    "options": [],
    "scoring": {"type": "graded_option", "max": 1},
    "template": {
        "draw": DRAW.stored(),
        "raw": {
            "stem": "{who} reached {n}.",
            "options": [
                {
                    "id": "a",
                    "text": "{share}",
                    "score": "1 if share > half else 0",
                    "why": "{half}",
                },
                {"id": "b", "text": "{half}", "score": "0 if share > half else 1", "why": "{n}"},
            ],
        },
    },
}


def test_equal_seeds_draw_alike_and_others_differ():
    drawn = [drawing(DRAW, f"seed {n}") for n in range(60)]
    assert drawn == [drawing(DRAW, f"seed {n}") for n in range(60)]
    assert len({tuple(one.items()) for one in drawn}) > 10


def test_every_drawing_holds_what_must_and_lies_in_its_ranges():
    for n in range(200):
        drawn = drawing(DRAW, str(n))
        assert drawn in list(DRAW.every())
        assert drawn["n"] * drawn["part"] / 100 > 150


def test_a_rare_drawing_is_found_all_the_same():
    rare = Draw({"x": tuple(range(100)), "y": tuple(range(10))}, (), ("x == 77 and y == 3",))
    assert drawing(rare, "any") == {"x": 77, "y": 3}


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(Faults, match="Nothing can be drawn"):
        drawing(Draw({"x": (1, 2)}, (), ("x > 5",)), "any")


def test_texts_take_the_names_and_points_are_worked_out():
    found = filled(PAYLOAD, {"n": 3000, "part": 10, "who": "Ben"})
    assert found["stem"] == "Ben reached 3,000."
    assert [one["text"] for one in found["options"]] == ["300", "1,500"]
    assert score(found, {"choice": "b"}).is_full
    assert score(found, {"choice": "a"}).points == 0


def test_what_is_kept_is_read_again():
    assert Draw.of(DRAW.stored()) == DRAW


def test_a_question_without_a_draw_stays_as_it_is():
    plain = {"id": "it-y", "stem": "{not} a name"}
    assert drawn_for(plain, "seed") == {}
    assert filled(plain, {}) is plain


def test_a_text_that_names_what_is_not_drawn_is_refused():
    bad = {**PAYLOAD, "template": {**PAYLOAD["template"], "raw": {"stem": "{nobody}"}}}
    with pytest.raises(Faults, match="not drawn"):
        filled(bad, {"n": 1000, "part": 20, "who": "Ana"})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("-x // 2", -2),
        ("7 % 4", 3),
        ("1 < x <= 3", True),
        ("x == 3 and not y == 'a'", True),
        ("max(x, 5) if y == 'b' else 0", 5),
        ("sum(x, 1, 2)", 6),
        ("round(10 / 4)", 2),
        ("sqrt(x * x + 16)", 5),
    ],
)
def test_sums(text, value):
    assert worked_out(text, {"x": 3, "y": "b"}) == value


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "x.real",
        "x[0]",
        "(lambda: 1)()",
        "[n for n in (1, 2)]",
        "9 ** 9",
        "open('x')",
        "'a' * 99999999",
        "x := 3",
        "f'{x}'",
        "1 / 0",
        "sqrt(-1)",
        "sqrt('a')",
        "sqrt(1, 2)",
        "unknown + 1",
        "1 +",
        "x is 3",
        "1 << 3",
        "max(*x)",
        "1 + " * 200 + "1",
        "",
    ],
)
def test_nothing_else_is_worked_out(text):
    with pytest.raises(Faults):
        worked_out(text, {"x": 3})


def test_a_sum_that_is_too_long_is_called_long_and_not_wrong():
    with pytest.raises(Faults) as told:
        worked_out("x + " * 100 + "x", {"x": 3})
    assert told.value.faults[0].what == "It is longer than 300 characters."
