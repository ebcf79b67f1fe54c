"""A firm, its lead, and lists that wait for nobody."""

from __future__ import annotations

import pytest

from whetstone.apps.people.rosters import taking
from whetstone.web.request import Right


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    monkeypatch.setattr(taking, "BREATH", 0)


@pytest.fixture
def firm(make_workspace):
    return make_workspace("Marram")


@pytest.fixture
def lead(firm, make_person):
    return make_person(firm, rights=(Right.LEAD, Right.ADMIN), name="Lead")


@pytest.fixture
def as_lead(lead, client_as):
    return client_as(lead)
