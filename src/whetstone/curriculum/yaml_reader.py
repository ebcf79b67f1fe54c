"""YAML with a line number for every value, read by the rules of the curriculum.

Composed nodes are resolved here and not by PyYAML: YAML 1.2 booleans only (`on`, `off`, `yes`,
`no` stay text), dates only as `YYYY-MM-DD`, and duplicate keys, unquoted times and loose dates are
faults, because readers of YAML 1.1 and 1.2 disagree about them.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    from whetstone.curriculum.faults import FaultLog

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {"true": True, "True": True, "TRUE": True}
_BOOLEAN |= {"false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOOSE_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?")
_TIME = re.compile(r"[-+]?\d{1,3}(:\d{1,2}){1,2}(\.\d*)?")
_STARTS_LIKE_A_NUMBER = frozenset("-+.0123456789")


@dataclass(frozen=True, slots=True)
class Value:
    """A YAML value: `data` is None, bool, int, float, str, date, list of Value or dict of Value.

    `line` counts from 1; a mapping's value carries the line of its key.
    """

    data: Any
    line: int

    def plain(self) -> Any:
        """The value as plain Python, without lines."""
        if isinstance(self.data, dict):
            return {key: value.plain() for key, value in self.data.items()}
        if isinstance(self.data, list):
            return [value.plain() for value in self.data]
        return self.data

    def line_of(self, *path: Hashable) -> int:
        """Line of the value at `path`; where the path ends early, the nearest line above it."""
        here = self
        for step in path:
            is_key = isinstance(here.data, dict) and step in here.data
            is_place = isinstance(here.data, list) and step in range(len(here.data))
            if not (is_key or is_place):
                break
            here = here.data[step]
        return here.line


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a thing was read from: file (relative to the curriculum) and its YAML value."""

    file: str
    value: Value

    def at(self, *path: Hashable) -> tuple[str, int]:
        """File and line of the value at `path`."""
        return self.file, self.value.line_of(*path)


def read_text(path: Path, file: str, log: FaultLog) -> str | None:
    """Read a file as UTF-8; a fault and None where it is not."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        log.fault((file, 1), "encoding", "The file is not UTF-8.", "Save it as UTF-8.")
        return None


def read_yaml(text: str, file: str, log: FaultLog, *, first_line: int = 1) -> Value | None:
    """Read one YAML document. `first_line` is the line of the file on which `text` begins."""
    offset = first_line - 1
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = offset + (mark.line + 1 if mark else 1)
        what = f"Not readable as YAML: {error.problem or error.context}."
        log.fault((file, line), "yaml", what, "Check quotes, indents and colons.")
        return None
    if node is None:
        log.fault((file, first_line), "yaml", "The file is empty.")
        return None
    return _Resolver(file, log, offset).resolve(node)


def as_json(data: Any) -> Any:
    """Plain data as JSON takes it: keys as text, dates as `YYYY-MM-DD`."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def hash_of(data: Any) -> str:
    """SHA-256 (hex) of plain data in canonical JSON."""
    text = json.dumps(as_json(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Resolver:
    """Turns composed nodes into values."""

    def __init__(self, file: str, log: FaultLog, offset: int) -> None:
        self.file = file
        self.log = log
        self.offset = offset + 1

    def resolve(self, node: yaml.Node) -> Value:
        line = node.start_mark.line + self.offset
        if isinstance(node, yaml.MappingNode):
            return Value(self._mapping(node), line)
        if isinstance(node, yaml.SequenceNode):
            return Value([self.resolve(child) for child in node.value], line)
        if isinstance(node, yaml.ScalarNode):
            return Value(self._scalar(node, line), line)
        raise TypeError(f"A YAML node of no known kind: {node!r}")

    def _mapping(self, node: yaml.MappingNode) -> dict[Hashable, Value]:
        entries: dict[Hashable, Value] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + self.offset
            if not isinstance(key_node, yaml.ScalarNode):
                self.log.fault((self.file, line), "yaml", "A key must be a single word.")
                continue
            key = self._scalar(key_node, line)
            if key in entries:
                what = f"The key {key!r} stands here twice."
                self.log.fault((self.file, line), "duplicate-key", what, "Keep one of them.")
                continue
            if key == "on":
                what = "A key named `on` is read differently by different readers."
                self.log.fault((self.file, line), "yaml", what, "Name it `date` or `when`.")
            entries[key] = Value(self.resolve(value_node).data, line)
        return entries

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Any:
        text: str = node.value
        if node.style:  # quoted or block text; plain is None, or "" in the C loader
            return text
        if text in _NULL:
            return None
        if text in _BOOLEAN:
            return _BOOLEAN[text]
        if text[0] in _STARTS_LIKE_A_NUMBER:
            return self._number_or_date(text, line)
        return text

    def _number_or_date(self, text: str, line: int) -> Any:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _TIME.fullmatch(text):
            what = f"The time {text} is not quoted; some readers take it for a number."
            self.log.fault((self.file, line), "unquoted-time", what, f'Write "{text}".')
            return text
        return self._date(text, line) if _LOOSE_DATE.fullmatch(text) else text

    def _date(self, text: str, line: int) -> Any:
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self.log.fault((self.file, line), "date", f"There is no day {text}.")
                return date.min
        what = f"{text} is not a date in the form YYYY-MM-DD."
        self.log.fault((self.file, line), "date", what, "Write YYYY-MM-DD, or quote the text.")
        return text
