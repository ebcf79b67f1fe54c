"""The pages of packs: who opens them, what is shown beside what, and what is refused in words."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.keepup.packs.making import (
    KEY,
    MARK,
    NOW,
    change,
    claim,
    here_now,
    receive,
    say_here,
    swap_pack,
    tern_pack,
    version,
)

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import KeyTrust, ReceivedPack
from whetstone.apps.keepup.services import Scope
from whetstone.formats.packs import (
    Pack,
    PackEffect,
    public_pem,
    raw_public,
    read_pack,
    write_pack,
)


def upload(client, data: bytes):
    file = SimpleUploadedFile("pack.json", data, content_type="text/html")
    return client.post("/packs/received", {"pack": file})


def test_an_editor_hands_on_and_gets_an_attachment(editor, world):
    answer = editor.post("/packs/export", {"change": [world.CHANGE]})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert read_pack(answer.content).issuer == "Marram"
    assert "Nothing is chosen" in editor.post("/packs/export").content.decode()


def test_an_editor_takes_a_pack_in_looks_and_takes_what_is_new(editor, here):
    answer = upload(editor, swap_pack())
    assert answer.status_code == 302
    page = editor.get(answer.headers["Location"]).content.decode()
    assert "3 rows are new to us" in page
    assert "Nothing here has changed yet." in page
    act = answer.headers["Location"] + "/decisions"
    page = editor.post(act, {"choice": "all"}, follow=True).content.decode()
    assert "1 change arrived and waits to be published, with 2 claims." in page
    assert "Nothing in this pack waits for you" in page
    assert "1 row waits" not in editor.get("/packs").content.decode()
    assert "was here already" in editor.get(upload(editor, swap_pack()).url).content.decode()


def test_what_differs_is_shown_side_by_side_and_chosen_by_row(editor, ours):
    say_here(ours, "Our own word.")
    came = receive(ours, "One.", "Their word.")
    page = editor.get(f"/packs/{came.digest}").content.decode()
    for text in (
        "Our own word.",
        "Their word.",
        "Keep ours",
        "Note theirs as a doubt",
        "both moved",
    ):
        assert text in page
    row = {"kind": "claim", "slug": "clm-tern-x", "choice": "theirs"}
    editor.post(f"/packs/{came.digest}/decisions", row)
    assert here_now(ours) == "Their word."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<script>alert(1)</script>", "not JSON"),
        (b"", "not JSON"),
        (b"{}", "no pack of version 1"),
        (b" " * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_in_words(editor, here, data, said):
    answer = upload(editor, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ReceivedPack.objects.exists()


def test_a_forged_pack_and_a_strangers_pack_are_refused_in_words(editor, here):
    forged = swap_pack().replace(b"It goes.", b"It stays")
    assert "was changed after it was signed" in upload(editor, forged).content.decode()
    strange = write_pack(
        Pack("<b>Bold</b>", NOW, (claim("clm-x"),), ()), Ed25519PrivateKey.generate()
    )
    page = upload(editor, strange).content.decode()
    assert "nobody here trusts the key" in page
    assert "<b>Bold</b>" not in page
    assert editor.post("/packs/received").status_code == 422


def test_only_an_admin_decides_whose_keys_are_trusted(client_as, editor, marram, make_person):
    admin = client_as(make_person(marram, rights=("admin",), name="Ada Admin"))
    form = {"name": "Tern", "pem": public_pem(raw_public(KEY))}
    assert editor.post("/packs/keys", form).status_code == 403
    assert admin.post("/packs/keys", form, follow=True).status_code == 200
    page = admin.get("/packs").content.decode()
    assert "Tern" in page
    assert "Trust it no more" in page
    assert "Trust it no more" not in editor.get("/packs").content.decode()
    assert editor.post(f"/packs/keys/{MARK}/withdrawal").status_code == 403
    admin.post(f"/packs/keys/{MARK}/withdrawal")
    assert not KeyTrust.objects.order_by("-pk").first().is_trusted
    assert admin.post("/packs/keys/none/withdrawal").status_code == 404
    kept = admin.post("/packs/keys", {"name": "Kept name", "pem": "no"})
    assert kept.status_code == 422
    assert "Kept name" in kept.content.decode()


@pytest.mark.parametrize("right", ["learner", "lead", "leader", "partner", "instructor"])
def test_nobody_else_opens_packs(client_as, make_person, here, right):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    marram = ReceivedPack.objects.get().workspace
    client = client_as(make_person(marram, rights=(right,)))
    for address in ("/packs", f"/packs/{came.digest}"):
        assert client.get(address).status_code == 403
    for address in ("/packs/export", "/packs/received", f"/packs/{came.digest}/decisions"):
        assert client.post(address).status_code == 403


def test_another_teams_editor_finds_nothing(client_as, tern, here):
    came = services.receive_pack(data=swap_pack(), scope=here, now=NOW)
    client = client_as(tern.editor)
    assert client.get(f"/packs/{came.digest}").status_code == 404
    row = {"kind": "change", "slug": "chg-tern", "choice": "theirs"}
    assert client.post(f"/packs/{came.digest}/decisions", row).status_code == 404
    assert (
        "Tern"
        not in client.get("/packs").content.decode().split("<main", 1)[1].split("No pack")[0]
    )


def test_the_page_of_a_pack_asks_as_little_of_the_store_for_many_rows(editor, here):
    def queries(n):
        claims = [claim(f"clm-{n}-{m}") for m in range(n)]
        changes = [
            change(f"chg-{n}-{m}", [PackEffect(f"clm-{n}-{m}", "doubts")]) for m in range(n)
        ]
        came = services.receive_pack(data=tern_pack(claims, changes), scope=here, now=NOW)
        editor.get(f"/packs/{came.digest}")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert editor.get(f"/packs/{came.digest}").status_code == 200
        return len(seen)

    assert queries(3) == queries(40)


def torn(scope, world, status="retired"):
    """Tern says of a claim that everybody reads that it is over."""
    said = version("Reach stands in the feed.", status=status, held_until=dt.date(2026, 10, 1))
    return services.receive_pack(data=tern_pack([claim(world.OLD, said)]), scope=scope, now=NOW)


def touch_of(client, came) -> str:
    page = client.get(f"/packs/{came.digest}").content.decode()
    page = page.replace("\xa0", " ")
    return page.split("What taking theirs would touch here", 1)[1].split("Keep ours", 1)[0]


def test_before_theirs_is_taken_the_page_says_what_that_would_touch(editor, here, world):
    came = torn(here, world)
    said = touch_of(editor, came)
    assert "takes it out of force here" in said
    for text in ("1 lesson block", "2 questions", "1 card", "1 certificate", "goal"):
        assert text in said
    assert "some of the 7 people here" in said
    assert "55 min" in said
    assert ledger.ledger(here.workspace_id, on=NOW.date()).status(world.OLD) == "current"
    row = {"kind": "claim", "slug": world.OLD, "choice": "theirs"}
    editor.post(f"/packs/{came.digest}/decisions", row)
    assert ledger.ledger(here.workspace_id, on=NOW.date()).status(world.OLD) == "retired"


def test_in_a_small_team_nobody_is_counted(client_as, tern, world, make_person):
    scope = Scope(tern.pk, tern.editor.pk)
    services.trust_key(pem=public_pem(raw_public(KEY)), name="Tern", scope=scope, now=NOW)
    world.persons["it-1"] = [make_person(tern, name=f"Learner {n}").pk for n in range(3)]
    said = touch_of(client_as(tern.editor), torn(scope, world))
    assert "some of the people here" in said
    assert "3" not in said.split("It concerns", 1)[1].split("who learned", 1)[0]


def test_a_claim_on_which_nothing_rests_says_so(editor, ours):
    say_here(ours, "Our own word.")
    said = touch_of(editor, receive(ours, "One.", "Their word."))
    assert "Nothing here rests on it" in said


def test_a_change_that_differs_has_its_ripple_when_it_waits_and_none_here(editor, here, world):
    theirs = change(world.CHANGE, [PackEffect(world.OLD, "retires")], title="Says Tern")
    old = claim(world.OLD, version("Reach stands in the feed."))
    came = services.receive_pack(data=tern_pack([old], [theirs]), scope=here, now=NOW)
    page = editor.get(f"/packs/{came.digest}").content.decode()
    told = page.split("Says Tern", 1)[1].split("</article>", 1)[0]
    assert "waits to be published" in told
    assert "would touch" not in told
