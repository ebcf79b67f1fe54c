"""Rosters: CSV, XLSX and OneRoster 1.2 CSV, read as a stream of rows with all their flaws."""

from whetstone.formats.rosters.reading import read_rows as read_rows
from whetstone.formats.rosters.rows import Flaw as Flaw
from whetstone.formats.rosters.rows import Known as Known
from whetstone.formats.rosters.rows import Row as Row
