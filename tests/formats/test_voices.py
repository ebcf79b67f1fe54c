"""Messages come out of a file without what names anybody, and every fault has its place."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whetstone.core.kernel.errors import Fault
from whetstone.formats.voices.masking import LONGEST, mask
from whetstone.formats.voices.reading import Options, read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "networks"
TODAY = dt.date(2026, 11, 23)


def reading(text, **more):
    options = Options(keyed=lambda kind, said: f"<{hash((kind, said))}>", seen_on=TODAY, **more)
    return read(io.BytesIO(text.encode() if isinstance(text, str) else text), options)


# Masking


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mail me: n.b+x@example.co.uk!", "Mail me: [email]"),
        ("write to anna (at) example.com", "write to [email]"),
        ("call +353 86 123 4567 now", "call [number] now"),
        ("call (086) 123-4567", "call [number]"),
        ("Tel. ०९८४१२३४५६७", "Tel. [number]"),
        ("card 4929 1234 5678 9012", "card [number]"),
        ("IBAN GB29 NWBK 6016 1331 9268 19", "IBAN [number]"),
        ("order MR-48213-A came", "order [number] came"),
        ("order no. 812 came", "order no. [number] came"),
        ("#48213 is late", "[number] is late"),
        ("see https://x.example/u/anna?id=3 please", "see [link] please"),
        ("see www.example.com/a", "see [link]"),
        ("@marram_shop and ＠other hello", "[mention] and [mention] hello"),
        ("I am Niamh Byrne and cross", "I am [name] and cross"),
        ("i'm Niamh", "i'm [name]"),
        ("my name is john", "my name is [name]"),
        ("Hallo, mein Name ist Maria Köhler.", "Hallo, mein Name ist [name]."),
        ("Je m'appelle Anne Dupont et", "Je m'appelle [name] et"),
        ("me llamo José", "me llamo [name]"),
        ("Ihr Name ist doof", "Ihr Name ist doof"),
        ("मेरो नाम सीता हो", "मेरो नाम [name] हो"),
        ("ask for Mrs O'Neill", "ask for [name]"),
        ("Bad zip. Regards, Anna Byrne", "Bad zip. Regards, [name]"),
    ],
)
def test_what_names_somebody_is_masked(text, kept):
    assert mask(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Two jackets, size 12, in 3 days for €1,299.00",
        "I am not happy at all",
        "opened at 10:30 in 2026",
        "कुरियर आएन, ४ दिन भयो",
        "Nice.Really nice",
        "order 2 shirts",
    ],
)
def test_what_names_nobody_stays(text):
    assert mask(text) == text


def test_the_authors_own_name_goes_wherever_it_stands():
    assert mask("Grace Brown here, brown boots. grace brown", names=["Grace Brown"]) == (
        "[name] here, brown boots. [name]"
    )
    assert mask("this is trail_fox speaking", names=["@trail_fox"]) == "this is [name] speaking"


secrets = st.one_of(
    st.from_regex(r"\A[a-z][a-z0-9._]{1,10}@[a-z]{2,8}\.(com|org|ie)\Z"),
    st.from_regex(r"\A@[a-zA-Z_][a-zA-Z0-9_]{2,12}\Z"),
    st.from_regex(r"\A\+\d{2} \d{2} \d{3} \d{4}\Z"),
    st.from_regex(r"\A\d{4} \d{4} \d{4} \d{4}\Z"),
    st.from_regex(r"\A[A-Z]{2}-?\d{5,8}\Z"),
    st.from_regex(r"\Ahttps?://[a-z]{3,9}\.(com|ie)/[a-z0-9]{1,9}\Z"),
)


@settings(deadline=None)
@given(
    st.text(alphabet="ab cd,.!?éक ि\n", max_size=30),
    secrets,
    st.text(alphabet="ab cd,.!?\n", max_size=30),
)
def test_nothing_secret_survives_wherever_it_stands(before, secret, after):
    kept = mask(f"{before} {secret} {after}")
    assert secret not in kept
    assert not re.search(r"@\w", kept)
    assert not re.search(r"\d{5}", kept)


@settings(deadline=None)
@given(st.text(max_size=200))
@example("A@b.c@d.e @x 1 2 3 4 5 6")
def test_masking_twice_changes_nothing_and_no_long_number_or_mention_is_left(text):
    once = mask(text)
    assert mask(once) == once
    assert not re.search(r"@\w", once)
    assert not re.search(r"\d{5}", once)


def test_a_long_message_is_cut_after_masking_and_never_in_a_mask():
    kept = mask("ab " * (LONGEST // 3 - 2) + "me@example.com " * 3)
    assert len(kept) <= LONGEST
    assert "example" not in kept
    assert "[" not in kept.replace("[email]", "")


# Reading

CARE = """Case ID,Created at,Channel,Customer,Message,First response at,Resolved at
1,2026-11-02 09:00,Instagram,@a,"Zip broke, I am Anna",2026-11-02 10:30,2026-11-03 09:00
2,2026-11-03 09:00,X,@b,Where is order MR-48213?,,
3,2026-11-03 09:00,X,@b,,,
4,gone,X,@b,Hello there,,
5,2026-12-24 09:00,X,@b,Hello there,,
6,2026-11-03 09:00,X,@b,Hello there,2026-11-01 09:00,
1,2026-11-02 09:00,Instagram,@a,Again the same,,
8,2026-11-04 09:00,X,,Nobody wrote this,,
"""


def test_a_care_export_is_read_with_its_times_and_every_fault_has_row_and_column():
    found = reading(CARE)
    assert [one.text for one in found.messages] == [
        "Zip broke, I am [name]", "Where is order [number]?", "Nobody wrote this",
    ]  # fmt: skip
    assert found.tells_answered
    assert found.tells_resolved
    first, second, third = found.messages
    assert first.answered_at == dt.datetime(2026, 11, 2, 10, 30, tzinfo=dt.UTC)
    assert second.answered_at is None
    assert third.author == "" != first.author
    assert [(one.line, one.column, one.code) for one in found.flaws] == [
        (4, "Message", "no_text"), (5, "Created at", "no_date"), (6, "Created at", "ahead"),
        (7, "First response at", "before_opened"), (8, "Case ID", "twice"),
        (9, "Customer", "no_author"),
    ]  # fmt: skip


def test_nothing_that_comes_out_holds_a_handle():
    found = reading(CARE)
    assert "@a" not in repr(found.messages)
    assert "Anna" not in repr(found)


def test_unknown_heads_are_asked_about_with_masked_samples():
    found = reading("wann,was,wer\n2026-11-02,Ruf +353 86 123 4567,anna@example.com\n")
    assert found.asks == ("mapping",)
    assert found.samples == ["2026-11-02", "Ruf [number]", "[email]"]
    said = {"wann": "at", "was": "text", "wer": "author"}
    (one,) = reading(
        "wann,was,wer\n2026-11-02,Ruf +353 86 123 4567,anna@example.com\n", mapping=said
    ).messages
    assert one.text == "Ruf [number]"


def test_a_day_that_could_be_two_is_asked_about_unless_a_row_shows_it():
    rows = "date,message\n03/04/2026,hello there\n"
    assert reading(rows).asks == ("day_first",)
    (april,) = reading(rows, day_first=True).messages
    assert april.at.date() == dt.date(2026, 4, 3)
    assert reading(rows + "25/04/2026,hello again\n").messages[0].at.month == 4


def test_semicolons_a_title_line_and_utf_16_are_read():
    text = "Export of comments\n\nDatum;date;comment\n;2026-11-02;schöne Jacke\n"
    assert [one.text for one in reading(text.encode("utf-16")).messages] == ["schöne Jacke"]


@pytest.mark.parametrize(
    "body", [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"date,text\n"]
)
def test_what_cannot_be_read_says_so_and_what_mends_it(body):
    with pytest.raises(Fault) as no:
        reading(body)
    assert no.value.mend


def test_a_workbook_is_read():
    path = SHARED / "cc_spotify_inbound200.xlsx"
    if not path.exists():
        pytest.skip("the shared example files are not beside the project")
    found = reading(path.read_bytes())
    if found.asks == ("mapping",):
        assert len(found.headers) == len(found.samples)
    else:
        assert found.messages
        assert not re.search(r"@\w", "".join(m.text for m in found.messages))


def test_masking_is_quick_enough_for_a_hundred_thousand():
    text = "Hello @marram, my order MR-48213 is late, call +353 86 123 4567. Not happy at all."
    began = time.process_time()
    for _n in range(1_000):
        mask(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    ["All good.\nKind regards\nNiamh Byrne", "Thanks\nNiamh", "I'm Șerban Popescu",
     "I am Нина Петрова",
     "write to niamh (at) gmail dot com"],
)  # fmt: skip
def test_names_on_a_line_of_their_own_and_in_other_letters_go(text):
    said = mask(text)
    for name in ("Niamh", "Popescu", "Петрова", "niamh", "gmail"):
        assert name not in said


def test_a_long_unbroken_message_is_cut_before_it_is_looked_at():
    assert len(mask("a" * 200_000 + "@")) <= LONGEST


# Names that the file's own columns hold


def test_every_column_that_names_somebody_is_taken_out_of_the_messages():
    """Not only the one that was taken for the author."""
    found = reading(
        "created at,author,customer email,first name,last name,agent,page name,message\n"
        "2026-11-02 09:00,@quiet_fox,niamh.byrne@example.org,Niamh,Byrne,Oisin Daly,Marram,"
        '"Niamh here, Byrne on the label, I wrote to Oisin Daly of Marram as niamh.byrne"\n'
        "2026-11-03 09:00,@hill88,sean@example.org,Sean,Walsh,Oisin Daly,Marram,"
        '"quiet_fox and Hill88 said so, oisin daly never answered"\n'
    )
    first, second = (one.text for one in found.messages)
    for secret in ("Niamh", "Byrne", "niamh", "Oisin", "Daly"):
        assert secret not in first, secret
    assert "Marram" in first
    assert second == "[name] and [name] said so, [name] never answered"
    assert set(found.hidden) == {
        "author", "customer email", "first name", "last name", "agent",
    }  # fmt: skip


def test_a_plain_word_that_is_somebody_s_handle_stays_in_others_messages():
    found = reading(
        "created at,author,message\n2026-11-02 09:00,@parcel,where is it\n"
        "2026-11-03 09:00,@b,my parcel is late\n"
    )
    assert found.messages[1].text == "my parcel is late"


def test_without_a_column_that_names_anybody_nothing_is_said_to_be_hidden():
    assert reading("created at,message\n2026-11-02 09:00,late again\n").hidden == []


def test_one_name_in_every_row_is_the_brand_s_and_stays():
    rows = "".join(f"2026-11-0{n} 09:00,@p{n},Marram,the Marram zip {n}\n" for n in range(1, 7))
    found = reading("created at,author,account,message\n" + rows)
    assert "Marram" in found.messages[0].text
