"""Names for the things that carry an id, so that one is never taken for another."""

from __future__ import annotations

from typing import NewType

AreaId = NewType("AreaId", str)
SkillId = NewType("SkillId", str)
RoleId = NewType("RoleId", str)
NetworkId = NewType("NetworkId", str)
SourceId = NewType("SourceId", str)
ClaimId = NewType("ClaimId", str)
ChangeId = NewType("ChangeId", str)
CourseId = NewType("CourseId", str)
LessonId = NewType("LessonId", str)
BlockId = NewType("BlockId", str)
ItemId = NewType("ItemId", str)
CardId = NewType("CardId", str)
TaskId = NewType("TaskId", str)

PersonId = NewType("PersonId", int)
WorkspaceId = NewType("WorkspaceId", int)

Minutes = NewType("Minutes", int)
Months = NewType("Months", float)
"""Months of 30.4375 days (a year of 365.25 days by twelve)."""
Logit = NewType("Logit", float)
"""A place on an area's ability scale; the working population is taken as N(0, 1)."""
