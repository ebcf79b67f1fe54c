"""What a reading gives back, and what it has to be told first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from whetstone.formats.networks.canon import Column


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: the file itself, a sheet of a workbook, or a file in an archive.

    `format` is "" where its header is not known; `makes` is "posts", "days" or "groups";
    `header_line` counts as a spreadsheet does.
    """

    name: str
    format: str
    makes: str
    header_line: int
    columns: tuple[Column, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is. `format` == "": no known header, the columns have to be mapped.

    `columns`, `samples` and `header_line` are those of the first sheet that is known. `zone` is
    the time zone its times are taken in unless another is given; "" where each says its own.
    `window` is the time of the export where the file or its name says it.
    `questions`: "zone", "year", "day_first", "mapping", "network".
    """

    format: str
    network: str
    makes: str
    encoding: str
    sheets: tuple[Sheet, ...]
    header_line: int
    columns: tuple[Column, ...]
    samples: tuple[tuple[str, ...], ...]
    questions: tuple[str, ...] = ()
    zone: str = ""
    window: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a person answers before a file is read.

    `mapping` is header -> what it holds: "post_id", "published", "on", "kind", "text", "link",
    "part", "dimension", or "metric:views" ("metric:ctr:%" with its unit). `year_hint` is a day
    near the end of the export, `window` its first and last day. `seen_on` is the day on which the
    file was exported: rows of a later day are told.
    """

    zone: str = ""
    year_hint: date | None = None
    window: tuple[date, date] | None = None
    day_first: bool | None = None
    mapping: Mapping[str, str] | None = field(default=None)
    network: str = ""
    seen_on: date | None = None
