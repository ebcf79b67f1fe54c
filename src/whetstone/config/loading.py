"""Loading the curriculum: compile first, then one transaction. Faults load nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.diagnose import bank
from whetstone.apps.field import selectors as field
from whetstone.apps.field import services as ledger
from whetstone.apps.learn import shelf
from whetstone.curriculum import Compiled, compile_curriculum, find_root

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


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

    Raises:
        CannotLoadError: with every fault at once; nothing is stored then.
    """
    compiled = compile_curriculum(root or find_root())
    if compiled.curriculum is None:
        raise CannotLoadError(compiled)
    curriculum = compiled.curriculum
    edition = curriculum.framework.edition
    if field.is_loaded(curriculum.content_hash):
        return Loaded(edition, was_new=False, items=0, lessons=0)
    with transaction.atomic():
        ledger.load_ledger(curriculum, now=now)
        items = bank.load_items(curriculum.items)
        lessons = shelf.load_shelf(curriculum)
    return Loaded(edition, was_new=True, items=items, lessons=lessons)
