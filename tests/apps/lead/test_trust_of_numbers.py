"""Attacks on the numbers of a team, verdicts kept off, and pages sent outside."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.lead.conftest import NOW, booked, profile, release

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose import sharing
from whetstone.apps.lead import outward, selectors, services
from whetstone.apps.lead.models import ReleasedGroup, ReleasedSum, SharedLink
from whetstone.apps.lead.read_marks import without_words
from whetstone.apps.lead.sheet import group_to_show
from whetstone.apps.people import rules
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import Consent
from whetstone.core.kernel.errors import Refused

ONE = (0.97, 0.02, 0.02, 0.02, 0.02, 0.02)
LATER = NOW + dt.timedelta(minutes=5)
LESSON = "str-101-reading-a-difference"
CHANGE = "chg-2021-swipe-up"


def live(team, now=NOW):
    """What opening the page shows, and keeps."""
    then = selectors.latest(team.workspace.pk)
    return release(team.workspace.pk, then=then, now=now)


# --- differencing ---


def test_two_live_pages_before_and_after_somebody_joins_tell_nothing_of_them(team, make_person):
    own = team(5)
    before = live(own)
    profile(make_person(own.workspace), area="STR", p=0.99)
    after = live(own)
    assert after["cover"][0]["members"] == before["cover"][0]["members"]
    assert after["cover"][0]["p"] == before["cover"][0]["p"]
    assert after["currency"]["all"] == before["currency"]["all"]


def test_two_live_pages_before_and_after_somebody_leaves_tell_nothing_of_them(team):
    own = team(6, chances=ONE)
    live(own)
    own.people[0].left_at = NOW
    own.people[0].save(update_fields=["left_at"])
    after = live(own)
    assert after["cover"][0]["p"] is None
    assert after["currency"]["share"] is None


def test_five_who_join_together_are_counted(team, make_person):
    own = team(5)
    live(own)
    for _n in range(5):
        profile(make_person(own.workspace), area="STR", p=0.5)
    assert live(own)["currency"]["people"] == 10


def test_freezing_between_two_pages_opens_no_way_round(team, make_person):
    own = team(5)
    for n in range(3):
        live(own)
        services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause=f"{n}", now=NOW)
        profile(make_person(own.workspace), area="STR", p=0.9)
    assert {len(row.members) for row in ReleasedGroup.objects.all()} == {5}


def test_a_group_is_kept_once_however_often_the_page_is_opened(team):
    own = team(6)
    for _n in range(3):
        live(own)
    assert ReleasedGroup.objects.count() == 2


WEEK = dt.timedelta(days=7)


def test_two_weeks_between_which_one_person_learned_tell_nothing_of_their_hours(team):
    own = team(6)
    for person in own.people:
        booked(person, days_ago=7, state="kept")
    before = live(own)["hours"]
    booked(own.people[0], days_ago=1, state="kept")
    after = live(own, NOW + WEEK)["hours"]
    assert before["kept"] == after["kept"] == 3.0
    assert after["on"] == before["on"]


def test_hours_move_when_five_people_learned(team):
    own = team(6)
    for person in own.people:
        booked(person, days_ago=7, state="kept")
    live(own)
    for person in own.people:
        booked(person, days_ago=1, state="kept")
    assert live(own)["hours"]["kept"] == 3.0
    assert live(own, NOW + WEEK)["hours"]["kept"] == 6.0


def test_hours_around_somebodys_joining_and_leaving_stand_still(team, make_person):
    own = team(6)
    for person in own.people:
        booked(person, days_ago=7, state="kept")
    live(own)
    booked(make_person(own.workspace), days_ago=1, state="kept")
    assert live(own, NOW + WEEK)["hours"]["kept"] == 3.0
    own.people[0].left_at = NOW
    own.people[0].save(update_fields=["left_at"])
    assert live(own, NOW + 2 * WEEK)["hours"]["kept"] == 3.0


def test_hours_of_four_people_are_not_added_up_and_the_page_says_why(team, client_as):
    own = team(4)
    booked(own.people[0], days_ago=7, state="kept")
    assert live(own)["hours"]["withheld"]
    assert (
        "Hours are shown from five people up" in client_as(own.lead).get("/lead").content.decode()
    )


def test_what_is_kept_of_a_sum_names_nobody_and_no_hours(team):
    own = team(5)
    for person in own.people:
        booked(person, days_ago=7, state="kept")
    live(own)
    row = ReleasedSum.objects.get(topic="kept")
    assert (row.value, len(row.parts)) == (2.5, 5)
    assert all(len(part) == 16 and int(part, 16) >= 0 for part in row.parts)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.frozensets(st.integers(1, 24)), min_size=1, max_size=6))
def test_no_sum_of_any_releases_tells_of_fewer_than_five(teams):
    """The attacker keeps every release; adding and subtracting them weighs people in sets."""
    shown: list[frozenset[int]] = []
    for team_ in teams:
        group = frozenset(group_to_show(team_, [], kept=shown))
        if group:
            shown.append(group)
    signatures: dict[tuple[bool, ...], int] = {}
    for person in range(1, 25):
        signature = tuple(person in group for group in shown)
        if any(signature):
            signatures[signature] = signatures.get(signature, 0) + 1
    assert all(size >= 5 for size in signatures.values())
    assert all(len(group) >= 5 for group in shown)


# --- works council ---


def test_no_verdict_about_a_person_is_shown_while_a_works_council_keeps_them_off(team, client_as):
    own = team(6, chances=ONE, shares=True)
    lead = client_as(own.lead)
    assert "Learner 0 only" in lead.get("/lead").content.decode()
    assert "Learner 0" in lead.get("/lead/words").content.decode()
    made = services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)
    council(own, on=True, now=NOW)
    ids = [one.pk for one in own.people]
    assert diagnose.shared_areas(ids) == {}
    assert diagnose.verdict_words(ids) == {}
    for page in ("/lead", "/lead/words", f"/lead/briefs/{made.pk}"):
        assert "Learner" not in lead.get(page).content.decode(), page


def test_a_kept_page_of_few_shared_words_is_withheld_from_then_on(team, client_as):
    own = team(6, chances=ONE)
    for person in own.people[:2]:
        choose(own, person)
    for person in own.people[2:]:
        diagnose_nothing(person)
    made = services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=LATER)
    assert made.figures["cover"][0]["n"] == 2
    client = client_as(own.leader)
    assert "expected" in client.get(f"/lead/briefs/{made.pk}").content.decode()
    council(own, on=True, now=LATER)
    assert "expected" not in client.get(f"/lead/briefs/{made.pk}").content.decode()
    council(own, on=False, now=LATER + dt.timedelta(hours=1))
    assert "expected" not in client.get(f"/lead/briefs/{made.pk}").content.decode()


def test_nothing_shared_before_comes_back_by_itself(team):
    own = team(6, shares=True)
    council(own, on=True, now=NOW)
    council(own, on=False, now=LATER)
    nora = own.people[0]
    assert diagnose.shared_areas([nora.pk]) == {}
    choose(own, nora, now=LATER + dt.timedelta(minutes=1))
    assert diagnose.shared_areas([nora.pk]) == {nora.pk: frozenset({"STR"})}


def test_nothing_can_be_shared_while_it_is_off(team, client_as):
    own = team(6)
    council(own, on=True, now=NOW)
    with pytest.raises(Refused):
        choose(own, own.people[0])
    page = client_as(own.people[0]).post("/profile/sharing", {"asked": "STR", "shared": "STR"})
    assert page.headers["Location"] == "/profile/sharing"
    assert not Consent.objects.exists()


def test_the_preview_is_what_the_lead_reads(team, client_as):
    own = team(6)
    nora = own.people[0]
    client_as(nora).post("/profile/sharing", {"asked": "STR", "shared": "STR"})
    row = diagnose.verdict_words([nora.pk])[nora.pk]["STR"]
    for client, page in (
        (client_as(nora), "/profile/sharing"),
        (client_as(own.lead), "/lead/words"),
    ):
        assert f"<b>{row}</b>" in client.get(page).content.decode(), page
    kept = Consent.objects.get(person=nora)
    assert kept.choice == ["STR"]
    assert all(str(one) in kept.words for one in sharing.WORDS)


def test_shared_words_open_for_leads_of_this_workspace_only(
    team, client_as, make_workspace, make_person
):
    own = team(6, shares=True)
    other = make_person(make_workspace("Other"), rights=("lead",))
    assert "Learner 0" not in client_as(other).get("/lead/words").content.decode()
    for who in (own.people[0], own.admin, own.leader):
        assert client_as(who).get("/lead/words").status_code == 403


def council(own, *, on, now):
    rules.set_works_council(workspace_id=own.workspace.pk, on=on, actor_id=own.admin.pk, now=now)


def choose(own, person, now=NOW):
    sharing.share(
        person_id=person.pk, workspace_id=own.workspace.pk, asked=["STR"], shared=["STR"], now=now
    )


def diagnose_nothing(person):
    from whetstone.apps.diagnose.models import LevelEstimate

    LevelEstimate.objects.filter(person=person).delete()


def test_no_row_of_a_kept_page_tells_a_word_while_a_works_council_keeps_them_off():
    """A gap left by one absence, and a single holder, are somebody's own word without the name."""
    row = {"area": "STR", "name": "Strategy", "n": 9, "p": 0.7, "single": True, "blind": False,
           "holder": 4, "gaps": [4], "why": ""}  # fmt: skip
    few = row | {"area": "ANA", "name": "Analysis", "n": 2}
    figures = {"cover": [row, few], "decisions": [
        {"code": "grow_second", "values": {"area": one}} for one in ("Strategy", "Analysis")
    ]}  # fmt: skip
    shown = without_words(figures, NOW, rules.Rules(
        has_works_council=True, choices_count_from=NOW, timing_days=1, notice_days=1, link_days=1,
    ))  # fmt: skip
    kept, gone = shown["cover"]
    assert (kept["p"], kept["gaps"], kept["holder"]) == (0.7, [], None)
    assert (gone["p"], gone["single"], gone["gaps"], gone["holder"]) == (None, False, [], None)
    assert [one["values"]["area"] for one in shown["decisions"]] == ["Strategy"]


