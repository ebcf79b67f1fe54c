"""Own figures of the budget, scenarios, and a survey whose waves rest on claims."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from tests.apps.lead.conftest import NOW

from whetstone.apps.field.models import Claim, ClaimVersion
from whetstone.apps.lead import budget_selectors as selectors
from whetstone.apps.lead.models import BudgetFigure
from whetstone.core.rollup.budget import calibrated, newest_open, record

TYPED = {
    "on": "2026-11-16", "source": "budget sheet", "total": "430000", "currency": "eur",
    "doubt": "8", "share_now": "12", "share_planned": "15", "planned_for": "2027-12-31",
    "hours": "180", "hour_cost": "42",
}  # fmt: skip


@pytest.fixture
def own(team):
    return team(5)


def test_the_shipped_series_reads_24_and_a_half_as_about_14_6(own):
    found = selectors.survey(own.workspace.pk, on=NOW.date())
    past = record(found.waves)
    waiting = newest_open(found.waves, past)
    assert waiting is not None
    assert waiting.forecast == 24.5
    reading = calibrated(waiting.forecast, [one.ratio for one in past])
    assert reading is not None
    read = reading.read
    assert [round(one, 1) for one in (read.value, read.low, read.high)] == [14.6, 12.3, 16.4]


def test_a_wave_whose_claim_is_doubted_here_leaves_the_record(own):
    newest = ClaimVersion.objects.filter(claim__slug="clm-fig-cmo-2014-08").latest("pk")
    own_word = {
        field.name: getattr(newest, field.name)
        for field in ClaimVersion._meta.concrete_fields
        if field.name not in {"id", "workspace", "status", "recorded_at"}
    }
    ClaimVersion.objects.create(
        **own_word, workspace=own.workspace, status="doubtful", recorded_at=NOW
    )
    found = selectors.survey(own.workspace.pk, on=NOW.date())
    assert found.left_out == 1
    assert len(record(found.waves)) == 3
    assert Claim.objects.filter(slug="clm-fig-cmo-2014-08").exists()


def test_figures_are_written_once_a_form_and_earlier_ones_stay(own, client_as):
    client = client_as(own.lead)
    key = str(uuid.uuid4())
    for _n in range(2):
        answer = client.post("/lead/budget-share/figures", TYPED | {"form_key": key})
        assert answer.status_code == 302
    later = TYPED | {"form_key": str(uuid.uuid4()), "share_now": "13", "on": "2026-11-20"}
    client.post("/lead/budget-share/figures", later)
    assert [row.share_now for row in BudgetFigure.objects.order_by("pk")] == [12, 13]
    page = client.get("/lead/budget-share").content.decode()
    assert "Social has 13" in page
    assert "Figures written earlier" in page
    assert "The plan slips" in page
    assert 'value="13"' in client.get("/lead/budget-share/figures").text  # and not 13.0


def test_all_faults_are_told_at_once_and_what_was_typed_stays(own, client_as):
    wrong = TYPED | {
        "form_key": str(uuid.uuid4()), "on": "2027-11-16", "currency": "euro", "doubt": "101",
        "total": "nan",
    }  # fmt: skip
    page = client_as(own.lead).post("/lead/budget-share/figures", wrong).content.decode()
    for said in ("A figure is of today", "Write three letters", "less than or equal to 100"):
        assert said in page
    assert 'value="euro"' in page
    assert not BudgetFigure.objects.exists()


def test_without_own_figures_the_page_asks_for_them_and_shows_the_benchmark(own, client_as):
    page = client_as(own.leader).get("/lead/budget-share").content.decode()
    assert "Your own figures are not here yet" in page
    assert "14.6" in page
    assert "60 in 100" in page


def test_figures_of_another_workspace_are_not_shown(own, client_as, make_workspace, make_person):
    client_as(own.lead).post("/lead/budget-share/figures", TYPED | {"form_key": str(uuid.uuid4())})
    other = make_person(make_workspace("Other"), rights=("lead",))
    assert "budget sheet" not in client_as(other).get("/lead/budget-share").content.decode()
    assert selectors.figures(own.workspace.pk)[0].on == dt.date(2026, 11, 16)
