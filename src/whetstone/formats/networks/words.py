"""The codes of flaws in plain English: what is so, and what mends it. Apps translate by code."""

from __future__ import annotations

from typing import Final

FLAWS: Final[dict[str, tuple[str, str]]] = {
    "ruined_id": (
        "The id was rounded by a spreadsheet ({shown}); its last digits are lost.",
        "Export the file again and do not open it in a spreadsheet before reading it here.",
    ),
    "no_id": (
        "Nothing tells this post from another.",
        "Export the file again with the post's id or link.",
    ),
    "twice": (
        "This post stands twice in the file, first in row {shown}.",
        "Look at both rows and remove one.",
    ),
    "no_number": ("“{shown}” is no number.", "Look at the row: its cells may have moved."),
    "comma": (
        "“{shown}” is written with a comma before its fraction.",
        "Numbers are read as 1,234.5: export in English, or save the sheet that way.",
    ),
    "no_count": (
        "“{shown}” is no whole number, and this column counts.",
        "A point may part its thousands: export in English, or write 1234.",
    ),
    "below_none": ("{shown} is less than none.", "Look at the row: its cells may have moved."),
    "later": (
        "The day {shown} comes after the file was exported.",
        "Look at the day of the export, and at which comes first in its dates.",
    ),
    "formula": (
        "“{shown}” is a formula, not a value.",
        "Export the file again, or save the values in its place.",
    ),
    "no_date": ("“{shown}” is no date that is known here.", "Write it as 2026-11-29."),
    "undated": (
        "The post has no date.",
        "Nothing has to be done; it counts where no time is asked.",
    ),
    "no_year": (
        "“{shown}” has no year.",
        "Say which days the export covers; the year follows from them.",
    ),
    "two_days": (
        "“{shown}” may be more than one of the days of the export.",
        "Export a shorter time.",
    ),
    "outside": (
        "“{shown}” has no year and falls outside the days of the export.",
        "Look at the days of the export again.",
    ),
    "day_or_month": (
        "“{shown}” may be day/month or month/day.",
        "Say which comes first.",
    ),
    "other_order": (
        "“{shown}” cannot be month/day, as this export is known to write.",
        "Say that the day comes first, and read the whole file again.",
    ),
    "no_group": ("The row names no group.", "Look at the row: its cells may have moved."),
    "few_cells": (
        "The row has fewer cells than the header.",
        "A quotation mark may be open in it: look at this row and the one before it.",
    ),
    "many_cells": (
        "The row has more cells than the header.",
        "A quotation mark may stand inside a text: look at the row.",
    ),
    "total_differs": (
        "The file's total and its rows differ by more than 0.5 per cent ({shown}).",
        "Check that the export is whole; the rows are what is counted.",
    ),
    "cut": (
        "The export was cut by the network: “{shown}”.",
        "Export a shorter time to have all of it.",
    ),
    "rounded_ids": (
        "Most ids end in zeros, as ids do that a spreadsheet has rounded ({shown}).",
        "Export the file again and do not open it in a spreadsheet before reading it here.",
    ),
    "boost": (
        "The post is somebody else's, passed on.",
        "Nothing has to be done; its figures belong to its author.",
    ),
    "no_status": ("The entry is no post.", "Export the posts again."),
    "left_out": (
        "A table of the file is not known here and was left out: “{shown}”.",
        "Save it as a file of its own to map its columns.",
    ),
}
"""Code -> (what is so, what mends it); `{shown}` is the cell's text."""


def words(code: str, shown: str = "") -> tuple[str, str]:
    """What is so and what mends it, in one sentence each."""
    what, mend = FLAWS[code]
    return what.replace("{shown}", shown), mend
