"""What is kept of a person, said in words: one entry for each kind of row, and none missing.

The list is checked against the tables (tests): a row that belongs to a person or names one cannot
be stored without standing here. `export` and `erase_person` follow the tables, not this list.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models.deletion import CASCADE
from django.utils.translation import gettext_lazy as _

from whetstone.apps.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

FORMAT: Final = "whetstone/about-me@1"
SECRETS: Final = frozenset({"token", "token_hash"})
"""Columns that open something: never exported."""


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of row: what it is, and why it is kept."""

    what: str | _StrPromise
    why: str | _StrPromise


_WORK = _("to place learning in your working hours, and nowhere else")
_LEVEL = _("to work out your profile, again whenever the field or the method changes")
_LEARN = _("to go on where you stopped, and to ask again what you learned")
_CLASS = _("so that your instructor can mark it, and you can see how it counts")
_DRILL = _("so that you, and whoever you ask, can judge what was done by the clock")
_TASK = _("so that those you ask can judge it, and you can read what was said")
_TOLD = _("to tell you what changed, no more often than you want")
_WHO = _("so that your workspace knows who works in it")
_CERTIFIED = _("so that a certificate of yours can be traced to what earned it")
_TRAIL = _("so that a decision can be traced; the row stays without you when you are erased")

HELD: Final[dict[str, Held]] = {
    "people.Person": Held(_("Name, e-mail, role, time zone"), _WHO),
    "people.PersonRight": Held(_("What you may do here"), _WHO),
    "people.Invitation": Held(_("Links that were made for you"), _WHO),
    "people.ClassPlace": Held(_("Your place in a class"), _WHO),
    "people.ClassTeacher": Held(_("Classes that you teach"), _WHO),
    "people.WorkingHours": Held(_("Your working hours"), _WORK),
    "people.BusyTime": Held(_("When you are busy, never with what"), _WORK),
    "people.Blackout": Held(_("Days on which nothing is booked for you"), _WORK),
    "people.RosterRow": Held(
        _("What a list that waits says of you"), _("until it is taken, or for a week")
    ),
    "people.Roster": Held(_("Lists of people you uploaded"), _TRAIL),
    "people.WorkspaceCode": Held(_("Codes of the workspace that you made"), _TRAIL),
    "learn.Booking": Held(_("Learning blocks in your hours"), _WORK),
    "learn.CalendarSource": Held(_("The address your busy times are read from"), _WORK),
    "learn.SessionReminder": Held(_("Which sessions you were reminded of"), _TOLD),
    "learn.LearningBudget": Held(_("Minutes a week that you set for learning"), _WORK),
    "learn.CalendarFeed": Held(_("The secret address of your calendar"), _WORK),
    "diagnose.SelfRating": Held(_("What you guessed of yourself"), _LEVEL),
    "diagnose.Attempt": Held(_("Your checks"), _LEVEL),
    "diagnose.Offer": Held(_("The questions you were shown"), _LEVEL),
    "diagnose.Response": Held(_("Your answers and what they scored"), _LEVEL),
    "diagnose.EvidenceEpoch": Held(_("When you learned something in an area"), _LEVEL),
    "diagnose.LevelEstimate": Held(_("Your profile, worked out from your answers"), _LEVEL),
    "diagnose.OwnTarget": Held(_("Levels you aim for beyond your role"), _LEVEL),
    "diagnose.ShareChoice": Held(
        _("Which words your lead may see"), _("because you decide it, and may change it")
    ),
    "diagnose.SecuredInvitation": Held(_("Forms that you were invited to sit"), _CERTIFIED),
    "diagnose.SecuredSitting": Held(_("Secured forms you sat, and what they said"), _CERTIFIED),
    "diagnose.SecuredOffer": Held(_("The questions a secured form showed you"), _CERTIFIED),
    "diagnose.SecuredAnswer": Held(_("Your answers in secured forms"), _CERTIFIED),
    "people.Consent": Held(
        _("What you were told before you decided what is shared"),
        _("so that you can hold us to the words"),
    ),
    "people.RecoveryLink": Held(_("Ways back into your account that were made for you"), _WHO),
    "learn.Reading": Held(_("Lessons you began or finished"), _LEARN),
    "learn.Practice": Held(_("Answers you gave inside lessons"), _LEARN),
    "learn.OwnWork": Held(_("What you wrote in lessons"), _LEARN),
    "learn.CardReview": Held(_("Cards you recalled, and when"), _LEARN),
    "learn.Refresher": Held(_("What changed under what you had learned"), _LEARN),
    "learn.Certificate": Held(
        _("Your records of completion and certificates"),
        _("so that somebody you show one to can check it"),
    ),
    "learn.Simulation": Held(_("Crisis drills you started"), _DRILL),
    "learn.SimulationEntry": Held(_("What you logged in a crisis drill, and when"), _DRILL),
    "learn.SelfAssessment": Held(_("How you judged your own crisis drill"), _DRILL),
    "learn.SimulationHanding": Held(_("Whom you asked to judge a crisis drill"), _DRILL),
    "learn.SimulationJudgement": Held(_("What was said of your crisis drill"), _DRILL),
    "learn.TaskFile": Held(_("Files you added to a task, as they came"), _TASK),
    "learn.TaskAssessment": Held(_("How you judged your own work on a task"), _TASK),
    "learn.TaskHanding": Held(_("Tasks you handed in, as they stood"), _TASK),
    "learn.TaskAsked": Held(_("Whom you asked to judge a task"), _TASK),
    "learn.TaskJudgement": Held(_("What was said of a task you handed in"), _TASK),
    "learn.TaskPeer": Held(_("Whether a lead named you to judge tasks"), _WHO),
    "learn.SessionQuestion": Held(_("Questions you handed in to a session"), _LEARN),
    "learn.SessionVote": Held(_("Questions you voted for"), _LEARN),
    "learn.ExpertSession": Held(_("Sessions with experts that you proposed"), _TRAIL),
    "learn.SessionNote": Held(_("Notes of a session that you wrote"), _TRAIL),
    "connect.Allowance": Held(_("What you are given more in a class"), _CLASS),
    "connect.CheckSitting": Held(_("Checks that your class was given"), _CLASS),
    "connect.Submission": Held(_("Work you handed in to a class"), _CLASS),
    "connect.WorkMark": Held(_("Marks on your work, and what was said of it"), _CLASS),
    "connect.Reader": Held(_("Whose work you were given to read, by number"), _CLASS),
    "connect.PeerReview": Held(_("What you said of fellow students' work"), _CLASS),
    "keepup.DrillRun": Held(_("Drills you ran"), _LEARN),
    "keepup.DigestChoice": Held(_("How you want to be told what changed"), _TOLD),
    "keepup.Digest": Held(_("Digests that were made for you"), _TOLD),
    "keepup.Mark": Held(
        _("That your levels wait to be worked out again"), _("for some minutes after a change")
    ),
    "people.AuditRow": Held(_("What you did that others can see the effect of"), _TRAIL),
    "field.ClaimVersion": Held(_("Claims you wrote or checked"), _TRAIL),
    "field.ChangeReading": Held(_("Changes whose source you opened"), _TRAIL),
    "field.Publication": Held(_("Changes you published"), _TRAIL),
    "field.Notice": Held(_("What you reported"), _TRAIL),
    "learn.ClassAdoption": Held(_("Changes you took into a class"), _TRAIL),
    "keepup.Audit": Held(_("Syllabi you audited"), _TRAIL),
    "keepup.AuditCorrection": Held(_("Matches you corrected in an audit"), _TRAIL),
    "keepup.NearMiss": Held(_("Near misses you wrote down"), _TRAIL),
    "keepup.NearMissFate": Held(_("What you made of a near miss"), _TRAIL),
    "keepup.QuestionDraft": Held(_("Questions you drafted"), _TRAIL),
    "keepup.Drill": Held(_("Drills you made"), _TRAIL),
    "keepup.KeyTrust": Held(_("Keys you trusted or stopped trusting"), _TRAIL),
    "keepup.ReceivedPack": Held(_("Packs you took in"), _TRAIL),
    "keepup.PackDecision": Held(_("What you decided about a pack"), _TRAIL),
    "keepup.NoticeStep": Held(_("What you did with a notice, or were given to do"), _TRAIL),
    "plan.Goal": Held(_("Goals you own"), _TRAIL),
    "plan.Campaign": Held(_("Campaigns you own"), _TRAIL),
    "plan.Upload": Held(_("Files of figures you uploaded"), _TRAIL),
    "plan.HeaderMapping": Held(_("Columns of files that you explained"), _TRAIL),
    "plan.PlannedPost": Held(_("Posts you plan"), _TRAIL),
    "plan.PostMove": Held(_("Planned posts you moved"), _TRAIL),
    "plan.CrisisSwitch": Held(_("Crisis switches you turned"), _TRAIL),
    "plan.PlanFeed": Held(_("The secret address of the content calendar"), _WORK),
    "plan.ChoiceMade": Held(_("Parts of campaigns you settled"), _TRAIL),
    "plan.CampaignSay": Held(_("Your yes or no to campaigns"), _TRAIL),
    "plan.CampaignLearning": Held(_("Learning you asked for before campaigns"), _TRAIL),
    "plan.PlanReview": Held(_("Reviews of plans that you asked for, or were asked for"), _TRAIL),
    "plan.ReviewComment": Held(_("What you said of a plan"), _TRAIL),
    "plan.CommentStep": Held(_("What you did with a comment on a plan"), _TRAIL),
    "plan.EvidenceSay": Held(
        _("Whether a judged plan of yours counts for your levels"),
        _("because you decide it, and may change it"),
    ),
    "plan.PlanJudgement": Held(
        _("What was said of a plan of yours, or what you said of one"), _LEVEL
    ),
    "plan.PlanSignature": Held(_("Plans that you signed"), _TRAIL),
    "plan.ObjectiveDecision": Held(_("Objectives you decided"), _TRAIL),
    "plan.LengthChoice": Held(_("How you chose a campaign to be read"), _TRAIL),
    "plan.ArmLook": Held(_("Looks at a campaign that you brought"), _TRAIL),
    "plan.CampaignReadout": Held(_("Read-outs you signed"), _TRAIL),
    "plan.PostMatch": Held(_("Planned posts you matched with posted ones"), _TRAIL),
    "lead.Brief": Held(_("Pages for leaders that you kept"), _TRAIL),
    "lead.BriefDraft": Held(_("Briefs that you began to write"), _TRAIL),
    "lead.BriefWords": Held(_("What you wrote into a brief"), _TRAIL),
    "lead.BriefSignature": Held(_("Briefs that you signed"), _TRAIL),
    "lead.SharedLink": Held(_("Pages you sent to somebody outside"), _TRAIL),
    "lead.Comparison": Held(_("Comparisons you set up"), _TRAIL),
    "lead.ComparisonOutcome": Held(_("Figures of comparisons you took in"), _TRAIL),
    "lead.ComparisonCost": Held(_("Costs of comparisons you said"), _TRAIL),
    "lead.ComparisonEnd": Held(_("Comparisons you set aside"), _TRAIL),
    "lead.Decision": Held(_("Decisions you took, or see to"), _TRAIL),
    "lead.DecisionStep": Held(_("What you said became of a decision, or see to"), _TRAIL),
    "lead.GoalInput": Held(_("What you said of goals at a meeting"), _TRAIL),
    "lead.BriefAnswer": Held(_("Answers you gave to a page for leaders"), _TRAIL),
    "lead.BudgetFigure": Held(_("Figures of the budget that you wrote"), _TRAIL),
    "lead.VoiceFile": Held(_("Files of customers' messages you brought in"), _TRAIL),
    "lead.VoiceMapping": Held(_("Columns of such files that you explained"), _TRAIL),
    "lead.VoiceTheme": Held(_("Themes of messages you named"), _TRAIL),
    "lead.VoiceThemeState": Held(_("Names and words of themes you changed"), _TRAIL),
    "lead.VoiceCorrection": Held(_("Messages you put into a theme or out of it"), _TRAIL),
    "lead.VoiceQuote": Held(_("Messages you hid from quotes"), _TRAIL),
    "lead.VoiceRoute": Held(_("What you asked of others for a theme"), _TRAIL),
    "lead.VoiceStep": Held(_("What you wrote of what became of it"), _TRAIL),
    "lead.VoiceKeeping": Held(_("For how long you had messages kept"), _TRAIL),
}


