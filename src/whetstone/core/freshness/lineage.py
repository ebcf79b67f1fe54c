"""Two ledgers say something about the same thing: who is ahead, or have both moved?

A history is a list of contents, oldest first, each named by a hash of its words. Whoever holds
the other's newest words somewhere in their own past has seen them and moved on. That is the
reasoning of version control (fast-forward, or diverged), without a common clock: when somebody
recorded a thing says nothing about who is right.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Lineage(StrEnum):
    """How theirs stands to ours."""

    NEW = "new"
    SAME = "same"
    NEWER = "newer"
    OLDER = "older"
    CONFLICT = "conflict"


def lineage(ours: Sequence[str], theirs: Sequence[str]) -> Lineage:
    """How a history of theirs stands to one of ours.

    >>> lineage(["a", "b"], ["a", "b", "c"])
    <Lineage.NEWER: 'newer'>
    >>> lineage(["a", "x"], ["a", "b"])
    <Lineage.CONFLICT: 'conflict'>
    """
    if not ours:
        return Lineage.NEW
    if not theirs or ours[-1] == theirs[-1]:
        return Lineage.SAME
    knows_ours, knows_theirs = ours[-1] in theirs, theirs[-1] in ours
    if knows_ours and not knows_theirs:
        return Lineage.NEWER
    if knows_theirs and not knows_ours:
        return Lineage.OLDER
    return Lineage.CONFLICT
