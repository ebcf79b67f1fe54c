"""A list of people: every row's fate first, all faults at once, taken once, twice the same."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.people.rosters.lists import codes, fates, here, look, school_zip, take

from whetstone.apps.people import selectors
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import (
    AuditRow,
    Person,
    Roster,
    RosterRow,
    SchoolClass,
    Team,
    WorkingHours,
)
from whetstone.apps.people.rosters import jobs, pages, staging, taking, words
from whetstone.config import cli
from whetstone.core.kernel.errors import Refused
from whetstone.web.request import Right

pytestmark = pytest.mark.usefixtures("curriculum_loaded")


# --- promises ------------------------------------------------------------------------------


def test_a_paste_shows_every_rows_fate_before_anything_happens(as_lead, lead):
    rows = (
        "Maya Lama, maya@example.org, Content creator", "=cmd(), x", ", no@example.org", "Lead",
        "Ann Lee, ann@example.org", "Ann L, ann@example.org", "Jo, not-mail, wizard",
    )  # fmt: skip
    page = as_lead.post("/people/import", {"pasted": "\n".join(rows)}, follow=True)
    shown = page.content.decode()
    for said in (
        "1 person would come in", "5 rows are refused", "spreadsheet formula", "It is missing",
        "unchanged", "stands twice in this list, first in row 5", "“wizard” is no role here",
        "“not-mail” is not an e-mail address", "“x” is not an e-mail address",
    ):  # fmt: skip
        assert said in shown
    assert Person.objects.filter(workspace=lead.workspace).count() == 1


def test_a_list_that_is_taken_brings_people_teams_and_office_hours(firm):
    made = take(
        firm,
        "Name;E-mail;Role;Team;May be\n"
        "Maya Lama;Maya@Example.org;crea;Brand;\nJo Roe;jo@example.org;;Care;lead, editor\n",
    )
    assert made.state == Roster.State.TAKEN
    assert here(firm) == {
        ("Maya Lama", "maya@example.org", "crea", "", "Brand", "", True, ("learner",)),
        ("Jo Roe", "jo@example.org", "smm", "", "Care", "", True, ("editor", "lead")),
    }
    maya = Person.objects.get(name="Maya Lama")
    assert len(selectors.working_hours([maya.pk])[maya.pk]) == 10


def test_office_hours_keep_off_the_workspaces_own_weekend(firm):
    firm.weekend = "45"
    firm.save(update_fields=["weekend"])
    take(firm, "Maya Lama, maya@example.org")
    days = WorkingHours.objects.values_list("weekday", flat=True)
    assert set(days) == {0, 1, 2, 3, 6}


def test_the_same_list_again_changes_nothing(firm):
    text = "Name,E-mail,Title,Team\nMaya,maya@example.org,Editor,Brand\nJo,jo@example.org,,Care\n"
    take(firm, text)
    before = here(firm)
    again = look(firm, text)
    assert again.counts == {"unchanged": 2, "warned": 0}
    take(firm, text)
    assert here(firm) == before
    assert Team.objects.filter(workspace=firm).count() == 2


def test_an_empty_cell_empties_nothing(firm):
    take(firm, "Name,E-mail,Title\nMaya,maya@example.org,Editor\n")
    made = take(firm, "Name,E-mail,Title\nMaya Lama,maya@example.org,\n")
    assert made.counts["changed"] == 1
    assert Person.objects.get().title == "Editor"
    assert Person.objects.get().name == "Maya Lama"


def test_who_has_left_comes_back_as_who_they_were(firm, make_person):
    maya = make_person(firm, name="Maya", email="maya@example.org")
    Person.objects.filter(pk=maya.pk).update(left_at=real_now())
    made = look(firm, "Maya, maya@example.org")
    assert fates(made) == {1: "back"}
    take(firm, "Maya, maya@example.org")
    maya.refresh_from_db()
    assert maya.left_at is None
    assert maya.user is not None


def test_a_status_says_who_leaves_and_nothing_of_theirs_is_deleted(firm):
    take(firm, "id,name,e-mail\n7,Maya,maya@example.org\n")
    made = take(firm, "id,status\n7,left\n")
    assert made.counts["leaves"] == 1
    maya = Person.objects.get()
    assert maya.left_at is not None
    assert maya.rights.exists()


def test_an_id_finds_somebody_whose_address_changed(firm):
    take(firm, "id,name,e-mail\n7,Maya,maya@example.org\n")
    take(firm, "id,name,e-mail\n7,Maya,m.lama@example.org\n")
    assert Person.objects.get().email == "m.lama@example.org"


def test_who_is_missing_from_a_list_stays(firm):
    take(firm, "Maya, maya@example.org\nJo, jo@example.org")
    take(firm, "Maya, maya@example.org")
    assert Person.objects.filter(left_at=None).count() == 2


def test_addresses_that_look_alike_are_told_and_taken(firm, make_person):
    make_person(firm, name="M", email="m.lama@gmail.com")
    made = look(firm, "Maya, mlama@gmail.com\nAl, al1@example.org\nAli, all@example.org\n")
    warned = RosterRow.objects.filter(roster=made).exclude(warnings=[])
    assert sorted(warned.values_list("line", flat=True)) == [1, 2, 3]
    assert "m.lama@gmail.com" in words.warnings(warned.get(line=1))[0]
    assert made.counts["new"] == 3


def test_a_refused_row_is_left_out_only_when_that_is_said(as_lead, lead):
    as_lead.post("/people/import", {"pasted": "Maya\nJo, not-mail"})
    made = Roster.objects.get()
    as_lead.post(f"/people/rosters/{made.pk}/taking")
    assert Person.objects.filter(workspace=lead.workspace).count() == 1
    as_lead.post(f"/people/rosters/{made.pk}/taking", {"without_refused": "1"})
    assert {one.name for one in Person.objects.all()} == {"Lead", "Maya"}


def test_pressing_twice_takes_once_and_uploading_twice_keeps_one(as_lead, lead):
    for _ in range(2):
        as_lead.post("/people/import", {"pasted": "Maya Lama, maya@example.org, crea"})
    made = Roster.objects.get()
    for _ in range(2):
        assert as_lead.post(f"/people/rosters/{made.pk}/taking").status_code == 302
    assert Person.objects.get(name="Maya Lama").role_id == "crea"
    acts = AuditRow.objects.filter(workspace=lead.workspace).values_list("act", flat=True)
    assert sorted(acts) == ["take roster", "upload roster"]


def test_what_was_uploaded_is_kept_until_it_is_decided_and_no_longer(as_lead, lead):
    as_lead.post("/people/import", {"pasted": "Maya Lama, maya@example.org"})
    made = Roster.objects.get()
    assert "pasted names" in as_lead.get("/people/import").content.decode()
    assert "Maya Lama" in as_lead.get(f"/people/rosters/{made.pk}").content.decode()
    as_lead.post(f"/people/rosters/{made.pk}/dropping")
    made.refresh_from_db()
    assert bytes(made.data) == b""
    assert not made.rows.exists()
    assert "thrown away" in as_lead.get(f"/people/rosters/{made.pk}").content.decode()
    assert not Person.objects.filter(name="Maya Lama").exists()


def test_a_large_list_is_read_by_the_worker_with_progress(as_lead, monkeypatch):
    monkeypatch.setattr(staging, "SMALL", 10)
    page = as_lead.post("/people/import", {"pasted": "Maya Lama, maya@example.org"}, follow=True)
    assert "0 rows are read so far" in page.content.decode()
    assert 'hx-trigger="every 3s"' in page.content.decode()
    jobs.read_roster.func(Roster.objects.get().pk)
    page = as_lead.get(f"/people/rosters/{Roster.objects.get().pk}").content.decode()
    assert "1 person would come in" in page


def test_a_list_that_a_stopped_worker_left_is_taken_up(firm):
    made = staging.upload(
        workspace_id=firm.pk, name="x", data=b"Maya", actor_id=None, now=real_now()
    )
    later = real_now() + taking.LOST * 2
    assert jobs.tidy(later) == 1
    staging.read(made.pk, clock=real_now)
    staging.read(made.pk, clock=real_now)
    assert RosterRow.objects.count() == 1


def test_a_list_that_nobody_takes_goes_after_a_week(firm):
    made = look(firm, "Maya")
    assert jobs.tidy(real_now() + taking.KEPT * 2) == 1
    made.refresh_from_db()
    assert made.state == Roster.State.DROPPED


def test_all_faults_come_as_a_table_that_no_spreadsheet_runs(as_lead):
    as_lead.post("/people/import", {"pasted": "=SUM(A1), x@example.org\nJo, not-mail"})
    made = Roster.objects.get()
    answer = as_lead.get(f"/people/rosters/{made.pk}/faults")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[1:3] for row in rows[1:]] == [["1", "name"], ["2", "e-mail"]]
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_classes_of_a_list_are_left_out_in_a_team_and_that_is_said(firm):
    made = look(firm, "Name,E-mail,Class\nMaya,maya@example.org,Practice\n")
    assert words.notes(made.notes) == ["Classes are left out: this workspace is a team."]
    take(firm, "Name,E-mail,Class\nMaya,maya@example.org,Practice\n")
    assert not SchoolClass.objects.exists()


def test_the_command_says_what_would_happen_and_does_nothing(firm, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_text("Maya, maya@example.org\nJo, not-mail\n")
    asked = ["people", "import", str(path), "--workspace", firm.slug]
    assert cli.main([*asked, "--dry-run", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["new"] == 1
    assert report["faults"][0]["row"] == 2
    assert not report["taken"]
    assert not Person.objects.exists()
    assert cli.main(asked) == 1
    assert not Person.objects.exists()
    assert cli.main([*asked, "--leave-out-refused"]) == 0
    assert Person.objects.get().name == "Maya"


# --- refusals ------------------------------------------------------------------------------


def test_nobody_becomes_admin_by_a_list(firm):
    made = look(firm, "Name,E-mail,May be\nMaya,maya@example.org,admin\nJo,,boss\n")
    assert codes(made) == {2: ["admin"], 3: ["no_right"]}


def test_a_list_takes_no_right_away(firm, lead):
    Person.objects.filter(pk=lead.pk).update(email="lead@example.org")
    take(firm, "Name,E-mail,May be\nLead,lead@example.org,learner\n")
    assert {one.right for one in lead.rights.all()} == {"admin", "lead", "learner"}


def test_the_only_admin_cannot_leave_by_a_list(firm, lead):
    Person.objects.filter(pk=lead.pk).update(email="lead@example.org")
    made = look(firm, "E-mail,Status\nlead@example.org,left\n")
    assert codes(made) == {2: ["last_admin"]}


def test_an_id_and_an_address_of_two_people_are_refused(firm):
    take(firm, "id,name,e-mail\n7,Maya,maya@example.org\n8,Jo,jo@example.org\n")
    made = look(firm, "id,name,e-mail\n7,Maya,jo@example.org\n9,Jo,jo@example.org\n")
    assert codes(made) == {2: ["twice", "of_somebody_else"], 3: ["twice", "other_id"]}


def test_a_bare_name_that_two_people_have_is_refused(firm, make_person):
    for _ in range(2):
        make_person(firm, name="Maya Lama")
    assert codes(look(firm, "Maya Lama")) == {1: ["several"]}


def test_the_other_workspace_is_never_read_nor_touched(firm, make_workspace, make_person):
    other = make_workspace("Other")
    theirs = make_person(other, name="Maya", email="maya@example.org")
    made = look(firm, "Maya L, maya@example.org")
    assert fates(made) == {1: "new"}
    take(firm, "Maya L, maya@example.org")
    theirs.refresh_from_db()
    assert theirs.name == "Maya"


def test_a_list_of_another_workspace_is_nowhere(firm, make_workspace, make_person, client_as):
    made = look(firm, "Maya")
    other = client_as(make_person(make_workspace("Other"), rights=(Right.ADMIN,)))
    for path, method in (("", "get"), ("/faults", "get"), ("/taking", "post"),
                         ("/dropping", "post")):  # fmt: skip
        assert getattr(other, method)(f"/people/rosters/{made.pk}{path}").status_code == 404
    assert not Person.objects.filter(name="Maya").exists()


def test_what_became_faulty_since_is_looked_at_again(firm, make_person):
    made = look(firm, "Maya Lama")
    for _ in range(2):
        make_person(firm, name="Maya Lama")
    taking.begin(roster_id=made.pk, workspace_id=firm.pk, without_refused=False, now=real_now())
    assert taking.take(made.pk, now=real_now()) is None
    made.refresh_from_db()
    assert made.state == Roster.State.READY
    assert Person.objects.filter(workspace=firm).count() == 2
    with pytest.raises(Refused):
        taking.begin(
            roster_id=made.pk, workspace_id=firm.pk, without_refused=False, now=real_now()
        )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old or locked"),
        (b"%PDF-1.7", "PDF holds no columns"),
        (b"PK\x03\x04broken", "archive is broken"),
        (b"Name,Name\nA,B\n", "stands twice"),
        (b"Name,E-mail\n", "nobody in it"),
        (school_zip(**{"users.csv": ""}), "missing from the archive"),
        (school_zip(**{"users.csv": "sourcedId,x\n1,2\n"}), "columns are missing"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_touches_nobody(as_lead, lead, data, said):
    upload = SimpleUploadedFile("people.csv", data)
    page = as_lead.post("/people/import", {"file": upload}, follow=True).content.decode()
    assert "cannot be read" in page
    assert said in page
    assert Person.objects.count() == 1


def test_a_list_that_is_too_large_is_refused_before_it_is_kept(as_lead, monkeypatch):
    monkeypatch.setattr("whetstone.apps.people.firm_forms.MOST_BYTES", 10)
    upload = SimpleUploadedFile("people.csv", b"Maya Lama, maya@example.org")
    page = as_lead.post("/people/import", {"file": upload}).content.decode()
    assert "too large" in page
    assert not Roster.objects.exists()


@pytest.mark.parametrize("right", [Right.LEARNER, Right.PARTNER, Right.LEADER, Right.EDITOR])
def test_who_keeps_no_people_sees_no_list(firm, make_person, client_as, right):
    made = look(firm, "Maya")
    client = client_as(make_person(firm, rights=(right,)))
    assert client.get(f"/people/rosters/{made.pk}").status_code == 403
    assert client.post(f"/people/rosters/{made.pk}/taking").status_code == 403


NAMES = st.text("abcdefghij ÄéŁनम", min_size=1, max_size=12).map(str.strip).filter(bool)
PEOPLE = st.lists(
    st.tuples(st.integers(1, 40), NAMES, st.sampled_from(["", "Brand", "Care"]),
              st.sampled_from(["", "smm", "crea"])),
    min_size=1, max_size=8, unique_by=lambda one: one[0],
)  # fmt: skip


def as_text(rows):
    out = io.StringIO()
    csv.writer(out).writerow(["id", "name", "e-mail", "team", "role"])
    csv.writer(out).writerows(
        [n, name, f"mail{n}x@example.org", team, role] for n, name, team, role in rows
    )
    return out.getvalue()


@settings(max_examples=12, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture])  # fmt: skip
@given(rows=PEOPLE, data=st.data())
def test_in_any_order_twice_and_in_halves_it_comes_to_the_same(make_workspace, rows, data):
    one, other, third = (make_workspace(f"W{n}") for n in range(3))
    take(one, as_text(rows))
    take(other, as_text(data.draw(st.permutations(rows))))
    take(other, as_text(rows))
    cut = data.draw(st.integers(0, len(rows)))
    for half in (rows[cut:], rows[:cut], rows):
        if half:
            take(third, as_text(half))
    assert here(one) == here(other) == here(third)
    assert len(here(one)) == len(rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.binary(max_size=300))
def test_no_file_breaks_the_reading(make_workspace, data):
    made = look(make_workspace("W"), data)
    assert made.state in (Roster.State.READY, Roster.State.UNREADABLE)


def test_questions_to_the_store_grow_with_batches_not_with_rows(firm, make_workspace):
    def asked(workspace, n):
        text = "".join(f"Person {i}, p{i}x@example.org\n" for i in range(n))
        with CaptureQueriesContext(connection) as some:
            look(workspace, text)
        return len([one for one in some if "INSERT" not in one["sql"]])

    asked(firm, 1)
    few, many = asked(make_workspace("A"), 5), asked(make_workspace("B"), 300)
    assert many == few


def test_the_page_of_a_list_asks_no_more_for_more_rows(firm, as_lead):
    counts = []
    for n in (3, 90):
        made = look(firm, "".join(f"Person {i}, p{i}x@example.org\n" for i in range(n)))
        as_lead.get(f"/people/rosters/{made.pk}")
        with CaptureQueriesContext(connection) as some:
            as_lead.get(f"/people/rosters/{made.pk}")
        counts.append(len(some))
    assert counts[0] == counts[1]
    assert pages.PAGE_SIZE >= 90
