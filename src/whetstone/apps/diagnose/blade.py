"""The meter of `web/components/meter.html.jinja`, drawn at once.

A profile has fourteen of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from whetstone.apps.diagnose.profile import AreaRow

SPAN: Final = 4
_RULE: Final = '<line class="meter__rule" x1="0" x2="100%" y1="100%" y2="100%"/>' + "".join(
    f'<line class="meter__rule" x1="{25 * tick}%" x2="{25 * tick}%" y1="80%" y2="100%"/>'
    for tick in range(SPAN + 1)
)
_BLADE: Final = (
    '<path class="meter__blade" d="M0 37 12 26 25 13 38 4 50 0 62 4 75 13 88 26 100 37V63L88 74 '
    '75 87 62 96 50 100 38 96 25 87 12 74 0 63Z"/>'
)


def _hatch() -> str:
    strokes = []
    for n in range(34):
        x = 3 * n + 0.5
        half = 50 - abs(x - 50) * 0.74
        strokes.append(f"M{x:g} {50 - half:.1f}V{50 + half:.1f}")
    return f'<path class="meter__hatch" d="{"".join(strokes)}"/>'


_HATCH: Final = _hatch()


def blade(row: AreaRow, *, is_measured: bool) -> Markup:
    """The drawing of one area; its label is all that a screen reader hears.

    Levels are on the drawn scale 0 to 4.
    """
    low, high = _at(row.low), _at(row.high)
    draft = "" if is_measured else " meter--draft"
    parts = [
        (
            f'<svg class="meter{draft}" role="img" aria-label="{escape(row.label)}">{_RULE}'
            f'<svg x="{low:.2f}%" width="{high - low:.2f}%" y="26%" height="50%" '
            'viewBox="0 0 100 100" preserveAspectRatio="none">'
            f"{_BLADE if is_measured else _HATCH}</svg>"
        )
    ]
    if row.was is not None:
        parts += [_line("was", _at(end), "22%", "82%") for end in (row.was.low, row.was.high)]
    if is_measured:
        parts.append(_line("mean", _at(row.middle), "20%", "82%"))
    if row.target is not None:
        parts.append(_line("target", _at(row.target), "0", "100%"))
    if row.guess is not None:
        parts.append(
            f'<svg class="meter__at" x="{_at(row.guess):.2f}%" y="0" width="1" height="12">'
            '<path class="meter__guess" d="M-6.5 0H6.5L0 10Z"/></svg>'
        )
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704  # figures of our own, and a label that is escaped


def _at(level: float) -> float:
    """Percent of the rule."""
    return 100 * min(max(level / SPAN, 0.0), 1.0)


def _line(kind: str, at: float, top: str, bottom: str) -> str:
    return f'<line class="meter__{kind}" x1="{at:.2f}%" x2="{at:.2f}%" y1="{top}" y2="{bottom}"/>'
