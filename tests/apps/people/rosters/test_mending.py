"""A list with faults is mended on its page: each faulty line with its fault, nothing lost."""

from __future__ import annotations

import html
import re

import pytest
from tests.apps.people.rosters.lists import codes, look, school_zip

from whetstone.apps.people.firm_models import Roster
from whetstone.apps.people.models import Person
from whetstone.apps.people.rosters import mending
from whetstone.web.request import Right

PASTED = "Asha Gurung, asha@example.org\r\nBen Hall, no address\r\nCleo, cleo@example.org, pilot"


def text(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.fixture
def pasted(as_lead) -> Roster:
    as_lead.post("/people/import", {"pasted": PASTED})
    return Roster.objects.get()


def mended(client, roster, words):
    return client.post(f"/people/rosters/{roster.pk}/mending", {"text": words}, follow=True)


def test_each_faulty_line_stands_with_its_fault_above_the_whole_text(as_lead, pasted):
    said = text(as_lead.get(f"/people/rosters/{pasted.pk}"))
    assert "Row 2 Ben Hall, no address e-mail: “no address” is not an e-mail address." in said
    assert "Row 3 Cleo, cleo@example.org, pilot role: “pilot” is no role here." in said
    assert PASTED.replace("\r\n", " ") in said


def test_a_mended_list_takes_the_place_of_the_one_before(as_lead, pasted):
    right = PASTED.replace("no address", "ben@example.org").replace(", pilot", "")
    answer = mended(as_lead, pasted, right)
    assert "3 people would come in" in text(answer)
    assert "Mend it here" not in text(answer)
    pasted.refresh_from_db()
    assert pasted.state == Roster.State.DROPPED
    assert Person.objects.count() == 1  # nobody came in yet


def test_what_is_still_wrong_is_said_again_and_nothing_typed_is_lost(as_lead, pasted):
    half = PASTED.replace("no address", "ben@example.org")
    said = text(mended(as_lead, pasted, half))
    assert "ben@example.org" in said
    assert "Row 3" in said
    assert "Row 2 Ben" not in said


def test_the_same_text_again_keeps_the_same_list(as_lead, pasted):
    mended(as_lead, pasted, PASTED)
    assert list(Roster.objects.values_list("state", flat=True)) == [Roster.State.READY]


def test_a_file_of_text_is_mended_so_too_with_its_own_letters(as_lead, firm):
    made = look(firm, "Name;E-Mail\nZoë Müller;nowhere\n".encode("cp1252"))
    assert "Zoë Müller;nowhere" in text(as_lead.get(f"/people/rosters/{made.pk}"))
    mended(as_lead, made, "Name;E-Mail\nZoë Müller;zoe@example.org\n")
    newest = Roster.objects.latest("pk")
    assert newest.name == "people.csv"
    assert codes(newest) == {}


def test_a_list_that_cannot_be_read_shows_its_text(as_lead, firm):
    made = look(firm, "Name,Name\nAsha,Gurung\n")
    assert made.state == Roster.State.UNREADABLE
    assert "Name,Name Asha,Gurung" in text(as_lead.get(f"/people/rosters/{made.pk}"))
    assert "1 person would come in" in text(mended(as_lead, made, "Name\nAsha Gurung\n"))


# --- refusals ------------------------------------------------------------------------------


def test_nothing_is_not_a_list_and_the_old_one_stays(as_lead, pasted):
    answer = as_lead.post(f"/people/rosters/{pasted.pk}/mending", {"text": "  "})
    assert answer.status_code == 422
    assert "Write at least one name." in text(answer)
    pasted.refresh_from_db()
    assert pasted.state == Roster.State.READY


def test_what_is_no_text_or_too_long_or_without_a_fault_is_not_mended_here(
    firm, make_workspace, monkeypatch
):
    school = make_workspace("Institute", kind="school")
    assert mending.mendable(look(school, school_zip(), name="roster.zip")) is None
    assert mending.mendable(look(firm, b"%PDF-1.7")) is None
    assert mending.mendable(look(firm, "Maya\n")) is None
    monkeypatch.setattr(mending, "MOST_TEXT", 10)
    assert mending.mendable(look(firm, "Maya, nowhere\n")) is None


def test_a_cell_over_several_lines_is_told_by_its_name(firm):
    made = look(firm, 'Name,E-mail\n"Maya\nLama",maya@example.org\nBen,nowhere\n')
    assert "Ben" in [one.text for one in mending.mendable(made).lines]


def test_others_mend_no_list(*, firm, make_workspace, make_person, client_as, pasted):
    learner = client_as(make_person(firm, rights=(Right.LEARNER,)))
    assert learner.post(f"/people/rosters/{pasted.pk}/mending", {"text": "Eve"}).status_code == 403
    other = client_as(make_person(make_workspace("Other"), rights=(Right.LEAD,)))
    assert other.post(f"/people/rosters/{pasted.pk}/mending", {"text": "Eve"}).status_code == 404
    assert Roster.objects.count() == 1


def test_a_list_that_was_taken_meanwhile_stays_taken_and_the_text_is_kept(as_lead, pasted):
    as_lead.post(f"/people/rosters/{pasted.pk}/taking", {"without_refused": "1"})
    mended(as_lead, pasted, "Ben Hall, ben@example.org")
    pasted.refresh_from_db()
    assert pasted.state == Roster.State.TAKEN
    assert Roster.objects.latest("pk").state == Roster.State.READY
