"""The Nepali catalogue: nothing without words, nothing lost on the way, digits of its own."""

from __future__ import annotations

import gettext
import io
import re
from typing import TYPE_CHECKING

import polib
import pytest
from django.utils import translation

from whetstone.config import environment
from whetstone.config.jinja import environment as pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CATALOGUE = environment.PACKAGE / "locale" / "ne" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([A-Za-z_0-9]+\)[.\d]*[a-z]|%%|%[ds]|\{[A-Za-z_]*\}")
TYPED_BY_LETTER = (
    "CC BY 4.0",
    "#1f6f78",
    "120:9f86d081884c7d65",
    "UTF-16",
    "Windows-1252",
    "UTF-8",
    "2026-11-23 14:05",
    "2026-12-24",
    "2026-11-23",
    "2026-11-16",
    "2026-W47",
    "2027-Q1",
    "1234.5",
    "1,234.5",
    "1234",
    "62.5",
    "SHA-256",
    "23.11.2026",
    " 0, O, 1 ",
    "H5P",
    "1.3",
    "2.0",
    "3.0",
)
TAG = re.compile(r"</?[a-z]+")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _pairs(catalogue: polib.POFile) -> Iterator[tuple[str, str, str]]:
    """Each Nepali form with the two English ones it may answer."""
    for entry in catalogue:
        for words in _words(entry):
            yield entry.msgid, entry.msgid_plural or entry.msgid, words


def test_every_string_has_words_in_every_form(catalogue: polib.POFile) -> None:
    empty = [entry.msgid for entry in catalogue if not all(one.strip() for one in _words(entry))]
    assert empty == []


def test_every_counted_string_has_exactly_two_forms(catalogue: polib.POFile) -> None:
    assert "nplurals=2" in catalogue.metadata["Plural-Forms"]
    counted = [entry for entry in catalogue if entry.msgid_plural]
    odd = [entry.msgid for entry in counted if sorted(entry.msgstr_plural) != [0, 1]]
    assert odd == []


def test_no_placeholder_is_lost_or_invented(catalogue: polib.POFile) -> None:
    wrong = [
        (one, words)
        for one, many, words in _pairs(catalogue)
        if set(PLACEHOLDER.findall(words))
        not in (set(PLACEHOLDER.findall(one)), set(PLACEHOLDER.findall(many)))
    ]
    assert wrong == []


def test_no_mark_up_is_lost_or_invented(catalogue: polib.POFile) -> None:
    wrong = [
        (one, words)
        for one, _many, words in _pairs(catalogue)
        if sorted(TAG.findall(one)) != sorted(TAG.findall(words))
    ]
    assert wrong == []


def test_fixed_text_has_no_latin_digit(catalogue: polib.POFile) -> None:
    latin = []
    for _one, _many, words in _pairs(catalogue):
        rest = PLACEHOLDER.sub("", words)
        for text in TYPED_BY_LETTER:
            rest = rest.replace(text, "")
        if re.search(r"[0-9]", rest):
            latin.append(words)
    assert latin == []


def test_nothing_is_left_in_english(catalogue: polib.POFile) -> None:
    """A form without one Devanagari letter may only be a name, a unit, marks or placeholders."""
    english = [
        words
        for _one, _many, words in _pairs(catalogue)
        if not re.search(r"[ऀ-ॿ]", words)
        and re.search(r"[A-Za-z]", re.sub(r"Whetstone|[kM]B", "", PLACEHOLDER.sub("", words)))
    ]
    assert english == []


def test_sentences_end_with_a_danda(catalogue: polib.POFile) -> None:
    stopped = [words for _one, _many, words in _pairs(catalogue) if re.search(r"[ऀ-ॿ]\.$", words)]
    assert stopped == []


def test_it_compiles_and_speaks(catalogue: polib.POFile, tmp_path: Path) -> None:
    made = tmp_path / "django.mo"
    catalogue.save_as_mofile(str(made))
    spoken = gettext.GNUTranslations(io.BytesIO(made.read_bytes()))
    assert spoken.gettext("Today") == "आज"
    assert spoken.ngettext("%(n)s day", "%(n)s days", 3) % {"n": "३"} == "३ दिन"


@pytest.mark.parametrize(("language", "figure"), [("ne", "३"), ("en", "3")])
def test_numbers_in_sentences_take_the_figures_of_the_language(language: str, figure: str) -> None:
    page = pages(autoescape=True).from_string(
        """{{ ngettext("%(n)s row", "%(n)s rows", 3, n=3) }},
        {%- trans num=3 %}{{ num }} row{% pluralize %}{{ num }} rows{% endtrans %},
        {{- _("an untold row %(n)s", n=3) }}"""
    )
    with translation.override(language):
        assert page.render() == f"{figure} rows,{figure} rows,an untold row {figure}"
