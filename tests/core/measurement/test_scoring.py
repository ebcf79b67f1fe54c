"""Scoring: every format's promises and refusals."""

from __future__ import annotations

import itertools

import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.scoring import cell_name, formats, score, spots


def named(*names, **extra):
    return [{"id": name, "text": f"Text {name}", "why": f"Why {name}", **extra} for name in names]


SINGLE = {
    "format": "data_single",
    "options": [
        {"id": name, "text": name, "why": f"Why {name}", "score": points}
        for name, points in zip("abcd", (2, 1, 0, 0), strict=True)
    ],
    "scoring": {"type": "graded_option", "max": 2},
}
MULTI = {
    "format": "multi_select",
    "options": [{**one, "correct": one["id"] in "abc"} for one in named(*"abcdef")],
    "scoring": {"type": "plus_minus", "right": 1, "wrong": -1, "floor": 0, "max": 3},
}
HOT = {
    "format": "hot_spot",
    "segments": [
        {"text": "Dear all,"},
        *({**one, "correct": one["id"] in "abc"} for one in named(*"abcdef")),
    ],
    "scoring": {"type": "plus_minus", "right": 1, "wrong": -1, "floor": 0, "max": 3},
}
HOT_TABLE = {
    **HOT,
    "grid": {"caption": "Week", "columns": ["Day", "Post"]},
    "segments": [
        {"text": "Monday"},
        {"id": "a", "text": "A film", "correct": True, "why": "Nobody films."},
        {"text": "Tuesday"},
        {"id": "b", "text": "A reply", "correct": False, "why": "It fits."},
    ],
}
BEST_WORST = {
    "format": "best_worst",
    "options": named(*"abcd"),
    "scoring": {
        "type": "best_worst",
        "max": 3,
        "best": {"a": 2, "b": 1, "c": 0, "d": 0},
        "worst": {"d": 1, "c": 0, "b": 0, "a": 0},
    },
}
ORDER = {
    "format": "order",
    "options": named(*"ABCDEFG"),
    "scoring": {
        "type": "precedence",
        "pairs": ["BD", "CD", "AD", "BE", "AF", "DF", "EF", "FG"],
        "map": {8: 3, 7: 2, 6: 1, 5: 1},
        "max": 3,
    },
}
MATCHING = {
    "format": "matching",
    "left": [{"id": f"g{k}", "text": "goal"} for k in range(1, 5)],
    "right": named(*(f"m{k}" for k in range(1, 7))),
    "key": {f"g{k}": f"m{k}" for k in range(1, 5)},
    "scoring": {"type": "matching", "collapse": {0: 0, 1: 0, 2: 1, 3: 2, 4: 3}, "max": 3},
}
RATE = {
    "format": "rate",
    "actions": [
        {**one, "key": key} for one, key in zip(named(*"abcde"), (4, 3, 2, 1, 1), strict=True)
    ],
    "scoring": {
        "type": "rate_proximity",
        "exact": 2,
        "near_same_side": 1,
        "raw_max": 10,
        "map": {10: 3, 9: 2, 8: 2, 7: 1, 6: 1},
        "max": 3,
    },
}
ALL = (SINGLE, MULTI, HOT, BEST_WORST, ORDER, MATCHING, RATE)
KEYED = {f"g{k}": f"m{k}" for k in range(1, 5)}


@pytest.mark.parametrize(
    ("item", "answer", "points"),
    [
        (SINGLE, {"choice": "a"}, 2),
        (SINGLE, {"choice": "b"}, 1),
        (SINGLE, {"choice": "d"}, 0),
        (MULTI, {"chosen": ["a", "b", "c"]}, 3),
        (MULTI, {"chosen": ["a", "b", "d"]}, 1),
        (MULTI, {"chosen": ["d", "e"]}, 0),
        (MULTI, {"chosen": list("abcdef")}, 0),
        (MULTI, {"chosen": []}, 0),
        (HOT, {"chosen": ["a", "b", "c"]}, 3),
        (HOT, {"chosen": ["c", "a", "f"]}, 1),
        (HOT, {"chosen": list("abcdef")}, 0),
        (HOT, {"chosen": []}, 0),
        (BEST_WORST, {"best": "a", "worst": "d"}, 3),
        (BEST_WORST, {"best": "b", "worst": "d"}, 2),
        (BEST_WORST, {"best": "d", "worst": "a"}, 0),
        (ORDER, {"order": list("BCADEFG")}, 3),
        (ORDER, {"order": list("CBAEDFG")}, 3),
        (ORDER, {"order": list("BCADEGF")}, 2),
        (ORDER, {"order": list("GFEDCBA")}, 0),
        (MATCHING, {"pairs": KEYED}, 3),
        (MATCHING, {"pairs": {**KEYED, "g4": "m6"}}, 2),
        (MATCHING, {"pairs": {"g1": "m1"}}, 0),
        (MATCHING, {"pairs": {}}, 0),
        (RATE, {"ratings": dict(zip("abcde", (4, 3, 2, 1, 1), strict=True))}, 3),
        (RATE, {"ratings": dict(zip("abcde", (3, 3, 2, 1, 1), strict=True))}, 2),
        (RATE, {"ratings": dict(zip("abcde", (4, 2, 3, 1, 1), strict=True))}, 1),
        (RATE, {"ratings": dict(zip("abcde", (1, 1, 4, 4, 4), strict=True))}, 0),
    ],
)
def test_answers_earn_their_points(item, answer, points):
    found = score(item, answer)
    assert (found.points, found.maximum) == (points, item["scoring"]["max"])
    assert found.is_full == (points == item["scoring"]["max"])


