"""Contrast of every pair of roles that can meet on a page, in both themes.

Text needs 4.5 : 1 and marks 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11).
OKLCH to sRGB after Ottosson (2020).
"""

from __future__ import annotations

import math
import re

import pytest

from whetstone.web.stylesheet import halves

SURFACES = ("canvas", "sheet", "sunk")
WASHES = ("measured-wash", "said-wash", "stale-wash", "current-wash")
TEXTS = ("ink", "ink-soft", "ink-faint", "link", "measured", "said", "stale", "current")
MARKS = ("line-firm", "measured-fill", "said-fill", "stale-fill", "current-fill", "focus")
TEXT_PAIRS = (
    [(text, on) for text in TEXTS for on in SURFACES]
    + [(text, wash) for text in ("ink", "ink-soft", "ink-faint", "link") for wash in WASHES]
    + [(wash.removesuffix("-wash"), wash) for wash in WASHES]
    + [("action-ink", "action"), ("action-ink", "action-hover"), ("canvas", "ink")]
)
MARK_PAIRS = [(mark, on) for mark in MARKS for on in SURFACES]


@pytest.fixture(scope="module")
def roles(web):
    text = (web / "static/css/tokens.css").read_text()
    root = text[: text.index(":root[data-theme")]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", root))


def colour(roles, value, theme):
    value = value.strip()
    if value.startswith("var("):
        return colour(roles, roles[value[6:-1]], theme)
    if value.startswith("light-dark("):
        return colour(roles, halves(value, len("light-dark("))[theme], theme)
    return tuple(float(part) for part in value.removeprefix("oklch(").removesuffix(")").split())


def channels(lightness, chroma, hue):
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
    )


def luminance(oklch):
    linear = []
    for part in channels(*oklch):
        kept = min(1.0, max(0.0, part))
        shown = 12.92 * kept if kept <= 0.0031308 else 1.055 * kept ** (1 / 2.4) - 0.055
        shown = round(shown * 255) / 255  # as the screen rounds
        linear.append(shown / 12.92 if shown <= 0.04045 else ((shown + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(roles, front, back, theme):
    low, high = sorted(luminance(colour(roles, f"var(--{name})", theme)) for name in (front, back))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "need"), [(TEXT_PAIRS, 4.5), (MARK_PAIRS, 3.0)], ids=["text", "marks"]
)
def test_every_pair_that_can_meet_is_clear_enough(roles, pairs, need, theme):
    weak = [(f, b, round(c, 2)) for f, b in pairs if (c := contrast(roles, f, b, theme)) < need]
    assert weak == []


def test_black_on_white_is_twenty_one_to_one():
    assert (luminance((1, 0, 0)) + 0.05) / (luminance((0, 0, 0)) + 0.05) == pytest.approx(
        21, abs=0.05
    )
