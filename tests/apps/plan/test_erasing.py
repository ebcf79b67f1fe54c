"""Somebody who did everything in plan is erased: what they did stands, and nobody is named."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.apps import apps
from tests.apps.plan.conftest import GONE, NOW
from tests.apps.plan.exports import instagram, look, post, take
from tests.apps.plan.test_reading_campaigns import facts_of, over, view_of
from tests.apps.plan.test_reviews import WHOLE
from tests.apps.plan.test_reviews import view_of as review_of

from whetstone.apps.people.erasing import erase_person
from whetstone.apps.people.models import Person, PersonRight, User
from whetstone.apps.plan import (
    calendar_services,
    campaign_services,
    figures_staging,
    length_services,
    matching_services,
    readout_selectors,
    readout_services,
    review_services,
    selectors,
    services,
)
from whetstone.apps.plan.figures_models import NetworkPost
from whetstone.core.strategy.content_calendar import LINE, State
from whetstone.core.strategy.plan_review import Step

__all__ = ["over"]  # a fixture
D = dt.date
MARK, NAME = 98_765_432, "Zebulon Quirke"
"""A number and a name that nothing else has."""


@pytest.fixture
def somebody(over):
    """Lead, partner and learner of the workspace, of an unmistakable number."""
    user = User.objects.create_user("zebulon@example.org", "a long password 1")
    person = Person.objects.create(
        pk=MARK, workspace=over.workspace, name=NAME, role_id="smm", user=user, joined_at=NOW
    )
    PersonRight.objects.bulk_create(
        PersonRight(person=person, right=right) for right in ("lead", "learner", "partner")
    )
    return person


def own(world, who=MARK):
    return {"workspace_id": world.workspace.pk, "actor_id": who, "now": NOW}


def in_campaigns(world) -> None:
    goal = services.create_goal(
        kind="metric", title="Taps", parent_id=world.social.pk, unit="%", baseline=1, target=2,
        due_on=D(2027, 1, 31), owner_id=MARK, workspace_id=world.workspace.pk, now=NOW,
    )  # fmt: skip
    services.add_reading(goal_id=goal.pk, on=NOW.date(), value=1.5, source="ours", **own(world))
    services.change_campaign(campaign_id=world.campaign.pk, owner_id=MARK, rests_on=[GONE],
                             **own(world))  # fmt: skip
    for part, values in (
        ("approvals", {"people": [world.lead.pk, MARK], "by": None}),
        ("crisis", {"pauses": MARK, "words": ""}),
        ("audience", {"segments": [], "words": "Riders"}),
    ):
        campaign_services.settle(
            campaign_id=world.campaign.pk, part=part, values=values, today=NOW.date(), **own(world)
        )
    campaign_services.ask_learning(
        campaign_id=world.campaign.pk, area_id="ANA", person_ids=[MARK], before=D(2026, 12, 18),
        today=NOW.date(), **own(world),
    )  # fmt: skip

    campaign_services.say(campaign_id=world.campaign.pk, is_yes=True, words="", **own(world))


def in_read_outs(world) -> None:
    view = view_of(world, world.over)
    services.decide(
        view=view, argument=selectors.argument(view), counts="link_taps", days=21, **own(world)
    )
    length_services.choose(
        view=view, argument=selectors.argument(view), rule="fixed", control="audience",
        held_out="half", expected=0.25, **own(world),
    )  # fmt: skip
    length_services.add_look(
        campaign_id=world.over.pk, on=D(2026, 11, 22), people=20_000, acts=500,
        control_people=20_000, control_acts=400, source="insights", **own(world),
    )  # fmt: skip
    facts = facts_of(world)
    readout_services.sign(
        campaign_id=world.over.pk, facts=facts, mark=readout_selectors.mark(facts), own_words="",
        today=NOW.date(), **own(world),
    )  # fmt: skip


def in_reviews(world) -> None:
    """Their plan is judged by a partner; they comment on, judge and sign one of the lead's."""
    for mine, reviewer in ((world.campaign, world.partner.pk), (world.over, MARK)):
        other = world.lead.pk if reviewer == MARK else MARK
        review = review_services.ask_review(
            campaign_id=mine.pk, reviewer_id=reviewer, **own(world, other)
        )
        said = review_services.comment(
            review_id=review.pk, line="aim", text="Why?", wants_change=True, **own(world, reviewer)
        )
        review_services.take_step(
            review_id=review.pk, comment_id=said.pk, kind=Step.CHANGED, text="So.",
            **own(world, other),
        )  # fmt: skip
        review_services.judge(review_id=review.pk, judgement=WHOLE, **own(world, reviewer))
        if reviewer != MARK:
            review_services.say_counts(
                review_id=review.pk, counts=True, told="", **own(world, other)
            )
        seal = review_of(world, review).seal
        review_services.sign(review_id=review.pk, seal=seal, **own(world, reviewer))


def in_the_calendar(world) -> None:
    rows = [
        calendar_services.make_post(
            title=f"Walk {n}", form_key=uuid.uuid4(), network="instagram", shape="post",
            on=D(2026, 11, 24), words="", owner_id=MARK, campaign_id=world.campaign.pk,
            **own(world),
        )
        for n in range(2)
    ]  # fmt: skip
    for to in LINE[1 : LINE.index(State.APPROVED) + 1]:
        calendar_services.move_post(post_id=rows[0].pk, to=to, **own(world))
    calendar_services.pause_all(reason="A storm", today=NOW.date(), **own(world))
    calendar_services.lift_all(**own(world))
    calendar_services.renew_feed(workspace_id=world.workspace.pk, person_id=MARK, now=NOW)
    came = NetworkPost.objects.filter(workspace=world.workspace).first()
    matching_services.match(pairs={rows[1].pk: (None, "person")}, **own(world))
    matching_services.match(pairs={rows[0].pk: (came.pk, "person")}, **own(world))


def in_figures(world) -> None:
    take(world.workspace, instagram(post(1), post(2)), actor_id=MARK)
    strange = look(world.workspace, b"Was,Wann\r\na,2026-11-02\r\n", actor_id=MARK, options={})
    figures_staging.answer(
        upload_id=strange.pk, workspace_id=world.workspace.pk, actor_id=MARK, now=NOW,
        answers={"network": "instagram", "mapping": {"Was": "post_id", "Wann": "published"}},
    )  # fmt: skip


def named() -> list[str]:
    """Where a row of plan still holds the number or the name."""
    found = []
    for model in apps.get_app_config("plan").get_models():
        for row in model._default_manager.values():
            text = json.dumps(row, default=str)
            if str(MARK) in text or NAME in text or "Zebulon" in text:
                found.append(model.__name__)
    return found


def test_whoever_did_everything_in_plan_is_named_nowhere_once_erased(over, somebody):
    for act in (in_figures, in_campaigns, in_read_outs, in_reviews, in_the_calendar):
        act(over)
    before = set(named())
    linked = {
        model.__name__
        for model in apps.get_app_config("plan").get_models()
        if any(field.related_model is Person for field in model._meta.concrete_fields)
    }
    assert linked - before == set(), "the story forgets a table"
    erase_person(person_id=MARK, workspace_id=over.workspace.pk, actor_id=None, now=NOW)
    assert named() == []