@pytest.mark.parametrize("item", ALL)
def test_not_knowing_yet_scores_0_and_still_explains(item):
    found = score(item, {"unknown": True})
    assert found.unknown
    assert found.points == 0
    assert any(part.why for part in found.parts)
    assert all(part.right is None for part in found.parts)


@pytest.mark.parametrize(
    ("item", "answer", "faults"),
    [
        (SINGLE, {}, 1),
        (SINGLE, {"choice": "z"}, 1),
        (SINGLE, {"choice": ["a"]}, 1),
        (MULTI, {"chosen": "abc"}, 1),
        (MULTI, {"chosen": ["a", "a", "z"]}, 2),
        (HOT, {"chosen": ["a", "a", "z"]}, 2),
        (HOT, {"chosen": None}, 1),
        (BEST_WORST, {"best": "a"}, 1),
        (BEST_WORST, {"best": "a", "worst": "a"}, 1),
        (BEST_WORST, {"best": "x", "worst": "y"}, 2),
        (ORDER, {"order": list("ABC")}, 1),
        (ORDER, {"order": list("AABCDEF")}, 1),
        (ORDER, {"order": None}, 1),
        (MATCHING, {"pairs": []}, 1),
        (MATCHING, {"pairs": {"g1": "m1", "g2": "m1"}}, 1),
        (MATCHING, {"pairs": {"g9": "m1", "g2": "m9"}}, 2),
        (RATE, {"ratings": {"a": 4}}, 4),
        (RATE, {"ratings": dict.fromkeys("abcde", 5)}, 5),
        (RATE, {"ratings": dict.fromkeys("abcde", True)}, 5),
        (RATE, {}, 1),
    ],
)
def test_malformed_answers_are_refused_with_every_fault(item, answer, faults):
    with pytest.raises(Faults) as caught:
        score(item, answer)
    assert len(caught.value.faults) == faults
    assert all(fault.where.startswith("answer") for fault in caught.value.faults)


def test_an_unknown_format_is_refused():
    with pytest.raises(Faults):
        score({"format": "essay", "scoring": {"max": 1}}, {})


def test_the_seven_formats_of_the_curriculum_are_covered():
    assert set(formats()) == {item["format"] for item in ALL}


def test_maps_survive_a_trip_through_json():
    text_keys = {**ORDER, "scoring": {**ORDER["scoring"], "map": {"8": 3, "7": 2}}}
    assert score(text_keys, {"order": list("BCADEFG")}).points == 3


def test_every_part_says_whether_it_was_right_and_why():
    found = score(MULTI, {"chosen": ["a", "d"]})
    assert [part.right for part in found.parts] == [True, False, False, False, True, True]
    assert found.parts[3].points == -1
    assert found.parts[3].why == "Why d"


def test_spares_left_alone_are_right():
    found = score(MATCHING, {"pairs": KEYED})
    assert [part.right for part in found.parts] == [True] * 6
    assert [part.id for part in found.parts][-2:] == ["m5", "m6"]
    assert found.parts[0].why == "Why m1"


def test_points_stay_inside_the_range_whatever_the_order():
    for order in itertools.islice(itertools.permutations("ABCDEFG"), 0, 5040, 97):
        assert 0 <= score(ORDER, {"order": list(order)}).points <= 3


def test_a_marked_cell_is_named_by_its_row_and_column():
    assert cell_name(HOT_TABLE, 3) == "Tuesday, Post"
    assert [one["text"] for one in spots(HOT_TABLE)] == [
        "Monday, Post: A film",
        "Tuesday, Post: A reply",
    ]


def test_what_cannot_be_marked_is_no_part_of_the_score():
    assert [part.id for part in score(HOT, {"chosen": []}).parts] == list("abcdef")
    assert next(part.text for part in score(HOT, {"unknown": True}).parts) == "Text a"
