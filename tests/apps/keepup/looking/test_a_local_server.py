"""From a server on this machine, through the guarded fetcher and its TLS, into the inbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.apps.keepup.looking.net import DAY, NOW, again, rss
from tests.web.fetching.conftest import HOST, fetcher_for, pem, server

from whetstone.apps.field.models import Notice
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import Look

__all__ = ["fetcher_for", "pem", "server"]  # fixtures

FEED, PAGE = f"https://{HOST}/log.xml", f"https://{HOST}/help"
TEXT = b"<main><p>Stickers carry one link.</p><p>They last for a day.</p></main>"


@pytest.fixture
def ask(server, fetcher_for):
    """Asks the local server under its name, at the port that it was given."""
    fetch = fetcher_for(server)

    def through(wanted):
        return fetch(replace(wanted, url=wanted.url.replace(HOST, f"{HOST}:{server.port}")))

    return through


@pytest.fixture
def says(server):
    """What the server has there now."""

    def feed(*entries, **headers):
        server.answer("/log.xml", rss(*entries), kind="application/rss+xml", **headers)

    def page(body=TEXT, **headers):
        server.answer("/help", body, **headers)

    server.answer("/robots.txt", status="404 Not Found")
    return feed, page


def sentences():
    return [row.sentence for row in Notice.objects.filter(origin="watcher").order_by("pk")]


def paths(server):
    return [one.split(b" ", 2)[1].decode() for one in server.asked]


def test_a_feed_is_asked_whether_it_changed_and_its_news_are_noticed_once(server, says, ask, add):
    feed, _page = says
    watch = add(FEED)
    feed(("a", "Old news", 1), ETag='"one"')
    assert services.look(watch_id=watch.pk, fetch=ask, now=NOW).reason == ""
    assert sentences() == []
    server.answer("/log.xml", status="304 Not Modified", kind="", ETag='"one"')
    services.look(watch_id=watch.pk, fetch=ask, now=NOW + DAY)
    assert b'if-none-match: "one"' in server.asked[-1].lower()
    for n, etag in ((2, '"two"'), (3, '"three"')):  # the same entries under a new validator
        feed(("b", "Reach leaves the feed", 23), ("a", "Old news", 1), ETag=etag)
        services.look(watch_id=watch.pk, fetch=ask, now=NOW + n * DAY)
    assert sentences() == ["Reach leaves the feed"]


def test_a_page_without_a_validator_is_told_apart_by_its_words(server, says, ask, add):
    _feed, page = says
    watch = add(PAGE, kind="page")
    page()
    services.look(watch_id=watch.pk, fetch=ask, now=NOW)
    page(TEXT.replace(b"<main>", b"<main class=new><!-- made anew -->"))
    services.look(watch_id=watch.pk, fetch=ask, now=NOW + DAY)
    assert sentences() == []
    page(TEXT.replace(b"one link", b"three links"))
    services.look(watch_id=watch.pk, fetch=ask, now=NOW + 2 * DAY)
    assert len(sentences()) == 1
    assert "three links" in Notice.objects.get(origin="watcher").saw
    assert paths(server).count("/robots.txt") == 3


def test_each_source_keeps_its_own_schedule_and_one_host_gets_its_rest(server, says, ask, add):
    feed, page = says
    feed(("a", "Old news", 1))
    page()
    daily, weekly = add(FEED), add(PAGE, kind="page", every_hours=168)
    asked = {}
    for hour in (0, 1, 2, 30, 60, 90, 200, 201):  # a look may be put off by a tenth of its time
        server.asked.clear()
        services.look_at_due(now=NOW + dt.timedelta(hours=hour), fetch=ask)
        asked[hour] = [one for one in paths(server) if one != "/robots.txt"]
    assert [asked[hour] for hour in (0, 1, 2)] == [["/log.xml"], ["/help"], []]
    assert [asked[hour] for hour in (30, 60, 90)] == [["/log.xml"]] * 3
    assert sorted(asked[200] + asked[201]) == ["/help", "/log.xml"]
    assert len(asked[200]) == 1  # both are due by then, and it is one host
    assert again(daily).failures == again(weekly).failures == 0


def test_a_server_that_is_down_is_a_fact_and_asked_again_later(server, ask, add):
    watch = add(FEED)
    server.close()
    services.look(watch_id=watch.pk, fetch=ask, now=NOW)
    assert Look.objects.get(watch=watch).reason
    assert again(watch).next_at > NOW
    assert sentences() == []
