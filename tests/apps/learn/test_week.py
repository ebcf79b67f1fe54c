"""Learning has a place in working time and nowhere else."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Booking, Reading
from whetstone.apps.learn.selectors import planning
from whetstone.apps.learn.selectors.team import pattern_of, team
from whetstone.apps.people import services as people
from whetstone.apps.people.selectors import Stretch
from whetstone.web.append_only import WrittenOnceError

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
DUBLIN = ZoneInfo("Europe/Dublin")
SHORT = {"CMP": 1.2, "STR": 1.0}


@pytest.fixture
def marram(make_workspace):
    return make_workspace()


@pytest.fixture
def ana(marram, make_person, measured):
    person = make_person(marram, name="Ana")
    measured(person, **SHORT)
    return person


def current(person, now=NOW):
    return services.get_current(person_ids=[person.pk], workspace_id=person.workspace_id, now=now)


def blocks(person):
    return [one for one in selectors.latest([person.pk]) if one.state == "booked"]


def test_get_current_places_refreshers_and_the_next_lessons(ana, refresher_for):
    refresher_for(ana, minutes=11, title="Reach leaves the feed")
    refresher_for(ana, minutes=9, title="Stickers, not swipes")

    done = current(ana)

    kinds = [one.kind for one in blocks(ana)]
    assert done.booked == 3
    assert kinds.count("refresher") == 1, "two short refreshers share a block"
    assert kinds.count("lesson") == 2
    shared = next(one for one in blocks(ana) if one.kind == "refresher")
    assert len(shared.things) == 2
    assert all(one.reasons for one in blocks(ana))


def test_no_block_lies_within_a_day_after_hours_or_twice_a_day(ana, refresher_for):
    refresher_for(ana)
    current(ana)

    starts = [one.starts_at.astimezone(DUBLIN) for one in blocks(ana)]
    assert min(starts) >= NOW + dt.timedelta(hours=24)
    assert all(at.weekday() < 5 and 9 <= at.hour < 18 for at in starts)
    assert len({at.date() for at in starts}) == len(starts)


def test_asking_again_places_nothing_twice(ana, refresher_for):
    refresher_for(ana)
    current(ana)
    before = Booking.objects.count()

    again = current(ana)
    tomorrow = current(ana, NOW + dt.timedelta(days=1))

    assert (again.booked, tomorrow.booked) == (0, 0)
    assert Booking.objects.count() == before


def test_nobody_without_a_measure_gets_lessons_but_changes_reach_everybody(
    marram, make_person, refresher_for
):
    ben = make_person(marram)
    refresher_for(ben)

    current(ben)

    assert [one.kind for one in blocks(ben)] == ["refresher"]


def test_people_of_another_workspace_are_left_alone(ana, make_workspace, make_person, measured):
    other = make_person(make_workspace(name="Elsewhere"))
    measured(other, **SHORT)

    services.get_current(person_ids=[other.pk], workspace_id=ana.workspace_id, now=NOW)

    assert not Booking.objects.exists()


def test_holidays_blackouts_and_meetings_stay_free(marram, ana, refresher_for):
    people.black_out(
        workspace_id=marram.pk,
        starts_on=dt.date(2026, 11, 24),
        ends_on=dt.date(2026, 12, 3),
        reason="Launch of the winter film",
    )
    meeting = dt.datetime(2026, 12, 4, 9, 0, tzinfo=dt.UTC)
    people.replace_busy(person_id=ana.pk, spans=[(meeting, meeting + dt.timedelta(hours=6))])
    refresher_for(ana)

    done = current(ana)

    placed = [one.starts_at for one in blocks(ana)]
    assert all(at >= meeting + dt.timedelta(hours=6) for at in placed)
    assert len(done.unplaced) + len(placed) == 3
    assert done.unplaced
    assert all(reasons for _person, _title, _minutes, reasons in done.unplaced)


def test_a_block_whose_place_was_lost_moves_with_its_name(ana, refresher_for):
    refresher_for(ana)
    current(ana)
    first = next(one for one in blocks(ana) if one.starts_at >= NOW + dt.timedelta(hours=48))
    people.replace_busy(person_id=ana.pk, spans=[(first.starts_at, first.ends_at)])

    done = current(ana)

    moved = selectors.latest([ana.pk])
    same = next(one for one in moved if one.uid == first.uid)
    assert done.moved == 1
    assert (same.sequence, same.state) == (1, "booked")
    assert same.starts_at != first.starts_at


def test_a_block_that_nothing_needs_any_more_is_let_go(ana, refresher_for):
    row = refresher_for(ana)
    current(ana)
    row.done_at = NOW
    row.save(update_fields=["done_at"])

    done = current(ana, NOW + dt.timedelta(minutes=5))

    assert done.let_go == 1
    assert "refresher" not in [one.kind for one in blocks(ana)]


def test_a_broken_pattern_holds_no_working_time(ana, refresher_for):
    from whetstone.apps.people.models import WorkingHours

    refresher_for(ana)
    WorkingHours.objects.filter(person=ana).delete()
    for start, end in ((9, 12), (11, 17)):
        WorkingHours.objects.create(
            person=ana, weekday=1, starts=dt.time(start), ends=dt.time(end)
        )

    done = current(ana)

    assert done.booked == 0
    assert done.unplaced


def test_the_team_counts(marram, make_person, measured, refresher_for):
    team = [make_person(marram) for _ in range(7)]
    for person in team:
        refresher_for(person, minutes=25)

    services.get_current(
        person_ids=[person.pk for person in team], workspace_id=marram.pk, now=NOW
    )

    rows = selectors.latest([person.pk for person in team])
    for one in rows:
        at_once = sum(other.starts_at <= one.starts_at < other.ends_at for other in rows)
        assert at_once <= 2, "at most a third of seven learn at once"
    assert len(rows) == 7


def test_queries_do_not_grow_with_people(marram, make_person, measured, refresher_for):
    counts = []
    for size in (1, 2, 6):  # the first one warms up what a process keeps
        team = [make_person(marram) for _ in range(size)]
        for person in team:
            measured(person, **SHORT)
            refresher_for(person)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            services.get_current(
                person_ids=[person.pk for person in team], workspace_id=marram.pk, now=NOW
            )
        counts.append(len(caught))
    assert counts[1] == counts[2]
    assert counts[2] <= 24


def test_a_move_goes_where_it_is_allowed_and_only_there(ana, refresher_for):
    refresher_for(ana)
    current(ana)
    one = blocks(ana)[0]

    def move(start, person=ana):
        return services.move(
            uid=one.uid, person_id=person.pk, workspace_id=ana.workspace_id, start=start, now=NOW
        )

    for bad in (
        dt.datetime(2026, 11, 27, 20, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 28, 10, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 25, 12, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 12, 25, 10, 0, tzinfo=dt.UTC),
        dt.datetime(2046, 12, 20, 10, 0, tzinfo=dt.UTC),
    ):
        with pytest.raises(services.NoPlaceError) as no:
            move(bad)
        assert no.value.reasons
    good = planning.moves(ana.workspace_id, held=one, now=NOW)[-1]
    assert move(good).sequence == 1
    assert move(good).sequence == 1, "the same place again does nothing"


def test_a_stranger_cannot_touch_a_block(*, ana, marram, make_person, client_as, refresher_for):
    refresher_for(ana)
    current(ana)
    uid = blocks(ana)[0].uid
    client = client_as(make_person(marram))

    for act, sent in (
        ("move", {"start": "2026-11-27T14:00:00+00:00"}),
        ("cancellation", {}),
        ("mark", {"happened": "yes"}),
    ):
        assert client.post(f"/week/bookings/{uid}/{act}", sent).status_code == 404
    assert client.get(f"/week/bookings/{uid}/move").status_code == 404
    assert Booking.objects.filter(uid=uid).count() == 1


def test_cancelling_twice_is_once_and_rows_are_written_once(ana, client_as, refresher_for):
    refresher_for(ana)
    current(ana)
    uid = blocks(ana)[0].uid
    client = client_as(ana)

    for _ in range(2):
        assert client.post(f"/week/bookings/{uid}/cancellation").status_code == 302

    rows = Booking.objects.filter(uid=uid).order_by("sequence")
    assert [row.state for row in rows] == ["booked", "cancelled"]
    with pytest.raises(WrittenOnceError):
        rows[0].save()


def test_kept_by_word_or_by_deed_and_never_before_it_began(ana, booked):
    monday = dt.datetime(2026, 11, 16, 10, 0, tzinfo=dt.UTC)
    said = booked(ana, monday, thing=("refresher", "chg-a"))
    did = booked(ana, monday + dt.timedelta(days=1))
    lost = booked(ana, monday + dt.timedelta(days=2), thing=("refresher", "chg-b"))
    booked(ana, monday + dt.timedelta(days=3), thing=("refresher", "chg-c"))
    ahead = booked(ana, NOW + dt.timedelta(days=1), minutes=30)
    Reading.objects.create(
        person=ana,
        lesson=lesson("str-101-reading-a-difference"),
        started_at=did.starts_at,
        finished_at=did.ends_at + dt.timedelta(hours=3),
    )

    for uid, state in ((said.uid, "kept"), (said.uid, "kept"), (lost.uid, "stolen")):
        services.mark(uid=uid, person_id=ana.pk, state=state, now=NOW)
    with pytest.raises(services.NotYetError):
        services.mark(uid=ahead.uid, person_id=ana.pk, state="kept", now=NOW)
    with pytest.raises(ValueError, match="booked"):
        services.mark(uid=said.uid, person_id=ana.pk, state="booked", now=NOW)

    total = selectors.hours_kept(ana.workspace_id, since=monday, now=NOW)
    assert (total.kept, total.stolen, total.unsaid, total.ahead) == (50, 25, 25, 30)
    assert (total.outside, total.booked, total.come) == (0, 130, 100)
    mine = selectors.hours_kept(ana.workspace_id, since=monday, now=NOW, person_id=ana.pk)
    assert mine == total
    none = selectors.hours_kept(ana.workspace_id, since=monday, now=NOW, person_id=-1)
    assert none.booked == 0
    rows = selectors.block_hours(ana.workspace_id, since=monday, now=NOW)
    assert sorted(row.fate for row in rows) == ["ahead", "learned", "learned", "skipped", "taken"]


def lesson(slug):
    from whetstone.apps.learn.models import Lesson

    return Lesson.objects.get(slug=slug, is_latest=True)


def test_what_is_done_lets_go_of_later_days_and_keeps_today(ana, booked):
    thing = ("lesson", "str-101-goals-tree")
    today = booked(ana, NOW + dt.timedelta(hours=2), thing=thing)
    later = booked(ana, NOW + dt.timedelta(days=2), thing=thing)

    booked(ana, NOW + dt.timedelta(days=3), thing=("lesson", "str-101-how-long"))
    assert services.release(person_id=ana.pk, now=NOW) == 0
    services.finish_lesson(person_id=ana.pk, workspace_id=ana.workspace_id, slug=thing[1], now=NOW)

    state = {str(one.uid): one.state for one in selectors.latest([ana.pk])}
    assert sorted(state.values()) == ["booked", "booked", "cancelled"]
    assert (state[str(today.uid)], state[str(later.uid)]) == ("booked", "cancelled")


def test_minutes_placed_and_free_places_for_the_ripple(ana, marram, make_person, refresher_for):
    row = refresher_for(ana, minutes=22)
    before = selectors.minutes_placed(row.publication_id, workspace_id=marram.pk, now=NOW)
    places = selectors.free_places(marram.pk, person_ids=[ana.pk], minutes=22, now=NOW)
    current(ana)
    after = selectors.minutes_placed(row.publication_id, workspace_id=marram.pk, now=NOW)

    assert (before.people, before.waiting, before.minutes) == (0, 1, 0)
    assert (after.people, after.waiting, after.minutes) == (1, 0, 22)
    assert (places.people, places.without) == (1, 0)
    assert places.days[0] > NOW.date()
    assert "None after hours" in places.sentence
    assert Booking.objects.filter(person=ana).exists()


def test_a_class_has_no_desk_to_hold(make_workspace, make_person, measured):
    school = make_workspace(name="School", kind="school")
    students = [make_person(school, role_id="stud") for _ in range(6)]
    for student in students:
        measured(student, **SHORT)

    services.get_current(person_ids=[s.pk for s in students], workspace_id=school.pk, now=NOW)

    firsts = [min(one.starts_at for one in blocks(student)) for student in students]
    assert {first.date() for first in firsts} == {dt.date(2026, 11, 24)}
    rules = team(school.pk, now=NOW).rules
    assert (rules.cap(6), rules.care_minimum) == (6, 0), "all may learn at the same time"


def test_the_page_shows_the_week_and_places_by_one_post(ana, client_as, refresher_for):
    refresher_for(ana)
    client = client_as(ana)

    empty = client.get("/week")
    client.post("/week/bookings")
    client.post("/week/bookings")
    full = client.get("/week")
    uid = blocks(ana)[0].uid
    choice = client.get(f"/week/bookings/{uid}/move")

    assert "Nothing is booked this week" in empty.content.decode()
    assert "None after hours" in full.content.decode()
    assert "Get current: Reach leaves the feed" in full.content.decode()
    assert "<optgroup" in choice.content.decode()
    assert Booking.objects.count() == 3


def test_the_page_names_holidays_and_blackouts_and_never_what_for(marram, ana, client_as):
    people.black_out(
        workspace_id=marram.pk,
        starts_on=dt.date(2026, 11, 25),
        ends_on=dt.date(2026, 11, 25),
        reason="Launch of the winter film",
    )
    at = dt.datetime(2026, 11, 26, 10, 0, tzinfo=dt.UTC)
    people.replace_busy(person_id=ana.pk, spans=[(at, at + dt.timedelta(hours=1))])
    client = client_as(ana)

    page = client.get("/week").content.decode()
    christmas = client.get("/week?from=2026-12-21").content.decode()

    assert "Launch of the winter film" in page
    assert "busy 10:00 to 11:00" in page
    assert "Christmas Day" in christmas


def test_a_personal_blackout_is_nobody_elses(marram, ana, make_person, client_as):
    people.black_out(
        workspace_id=marram.pk,
        person_id=ana.pk,
        starts_on=dt.date(2026, 11, 25),
        ends_on=dt.date(2026, 11, 25),
        reason="Hospital",
    )
    ben = make_person(marram)

    assert "Hospital" in client_as(ana).get("/week").content.decode()
    assert "Hospital" not in client_as(ben).get("/week").content.decode()


@pytest.mark.parametrize("query", ["?from=2026-02-30", "?from=9999-12-31", "?from=x", ""])
def test_odd_dates_do_no_harm(ana, client_as, query):
    assert client_as(ana).get(f"/week{query}").status_code == 200


@pytest.mark.parametrize(
    "start", ["", "tomorrow", "2026-11-27T14:00:00", "9999-12-31T10:00+00:00"]
)
def test_odd_moves_do_no_harm(ana, client_as, refresher_for, start):
    refresher_for(ana)
    current(ana)
    one = blocks(ana)[0]

    answer = client_as(ana).post(f"/week/bookings/{one.uid}/move", {"start": start})

    assert answer.status_code == 302
    assert Booking.objects.filter(uid=one.uid).count() == 1


@pytest.mark.parametrize("path", ["/week", "/today"])
def test_only_learners_have_a_week(*, marram, make_person, client_as, client, path):
    assert client_as(make_person(marram, rights=("leader",))).get(path).status_code == 403
    assert client.get(path).status_code == 302
    assert client.post("/week/bookings").status_code == 302


def test_the_queries_of_the_page_stand_still(
    *, marram, ana, make_person, client_as, refresher_for
):
    """From two people on: somebody alone has their hours read once, with the team's."""
    refresher_for(ana)
    client = client_as(ana)
    counts = []
    for extra in (1, 5):
        for _ in range(extra):
            current(make_person(marram))
        client.get("/week")
        with CaptureQueriesContext(connection) as caught:
            client.get("/week")
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[1] <= 26


def test_a_week_starts_on_sunday_where_sunday_is_worked():
    from whetstone.apps.learn.selectors.week import first_shown, week_of

    office = ((dt.time(10), dt.time(17)),)
    nepal = pattern_of([Stretch(day, *office[0]) for day in (6, 0, 1, 2, 3, 4)], zone="UTC")
    dublin = pattern_of([Stretch(day, *office[0]) for day in range(5)], zone="UTC")

    assert week_of(nepal, dt.date(2026, 11, 23)) == dt.date(2026, 11, 22)
    assert week_of(dublin, dt.date(2026, 11, 29)) == dt.date(2026, 11, 23)
    assert first_shown(dublin, dt.date(2026, 11, 28)) == dt.date(2026, 11, 30)
    assert first_shown(nepal, dt.date(2026, 11, 28)) == dt.date(2026, 11, 29)
