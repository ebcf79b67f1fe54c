"""Files that lie, lock, swell or hang: a clear answer, and no harm."""

# ruff: noqa: E501 - files are written out in one piece
from __future__ import annotations

import io
import time
import zipfile

import pytest
from tests.formats.syllabi.conftest import rewritten

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.syllabi import limits, read, read_safely, sandbox

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def refused(data: bytes) -> str:
    with pytest.raises(Fault) as caught:
        read("x", data)
    assert caught.value.mend, "a refusal says the way on"
    return caught.value.what


def test_a_locked_pdf_says_how_to_unlock(locked_pdf):
    assert "password" in refused(locked_pdf)


def test_a_locked_word_file_says_how_to_unlock():
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40 + "EncryptedPackage".encode("utf-16-le")
    )
    assert "password" in refused(data)


def test_a_scan_says_that_pictures_are_not_read(scan):
    assert "scan" in refused(scan)


def test_a_broken_pdf_is_a_clear_answer(pdf):
    for data in (pdf[:200], b"%PDF-1.7\n" + b"garbage " * 100):
        assert "PDF" in refused(data) or "text" in refused(data)


def test_a_pdf_of_520_pages_is_read_to_page_500_and_says_so(long_pdf):
    document = read("x", long_pdf)
    assert document.pages == 520
    assert max(line.page for line in document.lines) == limits.MOST_PAGES
    assert "first_pages" in document.notes


def test_a_bomb_is_not_opened(word):
    bomb = rewritten(word, word__document_xml_2=b"0" * 60_000_000)
    bomb = rewritten(bomb, **{"word__big.xml": b" " * 30_000_000})
    started = time.monotonic()
    assert "unpacks" in refused(bomb)
    assert time.monotonic() - started < 5


def test_a_word_file_with_too_many_parts_is_not_opened(word):
    out = io.BytesIO(word)
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(limits.MOST_ENTRIES + 1):
            archive.writestr(f"word/media/{n}.txt", b"")
    assert "too many parts" in refused(out.getvalue())


def test_an_archive_within_an_archive_is_never_unpacked(word):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"0" * 5_000_000)
    nested = rewritten(word, **{"word__embeddings__inner.zip": inner.getvalue()})
    assert "holding statement" in read("x", nested).text


def test_an_archive_of_documents_is_refused_with_a_way_on(word):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.docx", word)
    assert "archive" in refused(out.getvalue())


def test_external_entities_are_not_resolved(word, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret of this machine")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    assert "entities" in refused(rewritten(word, **{"word__document.xml": body.encode()}))


def test_a_page_with_an_entity_reads_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret of this machine")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>plan &x;</p></body></html>'
    assert "secret of this machine" not in read("x", page.encode()).text


def test_macros_are_not_run_and_it_is_said(word):
    kinds = zipfile.ZipFile(io.BytesIO(word)).read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kinds = kinds.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    macros = rewritten(
        word, **{"[Content_Types].xml": kinds, "word__vbaProject.bin": b"Sub AutoOpen()"}
    )
    document = read("x.docm", macros)
    assert "holding statement" in document.text
    assert "AutoOpen" not in document.text
    assert document.notes == ("macros_not_run",)


def test_a_very_long_text_is_cut_and_says_so():
    document = read("x", b"- plan a crisis with care\n" * 60_000)
    assert "cut_short" in document.notes
    assert len(document.lines) <= limits.MOST_LINES


def test_a_page_nested_ten_thousand_deep_does_not_break_the_reader():
    page = b"<html><body>" + b"<div>" * 10_000 + b"<p>plan for a crisis</p>" + b"</div>" * 10_000
    with pytest.raises(Faults, match="nothing to read"):
        read_safely([("deep.html", page + b"</body></html>")])


# --- the process that reads ---


def test_reading_in_a_process_of_its_own_gives_the_same(word, pdf):
    for data in (word, pdf):
        assert read_safely([("x", data)])[0] == read("x", data)


def test_all_faults_of_all_files_come_at_once(locked_pdf, word):
    with pytest.raises(Faults) as caught:
        read_safely([("a", b""), ("b", word), ("c", locked_pdf)])
    assert [fault.where for fault in caught.value.faults] == ["a", "c"]


def test_a_file_that_takes_too_long_is_stopped(word):
    with pytest.raises(Faults, match="too long"):
        read_safely([("x", word)], seconds=0.01)


def test_too_many_files_are_refused():
    with pytest.raises(Faults, match="more than"):
        read_safely([("x", b"text")] * (limits.MOST_FILES + 1))


def test_the_reader_gets_no_address_and_no_secret(monkeypatch):
    seen = {}

    def run(command, **more):
        seen.update(more["env"])
        raise sandbox.subprocess.TimeoutExpired(command, 1)

    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(sandbox.subprocess, "run", run)
    with pytest.raises(Faults):
        read_safely([("x", b"text")])
    assert set(seen) <= {"PATH", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV", "LANG"}


def test_the_reader_may_not_connect_write_or_start_anything():
    import subprocess
    import sys

    code = (
        "import sys, socket\n"
        "from whetstone.formats.syllabi import worker\n"
        "worker._limit(); sys.addaudithook(worker._guard)\n"
        "import subprocess, os\n"
        "for act in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: open('x', 'w'),\n"
        "            lambda: subprocess.run(['true']), lambda: os.system('true'), lambda: os.remove('x')):\n"
        "    try:\n        act()\n    except PermissionError as stop:\n        print(str(stop)[:15])\n"
    )
    env = {"PYTHONPATH": sandbox.os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True
    )
    assert done.stdout.split("\n")[:5] == ["a reader may no"] * 5
