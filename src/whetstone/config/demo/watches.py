"""What Marram watches: three invented sources, switched off, with a history of looks.

The looks are written down by the same service that real ones are; what the sources said is
invented here, and nobody was asked.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.keepup import services
from whetstone.apps.keepup.sources import Sight
from whetstone.formats.feeds import Entry
from whetstone.formats.readable import read_page

if TYPE_CHECKING:
    from whetstone.apps.people.models import Workspace

FEED = "https://developers.marram-demo.example/changelog.xml"
PAGE = "https://help.marram-demo.example/link-stickers"
SLOW = "https://newsroom.marram-demo.example/feed.json"
_HELP = """<main><h1>Links in stories</h1><p>A story may hold one link sticker.</p>
<p>Taps on it are counted once a person.</p></main>"""


def make(workspace: Workspace, watcher_id: int) -> None:
    """Three watches: one that brought news, one that reads the same, one that cannot be read."""

    def add(url: str, title: str, network: str, kind: str) -> int:
        made = services.add_watch(
            workspace_id=workspace.pk,
            actor_id=watcher_id,
            url=url,
            title=title,
            network=network,
            kind=kind,
            every_hours=24,
            now=_at(1),
        )
        return int(made.pk)

    feed = add(FEED, "Developers’ changelog (invented)", "meta", "feed")
    _look(feed, _at(2), _entries(_OLD))
    _look(feed, _at(9), Sight(status=304, is_same=True))
    _look(feed, _at(19), _entries(_NEW, _OLD))
    page = add(PAGE, "Help: link stickers (invented)", "instagram", "page")
    _look(page, _at(3), _page(_HELP))
    _look(page, _at(10), _page(_HELP))
    slow = add(SLOW, "Newsroom (invented)", "tiktok", "feed")
    _look(slow, _at(12), Sight("too_slow"))
    _look(slow, _at(13), Sight("status", 503))


def _at(day: int) -> dt.datetime:
    return dt.datetime(2026, 11, day, 6, 40, tzinfo=dt.UTC)


_OLD = Entry(
    "tag:marram-demo.example,2026:clips",
    "Clips may be three minutes long",
    "https://developers.marram-demo.example/clips",
    "Clips that are uploaded by an interface may now be three minutes long.",
    dt.datetime(2026, 10, 27, 15, 0, tzinfo=dt.UTC),
)
_NEW = Entry(
    "tag:marram-demo.example,2026:page-reach",
    "Page reach leaves the insights feed next spring",
    "https://developers.marram-demo.example/page-reach",
    "Reach and impressions of a page will no longer stand in the data feed. Views take their "
    "place. Reports that ask for reach will get an empty answer.",
    dt.datetime(2026, 11, 18, 16, 30, tzinfo=dt.UTC),
)


def _entries(*entries: Entry) -> Sight:
    return Sight(status=200, bytes=4_120, etag='"demo"', entries=entries)


def _page(html: str) -> Sight:
    body = html.encode()
    return Sight(status=200, bytes=len(body), reading=read_page(body))


def _look(watch_id: int, at: dt.datetime, sight: Sight) -> None:
    services.record(watch_id=watch_id, sight=sight, now=at)
