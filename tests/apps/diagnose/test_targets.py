"""A speciality: an own aim moves what is offered, and no level, no verdict, nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.diagnose import selectors, services
from whetstone.apps.diagnose.models import OwnTarget
from whetstone.apps.diagnose.profile import compose
from whetstone.apps.diagnose.targets import own_targets, set_targets
from whetstone.apps.learn.selectors import wanted
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Faults

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def aim(person, **levels):
    return set_targets(
        person_id=person.pk, workspace_id=person.workspace_id, levels=levels, now=NOW
    )


@pytest.fixture
def carer(marram, make_person):
    """Customer care: needs little of paid social, and nothing of strategy."""
    return make_person(marram, name="Cara", role_id="care")


def test_an_aim_moves_the_quick_check_to_the_speciality(carer):
    asked = {"role_id": "care", "mode": "quick", "person_id": carer.pk}
    assert "PAD" not in services.areas_for(carer.workspace_id, **asked)
    assert aim(carer, PAD=4) == 1
    assert "PAD" in services.areas_for(carer.workspace_id, **asked)


def test_an_aim_moves_what_is_recommended(carer, sit, unknown):
    sit(carer, mode="scan", answer_to=unknown)
    profile = {
        "person_id": carer.pk, "workspace_id": carer.workspace_id, "role_id": "care", "now": NOW,
    }  # fmt: skip
    assert "STR" not in {one.area_id for one in compose(**profile).steps}
    before = wanted.needs({carer.pk: "care"}, on=NOW.date())[carer.pk].gaps
    aim(carer, STR=4)
    assert "STR" in {one.area_id for one in compose(**profile).steps}
    assert wanted.needs({carer.pk: "care"}, on=NOW.date())[carer.pk].gaps != before


def test_no_level_and_no_verdict_moves(carer, sit):
    sit(carer, mode="scan")
    before = selectors.estimates(carer.pk)
    aim(carer, STR=4, PAD=4)
    assert selectors.estimates(carer.pk) == before


def test_the_newest_aim_counts_and_the_roles_comes_back(carer):
    aim(carer, STR=4)
    aim(carer, STR=3)
    assert own_targets([carer.pk]) == {carer.pk: {"STR": 3}}
    aim(carer, STR=None)
    assert own_targets([carer.pk]).get(carer.pk, {}) == {}


def test_saying_the_same_again_writes_nothing(carer):
    assert aim(carer, STR=4) == 1
    assert aim(carer, STR=4, PAD=None) == 0
    assert OwnTarget.objects.count() == 1
    assert AuditRow.objects.filter(act="profile.targets").count() == 1


def test_an_aim_is_nobody_elses(carer, ana):
    aim(carer, STR=4)
    assert own_targets([ana.pk]) == {}


@pytest.mark.parametrize("levels", [{"STR": 5}, {"STR": -1}, {"XXX": 2}])
def test_what_is_no_area_or_no_level_is_refused(carer, levels):
    with pytest.raises(Faults):
        aim(carer, **levels)
    assert OwnTarget.objects.count() == 0


def test_the_page_saves_what_was_chosen_and_says_whose_aim_it_is(carer, sit, client_as):
    sit(carer, mode="scan")
    client = client_as(carer)
    page = client.get("/profile/targets").content.decode()
    assert "what my role needs: 1" in page
    assert client.post("/profile/targets", {"aim-STR": "4", "aim-PAD": ""}).status_code == 302
    assert own_targets([carer.pk]) == {carer.pk: {"STR": 4}}
    assert "The dotted line is your own aim, level 4." in client.get("/profile").content.decode()


def test_a_form_that_was_tampered_with_is_not_found(carer, client_as):
    assert client_as(carer).post("/profile/targets", {"aim-STR": "x"}).status_code == 404
    assert client_as(carer).post("/profile/targets", {"aim-XXX": "2"}).status_code == 404


def test_a_leader_who_does_not_learn_aims_for_nothing(director, client_as):
    assert client_as(director).get("/profile/targets").status_code == 403
