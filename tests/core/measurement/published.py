"""Published tables: response patterns with counts, and what R's mirt and ltm make of them.

LSAT6 and LSAT7: Bock & Lieberman 1970, Psychometrika 35, tables 1 and 2 (32 counts each; those
of 0 are left out). Larger sets are not ours to ship; they are read where they lie beside the
project, and their tests skip elsewhere.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from whetstone.core.measurement.calibration import Answers

LSAT6 = """00000:3 00001:6 00010:2 00011:11 00100:1 00101:1 00110:3 00111:4 01000:1 01001:8
01011:16
01101:3 01110:2 01111:15 10000:10 10001:29 10010:14 10011:81 10100:3 10101:28 10110:15 10111:80
11000:16 11001:56 11010:21 11011:173 11100:11 11101:61 11110:28 11111:298"""
LSAT7 = """00000:12 00001:19 00010:1 00011:7 00100:3 00101:19 00110:3 00111:17 01000:10 01001:5
01010:3 01011:7 01100:7 01101:23 01110:8 01111:28 10000:7 10001:39 10010:11 10011:34 10100:14
10101:51 10110:15 10111:90 11000:6 11001:25 11010:7 11011:35 11100:18 11101:136 11110:32
11111:308"""
DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "measurement"


def patterns(text: str) -> Answers:
    """A printed table as answers: one person a pattern, standing for so many."""
    rows = [one.partition(":") for one in text.split()]
    scores = [[int(digit) for digit in row[0]] for row in rows]
    return Answers.table(scores, times=[int(row[2]) for row in rows])


def beside(name: str) -> np.ndarray:
    """A table that lies beside the project; skips the test where it does not."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not ours to ship and does not lie beside the project")
    with path.open(encoding="utf-8") as file:
        return np.array([[float(cell) for cell in row] for row in list(csv.reader(file))[1:]])
