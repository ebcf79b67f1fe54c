"""The framework and the ledger: what the field is, what was true when, and when we knew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from whetstone.web.append_only import AppendOnly


class Edition(models.Model):
    """One dated state of the whole curriculum, as loaded from files."""

    name = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    as_of = models.DateField()
    loaded_at = models.DateTimeField()
    framework = models.JSONField()
    learned = models.JSONField(default=dict)  # words of skills by weight: long, for audits alone

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """The name of a statement. What it says and whether it holds stands in its versions."""

    slug = models.SlugField(max_length=80)
    workspace = models.ForeignKey(
        "people.Workspace", null=True, blank=True, on_delete=models.CASCADE
    )
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12)
    half_life_months = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(workspace=None), name="claim_slug_once"
            ),
            models.UniqueConstraint(fields=["slug", "workspace"], name="claim_slug_once_here"),
        ]

    def __str__(self) -> str:
        return self.slug


class ClaimVersion(AppendOnly):
    """What a claim says and whether it holds, known from `recorded_at` on.

    `workspace` null: the installation's ledger. Set: that workspace's overlay, which wins there
    and nowhere else.
    """

    class Status(models.TextChoices):
        CURRENT = "current"
        DOUBTFUL = "doubtful"
        SUPERSEDED = "superseded"
        RETIRED = "retired"
        PROPOSED = "proposed"

    class Act(models.TextChoices):
        """What an editor did. Empty: it came with an edition or with a change."""

        WRITTEN = "written"
        READ = "read"  # the source was read again, and it holds
        DOUBTED = "doubted"
        SETTLED = "settled"  # the doubt is settled
        OVERRIDDEN = "overridden"
        FOLLOWS = "follows"  # no word of its own from here on: what everybody reads counts
        RETURNS = "returns"  # back to an earlier word of its own

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="versions")
    workspace = models.ForeignKey(
        "people.Workspace", null=True, blank=True, on_delete=models.CASCADE
    )
    status = models.CharField(max_length=12, choices=Status.choices)
    text = models.TextField()
    statement = models.TextField()
    held_from = models.DateField(null=True, blank=True)
    held_until = models.DateField(null=True, blank=True)
    as_of = models.DateField()
    review_by = models.DateField()
    confidence = models.CharField(max_length=8)
    source = models.JSONField()
    figure = models.JSONField(null=True, blank=True)
    basis = models.TextField(blank=True)
    change = models.ForeignKey("Change", null=True, blank=True, on_delete=models.SET_NULL)
    act = models.CharField(max_length=10, choices=Act.choices, blank=True)
    reason = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "claim", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.status}"


class Change(models.Model):
    """A dated event in the field and what it does to claims."""

    slug = models.SlugField(max_length=80)
    workspace = models.ForeignKey(
        "people.Workspace", null=True, blank=True, on_delete=models.CASCADE
    )
    undoes = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=16)
    severity = models.CharField(max_length=10)
    happened_on = models.CharField(max_length=10)
    noticed_on = models.DateField()
    state = models.CharField(max_length=10)
    evidence = models.JSONField()
    source_check = models.CharField(max_length=8, default="seen")
    relearn_minutes = models.PositiveSmallIntegerField(default=0)
    do_instead = models.TextField(blank=True)
    relearn_items = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(workspace=None), name="change_slug_once"
            ),
            models.UniqueConstraint(fields=["slug", "workspace"], name="change_slug_once_here"),
        ]

    def __str__(self) -> str:
        return self.title


class ChangeEffect(models.Model):
    """What a change does to one claim."""

    class Effect(models.TextChoices):
        SUPERSEDES = "supersedes"
        RETIRES = "retires"
        DOUBTS = "doubts"
        CREATES = "creates"
        RESTORES = "restores"

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="effects")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    effect = models.CharField(max_length=10, choices=Effect.choices)
    successor = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.effect} {self.claim_id}"


class ChangeReading(AppendOnly):
    """Somebody opened the source of a change that nobody had opened: it says so, or it does not.

    `workspace` null: read for everybody. Set: counts in that workspace, before everybody's.
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        DISMISSED = "dismissed"

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="readings")
    workspace = models.ForeignKey(
        "people.Workspace", null=True, blank=True, on_delete=models.CASCADE
    )
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    says = models.TextField()
    source = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "change"])]

    def __str__(self) -> str:
        return f"{self.verdict} {self.change_id}"