@dataclass(frozen=True, slots=True)
class Tie:
    """A table that belongs to a person, or names one.

    `path` leads from a row to the person; `is_own`: the row goes when the person is erased.
    """

    model: type[models.Model]
    path: str
    is_own: bool

    @property
    def label(self) -> str:
        """The table as `HELD` names it."""
        return str(self.model._meta.label)


def ties() -> tuple[Tie, ...]:
    """Every table with a row of a person's, or that names one, as the store has it now."""
    found = [Tie(Person, "pk", is_own=True)]
    waiting: list[tuple[type[models.Model], str]] = [(Person, "")]
    seen: set[type[models.Model]] = {Person}
    while waiting:
        model, path = waiting.pop(0)
        for link in _links_to(model):
            there = f"{link.name}__{path}" if path else link.name
            is_own = link.remote_field.on_delete is CASCADE
            found.append(Tie(link.model, there, is_own))
            if is_own and link.model not in seen:
                seen.add(link.model)
                waiting.append((link.model, there))
    return tuple(found)


def _links_to(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    for back in model._meta.get_fields(include_hidden=True):
        if isinstance(back, models.ForeignObjectRel) and isinstance(back.field, models.ForeignKey):
            yield back.field


def counts(person_id: int) -> dict[str, int]:
    """How many rows of each kind there are; one query a kind."""
    found: dict[str, int] = {}
    for label, rows in _rows(person_id):
        found[label] = rows.count()
    return {label: n for label, n in found.items() if n}


def export(person_id: int, *, now: dt.datetime) -> dict[str, Any]:
    """Everything kept of a person, as plain values. Secrets that open something are left out."""
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "rows": {
            label: [
                {name: _plain(value) for name, value in row.items()}
                for row in rows.values(*_columns(rows.model))
            ]
            for label, rows in _rows(person_id)
            if rows.exists()
        },
    }


def _rows(person_id: int) -> Iterator[tuple[str, Any]]:
    """The rows of each kind, each row once.

    What hangs on a person by several ways is asked for way by way: an "or" across tables has no
    index, and would read both of them whole.
    """
    ways: dict[type[models.Model], list[str]] = {}
    for tie in ties():
        ways.setdefault(tie.model, []).append(tie.path)
    for model, paths in ways.items():
        rows = model._default_manager.order_by("pk")
        first, *rest = (
            model._default_manager.filter(**{path: person_id}).order_by().values("pk")
            for path in paths
        )
        hangs = {"pk__in": first.union(*rest)} if rest else {paths[0]: person_id}
        yield model._meta.label, rows.filter(**hangs)


def _columns(model: type[models.Model]) -> list[str]:
    """Columns by name; what has an address word of its own is named by that."""
    found = []
    for one in model._meta.concrete_fields:
        if one.name in SECRETS:
            continue
        other = one.related_model
        named = isinstance(other, type) and any(n.name == "slug" for n in other._meta.fields)
        found.append(f"{one.name}__slug" if named else one.name)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    return value
