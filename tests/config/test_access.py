"""Every page says who may, and keeps the others out: the whole matrix.

From the list of addresses.
"""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from tests.config.test_copies import value_of

from whetstone.apps.people import permissions
from whetstone.apps.people.access import ACCOUNT, ANYBODY, MEMBER
from whetstone.web.request import Right

SAMPLES = {
    "person_id": 999_999, "attempt_id": 999_999, "campaign_id": 999_999, "brief_id": 999_999,
    "goal_id": 999_999, "class_id": 999_999, "refresher_id": 999_999, "card_id": 999_999,
    "watch_id": 999_999, "sighting_id": 999_999, "notice_id": 999_999, "near_miss_id": 999_999,
    "drill_id": 999_999, "run_id": 999_999, "slug": "no-such-thing", "token": "no-such-token",
    "role": "nobody", "code": "NOCODE", "uid": uuid.UUID(int=1), "audit_id": 999_999,
    "assignment_id": 999_999, "submission_id": 999_999, "reader_id": 999_999,
    "roster_id": 999_999, "workspace_id": 999_999, "handover_id": 999_999, "hue": "no-colour",
    "link_id": 999_999, "pool_id": 999_999, "item_id": 999_999, "form_id": 999_999,
    "invitation_id": 999_999, "number": 999_999, "simulation_id": 999_999, "handing_id": 999_999,
    "upload_id": 999_999, "blackout_id": 999_999,
    "work_id": 999_999, "asked_id": 999_999, "task_file_id": 999_999,
    "post_id": 999_999, "day_id": 999_999, "comparison_id": 999_999,
    "meeting_id": 999_999, "decision_id": 999_999,
    "file_id": 999_999, "theme_id": 999_999, "message_id": 999_999, "route_id": 999_999,
    "review_id": 999_999, "comment_id": 999_999,
}  # fmt: skip


