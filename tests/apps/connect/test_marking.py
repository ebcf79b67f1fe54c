"""Work is written, handed in, marked row by row, and read by fellow students without names."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.connect import book, handing_in, works
from whetstone.apps.connect.models import PeerReview, Reader, Submission, WorkMark
from whetstone.apps.learn import portfolio
from whetstone.apps.learn.models import OwnWork
from whetstone.apps.people.erasing import erase_person
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.core.rollup.gradebook import State

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
WORDS = "We answer 90 of 100 within the hour."


def mark_of(one, person, now=NOW):
    found = book.book(
        one.school_class_id, workspace_id=person.workspace_id, now=now, person_id=person.pk
    )
    return next(cell for cell in found.rows[0].cells if cell.assignment.pk == one.pk)


def posted(one, judge, level: int, said: str = ""):
    rows = judge.rows_of(one, level, said)
    return {f"row-{name}": str(level) for name in rows} | {f"said-{name}": said for name in rows}


# --- handing in ---


def test_what_is_typed_is_kept_as_own_work_and_nobody_else_reads_it(
    assign, seat, client_as, orla, autumn
):
    one, aoife = assign(), seat("Aoife")
    client = client_as(aoife)
    address = f"/class/work/{one.pk}/text"
    answer = client.post(address, {"box-text": WORDS}, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    client.post(address, {"box-text": WORDS}, headers={"X-Autosave": "1"})
    assert OwnWork.objects.filter(person=aoife, text=WORDS).count() == 1
    assert WORDS in client.get(f"/class/work/{one.pk}").content.decode()
    assert not Submission.objects.exists()
    told = client_as(orla).get(f"/classes/{autumn.pk}/assignments/{one.pk}").content.decode()
    assert WORDS not in told
    assert "Read and mark" not in told


def test_the_page_says_who_will_read_before_anything_is_handed_in(assign, seat, client_as):
    alone, read = assign(), assign(peers=2)
    client = client_as(seat("Aoife"))
    assert (
        "Until you hand it in it is yours alone"
        in client.get(f"/class/work/{alone.pk}").content.decode()
    )
    assert (
        "some fellow students read it without your name"
        in client.get(f"/class/work/{read.pk}").content.decode()
    )


def test_handing_in_freezes_what_was_written_and_the_next_state_is_another(
    assign, seat, client_as, hand_in
):
    one, aoife = assign(), seat("Aoife")
    client = client_as(aoife)
    sent = {"box-text": WORDS, "act": "submit"}
    client.post(f"/class/work/{one.pk}/text", sent)
    client.post(f"/class/work/{one.pk}/text", sent)
    assert Submission.objects.filter(person=aoife).count() == 1
    client.post(f"/class/work/{one.pk}/text", {"box-text": "Better."})
    assert Submission.objects.get(person=aoife).work.text == WORDS
    assert "it is not handed in" in client.get(f"/class/work/{one.pk}").content.decode()
    told = AuditRow.objects.get(act="hand in work")
    assert WORDS not in str(vars(told))


def test_nothing_written_is_not_handed_in_and_nothing_typed_is_lost(assign, seat, client_as):
    one = assign()
    client = client_as(seat("Aoife"))
    answer = client.post(f"/class/work/{one.pk}/text", {"box-text": "  ", "act": "submit"})
    assert answer.status_code == 422
    assert not Submission.objects.exists()
    shut = assign(late_rule="cut_off", due_at=NOW - dt.timedelta(hours=1))
    answer = client.post(f"/class/work/{shut.pk}/text", {"box-text": WORDS, "act": "submit"})
    assert "Nothing is taken any more" in answer.content.decode()
    late = client.post(
        f"/class/work/{shut.pk}/text", {"box-text": WORDS}, headers={"X-Autosave": "1"}
    )
    assert late.status_code == 409


def test_a_lesson_or_a_check_takes_no_text(assign, seat, hand_in):
    one, aoife = assign("check", "STR"), seat("Aoife")
    with pytest.raises(Missing):
        hand_in(one, aoife)
    with pytest.raises(Missing):
        handing_in.begin_check(
            assignment_id=assign().pk, person_id=aoife.pk, workspace_id=aoife.workspace_id, now=NOW
        )


def test_what_was_written_for_a_task_is_in_the_portfolio(assign, seat, hand_in, client_as):
    one, aoife = assign(), seat("Aoife")
    hand_in(one, aoife, WORDS)
    chapters = portfolio.chapters(aoife.pk)
    assert [(each.is_task, each.entries[0].text) for each in chapters] == [(True, WORDS)]
    client = client_as(aoife)
    assert WORDS in client.get("/portfolio").content.decode()
    assert WORDS in client.get("/portfolio.md").content.decode()


# --- marking ---


def test_a_mark_is_with_the_student_at_once_row_by_row(
    assign, seat, hand_in, judge, orla, autumn, client_as
):
    one, aoife = assign(), seat("Aoife")
    handed = hand_in(one, aoife, WORDS)
    address = f"/classes/{autumn.pk}/works/{handed.pk}"
    client = client_as(orla)
    assert WORDS in client.get(address).content.decode()
    answer = client.post(address, posted(one, judge, 3, "Name the source."))
    assert answer.status_code == 302
    assert mark_of(one, aoife).mark.share == 0.75
    seen = client_as(aoife).get(f"/class/work/{one.pk}").content.decode()
    assert "Your mark: 75 of 100" in seen
    assert "Name the source." in seen


def test_a_second_mark_supersedes_and_the_first_is_kept(
    assign, seat, hand_in, judge, orla, autumn, client_as
):
    one, aoife = assign(), seat("Aoife")
    handed = hand_in(one, aoife)
    judge(handed, 1, "Thin.")
    judge(handed, 4, "Now it stands.", now=NOW + dt.timedelta(hours=1))
    assert WorkMark.objects.filter(submission=handed).count() == 2
    assert mark_of(one, aoife).mark.share == 1.0
    page = client_as(orla).get(f"/classes/{autumn.pk}/works/{handed.pk}").content.decode()
    assert "1 earlier mark" in page
    assert "Thin." in page
    assert "Thin." not in client_as(aoife).get(f"/class/work/{one.pk}").content.decode()


def test_a_row_without_a_level_is_said_and_what_was_typed_stays(
    assign, seat, hand_in, judge, orla, autumn, client_as
):
    one, aoife = assign(), seat("Aoife")
    handed = hand_in(one, aoife)
    sent = posted(one, judge, 2, "Keep this.")
    del sent["row-evidence"]
    answer = client_as(orla).post(f"/classes/{autumn.pk}/works/{handed.pk}", sent)
    assert answer.status_code == 422
    assert "Not judged yet: Evidence" in answer.content.decode()
    assert answer.content.decode().count("Keep this.") == 4
    assert not WorkMark.objects.exists()


def test_work_handed_in_again_is_shown_to_be_read_again(assign, seat, hand_in, judge):
    one, aoife = assign(), seat("Aoife")
    judge(hand_in(one, aoife, "First."), 2)
    hand_in(one, aoife, "Second.", now=NOW + dt.timedelta(hours=2))
    cell = mark_of(one, aoife)
    assert (cell.mark.state, cell.mark.share, cell.again) == (State.MARKED, 0.5, True)


def test_the_overview_counts_what_waits_as_the_gradebook_does(
    assign, seat, hand_in, judge, orla, autumn, client_as
):
    one, aoife, brian = assign(), seat("Aoife"), seat("Brian")
    judge(hand_in(one, aoife, "First."), 2)
    hand_in(one, brian)
    assert works.waiting_count(autumn.pk) == 1
    hand_in(one, aoife, "Second.", now=NOW + dt.timedelta(hours=2))
    found = book.book(autumn.pk, workspace_id=autumn.workspace_id, now=NOW)
    assert works.waiting_count(autumn.pk) == found.waiting == 2
    page = client_as(orla).get(f"/classes/{autumn.pk}").content.decode()
    assert "2 works wait for your mark" in page


def test_an_erased_student_leaves_nothing_and_the_others_keep_their_marks(
    assign, seat, hand_in, judge, orla, autumn
):
    one, aoife, brian = assign(peers=1), seat("Aoife"), seat("Brian")
    for person in (aoife, brian):
        judge(hand_in(one, person), 3)
    who = {"assignment_id": one.pk, "workspace_id": autumn.workspace_id, "now": NOW}
    handing_in.hand_out(class_id=autumn.pk, actor_id=orla.pk, **who)
    erase_person(person_id=aoife.pk, workspace_id=autumn.workspace_id, actor_id=orla.pk, now=NOW)
    assert set(Submission.objects.values_list("person_id", flat=True)) == {brian.pk}
    assert not Reader.objects.exists()
    assert mark_of(one, brian).mark.share == 0.75


def test_nobody_else_marks(assign, seat, hand_in, autumn, make_workspace, make_person, client_as):
    one, aoife = assign(), seat("Aoife")
    handed = hand_in(one, aoife)
    address = f"/classes/{autumn.pk}/works/{handed.pk}"
    stranger = make_person(make_workspace("Other", kind="school"), rights=("instructor",))
    assert client_as(aoife).post(address).status_code == 403
    assert client_as(stranger).get(address).status_code == 404
    assert client_as(stranger).post(address).status_code == 404


def test_a_student_never_sees_anothers_work_or_marks(assign, seat, hand_in, judge, client_as):
    one = assign()
    aoife, brian = seat("Aoife"), seat("Brian")
    judge(hand_in(one, aoife, WORDS), 4, "Excellent.")
    for page in (f"/class/work/{one.pk}", "/class/marks", "/class"):
        text = client_as(brian).get(page).content.decode()
        assert WORDS not in text
        assert "Excellent." not in text
        assert "Aoife" not in text


# --- reading each other ---


@pytest.fixture
def handed_out(assign, seat, hand_in, orla, autumn):
    one = assign(peers=2)
    students = [seat(name) for name in ("Aoife", "Brian", "Chidi", "Dana")]
    for person in students:
        hand_in(one, person, f"Work number {person.pk}.")
    handing_in.hand_out(
        class_id=autumn.pk,
        assignment_id=one.pk,
        workspace_id=autumn.workspace_id,
        actor_id=orla.pk,
        now=NOW,
    )
    return one, students


def test_each_work_gets_its_readers_once_and_nobody_their_own(handed_out, orla, autumn):
    one, _students = handed_out
    pairs = [(row.submission.person_id, row.person_id) for row in Reader.objects.all()]
    assert len(pairs) == 8
    assert all(author != reader for author, reader in pairs)
    again = handing_in.hand_out(
        class_id=autumn.pk,
        assignment_id=one.pk,
        workspace_id=autumn.workspace_id,
        actor_id=orla.pk,
        now=NOW,
    )
    assert again == 0
    assert Reader.objects.count() == 8


def test_a_reader_sees_the_work_without_a_name_and_the_writer_the_words_without_one(
    handed_out, judge, client_as
):
    one, _students = handed_out
    reader = Reader.objects.select_related("submission__person", "person__user").first()
    client = client_as(reader.person)
    address = f"/class/readings/{reader.pk}"
    page = client.get(address).content.decode()
    assert f"Work number {reader.submission.person_id}." in page
    assert reader.submission.person.name not in page
    assert client.post(address, posted(one, judge, 3, "Say for whom.")).status_code == 302
    writer = reader.submission.person
    seen = client_as(writer).get(f"/class/work/{one.pk}").content.decode()
    assert "Say for whom." in seen
    assert reader.person.name not in seen


def test_peers_are_feedback_alone_unless_the_instructor_weighs_them(handed_out, judge):
    one, _students = handed_out
    reader = Reader.objects.first()
    writer = reader.submission.person
    review = {
        "reader_id": reader.pk, "person_id": reader.person_id, "workspace_id": writer.workspace_id,
        "rows": judge.rows_of(one, 0), "words": "", "now": NOW,
    }  # fmt: skip
    handing_in.review(**review)
    assert mark_of(one, writer).mark.state is State.WAITING
    judge(reader.submission, 4)
    assert mark_of(one, writer).mark.share == 1.0
    one.peer_percent = 20
    one.save(update_fields=["peer_percent"])
    assert mark_of(one, writer).mark.share == pytest.approx(0.8)
    handing_in.review(**{**review, "rows": judge.rows_of(one, 4)})
    assert mark_of(one, writer).mark.share == 1.0
    assert PeerReview.objects.count() == 2


def test_nobody_reviews_what_they_were_not_given(handed_out, judge, client_as, make_workspace):
    one, students = handed_out
    reader = Reader.objects.select_related("person").first()
    other = next(each for each in students if each.pk != reader.person_id)
    assert client_as(other).get(f"/class/readings/{reader.pk}").status_code == 404
    with pytest.raises(Missing):
        handing_in.review(
            reader_id=reader.pk,
            person_id=other.pk,
            workspace_id=other.workspace_id,
            rows=judge.rows_of(one, 3),
            words="",
            now=NOW,
        )
    with pytest.raises(Faults):
        handing_in.review(
            reader_id=reader.pk,
            person_id=reader.person_id,
            workspace_id=other.workspace_id,
            rows={},
            words="",
            now=NOW,
        )
    assert not PeerReview.objects.exists()


@pytest.mark.parametrize("peers", [0, 2])
def test_without_readers_or_with_one_work_nothing_is_handed_out(
    assign, seat, hand_in, orla, autumn, client_as, peers
):
    one = assign(peers=peers)
    hand_in(one, seat("Aoife"))
    answer = client_as(orla).post(
        f"/classes/{autumn.pk}/assignments/{one.pk}/readers", follow=True
    )
    assert "Nothing is handed out" in answer.content.decode()
    with pytest.raises(Refused):
        handing_in.hand_out(
            class_id=autumn.pk,
            assignment_id=one.pk,
            workspace_id=autumn.workspace_id,
            actor_id=orla.pk,
            now=NOW,
        )
    assert not Reader.objects.exists()
