"""A visitor's copy is whole, walled off, counted, and gone without a trace afterwards."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from whetstone.apps.people import demo, selectors
from whetstone.apps.people.clock import real_now
from whetstone.apps.plan.review_selectors import as_lines
from whetstone.config.demo import copies
from whetstone.core.strategy.plan_review import seal
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
NOT_COPIED = {
    "people.Invitation", "people.AuditEnd",  # the log is sealed anew
    "people.WorkspaceCode", "people.Roster", "people.RosterRow", "people.RosterClass",
    "plan.UploadPiece", "plan.UploadFlaw",  # only of files that wait
    "people.RecoveryLink", "lead.SharedLink",  # secrets that open something
    # a copy shows its own numbers for the first time
    "keepup.ShownCount", "lead.ReleasedGroup", "lead.ReleasedSum",
    "lead.RollUp", "lead.RollUpMark", "lead.VoiceOverview",  # worked out anew
}  # fmt: skip
"""What a workspace may own and a demo has none of."""
SHARED = {
    "field.Claim", "field.Change", "field.Edition", "diagnose.Item", "learn.Lesson",
    "people.User",
}  # fmt: skip
"""Rows of the installation that rows of a copy may point to."""


def owned_models():
    """Every model whose rows belong to a workspace, straight or through others."""
    owned = {"people.Workspace"}
    while True:
        more = {
            model._meta.label
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model._meta.label in owned
        }
        if more <= owned:
            return owned - {"people.Workspace"}
        owned |= more


def test_nothing_that_a_workspace_owns_is_forgotten():
    assert owned_models() - set(copies.COPIED) == NOT_COPIED


ONE_OF_EACH = {"learn.Certificate"}
"""A sitting makes one of a kind, and there is one sitting."""


def value_of(field, n, made):
    """Some value that a field takes; references point to rows made before."""
    if isinstance(field, models.ForeignKey):
        rows = made.get(field.related_model._meta.label)
        if rows is None:
            return field.related_model._default_manager.first()
        return rows[n % len(rows)] if rows else None
    if field.choices:
        return field.choices[n % len(field.choices)][0]
    for kind, value in (
        (models.DateTimeField, NOW + dt.timedelta(hours=n)),
        (models.DateField, NOW.date()),
        (models.TimeField, dt.time(9 + n)),
        (models.BooleanField, False),
        (models.UUIDField, uuid.uuid4()),
        (models.JSONField, {}),
        (models.BinaryField, b""),
        (models.IntegerField, n + 1),
        (models.FloatField, 1.0),
        (models.DecimalField, 1),
    ):
        if isinstance(field, kind):
            return value
    return f"t{n}{uuid.uuid4().hex}"[: field.max_length or 20]


def fill(template, people_each=2):
    """Two rows of everything that is copied, each pointing to others of the template."""
    made = {"people.Workspace": [template], "people.User": []}
    for label in copies.COPIED:
        model = apps.get_model(label)
        made[label] = []
        is_single = label in ONE_OF_EACH or any(
            isinstance(one, models.OneToOneField) for one in model._meta.concrete_fields
        )
        for n in range(1 if is_single else people_each):
            fields = {
                field.name: value_of(field, n, made)
                for field in model._meta.concrete_fields
                if not field.primary_key
            }
            made[label].append(model._default_manager.create(**fields))
    return made


def name_rows_in_words(made):
    """Keys that stand as text or inside a frozen page."""
    goal, campaign = made["plan.Goal"][0], made["plan.Campaign"][0]
    citations = apps.get_model("field.Citation").objects
    citations.filter(pk=made["field.Citation"][0].pk).update(
        citer_kind="campaign", citer_id=str(campaign.pk)
    )
    apps.get_model("people.AuditRow").objects.filter(pk=made["people.AuditRow"][0].pk).update(
        object_kind="person", object_id=str(made["people.Person"][0].pk)
    )
    figures = {
        "goals": [{"id": goal.pk}],
        "threats": [{"kind": "campaign", "id": campaign.pk}, {"kind": "goal", "id": goal.pk}],
    }
    apps.get_model("lead.Brief").objects.filter(workspace=made["people.Workspace"][0]).update(
        figures=figures
    )
    person, segment = made["people.Person"][0], made["plan.AudienceSegment"][0]
    plan = [
        ["serves", {"goals": [{"title": "More repairs", "person": person.pk}]}],
        [f"campaign-{campaign.pk}", {"name": "Mend it", "person": person.pk}],
        ["part-audience", {"values": {"segments": [segment.pk]},
                           "segments": {str(segment.pk): ["Menders"]}}],
        ["part-skills", {"values": {"skills": [{"area": "CMP", "people": person.pk}]}}],
    ]  # fmt: skip
    apps.get_model("plan.CampaignSay").objects.filter(
        workspace=made["people.Workspace"][0]
    ).update(plan=plan)


@pytest.fixture
def template(curriculum_loaded, make_workspace):
    found = make_workspace("Marram")
    found.is_demo = found.is_template = True
    found.save()
    return found


@pytest.fixture
def filled(template):
    made = fill(template)
    name_rows_in_words(made)
    return made


def rows_of(workspace, label):
    """The rows of a model that belong to a workspace."""
    model = apps.get_model(label)
    keys = {"people.workspace": [workspace.pk]}
    for one in copies.COPIED:
        of = apps.get_model(one)
        links = [f for f in of._meta.concrete_fields if isinstance(f, models.ForeignKey)]
        owned = models.Q()
        for link in copies._owners(of, links):
            owned |= models.Q(**{f"{link.name}__in": keys[link.related_model._meta.label_lower]})
        keys[of._meta.label_lower] = list(
            of._default_manager.filter(owned).values_list("pk", flat=True)
        )
        if of is model:
            break
    return list(model._default_manager.filter(pk__in=keys[model._meta.label_lower]).order_by("pk"))


def test_a_copy_holds_every_row(template, filled):
    made = copies.copy(template, now=NOW)
    counts = {label: len(rows_of(made, label)) for label in copies.COPIED}
    assert counts == {label: len(rows) for label, rows in filled.items() if label in counts}


def test_no_row_of_a_copy_points_into_the_template(template, filled):
    made = copies.copy(template, now=NOW)
    inside = {label: {row.pk for row in rows_of(made, label)} for label in copies.COPIED}
    inside["people.Workspace"] = {made.pk}
    astray = []
    for label in copies.COPIED:
        for row in rows_of(made, label):
            for field in row._meta.concrete_fields:
                if not isinstance(field, models.ForeignKey):
                    continue
                held, to = getattr(row, field.attname), field.related_model._meta.label
                mine = held is None or held in inside.get(to, ())
                if not mine and (to not in SHARED or in_template(filled, to, held)):
                    astray.append(f"{label}.{field.name}")
    assert not astray


def in_template(filled, label, key):
    return any(row.pk == key for row in filled.get(label, ()))


def test_keys_in_words_are_turned_too(template, filled):
    made = copies.copy(template, now=NOW)
    goals = {row.pk for row in rows_of(made, "plan.Goal")}
    campaigns = {str(row.pk) for row in rows_of(made, "plan.Campaign")}
    persons = {str(row.pk) for row in rows_of(made, "people.Person")}
    cited = [row for row in rows_of(made, "field.Citation") if row.citer_kind == "campaign"]
    acted = [row for row in rows_of(made, "people.AuditRow") if row.object_kind == "person"]
    assert [row.citer_id in campaigns for row in cited] == [True]
    assert [row.object_id in persons for row in acted] == [True]
    figures = rows_of(made, "lead.Brief")[0].figures
    assert figures["goals"][0]["id"] in goals
    assert str(figures["threats"][0]["id"]) in campaigns
    assert figures["threats"][1]["id"] in goals


def test_a_plan_that_was_read_names_people_and_segments_of_the_copy(template, filled):
    made = copies.copy(template, now=NOW)
    persons = {row.pk for row in rows_of(made, "people.Person")}
    segments = {row.pk for row in rows_of(made, "plan.AudienceSegment")}
    campaigns = {row.pk for row in rows_of(made, "plan.Campaign")}
    say = rows_of(made, "plan.CampaignSay")[0]
    (_serves, goals), (campaign, facts), (_part, audience), (_skills, skills) = say.plan
    assert goals["goals"][0]["person"] in persons
    assert facts["person"] in persons
    assert int(campaign.removeprefix("campaign-")) in campaigns
    assert set(audience["values"]["segments"]) <= segments
    assert {int(one) for one in audience["segments"]} == set(audience["values"]["segments"])
    assert skills["values"]["skills"][0]["people"] == filled["people.Person"][0].pk  # a count
    assert say.seal == seal(as_lines(say.plan))


def test_secrets_are_never_copied(template, filled):
    made = copies.copy(template, now=NOW)
    for label, name in (
        ("people.SchoolClass", "join_code"),
        ("learn.Certificate", "code"),
        ("learn.CalendarFeed", "token"),
    ):
        mine = {getattr(row, name) for row in rows_of(made, label)}
        assert mine.isdisjoint({getattr(row, name) for row in filled[label]})


def test_a_bigger_team_costs_no_more_queries(template, filled, make_person):
    with CaptureQueriesContext(connection) as small:
        copies.copy(template, now=NOW)
    for _ in range(30):
        make_person(template)
    with CaptureQueriesContext(connection) as large:
        copies.copy(template, now=NOW)
    for word, spare in (("SELECT", 0), ("UPDATE", 0), ("INSERT", 8)):  # 999 values an insertion
        counts = [sum(row["sql"].startswith(word) for row in rows) for rows in (small, large)]
        assert counts[1] <= counts[0] + spare, word


def everything():
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_throwing_away_leaves_nothing_behind(template, filled):
    before = everything()
    made = copies.copy(template, now=NOW)
    assert everything() != before
    copies.throw_away(made.pk)
    assert everything() == before


def test_a_template_cannot_be_thrown_away(template):
    copies.throw_away(template.pk)
    assert selectors.template_workspace("team") == template


def test_old_copies_are_swept_the_oldest_first(template):
    before = everything()
    made = [copies.copy(template, now=NOW + dt.timedelta(minutes=n)) for n in range(3)]
    day = dt.timedelta(days=1)
    assert copies.sweep(now=NOW + day - dt.timedelta(seconds=1)) == 0
    assert copies.sweep(now=NOW + day + dt.timedelta(minutes=5), most=2) == 2
    assert list(selectors.live_demos()) == made[2:]
    assert copies.sweep(now=NOW + day + dt.timedelta(minutes=5)) == 1
    assert everything() == before


@pytest.fixture
def doors(template, make_person):
    """A template with somebody behind each door of the team."""
    for role in ("lead", "leader", "partner", "editor"):
        make_person(template, rights=(role,), name=role, title=copies.ROLE_OF_DOOR[role])
    return make_person(template, name="Tomas", title=copies.ROLE_OF_DOOR["marketer"])


def test_a_change_published_in_a_copy_stays_there(template, doors):
    from whetstone.apps.field import selectors as field
    from whetstone.apps.keepup import services as keepup

    mine, other = (copies.copy(template, now=NOW) for _ in range(2))
    everywhere = field.publications(mine.pk)
    waiting = [change for change in field.changes(mine.pk) if change.pk not in everywhere]
    places = (other.pk, template.pk, None)
    before = [field.ledger(place, on=NOW.date()).states for place in places]
    act = keepup.publish(
        change_slug=waiting[0].slug, workspace_id=mine.pk, person_id=None, now=NOW
    )
    assert act.was_done
    assert [field.ledger(place, on=NOW.date()).states for place in places] == before
    assert field.ledger(mine.pk, on=NOW.date()).states != before[0]


def visitor():
    """A browser on this machine."""
    return Client(SERVER_NAME="localhost")


def enter(client, role="marketer", **more):
    return client.post(f"/demo/{role}", **more)


def test_one_click_opens_a_private_copy(doors):
    one, two = visitor(), visitor()
    assert enter(one).status_code == 302
    assert enter(two).status_code == 302
    assert one.session["demo_workspace_id"] != two.session["demo_workspace_id"]
    assert enter(one, "lead").status_code == 302
    assert selectors.live_demos().count() == 2


def test_nobody_reaches_the_copy_of_another(doors):
    one, two = visitor(), visitor()
    enter(one)
    enter(two)
    session = two.session
    session["person_id"] = one.session["person_id"]
    session.save()
    assert two.get("/profile").status_code in {302, 403, 404}
    session["demo_workspace_id"] = doors.workspace_id
    session["person_id"] = doors.pk
    session.save()
    assert two.get("/profile").status_code in {302, 403, 404}


ELSEWHERE = [
    {"headers": {"X-Forwarded-For": "198.51.100.7"}},
    {"headers": {"Forwarded": "for=198.51.100.7"}},
    {"headers": {"X-Real-IP": "198.51.100.7"}},
    {"REMOTE_ADDR": "198.51.100.7"},
    {"headers": {"Host": "learn.example.org"}},
]


@pytest.mark.parametrize("how", ELSEWHERE, ids=lambda how: str(next(iter(how.values()))))
def test_the_demo_is_closed_elsewhere_unless_switched_on(doors, settings, how):
    settings.ALLOWED_HOSTS = ["localhost", "testserver", "learn.example.org"]
    settings.DEMO = "auto"
    near = {"headers": {"Host": "localhost:8000"}}
    assert enter(visitor(), **near).status_code == 302
    mixed = {**near, **how, "headers": {**near["headers"], **how.get("headers", {})}}
    assert enter(visitor(), **mixed).status_code == 404
    settings.DEMO = "on"
    assert enter(visitor(), **mixed).status_code == 302
    settings.DEMO = "off"
    assert enter(visitor(), **near).status_code == 404


def test_the_demo_stays_closed_behind_https_unless_switched_on(doors, settings):
    settings.DEMO, settings.BEHIND_HTTPS = "auto", True
    settings.ALLOWED_HOSTS = ["localhost"]
    assert enter(visitor(), headers={"Host": "localhost"}).status_code == 404


def test_too_many_copies_are_refused_in_words(doors, monkeypatch):
    monkeypatch.setattr(demo, "MOST_COPIES", 1)
    assert enter(visitor()).status_code == 302
    refused = enter(visitor())
    assert refused.status_code == 429
    assert "Every copy of the demo is taken" in refused.content.decode()
    assert selectors.live_demos().count() == 1


def test_throwing_copies_away_does_not_buy_more(doors, settings):
    settings.DEMO_AN_HOUR = 2
    for _ in range(2):
        client = visitor()
        assert enter(client).status_code == 302
        client.post("/demo/end")
    refused = enter(visitor())
    assert refused.status_code == 429
    assert "last hour" in refused.content.decode()


def test_a_copy_whose_day_is_over_does_not_pass_the_caps(doors, settings):
    client = visitor()
    enter(client)
    selectors.live_demos().update(expires_at=real_now())
    settings.DEMO_AN_HOUR = 1
    assert enter(client).status_code == 429


def test_a_full_disk_is_said(doors, monkeypatch):
    monkeypatch.setattr(demo, "LEAST_FREE_BYTES", 10**18)
    refused = enter(visitor())
    assert refused.status_code == 429
    assert "too little room" in refused.content.decode()


def test_old_copies_are_swept_while_serving_once_an_hour(doors):
    made = [copies.copy(doors.workspace, now=NOW) for _ in range(copies.SWEPT_AT_ONCE + 2)]
    selectors.live_demos().update(expires_at=real_now())
    enter(visitor())
    assert selectors.expired_demos(real_now()).count() == len(made) - copies.SWEPT_AT_ONCE
    enter(visitor())
    assert not selectors.expired_demos(real_now()).exists()
    assert cache.get(demo.SWEPT)
    with CaptureQueriesContext(connection) as quiet:
        demo.enter("marketer", None, real_now())
    assert not [row for row in quiet if 'expires_at" <=' in row["sql"]]


def test_a_door_opens_also_after_its_person_got_another_title(doors):
    client = visitor()
    enter(client)
    apps.get_model("people.Person").objects.filter(
        workspace=client.session["demo_workspace_id"]
    ).update(title="Somebody")
    assert enter(client, "lead").status_code == 302
    assert Right.LEAD in selectors.actor_for(client.session["person_id"]).rights
