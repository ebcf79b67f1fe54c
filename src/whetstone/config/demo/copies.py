"""A private copy of the demo for each visitor: rows copied set by set, thrown away after a day."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey, Q

from whetstone.apps.people import audit_log
from whetstone.apps.people import selectors as people
from whetstone.apps.people.demo import Entry, FullError, full
from whetstone.apps.plan.review_selectors import as_lines
from whetstone.core.kernel.errors import Missing
from whetstone.core.strategy import plan_review

if TYPE_CHECKING:
    from django.db.models import Model

A_DAY = dt.timedelta(days=1)
BATCH = 5000
"""Rows of one insertion: the team's copy fits into one insertion a model."""
SWEPT_AT_ONCE = 10
"""Copies thrown away on a visitor's way in, who waits for it (some 40 ms each)."""
COPIED = (
    "people.Team", "people.Person", "people.PersonRight", "people.WorkingHours",
    "people.BusyTime", "people.Blackout", "people.Requirement", "people.SchoolClass",
    "people.ClassPlace", "people.ClassTeacher", "people.WorkspaceRules", "people.Consent",
    "field.Claim", "field.Change", "field.ChangeEffect",
    "field.ClaimVersion", "field.Passage", "field.ChangeReading", "field.Publication",
    "keepup.Watch", "keepup.Look", "keepup.Sighting",
    "field.Notice", "keepup.NoticeStep",
    "keepup.NearMiss", "keepup.NearMissFate", "keepup.QuestionDraft", "keepup.Drill",
    "keepup.DrillRun", "diagnose.SelfRating",
    "diagnose.Attempt", "diagnose.Offer", "diagnose.Response", "diagnose.EvidenceEpoch",
    "diagnose.LevelEstimate", "diagnose.ShareChoice", "diagnose.OwnTarget",
    "diagnose.SecuredPool", "diagnose.SecuredItem", "diagnose.SecuredForm",
    "diagnose.SecuredInvitation", "diagnose.SecuredSitting", "diagnose.SecuredOffer",
    "diagnose.SecuredAnswer",
    "learn.Reading", "learn.Practice",
    "learn.OwnWork", "learn.CardReview", "learn.Refresher", "learn.Booking",
    "learn.LearningBudget",
    "learn.Certificate", "learn.ClassAdoption",
    "learn.Simulation", "learn.SimulationEntry", "learn.SelfAssessment",
    "learn.SimulationHanding", "learn.SimulationJudgement",
    "learn.TaskFile", "learn.TaskAssessment", "learn.TaskHanding", "learn.TaskAsked",
    "learn.TaskJudgement", "learn.TaskPeer",
    "learn.ExpertSession", "learn.SessionTime", "learn.SessionQuestion", "learn.SessionVote",
    "learn.SessionNote", "learn.SessionReminder",
    "connect.ClassPlan", "connect.ClassCourse", "connect.Assignment", "connect.Allowance",
    "connect.CheckSitting", "connect.Submission", "connect.WorkMark", "connect.Reader",
    "connect.PeerReview",
    "keepup.DigestChoice", "keepup.Digest", "plan.Goal",
    "plan.GoalReading", "plan.Campaign", "plan.CampaignFigure", "plan.ObjectiveDecision",
    "plan.Upload", "plan.HeaderMapping", "plan.NetworkPost", "plan.PostSnapshot",
    "plan.DaySnapshot", "plan.GroupSnapshot",
    "plan.PlannedPost", "plan.PostMove", "plan.CrisisSwitch", "plan.TeamDay", "plan.PlanFeed",
    "plan.LengthChoice", "plan.ArmLook", "plan.CampaignReadout", "plan.PostMatch",
    "plan.AudienceSegment", "plan.AudienceSurvey", "plan.AudienceSource", "plan.EngagerTable",
    "plan.PlanReview", "plan.ReviewComment", "plan.CommentStep", "plan.EvidenceSay",
    "plan.PlanJudgement", "plan.PlanSignature",
    "plan.CampaignChoice", "plan.ChoiceMade", "plan.CampaignSay", "plan.CampaignLearning",
    "keepup.KeyTrust", "keepup.ReceivedPack", "keepup.PackDecision",
    "keepup.Audit", "keepup.AuditFile", "keepup.AuditCorrection",
    "lead.Comparison", "lead.ComparisonUnit", "lead.ComparisonOutcome", "lead.ComparisonCost",
    "lead.ComparisonEnd",
    "lead.Brief", "lead.PlanningMeeting", "lead.Decision", "lead.DecisionStep", "lead.GoalInput",
    "lead.BriefAnswer", "lead.BudgetFigure", "field.Citation", "learn.CalendarFeed",
    "learn.CalendarSource",
    "people.AuditRow", "keepup.Drain", "keepup.Mark", "lead.ReleasedFigure",
    "lead.BriefDraft", "lead.BriefWords", "lead.BriefSignature",
    "lead.VoiceFile", "lead.VoicePiece", "lead.VoiceMapping", "lead.VoiceMessage",
    "lead.VoiceTheme", "lead.VoiceThemeState", "lead.VoiceMatch", "lead.VoiceCorrection",
    "lead.VoiceQuote", "lead.VoiceRoute", "lead.VoiceStep", "lead.VoiceKeeping",
)  # fmt: skip
"""Everything a workspace owns, parents before children."""

