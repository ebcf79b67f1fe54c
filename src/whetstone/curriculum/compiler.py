"""Compiles a curriculum: all files into values, or all faults at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.curriculum.gather import gather
from whetstone.curriculum.model import Curriculum
from whetstone.curriculum.translations import read_translations
from whetstone.curriculum.versions import check_versions
from whetstone.curriculum.yaml_reader import hash_of

if TYPE_CHECKING:
    from pathlib import Path

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.faults import Fault
    from whetstone.curriculum.model import Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The curriculum, or None and the faults that stand in its way; warnings in both cases."""

    curriculum: Curriculum | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def content_hash(self) -> str:
        """Hash of everything; empty where there is no curriculum."""
        return self.curriculum.content_hash if self.curriculum else ""


def compile_curriculum(root: Path) -> Compiled:
    """Read and check the files below `root`; nothing is raised for what is wrong in them."""
    draft = gather(root)
    translations = read_translations(draft)
    check_versions(draft)
    faults = tuple(sorted(set(draft.log.faults)))
    return Compiled(
        curriculum=None if faults else _assemble(draft, translations),
        faults=faults,
        warnings=tuple(sorted(set(draft.log.warnings))),
    )


def _assemble(draft: Draft, translations: tuple[Translation, ...]) -> Curriculum | None:
    if draft.framework is None:
        return None
    things = [
        *draft.claims.values(),
        *draft.changes.values(),
        *draft.courses.values(),
        *draft.lessons.values(),
        *draft.items.values(),
        *draft.cards.values(),
        *draft.tasks.values(),
        *draft.guides.values(),
        *draft.glossary.values(),
        *draft.references.values(),
        *draft.series.values(),
        *(translation.thing for translation in translations),
    ]
    sources = [
        (source.id, source.title, source.url, source.accessed) for source in draft.sources.values()
    ]
    hashes = [draft.framework.content_hash, hash_of(sources)]
    hashes += [thing.content_hash for thing in things]
    return Curriculum(
        framework=draft.framework,
        sources=tuple(draft.sources.values()),
        claims=tuple(draft.claims.values()),
        changes=tuple(draft.changes.values()),
        courses=tuple(draft.courses.values()),
        lessons=tuple(draft.lessons.values()),
        items=tuple(draft.items.values()),
        cards=tuple(draft.cards.values()),
        tasks=tuple(draft.tasks.values()),
        guides=tuple(draft.guides.values()),
        glossary=tuple(draft.glossary.values()),
        references=tuple(draft.references.values()),
        series=tuple(draft.series.values()),
        translations=translations,
        content_hash=hash_of(hashes),
    )
