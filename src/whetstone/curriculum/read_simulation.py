"""Reads the timed messages of a task, and checks that they can be run by the clock and judged."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from whetstone.curriculum.draft import Passage
from whetstone.curriculum.model_simulation import CHANNELS, Attached, Message, Simulation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from whetstone.curriculum.fields import Fields

SHORTEST, LONGEST = 10, 180
FEWEST_MESSAGES: Final = 5
ROWS_TOUCHED: Final = 4
"""So many rows of the rubric have a message that tests them (all, where there are fewer)."""
_RULE: Final = "bad-simulation"


def read_simulation(
    fields: Fields, *, rows: Sequence[str], task_minutes: int
) -> tuple[Simulation | None, tuple[Passage, ...]]:
    """The key `simulation` of a task and its texts for the reading checks; None where it has none.

    `rows`: ids of the task's rubric.
    """
    inner = fields.mapping("simulation", required=False)
    if inner is None:
        return None, ()
    entries = inner.entries("messages")
    found = Simulation(
        minutes=inner.integer("minutes", SHORTEST, LONGEST),
        brief=inner.text("brief"),
        messages=tuple(_message(one, rows) for one in entries),
    )
    _check_length(inner, found, task_minutes)
    _check_minutes(inner, found)
    _check_rows(inner, found, rows)
    inner.close()
    return found, tuple(_passages(inner, found))


def _message(fields: Fields, rows: Collection[str]) -> Message:
    one = Message(
        minute=fields.integer("minute", 0, LONGEST),
        sender=fields.text("from"),
        channel=fields.choice("channel", CHANNELS),
        text=fields.text("text"),
        good=_good(fields, rows),
        attached=_attached(fields),
    )
    fields.close()
    return one


def _good(fields: Fields, rows: Collection[str]) -> dict[str, str]:
    inner = fields.mapping("good")
    if inner is None:
        return {}
    found = {}
    for key in inner.keys_left():
        found[str(key)] = inner.text(key)
        if key not in rows:
            what = f"The rubric has no row {key!r}."
            fields.fault("unknown-row", what, "Name a row of this task.", at=("good", key))
    if not found:
        what = "No row of the rubric is tested by this message."
        fields.fault(_RULE, what, "Say what a good answer holds.", at=("good",))
    return found


def _attached(fields: Fields) -> Attached | None:
    inner = fields.mapping("table", required=False)
    if inner is None:
        return None
    head = inner.texts("head")
    found = Attached(inner.text("caption"), head, tuple(_rows(inner, len(head))))
    inner.close()
    return found


def _rows(fields: Fields, wide: int) -> Iterator[tuple[str, ...]]:
    value = fields.value("rows", required=True)
    given: list[Any] = value.plain() if value and isinstance(value.data, list) else []
    if not given:
        fields.fault(_RULE, "The table has no rows.", at=("rows",))
    for index, row in enumerate(given):
        if not isinstance(row, list) or len(row) != wide:
            what = f"This row has not {wide} cells, as the head has."
            fields.fault(_RULE, what, at=("rows", index))
            continue
        yield tuple(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row)


def _check_length(fields: Fields, found: Simulation, task_minutes: int) -> None:
    if found.minutes > task_minutes:
        what = f"The simulation takes {found.minutes} minutes, the task {task_minutes}."
        fields.fault(_RULE, what, "The task's minutes hold all of it.", at=("minutes",))
    if len(found.messages) < FEWEST_MESSAGES:
        what = f"There are {len(found.messages)} messages."
        fields.fault(_RULE, what, f"At least {FEWEST_MESSAGES}.", at=("messages",))


def _check_minutes(fields: Fields, found: Simulation) -> None:
    """The first message comes at once, none before the one above it, none at or after the end."""
    if found.messages and found.messages[0].minute != 0:
        what = "The first message does not come at minute 0."
        fields.fault(_RULE, what, "A drill begins with something.", at=("messages", 0, "minute"))
    for index, (before, here) in enumerate(pairwise(found.messages), start=1):
        if here.minute < before.minute:
            what = f"Minute {here.minute} stands after minute {before.minute}."
            fields.fault(_RULE, what, "Put them in order.", at=("messages", index, "minute"))
    for index, one in enumerate(found.messages):
        if one.minute >= found.minutes:
            what = f"Minute {one.minute} lies outside the {found.minutes} minutes."
            mend = "Nobody could answer it: move it, or lengthen the simulation."
            fields.fault(_RULE, what, mend, at=("messages", index, "minute"))


def _check_rows(fields: Fields, found: Simulation, rows: Sequence[str]) -> None:
    touched = {row for one in found.messages for row in one.good} & {*rows}
    wanted = min(ROWS_TOUCHED, len(rows))
    if len(touched) < wanted:
        what = f"The messages test {len(touched)} of {len(rows)} rows of the rubric."
        fields.fault(_RULE, what, f"At least {wanted}.", at=("messages",))


def _passages(fields: Fields, found: Simulation) -> Iterator[Passage]:
    yield Passage(fields.origin.at("brief")[1], found.brief)
    for index, one in enumerate(found.messages):
        yield Passage(fields.origin.at("messages", index, "text")[1], one.text)
        for row, words in one.good.items():
            yield Passage(fields.origin.at("messages", index, "good", row)[1], words)