NAMED_BY_KEY = {
    "campaign": "plan.Campaign",
    "campaign_choice": "plan.CampaignChoice",
    "goal_metric": "plan.Goal",
    "planned_post": "plan.PlannedPost",
    "audience": "plan.AudienceSegment",
    "certificate": "learn.Certificate",
}
"""Kinds of citing things whose citation names a row of ours."""

ACTED_ON = {
    "person": "people.Person",
    "class": "people.SchoolClass",
    "notice": "field.Notice",
    "near_miss": "keepup.NearMiss",
    "drill": "keepup.Drill",
    "audit": "keepup.Audit",
    "pool": "diagnose.SecuredPool",
    "secured_form": "diagnose.SecuredForm",
    "simulation": "learn.Simulation",
    "task_work": "learn.TaskHanding",
    "comparison": "lead.Comparison",
    "meeting": "lead.PlanningMeeting",
    "decision": "lead.Decision",
}
"""Kinds of things in the audit that are named by a key of ours."""

OWN_FIGURES = ("cover ", "currency", "gap ", "certificates")
"""Figures that a copy shows for the first time by itself; what a class was like at entry, not."""

NOTICED_ABOUT = {"watch": "keepup.Watch"}
"""Kinds of things in a notice that are named by a key of ours."""

ROLE_OF_DOOR = {
    "marketer": "Content lead",
    "lead": "Head of social",
    "leader": "Marketing director",
    "partner": "Strategist from outside",
    "editor": "Curriculum editor",
    "instructor": "Instructor",
    "student": "Student",
}
RIGHT_OF_DOOR = {"marketer": "learner", "student": "learner"}
SCHOOL_DOORS = frozenset({"instructor", "student"})


def enter(role: str, own_copy: int | None, now: dt.datetime) -> Entry | None:
    """The visitor's copy of the right kind, made where it is missing; None: there is no demo.

    Raises:
        FullError: a copy is missing, and none can be made just now.
    """
    kind = "school" if role in SCHOOL_DOORS else "team"
    mine = _living(own_copy, now)
    organisation = None
    if mine is not None and mine.kind != kind:
        organisation = mine.organisation
        mine = people.live_demos().filter(
            organisation=organisation, kind=kind, expires_at__gt=now
        ).first()  # fmt: skip
    if mine is None:
        template = people.template_workspace(kind)
        if template is None:
            return None
        mine = copy(template, now=now, organisation=organisation, capped=True)
    return Entry(mine.pk, _whom(mine, role))


