"""An export of messages -> messages without personal data, and every fault with its place.

The text of a file does not leave this module as it came: handles go out keyed, messages masked.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC
from typing import IO, TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault
from whetstone.formats.networks.dates import Calendar, UnclearError, order_in, zone_named
from whetstone.formats.tables import separated, workbooks
from whetstone.formats.tables.caps import Caps
from whetstone.formats.tables.packed import Archive
from whetstone.formats.tables.styles import Styles
from whetstone.formats.voices import heads
from whetstone.formats.voices.masking import NAME, mask

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

MOST_BYTES: Final = 30_000_000
MOST_ROWS: Final = 100_000
MOST_CELLS: Final = 100
HEADER_WITHIN: Final = 10
SAMPLES: Final = 2
LONGEST_SHOWN: Final = 40
SPLIT: Final = "Export a shorter time, or save it as CSV."
CAPS: Final = Caps(
    thing="an export of messages", most_entries=200, most_unpacked=150_000_000, most_ratio=120,
    ratio_from=4_000_000, most_strings=600_000, most_cells=MOST_CELLS, longest_cell=10_000,
    split=SPLIT,
)  # fmt: skip
_WORD: Final = re.compile(r"\w[\w.'’-]*\w|\w")
_SHORTEST: Final = 4
_MOST_WORDS: Final = 4
_FEW_ROWS: Final = 5
_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"
_PDF: Final = b"%PDF"
REFUSING: Final = frozenset({
    "no_text", "no_date", "day_or_month", "other_order", "ahead", "before_opened", "formula",
})  # fmt: skip

Cells = tuple[int, list[str], frozenset[int]]


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read. `keyed(kind, text)` names a text so that it cannot be read back."""

    keyed: Callable[[str, str], str]
    seen_on: dt.date
    zone: str = "UTC"
    day_first: bool | None = None
    mapping: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it may be kept. `author` is keyed, "" where the file names none."""

    line: int
    key: str
    author: str
    channel: str
    text: str
    at: dt.datetime
    answered_at: dt.datetime | None
    resolved_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a row; `shown` holds a day or time as the file has it, and nothing else."""

    line: int
    column: str
    code: str
    shown: str = ""

    @property
    def refuses(self) -> bool:
        """Whether the row is left out for it."""
        return self.code in REFUSING


