"""Which days a form takes: those of some years, so that none breaks a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator

from whetstone.web.request import SOME_YEARS

SOME_DAYS: Final = (
    MinValueValidator(dt.date(SOME_YEARS[0], 1, 1)),
    MaxValueValidator(dt.date(SOME_YEARS[-1], 12, 31)),
)
