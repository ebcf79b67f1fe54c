"""Figures of the networks: files that were brought in, and what each said of posts and days.

What a file said is written once (`...Snapshot`) and never changed; which value holds is read from
those rows: per metric the one that was exported last. Blank is unknown and stands nowhere.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from whetstone.web.append_only import AppendOnly

SEEN_BY: Final = ("views", "impressions")
"""How often posts were seen: the first that a post has."""
ACTS: Final = ("likes", "reactions", "comments", "replies", "shares", "saves")
"""What people do to a post, added up; clicks and follows stand apart."""


class Upload(models.Model):
    """A file of figures: read, asked about, looked at, then taken or thrown away.

    Its bytes are kept, in pieces, only while it waits.
    """

    class State(models.TextChoices):
        READING = "reading"
        ASKING = "asking"
        READY = "ready"
        UNREADABLE = "unreadable"
        TAKING = "taking"
        TAKEN = "taken"
        DROPPED = "dropped"
        ERASED = "erased"

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    seen_on = models.DateField()  # when the network wrote the file: later ones win
    format = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=40, blank=True)
    by_mapping = models.BooleanField(default=False)
    options = models.JSONField(default=dict)
    eras = models.JSONField(default=dict)  # {"views": "instagram-views-2024-08"}
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    without_refused = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)  # questions, columns, samples, totals, what would be

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-made_at"])]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class UploadPiece(models.Model):
    """Some bytes of a file that waits."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    place = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "place"], name="one_piece_a_place"),
        ]

    def __str__(self) -> str:
        return f"piece {self.place} of {self.upload_id}"


class UploadFlaw(models.Model):
    """What is wrong at one place of a file that waits."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="flaws")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40)
    shown = models.CharField(max_length=120, blank=True)
    refuses = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.code} in row {self.line}"


class HeaderMapping(models.Model):
    """What the columns of an unknown header hold, as this workspace said."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    network = models.CharField(max_length=40)
    zone = models.CharField(max_length=60, blank=True)
    mapping = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "fingerprint"], name="one_header_mapping"
            ),
        ]

    def __str__(self) -> str:
        return f"mapping for {self.network}"


def _figure(name: str) -> Cast:
    return Cast(KeyTextTransform(name, "figures"), models.FloatField())


def _kept(what: Any) -> Any:
    """A column that the store works out whenever a row is written, for adding up many rows."""
    return models.GeneratedField(
        expression=what, output_field=models.FloatField(null=True), db_persist=True
    )


def _era(name: str) -> Any:
    return Coalesce(KeyTextTransform(name, "eras"), models.Value(""))


def _by_seen(found: Any, field: models.Field[Any, Any]) -> Any:
    """Like `_kept`: what belongs to the first of `SEEN_BY` that a post has; "" with none."""
    cases = [
        models.When(**{f"figures__{name}__isnull": False}, then=found(name)) for name in SEEN_BY
    ]
    return models.GeneratedField(
        expression=models.Case(*cases, default=models.Value(""), output_field=field),
        output_field=field,
        db_persist=True,
    )


class NetworkPost(models.Model):
    """One post of a network, and the campaign it belongs to.

    `figures`, `eras` and `seen_on` are a cache of its snapshots (`figures_merging.merged`); the
    columns below them are the store's own copies of single figures.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    post_id = models.CharField(max_length=200)
    published = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    campaign = models.ForeignKey(
        "plan.Campaign", null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    figures = models.JSONField(default=dict)
    eras = models.JSONField(default=dict)
    seen_on = models.DateField()
    measure = _by_seen(models.Value, models.CharField(max_length=40))
    era = _by_seen(_era, models.CharField(max_length=80))
    seen = _kept(Coalesce(*(_figure(name) for name in SEEN_BY)))
    reach = _kept(_figure("reach"))
    likes = _kept(_figure("likes"))
    reactions = _kept(_figure("reactions"))
    comments = _kept(_figure("comments"))
    replies = _kept(_figure("replies"))
    shares = _kept(_figure("shares"))
    saves = _kept(_figure("saves"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "network", "post_id"], name="one_post_an_id"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-published"]),
            models.Index(fields=["workspace", "network", "-published"]),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.post_id}"


class PostSnapshot(AppendOnly):
    """The figures of a post as one file gave them."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(NetworkPost, on_delete=models.CASCADE, related_name="snapshots")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    seen_on = models.DateField()
    figures = models.JSONField(default=dict)
    fate = models.CharField(max_length=8, default="new")  # new, changed or same, when it came

    def __str__(self) -> str:
        return f"{self.post_id} on {self.seen_on}"


class DaySnapshot(AppendOnly):
    """The figures of a day, of an account or a part of it, as one file gave them."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    on = models.DateField()
    part = models.CharField(max_length=200, blank=True)
    seen_on = models.DateField()
    figures = models.JSONField(default=dict)
    fate = models.CharField(max_length=8, default="new")  # new, changed or same, when it came

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "network", "on"])]

    def __str__(self) -> str:
        return f"{self.network} {self.on}"


class GroupSnapshot(AppendOnly):
    """The figures of a group of an audience, as one file gave them."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    dimension = models.CharField(max_length=60)
    group = models.CharField(max_length=120)
    seen_on = models.DateField()
    figures = models.JSONField(default=dict)
    is_rounded = models.BooleanField(default=False)
    fate = models.CharField(max_length=8, default="new")  # new, changed or same, when it came

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "network", "dimension"])]

    def __str__(self) -> str:
        return f"{self.network} {self.dimension} {self.group}"