def routes():
    """(name, pattern) of every address of ours."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.app_name and not str(entry.pattern):
            for pattern in entry.url_patterns:
                assert isinstance(pattern, URLPattern)
                yield f"{entry.app_name}:{pattern.name}", pattern


ROUTES = sorted(routes(), key=lambda route: route[0])


def address(name, pattern):
    from django.urls import reverse

    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: SAMPLES.get(key, "no-such-thing") for key in wanted})


@pytest.mark.parametrize(("name", "pattern"), ROUTES, ids=[name for name, _ in ROUTES])
def test_every_view_says_who_may(name, pattern):
    who = getattr(pattern.callback, "who_may", None)
    assert who, f"{name} does not say who may"
    assert set(who) <= {ANYBODY, ACCOUNT, MEMBER, *map(str, Right)}


@pytest.fixture
def cast(make_workspace, make_person, client_as):
    """One client per right, each with that right alone."""
    workspace = make_workspace()
    return {
        str(right): client_as(make_person(workspace, rights=(right,), name=f"Only {right}"))
        for right in Right
    }


def ask(client, name, pattern, method):
    return getattr(client, method)(address(name, pattern))


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_past_the_door_without_signing_in(client, curriculum_loaded, method):
    wrong = []
    for name, pattern in ROUTES:
        who = set(pattern.callback.who_may)
        if ANYBODY in who:
            continue
        answer = ask(client, name, pattern, method)
        if answer.status_code != 302 or "/account/login/" not in answer.headers["Location"]:
            wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_person_who_left_is_nobody(make_workspace, make_person, client_as):
    from django.utils import timezone

    person = make_person(make_workspace())
    client = client_as(person)
    person.left_at = timezone.now()
    person.save(update_fields=["left_at"])
    assert client.get("/today").status_code == 302


def test_a_session_cannot_act_as_somebody_elses_person(make_workspace, make_person, client_as):
    workspace = make_workspace()
    mine, yours = make_person(workspace), make_person(workspace)
    client = client_as(mine)
    session = client.session
    session["person_id"] = yours.pk
    session.save()
    assert client.get("/today").status_code == 302


# --- the whole matrix, asserted from the declarative table ---

TABLE = {f"{one.room}:{one.name}": one for one in permissions.addresses()}
ENDS_THE_VISIT = {"people:leave", "people:demo_end"}


def test_the_table_holds_every_address_and_no_other():
    assert set(TABLE) == {name for name, _pattern in ROUTES}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_cell_of_the_table_is_what_happens(cast, curriculum_loaded, method):
    """Also that table and view say the same: who may, stands at the view itself."""
    wrong = []
    for name, pattern in ROUTES:
        who = set(pattern.callback.who_may)
        if who & {ANYBODY, ACCOUNT} or name in ENDS_THE_VISIT:
            continue
        for right in permissions.rights():
            status = ask(cast[str(right)], name, pattern, method).status_code
            said = MEMBER in who or str(right) in who, TABLE[name].lets(right)
            if {status != 403} != set(said) or status >= 500:
                wrong.append(f"{method} {name} as {right}: {status}, view and table: {said}")
    assert not wrong, "\n".join(wrong)


OWNED = {
    "attempt_id": "diagnose.Attempt", "notice_id": "field.Notice", "watch_id": "keepup.Watch",
    "near_miss_id": "keepup.NearMiss", "drill_id": "keepup.Drill", "brief_id": "lead.Brief",
    "link_id": "lead.SharedLink", "class_id": "people.SchoolClass", "audit_id": "keepup.Audit",
    "campaign_id": "plan.Campaign", "goal_id": "plan.Goal", "refresher_id": "learn.Refresher",
    "pool_id": "diagnose.SecuredPool", "item_id": "diagnose.SecuredItem",
    "form_id": "diagnose.SecuredForm", "invitation_id": "diagnose.SecuredInvitation",
    "assignment_id": "connect.Assignment", "work": "learn.OwnWork",
    "submission_id": "connect.Submission", "reader_id": "connect.Reader",
    "roster_id": "people.Roster", "sighting_id": "keepup.Sighting", "run_id": "keepup.DrillRun",
    "simulation_id": "learn.Simulation", "handing_id": "learn.SimulationHanding",
    "task_file_id": "learn.TaskFile", "assessment": "learn.TaskAssessment",
    "work_id": "learn.TaskHanding", "asked_id": "learn.TaskAsked",
    "post_id": "plan.PlannedPost", "day_id": "plan.TeamDay",
    "blackout_id": "people.Blackout",
    "upload_id": "plan.Upload", "comparison_id": "lead.Comparison",
    "meeting_id": "lead.PlanningMeeting", "decision_id": "lead.Decision",
    "file_id": "lead.VoiceFile", "theme_id": "lead.VoiceTheme",
    "message_id": "lead.VoiceMessage", "route_id": "lead.VoiceRoute",
    "review_id": "plan.PlanReview",
    "comment_id": "plan.ReviewComment",
}  # fmt: skip
"""What an address names by number and somebody owns."""


def rows_of(workspace, person):
    """One row of every kind in OWNED, of one workspace and one person."""
    made = {"people.Workspace": [workspace], "people.Person": [person]}
    found = {"person_id": person.pk}
    for key, label in OWNED.items():
        model = apps.get_model(label)
        values = {
            field.name: value_of(field, 0, made)
            for field in model._meta.concrete_fields
            if not field.primary_key
        }
        row = model._default_manager.create(**values)
        found[key], made[label] = row.pk, [row]
    return found


NUMBERED = {
    key
    for _name, pattern in ROUTES
    for key in pattern.pattern.converters
    if key.endswith("_id") and key not in {"workspace_id", "handover_id"}
}
"""What addresses name by number. Workspaces and offers are an owner's: `test_organisations.py`."""


def test_real_rows_stand_behind_every_number_in_an_address():
    by_another_way = {"card_id"}  # a card of the curriculum is everybody's
    assert NUMBERED - by_another_way <= {"person_id", *OWNED}


@pytest.fixture
def olga(make_workspace, make_person):
    """Somebody of another workspace, who may everything there."""
    return make_person(make_workspace("Other"), rights=tuple(Right), name="Olga Other")


@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_of_another_workspace_open_for_nobody_here(cast, olga, curriculum_loaded, method):
    """Real numbers of somebody else's rows answer as if there were no such row."""
    from django.urls import reverse

    theirs = rows_of(olga.workspace, olga)
    wrong, asked = [], 0
    for name, pattern in ROUTES:
        wanted = pattern.pattern.converters
        named = set(wanted) & set(theirs)
        if not named or TABLE[name].is_open:
            continue
        values = {key: theirs.get(key, SAMPLES.get(key, "no-such-thing")) for key in wanted}
        for right, client in cast.items():
            answer = getattr(client, method)(reverse(name, kwargs=values))
            asked += 1
            status = _in_the_end(client, answer)
            if status not in {403, 404, 405, "asks again"} or b"Olga" in answer.content:
                wrong.append(f"{method} {name} as {right}: {status}")
    assert asked > 7 * 10
    assert not wrong, "\n".join(wrong)


