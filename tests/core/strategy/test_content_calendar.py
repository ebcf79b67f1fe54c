"""A planned post moves along one line; a day holds what a team works; limits rest on claims."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from whetstone.core.strategy.content_calendar import (
    LIMITS,
    LINE,
    Draft,
    Shape,
    Standing,
    State,
    check_post,
    day_load,
    is_paused_by_switch,
    limits_for,
    may_go,
    team_may_move,
    why_not,
)

DAY = dt.date(2026, 12, 1)
ALL_LIVE = {one.claim for one in LIMITS}


def test_a_post_can_walk_the_whole_line():
    for here, there in itertools.pairwise(LINE):
        assert why_not(Standing(here, has_day=True), there) is None


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (State.IDEA, State.APPROVED),
        (State.DRAFT, State.SCHEDULED),
        (State.REVIEW, State.POSTED),
        (State.POSTED, State.DRAFT),
        (State.PAUSED, State.SCHEDULED),
        (State.DRAFT, State.PAUSED),
    ],
)
def test_no_post_skips_the_review_or_comes_back_from_posted(here, there):
    assert why_not(Standing(here, has_day=True), there) == "not_next"


def test_a_crisis_holds_back_what_would_go_out_and_lets_work_go_on():
    standing = Standing(State.REVIEW, has_day=True, is_crisis=True)
    assert why_not(standing, State.APPROVED) == "crisis"
    assert may_go(standing) == (State.DRAFT, State.DROPPED)


def test_what_is_let_go_comes_back_as_an_idea_and_what_is_out_there_is_called_off_first():
    for here in (State.IDEA, State.DRAFT, State.REVIEW, State.APPROVED):
        assert why_not(Standing(here, has_day=True), State.DROPPED) is None
    for here in (State.SCHEDULED, State.POSTED, State.PAUSED):
        assert why_not(Standing(here, has_day=True), State.DROPPED) == "not_next"
    assert may_go(Standing(State.DROPPED, has_day=True)) == (State.IDEA,)
    assert not is_paused_by_switch(State.DROPPED, DAY, today=DAY)
    assert team_may_move(State.DRAFT, State.DROPPED)
    assert team_may_move(State.DROPPED, State.IDEA)
    assert not team_may_move(State.REVIEW, State.DROPPED)


def test_a_post_without_a_day_is_not_scheduled():
    assert why_not(Standing(State.APPROVED, has_day=False), State.SCHEDULED) == "no_day"


def test_the_switch_takes_what_is_to_come_and_leaves_what_was():
    assert is_paused_by_switch(State.SCHEDULED, DAY, today=DAY)
    assert is_paused_by_switch(State.IDEA, None, today=DAY)
    assert not is_paused_by_switch(State.SCHEDULED, DAY - dt.timedelta(1), today=DAY)
    assert not is_paused_by_switch(State.POSTED, DAY, today=DAY)
    assert not is_paused_by_switch(State.PAUSED, DAY, today=DAY)


def test_a_day_fits_does_not_fit_or_cannot_be_told():
    assert day_load([60, 90], working=[480]).fits is True
    assert day_load([300, 300], working=[480]).fits is False
    assert day_load([60, None], working=[480]).fits is None
    assert day_load([60], working=[]).fits is None
    assert day_load([500, None], working=[480]).fits is False


def test_nobody_works_on_a_holiday():
    assert day_load([60], working=[480, 480], is_holiday=True).working == 0


def draft(**more):
    facts = {"network": "instagram", "shape": Shape.POST, "on": DAY, "has_goal": True}
    return Draft(**(facts | more))


def test_a_good_post_has_nothing_to_look_at():
    assert check_post(draft(has_picture=True, alt_text="A zip"), ALL_LIVE) == ()


def test_our_own_rules_rest_on_no_claim():
    found = check_post(draft(has_goal=False, has_picture=True, is_holiday=True), ALL_LIVE)
    assert [(one.what, one.claim) for one in found] == [
        ("no_goal", ""), ("no_alt_text", ""), ("on_holiday", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("parts", "faults"), [(None, 0), (20, 0), (21, 1)])
def test_a_limit_counts_from_its_first_excess(parts, faults):
    found = check_post(draft(shape=Shape.CAROUSEL, parts=parts), ALL_LIVE)
    assert len(found) == faults


def test_a_limit_whose_claim_is_gone_limits_nothing():
    long = draft(shape=Shape.REEL, seconds=600)
    assert [one.most for one in check_post(long, ALL_LIVE)] == [180]
    assert check_post(long, set()) == ()
    assert limits_for(long, set()) == ()


def test_a_limit_of_one_network_says_nothing_of_another():
    assert check_post(draft(network="tiktok", shape=Shape.CAROUSEL, parts=90), ALL_LIVE) == ()


def test_a_link_in_a_story_rests_on_the_sticker():
    assert not limits_for(draft(shape=Shape.STORY), ALL_LIVE)
    found = check_post(draft(shape=Shape.STORY, has_link=True), ALL_LIVE)
    assert [one.claim for one in found] == ["clm-instagram-story-link-sticker"]
