"""What a calibration sees of groups is kept with the question, and said where it is read."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from tests.apps.diagnose.answering import crowd, rows_of

from whetstone.apps.diagnose import calibrating, quality_words
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import CalibratedItem, Response
from whetstone.apps.diagnose.watch_rows import GroupSeen, Regressed, Seen, as_seen
from whetstone.apps.people.models import Person

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
STUDIED = 0
"""The place of the question that works differently, among those asked."""


def asked_of(people, focal, *, turned, seed=3, questions=7, area_id="STR"):
    """Everybody answers; the `focal` find the first `turned(theta)` logits easier."""
    rng = np.random.default_rng(seed)
    asked = [one for one in shelf().latest.values() if one.area_id == area_id][:questions]
    theta = rng.normal(size=len(people))
    rows = []
    for place, one in enumerate(asked):
        logit = 1.6 * (theta - shelf().parameters[one.row].b * 0.5)
        if place == STUDIED:
            logit = logit + focal * turned(theta)
        points = rng.binomial(one.max_score, 1 / (1 + np.exp(-logit)))
        rows += rows_of(one, people, points, place=place)
    Response.objects.bulk_create(rows)
    return asked


@pytest.fixture
def two_languages(make_workspace):
    """300 people who speak Nepali and 300 who speak English, in one country."""
    there = make_workspace("Annapurna", country="NP", language="ne")
    here = make_workspace("Dhaulagiri", country="NP", language="en")
    people = [*crowd(there, 300), *crowd(here, 300)]
    return people, np.arange(600) < 300


@pytest.fixture
def reader(marram, make_person, client_as):
    return client_as(make_person(marram, name="Reader"))


def calibrated():
    calibrating.work_on(calibrating.begin(cause="command", now=NOW))


def page_of(client, question):
    answer = client.get(f"/test-quality/{question.slug}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_what_turns_round_with_ability_is_kept_and_shown(two_languages, reader):
    people, focal = two_languages
    asked = asked_of(people, focal, turned=lambda theta: -2.4 * theta)
    calibrated()
    row = CalibratedItem.objects.get(item_id=asked[STUDIED].pk)
    (one,) = as_seen(row.watch).groups["language"]
    assert one.ets
    assert one.regressed is not None
    assert one.regressed.crossing
    assert one.regressed.crossing_p < 0.001
    assert one.worst == one.regressed.size == "C"
    page = page_of(reader, asked[STUDIED])
    assert "Logistic regression" in page
    assert "turns round with ability (p = 0.00)" in page
    overview = reader.get("/test-quality?area=STR").content.decode()
    assert "C, large; turns round with ability" in overview
    assert "of them turns round: it favours a group" in " ".join(overview.split())


def test_what_is_fair_says_its_size_and_turns_nowhere(two_languages, reader):
    people, focal = two_languages
    asked = asked_of(people, focal, turned=lambda theta: 0.0 * theta)
    calibrated()
    (one,) = as_seen(CalibratedItem.objects.get(item_id=asked[STUDIED].pk).watch).groups[
        "language"
    ]
    assert one.regressed is not None
    assert not one.regressed.crossing
    page = page_of(reader, asked[STUDIED])
    assert "A: R² +0.0" in page
    assert "turns round with ability (p" not in page


# --- refusals ---


def row(**more):
    return {
        "reference": "en",
        "focal": "ne",
        "n_reference": 60,
        "n_focal": 60,
        "ets": "A",
        "delta": 0.1,
        "delta_se": 0.4,
        "missing": 0,
        **more,
    }


def test_what_was_kept_before_the_regression_was_is_read_as_not_told():
    (one,) = as_seen({"groups": {"language": [row()]}}).groups["language"]
    assert one.regressed is None
    assert quality_words.regressed(one) == "–"
    assert one.worst == "A"


def test_the_worse_of_the_two_ways_counts():
    said = Regressed("B", 0.001, 0.05, 0.0, 0.3, crossing=True, crossing_p=0.001, crossing_r2=0.05)
    one = GroupSeen(**row(), regressed=said)
    assert one.worst == "B"
    seen = Seen(0.5, None, None, False, {"role": (one,)}, (), None, None)
    assert quality_words.groups(seen) == "B, look again; turns round with ability"
    calm = Seen(0.5, None, None, False, {"role": (GroupSeen(**row()),)}, (), None, None)
    assert quality_words.groups(calm) == "A, negligible"


# --- language, region and role ---


@pytest.fixture
def mixed(make_workspace):
    """340 people: two languages and three countries over five workspaces, and three roles.

    English 291, Nepali 49; Nepal 109, Ireland 171, India 60; role smm 231, con 60, ana 49.
    """
    sizes = {("NP", "ne"): 49, ("NP", "en"): 60, ("IE", "en"): 171, ("IN", "en"): 60}
    people = []
    for n, ((country, language), many) in enumerate(sizes.items()):
        there = make_workspace(f"Workspace {n}", country=country, language=language)
        people += crowd(there, many, name=f"Nora {n}")
    for place, person in enumerate(people):
        role = "con" if place % 17 < 3 else "ana" if place % 17 in {3, 4, 5} else "smm"
        person.role_id = role
    of_role = {role: [one for one in people if one.role_id == role] for role in ("con", "ana")}
    for one in of_role["ana"][49:]:
        one.role_id = "smm"
    Person.objects.bulk_update(people, ["role_id"])
    return people, np.array([one.role_id == "con" for one in people])


def test_language_region_and_role_are_each_compared_from_fifty_and_never_below(mixed):
    people, focal = mixed
    asked = asked_of(people, focal, turned=lambda theta: 0 * theta - 3.0)
    calibrated()
    seen = as_seen(CalibratedItem.objects.get(item_id=asked[STUDIED].pk).watch)
    assert set(seen.groups) == {"language", "region", "role"}
    told = {
        (kind, one.reference, one.focal): (
            one.n_reference,
            one.n_focal,
            bool(one.ets),
            one.missing,
        )
        for kind, all_of in seen.groups.items()
        for one in all_of
    }
    assert told == {
        ("language", "en", "ne"): (291, 49, False, 1),
        ("region", "IE", "NP"): (171, 109, True, 0),
        ("region", "IE", "IN"): (171, 60, True, 0),
        ("role", "smm", "con"): (231, 60, True, 0),
        ("role", "smm", "ana"): (231, 49, False, 1),
    }
    for all_of in seen.groups.values():
        for one in all_of:
            assert (one.regressed is not None) == (one.missing == 0)
            assert (one.delta is None) == (one.missing > 0)


def test_a_question_harder_for_a_role_is_told_of_the_role_alone(mixed, reader):
    people, focal = mixed
    asked = asked_of(people, focal, turned=lambda theta: 0 * theta - 3.0)
    calibrated()
    seen = as_seen(CalibratedItem.objects.get(item_id=asked[STUDIED].pk).watch)
    worst = {
        (kind, one.focal): one.worst for kind, all_of in seen.groups.items() for one in all_of
    }
    assert worst["role", "con"] == "C"
    assert worst["region", "NP"] != "C"
    assert worst["region", "IN"] != "C"
    page = page_of(reader, asked[STUDIED])
    assert "Role: con" in page
    assert "Cannot tell yet: 1 more answer is needed." in page
