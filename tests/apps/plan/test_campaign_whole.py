"""A campaign becomes whole: each part is settled by itself, kept, flagged, and approved."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.apps.plan.conftest import GONE, NOW, NOW_SO

from whetstone.apps.learn.models import Booking
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import campaign_pages as pages
from whetstone.apps.plan import campaign_selectors as selectors
from whetstone.apps.plan import campaign_services as services
from whetstone.apps.plan import services as plan
from whetstone.apps.plan.models import Campaign
from whetstone.apps.plan.selectors import campaign

D = dt.date
LATER = NOW + dt.timedelta(hours=2)


@pytest.fixture
def own(world):
    return {
        "workspace_id": world.workspace.pk,
        "campaign_id": world.campaign.pk,
        "actor_id": world.lead.pk,
        "now": NOW,
    }


def whole(world):
    view = campaign(world.campaign.pk, workspace_id=world.workspace.pk, today=NOW.date())
    return selectors.whole(view, workspace_id=world.workspace.pk, today=NOW.date())


def settle(own, part, values, **more):
    return services.settle(part=part, values=values, today=NOW.date(), **(own | more))


def url(world, tail=""):
    return f"/plan/campaigns/{world.campaign.pk}{tail}"


def test_a_part_is_saved_by_itself_and_the_others_stay_open(world, client_as):
    page = client_as(world.lead)
    sent = page.post(
        url(world, "/parts/brief"), {"what": "Repairs in Stories", "reason": "Few know."}
    )
    assert sent.status_code == 302
    text = page.get(url(world)).content.decode()
    assert "Repairs in Stories" in text
    assert "“Few know.”" in text
    assert "1 of 10 parts is settled." in text


def test_what_was_typed_survives_a_fault(world, client_as):
    page = client_as(world.lead)
    typed = {
        "name_0": "Show",
        "first_0": "2026-12-10",
        "last_0": "2026-12-01",
        "last_1": "2026-12-20",
    }
    sent = page.post(url(world, "/parts/phases"), typed)
    text = sent.content.decode()
    assert sent.status_code == 422
    assert "The last day lies before the first." in text
    assert "This row has no name yet." in text
    assert 'value="Show"' in text
    assert not whole(world).settled


def test_the_same_part_sent_twice_is_settled_once(world, own):
    assert settle(own, "brief", {"what": "A"}) is not None
    assert settle(own, "brief", {"what": "A"}, now=LATER) is None


def test_the_history_says_from_what_to_what_and_why(world, own):
    settle(own, "networks", {"networks": ["instagram"]}, reason="Most are there")
    settle(own, "networks", {"networks": ["tiktok"]}, reason="They moved", now=LATER)
    made = whole(world).settled["networks"].made
    assert [one.values["networks"] for one in made] == [["instagram"], ["tiktok"]]
    assert [one.reason for one in made] == ["Most are there", "They moved"]


def test_a_choice_that_rests_on_what_is_gone_is_flagged_with_its_successor(world, own):
    settle(own, "networks", {"networks": ["instagram"]}, rests_on=[GONE])
    settle(own, "brief", {"what": "A"}, rests_on=[NOW_SO])
    found = whole(world)
    assert [one.part for one in found.touched] == ["networks"]
    (broken,) = found.touched[0].breaks
    assert broken.claim == GONE
    assert NOW_SO in {slug for slug, _text, _statement in broken.successors}


def test_a_choice_says_what_it_rests_on_while_that_still_holds(world, own, client_as):
    settle(own, "brief", {"what": "A"}, rests_on=[NOW_SO, GONE])
    page = client_as(world.leader).get(url(world)).content.decode()
    assert "What it rests on: 1 fact" in page  # what is gone is told above, with its successor
    assert page.count(f'href="/claims/{NOW_SO}"') >= 1


def test_the_form_of_a_flagged_choice_takes_the_successor(world, own, client_as):
    settle(own, "networks", {"networks": ["instagram"]}, rests_on=[GONE])
    text = client_as(world.lead).get(url(world, "/parts/networks")).content.decode()
    assert "What it rested on is no longer so" in text
    assert f'<option value="{NOW_SO}" selected>' in text


def test_a_change_after_a_yes_is_said_beside_it(world, own):
    settle(own, "approvals", {"people": [world.leader.pk], "by": None})
    settle(own, "brief", {"what": "A"})
    services.say(is_yes=True, words="", **(own | {"actor_id": world.leader.pk, "now": LATER}))
    assert whole(world).approvals()[0].changed == ()
    later = LATER + dt.timedelta(hours=1)
    settle(own, "brief", {"what": "B"}, now=later)
    facts = {"workspace_id": world.workspace.pk, "campaign_id": world.campaign.pk}
    plan.change_campaign(
        rests_on=[], actor_id=world.lead.pk, now=later, ends_on=D(2026, 12, 24), **facts
    )
    assert set(whole(world).approvals()[0].changed) == {"brief", "facts"}


def test_only_who_is_asked_may_say_yes(world, own, client_as):
    settle(own, "approvals", {"people": [world.leader.pk], "by": None})
    client_as(world.partner).post(url(world, "/says"), {"is_yes": "yes"})
    assert whole(world).says == ()
    seal = whole(world).seal
    client_as(world.leader).post(
        url(world, "/says"), {"is_yes": "yes", "words": "Go.", "seal": seal}
    )
    assert [one.words for one in whole(world).says] == ["Go."]


def test_a_no_without_a_word_is_asked_for_one(world, own, client_as):
    settle(own, "approvals", {"people": [world.leader.pk], "by": None})
    sent = client_as(world.leader).post(url(world, "/says"), {"is_yes": "no"})
    assert sent.status_code == 422
    assert "Say what would make it a yes." in sent.content.decode()


def test_launch_days_are_free_of_learning_and_open_again_when_moved(world, own):
    settle(own, "launch", {"first": "2026-12-01", "last": "2026-12-02"})
    settle(own, "launch", {"first": "2026-12-03", "last": "2026-12-03"}, now=LATER)
    shut = people.blackouts(world.workspace.pk)
    assert shut == [(None, D(2026, 12, 3), D(2026, 12, 3), "Mend it")]


def test_days_that_are_over_and_sums_that_nobody_has_are_refused(world, own, client_as):
    lead = client_as(world.lead)
    over = {"first": "2020-12-01", "last": "2020-12-03"}
    told = lead.post(url(world, "/parts/launch"), over)
    assert told.status_code == 422
    assert "These days are over." in told.content.decode()
    assert not people.blackouts(world.workspace.pk)
    assert lead.post(url(world, "/parts/money"), {"budget": "1e20"}).status_code == 422

    settle(own, "launch", {"first": "2026-11-01", "last": "2026-11-02"})
    kept = {"first": "2026-11-01", "last": "2026-11-02", "reason": "They were free."}
    assert lead.post(url(world, "/parts/launch"), kept).status_code == 302


def test_what_was_booked_on_launch_days_before_moves_off_them(world, own):
    services.ask_learning(
        today=NOW.date(), area_id="ANA", person_ids=[world.marketer.pk], before=D(2026, 12, 18),
        **own,
    )  # fmt: skip

    def booked():
        rows = bookings.latest([world.marketer.pk])
        return [one for one in rows if one.is_waiting(NOW)]

    before = booked()
    on = next(one.starts_at.date() for one in before if one.starts_at - NOW > dt.timedelta(days=3))
    settle(own, "launch", {"first": on.isoformat(), "last": on.isoformat()})
    after = booked()
    assert on not in {one.starts_at.date() for one in after}
    assert sum(one.minutes for one in after) == sum(one.minutes for one in before)


def test_learning_is_asked_for_while_the_campaign_needs_it(world, own, client_as):
    settle(own, "skills", {"skills": [{"area": "ANA", "level": 2, "people": 1}]})
    asked = {"area": "ANA", "people": [world.marketer.pk], "before": "2027-11-30"}
    told = client_as(world.lead).post(url(world, "/learning"), asked)
    assert told.status_code == 422
    assert "The campaign is over by then." in told.content.decode()
    assert not Booking.objects.exists()


def test_a_phase_in_another_year_is_a_slip_of_the_pen(world, client_as):
    far = {"name_0": "Show", "first_0": "2029-12-10", "last_0": "2029-12-20"}
    told = client_as(world.lead).post(url(world, "/parts/phases"), far)
    assert told.status_code == 422
    assert "Half a year or more" in told.content.decode()


def test_learning_is_asked_once_and_the_person_reads_which_campaign_asked(world, own):
    asked = {"area_id": "ANA", "person_ids": [world.marketer.pk], "before": D(2026, 12, 18)}
    first = services.ask_learning(today=NOW.date(), **asked, **own)
    again = services.ask_learning(today=NOW.date(), **asked, **(own | {"now": LATER}))
    blocks = Booking.objects.filter(person=world.marketer)
    assert first.booked == blocks.count() > 0
    assert again.booked == 0
    assert blocks[0].reasons[0]["values"]["what"] == "Mend it"


def test_learning_that_has_no_place_says_why(world, own):
    shut = {"starts_on": D(2026, 11, 23), "ends_on": D(2026, 12, 31), "reason": "Fair"}
    from whetstone.apps.people import services as hours

    hours.black_out(workspace_id=world.workspace.pk, **shut)
    asked = {"area_id": "ANA", "person_ids": [world.marketer.pk], "before": D(2026, 12, 4)}
    answer = services.ask_learning(today=NOW.date(), **asked, **own)
    assert not answer.fits
    assert answer.reasons
    assert pages.fits_words(False, answer.reasons).startswith("It does not fit: ")


def test_skills_that_campaigns_need_are_told_as_settled_last(world, own):
    need = {"area": "ANA", "level": 2, "people": 1}
    settle(own, "skills", {"skills": [need | {"people": 3}]})
    settle(own, "skills", {"skills": [need]}, now=LATER)
    (one,) = selectors.skills_needed(world.workspace.pk)
    assert (one.campaign, one.area_id, one.level, one.people) == ("Mend it", "ANA", 2, 1)


def test_what_people_share_is_read_by_the_lead_only(world, own, client_as):
    settle(own, "skills", {"skills": [{"area": "ANA", "level": 2, "people": 1}]})
    lead = client_as(world.lead).get(url(world)).content.decode()
    assert "Cannot tell: nobody shares a word in this area." in lead
    other = client_as(world.leader).get(url(world)).content.decode()
    assert "Cannot tell" not in other.split('id="part-skills"')[1].split("</section>")[0]


def test_queries_do_not_grow_with_parts(world, own, client_as, django_assert_max_num_queries):
    page = client_as(world.leader)
    settle(own, "brief", {"what": "A"})

    def queries():
        page.get(url(world))
        with django_assert_max_num_queries(60) as seen:
            page.get(url(world))
        return len(seen)

    few = queries()
    for n in range(4):
        settle(own, "brief", {"what": f"B{n}"})
    settle(own, "networks", {"networks": ["instagram"]})
    settle(own, "phases", {"phases": [{"name": "A", "first": None, "last": None}] * 3})
    assert queries() == few


def test_a_part_of_another_workspace_is_not_there(world, client_as):
    page = client_as(world.stranger)
    assert page.post(url(world, "/parts/brief"), {"what": "X"}).status_code == 404
    assert Campaign.objects.get(pk=world.campaign.pk).choices.count() == 0