def _whom(mine: Any, role: str) -> int:
    """The person behind a door, also where the visitor has given them another title."""
    persons = apps.get_model("people.Person").objects.filter(workspace=mine, left_at=None)
    right = RIGHT_OF_DOOR.get(role, role)
    for wanted in (Q(title=ROLE_OF_DOOR[role]), Q(rights__right=right), Q()):
        found = persons.filter(wanted).order_by("pk").values_list("pk", flat=True).first()
        if found is not None:
            return int(found)
    raise Missing("person", role)


def _living(workspace_id: int | None, now: dt.datetime) -> Any:
    if workspace_id is None:
        return None
    return people.live_demos().filter(pk=workspace_id, expires_at__gt=now).first()


@transaction.atomic
def copy(
    template: Any, *, now: dt.datetime, organisation: Any = None, capped: bool = False
) -> Any:
    """Copy a template workspace with all it owns.

    Questions to the store do not depend on how many people it has (SQLite takes 999 values an
    insertion). `capped`: count it, and refuse where there
    are too many; inside the transaction, so that two at once cannot both be the last one.

    Raises:
        FullError: see `people.demo.full`.
    """
    if capped:
        why_not = full(now)
        if why_not:
            raise FullError(why_not)
        apps.get_model("people.DemoMade").objects.create(at=now)
    if organisation is None:
        owner = apps.get_model("people.Organisation")
        organisation = owner.objects.create(name=template.organisation.name, created_at=now)
    made = type(template).objects.create(
        organisation=organisation,
        name=template.name,
        slug=f"{template.kind}-{secrets.token_hex(8)}",
        kind=template.kind,
        language=template.language,
        country=template.country,
        region=template.region,
        weekend=template.weekend,
        colour=template.colour,
        time_zone=template.time_zone,
        care_minimum=template.care_minimum,
        is_demo=True,
        frozen_at=template.frozen_at,
        expires_at=now + A_DAY,
        created_at=now,
    )
    keys: dict[str, dict[Any, Any]] = defaultdict(dict)
    keys["people.workspace"] = {template.pk: made.pk}
    for label in COPIED:
        _copy_rows(apps.get_model(label), keys)
    return made


def _copy_rows(model: type[Model], keys: dict[str, dict[Any, Any]]) -> None:
    """Copy the rows that belong to copied parents, with their references turned to the copies."""
    links = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    owned = Q()
    for link in _owners(model, links):
        owned |= Q(**{f"{link.name}__in": list(keys[link.related_model._meta.label_lower])})
    rows: list[Any] = list(model._default_manager.filter(owned).order_by("pk"))
    if model._meta.label == "lead.ReleasedFigure":
        rows = [row for row in rows if not row.topic.startswith(OWN_FIGURES)]
    before = [row.pk for row in rows]
    _make_new(rows, links, keys)
    selves = [link for link in links if link.related_model is model]
    waiting = [{link.attname: getattr(row, link.attname) for link in selves} for row in rows]
    for row in rows:
        for link in selves:
            setattr(row, link.attname, None)
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    made = dict(zip(before, (row.pk for row in rows), strict=True))
    keys[model._meta.label_lower] = made
    for link in selves:
        moved = []
        for row, was in zip(rows, waiting, strict=True):
            if was[link.attname] is not None:
                setattr(row, link.attname, made[was[link.attname]])
                moved.append(row)
        model._default_manager.bulk_update(moved, [link.name], batch_size=BATCH)


def _make_new(
    rows: list[Any], links: list[ForeignKey[Any, Any]], keys: dict[str, dict[Any, Any]]
) -> None:
    """Turn rows into rows of the copy, not stored yet; a log is sealed anew, in its order."""
    for row in rows:
        _turn(row, links, keys)
        row.pk = None
        row._state.adding = True
    if rows and rows[0]._meta.label == "people.AuditRow":
        apps.get_model("people.AuditEnd").objects.bulk_create(audit_log.sealed(rows))


