"""Two people write the same thing at once: nothing is lost unseen, nobody is sent in circles."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from tests.apps.plan.conftest import NOW

from whetstone.apps.plan import calendar_services as calendar
from whetstone.apps.plan.models import Campaign
from whetstone.apps.plan.models_calendar import PlannedPost
from whetstone.apps.plan.models_campaign import ChoiceMade

AREA = r'<textarea name="([^"]*)"[^>]*>(.*?)</textarea>'
CHOICE = r'<select name="([^"]*)"[^>]*>(.*?)</select>'


def typed(client, path, **more):
    """What a browser would send of a form as it was opened, with some boxes written anew."""
    page = client.get(path).content.decode()
    form = next(one for one in page.split("<form") if 'name="read"' in one or "form_key" in one)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, body in re.findall(AREA, form, re.DOTALL):
        found[name] = html.unescape(body).lstrip("\n")
    for name, body in re.findall(CHOICE, form, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', body)
    return found | more


@pytest.fixture
def post(world):
    return calendar.make_post(
        workspace_id=world.workspace.pk, now=NOW, form_key=uuid.uuid4(), actor_id=world.lead.pk,
        title="Owners speak", network="instagram", shape="story", words="First words",
    )  # fmt: skip


def test_what_the_other_wrote_is_shown_before_it_is_written_over(world, post, client_as):
    path = f"/plan/calendar/posts/{post.pk}/change"
    lead, marketer = client_as(world.lead), client_as(world.marketer)
    mine, theirs = typed(lead, path, words="Mine"), typed(marketer, path, words="Theirs")
    assert marketer.post(path, theirs).status_code == 302

    told = lead.post(path, mine)
    page = html.unescape(told.content.decode())
    assert told.status_code == 422
    assert "Somebody else has changed this while you wrote." in page
    assert "Its words: it is now “Theirs”" in page
    assert ">\nMine</textarea>" in page
    assert PlannedPost.objects.get().words == "Theirs"

    mark = re.search(r'name="read" value="([^"]*)"', page)[1]
    assert lead.post(path, mine | {"read": mark}).status_code == 302
    assert PlannedPost.objects.get().words == "Mine"


def test_the_same_words_sent_twice_are_no_quarrel(world, post, client_as):
    path = f"/plan/calendar/posts/{post.pk}/change"
    lead = client_as(world.lead)
    sent = typed(lead, path, words="Mine", minutes="30", on="2030-01-07", at_time="09:30")
    assert [lead.post(path, sent).status_code for _ in range(2)] == [302, 302]


def test_a_campaign_and_a_part_of_it_are_not_written_over_unseen(world, client_as):
    lead, partner = client_as(world.lead), client_as(world.partner)
    home = f"/plan/campaigns/{world.campaign.pk}"
    for path, name, word in (
        (f"{home}/change", "aim", "Owners write back"),
        (f"{home}/parts/brief", "what", "Six weeks of Stories"),
    ):
        late = typed(lead, path, **{name: "Something else"})
        assert partner.post(path, typed(partner, path, **{name: word})).status_code == 302
        told = lead.post(path, late)
        assert told.status_code == 422
        assert f"it is now “{word}”" in html.unescape(told.content.decode())
    assert Campaign.objects.get().aim == "Owners write back"
    assert ChoiceMade.objects.filter(choice__part="brief").count() == 1


def test_a_part_that_nobody_settled_is_no_quarrel_when_another_part_moves(world, client_as):
    lead = client_as(world.lead)
    home = f"/plan/campaigns/{world.campaign.pk}/parts"
    skills = typed(lead, f"{home}/skills")
    sent = typed(lead, f"{home}/networks", networks=["instagram", "facebook", "tiktok", "youtube"])
    assert lead.post(f"{home}/networks", sent).status_code == 302
    assert lead.post(f"{home}/skills", skills).status_code == 302


def test_who_goes_back_and_writes_on_changes_the_post_that_the_form_made(world, client_as):
    lead, path = client_as(world.lead), "/plan/calendar/posts/new"
    form = typed(lead, path, title="Owners speak", network="instagram", shape="post")
    first = lead.post(path, form)
    again = lead.post(path, form | {"title": "Owners speak up"})
    assert (first.status_code, again.url) == (302, first.url)
    assert PlannedPost.objects.get().title == "Owners speak up"

    late = lead.post(path, form | {"title": "Owners shout"})  # by now it was changed: nothing is
    assert late.status_code == 422  # written over unseen, and nothing that was typed is lost
    page = html.unescape(late.content.decode())
    assert "This form has made a post already" in page
    assert 'value="Owners shout"' in page
    assert PlannedPost.objects.get().title == "Owners speak up"


def test_a_second_campaign_of_one_name_and_day_is_told_and_not_swallowed(world, client_as):
    lead, path = client_as(world.lead), "/plan/campaigns/new"
    form = {
        "name": "Wax", "aim": "Owners wax", "wanted_act": "link_taps", "starts_on": "2027-01-11",
        "ends_on": "2027-01-31", "people_a_day": "100", "audience": "5000", "lift": "20",
        "value_unit": "€",
    }  # fmt: skip
    assert [lead.post(path, form).status_code for _ in range(2)] == [302, 302]
    told = lead.post(path, form | {"aim": "Something else"})
    assert told.status_code == 422
    assert "Another campaign of this name begins on that day." in told.content.decode()
    assert Campaign.objects.get(name="Wax").aim == "Owners wax"
    home = f"/plan/campaigns/{world.campaign.pk}/change"
    moved = typed(lead, home, name="Wax", starts_on="2027-01-11", ends_on="2027-01-31")
    assert lead.post(home, moved).status_code == 422
