"""A text or a table to mark: real boxes in the text, the reasons of each passage at the end."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from whetstone.apps.diagnose import live, services
from whetstone.apps.diagnose.models import Response
from whetstone.apps.diagnose.sheet import sheet

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def begin(person):
    return services.begin_attempt(
        person_id=person.pk, workspace_id=person.workspace_id, role_id=person.role_id,
        mode="area", area_id="LED", now=NOW, seed=3,
    )  # fmt: skip


def address(step):
    return reverse("diagnose:question", args=[step.attempt_id])


def fields(step, **given):
    question = step.open.question
    return {"place": step.open.place, "item": question.pk, **given}


def in_bank(kind):
    return [q for q in live.shelf().questions if q.payload["format"] == kind]


def test_each_passage_is_a_box_with_the_passage_as_its_label(ana, hot_first, client_as):
    step = begin(ana)
    page = client_as(ana).get(address(step)).content.decode()
    spots = [one for one in step.open.question.payload["segments"] if "id" in one]
    for one in spots:
        box = rf'<label class="spot"><input type="checkbox" name="chosen" value="{one["id"]}">'
        assert re.search(box, page)
    assert len(re.findall(r'class="spot"', page)) == len(spots)


def test_the_text_keeps_its_order_for_everybody_and_shows_no_key(ana, hot_first, client_as):
    step = begin(ana)
    payload = step.open.question.payload
    assert sheet(payload, 1).options == sheet(payload, 99).options
    page = client_as(ana).get(address(step)).content.decode()
    whys = [one["why"] for one in payload["segments"] if "why" in one]
    assert whys
    assert not any(why in page for why in whys)


def test_what_is_marked_earns_points_and_each_passage_is_explained(
    ana, best, hot_first, client_as
):
    step = begin(ana)
    payload = step.open.question.payload
    client = client_as(ana)
    client.post(address(step), fields(step, **best(step.open.question)))
    row = Response.objects.get()
    assert row.score == row.max_score == payload["scoring"]["max"]
    services.finish(
        attempt_id=step.attempt_id, person_id=ana.pk, workspace_id=ana.workspace_id, now=NOW
    )
    page = client.get(reverse("diagnose:end", args=[step.attempt_id])).content.decode()
    assert page.count("a fault; you marked it") == payload["scoring"]["max"]
    assert "sound" in page
    assert 'type="checkbox" name="chosen"' not in page


NOTHING = ({}, "Tick at least one")
BOTH = ({"chosen": ["a"], "unknown": "1"}, "Keep one of the two")


@pytest.mark.usefixtures("hot_first")
@pytest.mark.parametrize(("given", "said"), [NOTHING, BOTH])
def test_nothing_or_both_is_said_and_marks_are_kept(ana, client_as, given, said):
    step = begin(ana)
    page = client_as(ana).post(address(step), fields(step, **given)).content.decode()
    assert said in page
    assert ('value="a" checked' in page) == ("chosen" in given)
    assert not Response.objects.exists()


def test_a_passage_that_is_not_in_the_text_is_not_taken(ana, hot_first, client_as):
    step = begin(ana)
    client_as(ana).post(address(step), fields(step, chosen=["nowhere"]))
    assert not Response.objects.exists()


def test_a_cell_says_its_row_and_column_to_who_does_not_see_the_table(ana):
    tables = [q.payload for q in in_bank("hot_spot") if q.payload.get("grid")]
    assert tables
    for payload in tables:
        hot = sheet(payload, 1).hot
        for row in hot.rows:
            assert len(row) == len(hot.columns)
            for column, cell in zip(hot.columns, row, strict=True):
                assert cell.place == f"{row[0].text}, {column}"


def test_no_other_format_has_a_text_to_mark(ana):
    assert all(sheet(q.payload, 1).hot is None for q in in_bank("multi_select"))