def _owners(model: type[Model], links: list[ForeignKey[Any, Any]]) -> list[ForeignKey[Any, Any]]:
    """The references that say whose a row is.

    The workspace where there is one, else person or parent.
    """
    by_name = {link.name: link for link in links}
    for name in (
        "workspace",
        "person",
        "goal",
        "campaign",
        "brief",
        "school_class",
        "attempt",
        "watch",
        "pool",
        "form",
        "invitation",
        "sitting",
        "offer",
        "session",
        "planned",
        "comparison",
        "unit",
    ):
        if name in by_name and (name != "goal" or model._meta.model_name == "goalreading"):
            return [by_name[name]]
    return [link for link in links if link.name == "change"]


def _turn(row: Any, links: list[ForeignKey[Any, Any]], keys: dict[str, dict[Any, Any]]) -> None:
    for link in links:
        if link.related_model is type(row):
            continue
        held = getattr(row, link.attname)
        known = keys.get(link.related_model._meta.label_lower)
        if held is not None and known is not None:
            setattr(row, link.attname, known.get(held, held))
    _renew_secrets(row, keys)
    if row._meta.label == "lead.ReleasedFigure" and row.topic.startswith("class "):
        _turn_count(row, keys)
    if row._meta.label_lower == "plan.choicemade":
        row.values = _choice_of_the_copy(row.values, keys)
    if row._meta.label_lower in {"plan.campaignsay", "plan.plansignature"}:
        row.plan = [_line_of_the_copy(key, facts, keys) for key, facts in row.plan]
        row.seal = plan_review.seal(as_lines(row.plan))
    _rename(row, ("citer_kind", "citer_id"), NAMED_BY_KEY, keys)
    _rename(row, ("object_kind", "object_id"), ACTED_ON, keys)
    _rename(row, ("thing_kind", "thing_id"), NOTICED_ABOUT, keys)


def _rename(
    row: Any,
    names: tuple[str, str],
    kinds: dict[str, str],
    keys: dict[str, dict[Any, Any]],
) -> None:
    """Turn a key that stands as text beside its kind."""
    kind, held = (getattr(row, name, "") for name in names)
    if kind in kinds and held.isdigit():
        setattr(row, names[1], str(keys[kinds[kind].lower()].get(int(held), held)))


def _rename_quiz(row: Any, keys: dict[str, dict[Any, Any]]) -> None:
    """The block of a quiz names its session."""
    if getattr(row, "thing_kind", "") == "quiz":
        session = keys["booking uid"].setdefault(uuid.UUID(row.thing_id), uuid.uuid4())
        row.thing_id, row.things = str(session), [["quiz", str(session)]]


def _renew_secrets(row: Any, keys: dict[str, dict[Any, Any]]) -> None:
    """What must be unique over all workspaces is drawn anew.

    States of one booking keep one name.
    """
    label = row._meta.label_lower
    if label == "people.schoolclass":
        row.join_code = secrets.token_hex(4).upper()
    elif label in {"learn.booking", "learn.expertsession"}:
        row.uid = keys["booking uid"].setdefault(row.uid, uuid.uuid4())
        _rename_quiz(row, keys)
    elif label == "field.notice" and row.thing_kind == "session":
        row.thing_id = str(keys["booking uid"].setdefault(uuid.UUID(row.thing_id), uuid.uuid4()))
        row.page = f"/sessions/{row.thing_id}"
    elif label == "learn.certificate":
        row.code = secrets.token_hex(6).upper()
    elif label in {"learn.calendarfeed", "keepup.digestchoice", "plan.planfeed"}:
        row.token = secrets.token_urlsafe(32)
    elif label == "diagnose.securedform":
        row.secret = secrets.token_hex(32)
    elif label == "lead.brief":
        row.figures = _brief_of_the_copy(row.figures, keys)


def _turn_count(row: Any, keys: dict[str, dict[Any, Any]]) -> None:
    """A count of a class names the class in its topic, and who was counted."""
    _kind, class_id, area = row.topic.split()
    row.topic = f"class {keys['people.schoolclass'][int(class_id)]} {area}"
    members = sorted(keys["people.person"][one] for one in row.figures["members"])
    row.figures = {**row.figures, "members": members}


