"""A page is compiled once an installation, and again where its words or its compiler changed."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from whetstone.config import jinja


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    return settings.HOME


def said(words="Hello."):
    return jinja.environment(loader=DictLoader({"page": words})).get_template("page").render()


def test_the_next_start_compiles_nothing(home, monkeypatch):
    assert said() == "Hello."
    monkeypatch.setattr(Environment, "compile", lambda *_a, **_k: pytest.fail("compiled again"))
    assert said() == "Hello."


def test_other_words_are_compiled_anew(home):
    assert (said(), said("Good morning."), said()) == ("Hello.", "Good morning.", "Hello.")


def test_nobody_else_may_read_or_write_them(home):
    said()
    assert (home / "pages").stat().st_mode & 0o077 == 0


def test_what_is_spoilt_is_compiled_anew(home):
    said()
    for one in (home / "pages").iterdir():
        one.write_bytes(one.read_bytes()[:-9])
    assert said() == "Hello."


@pytest.mark.parametrize("stands_in_the_way", ["home", "home/pages"])
def test_a_page_is_shown_where_nothing_can_be_kept(home, stands_in_the_way):
    place = home.parent / stands_in_the_way
    place.parent.mkdir(exist_ok=True)
    place.write_text("a file")
    assert said() == "Hello."


def test_a_page_is_shown_where_the_disk_is_full(home, monkeypatch):
    def full(*_a, **_k):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    assert said() == "Hello."
