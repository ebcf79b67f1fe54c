"""A doubt is said where it matters: what rests on it is suspended, a mention gets a note."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from whetstone.apps.field import services as field

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
REACH = "clm-meta-feed-page-reach"
RESTS = "/lessons/str-101-reading-a-difference"
MENTIONS = "/lessons/aud-101-who-engages"
UNREAD = "/lessons/str-101-choosing-networks"
NOTE = "is only mentioned here, and it is in doubt. Nothing in this block rests on it."


@pytest.fixture
def people(curriculum_loaded, make_workspace, make_person):
    workspace = make_workspace()
    return make_person(workspace, rights=("editor",)), make_person(workspace)


@pytest.fixture
def reader(client_as, people):
    return client_as(people[1])


def doubt(people):
    editor = people[0]
    field.doubt_claim(
        workspace_id=editor.workspace_id, claim_slug=REACH, person_id=editor.pk,
        reason="Empty in two exports.", now=NOW,
    )  # fmt: skip


def words(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_block_that_rests_on_it_says_so_and_its_question_is_not_asked(reader, people):
    before = words(reader, RESTS)
    assert "A fact under this is in doubt" not in before
    assert "A question stood here." not in before
    doubt(people)
    page = words(reader, RESTS)
    assert "A fact under this is in doubt" in page
    assert "is in doubt, so it is not asked until that is settled." in page


def test_a_mention_gets_a_note_in_other_words(reader, people):
    assert NOTE not in words(reader, MENTIONS)
    doubt(people)
    page = words(reader, MENTIONS)
    assert NOTE in page
    assert "This was written before a change" not in page


def test_a_lesson_that_mentions_what_nobody_has_confirmed_says_so_on_the_page(reader):
    assert NOTE in words(reader, UNREAD)


def test_other_workspaces_read_on_undisturbed(client_as, people, make_workspace, make_person):
    doubt(people)
    elsewhere = client_as(make_person(make_workspace(name="Other")))
    assert "A fact under this is in doubt" not in words(elsewhere, RESTS)


def test_a_settled_doubt_leaves_no_mark_on_the_lesson(reader, people):
    doubt(people)
    editor = people[0]
    field.settle_doubt(
        workspace_id=editor.workspace_id, claim_slug=REACH, person_id=editor.pk,
        reason="It is back.", now=NOW + dt.timedelta(hours=2),
    )  # fmt: skip
    page = words(reader, RESTS)
    assert "A fact under this is in doubt" not in page
    assert "A question stood here." not in page
