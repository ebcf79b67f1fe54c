"""Reading a mapping key by key: every missing, unknown or misshapen key is noted with its line."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from whetstone.curriculum.yaml_reader import Origin, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    from whetstone.curriculum.faults import FaultLog
    from whetstone.curriculum.model import Precision

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SEMVER = re.compile(r"\d+\.\d+\.\d+")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_NAMES |= {date: "a date (YYYY-MM-DD)", list: "a list", dict: "a mapping"}


class Fields:
    """A mapping being read. Getters note faults and give something harmless; `close` ends."""

    def __init__(self, value: Value, file: str, log: FaultLog) -> None:
        self.origin = Origin(file, value)
        self.log = log
        self._seen: set[Hashable] = set()
        self._data: dict[Hashable, Value] = value.data if isinstance(value.data, dict) else {}
        if not isinstance(value.data, dict):
            log.fault((file, value.line), "wrong-type", "Here a mapping (key: value) is needed.")

    def fault(
        self, rule: str, what: str, mend: str = "", *, at: tuple[Hashable, ...] = ()
    ) -> None:
        """Note a fault at the key path `at`, or at the mapping itself."""
        self.log.fault(self.origin.at(*at), rule, what, mend)

    def has(self, key: Hashable) -> bool:
        """Whether the key is there and not null."""
        return key in self._data and self._data[key].data is not None

    def take(self, key: Hashable, kind: type, *, required: bool = True) -> Any:
        """The value under `key` if it is of `kind`, else None (with a fault where that is one)."""
        self._seen.add(key)
        value = self._data.get(key)
        if value is None or (value.data is None and not required):
            if required:
                self.fault("missing-key", f"The key `{key}` is missing.")
            return None
        data = value.data
        if kind is float and isinstance(data, int) and not isinstance(data, bool):
            return float(data)
        if isinstance(data, kind) and not (kind is int and isinstance(data, bool)):
            return data
        mend = "Quote it." if kind is str and data is not None else ""
        if kind is date and isinstance(data, int | str):
            mend = "Write the date as YYYY-MM-DD, without quotes."
        self.fault("wrong-type", f"`{key}` must be {_NAMES[kind]}.", mend, at=(key,))
        return None

    def text(self, key: Hashable, *, required: bool = True, default: str = "") -> str:
        """Text that is not empty."""
        found = self.take(key, str, required=required)
        if found is not None and not found.strip():
            self.fault("wrong-type", f"`{key}` is empty.", at=(key,))
        return found if found is not None else default

    def text_or_none(self, key: Hashable) -> str | None:
        """Text, or None where the key is null or absent."""
        found: str | None = self.take(key, str, required=False)
        return found

    def slug(self, key: Hashable = "id") -> str:
        """An id: lower case, digits, single hyphens."""
        found = self.text(key)
        if found and not SLUG.fullmatch(found):
            what = f"{found!r} is not an id."
            self.fault("bad-id", what, "Use lower case, digits and hyphens.", at=(key,))
        return found

    def choice(
        self, key: Hashable, options: Collection[str], *, default: str | None = None
    ) -> str:
        """One of `options`; required where there is no default."""
        found = self.text(key, required=default is None, default=default or "")
        if found and found not in options:
            what = f"`{key}` is {found!r}."
            mend = f"Use one of: {', '.join(sorted(options))}."
            self.fault("unknown-word", what, mend, at=(key,))
        return found

    def integer(
        self, key: Hashable, low: int, high: int, *, required: bool = True, default: int = 0
    ) -> int:
        """A whole number from `low` to `high`."""
        found = self.take(key, int, required=required)
        if found is None:
            return default
        if not low <= found <= high:
            what = f"`{key}` is {found}; it must lie from {low} to {high}."
            self.fault("out-of-range", what, at=(key,))
        return int(found)

    def number(
        self, key: Hashable, low: float, high: float, *, default: float | None = None
    ) -> float:
        """A number from `low` to `high`; required where there is no default."""
        found = self.take(key, float, required=default is None)
        if found is None:
            return default or 0.0
        if not low <= found <= high:
            what = f"`{key}` is {found:g}; it must lie from {low:g} to {high:g}."
            self.fault("out-of-range", what, at=(key,))
        return float(found)

    def day(self, key: Hashable) -> date:
        """A date."""
        return self.take(key, date) or date.min

    def day_or_none(self, key: Hashable) -> date | None:
        """A date, or None where the key is null or absent."""
        found: date | None = self.take(key, date, required=False)
        return found

    def partial_day(
        self, key: Hashable, *, required: bool = True
    ) -> tuple[date | None, Precision]:
        """A date, or text such as "2024-08" or "2021": the first day it may mean."""
        value = self._data.get(key)
        if value is None or not isinstance(value.data, str | int):
            return self.take(key, date, required=required), "day"
        self._seen.add(key)
        found = _PARTIAL.fullmatch(value.data) if isinstance(value.data, str) else None
        if found is None:
            mend = 'Write YYYY-MM-DD without quotes, or "2024-08" or "2021" with quotes.'
            self.fault("date", f"`{key}` is not a date.", mend, at=(key,))
            return None, "day"
        year, month, day = (int(part) if part else 1 for part in found.groups())
        precision: Precision = "day" if found[3] else "month" if found[2] else "year"
        try:
            return date(year, month, day), precision
        except ValueError:
            self.fault("date", f"There is no day {value.data}.", at=(key,))
            return None, "day"

    def boolean(self, key: Hashable, *, required: bool = True) -> bool:
        """True or false (YAML 1.2: only these words)."""
        return bool(self.take(key, bool, required=required))

    def texts(self, key: Hashable, *, required: bool = True) -> tuple[str, ...]:
        """A list of texts, none twice."""
        found: list[str] = []
        for index, value in enumerate(self.take(key, list, required=required) or []):
            if not isinstance(value.data, str):
                what = f"`{key}` holds something that is not text."
                self.fault("wrong-type", what, "Quote it.", at=(key, index))
            elif value.data in found:
                self.fault("twice", f"{value.data!r} stands in `{key}` twice.", at=(key, index))
            else:
                found.append(value.data)
        return tuple(found)

    def by_language(self, key: Hashable) -> dict[str, str]:
        """Words by language; English must be there."""
        inner = self.mapping(key)
        if inner is None:
            return {}
        words = {str(code): inner.text(code) for code in inner.keys_left()}
        if "en" not in words:
            inner.fault("missing-key", f"`{key}` has no English words.", "Add `en`.")
        return words

    def mapping(self, key: Hashable, *, required: bool = True) -> Fields | None:
        """The mapping under `key`, to be read and closed by the caller."""
        if self.take(key, dict, required=required) is None:
            return None
        return Fields(self._data[key], self.origin.file, self.log)

    def entries(self, key: Hashable, *, required: bool = True) -> list[Fields]:
        """A list of mappings, each to be read and closed by the caller."""
        values = self.take(key, list, required=required) or []
        return [Fields(value, self.origin.file, self.log) for value in values]

    def value(self, key: Hashable, *, required: bool = False) -> Value | None:
        """The value as it is, of any type."""
        self._seen.add(key)
        if required and key not in self._data:
            self.fault("missing-key", f"The key `{key}` is missing.")
        return self._data.get(key)

    def keys_left(self) -> tuple[Hashable, ...]:
        """The keys not read so far, in order."""
        return tuple(key for key in self._data if key not in self._seen)

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.keys_left():
            what = f"The key `{key}` is not known here."
            self.fault("unknown-key", what, "Check its spelling, or remove it.", at=(key,))


def schema_is(fields: Fields, kind: str) -> None:
    """The first key of every file says what it is."""
    found = fields.text("schema")
    if found and found != f"whetstone/{kind}@1":
        what = f"The schema is {found!r}."
        fields.fault("schema", what, f"Write `schema: whetstone/{kind}@1`.", at=("schema",))


def version_of(fields: Fields) -> str:
    """A version of the form x.y.z."""
    found = fields.text("version")
    if found and not SEMVER.fullmatch(found):
        what = f"The version {found!r} is not of the form x.y.z."
        fields.fault("bad-version", what, at=("version",))
    return found
