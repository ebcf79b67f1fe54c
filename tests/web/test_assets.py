"""The built files: small, whole, the same each time, and made only when something changed."""

from __future__ import annotations

import gzip
import re
import shutil

import brotli
import pytest
from tests import prepared

from whetstone.web import assets, stylesheet, typefaces

KIB = 1024
FIRST_VISIT_BUDGET = 60 * KIB


@pytest.fixture(scope="session")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "of-its-own"
    shutil.copytree(prepared.once(tmp_path_factory, "assets", assets.build_assets), folder)
    return folder


@pytest.fixture(scope="session")
def sheet(output):
    return (output / "look.css").read_text()


def test_a_first_english_visit_loads_few_fonts(output):
    report = assets.build_assets(output)
    assert 0 < report.first_visit_fonts <= FIRST_VISIT_BUDGET
    with_lesson = report.first_visit_fonts + report.sizes["fonts/newsreader-latin.woff2"]
    assert with_lesson <= 90 * KIB


def test_nothing_is_made_again_when_nothing_changed(output):
    stands = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    assert not assets.build_assets(output).rebuilt
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == stands


def test_the_compressed_sheets_are_the_sheet(output):
    sheet = (output / "look.css").read_bytes()
    assert gzip.decompress((output / "look.css.gz").read_bytes()) == sheet
    assert brotli.decompress((output / "look.css.br").read_bytes()) == sheet
    assert (output / "look.css.br").stat().st_size < len(sheet) / 4


def test_a_new_sheet_leaves_the_typefaces_alone(output, monkeypatch):
    (output / assets.STAMP).unlink()
    monkeypatch.setattr(typefaces, "make", lambda _cut: pytest.fail("cut again"))
    assert assets.build_assets(output).rebuilt


def test_the_same_cut_gives_the_same_bytes():
    cut = next(one for one in typefaces.CUTS if one.name == "bodoni-moda-extended")
    assert typefaces.make(cut) == typefaces.make(cut)


def test_the_sheet_is_one_file_with_its_layers_first(sheet):
    assert sheet.startswith("@layer tokens,base,layout,components,page;")
    assert "@import" not in sheet
    assert "/*" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_every_face_swaps_and_names_a_file_that_exists(output, sheet):
    faces = re.findall(r"@font-face\{[^}]*\}", sheet)
    for face in (face for face in faces if "url(" in face):
        assert "font-display:swap" in face
        assert (output / re.search(r'url\("([^"]+)"\)', face)[1]).is_file()
    assert sum("size-adjust" in face for face in faces) == len(typefaces.FALLBACKS)


def test_an_english_page_does_not_ask_for_devanagari(sheet):
    face = re.search(r'@font-face\{font-family:"Noto Sans Devanagari"[^}]*\}', sheet)[0]
    assert "U+900-97F" in face
    assert not re.search(r"U\+20\b|U\+20-", face)


def test_what_pages_write_is_in_the_first_fonts(output):
    held = typefaces.held((output / "fonts/noto-sans-latin.woff2").read_bytes())
    assert set(map(ord, "Aé0–—“”‘’…·×−€%")) | {0xA0, 0x202F} <= held


def test_without_light_dark_both_themes_still_exist(web):
    rules = stylesheet.fallback((web / "static/css/tokens.css").read_text())
    light, dark = rules.split("@media screen and (prefers-color-scheme:dark)")
    assert "--canvas:var(--stone-97);" in light
    assert "--canvas:var(--slate-19);" in dark
    assert "light-dark(var" not in rules


def test_a_component_may_not_use_a_raw_colour(tmp_path):
    (tmp_path / "tokens.css").write_text(":root{--x:light-dark(red,blue)}")
    (tmp_path / "bad.css").write_text(".a{color:var(--rust-47)}")
    (tmp_path / "look.css").write_text(
        '@import url("tokens.css") layer(tokens);@import url("bad.css");'
    )
    with pytest.raises(ValueError, match="raw colour"):
        stylesheet.bundle(tmp_path / "look.css")


def test_a_missing_import_is_named(tmp_path):
    (tmp_path / "look.css").write_text('@import url("gone.css");')
    with pytest.raises(FileNotFoundError, match=r"gone\.css"):
        stylesheet.bundle(tmp_path / "look.css")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('a { content: "a ; {b}  c" ; }', 'a{content:"a ; {b}  c"}'),
        ("a /* x */ :is( b , c ) { margin : 0 }", "a :is( b ,c ){margin :0}"),
        ("@media (min-width: 2rem) { a { width: calc(1px + 2px); } }",
         "@media (min-width:2rem){a{width:calc(1px + 2px)}}"),
    ],
)  # fmt: skip
def test_only_blanks_that_mean_nothing_are_dropped(given, kept):
    assert stylesheet.minify(given).strip() == kept
