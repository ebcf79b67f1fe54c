"""Translations: the same things in another language, held against what was translated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from whetstone.curriculum.draft import Draft
from whetstone.curriculum.gather import read_things
from whetstone.curriculum.model import Card, Item, Lesson, Task, Translation

if TYPE_CHECKING:
    from pathlib import Path

_LANGUAGE: Final = re.compile(r"[a-z]{2}")
Thing = Lesson | Item | Card | Task


def read_translations(source: Draft) -> tuple[Translation, ...]:
    """Read and check every folder named by a language, such as ne/."""
    found: list[Translation] = []
    for folder in sorted(source.root.glob("??/")):
        if folder.is_dir() and _LANGUAGE.fullmatch(folder.name):
            found += _read_language(folder, source)
    return tuple(found)


def _read_language(folder: Path, source: Draft) -> list[Translation]:
    draft = Draft(
        root=source.root,
        log=source.log,
        framework=source.framework,
        sources=dict(source.sources),
        claims=source.claims,
    )
    read_things(draft, folder, folder.name)
    found: list[Translation] = []
    for things, originals in (
        (draft.lessons, source.lessons),
        (draft.items, source.items),
        (draft.cards, source.cards),
        (draft.tasks, source.tasks),
    ):
        for id_, thing in things.items():
            original = originals.get(id_)
            if original is None:
                what = f"There is no {id_!r} to translate."
                draft.log.fault(draft.origins[id_].at("id"), "unknown-original", what)
            else:
                found.append(_compare(thing, original, folder.name, draft))
    return found


def _compare(thing: Thing, original: Thing, language: str, draft: Draft) -> Translation:
    origin = draft.origins[thing.id]
    if thing.language != language:
        what = f"The language is {thing.language!r}, the folder is {language!r}."
        draft.log.fault(origin.at("language"), "language", what)
    if thing.source_version is None:
        mend = f'Write source_version: "{original.version}".'
        what = "The translation does not say which version it translates."
        draft.log.fault(origin.at(), "missing-key", what, mend)
    is_stale = thing.source_version != str(original.version)
    if is_stale and thing.source_version is not None:
        what = f"It translates {thing.source_version}; the original is at {original.version}."
        draft.log.hint(origin.at("source_version"), "translation-stale", what)
    elif _bones(thing) != _bones(original):
        what = "Its blocks, questions, answers or keys are not those of the original."
        draft.log.fault(origin.at("id"), "translation-differs", what, "Only words may differ.")
    return Translation(language=language, thing=thing, is_stale=is_stale)


def _bones(thing: Thing) -> Any:
    """What a translation must share with its original."""
    if isinstance(thing, Lesson):
        return [
            (block.id, block.part, block.rests_on, block.items, [box.name for box in block.fields])
            for block in thing.blocks
        ]
    if isinstance(thing, Item):
        lists = ("options", "segments", "left", "right", "actions")
        ids = [[entry.get("id") for entry in thing.payload.get(key, [])] for key in lists]
        return ids, thing.scoring, thing.rests_on
    if isinstance(thing, Task):
        return thing.rests_on, [(row.id, row.skill) for row in thing.rubric]
    return thing.skill, thing.rests_on
