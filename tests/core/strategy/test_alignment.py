"""Alignment coverage: what has a path to a business goal, and what has none."""

from __future__ import annotations

from whetstone.core.strategy.goals import (
    CampaignNode,
    GoalLevel,
    GoalNode,
    GoalTree,
    aligned_share,
)

TREE = GoalTree(
    goals=(
        GoalNode("top", GoalLevel.BUSINESS, "Repairs"),
        GoalNode("mid", GoalLevel.SOCIAL, "Owners tap", parent="top"),
        GoalNode("loose", GoalLevel.SOCIAL, "Likes"),
    ),
    campaigns=(CampaignNode("a", "mid"), CampaignNode("b", "loose"), CampaignNode("c", None)),
)


def test_only_what_leads_to_a_business_goal_counts():
    found = aligned_share(TREE, {"a": 3.0, "b": 5.0, "c": 7.0, None: 11.0})
    assert (found.aligned, found.whole) == (3.0, 26.0)


def test_a_campaign_that_is_not_in_the_tree_serves_nothing():
    assert aligned_share(TREE, {"gone": 4.0}).aligned == 0.0


def test_of_nothing_there_is_nothing():
    found = aligned_share(TREE, {})
    assert (found.aligned, found.whole) == (0, 0)
