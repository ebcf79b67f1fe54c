"""Questions, sittings and answers.

Answers are never changed; every estimate can be made again from them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from whetstone.apps.diagnose.secured_models import (
    SecuredAnswer,
    SecuredForm,
    SecuredInvitation,
    SecuredItem,
    SecuredOffer,
    SecuredPool,
    SecuredSitting,
)
from whetstone.web.append_only import AppendOnly

__all__ = [
    "AnonymousCount", "Attempt", "BankAct", "CalibratedItem", "CalibrationRun", "CutPanel",
    "EvidenceEpoch", "Item", "LevelEstimate", "Offer", "OwnTarget", "Response", "SecuredAnswer",
    "SecuredForm", "SecuredInvitation", "SecuredItem", "SecuredOffer", "SecuredPool",
    "SecuredSitting", "SelfRating", "ShareChoice",
]  # fmt: skip


class Item(models.Model):
    """One version of a question, as loaded from the curriculum.

    `payload` is the whole item, as in the file.
    """

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    is_latest = models.BooleanField(default=True)
    area_id = models.CharField(max_length=3)
    skill_id = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=16)
    state = models.CharField(max_length=12)
    a = models.FloatField()
    b = models.FloatField()
    a_sd = models.FloatField()
    b_sd = models.FloatField()
    max_score = models.PositiveSmallIntegerField()
    time_s = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="item_version_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(is_latest=True), name="item_latest_once"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class CalibrationRun(models.Model):
    """One fit of the bank to the installation's first answers, area by area.

    `until` is the newest answer that may enter, `newest_item` the newest question there was: what
    comes later is new. Equal fingerprints, equal result. `report` says by
    area what was found, or what is missing, `together` how areas go together (see `together.py`).
    Only how far it has come is written afterwards; it counts once a `BankAct` says so.
    """

    class Cause(models.TextChoices):
        CHORE = "chore"
        COMMAND = "command"
        EDITOR = "editor"
        PACK = "pack"

    cause = models.CharField(max_length=8, choices=Cause.choices)
    until = models.BigIntegerField()
    newest_item = models.BigIntegerField(default=0)
    fingerprint = models.CharField(max_length=80)
    report = models.JSONField(default=dict)
    together = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    worked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_open"], condition=Q(is_open=True), name="one_run_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"calibration {self.pk}"


class CalibratedItem(AppendOnly):
    """What a run found of one stored question: its numbers, their errors, and how it behaves.

    `n` are the first answers behind it, `worth` the sum of their weights. `steps` are the offsets
    of its points, `watch` holds fit, groups, drift and pace as they were found.
    """

    run = models.ForeignKey(CalibrationRun, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    a = models.FloatField()
    b = models.FloatField()
    a_se = models.FloatField()
    b_se = models.FloatField()
    steps = models.JSONField()
    n = models.PositiveIntegerField()
    worth = models.FloatField()
    watch = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "item"], name="calibrated_once_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: a {self.a:.2f}, b {self.b:.2f}"


class CutPanel(AppendOnly):
    """The record of how a cut was set: who judged, how, when, and each rating given.

    `ratings` are rows (judge, question, of 100 people); of bookmarks (judge, round, page), with
    the `booklet` they lay in: rows (question, version, points, place), easiest first, of one area.
    Judges are named by what they are ("judge 3, agency, 12 years"),
    never by name.
    """

    level = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=40)
    about = models.CharField(max_length=400)
    held_on = models.DateField()
    ratings = models.JSONField()
    booklet = models.JSONField(default=list, db_default=[])
    area_id = models.CharField(max_length=3, blank=True, default="", db_default="")
    theta = models.FloatField()
    se = models.FloatField()
    judges = models.PositiveSmallIntegerField()
    items = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"level {self.level} at {self.theta:.2f}"


class BankAct(AppendOnly):
    """Something that changed what questions are worth. The newest row names the bank's state.

    A calibration that counts from now on, an editor's word on a question, a cut that was set.
    """

    class Kind(models.TextChoices):
        CALIBRATED = "calibrated"
        FLAGGED = "flagged"
        CLEARED = "cleared"
        RETIRED = "retired"
        CUT = "cut"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    run = models.ForeignKey(
        CalibrationRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    panel = models.ForeignKey(
        CutPanel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class SelfRating(AppendOnly):
    """What a person thinks of their own level in an area, 0-4, before the questions."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    area_id = models.CharField(max_length=3)
    value = models.FloatField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.area_id} {self.value}"


