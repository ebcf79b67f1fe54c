"""Every kind of export that is known by its header. A new one is a file of its own, named here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.formats.networks import (
    ga4,
    linkedin,
    meta_facebook,
    meta_instagram,
    meta_overview,
    pinterest_ads,
    tiktok,
    x_content,
    x_tweets,
    youtube,
)
from whetstone.formats.networks.shape import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.formats.networks.shape import Format

FORMATS: Final = (
    *meta_instagram.FORMATS,
    *meta_facebook.FORMATS,
    *meta_overview.FORMATS,
    *x_tweets.FORMATS,
    *x_content.FORMATS,
    *tiktok.FORMATS,
    *youtube.FORMATS,
    *linkedin.FORMATS,
    *pinterest_ads.FORMATS,
    *ga4.FORMATS,
)
_ALIASES: Final = frozenset(header for one in FORMATS for header in (*one.holds, *one.figures))
_SURE: Final = 3


def format_of(cells: Sequence[str]) -> Format | None:
    """The format whose header this row is: the one that knows most of it, the first of equals."""
    heads = {plain(cell) for cell in cells if cell}
    fitting = [one for one in FORMATS if any(needed <= heads for needed in one.needs)]
    return max(fitting, key=lambda one: _known(one, heads), default=None)


def may_be_header(cells: Sequence[str]) -> bool:
    """Whether a row of an unknown file has at least three headers that are known somewhere."""
    return len({plain(cell) for cell in cells} & _ALIASES) >= _SURE


def _known(one: Format, heads: set[str]) -> tuple[int, int]:
    most = max(len(needed) for needed in one.needs if needed <= heads)
    return sum(one.knows(head) for head in heads), most
