"""Who is who: organisations, workspaces, people, their rights and their working hours."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q

from whetstone.apps.people.firm_models import (
    Handover,
    Roster,
    RosterClass,
    RosterRow,
    WorkspaceCode,
)
from whetstone.apps.people.trust_models import (
    Consent,
    RecoveryLink,
    RetentionRun,
    WorkspaceRules,
)
from whetstone.web.append_only import AppendOnly
from whetstone.web.request import Right

__all__ = [
    "AuditEnd", "AuditRow", "Blackout", "BusyTime", "ClassPlace", "ClassTeacher", "Consent",
    "DemoMade", "Handover", "Invitation", "Organisation", "Person", "PersonRight",
    "RecoveryLink", "Requirement", "RetentionRun", "Roster", "RosterClass", "RosterRow",
    "SchoolClass", "Team", "User", "UserManager", "WorkingHours", "Workspace", "WorkspaceCode",
    "WorkspaceRules",
]  # fmt: skip


class UserManager(BaseUserManager["User"]):
    """Accounts are named by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: object) -> User:
        """An account; without a password it cannot be signed in to."""
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **more: object) -> User:
        """An account that may enter the installation's back office."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **more)


class User(AbstractUser):
    """An account. People in workspaces are `Person` rows; one account may stand behind several."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """A firm, a school or an agency: the owner of workspaces."""

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="organisations"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Workspace(models.Model):
    """A walled room: a team or a school, with its own overlay above the shared ledger."""

    class Kind(models.TextChoices):
        TEAM = "team"
        SCHOOL = "school"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="workspaces"
    )
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEAM)
    language = models.CharField(max_length=8, default="en")
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    weekend = models.CharField(max_length=7, default="56")
    colour = models.CharField(max_length=7, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    is_template = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()
    care_minimum = models.PositiveSmallIntegerField(default=2)

    def __str__(self) -> str:
        return self.name

    @property
    def calendar(self) -> str:
        """Whose public holidays count: a country, or a region of it as `DE-BY`."""
        return f"{self.country}-{self.region}" if self.region else self.country


class Team(models.Model):
    """A group inside a workspace whose cover is read together."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody in a workspace. An account may stand behind it, or not yet."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="people")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    title = models.CharField(max_length=120, blank=True)
    role_id = models.CharField(max_length=12, default="smm")
    time_zone = models.CharField(max_length=64, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    source_id = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "user"],
                condition=Q(user__isnull=False),
                name="one_person_per_account",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "name", "id"], name="people_by_name"),
            models.Index(fields=["workspace", "email"], name="people_by_email"),
            models.Index(fields=["workspace", "source_id"], name="people_by_source",
                         condition=~Q(source_id="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PersonRight(models.Model):
    """What a person may be in their workspace."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rights")
    right = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Right])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "right"], name="right_held_once"),
        ]

    def __str__(self) -> str:
        return self.right


class WorkingHours(models.Model):
    """One stretch of a person's working pattern.

    Two rows on a weekday leave a lunch between them.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "starts"]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts}-{self.ends}"


class BusyTime(models.Model):
    """When somebody cannot learn: never why.

    Replaced as a whole when a calendar is uploaded again.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="busy")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=40, default="calendar")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.starts_at}-{self.ends_at}"


class Blackout(models.Model):
    """Days on which nobody of a workspace (or one person) is booked: launch, crisis, leave."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="blackouts")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.reason


class Requirement(models.Model):
    """How many people of a workspace should stand at a level in an area."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="requirements")
    area_id = models.CharField(max_length=3)
    level = models.PositiveSmallIntegerField(default=2)
    people = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "area_id"], name="one_requirement_per_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.people} at {self.level}"


class Invitation(models.Model):
    """A link that lets one account become one person. Only its hash is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation for {self.person_id}"


class SchoolClass(models.Model):
    """A class of students who read one pinned edition for a term."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="classes")
    name = models.CharField(max_length=120)
    join_code = models.CharField(max_length=12, unique=True)
    edition = models.CharField(max_length=20)
    pinned_at = models.DateTimeField()
    ends_on = models.DateField()

    def __str__(self) -> str:
        return self.name


class ClassPlace(models.Model):
    """A student's place in a class."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="class_places")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school_class", "person"], name="one_place_per_class"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.school_class_id}"


class ClassTeacher(models.Model):
    """An instructor whose class it is. Every instructor of a school may open it all the same."""

    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, related_name="teachers"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="classes_taught")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school_class", "person"], name="one_teacher_per_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} teaches {self.school_class_id}"


class AuditRow(AppendOnly):
    """Who did what to what, and when. Never what somebody wrote or scored.

    `place` counts the rows of a workspace (or of the installation) from 1; `seal` seals the row
    with the one before it, see `core.kernel.chain`. `by` is the number of whoever did it: it
    stays, as a number of nobody, when the person is erased.
    """

    workspace = models.ForeignKey(Workspace, null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.BigIntegerField(null=True, blank=True)
    act = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    place = models.PositiveBigIntegerField()
    seal = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-at"], name="people_audi_workspa_newest")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "place"], name="one_audit_row_a_place"),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(workspace=None),
                name="one_audit_row_a_place_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_kind} {self.object_id}"


class AuditEnd(models.Model):
    """The newest seal of a log, and how many rows it has: whoever adds a row holds this one."""

    workspace = models.OneToOneField(Workspace, null=True, blank=True, on_delete=models.CASCADE)
    is_for_all = models.BooleanField(default=False)
    n = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_for_all"], condition=Q(workspace=None), name="one_end_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n} rows"


class DemoMade(models.Model):
    """A copy of the demo was made: counted for a day, so that there are not too many."""

    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.at)
