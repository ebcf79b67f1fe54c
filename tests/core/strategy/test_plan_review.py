"""Where a review stands follows from what was said, in the order in which it was said."""

from __future__ import annotations

import pytest

from whetstone.core.strategy.plan_review import (
    CommentState,
    Difference,
    Line,
    ReviewState,
    comment_state,
    differences,
    may_sign,
    review_state,
)


@pytest.mark.parametrize(
    ("wants_change", "steps", "state"),
    [
        (False, [], CommentState.OPEN),
        (False, ["answer"], CommentState.ANSWERED),
        (True, [], CommentState.ASKED),
        (True, ["answer", "answer"], CommentState.ASKED),
        (True, ["answer", "changed"], CommentState.CHANGED),
        (True, ["changed", "answer"], CommentState.CHANGED),
        (True, ["answer", "taken_back"], CommentState.TAKEN_BACK),
        (False, ["taken_back", "answer"], CommentState.TAKEN_BACK),
    ],
)
def test_a_change_is_settled_by_a_change_or_taken_back_never_by_an_answer(
    wants_change, steps, state
):
    assert comment_state(wants_change=wants_change, steps=steps) is state


def test_nothing_is_signed_while_a_change_is_asked_for():
    assert not may_sign([CommentState.ANSWERED, CommentState.ASKED])
    assert may_sign([CommentState.OPEN, CommentState.CHANGED])


def test_whose_turn_it_is():
    none = {"is_judged": False, "is_signed": False}
    assert review_state([], **none) is ReviewState.TO_READ
    assert review_state([], is_judged=True, is_signed=False) is ReviewState.TO_SIGN
    assert review_state([CommentState.ASKED], **none) is ReviewState.WITH_TEAM
    assert review_state([CommentState.OPEN], **none) is ReviewState.TO_SIGN
    signed = {"is_judged": False, "is_signed": True}
    assert review_state([CommentState.OPEN], **signed) is ReviewState.SIGNED
    assert review_state([], **signed, is_as_signed=False) is ReviewState.CHANGED_SINCE


def test_what_changed_since_is_told_line_by_line_and_nothing_else():
    then = [Line("aim", {"text": "a"}), Line("length", {"days": 7}), Line("gone", {"x": 1})]
    now = [Line("new", {"x": 2}), Line("aim", {"text": "a"}), Line("length", {"days": 14})]
    assert differences(then, now) == (
        Difference("new", None, {"x": 2}),
        Difference("length", {"days": 7}, {"days": 14}),
        Difference("gone", {"x": 1}, None),
    )
    assert differences(then, then) == ()
