"""The page of cover: of the team no more than is released, of people no more than their words."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.lead.conftest import NOW, profile
from tests.apps.lead.test_figures_over_time import WEEK, answered

from whetstone.apps.diagnose.models import ShareChoice
from whetstone.apps.lead import cover_selectors, cover_words
from whetstone.apps.lead.cover_selectors import for_brief, team_cover
from whetstone.apps.lead.releasing import release_cover
from whetstone.apps.people import rules
from whetstone.apps.plan.campaign_selectors import NeededSkill


def figure(team, now=NOW):
    return release_cover(team.workspace.pk, now=now)[0]


def text(client, path="/lead/cover"):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(path).content.decode()))


def test_the_page_says_what_one_absence_costs_and_names_nobody_who_does_not_share(team, client_as):
    own = team(6, chances=(0.9, 0.85, 0.6, 0.5, 0.3, 0.2))
    said = text(client_as(own.lead))
    assert "With any one of the people away" in said
    assert "Nobody shares that they hold a required area" in said
    assert "Learner" not in said


def test_of_five_people_no_absence_is_told(team, client_as):
    own = team(5, chances=(0.9, 0.8, 0.6, 0.5, 0.3))
    assert figure(own)["away"] == []
    assert "told from six measured people up" in text(client_as(own.lead))


def test_what_one_person_answered_moves_no_figure_of_an_absence(team):
    """The attack over time: two looks around somebody's answers are not to be subtracted."""
    own = team(7, chances=(0.9, 0.8, 0.6, 0.5, 0.3))
    before = figure(own)
    answered(own.people[0], p=0.01, now=NOW + WEEK)
    for later in (NOW + WEEK, NOW + 2 * WEEK):
        after = figure(own, later)
        assert (after["away"], after["band"], after["p"]) == (
            before["away"], before["band"], before["p"],
        )  # fmt: skip


def test_what_one_who_left_was_like_is_not_told(team):
    """The attack by leaving: the real leaver's cover beside the supposed one."""
    own = team(7, chances=(0.9, 0.8, 0.6, 0.5, 0.3))
    figure(own)
    own.people[0].left_at = NOW
    own.people[0].save(update_fields=["left_at"])
    assert figure(own, NOW + WEEK)["p"] is None
    assert "away" not in figure(own, NOW + WEEK)


def test_two_who_changed_places_are_one_and_the_same_page(team):
    """Same words, other people's numbers exchanged: every figure of the team reads the same."""
    one = team(7, chances=(0.9, 0.1, 0.6, 0.5, 0.3, 0.2, 0.4))
    other = team(7, chances=(0.1, 0.9, 0.4, 0.5, 0.2, 0.3, 0.6))
    a, b = figure(one), figure(other)
    assert [a["p"], *a["away"], *a["band"]] == pytest.approx([b["p"], *b["away"], *b["band"]])


def test_a_supposed_absence_reads_words_only(team, client_as, add):
    """Whoever shares may be supposed away; nobody's number moves what is then said."""
    said = []
    for hidden in (0.05, 0.95):
        own = team(0)
        sharing = [("Asha", 0.9), ("Ben", 0.85), ("Cy", 0.5)]
        own.people = [add(own, name, p, shares=True) for name, p in sharing]
        add(own, "Dot", hidden, shares=False)
        page = text(client_as(own.lead), f"/lead/cover?away={own.people[0].pk}")
        said.append(page[page.index("Without Asha") : page.index("What campaigns need")])
    assert said[0] == said[1]
    assert "2 → 1 of 2" in said[0]
    assert "Ben alone, of those who share; nearest: Cy." in said[0]
    assert "Dot" not in said[0]


def test_who_does_not_share_cannot_be_supposed_away(team, client_as):
    own = team(6, chances=(0.9, 0.9))
    assert "Without" not in text(
        client_as(own.lead), f"/lead/cover?away={own.people[0].pk}&away=x"
    )


def test_a_leader_reads_no_names(team, client_as):
    own = team(6, chances=(0.9, 0.85, 0.5), shares=True)
    for reader in (own.leader, own.admin):
        said = text(client_as(reader), f"/lead/cover?away={own.people[0].pk}")
        assert "Learner" not in said
        assert "this part is for leads" in said


def test_a_works_council_keeps_words_off(team, client_as):
    own = team(7, chances=(0.9, 0.85, 0.5), shares=True)
    rules.set_works_council(workspace_id=own.workspace.pk, on=True, actor_id=own.admin.pk, now=NOW)
    said = text(client_as(own.lead), f"/lead/cover?away={own.people[0].pk}")
    assert "Learner" not in said
    assert "agreed with the works council" in said
    assert "With any one of the people away" in said


def test_a_campaign_is_held_against_shared_words(team, monkeypatch, client_as, add):
    own = team(0)
    add(own, "Asha", 0.9, shares=True)
    spring, over = (
        NeededSkill(1, "Spring", "STR", 2, 2, dt.date(2027, 3, 1), dt.date(2027, 4, 1)),
        NeededSkill(2, "Over", "STR", 2, 2, dt.date(2026, 3, 1), dt.date(2026, 4, 1)),
    )
    monkeypatch.setattr(cover_selectors.campaigns, "skills_needed", lambda _pk: [spring, over])
    assert "Over" not in text(client_as(own.lead))
    assert "wants 2 in Strategy" in text(client_as(own.lead))
    line = list(cover_words.lines(for_brief(own.workspace.pk, now=NOW)))[-1]
    assert "does not have them yet" in line


def test_a_brief_gets_sentences_without_names(team):
    own = team(7, chances=(0.7, 0.6, 0.5), shares=True)
    found = for_brief(own.workspace.pk, now=NOW)
    (line,) = list(cover_words.lines(found))[:1]
    assert "with any one person away" in line
    assert "of learning would close it" in line
    assert "Learner" not in line


def test_queries_do_not_grow_with_people(team):
    counts = []
    for size in (6, 18):
        own = team(size, chances=(0.9, 0.5), shares=True)
        with CaptureQueriesContext(connection) as found:
            team_cover(own.workspace.pk, now=NOW)
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.fixture
def add(make_person):
    """Somebody more, measured in the one area."""

    def make(own, name, p, *, shares):
        person = make_person(own.workspace, name=name)
        profile(person, area="STR", p=p, shares=shares)
        return person

    return make


def test_words_that_are_kept_of_many_people_follow_every_choice(team, monkeypatch):
    """Kept in this process until a level or a choice moves; then read again."""
    monkeypatch.setattr(cover_selectors, "MANY", 1)
    own = team(6, chances=(0.9, 0.85), shares=True)
    assert len(team_cover(own.workspace.pk, now=NOW).sharing) == 2
    ShareChoice.objects.create(
        person=own.people[0], area_id="STR", is_shared=False, recorded_at=NOW
    )
    assert len(team_cover(own.workspace.pk, now=NOW).sharing) == 1
    rules.set_works_council(workspace_id=own.workspace.pk, on=True, actor_id=own.admin.pk, now=NOW)
    assert team_cover(own.workspace.pk, now=NOW).sharing == ()


def test_a_figure_of_this_week_is_read_and_gone_with_who_left(team):
    own = team(7, chances=(0.9, 0.8, 0.6))
    before = figure(own)
    with CaptureQueriesContext(connection) as found:
        assert figure(own) == before
    assert not any("levelestimate" in one["sql"] for one in found.captured_queries)
    own.people[0].left_at = NOW
    own.people[0].save(update_fields=["left_at"])
    assert figure(own)["p"] is None
