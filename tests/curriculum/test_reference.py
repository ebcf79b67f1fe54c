"""Tables of who uses which network: each row says what its claim says, or it is a fault."""

from __future__ import annotations

import pytest

TABLE = """\
schema: whetstone/reference@1
id: ref-here
title: "Adults who use a network"
country: US
publisher: "Somebody"
tables:
- group: all
  label: "All adults"
  claim: clm-figure
  year: 2016
  asked: 908
  asked_is: published
  use: {YouTube: 83, X: 22}
"""
SAID = "All adults: YouTube 83, X 22"
FILE = "reference/here.yaml"


@pytest.fixture
def tables(tree):
    text = tree.read("claims/clm-figure.yaml")
    line = next(one for one in text.splitlines() if one.startswith("statement:"))
    tree.edit("claims/clm-figure.yaml", line, f'statement: "Of 100 who were asked. {SAID}."')
    tree.write(FILE, TABLE)
    return tree


def rules(compiled):
    return {fault.rule for fault in compiled.faults}


def test_a_row_that_its_claim_says_is_read(tables):
    compiled = tables.compile()
    assert not compiled.faults
    [table] = compiled.curriculum.references
    assert table.rows[0].use == (("YouTube", 83), ("X", 22))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("YouTube: 83", "YouTube: 84", "reference-figures"),
        ("clm-figure", "clm-nobody", "reference-claim"),
        ("group: all", "group: women", "reference-groups"),
        ("asked: 908", "asked: 0", "out-of-range"),
        ("X: 22", "X: 122", "out-of-range"),
        ("published", "guessed", "unknown-word"),
    ],
)
def test_a_row_that_says_more_is_a_fault(tables, old, new, rule):
    tables.edit(FILE, old, new)
    assert rule in rules(tables.compile())


def test_a_row_on_a_dead_claim_is_a_fault(tables):
    tables.edit("claims/clm-figure.yaml", "status: current", "status: retired")
    assert "reference-claim" in rules(tables.compile())


def test_the_shipped_table_has_the_figures_that_were_seen(shipped):
    [table] = shipped[0].curriculum.references
    rows = {row.group: dict(row.use) for row in table.rows}
    assert (rows["women"]["Pinterest"], rows["all"]["Pinterest"]) == (50, 35)
    assert rows["age-18-29"] == {"YouTube": 93, "Instagram": 78, "TikTok": 62, "Snapchat": 65}
    assert [row.group for row in table.rows if row.asked_is == "published"] == ["all"]


SERIES = """\
schema: whetstone/reference@1
id: ref-share
title: "A share"
country: US
publisher: "Somebody"
series:
- {at: "2014-08", claim: clm-figure, now: 9, in_five_years: 21}
"""


@pytest.fixture
def waves(tree):
    text = tree.read("claims/clm-figure.yaml")
    line = next(one for one in text.splitlines() if one.startswith("statement:"))
    tree.edit("claims/clm-figure.yaml", line, 'statement: "It was 9%, and 21% was expected."')
    tree.write(FILE, SERIES)
    return tree


def test_a_wave_that_its_claim_says_is_read(waves):
    compiled = waves.compile()
    assert not compiled.faults
    [series] = compiled.curriculum.series
    assert (series.rows[0].now, series.rows[0].in_a_year) == (9, None)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("now: 9", "now: 1", "reference-figures"),
        ("clm-figure", "clm-nobody", "reference-claim"),
        ("2014-08", "2014-13", "date"),
        ("now: 9", "now: 109", "out-of-range"),
    ],
)
def test_a_wave_that_says_more_is_a_fault(waves, old, new, rule):
    waves.edit(FILE, old, new)
    assert rule in rules(waves.compile())


def test_a_month_stands_once(waves):
    waves.edit(FILE, "series:\n", 'series:\n- {at: "2014-08", claim: clm-figure, now: 9}\n')
    assert "reference-months" in rules(waves.compile())