class Attempt(models.Model):
    """A sitting, or the check questions of a refresher.

    `stakes`: what an answer in each area was worth to the person's role when it began. Only how it
    ended is set afterwards: `finished_at`, and `decided`, what its own answers alone said of entry
    level by area (see `deciding_by.py`).
    """

    class Mode(models.TextChoices):
        QUICK = "quick"
        SCAN = "scan"
        AREA = "area"
        ENTRY = "entry"
        REFRESHER = "refresher"
        CLASS = "class"

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    areas = models.JSONField()
    form = models.JSONField(default=list, blank=True)  # of a class: its questions in order
    length = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    stakes = models.JSONField(default=dict, db_default={})
    decided = models.JSONField(default=dict, db_default={})
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    calibration = models.ForeignKey(
        "CalibrationRun", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # whose numbers it goes on with to its end; none: the experts'

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(finished_at=None), name="one_open_sitting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} of {self.person_id}"


class Offer(AppendOnly):
    """The question shown at a place in a sitting: chosen once, the same after a reload.

    `drawn` are the values that were drawn for it, where it is a template (`core.measurement.
    drawing`): from the sitting's seed and the place, kept so that it can always be shown again.

    A question that is withdrawn while it is open stays without an answer; the next place holds the
    one instead.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="offers")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    drawn = models.JSONField(default=dict, db_default={})
    offered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_offer_per_place"),
            models.UniqueConstraint(fields=["attempt", "item"], name="one_offer_per_item"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"


class Response(AppendOnly):
    """An answer, as given and as scored."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.CASCADE, related_name="responses"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    area_id = models.CharField(max_length=3)
    answer = models.JSONField()
    score = models.PositiveSmallIntegerField()
    max_score = models.PositiveSmallIntegerField()
    seconds = models.FloatField(null=True, blank=True)
    is_rapid = models.BooleanField(default=False, db_default=False)
    answered_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "item"], name="one_answer_per_question"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "answered_at"]),
            models.Index(fields=["item", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.score}/{self.max_score}"


class EvidenceEpoch(AppendOnly):
    """Something was learned in an area: earlier answers inform, later ones measure."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    area_id = models.CharField(max_length=3)
    cause = models.CharField(max_length=80)
    opened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "opened_at"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.cause}"


class LevelEstimate(models.Model):
    """A person's profile: a cache of a pure function over the log.

    May be dropped and made again at any time.

    `areas` holds the numbers by area code (see `selectors.AreaEstimate`). `stamp` names the
    edition, the ledger and
    the day they were computed from: an equal stamp and no newer answer, an equal profile.
    """

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    areas = models.JSONField()
    stamp = models.CharField(max_length=60)
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return f"profile of {self.person_id}"


class ShareChoice(AppendOnly):
    """Whether the lead may see a person's verdict word in an area. The newest row counts."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    area_id = models.CharField(max_length=3)
    is_shared = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "area_id", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.is_shared}"


class AnonymousCount(models.Model):
    """How often a score was given to a question by people who are erased: nobody's any more."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "score"], name="one_count_a_score"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.n} of {self.score}"


class OwnTarget(AppendOnly):
    """A level that somebody aims for in an area, beyond their role. The newest row counts.

    `level` None: what the role needs again.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    area_id = models.CharField(max_length=3)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.level}"