class Publication(AppendOnly):
    """The one act that makes a change count: here (workspace) or for all (null)."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="publications")
    workspace = models.ForeignKey(
        "people.Workspace", null=True, blank=True, on_delete=models.CASCADE
    )
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL
    )
    ripple = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["change"], condition=Q(workspace=None), name="published_once"
            ),
            models.UniqueConstraint(fields=["change", "workspace"], name="published_once_here"),
        ]

    def __str__(self) -> str:
        return f"publication of {self.change_id}"


class Citation(models.Model):
    """What rests on what: the one table for everything that cites a claim."""

    class Role(models.TextChoices):
        RESTS_ON = "rests_on"
        MENTIONS = "mentions"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="citations")
    workspace = models.ForeignKey(
        "people.Workspace", null=True, blank=True, on_delete=models.CASCADE
    )
    citer_kind = models.CharField(max_length=16)
    citer_id = models.CharField(max_length=120)
    role = models.CharField(max_length=8, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim", "citer_kind", "citer_id", "role"],
                condition=Q(workspace=None),
                name="citation_once",
            ),
            models.UniqueConstraint(
                fields=["claim", "citer_kind", "citer_id", "role", "workspace"],
                name="citation_once_here",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["citer_kind", "citer_id"])]

    def __str__(self) -> str:
        return f"{self.citer_kind} {self.citer_id} {self.role} {self.claim_id}"


class Passage(models.Model):
    """A stretch of text that a search finds: whose it is, and its words as they are compared.

    Made anew from what it says (a block, a term, a claim's newest words here); nobody edits it.
    SQLite keeps the words in an FTS5 table beside this one, by triggers (migration 0005): whoever
    changes this table's shape on SQLite makes them anew. `workspace` set: found only there.
    """

    class Kind(models.TextChoices):
        BLOCK = "block"
        CLAIM = "claim"
        TERM = "term"
        GUIDE = "guide"
        TASK = "task"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    thing = models.CharField(max_length=150)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    head_words = models.TextField(blank=True)
    words = models.TextField()
    workspace = models.ForeignKey(
        "people.Workspace", null=True, blank=True, on_delete=models.CASCADE
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "thing"], condition=Q(workspace=None), name="passage_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "thing", "workspace"], name="passage_once_here"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class Notice(AppendOnly):
    """Somebody or something says: this is no longer so. Only an editor doubts a claim.

    `workspace` null: it was noticed for the whole installation. `fingerprint` names what was
    noticed, so that a feed or an alarm that says it again makes no second notice.
    """

    class Origin(models.TextChoices):
        PERSON = "person"
        WATCHER = "watcher"
        DRIFT = "drift"
        NEAR_MISS = "near_miss"
        PACK = "pack"

    workspace = models.ForeignKey("people.Workspace", null=True, on_delete=models.CASCADE)
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.SET_NULL)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PERSON)
    page = models.CharField(max_length=200, blank=True)
    sentence = models.TextField()
    saw = models.TextField(blank=True)
    network = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=500, blank=True)
    thing_kind = models.CharField(max_length=16, blank=True)
    thing_id = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    noticed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(workspace=None) & ~Q(fingerprint=""),
                name="noticed_once",
            ),
            models.UniqueConstraint(
                fields=["fingerprint", "workspace"],
                condition=~Q(fingerprint=""),
                name="noticed_once_here",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "noticed_at"])]

    def __str__(self) -> str:
        return self.sentence[:60]
