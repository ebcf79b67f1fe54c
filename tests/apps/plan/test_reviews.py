"""A plan under review: who may say what, what is kept, and what a partner sees of other teams."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.plan.conftest import NOW, NOW_SO

from whetstone.apps.diagnose import judged as evidence
from whetstone.apps.learn.judging import Judgement
from whetstone.apps.people.models import AuditRow
from whetstone.apps.plan import campaign_services
from whetstone.apps.plan import review_selectors as selectors
from whetstone.apps.plan import review_services as services
from whetstone.apps.plan import selectors as goals
from whetstone.apps.plan import services as plans
from whetstone.apps.plan.models_review import PlanReview, PlanSignature, ReviewComment
from whetstone.apps.plan.review_rubric import SKILLS, rubric
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.core.strategy.plan_review import ReviewState, Step
from whetstone.web.append_only import WrittenOnceError

WHOLE = Judgement({row: [3, "Said so on the page."] for row in SKILLS}, "Good.")


def own(world, who):
    return {"workspace_id": world.workspace.pk, "actor_id": who.pk, "now": NOW}


def asked(world, **more):
    facts = {"campaign_id": world.campaign.pk, "reviewer_id": world.partner.pk}
    return services.ask_review(**(facts | more), **own(world, world.lead))


def said(world, review, *, wants_change=True, line="measure", text="Why taps?"):
    return services.comment(
        review_id=review.pk, line=line, text=text, wants_change=wants_change,
        **own(world, world.partner),
    )  # fmt: skip


def step(world, one, kind, *, who, text=""):
    return services.take_step(
        review_id=one.review_id, comment_id=one.pk, kind=kind, text=text, **own(world, who)
    )


def settle(world, **facts):
    campaign_services.settle(
        campaign_id=world.campaign.pk, today=NOW.date(), **facts, **own(world, world.lead)
    )


def view_of(world, review):
    board = goals.board(world.workspace.pk, today=NOW.date())
    return selectors.review(review.pk, workspace_id=world.workspace.pk, board=board)


def signed(world, review):
    seal = view_of(world, review).seal
    return services.sign(review_id=review.pk, seal=seal, **own(world, world.partner))


def counted(world, review, *, counts=True):
    services.say_counts(
        review_id=review.pk, counts=counts, told="as told", **own(world, world.lead)
    )


def test_a_plan_is_asked_about_commented_answered_and_signed(world):
    review = asked(world)
    assert view_of(world, review).state is ReviewState.TO_READ
    one = said(world, review)
    assert view_of(world, review).state is ReviewState.WITH_TEAM
    step(world, one, Step.CHANGED, who=world.lead, text="Now it says why.")
    assert view_of(world, review).state is ReviewState.TO_SIGN
    signed(world, review)
    assert view_of(world, review).state is ReviewState.SIGNED
    with pytest.raises(Refused, match="signed"):
        said(world, review, text="One more thing")


def test_what_is_said_twice_stands_once(world):
    review, again = asked(world), asked(world)
    one, same = said(world, review), said(world, review)
    answers = [step(world, one, Step.ANSWER, who=world.lead, text="Because.") for _ in range(2)]
    assert (review, one, answers[0]) == (again, same, answers[1])
    step(world, one, Step.TAKEN_BACK, who=world.partner)
    assert signed(world, review) == signed(world, review)
    assert AuditRow.objects.filter(act="sign a plan").count() == 1


def test_a_later_change_says_so_and_what_was_signed_is_kept(world):
    review = asked(world)
    row = signed(world, review)
    facts = {"ends_on": dt.date(2027, 1, 3), "rests_on": ()}
    plans.change_campaign(campaign_id=world.campaign.pk, **facts, **own(world, world.lead))
    view = view_of(world, review)
    assert view.state is ReviewState.CHANGED_SINCE
    assert [one.key for one in view.changed] == ["length"]
    assert dict(PlanSignature.objects.get().plan)["length"]["last"] == "2026-12-20"
    with pytest.raises(WrittenOnceError):
        row.save()


def test_figures_that_come_in_change_no_signed_plan(world):
    review = asked(world)
    signed(world, review)
    rows = [(dt.date(2026, 11, 23), 9, 9, 9, 9)]
    plans.add_figures(campaign_id=world.campaign.pk, rows=rows, workspace_id=world.workspace.pk,
                      now=NOW)  # fmt: skip
    assert view_of(world, review).state is ReviewState.SIGNED


def test_no_plan_is_signed_that_asks_for_a_change_or_was_not_read(world):
    review = asked(world)
    said(world, review)
    with pytest.raises(Refused, match="asked"):
        signed(world, review)
    other = asked(world, campaign_id=None)
    with pytest.raises(Refused, match="moved"):
        services.sign(review_id=other.pk, seal="another", **own(world, world.partner))
    assert not PlanSignature.objects.exists()


def test_nobody_reviews_their_own_plan_and_only_reviewers_are_asked(world):
    with pytest.raises(Refused, match="own_plan"):
        asked(world, reviewer_id=world.lead.pk)
    with pytest.raises(Refused, match="no_reviewer"):
        asked(world, reviewer_id=world.marketer.pk)
    with pytest.raises(Refused, match="no_reviewer"):
        asked(world, reviewer_id=world.stranger.pk)
    assert not PlanReview.objects.exists()


def test_only_who_was_asked_comments_judges_and_signs(world):
    review = asked(world)
    for who in (world.lead, world.marketer):
        act = own(world, who)
        with pytest.raises(Refused):
            services.comment(review_id=review.pk, line="aim", text="!", wants_change=False, **act)
        with pytest.raises(Refused):
            services.judge(review_id=review.pk, judgement=WHOLE, **act)
        with pytest.raises(Refused):
            services.sign(review_id=review.pk, seal=view_of(world, review).seal, **act)


def test_the_team_takes_nothing_back_and_the_reviewer_changes_nothing(world):
    review = asked(world)
    one = said(world, review)
    with pytest.raises(Refused):
        step(world, one, Step.TAKEN_BACK, who=world.lead)
    with pytest.raises(Refused):
        step(world, one, Step.CHANGED, who=world.partner)
    with pytest.raises(Refused):
        step(world, one, Step.ANSWER, who=world.lead, text="")


def test_a_comment_hangs_on_a_choice_that_stands_and_keeps_how_it_stood(world):
    review = asked(world)
    with pytest.raises(Missing):
        said(world, review, line="no-such-choice")
    said(world, review, line="length")
    assert ReviewComment.objects.get().stood["last"] == "2026-12-20"


def test_a_row_without_a_level_or_a_sentence_is_told_all_at_once(world):
    review = asked(world)
    rows = dict(WHOLE.rows) | {"goal": [2, ""]}
    del rows["risk"]
    with pytest.raises(Faults) as found:
        services.judge(
            review_id=review.pk, judgement=Judgement(rows, ""), **own(world, world.partner)
        )
    assert [one.where for one in found.value.faults] == ["said-goal", "row-risk"]


def test_a_judged_plan_counts_only_where_its_owner_says_so(world):
    review = asked(world)
    services.judge(review_id=review.pk, judgement=WHOLE, **own(world, world.partner))
    assert selectors.told_plans([world.lead.pk], NOW) == []
    counted(world, review)
    (told,) = selectors.told_plans([world.lead.pk], NOW)
    assert (told.title, told.said) == ("Mend it", (dict.fromkeys(SKILLS, 3),))
    assert selectors.told_plans([world.lead.pk], NOW - dt.timedelta(days=1)) == []
    assert selectors.told_plans([world.marketer.pk], NOW) == []
    counted(world, review, counts=False)
    assert selectors.told_plans([world.lead.pk], NOW) == []


def test_two_reviewers_of_one_plan_are_two_raters_and_agreement_hears_of_them(world, make_person):
    second = make_person(world.workspace, rights=("partner",), name="Quinn")
    for who in (world.partner, second):
        review = asked(world, reviewer_id=who.pk)
        services.judge(review_id=review.pk, judgement=WHOLE, **own(world, who))
        counted(world, review)
    (told,) = selectors.told_plans([world.lead.pk], NOW)
    assert len(told.said) == 2
    (words,) = selectors.first_words_on_plans(world.workspace.pk)
    assert len(words.said) == 2
    assert selectors.told_plans in evidence._register


def test_only_the_owner_says_whether_it_counts(world):
    review = asked(world)
    with pytest.raises(Refused):
        services.say_counts(review_id=review.pk, counts=True, told="", **own(world, world.partner))


def test_every_row_shows_a_skill_of_the_framework_in_five_levels(curriculum_loaded):
    from whetstone.apps.field import selectors as field

    skills = {skill for area in field.framework().areas for skill, _name in area.skills}
    for row in rubric():
        assert len(row["levels"]) == len(set(row["levels"])) == 5
        assert row["skill"] in skills


# --- pages ---


def test_the_levels_are_seen_by_the_owner_and_the_rater_alone(world, client_as):
    review = asked(world)
    services.judge(review_id=review.pk, judgement=WHOLE, **own(world, world.partner))
    path = f"/plan/reviews/{review.pk}"
    for who, sees in ((world.lead, True), (world.partner, True), (world.marketer, False),
                      (world.leader, False)):  # fmt: skip
        page = client_as(who).get(path).content.decode()
        assert ("Said so on the page." in page) is sees


def test_who_will_see_it_is_said_before_a_plan_is_handed_over(world, client_as):
    lead = client_as(world.lead)
    assert "seen by the owner of the plan" in lead.get("/plan/reviews/new").content.decode()
    typed = {"plan": world.campaign.pk, "reviewer": world.partner.pk, "counts": "on"}
    lead.post("/plan/reviews/new", typed)
    review = PlanReview.objects.get()
    assert selectors.say_of(review.pk, world.lead.pk).counts


def test_a_marketer_hands_over_only_a_campaign_of_their_own(world, client_as):
    marketer = client_as(world.marketer)
    typed = {"plan": world.campaign.pk, "reviewer": world.partner.pk}
    assert "Select a valid choice" in marketer.post("/plan/reviews/new", typed).content.decode()
    assert not PlanReview.objects.exists()


def test_the_team_has_an_answer_box_and_the_reviewer_keeps_what_was_typed(world, client_as):
    review = asked(world)
    path = f"/plan/reviews/{review.pk}"
    partner = client_as(world.partner)
    partner.post(f"{path}/comments", {"line": "aim", "text": "Whose aim?", "wants_change": "on"})
    wrong = partner.post(f"{path}/comments", {"line": "aim", "text": "x" * 2001})
    assert wrong.status_code == 422
    assert "x" * 2001 in wrong.content.decode()
    comment = ReviewComment.objects.get()
    client_as(world.marketer).post(
        f"{path}/comments/{comment.pk}/steps", {"kind": "answer", "text": "Ours."}
    )
    page = partner.get(path).content.decode()
    assert "Ours." in page
    assert "one change is asked for" in page


def test_a_signature_asks_who_it_is_and_shows_what_is_signed(world, client_as):
    review = asked(world)
    path = f"/plan/reviews/{review.pk}/signature"
    partner = client_as(world.partner)
    assert "Owners tap through" in partner.get(path).content.decode()
    seal = view_of(world, review).seal
    answer = partner.post(path, {"seal": seal})
    assert answer.status_code == 302
    assert PlanSignature.objects.exists() != ("reauthenticate" in answer.url)


def test_the_agenda_comes_as_page_text_and_table(world, client_as):
    review = asked(world)
    said(world, review)
    leader = client_as(world.leader)
    page = leader.get("/plan/agenda").content.decode()
    assert "Agenda of the quarter" in page
    text = leader.get("/plan/agenda/text")
    assert text.headers["Content-Type"].startswith("text/markdown")
    assert "1 change is asked for" in text.content.decode()
    table = b"".join(leader.get("/plan/agenda/table").streaming_content).decode()
    assert "1,200 repairs by March" in table


# --- walls ---


@pytest.fixture
def two_teams(world, make_workspace, make_person):
    """One account that is partner in two workspaces; the second has a plan of a secret name."""
    other = make_workspace(name="Second team")
    lead = make_person(other, rights=("lead",), name="Secret Sam")
    mine = make_person(other, rights=("partner",), name="Pat")
    mine.user = world.partner.user
    mine.save(update_fields=["user"])
    goal = plans.create_goal(
        workspace_id=other.pk, kind="business", title="Hush", owner_id=lead.pk, now=NOW
    )
    act = {"workspace_id": other.pk, "actor_id": lead.pk, "now": NOW}
    review = services.ask_review(
        campaign_id=None, reviewer_id=mine.pk, note="Nobody else reads this", **act
    )
    services.comment(
        review_id=review.pk, line=f"goal-{goal.pk}", text="Hushed words", wants_change=False,
        workspace_id=other.pk, actor_id=mine.pk, now=NOW,
    )  # fmt: skip
    world.other, world.mine, world.hidden = other, mine, review
    return world


def test_an_adviser_sees_counts_of_the_other_team_and_not_one_word(two_teams, client_as):
    asked(two_teams)
    page = client_as(two_teams.partner).get("/advising").content.decode()
    assert "Second team" in page
    assert f"person={two_teams.mine.pk}" in page
    assert "Mend it" in page
    for word in ("Secret Sam", "Hush", "Nobody else", f"/plan/reviews/{two_teams.hidden.pk}"):
        assert word not in page
    assert selectors.waits([two_teams.mine.pk])[two_teams.mine.pk] == selectors.Waits(1, 0, 0)


def test_a_plan_of_the_other_team_that_changed_since_it_was_signed_waits(two_teams, client_as):
    act = {"workspace_id": two_teams.other.pk, "now": NOW}
    view = selectors.review(
        two_teams.hidden.pk, workspace_id=two_teams.other.pk,
        board=goals.board(two_teams.other.pk, today=NOW.date()),
    )  # fmt: skip
    services.sign(review_id=view.id, seal=view.seal, actor_id=two_teams.mine.pk, **act)
    partner = client_as(two_teams.partner)

    def counts():
        page = partner.get("/advising").content.decode()
        return re.findall(r'<td class="n" data-label="[^"]*">(\d+)</td>', page)

    assert counts() == ["0", "0", "1"]
    plans.create_goal(kind="business", title="Louder", **act)
    assert counts() == ["1", "0", "0"]
    assert "Louder" not in partner.get("/advising").content.decode()


def test_no_page_or_act_of_one_team_opens_a_review_of_the_other(two_teams, client_as):
    partner = client_as(two_teams.partner)
    path = f"/plan/reviews/{two_teams.hidden.pk}"
    for more in ("", "/judgement", "/signature"):
        assert partner.get(path + more).status_code == 404
    for more in ("/comments", "/evidence", "/judgement"):
        assert partner.post(path + more, {"line": "x", "text": "y"}).status_code == 404
    with pytest.raises(Missing):
        services.comment(
            review_id=two_teams.hidden.pk, line="aim", text="!", wants_change=False,
            **own(two_teams, two_teams.partner),
        )  # fmt: skip
    listed = partner.get("/plan/reviews").content.decode()
    assert "Hush" not in listed


def test_somebody_elses_places_are_not_listed(two_teams, client_as, make_person):
    nosy = make_person(two_teams.workspace, rights=("partner",), name="Nosy")
    assert "Second team" not in client_as(nosy).get("/advising").content.decode()


def test_pages_of_reviews_ask_the_store_as_often_for_one_as_for_many(world, client_as):
    client = client_as(world.partner)
    review = asked(world)
    said(world, review)

    def queries(path):
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked_of:
            client.get(path)
        return len(asked_of)

    paths = ("/plan/reviews", f"/plan/reviews/{review.pk}", "/advising", "/plan/agenda")
    before = [queries(path) for path in paths]
    asked(world, campaign_id=None)
    for n in range(12):
        one = said(world, review, text=f"Comment {n}")
        step(world, one, Step.ANSWER, who=world.lead, text="Yes.")
    assert [queries(path) for path in paths] == before


def test_what_is_signed_is_plain_values(world):
    review = asked(world, campaign_id=None)
    signed(world, review)
    assert (
        json.loads(json.dumps(PlanSignature.objects.get().plan))
        == PlanSignature.objects.get().plan
    )


def test_what_a_campaign_settled_part_by_part_can_be_commented_and_is_signed(world, client_as):
    settled = {
        "part": "brief", "values": {"what": "A zip in forty seconds"}, "reason": "It was asked.",
    }  # fmt: skip
    settle(world, **settled)
    review = asked(world)
    page = client_as(world.partner).get(f"/plan/reviews/{review.pk}").content.decode()
    assert "A zip in forty seconds" in page
    assert "It was asked." in page
    said(world, review, line="part-brief", wants_change=False)
    signed(world, review)
    settle(world, **settled | {"values": {"what": "A seam in ten"}})
    view = view_of(world, review)
    assert [one.key for one in view.changed] == ["part-brief"]
    assert "It was said of: What: A zip in forty seconds." in client_as(world.partner).get(
        f"/plan/reviews/{review.pk}"
    ).content.decode().replace("&#34;", '"')


def test_a_part_is_read_label_by_label_and_what_it_rests_on_in_words(world, client_as):
    values = {"what": "One repair a week.", "for_whom": "Owners."}
    settle(world, part="brief", values=values, rests_on=[NOW_SO])
    review = asked(world)
    page = html.unescape(
        client_as(world.partner).get(f"/plan/reviews/{review.pk}").content.decode()
    )
    assert "<dt>What</dt>" in page
    assert "In Instagram Stories a link sits on a link sticker" in page
    assert f">{NOW_SO}" not in page  # a name of ours is no sentence
    said(world, review, line="part-brief", wants_change=False)
    settle(world, part="brief", values=values | {"what": "Two a week."}, rests_on=[NOW_SO])
    page = client_as(world.partner).get(f"/plan/reviews/{review.pk}").content.decode()
    assert "It was said of: What: One repair a week; For whom: Owners; Rests on: " in page
    assert ".;" not in page
    assert ".." not in page.partition("It was said of")[2][:600]


def test_whoever_only_reads_answers_but_unlocks_no_signature(world, client_as):
    review = asked(world)
    path = f"/plan/reviews/{review.pk}"
    client_as(world.partner).post(
        f"{path}/comments", {"line": "aim", "text": "Whose aim?", "wants_change": "on"}
    )
    step = f"{path}/comments/{ReviewComment.objects.get().pk}/steps"
    client_as(world.marketer).post(step, {"kind": "changed", "text": ""})
    assert "one change is asked for" in client_as(world.partner).get(path).content.decode()
    client_as(world.lead).post(step, {"kind": "changed", "text": ""})
    assert "one change is asked for" not in client_as(world.partner).get(path).content.decode()
