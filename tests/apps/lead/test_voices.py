"""What customers say: taken once, corrected by people, told from five up, followed to its end."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from tests.apps.lead.conftest import NOW

from whetstone.apps.lead import (
    voices_jobs,
    voices_kept,
    voices_matching,
    voices_selectors,
    voices_services,
    voices_taking,
)
from whetstone.apps.lead.models_voices import (
    VoiceCorrection,
    VoiceFile,
    VoiceMatch,
    VoiceMessage,
    VoicePiece,
    VoiceRoute,
    VoiceStep,
)
from whetstone.apps.lead.voices_keeping import let_go_of_voices
from whetstone.apps.lead.voices_selectors import Range
from whetstone.core.kernel.errors import Missing, Refused

TODAY = NOW.date()
MONDAY = dt.date(2026, 8, 31)
SPAN = Range(TODAY - dt.timedelta(weeks=12), TODAY)
HEAD = "id,date,author,message,answered at,resolved at\n"


def row(n, *, day, text="the zip broke again", author=None, answered="", resolved=""):
    who = f"@person{n}" if author is None else author
    return f"{n},{day} 09:00,{who},{text},{answered},{resolved}\n"


def weeks(*, usual=2, last=12):
    """Eleven whole weeks with the last one full of zips, and a parcel every week."""
    rows, n = [], 0
    for week in range(12):
        day = MONDAY + dt.timedelta(weeks=week, days=2)
        for _one in range(last if week == 11 else usual):
            n += 1
            rows.append(row(n, day=day, answered=f"{day} {10 + n % 9}:00"))
        n += 1
        rows.append(row(n, day=day, text="where is my parcel"))
    return HEAD + "".join(rows)


@pytest.fixture
def house(make_workspace, make_person):
    workspace = make_workspace()

    class House:
        lead = make_person(workspace, rights=("lead",), name="Aoife")
        leader = make_person(workspace, rights=("leader",), name="Dara")
        pk = workspace.pk

        def own(self):
            return {"workspace_id": workspace.pk, "actor_id": self.lead.pk, "now": NOW}

        def bring(self, text, seen_on=TODAY):
            facts = {"workspace_id": workspace.pk, "seen_on": seen_on, "zone": "UTC"}
            found = voices_taking.look(
                io.BytesIO(text.encode()), day_first=None, mapping=None, **facts
            )
            made = voices_taking.stage(
                found, name="a.csv", mapping=None, actor_id=self.lead.pk, now=NOW, **facts
            )
            return voices_taking.take(file_id=made.pk, **self.own())

        def theme(self, name="Zips", words=("zip*",)):
            return voices_services.make_theme(
                form_key=uuid.uuid4(), name=name, words=words, **self.own()
            ).pk

        def messages(self, theme):
            return set(VoiceMatch.objects.filter(theme=theme).values_list("message_id", flat=True))

    return House()


@pytest.mark.django_db
def test_nothing_is_stored_that_names_anybody(house):
    house.bring(
        HEAD + row(1, day="2026-11-02", author="@trail_fox",
                   text="I am Anna Byrne call +353 86 123 4567 or a@example.com order MR-48213")
    )  # fmt: skip
    with connection.cursor() as cursor:
        for table in ("lead_voicemessage", "lead_voicefile", "lead_voicepiece", "people_auditrow"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = repr(cursor.fetchall())
            for secret in ("trail_fox", "Anna", "Byrne", "4567", "example.com", "48213"):
                assert secret not in stored, (table, secret)
    assert not VoicePiece.objects.exists()


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(house):
    first = house.bring(weeks())
    n = VoiceMessage.objects.count()
    again = house.bring(weeks())
    assert VoiceMessage.objects.count() == n == first.counts["new"]
    assert (again.counts["new"], again.counts["same"]) == (0, n)


@pytest.mark.django_db
def test_a_later_export_brings_a_case_up_to_date_and_an_older_one_does_not_undo_it(house):
    opened = HEAD + row(1, day="2026-11-02")
    done = HEAD + row(1, day="2026-11-02", answered="2026-11-03 09:00")
    house.bring(opened, seen_on=dt.date(2026, 11, 2))
    assert house.bring(done).counts["changed"] == 1
    house.bring(opened, seen_on=dt.date(2026, 11, 1) + dt.timedelta(days=1))
    (one,) = VoiceMessage.objects.all()
    assert one.answered_at == dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_file_is_taken_once_and_what_was_thrown_away_is_gone(house):
    facts = {"workspace_id": house.pk, "seen_on": TODAY, "zone": "UTC"}
    found = voices_taking.look(io.BytesIO(weeks().encode()), day_first=None, mapping=None, **facts)
    made = voices_taking.stage(
        found, name="", mapping=None, actor_id=house.lead.pk, now=NOW, **facts
    )
    assert voices_taking.drop(file_id=made.pk, **house.own())
    with pytest.raises(Refused):
        voices_taking.take(file_id=made.pk, **house.own())
    assert not VoiceMessage.objects.exists()


@pytest.mark.django_db
def test_a_surge_is_told_with_share_and_waits(house):
    house.bring(weeks())
    house.theme()
    found = voices_kept.overview(house.pk, SPAN)
    (line,) = found.themes
    assert line.is_told
    assert line.week.is_surge
    assert (line.messages, line.people) == (34, 34)
    assert found.unthemed == 12
    assert found.answer
    assert (found.answer.cases, found.answer.open) == (46, 12)
    assert found.answer.median.is_known
    assert found.resolve
    assert not found.resolve.median.is_known
    told = voices_kept.for_brief(house.pk, TODAY)
    assert told
    assert told["themes"][0]["surge"]["count"] == 12


@pytest.mark.django_db
def test_a_theme_of_four_people_tells_nothing(house):
    house.bring(weeks() + "".join(row(900 + n, day="2026-11-10", text="wax") for n in range(4)))
    theme = house.theme("Wax", ("wax",))
    line = next(one for one in voices_kept.overview(house.pk, SPAN).themes if one.id == theme)
    assert not line.is_told
    told = voices_kept.for_brief(house.pk, TODAY)
    assert told
    assert (told["themes"], told["few"]) == ([], 1)


@pytest.mark.django_db
def test_nothing_is_told_without_messages(house):
    assert voices_kept.for_brief(house.pk, TODAY) is None


@pytest.mark.django_db
def test_what_a_person_corrects_wins_over_the_words_and_stays(house):
    house.bring(weeks())
    zips, parcels = house.theme(), house.theme("Delivery", ("parcel",))
    moved = min(house.messages(zips))
    facts = {"message_id": moved, "theme_id": zips, "to_id": parcels, **house.own()}
    assert voices_services.move_message(**facts)
    assert not voices_services.move_message(**facts)
    assert VoiceCorrection.objects.count() == 2
    voices_services.change_theme(
        theme_id=zips, name="Zips", words=("zip*", "broke"), **house.own()
    )
    assert moved not in house.messages(zips)
    assert moved in house.messages(parcels)
    voices_services.move_message(message_id=moved, theme_id=zips, to_id=zips, **house.own())
    assert moved in house.messages(zips)


@pytest.mark.django_db
def test_themes_built_anew_are_the_themes_that_were_kept(house):
    house.bring(weeks())
    zips, parcels = house.theme(), house.theme("Delivery", ("parcel",))
    for place, message in enumerate(sorted(house.messages(zips))[:6]):
        voices_services.move_message(
            message_id=message, theme_id=zips, to_id=parcels if place % 2 else None,
            **house.own(),
        )  # fmt: skip
    house.bring(HEAD + row(2000, day="2026-11-21", text="zip and parcel"))
    for theme in (zips, parcels):
        kept = house.messages(theme)
        voices_matching.rebuild(house.pk, theme)
        assert house.messages(theme) == kept


@pytest.mark.django_db
def test_a_merged_theme_takes_words_and_corrections_along(house):
    house.bring(weeks())
    zips, parcels = house.theme(), house.theme("Delivery", ("parcel",))
    out = min(house.messages(zips))
    voices_services.move_message(message_id=out, theme_id=zips, to_id=None, **house.own())
    n = len(house.messages(zips) | house.messages(parcels))
    voices_services.merge_theme(theme_id=zips, into_id=parcels, **house.own())
    assert len(house.messages(parcels)) == n
    assert out not in house.messages(parcels)
    assert set(voices_matching.open_themes(house.pk)) == {parcels}
    with pytest.raises(Missing):
        voices_services.close_theme(theme_id=zips, **house.own())


@pytest.mark.django_db
def test_a_hidden_message_is_not_quoted_and_one_left_out_counts_nowhere(house):
    said = [f"the zip broke on walk {chr(97 + n)} of this long year" for n in range(12)]
    house.bring(HEAD + "".join(row(n, day="2026-11-10", text=text) for n, text in enumerate(said)))
    zips = house.theme()
    first = voices_selectors.quotes(house.pk, zips, SPAN)
    assert first == voices_selectors.quotes(house.pk, zips, SPAN)
    assert len(first) == 3
    voices_services.hide_quote(message_id=first[0].id, is_hidden=True, **house.own())
    voices_services.leave_out(message_id=first[1].id, is_out=True, **house.own())
    left = {one.id for one in voices_selectors.quotes(house.pk, zips, SPAN)}
    assert not {first[0].id, first[1].id} & left
    assert voices_kept.overview(house.pk, SPAN).themes[0].messages == 11


@pytest.mark.django_db
def test_what_was_asked_is_followed_to_its_end_and_a_refusal_has_a_reason(house):
    house.bring(weeks())
    theme, key = house.theme(), uuid.uuid4()
    facts = {
        "theme_id": theme, "form_key": key, "asked": "Change the zip.", "owner": "Head of product",
        "due_on": TODAY - dt.timedelta(days=1), **house.own(),
    }  # fmt: skip
    one = voices_services.route(**facts)
    assert voices_services.route(**facts).pk == one.pk
    (routed,) = voices_selectors.routes(house.pk)
    assert routed.is_late(TODAY)
    assert routed.fate == "asked"
    with pytest.raises(Refused):
        voices_services.tell_fate(route_id=one.pk, fate="refused", said="", **house.own())
    for _twice in range(2):
        voices_services.tell_fate(
            route_id=one.pk, fate="refused", said="Too dear this year.", **house.own()
        )
    assert (VoiceRoute.objects.count(), VoiceStep.objects.count()) == (1, 1)
    (routed,) = voices_selectors.routes(house.pk)
    assert not routed.is_late(TODAY)
    assert routed.said == "Too dear this year."


@pytest.mark.django_db
def test_messages_go_when_their_time_is_over(house):
    house.bring(weeks())
    house.theme()
    voices_services.keep_for(days=30, **house.own())
    assert let_go_of_voices(NOW)["voices"] > 0
    first, _last = voices_selectors.reach(house.pk)
    assert first >= TODAY - dt.timedelta(days=30)
    assert not VoiceMatch.objects.exclude(message__on__gte=first).exists()


# The pages


@pytest.mark.django_db
def test_a_head_of_social_brings_a_file_in_and_names_a_theme(house, client_as):
    client = client_as(house.lead)
    file = SimpleUploadedFile("care.csv", weeks().encode())
    answer = client.post(
        reverse("lead:voices_bring"), {"file": file, "seen_on": TODAY, "zone": "UTC"}
    )
    made = VoiceFile.objects.get()
    assert answer.headers["Location"] == reverse("lead:voices_file", args=[made.pk])
    looked = client.get(answer.headers["Location"]).content.decode()
    assert "46 new messages" in looked
    assert not VoiceMessage.objects.exists()
    client.post(reverse("lead:voices_taking", args=[made.pk]))
    proposed = client.get(reverse("lead:voices_theme_new")).content.decode()
    assert "parcel" in proposed
    client.post(
        reverse("lead:voices_theme_new"),
        {"form_key": uuid.uuid4(), "name": "Zips", "words": "zip*\nslider"},
    )
    page = client.get(reverse("lead:voices")).content.decode()
    assert "Unusually many write about “Zips”" in page
    theme = next(iter(voices_matching.open_themes(house.pk)))
    assert (
        "<mark>zip</mark>"
        in client.get(reverse("lead:voices_theme", args=[theme])).content.decode()
    )


@pytest.mark.django_db
def test_a_leader_reads_figures_and_quotes_and_no_list_of_messages(house, client_as):
    house.bring(weeks())
    theme = house.theme()
    page = client_as(house.leader).get(reverse("lead:voices_theme", args=[theme])).content.decode()
    assert "Message by message" not in page
    assert "34 messages" in page


@pytest.mark.django_db
def test_unknown_heads_are_asked_about_and_remembered(house, client_as):
    client, text = client_as(house.lead), "wann,was,wer\n2026-11-02,Zip kaputt,@a\n"
    said = {"pasted": text, "seen_on": TODAY, "zone": "UTC"}
    asked = client.post(reverse("lead:voices_bring"), said)
    assert asked.status_code == 422
    assert b"Zip kaputt" in asked.content
    columns = {"head_0": "wann", "column_0": "at", "head_1": "was", "column_1": "text"}
    assert client.post(reverse("lead:voices_bring"), said | columns).status_code == 302
    again = said | {"pasted": text + "2026-11-03,Noch einer,@b\n"}
    assert client.post(reverse("lead:voices_bring"), again).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "Choose a file, or paste some rows below."),
        ({"pasted": "date,text\n03/04/2026,hello\n"}, "Say which comes first."),
        ({"pasted": "date,text\n"}, "there is no row in it"),
        ({"pasted": "date,text\n1,a\n", "seen_on": "2027-01-01"}, "This day has not been yet."),
    ],
)
def test_every_fault_of_what_is_brought_is_said(house, client_as, given, fault):
    said = {"seen_on": TODAY, "zone": "UTC"} | given
    answer = client_as(house.lead).post(reverse("lead:voices_bring"), said)
    assert answer.status_code == 422
    assert fault in answer.content.decode()


@pytest.mark.django_db
def test_the_page_asks_the_store_no_more_often_when_there_is_more(house, client_as):
    client = client_as(house.lead)
    house.bring(weeks())
    house.theme()
    asked = []
    for _more in range(2):
        client.get(reverse("lead:voices"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("lead:voices"))
        asked.append(len(found))
        house.bring(HEAD + "".join(row(5000 + n, day="2026-11-12") for n in range(80)))
        house.theme("Delivery", ("parcel*",))
    assert asked[0] == asked[1]


@pytest.mark.django_db
def test_a_large_file_is_the_worker_s_and_goes_on_where_it_was_stopped(
    house, client_as, monkeypatch
):
    monkeypatch.setattr(voices_taking, "PIECE", 10)
    facts = {"workspace_id": house.pk, "seen_on": TODAY, "zone": "UTC"}
    found = voices_taking.look(io.BytesIO(weeks().encode()), day_first=None, mapping=None, **facts)
    made = voices_taking.stage(
        found, name="", mapping=None, actor_id=house.lead.pk, now=NOW, **facts
    )
    client, page = client_as(house.lead), reverse("lead:voices_file", args=[made.pk])
    for _twice in range(2):
        client.post(reverse("lead:voices_taking", args=[made.pk]))
    assert DBTaskResult.objects.count() == 1
    assert not VoiceMessage.objects.exists()
    assert voices_taking.take_piece(made.pk, now=NOW, touched=NOW)
    assert VoiceMessage.objects.count() == 10
    assert "10 of 46 messages are looked through" in client.get(page).content.decode()
    assert not voices_taking.drop(file_id=made.pk, **house.own())
    assert voices_jobs.tidy(NOW + dt.timedelta(hours=1)) == 1
    voices_jobs.take_messages.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.counts["new"], VoiceMessage.objects.count()) == ("taken", 46, 46)
    assert not VoicePiece.objects.exists()
    assert "46 messages came in" in client.get(page).content.decode()


@pytest.mark.django_db
def test_times_to_an_answer_are_taken_in_the_store_to_the_second(house):
    rows = [f"{n},2026-11-02 09:00:00,@p{n},late,2026-11-02 09:0{n}:30,\n" for n in range(1, 8)]
    open_one = "9,2026-11-02 09:00:00,@p9,late,,2026-11-02 12:00:00\n"
    house.bring(HEAD + "".join(rows) + open_one)
    found = voices_kept.overview(house.pk, SPAN)
    assert (found.answer.cases, found.answer.ended, found.answer.open) == (8, 7, 1)
    assert found.answer.median.value == pytest.approx(4.5)
    assert (found.resolve.ended, found.resolve.open) == (1, 7)


@pytest.mark.django_db
def test_a_week_of_fewer_than_five_is_drawn_without_its_number(house, client_as):
    house.bring(weeks())
    page = client_as(house.leader).get(reverse("lead:voices_theme", args=[house.theme()]))
    assert "Hatched: fewer than five in that week." in page.content.decode()
    assert page.content.decode().count('class="dot"') == 1  # the week of twelve


@pytest.mark.django_db
def test_what_was_counted_is_kept_until_something_moves_it(house, monkeypatch):
    house.bring(weeks())
    theme = house.theme()
    count = voices_selectors.counted

    def moved():
        """Whether the next look counts anew; what it says is always what is counted now."""
        was_kept = voices_kept.is_kept(house.pk, SPAN)
        told = voices_kept.overview(house.pk, SPAN)
        assert repr(told) == repr(count(house.pk, SPAN))
        assert repr(voices_kept.overview(house.pk, SPAN)) == repr(told)
        return not was_kept

    assert (moved(), moved()) == (True, False)
    message = min(house.messages(theme))
    acts = (
        lambda: house.bring(HEAD + "".join(row(7000 + n, day="2026-11-12") for n in range(9))),
        lambda: house.theme("Delivery", ("parcel*",)),
        lambda: voices_services.move_message(
            message_id=message, theme_id=theme, to_id=None, **house.own()
        ),
        lambda: voices_services.leave_out(message_id=message, is_out=True, **house.own()),
        lambda: let_go_of_voices(NOW + dt.timedelta(days=360)),
    )
    for act in acts:
        act()
        assert moved()
    monkeypatch.setattr(voices_selectors, "counted", None)
    assert voices_kept.overview(house.pk, SPAN)


@pytest.mark.django_db
def test_a_worker_counts_the_last_weeks_before_anybody_looks(house, client_as, monkeypatch):
    house.bring(weeks())
    assert (voices_jobs.keep_overviews(NOW), voices_jobs.keep_overviews(NOW)) == (1, 0)
