"""Pages that belong to no room: the living page of components, and the pages of faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader

if TYPE_CHECKING:
    from django.http import HttpRequest

_VIEWERS_A_WEEK = 18_000
_POWER_80 = (
    2.8  # 1.96 + 0.84: two-sided 5 %, power 80 % (Cohen 1988, Statistical Power Analysis, 2.4)
)


def design(request: HttpRequest) -> HttpResponse:
    """Show every component in the states that are easiest to get wrong."""
    return render(request, "web/design.html.jinja", {"curve": sample_curve()})


design.who_may = ("anybody",)  # type: ignore[attr-defined]  # as people.access writes it


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the address or the form could not be read, and the way on."""
    return render(request, "web/400.html.jinja", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the page is not open to this person, and the way on."""
    return render(request, "web/403.html.jinja", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that there is no such page, and the way on."""
    return render(request, "web/404.html.jinja", status=404)


def broken(_request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours. Asks no database and no session: they may be what broke."""
    return HttpResponse(loader.get_template("web/500.html.jinja").render({}), status=500)


def sample_curve() -> dict[str, list[tuple[float, ...]]]:
    """Return invented points for the chart: smallest visible difference by days, with its band.

    The difference falls with the root of the length; 2.0 (1.7 to 2.4) taps per 100 people.
    """
    days = [5 + step / 2 for step in range(1, 63)]
    line: list[tuple[float, ...]] = [(day, _smallest(day, 0.020)) for day in days]
    band: list[tuple[float, ...]] = [
        (day, _smallest(day, 0.024), _smallest(day, 0.017)) for day in days
    ]
    return {"line": line, "band": band}


def _smallest(days: float, rate: float) -> float:
    people = _VIEWERS_A_WEEK * days / 7 / 2
    return float(_POWER_80 * (2 * (1 - rate) / (people * rate)) ** 0.5)
