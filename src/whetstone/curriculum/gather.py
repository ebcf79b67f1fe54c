"""Reads every file of a curriculum into a draft, and checks it against itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.curriculum.check_cues import check_cues
from whetstone.curriculum.check_ledger import check_ledger
from whetstone.curriculum.check_lessons import check_lessons
from whetstone.curriculum.check_library import check_library
from whetstone.curriculum.check_questions import check_questions
from whetstone.curriculum.check_reviews import check_reviews
from whetstone.curriculum.draft import Draft
from whetstone.curriculum.faults import FaultLog
from whetstone.curriculum.fields import Fields
from whetstone.curriculum.markdown import Context
from whetstone.curriculum.read_courses import read_course, read_deck, read_lesson, read_task
from whetstone.curriculum.read_framework import read_framework
from whetstone.curriculum.read_items import read_bank
from whetstone.curriculum.read_ledger import read_change, read_claim, read_sources
from whetstone.curriculum.read_library import read_glossary, read_guide
from whetstone.curriculum.read_reference import check_references, read_reference
from whetstone.curriculum.wording import read_learned, read_wording
from whetstone.curriculum.yaml_reader import read_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FENCE: Final = "---"
_READ: Final = {
    "framework": {".yaml"},
    "sources": {".yaml"},
    "claims": {".yaml"},
    "changes": {".yaml"},
    "courses": {".yaml", ".md"},
    "items": {".yaml"},
    "cards": {".yaml"},
    "tasks": {".md"},
    "figures": {".svg"},
    "glossary": {".yaml"},
    "reference": {".yaml"},
    "guides": {".md"},
}


def gather(root: Path) -> Draft:
    """Read and check a curriculum. Faults and warnings are in `draft.log`."""
    draft = Draft(root=root, log=FaultLog())
    _read_ledger(draft)
    read_things(draft, root, "en")
    words = root / "framework" / "synonyms.yaml"
    if words.is_file() and (fields := _fields(draft, words)):
        read_wording(fields, draft)
    learned = root / "framework" / "learned.yaml"
    if learned.is_file() and (fields := _fields(draft, learned)):
        read_learned(fields, draft)
    _read_library(draft)
    _note_strays(draft)
    check_ledger(draft)
    check_questions(draft)
    check_cues(draft)
    check_lessons(draft)
    check_library(draft)
    check_references(draft)
    check_reviews(draft)
    return draft


def _read_ledger(draft: Draft) -> None:
    skills = _fields(draft, draft.root / "framework" / "framework.yaml")
    roles = _fields(draft, draft.root / "framework" / "roles.yaml")
    if skills and roles:
        read_framework(skills, roles, draft)
    shared = draft.root / "sources" / "sources.yaml"
    if shared.is_file() and (fields := _fields(draft, shared)):
        read_sources(fields, draft)
    for pattern, read in (("claims/*.yaml", read_claim), ("changes/*.yaml", read_change)):
        for path in sorted(draft.root.glob(pattern)):
            if fields := _fields(draft, path):
                read(fields, draft)
                _name_is_id(fields, path)


def _read_library(draft: Draft) -> None:
    words = draft.root / "glossary" / "glossary.yaml"
    if words.is_file() and (fields := _fields(draft, words)):
        read_glossary(fields, draft)
    for path in sorted((draft.root / "reference").glob("*.yaml")):
        if fields := _fields(draft, path):
            read_reference(fields, draft)
    for path in sorted((draft.root / "guides").glob("*.md")):
        for head, body in _with_body(draft, path):
            read_guide(head, body, draft, _context(draft, path, "en"))
            _name_is_id(head, path)


def read_things(draft: Draft, folder: Path, language: str) -> None:
    """Read courses, lessons, items, cards and tasks below `folder` into the draft."""
    for pattern, read in (
        ("courses/*/course.yaml", read_course),
        ("items/*.yaml", read_bank),
        ("cards/*.yaml", read_deck),
    ):
        for path in sorted(folder.glob(pattern)):
            if fields := _fields(draft, path):
                read(fields, draft)
    for path in sorted(folder.glob("courses/*/lessons/*.md")):
        for fields, body in _with_body(draft, path):
            read_lesson(fields, body, draft, _context(draft, path, language))
    for path in sorted(folder.glob("tasks/*.md")):
        for fields, body in _with_body(draft, path):
            read_task(fields, body, draft, _context(draft, path, language))
            _name_is_id(fields, path)


def _context(draft: Draft, path: Path, language: str) -> Context:
    file = _file(draft, path)
    return Context(draft.root, file, language, draft.claims, draft.log)


def _fields(draft: Draft, path: Path) -> Fields | None:
    file = _file(draft, path)
    if not path.is_file():
        draft.log.fault((file, 1), "no-file", "The file is missing.")
        return None
    text = read_text(path, file, draft.log)
    value = read_yaml(text, file, draft.log) if text is not None else None
    return Fields(value, file, draft.log) if value else None


def _with_body(draft: Draft, path: Path) -> Iterator[tuple[Fields, tuple[str, int]]]:
    """Front matter and (body, its first line); nothing where the file has no front matter."""
    file = _file(draft, path)
    text = read_text(path, file, draft.log)
    if text is None:
        return
    lines = text.split("\n")
    ends = [index for index, line in enumerate(lines) if line.rstrip() == _FENCE]
    if len(ends) < 2 or ends[0] != 0:  # noqa: PLR2004 - opened and closed
        mend = "Begin with a line `---`, the keys, and another line `---`."
        draft.log.fault((file, 1), "front-matter", "The file has no front matter.", mend)
        return
    end = ends[1]
    value = read_yaml("\n".join(lines[1:end]), file, draft.log, first_line=2)
    if value:
        yield Fields(value, file, draft.log), ("\n".join(lines[end + 1 :]), end + 2)


def _file(draft: Draft, path: Path) -> str:
    return path.relative_to(draft.root).as_posix()


def _name_is_id(fields: Fields, path: Path) -> None:
    id_ = fields.origin.value.plain().get("id") if fields.keys_left() == () else None
    if isinstance(id_, str) and id_ != path.stem:
        what = f"The file is named {path.stem!r}, the id is {id_!r}."
        fields.fault("file-name", what, "Name the file by its id.", at=("id",))


def _note_strays(draft: Draft) -> None:
    for folder, suffixes in _READ.items():
        for path in sorted((draft.root / folder).rglob("*")):
            if path.is_file() and path.suffix not in suffixes:
                mend = f"Here only {', '.join(sorted(suffixes))} files are read."
                draft.log.fault(
                    (_file(draft, path), 1), "stray-file", "Nothing reads this file.", mend
                )
