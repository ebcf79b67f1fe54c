"""Sessions with experts: in everybody's hours, nobody named, and what is said is only a claim."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from whetstone.apps.field.models import Claim, Notice
from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Booking, Practice, SessionNote, SessionVote
from whetstone.apps.learn.selectors import sessions as found
from whetstone.apps.learn.services.quizzes import quiz_answered
from whetstone.apps.people import services as people
from whetstone.apps.people.selectors import Stretch
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.append_only import WrittenOnceError
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
DUBLIN = ZoneInfo("Europe/Dublin")
CRISIS = services.Proposed("A real crisis", "Led a desk", ["CRI-1", "CRI-4"], 45, 2)


@pytest.fixture
def marram(make_workspace, curriculum_loaded):
    return make_workspace()


@pytest.fixture
def lead(marram, make_person):
    return make_person(marram, rights=(Right.LEAD,), name="Lea Lead")


@pytest.fixture
def team(marram, make_person):
    return [make_person(marram, name=name) for name in ("Ana Alvarez", "Ben Bakker", "Cyra Costa")]


@pytest.fixture
def session(marram, lead):
    return services.propose_session(CRISIS, workspace_id=marram.pk, person_id=lead.pk, now=NOW)


def who(session, person, now=NOW):
    return {
        "uid": session.uid,
        "workspace_id": session.workspace_id,
        "person_id": person.pk,
        "now": now,
    }


@pytest.fixture
def timed(session, lead, team):
    first = selectors.times_offered(session, now=NOW)[0][0]
    services.set_time(start=first.starts_at, **who(session, lead))
    return session


def row(session, person):
    return found.rows_of([session], person_id=person.pk)[0]


def after(session, person, **more):
    return row(session, person).ends_at + dt.timedelta(**more)


# --- why: gaps ---


def test_a_gap_of_four_people_is_no_gap_and_of_five_is_one(marram, make_person, measured):
    for n in range(4):
        measured(make_person(marram, name=f"Nadia {n}"), CRI=1.0)
    assert "CRI" not in {gap.area_id for gap in selectors.gaps_of_team(marram.pk, now=NOW)}
    measured(make_person(marram, name="Nadia 4"), CRI=1.0)
    gap = next(gap for gap in selectors.gaps_of_team(marram.pk, now=NOW) if gap.area_id == "CRI")
    assert gap.people == 5
    assert "Nadia" not in str(gap)


def test_an_area_that_is_met_on_average_is_no_gap(marram, make_person, measured):
    for n in range(6):
        measured(make_person(marram, name=f"Nadia {n}"))
    assert not selectors.gaps_of_team(marram.pk, now=NOW)


def test_a_session_keeps_the_gap_it_was_proposed_from_and_never_a_claimed_one(
    marram, lead, make_person, measured
):
    for n in range(5):
        measured(make_person(marram, name=f"Nadia {n}"), CRI=1.0)
    for area, people_ in (("CRI", 5), ("STR", None)):
        what = services.Proposed("A", "B", ["CRI-1"], 45, 5, area_id=area)
        made = services.propose_session(what, workspace_id=marram.pk, person_id=lead.pk, now=NOW)
        assert made.basis.get("people") == people_


def test_every_fault_of_a_proposal_is_told_at_once(marram, lead):
    wrong = services.Proposed("A", "B", ["XXX-9"], 5, 0)
    with pytest.raises(Faults) as told:
        services.propose_session(wrong, workspace_id=marram.pk, person_id=lead.pk, now=NOW)
    assert {fault.where for fault in told.value.faults} == {"skills", "minutes", "capacity"}


# --- questions and votes ---


def test_votes_order_questions_and_the_same_vote_twice_is_one(session, team):
    first = services.ask_guest(text="First?", **who(session, team[0]))
    second = services.ask_guest(text="Second?", **who(session, team[1]))
    assert services.vote(question_id=second.pk, is_for=True, **who(session, team[2]))
    assert not services.vote(question_id=second.pk, is_for=True, **who(session, team[2]))
    view = selectors.session_page(
        session.uid, workspace_id=session.workspace_id, person_id=team[2].pk, now=NOW
    )
    assert [(one.id, one.votes) for one in view.questions] == [(second.pk, 1), (first.pk, 0)]
    assert services.vote(question_id=second.pk, is_for=False, **who(session, team[2]))
    assert SessionVote.objects.count() == 2, "taking back is a row, not a change"


def test_a_fourth_question_and_one_of_another_session_are_refused(session, team, marram, lead):
    for n in range(3):
        services.ask_guest(text=f"Question {n}?", **who(session, team[0]))
    with pytest.raises(Refused, match="enough"):
        services.ask_guest(text="One more?", **who(session, team[0]))
    other = services.propose_session(CRISIS, workspace_id=marram.pk, person_id=lead.pk, now=NOW)
    asked = services.ask_guest(text="Elsewhere?", **who(other, team[1]))
    with pytest.raises(Missing):
        services.vote(question_id=asked.pk, is_for=True, **who(session, team[0]))


def test_rows_are_never_changed(session, team):
    asked = services.ask_guest(text="First?", **who(session, team[0]))
    for one in (asked, session):
        with pytest.raises(WrittenOnceError):
            one.save()


# --- time and seats ---


def test_a_time_lies_in_the_hours_of_everybody_it_is_said_to_fit(session, team):
    offers, common = selectors.times_offered(session, now=NOW)
    assert offers
    for one in offers:
        local = one.starts_at.astimezone(DUBLIN)
        assert local.weekday() < 5
        assert 9 <= local.hour < 18
        assert one.starts_at >= NOW + dt.timedelta(hours=24)
        assert not one.misses
        assert len(common[one.starts_at].fits) == 3


def test_who_it_does_not_fit_is_named_and_a_seat_is_refused_to_them(session, team, lead):
    people.set_hours(
        workspace_id=session.workspace_id,
        person_id=team[0].pk,
        hours=[Stretch(5, dt.time(22), dt.time(23))],
        actor_id=team[0].pk,
        now=NOW,
    )
    first = selectors.times_offered(session, now=NOW)[0][0]
    assert first.misses == ("Ana Alvarez",)
    services.set_time(start=first.starts_at, **who(session, lead))
    with pytest.raises(services.NoPlaceError) as no:
        services.join_session(**who(session, team[0]))
    assert "outside_pattern" in {reason.code for reason in no.value.reasons}
    assert not Booking.objects.exists()


def test_a_time_that_was_not_found_is_refused(session, team, lead):
    night = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
    with pytest.raises(Refused, match="not_found"):
        services.set_time(start=night, **who(session, lead))


def test_a_seat_that_would_leave_the_care_desk_short_is_refused(timed, team, marram):
    type(marram).objects.filter(pk=marram.pk).update(care_minimum=2)
    services.join_session(**who(timed, team[0]))
    with pytest.raises(services.NoPlaceError) as no:
        services.join_session(**who(timed, team[1]))
    assert [reason.code for reason in no.value.reasons] == ["care_cover"]


def test_no_seat_before_a_time_none_beyond_the_last_and_one_comes_free(
    session, team, lead, marram
):
    type(marram).objects.filter(pk=marram.pk).update(care_minimum=0)
    with pytest.raises(Refused, match="no_time"):
        services.join_session(**who(session, team[0]))
    first = selectors.times_offered(session, now=NOW)[0][0]
    services.set_time(start=first.starts_at, **who(session, lead))
    assert services.join_session(**who(session, team[0]))
    assert not services.join_session(**who(session, team[0]))
    assert services.join_session(**who(session, team[1]))
    with pytest.raises(Refused, match="full"):
        services.join_session(**who(session, team[2]))
    assert services.leave_session(**who(session, team[0]))
    assert services.join_session(**who(session, team[2]))


def test_a_seat_is_one_event_through_move_and_calling_off(timed, team, lead):
    services.join_session(**who(timed, team[0]))
    later = selectors.times_offered(timed, now=NOW)[0][1]
    done = services.set_time(start=later.starts_at, **who(timed, lead))
    assert (done.moved, done.lost) == (1, 0)
    services.call_off(**who(timed, lead))
    states = Booking.objects.filter(person=team[0]).order_by("sequence")
    assert {one.uid for one in states} == {timed.uid}
    assert [one.sequence for one in states] == [0, 1, 2]
    file = selectors.calendar_file(
        team[0].pk, zone="Europe/Dublin", now=NOW, root="https://x.example/"
    ).decode()
    assert f"UID:{timed.uid}@whetstone" in file.replace("\r\n ", "")
    assert "SEQUENCE:2" in file
    assert "STATUS:CANCELLED" in file
    with pytest.raises(Refused, match="off"):
        services.join_session(**who(timed, team[1]))


def test_the_planner_moves_no_seat_and_a_hand_cannot(timed, team):
    services.join_session(**who(timed, team[0]))
    services.get_current(person_ids=[team[0].pk], workspace_id=timed.workspace_id, now=NOW)
    assert Booking.objects.filter(uid=timed.uid).count() == 1
    moved = services.move(
        uid=timed.uid, person_id=team[0].pk, workspace_id=timed.workspace_id,
        start=row(timed, team[0]).starts_at + dt.timedelta(hours=1), now=NOW,
    )  # fmt: skip
    assert moved is None


# --- afterwards ---


def test_notes_have_versions_and_none_before_the_session(timed, lead):
    words = {"text": "It was the partner.", "recording": ""}
    with pytest.raises(Refused, match="not_held"):
        services.write_notes(**words, **who(timed, lead))
    late = after(timed, lead, hours=1)
    services.write_notes(**words, **who(timed, lead, late))
    services.write_notes(**words, **who(timed, lead, late))
    services.write_notes(text="More.", recording="", **who(timed, lead, late))
    assert list(SessionNote.objects.values_list("version", flat=True).order_by("pk")) == [1, 2]


def test_a_statement_is_a_notice_to_verify_and_no_claim(timed, lead):
    before = Claim.objects.count()
    late = after(timed, lead, hours=1)
    said = {"sentence": "A partner's schedule goes on."}
    one = services.state_by_guest(**said, **who(timed, lead, late))
    two = services.state_by_guest(**said, **who(timed, lead, late))
    assert one.pk == two.pk
    assert Notice.objects.count() == 1
    assert Claim.objects.count() == before
    assert one.workspace_id == timed.workspace_id


def test_the_quiz_opens_three_days_on_in_working_time_for_who_was_there(timed, team):
    services.join_session(**who(timed, team[0]))
    slugs = found.quiz_slugs(timed, workspace_id=timed.workspace_id, on=NOW.date())
    assert 1 <= len(slugs) <= 3
    late = after(timed, team[0], days=8)
    opens = found.quiz_opens(
        row(timed, team[0]), workspace_id=timed.workspace_id, person_id=team[0].pk, now=late
    )
    assert opens >= after(timed, team[0], days=3)
    local = opens.astimezone(DUBLIN)
    assert local.weekday() < 5
    assert 9 <= local.hour < 18
    for person, at in ((team[0], opens - dt.timedelta(minutes=1)), (team[1], late)):
        with pytest.raises(Missing):
            services.answer_in_session(
                item_slug=slugs[0], answer={"choice": "a"}, **who(timed, person, at)
            )
    assert not Practice.objects.exists()


def test_a_question_outside_the_quiz_is_not_asked(timed, team):
    services.join_session(**who(timed, team[0]))
    with pytest.raises(Missing):
        services.answer_in_session(
            item_slug="it-pad-001", answer={}, **who(timed, team[0], after(timed, team[0], days=8))
        )


# --- pages ---


def test_another_workspace_sees_no_session(session, make_workspace, make_person, client_as):
    olga = make_person(make_workspace("Other"), rights=tuple(Right), name="Olga")
    client = client_as(olga)
    assert client.get(f"/sessions/{session.uid}").status_code == 404
    for act in ("seat", "time", "votes", "calling-off", "questions", "notes", "statements"):
        assert client.post(f"/sessions/{session.uid}/{act}").status_code in {302, 404}
    assert not selectors.expert_sessions(olga.workspace_id, person_id=olga.pk)


def test_a_learner_is_told_no_colleagues_hours_and_sets_no_time(timed, team, client_as):
    client = client_as(team[0])
    page = client.get(f"/sessions/{timed.uid}")
    assert page.status_code == 200
    for name in ("Ben Bakker", "Cyra Costa"):
        assert name not in page.content.decode(), "a learner is told no colleague's hours"
    assert client.post(f"/sessions/{timed.uid}/time", {"start": "x"}).status_code == 403


def test_a_question_without_words_is_shown_again_and_kept_out(session, team, client_as):
    answer = client_as(team[0]).post(f"/sessions/{session.uid}/questions", {"text": " "})
    assert answer.status_code == 422
    assert not session.questions.exists()


def test_skills_are_chosen_by_area_and_only_the_asked_area_is_open(lead, client_as):
    page = client_as(lead).get("/sessions/new?area=CRI").content.decode()
    crisis = page.split("<details open>")[1].split("</details>")[0]
    assert page.count("<details open>") == 1
    assert 'value="CRI-1"' in crisis
    assert 'value="CAL-1"' not in crisis


def test_a_refused_form_keeps_the_skills_that_were_chosen_in_view(lead, client_as):
    skills = ["CRI-1", "CRI-2", "CAL-1", "CAL-2"]
    answer = client_as(lead).post("/sessions/new", {"title": "A crisis", "skills": skills})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("<details open>") == 2
    assert page.count('" checked><span>') == 4
    assert "Choose at most three skills." in page


# --- the quiz has its block ---


def quiz_blocks(person):
    rows = Booking.objects.filter(person=person, thing_kind="quiz").order_by("sequence")
    return [(one.state, one.starts_at) for one in rows]


@pytest.fixture
def held_(timed, team):
    """The session was held; Ana sat in it, Ben did not. When it ended."""
    services.join_session(**who(timed, team[0]))
    return row(timed, team[0]).ends_at


def test_the_quiz_is_booked_for_who_was_there_three_days_on_and_once(timed, team, held_):
    assert services.book_quizzes(held_ + dt.timedelta(days=1)) == 0, "too early"
    late = held_ + dt.timedelta(days=2, hours=1)
    assert services.book_quizzes(late) == 1
    assert services.book_quizzes(late + dt.timedelta(hours=1)) == 0
    ((state, at),) = quiz_blocks(team[0])
    assert state == "booked"
    assert at >= held_ + dt.timedelta(days=3)
    assert 9 <= at.astimezone(DUBLIN).hour < 18
    assert quiz_blocks(team[1]) == []
    view = selectors.week(
        team[0].pk, workspace_id=timed.workspace_id, now=late, on=at.astimezone(DUBLIN).date()
    )
    block = next(one for one in view.blocks if "Recall" in one.title)
    assert block.url.endswith(f"/sessions/{timed.uid}")


def test_a_quiz_that_somebody_took_out_stays_out(timed, team, held_):
    late = held_ + dt.timedelta(days=2, hours=1)
    services.book_quizzes(late)
    uid = Booking.objects.get(person=team[0], thing_kind="quiz").uid
    services.cancel(uid=uid, person_id=team[0].pk, now=late)
    assert services.book_quizzes(late + dt.timedelta(hours=1)) == 0
    assert quiz_blocks(team[0])[-1][0] == "cancelled"


def test_answering_keeps_the_block_of_the_day_and_lets_a_later_one_go(timed, team, held_):
    services.book_quizzes(held_ + dt.timedelta(days=2, hours=1))
    _state, at = quiz_blocks(team[0])[0]
    told = {"session_uid": str(timed.uid), "person_id": team[0].pk}
    quiz_answered(**told, now=at + dt.timedelta(minutes=5))
    quiz_answered(**told, now=at + dt.timedelta(minutes=6))
    assert [state for state, _at in quiz_blocks(team[0])] == ["booked", "kept"]


def test_without_questions_there_is_no_block(timed, team, held_, monkeypatch):
    monkeypatch.setattr(found, "quiz_slugs", lambda *_a, **_k: [])
    assert services.book_quizzes(held_ + dt.timedelta(days=2, hours=1)) == 0
