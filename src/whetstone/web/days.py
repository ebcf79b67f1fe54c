"""The box for a day: those of some years, so that none breaks a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from whetstone.web.request import SOME_YEARS

SOME_DAYS: Final = (
    MinValueValidator(dt.date(SOME_YEARS[0], 1, 1)),
    MaxValueValidator(dt.date(SOME_YEARS[-1], 12, 31)),
)


def day_field(**more: Any) -> forms.DateField:
    """A day, chosen in the browser's own calendar."""
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=box, validators=SOME_DAYS, **more)