def test_a_persons_own_pages_open_for_nobody_of_their_own_workspace(
    make_workspace, make_person, client_as, curriculum_loaded
):
    """Checks, links, drills and readings are one person's: colleagues of every right find none."""
    from django.urls import reverse

    workspace = make_workspace()
    mine = rows_of(workspace, make_person(workspace, name="Nora"))
    everything = client_as(make_person(workspace, rights=tuple(Right), name="All Rights"))
    for name, pattern in ROUTES:
        wanted = pattern.pattern.converters
        if not set(wanted) & {"attempt_id", "link_id", "reader_id", "run_id"}:
            continue
        values = {key: mine.get(key, SAMPLES.get(key, "no-such-thing")) for key in wanted}
        address_ = reverse(name, kwargs=values)
        for answer in (everything.get(address_), everything.post(address_)):
            assert _in_the_end(everything, answer) in {404, 405}, name


def test_a_team_opens_and_closes_nothing(cast, make_person, client_as, curriculum_loaded):
    """A right holds in its whole workspace: another team's people answer as one's own do."""
    from django.urls import reverse

    from whetstone.apps.people.models import Person, Team

    workspace = Person.objects.get(name="Only learner").workspace
    mine, other = (Team.objects.create(workspace=workspace, name=one) for one in "AB")
    Person.objects.filter(workspace=workspace).update(team=mine)
    near, far = (make_person(workspace, team_id=one.pk) for one in (mine, other))
    wrong = []
    for name, pattern in ROUTES:
        if set(pattern.pattern.converters) != {"person_id"} or TABLE[name].is_open:
            continue
        for right, client in cast.items():
            found = [
                client.get(reverse(name, kwargs={"person_id": one.pk})).status_code
                for one in (near, far)
            ]
            if found[0] != found[1] or (found[0] != 403) != TABLE[name].lets(Right(right)):
                wrong.append(f"{name} as {right}: {found}")
    assert not wrong, "\n".join(wrong)


def test_whose_team_somebody_is_in_moves_no_cell_of_the_matrix(
    cast, make_person, client_as, curriculum_loaded
):
    """Role x view x own team / other team: every address with a number of somebody's row.

    The row's owner stands in the team of whoever asks, then in another: each answer is the same.
    The rows hold anything, so a page that is let in may stumble over one: that is let in, too.
    """
    from django.urls import reverse

    from whetstone.apps.people.models import Person, Team

    workspace = Person.objects.get(name="Only learner").workspace
    mine, other = (Team.objects.create(workspace=workspace, name=one) for one in "AB")
    Person.objects.filter(workspace=workspace).update(team=mine)
    nora = make_person(workspace, name="Nora")
    rows = rows_of(workspace, nora)
    answers: dict[tuple[str, str], list[int]] = {}
    for client in cast.values():
        client.raise_request_exception = False
    for team in (mine, other):
        Person.objects.filter(pk=nora.pk).update(team=team)
        for name, pattern in ROUTES:
            wanted = pattern.pattern.converters
            if not set(wanted) & set(rows) or TABLE[name].is_open:
                continue
            values = {key: rows.get(key, SAMPLES.get(key, "no-such-thing")) for key in wanted}
            for right, client in cast.items():
                found = client.get(reverse(name, kwargs=values)).status_code
                answers.setdefault((name, right), []).append(found)
    assert len(answers) > 7 * 10
    wrong = {cell: found for cell, found in answers.items() if found[0] != found[1]}
    assert not wrong
    assert {200, 403, 404} <= {found[0] for found in answers.values()}


def test_no_address_names_a_team():
    """A team is no scope: there is none to be asked for."""
    for name, pattern in ROUTES:
        assert not any("team" in key for key in pattern.pattern.converters), name


def _in_the_end(client, answer):
    """What comes after being sent on: an act that did nothing may lead to a page that is not."""
    if answer.status_code != 302:
        return answer.status_code
    to = answer.headers["Location"]
    return "asks again" if "reauthenticate" in to else client.get(to).status_code
