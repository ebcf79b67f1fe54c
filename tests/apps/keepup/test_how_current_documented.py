"""The page for machines is documented name by name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from whetstone.apps.keepup.how_current_json import as_json
from whetstone.apps.keepup.selectors import how_current

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/how-current.md"
TODAY = dt.date(2026, 11, 23)


def names(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if name not in {"counts", "groups"}:
                yield from names(inner)
    elif isinstance(value, list):
        for inner in value[:1]:
            yield from names(inner)


def test_every_name_of_the_json_is_documented(curriculum_loaded):
    text = PAGE.read_text(encoding="utf-8")
    told = as_json(how_current.in_public(TODAY), scope="installation")
    assert sorted({name for name in names(told) if f"`{name}`" not in text}) == []


def test_every_figure_of_the_json_is_documented(curriculum_loaded, make_workspace):
    text = PAGE.read_text(encoding="utf-8")
    now = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
    every = how_current.here(make_workspace().pk, now).every
    assert [one.key for one in every if f"`{one.key}`" not in text] == []
