"""Pages that belong to no room: the living page of components, and what is shown when something fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def design(request: HttpRequest) -> HttpResponse:
    """Show every component in the states that are easiest to get wrong."""
    return render(request, "web/design.html.jinja", {"curve": sample_curve()})


def sample_curve() -> dict[str, list[tuple[float, ...]]]:
    """Return invented points for the chart: smallest visible difference by days, with its band.

    The difference falls with the root of the length; rates are 2.0 (1.7 to 2.4) taps per 100 people.
    """
    days = [5 + step / 2 for step in range(1, 63)]
    line: list[tuple[float, ...]] = [(day, _smallest(day, 0.020)) for day in days]
    band: list[tuple[float, ...]] = [
        (day, _smallest(day, 0.024), _smallest(day, 0.017)) for day in days
    ]
    return {"line": line, "band": band}


def _smallest(days: float, rate: float) -> float:
    """Smallest relative difference at 5 % two-sided and power 80 %, two halves of 18,000 viewers a week."""
    people = 18_000 * days / 7 / 2
    return float(2.8 * (2 * (1 - rate) / (people * rate)) ** 0.5)
