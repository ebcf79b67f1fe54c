"""What has been read so far, with the place of every thing: the table the checks work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from whetstone.curriculum.yaml_reader import Origin, hash_of

if TYPE_CHECKING:
    from pathlib import Path

    from whetstone.curriculum.faults import FaultLog
    from whetstone.curriculum.model import (
        Card,
        Change,
        Claim,
        Course,
        Framework,
        Guide,
        Item,
        Lesson,
        Source,
        Task,
        Term,
    )
    from whetstone.curriculum.model_library import ReferenceSeries, ReferenceTable

_NOT_TEXT = frozenset({"schema", "version", "changelog", "status", "reviewed", "review_by"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in a body that names something: cite, claim, mention, item, check or field."""

    kind: str
    target: str
    line: int
    part: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of plain text for the reading checks."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the checks need of a body beyond its blocks."""

    marks: tuple[Mark, ...] = ()
    passages: tuple[Passage, ...] = ()
    links: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """A thing's version and the hash of its text, for the lock file."""

    kind: str
    id: str
    version: str
    text_hash: str
    place: tuple[str, int]


@dataclass(slots=True)
class Draft:
    """Everything read. Dictionaries are keyed by id, in the order of the files."""

    root: Path
    log: FaultLog
    framework: Framework | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    guides: dict[str, Guide] = field(default_factory=dict)
    glossary: dict[str, Term] = field(default_factory=dict)
    references: dict[str, ReferenceTable] = field(default_factory=dict)
    series: dict[str, ReferenceSeries] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    stamps: list[Stamp] = field(default_factory=list)
    sound: set[str] = field(default_factory=set)
    """Items whose shape is right, so that their key can be tried."""

    def admit(self, id_: str, origin: Origin) -> bool:
        """Register an id; a fault and False where it is taken."""
        if not id_:
            return False
        if id_ in self.origins:
            first = self.origins[id_]
            where = f"{first.file}:{first.value.line}"
            what = f"The id {id_!r} is already taken in {where}."
            self.log.fault(origin.at("id"), "id-reused", what, "An id is permanent and unique.")
            return False
        self.origins[id_] = origin
        return True

    def stamp(self, kind: str, id_: str, version: str | int, data: dict[str, Any]) -> None:
        """Note version and text hash of a thing; `data` is all that its file says."""
        text = {key: value for key, value in data.items() if key not in _NOT_TEXT}
        place = self.origins[id_].at("version")
        self.stamps.append(Stamp(kind, id_, str(version), hash_of(text), place))
