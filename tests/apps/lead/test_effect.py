"""Return on training: an order drawn once, figures taken in, and "cannot tell" until it can."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.apps.lead.conftest import NOW

from whetstone.apps.lead import effect_forms, effect_words
from whetstone.apps.lead import effect_selectors as selectors
from whetstone.apps.lead import effect_services as services
from whetstone.apps.lead.effect_levels import taken_up
from whetstone.apps.lead.effect_services import Plan
from whetstone.apps.lead.models import Comparison, ComparisonOutcome
from whetstone.apps.learn.models import OwnWork
from whetstone.apps.people.models import AuditRow
from whetstone.apps.plan import services as plans
from whetstone.core.kernel.errors import Missing, Refused

FIRST = dt.date(2026, 11, 30)
WEEK = dt.timedelta(weeks=1)
LATER = FIRST + 12 * WEEK


@pytest.fixture
def place(curriculum_loaded, make_workspace, make_person):
    workspace = make_workspace()
    return workspace, make_person(workspace, rights=("lead",), name="Aoife")


def drawn(workspace, *, n=10, a_start=5, key=None, goals=None, first=FIRST):
    names = {f"shop {k}": (goals or {}).get(k) for k in range(n)}
    return services.draw(
        workspace_id=workspace.pk, form_key=key or uuid.uuid4(), actor_id=None, now=NOW,
        plan=Plan("Service posts", "repair bookings", None, names, first, 4, a_start),
    )  # fmt: skip


def fill(workspace, row, *, effect=6.0, weeks=range(-4, 8)):
    rng = np.random.default_rng(2)
    rows = [
        (one.pk, week, round(20 + rng.normal() + effect * (week >= one.starts_on), 3))
        for one in row.units.all()
        for week in (FIRST + k * WEEK for k in weeks)
    ]
    return rows, services.record_outcomes(
        workspace_id=workspace.pk, comparison_id=row.pk, rows=rows, actor_id=None, now=NOW
    )


def weighed(workspace, row, *, today=LATER):
    return selectors.weigh(selectors.held(row.pk, workspace_id=workspace.pk), today=today)


def test_an_order_is_drawn_once_and_anybody_can_draw_it_again(place):
    workspace, _lead = place
    key = uuid.uuid4()
    row = drawn(workspace, key=key)
    assert drawn(workspace, key=key).pk == row.pk
    order = list(row.units.order_by("place").values_list("name", flat=True))
    again = sorted(
        order, key=lambda one: hashlib.sha256(f"{row.seed}\n{one}".encode()).hexdigest()
    )
    assert order == again
    assert drawn(workspace).seed != row.seed
    starts = list(row.units.order_by("place").values_list("starts_on", flat=True))
    assert starts == [FIRST] * 5 + [FIRST + 4 * WEEK] * 5
    assert AuditRow.objects.filter(act="draw comparison").count() == 2


def test_the_same_figures_twice_are_taken_once_and_another_figure_counts(place):
    workspace, _lead = place
    row = drawn(workspace)
    rows, first = fill(workspace, row)
    assert (first.new, first.changed, first.same) == (120, 0, 0)
    assert fill(workspace, row)[1].same == 120
    changed = services.record_outcomes(
        workspace_id=workspace.pk, comparison_id=row.pk, rows=[(*rows[0][:2], 99.0)],
        actor_id=None, now=NOW,
    )  # fmt: skip
    assert changed.changed == 1
    assert ComparisonOutcome.objects.count() == 121
    assert selectors.held(row.pk, workspace_id=workspace.pk).figures[rows[0][:2]] == 99.0


def test_five_a_side_tell_and_the_return_is_a_range_of_the_team_s_own_money(place, client_as):
    workspace, lead = place
    row = drawn(workspace, first=FIRST - 12 * WEEK)
    fill(workspace, row, weeks=range(-16, -4))
    services.say_cost(
        workspace_id=workspace.pk, comparison_id=row.pk, actor_id=None, now=NOW,
        hours=40.0, hour_cost=30.0, margin=10.0, currency="€",
    )  # fmt: skip
    found = weighed(workspace, row)
    assert found.state == "better"
    one = found.answer.effect.estimate
    assert one.lo < 6 < one.hi
    assert found.lived == 20  # five teams, four weeks against those that had not started
    page = client_as(lead).get(reverse("lead:effect", args=[row.pk])).text
    for words in ("Higher where teams have learned", "95 % band", "€", "<svg"):
        assert words in page
    assert found.returned.net.lo == pytest.approx(one.lo * 20 * 10 - 1200)


def test_it_cannot_tell_before_it_can_and_says_what_would_answer(place):
    workspace, _lead = place
    row = drawn(workspace)
    assert weighed(workspace, row, today=NOW.date()).state == "not_started"
    assert weighed(workspace, row).state == "no_before"
    fill(workspace, row, weeks=range(-4, 0))
    found = weighed(workspace, row, today=FIRST + WEEK)
    assert (found.state, found.tells_from) == ("no_after", FIRST)
    assert found.missing == ((FIRST, tuple(f"{one.name}" for one in row.units.order_by("place"))),)
    few = drawn(workspace, n=6, a_start=1)
    fill(workspace, few)
    said = weighed(workspace, few)
    assert (said.state, said.tells_from) == ("cannot_tell", None)
    assert said.answer.effect.estimate.is_known


def test_readings_of_goals_are_figures_where_each_team_has_a_goal(place):
    workspace, _lead = place
    goals = {
        k: plans.create_goal(
            workspace_id=workspace.pk, kind="metric", title=f"shop {k}", now=NOW
        ).pk
        for k in range(2)
    }
    plans.add_reading(
        workspace_id=workspace.pk, goal_id=goals[1], on=FIRST + dt.timedelta(days=3), value=7,
        source="till", actor_id=None, now=NOW,
    )  # fmt: skip
    row = drawn(workspace, n=2, goals=goals)
    unit = row.units.get(name="shop 1")
    found = selectors.held(row.pk, workspace_id=workspace.pk)
    assert found.figures == {(unit.pk, FIRST): 7}


def test_nobody_writes_into_another_workspace_or_what_was_set_aside(place, make_workspace):
    workspace, lead = place
    row = drawn(workspace)
    other = make_workspace("Other")
    unit = drawn(other).units.first()
    ours = {"comparison_id": row.pk, "actor_id": lead.pk, "now": NOW}
    with pytest.raises(Missing):
        services.record_outcomes(workspace_id=other.pk, rows=[], **ours)
    with pytest.raises(Missing):
        services.record_outcomes(workspace_id=workspace.pk, rows=[(unit.pk, FIRST, 1.0)], **ours)
    assert services.set_aside(workspace_id=workspace.pk, reason="a shop closed", **ours)
    assert not services.set_aside(workspace_id=workspace.pk, reason="again", **ours)
    with pytest.raises(Refused):
        services.record_outcomes(workspace_id=workspace.pk, rows=[], **ours)
    assert weighed(workspace, row).state == "ended"


def asked(**more):
    facts = {
        "name": "Service posts", "outcome": "bookings", "first_start": "2026-11-30",
        "weeks_between": "2", "a_start": "1", "form_key": str(uuid.uuid4()), "goal_id": "",
        "names": "\n".join(f"shop {k}" for k in range(10)),
    }  # fmt: skip
    return facts | more


def test_a_lead_draws_from_the_page_and_pastes_what_happened(place, client_as):
    _workspace, lead = place
    client = client_as(lead)
    answer = client.post(reverse("lead:new_effect"), asked(), follow=True)
    row = Comparison.objects.get()
    assert "Cannot tell yet" in answer.text
    assert row.seed in answer.text
    typed = "team\tweek\tfigure\nShop 3\t2026-11-17\t12.5\nshop 4\t2026-W47\t8\n"
    to = reverse("lead:effect_outcomes", args=[row.pk])
    assert "2 figures are new." in client.post(to, {"rows": typed}, follow=True).text
    assert "known already" in client.post(to, {"rows": typed}, follow=True).text
    for words in ("Never a single", "218"):
        assert (
            words in client.get(reverse("lead:new_effect")).text + client.get("/lead/effect").text
        )


def test_a_comma_within_a_figure_is_never_read_as_the_end_of_it(place, client_as):
    workspace, lead = place
    row, client = drawn(workspace), client_as(lead)
    address = reverse("lead:effect_outcomes", args=[row.pk])
    answer = client.post(address, {"rows": "shop 1,2026-11-16,1,5"})
    assert "there is more than a team, a week and a figure" in answer.text
    more = "team,week,figure,remark\nshop 1,2026-11-16,1.5,rain\nshop 2,2026-11-16,2,,"
    assert client.post(address, {"rows": more}).status_code == 302


def test_every_fault_of_what_was_pasted_is_told_at_once_and_stays_in_the_box(place, client_as):
    workspace, lead = place
    client = client_as(lead)
    row = drawn(workspace)
    typed = "shop 1;2026-11-16;1,5\nharbour;soon;7\nshop 2;2026-11-23;3\nshop 1"
    answer = client.post(reverse("lead:effect_outcomes", args=[row.pk]), {"rows": typed})
    for said in ("“1,5” is no figure", "“harbour” is no team", "“soon” is no week",
                 "is not over", "Line 4: a team"):  # fmt: skip
        assert said in answer.text
    assert "harbour;soon;7" in answer.text
    assert not ComparisonOutcome.objects.exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"first_start": "2026-12-02"}, "from Monday on"),
        ({"first_start": "2026-11-23"}, "lies ahead"),
        ({"names": "Aoife\nshop"}, "“Aoife” is a person"),
        ({"names": "shop"}, "needs two teams"),
        (
            {"names": "shop\nSHOP\nbarn"},
            "“SHOP” stands twice: line 1 of the typed names, and line 2",
        ),
        ({"names": "shop\nbarn\nshop"}, "“shop” stands twice: line 1"),
        ({"a_start": "6"}, "an order is drawn only once"),
    ],
)
def test_what_cannot_be_compared_is_not_drawn(place, client_as, more, says):
    _workspace, lead = place
    client = client_as(lead)
    answer = client.post(reverse("lead:new_effect"), asked(**more))
    assert says.lower() in answer.text.lower()
    assert not Comparison.objects.exists()


def test_a_small_comparison_is_drawn_by_somebody_who_knows(place, client_as):
    _workspace, lead = place
    client = client_as(lead)
    client.post(reverse("lead:new_effect"), asked(names="north\nsouth", knows="on"))
    assert Comparison.objects.get().units.count() == 2


def test_the_page_asks_as_often_for_sixty_teams_as_for_ten(place, client_as):
    workspace, lead = place
    client = client_as(lead)
    counts = []
    for n in (10, 60):
        row = drawn(workspace, n=n)
        fill(workspace, row, weeks=range(-2, -1))
        client.get(reverse("lead:effect", args=[row.pk]))
        with CaptureQueriesContext(connection) as asked_for:
            client.get(reverse("lead:effect", args=[row.pk]))
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


def test_the_brief_tells_the_state_and_the_file_is_what_the_command_reads(place, client_as):
    from whetstone.formats import panels

    workspace, lead = place
    none = selectors.for_brief(workspace.pk, today=LATER)
    assert none["code"] == "none_set_up"
    row = drawn(workspace)
    assert selectors.for_brief(workspace.pk, today=NOW.date())["code"] == "not_started"
    fill(workspace, row, weeks=range(-4, -1))
    told = selectors.for_brief(workspace.pk, today=NOW.date())
    assert told["values"]["tells_from"] == FIRST.isoformat()
    client = client_as(lead)
    sent = client.get(reverse("lead:effect_panel", args=[row.pk])).content
    assert panels.read(sent).starts.places == (3,) * 10
    assert "a verdict is possible from" in client.get(reverse("lead:brief")).text


def test_figures_and_weeks_that_are_slips_of_the_hand_are_refused():
    assert effect_forms._figure("1e308") is None
    assert effect_forms._figure("nan") is None
    assert effect_forms._figure("-12.5") == -12.5
    assert effect_forms._monday("9999-12-31") is None
    assert effect_forms._monday("1026-11-16") is None
    assert effect_forms._monday("2026-W47") == dt.date(2026, 11, 16)


def test_a_file_and_pasted_rows_at_once_are_a_fault_and_nothing_is_taken(place, client_as):
    workspace, lead = place
    row = drawn(workspace)
    file = SimpleUploadedFile("rows.csv", b"shop 1,2026-11-17,3\n")
    answer = client_as(lead).post(
        reverse("lead:effect_outcomes", args=[row.pk]),
        {"file": file, "rows": "shop 2,2026-11-17,4"},
    )
    assert "A file was chosen and rows were pasted" in answer.text
    assert "shop 2,2026-11-17,4" in answer.text
    assert not ComparisonOutcome.objects.exists()


def test_one_started_team_is_held_against_a_mixture_on_its_page(place, client_as):
    workspace, _lead = place
    row = drawn(workspace, n=6, a_start=1)
    fill(workspace, row, weeks=range(-8, 3))
    first = row.units.order_by("place").first()
    found = selectors.held(row.pk, workspace_id=workspace.pk)
    alone = selectors.alone(found, weighed(workspace, row, today=FIRST + 3 * WEEK))
    assert (alone.unit, alone.of) == (first.name, 6)
    assert effect_words.alone(alone)[0].startswith(f"“{first.name}” is the only team")
    later = selectors.weigh(found, today=FIRST - WEEK)
    assert selectors.alone(found, later) is None


def test_own_work_is_told_from_five_who_did_and_five_who_did_not(
    curriculum_loaded, make_workspace, make_person
):
    workspace = make_workspace()
    people = [make_person(workspace, name=f"Learner {n}") for n in range(12)]

    def write(person):
        OwnWork.objects.create(
            person=person, lesson_slug="x", field="plan", text="If Monday, then …", saved_at=NOW
        )

    for person in people[:4]:
        write(person)
    assert taken_up(workspace.pk, now=NOW) is None
    for person in people[4:7]:
        write(person)
    month = NOW + dt.timedelta(weeks=4)
    assert taken_up(workspace.pk, now=month) is None, "three did something: that tells of them"
    for person in people[:7]:
        OwnWork.objects.create(
            person=person, lesson_slug="y", field="plan", text="Again", saved_at=NOW
        )
    told = taken_up(workspace.pk, now=month + WEEK)
    assert (told.people, told.of) == (7, 12)
    write(people[7])
    assert taken_up(workspace.pk, now=month + 3 * WEEK) == told
