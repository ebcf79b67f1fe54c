"""One day of UTC on the board: what is full, where the desk is thin, how many learn at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.core.timeplan.ticks import LEAF, Tally, meets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.timeplan.seat import Item

LONGEST = 24
"""Ticks that a block may run on into the next leaf: two hours, more than any block has."""


class Leaf:
    """Bits of one day and of the first hours after it, which late starts reach."""

    __slots__ = (
        "_bars",
        "_fixed",
        "_full",
        "_log",
        "_read",
        "_tallies",
        "_thin",
        "_without",
        "items",
        "stamp",
    )

    def __init__(self, stamp: int) -> None:
        self.stamp = stamp
        self.items: list[Item] = []
        self._full = self._thin = 0
        self._log: list[tuple[int, int, int]] = []
        self._tallies: dict[int, tuple[int, Tally]] = {}
        self._bars: dict[tuple[int, int], int] = {}
        self._fixed = 0, 0
        self._read = 0
        self._without: dict[tuple[int, int], int] = {}

    def staff(self, thin: bytes) -> None:
        """Where nobody of the desk may go, from the start."""
        self._thin = int.from_bytes(thin, "little")

    def add(self, item: Item, at: int, stamp: int) -> None:
        """A block more; `at` is its tick on this leaf."""
        self.stamp = stamp
        self.items.append(item)
        self._log_it(1, at, at + item.length)

    def remove(self, item: Item, at: int, stamps: Iterator[int]) -> None:
        """A block less. Twice the same block off the same leaf leaves the same: so its stamp."""
        key = self.stamp, id(item)
        found = self._without.get(key)
        if found is None:
            found = self._without[key] = next(stamps)
        self.stamp = found
        self.items.remove(item)
        self._log_it(-1, at, at + item.length)

    def _log_it(self, sign: int, low: int, high: int) -> None:
        """Note it for the tallies; what undoes a note that none has read takes it away."""
        log = self._log
        if len(log) > self._read and log[-1] == (-sign, low, high):
            log.pop()
        else:
            log.append((sign, low, high))

    def mark_full(self, tick: int, *, is_so: bool) -> None:
        """No more may learn in this tick, or again one."""
        if 0 <= tick < LEAF + LONGEST:
            self._full = self._full | 1 << tick if is_so else self._full & ~(1 << tick)

    def mark_thin(self, tick: int, *, is_so: bool) -> None:
        """Nobody of the desk may go in this tick, or again one."""
        if 0 <= tick < LEAF + LONGEST:
            self._thin = self._thin | 1 << tick if is_so else self._thin & ~(1 << tick)

    def barred(self, length: int, *, is_care: bool) -> int:
        """The starts that a rule of the team forbids to a block of so many ticks."""
        bits = self._full | self._thin if is_care else self._full
        if not bits:
            return 0
        return self._meets(bits, length)

    def _meets(self, bits: int, length: int) -> int:
        key = (bits, length)
        found = self._bars.get(key)
        if found is None:
            if len(self._bars) > LEAF:
                self._bars.clear()
            found = self._bars[key] = meets(bits, length)
        return found

    def settle(self) -> None:
        """All that never moves stands: what is full or thin now stays so."""
        self._fixed = self._full, self._full | self._thin

    def movable(self, length: int, *, is_care: bool) -> int:
        """The starts that are barred now, and would not be if all that is new went."""
        barred = self.barred(length, is_care=is_care)
        if not barred:
            return 0
        fixed = self._fixed[is_care]
        return barred & ~self._meets(fixed, length) if fixed else barred

    def tally(self, length: int) -> Tally:
        """How many blocks each start of so many ticks would meet."""
        seen, tally = self._tallies.get(length) or (0, Tally())
        log = self._log
        if seen == len(log):
            return tally
        while seen < len(log):
            sign, low, high = log[seen]
            low, high = max(0, low - length + 1), min(LEAF, high)
            if low < high:
                bits = ((1 << (high - low)) - 1) << low
                if sign > 0:
                    tally.add(bits)
                else:
                    tally.remove(bits)
            seen += 1
        self._tallies[length] = seen, tally
        self._read = max(self._read, seen)
        return tally
