"""A net that says what it is told."""

from __future__ import annotations

import datetime as dt

from whetstone.apps.field.models import Notice
from whetstone.apps.keepup.models import Watch
from whetstone.web.fetching import Fetched, NotFetchedError

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FEED = "https://developers.marram.example/changelog.xml"
PAGE = "https://help.marram.example/stickers"


def rss(*entries) -> bytes:
    """A feed of (id, title, day of November) entries."""
    items = "".join(
        f"<item><guid>{name}</guid><title>{title}</title>"
        f"<link>https://developers.marram.example/{name}</link>"
        f"<pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate></item>"
        for name, title, day in entries
    )
    return f'<rss version="2.0"><channel><title>Log</title>{items}</channel></rss>'.encode()


class Net:
    """A stand-in at the port of the fetcher: says what it is told, and keeps what was wanted."""

    def __init__(self) -> None:
        self.says: dict[str, Fetched | BaseException] = {}
        self.wanted = []

    def page(self, url, body, *, kind="text/html", status=200, **more):
        self.says[url] = Fetched(status, url, url, kind, body=body, **more)

    def feed(self, *entries, url=FEED, **more):
        self.page(url, rss(*entries), kind="application/rss+xml", **more)

    def refuses(self, url, reason):
        self.says[url] = NotFetchedError(reason, url)

    def __call__(self, wanted):
        self.wanted.append(wanted)
        said = self.says.get(wanted.url)
        if said is None:
            return Fetched(404, wanted.url, wanted.url)
        if isinstance(said, BaseException):
            raise said
        return said

    @property
    def asked(self):
        return [one.url for one in self.wanted]


def again(watch) -> Watch:
    return Watch.objects.get(pk=watch.pk)


def sentences():
    return list(Notice.objects.order_by("pk").values_list("sentence", flat=True))