NAMED_IN_CHOICES = {
    "segments": "plan.audiencesegment", "people": "people.person", "pauses": "people.person",
    "metric": "plan.goal", "goal_id": "plan.goal",
}  # fmt: skip
"""What the values of a campaign's choice name by a key of ours."""


def _choice_of_the_copy(values: dict[str, Any], keys: dict[str, dict[Any, Any]]) -> dict[str, Any]:
    """A choice names segments, people and goals of the copy."""

    def turned(name: str, held: Any) -> Any:
        known = keys.get(NAMED_IN_CHOICES.get(name, ""), {})
        if isinstance(held, list):
            return [known.get(one, one) if isinstance(one, int) else one for one in held]
        return known.get(held, held) if isinstance(held, int) else held

    return {name: turned(name, held) for name, held in values.items()}


def _line_of_the_copy(
    key: str, facts: dict[str, Any], keys: dict[str, dict[Any, Any]]
) -> list[Any]:
    """A line of a plan that was read names goals, campaigns, people and segments of the copy."""
    kind, dash, number = key.partition("-")
    if kind in {"goal", "campaign"} and number.isdigit():
        key = f"{kind}{dash}{keys[f'plan.{kind}'].get(int(number), number)}"
    facts = _with_people(facts, keys["people.person"])
    if isinstance(facts.get("values"), dict):
        facts["values"] = _choice_of_the_copy(facts["values"], keys)
    if isinstance(facts.get("segments"), dict):
        known = keys["plan.audiencesegment"]
        facts["segments"] = {
            str(known.get(int(one), one)): held for one, held in facts["segments"].items()
        }
    return [key, facts]


def _with_people(held: Any, known: dict[Any, Any]) -> Any:
    """The same, whoever is named as `person` being the copy's."""
    if isinstance(held, list):
        return [_with_people(one, known) for one in held]
    if isinstance(held, dict):
        return {
            name: known.get(one, one) if name == "person" else _with_people(one, known)
            for name, one in held.items()
        }
    return held


def _brief_of_the_copy(figures: Any, keys: dict[str, dict[Any, Any]]) -> Any:
    """A frozen page names goals and campaigns that it links to."""
    kinds = {"goal": keys["plan.goal"], "campaign": keys["plan.campaign"]}

    def turned(one: dict[str, Any]) -> dict[str, Any]:
        return {**one, "id": kinds[one.get("kind", "goal")].get(one["id"], one["id"])}

    lists = {name: figures[name] for name in ("goals", "threats") if name in figures}
    return {**figures, **{name: [turned(one) for one in rows] for name, rows in lists.items()}}


def throw_away(workspace_id: int) -> None:
    """Delete a copy, its sister of the other kind, and the organisation made for them."""
    found = people.live_demos().filter(pk=workspace_id).first()
    if found is not None:
        _delete([found.organisation_id], people.live_demos())


def sweep_some(now: dt.datetime) -> bool:
    """Delete a few of the copies whose day is over. True: none of them is left."""
    return sweep(now=now, most=SWEPT_AT_ONCE) < SWEPT_AT_ONCE


def sweep(*, now: dt.datetime, most: int | None = None) -> int:
    """Delete the copies whose day is over, the oldest first. Returns how many."""
    over = people.expired_demos(now).order_by("expires_at").values_list("pk", "organisation_id")
    gone = list(over[:most])
    if gone:
        keys = [pk for pk, _ in gone]
        _delete([owner for _, owner in gone], people.live_demos().filter(pk__in=keys))
    counted = apps.get_model("people.DemoMade").objects.filter(at__lt=now - A_DAY)
    if counted.exists():
        counted.delete()
    return len(gone)


@transaction.atomic
def _delete(organisations: list[int], copies: Any) -> None:
    """Delete these copies, and each organisation that has no workspace left."""
    copies.filter(organisation__in=organisations).delete()
    owners = apps.get_model("people.Organisation").objects.filter(pk__in=organisations)
    owners.filter(workspaces=None).delete()