# --- pages sent outside ---


def send(own, who, kind, thing, *, signed=False):
    return outward.send(
        kind=kind, thing=thing, signed=signed, days=14, workspace_id=own.workspace.pk,
        actor_id=who.pk, now=real_now(),
    )  # fmt: skip


THINGS = [("lesson", LESSON), ("change", CHANGE), *(("block", one) for one in outward.BLOCKS)]


@pytest.mark.parametrize(("kind", "thing"), THINGS)
def test_a_page_opens_without_an_account_and_names_nobody(team, kind, thing):
    own = team(6, chances=ONE, shares=True)
    answer = Client().get(f"/shared/{send(own, own.lead, kind, thing)}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Marram sent you this page" in page
    for person in (own.lead, own.leader, own.admin, *own.people):
        assert person.name not in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_only_the_senders_own_name_stands_there_and_only_when_ticked(team):
    own = team(5)
    page = Client().get(f"/shared/{send(own, own.lead, 'change', CHANGE, signed=True)}")
    assert "Aoife of Marram sent you this page" in page.content.decode()


def test_openings_are_counted_and_nothing_else(team):
    own = team(5)
    token = send(own, own.lead, "change", CHANGE)
    for _n in range(3):
        Client().get(f"/shared/{token}")
    Client().head(f"/shared/{token}")
    row = SharedLink.objects.get()
    assert row.opened == 3
    assert token not in str(SharedLink.objects.values().get())


def test_an_ended_an_expired_and_an_invented_link_open_nothing(team, client_as):
    own = team(5)
    ended, over = send(own, own.lead, "change", CHANGE), send(own, own.lead, "change", CHANGE)
    first, second = SharedLink.objects.order_by("pk")
    assert client_as(own.lead).post(f"/sent/{first.pk}/end").status_code == 302
    SharedLink.objects.filter(pk=second.pk).update(expires_at=NOW - dt.timedelta(days=400))
    for token in (ended, over, "invented"):
        assert Client().get(f"/shared/{token}").status_code == 404


def test_a_link_of_somebody_who_left_opens_nothing(team):
    own = team(5)
    token = send(own, own.lead, "change", CHANGE)
    own.lead.left_at = NOW
    own.lead.save(update_fields=["left_at"])
    assert Client().get(f"/shared/{token}").status_code == 404


def test_nobody_ends_or_sees_the_links_of_somebody_else(
    team, client_as, make_workspace, make_person
):
    own = team(5)
    send(own, own.lead, "change", CHANGE)
    link = SharedLink.objects.get()
    stranger = make_person(make_workspace("Other"), rights=("lead",))
    for who in (own.leader, own.admin, stranger):
        assert client_as(who).post(f"/sent/{link.pk}/end").status_code == 404
        assert "Swipe" not in client_as(who).get("/sent").content.decode()
    link.refresh_from_db()
    assert link.ended_at is None


def test_a_learner_sends_no_part_of_the_page_for_leaders(team, client_as):
    own = team(5)
    answer = client_as(own.people[0]).post(
        "/sent", {"kind": "block", "thing": "goals", "days": 14}
    )
    assert answer.status_code == 404
    assert not SharedLink.objects.exists()


def test_parts_that_tell_of_people_cannot_be_sent_at_all(team, client_as):
    own = team(5)
    for thing in ("cover", "currency", "decisions", "hours"):
        answer = client_as(own.lead).post("/sent", {"kind": "block", "thing": thing, "days": 14})
        assert answer.status_code == 404, thing


def test_a_link_is_made_on_the_page_and_shown_once(team, client_as):
    client = client_as(team(5).lead)
    client.post("/sent", {"kind": "lesson", "thing": LESSON, "days": 14})
    assert "/shared/" in client.get("/sent").content.decode()
    assert "/shared/" not in client.get("/sent").content.decode()