@dataclass(slots=True)
class Reading:
    """What a file holds. `asks` names what somebody must say first: "mapping", "day_first".

    `hidden`: heads of the columns whose names and addresses were taken out of the messages.
    """

    headers: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    holds: dict[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    messages: list[Message] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    rows: int = 0
    hidden: list[str] = field(default_factory=list)

    @property
    def tells_answered(self) -> bool:
        """Whether the file says when a case was answered; a blank is then a case still open."""
        return heads.ANSWERED in self.holds

    @property
    def tells_resolved(self) -> bool:
        """Whether the file says when a case was resolved."""
        return heads.RESOLVED in self.holds


def read(file: IO[bytes], options: Options) -> Reading:
    """Read all of a file, or what must be asked first.

    Raises:
        Fault: it cannot be read at all.
    """
    lines = _lines(file)
    head, places, tried = _head(lines, options)
    found = Reading(headers=head, holds={one: head[place] for one, place in places.items()})
    rows = _rows(lines)
    if not all(one in places for one in heads.NEEDED):
        found.asks = ("mapping",)
        found.samples = _samples(head, [*tried[1:], *rows][:SAMPLES])
        return found
    order = _order(rows, places, options)
    if order == "?":
        found.asks = ("day_first",)
        return found
    calendar = Calendar(zone_named(options.zone), order=order)
    of_people = heads.of_people(head, places)
    hiding = _Hiding([one for one in of_people if not _is_the_brand(head[one], one, rows)], rows)
    found.hidden = [head[place] for place in hiding.places]
    reader = _Reader(found, places, calendar, options, hiding=hiding)
    for row in rows:
        reader.take(row)
    if not found.rows:
        raise Fault("file", "there is no row in it", "Export a longer time, and choose it again.")
    return found


def pasted(text: str) -> IO[bytes]:
    """A text that was pasted, as a file."""
    return io.BytesIO(text.encode())


def _lines(file: IO[bytes]) -> Iterator[Cells]:
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(_OLD):
        raise Fault("file", "an old or locked spreadsheet", "Save it as XLSX without a password.")
    if start.startswith(_PDF):
        raise Fault("file", "a PDF holds no columns", "Export the messages as CSV or XLSX.")
    if not start.startswith(_ZIP):
        encoding = separated.encoding_of(file, holds="the messages", no_nul=True)
        for number, cells in separated.rows(file, encoding, most_cells=MOST_CELLS):
            if any(cells):
                yield number, cells, frozenset()
        return
    archive = Archive(file, CAPS)
    if not workbooks.is_workbook(archive):
        raise Fault("file", "an archive, and no spreadsheet", "Unpack it first.")
    _name, sheet = workbooks.sheets(archive)[0]
    yield from workbooks.rows(archive, sheet, workbooks.texts(archive), Styles(archive))


def _head(
    lines: Iterator[Cells], options: Options
) -> tuple[list[str], dict[str, int], list[Cells]]:
    """The header: the first row that says what is needed, else the first of all; those before."""
    first: list[str] = []
    tried: list[Cells] = []
    for line in lines:
        cells = line[1]
        first = first or cells
        places = heads.read_head(cells, options.mapping)
        if all(one in places for one in heads.NEEDED):
            return cells, places, tried
        tried.append(line)
        if len(tried) >= HEADER_WITHIN:
            break
    if not first:
        raise Fault("file", "it is empty", "Choose the file that holds the messages.")
    return first, heads.read_head(first, options.mapping), tried


def _rows(lines: Iterator[Cells]) -> list[Cells]:
    found: list[Cells] = []
    for line in lines:
        if len(found) >= MOST_ROWS:
            raise Fault(f"row {line[0]}", f"more than {MOST_ROWS} rows", SPLIT)
        found.append(line)
    return found


def _samples(head: list[str], rows: list[Cells]) -> list[str]:
    """Something of each column, masked, so that somebody can say what it holds."""
    some = []
    for place in range(len(head)):
        cells = [cells[place] for _n, cells, _odd in rows if place < len(cells) and cells[place]]
        some.append(_sample(cells[0]) if cells else "")
    return some


def _sample(cell: str) -> str:
    """A cell as it may be shown: a day as it stands, all else masked."""
    try:
        Calendar(UTC, order="d").moment(cell)
    except UnclearError:
        return mask(cell)[:LONGEST_SHOWN]
    return cell[:LONGEST_SHOWN]


def _order(rows: list[Cells], places: Mapping[str, int], options: Options) -> str:
    """The order of slashed dates: as said, as a row shows; "?" where some could be either."""
    if options.day_first is not None:
        return "d" if options.day_first else "m"
    at = places[heads.AT]
    dates = [cells[at] for _n, cells, _odd in rows if at < len(cells)]
    shown = {order_in(one) for one in dates} - {""}
    if len(shown) == 1:
        return shown.pop()
    trial = Calendar(zone_named(options.zone))
    for one in dates:
        try:
            trial.moment(one)
        except UnclearError as unclear:
            if unclear.code == "day_or_month":
                return "?"
    return ""


class _Hiding:
    """Takes the names that a file's own columns hold out of its messages.

    Those of a row out of its own message, in parts, too; those of all rows out of every message
    where they can be no plain word: several words, or a handle with a digit or a sign in it.
    """

    def __init__(self, places: list[int], rows: list[Cells]) -> None:
        self.places = places
        self._all: set[str] = set()
        for _n, cells, _odd in rows:
            self._all.update(key for one in self._names(cells) if (key := _key(one)))
        self._longest = max((one.count(" ") + 1 for one in self._all), default=0)

    def masked(self, text: str, cells: list[str]) -> str:
        """A message without what names somebody."""
        return self._without_others(mask(text, names=self._names(cells)))

    def _names(self, cells: list[str]) -> list[str]:
        """The names of a row; of an address what stands before its sign."""
        held = [cells[place].strip() for place in self.places if place < len(cells)]
        names = [one.split("@")[0] if "@" in one[1:] else one for one in held if one]
        return list(dict.fromkeys(names))

    def _without_others(self, text: str) -> str:
        words = list(_WORD.finditer(text)) if self._all else []
        at, made = 0, []
        n = 0
        while n < len(words):
            size = self._size_at(words, n)
            if size:
                made.append(text[at : words[n].start()] + NAME)
                at = words[n + size - 1].end()
            n += size or 1
        return "".join([*made, text[at:]]) if made else text

    def _size_at(self, words: list[re.Match[str]], n: int) -> int:
        """How many words from here on are somebody's name; the longest name counts."""
        for size in range(min(self._longest, len(words) - n), 0, -1):
            if " ".join(one[0].casefold() for one in words[n : n + size]) in self._all:
                return size
        return 0


def _is_the_brand(head: str, place: int, rows: list[Cells]) -> bool:
    """Whether a column holds one name in every row, under a head that says "account" or so."""
    if len(rows) < _FEW_ROWS or not heads.may_be_the_brand(head):
        return False
    held = {cells[place] for _n, cells, _odd in rows if place < len(cells) and cells[place]}
    return len(held) <= 1


def _key(name: str) -> str:
    """A name as it is looked for in others' messages; "" where it may be a plain word."""
    words = _WORD.findall(name.casefold())
    bare = " ".join(words)
    if len(bare) < _SHORTEST or len(words) > _MOST_WORDS or bare.isdigit():
        return ""
    can_be_told = len(words) > 1 or not bare.isalpha()
    return bare if can_be_told else ""


class _Reader:
    """Takes the rows of one file."""

    def __init__(
        self,
        found: Reading,
        places: Mapping[str, int],
        calendar: Calendar,
        options: Options,
        *,
        hiding: _Hiding,
    ) -> None:
        self._found, self._places, self._hiding = found, places, hiding
        self._calendar, self._options = calendar, options
        self._keys: set[str] = set()

    def take(self, row: Cells) -> None:
        """One row: a message, or what is wrong with it."""
        line, cells, odd = row
        self._found.rows += 1
        flaws = [
            Flaw(line, self._found.holds[one], "formula")
            for one, place in self._places.items()
            if place in odd
        ]
        raw, author = self._cell(cells, heads.TEXT), self._cell(cells, heads.AUTHOR)
        text = self._hiding.masked(raw, cells)
        if not text:
            flaws.append(Flaw(line, self._found.holds[heads.TEXT], "no_text"))
        at = self._moment(line, cells, heads.AT, flaws)
        answered = self._moment(line, cells, heads.ANSWERED, flaws)
        resolved = self._moment(line, cells, heads.RESOLVED, flaws)
        if at is None or any(flaw.refuses for flaw in flaws):
            self._found.flaws += flaws
            return
        flaws += self._in_order(line, at, {heads.ANSWERED: answered, heads.RESOLVED: resolved})
        named = self._options.keyed("author", _handle(author)) if _handle(author) else ""
        if not named:
            flaws.append(Flaw(line, self._found.holds.get(heads.AUTHOR, ""), "no_author"))
        own = self._cell(cells, heads.ID)
        whole = f"id\x1f{own}" if own else f"\x1f{_handle(author)}\x1f{at.isoformat()}\x1f{raw}"
        key = self._options.keyed("message", whole)
        if key in self._keys:
            flaws.append(Flaw(line, self._found.holds.get(heads.ID, ""), "twice"))
        self._found.flaws += flaws
        if key in self._keys or any(flaw.refuses for flaw in flaws):
            return
        self._keys.add(key)
        channel = mask(self._cell(cells, heads.CHANNEL))[:LONGEST_SHOWN]
        self._found.messages.append(
            Message(line, key, named, channel, text, at, answered, resolved)
        )

    def _cell(self, cells: list[str], what: str) -> str:
        place = self._places.get(what)
        return cells[place] if place is not None and place < len(cells) else ""

    def _moment(
        self, line: int, cells: list[str], what: str, flaws: list[Flaw]
    ) -> dt.datetime | None:
        """The time in a cell; blank is none, and for the message itself a fault."""
        said = self._cell(cells, what)
        column = self._found.holds.get(what, "")
        if not said:
            if what == heads.AT:
                flaws.append(Flaw(line, column, "no_date"))
            return None
        try:
            found = self._calendar.moment(said)
        except UnclearError as unclear:
            code = unclear.code if unclear.code in REFUSING else "no_date"
            shown = mask(said) if code == "no_date" else said
            flaws.append(Flaw(line, column, code, shown[:LONGEST_SHOWN]))
            return None
        if found.date() > self._options.seen_on:
            flaws.append(Flaw(line, column, "ahead", found.date().isoformat()))
        return found

    def _in_order(
        self, line: int, at: dt.datetime, later: Mapping[str, dt.datetime | None]
    ) -> list[Flaw]:
        return [
            Flaw(line, self._found.holds[what], "before_opened", when.date().isoformat())
            for what, when in later.items()
            if when is not None and when < at
        ]


def _handle(author: str) -> str:
    """A handle as it is compared: without its sign and case."""
    return " ".join(author.split()).lstrip("@").casefold()
