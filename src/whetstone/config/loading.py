"""Loading the curriculum: compile first, then one transaction. Faults load nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

import whetstone.curriculum
from whetstone.apps.diagnose import bank
from whetstone.apps.field import selectors as field
from whetstone.apps.field import services as ledger
from whetstone.apps.learn import shelf
from whetstone.config import environment
from whetstone.curriculum import Compiled, compile_curriculum, find_root

if TYPE_CHECKING:
    import datetime as dt

STAMP: Final = environment.STAMP
"""Beside the store: which files (and which compiler) the newest load was made from."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    edition: str
    was_new: bool
    items: int
    lessons: int


class CannotLoadError(Exception):
    """The curriculum has faults; `compiled.faults` names all of them."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        super().__init__(f"the curriculum has {len(compiled.faults)} faults")


def load(*, now: dt.datetime, root: Path | None = None) -> Loaded:
    """Compile and store the curriculum. Storing the same one again changes nothing.

    Files that are byte for byte those of the newest load are not even compiled.

    Raises:
        CannotLoadError: with every fault at once; nothing is stored then.
        Missing: there is no curriculum at this place.
    """
    root = root or find_root()
    files = fingerprint(root)
    if is_current(files):
        return Loaded(field.edition_name(), was_new=False, items=0, lessons=0)
    compiled = compile_curriculum(root)
    if compiled.curriculum is None:
        raise CannotLoadError(compiled)
    curriculum = compiled.curriculum
    done = Loaded(curriculum.framework.edition, was_new=False, items=0, lessons=0)
    if not field.is_loaded(curriculum.content_hash):
        with transaction.atomic():
            ledger.load_ledger(curriculum, now=now)
            items = bank.load_items(curriculum.items)
            lessons = shelf.load_shelf(curriculum, now=now)
        done = Loaded(done.edition, was_new=True, items=items, lessons=lessons)
    _keep(files, curriculum.content_hash)
    return done


def fingerprint(root: Path) -> str:
    """A hash of the files' bytes and of the code that compiles them."""
    total = hashlib.sha256(str(root).encode())
    code = Path(whetstone.curriculum.__file__).parent
    for folder, pattern in ((root, "*"), (code, "*.py")):
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                total.update(f"\n{path.relative_to(folder)} ".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(files: str) -> bool:
    """Whether the newest edition in the store was loaded from exactly these files."""
    try:
        kept = json.loads((settings.HOME / STAMP).read_text(encoding="utf-8"))
        return bool(kept["files"] == files and field.is_loaded(kept["content_hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _keep(files: str, content_hash: str) -> None:
    """Remember it; where that cannot be written, the next start compiles again."""
    fresh = settings.HOME / f"{STAMP}-{files[:12]}"
    try:
        fresh.write_text(
            json.dumps({"files": files, "content_hash": content_hash}), encoding="utf-8"
        )
        fresh.replace(settings.HOME / STAMP)
    except OSError:
        return
