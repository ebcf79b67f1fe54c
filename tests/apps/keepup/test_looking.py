"""Looking at sources: the base line, news once, politeness, and everything that goes wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.field.models import Notice
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import Look, Sighting, Watch
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.append_only import WrittenOnceError
from whetstone.web.fetching import Fetched, NotFetchedError, Reason

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


@pytest.fixture
def net():
    return Net()


@pytest.fixture
def workspace(curriculum_loaded, make_workspace):
    return make_workspace()


@pytest.fixture
def add(workspace):
    def make(url=FEED, *, kind="feed", is_on=True, at=NOW, **more):
        facts = {"workspace_id": workspace.pk, "title": "Changelog", "network": "meta",
                 "every_hours": 24} | more  # fmt: skip
        made = services.add_watch(actor_id=None, url=url, kind=kind, now=at, **facts)
        if is_on:
            services.switch_on(
                watch_id=made.pk, workspace_id=facts["workspace_id"], actor_id=None, now=at
            )
        return made

    return make


@pytest.fixture
def look(net):
    def at(watch, when=NOW):
        return services.look(watch_id=watch.pk, fetch=net, now=when)

    return at


def again(watch) -> Watch:
    return Watch.objects.get(pk=watch.pk)


def sentences():
    return list(Notice.objects.order_by("pk").values_list("sentence", flat=True))


# --- feeds ---


def test_the_first_look_at_a_feed_only_sets_the_base_line(net, add, look):
    entries = ("a", "Old news", 3), ("b", "Older news", 1)
    net.feed(*entries, etag='"1"')
    watch = add()
    one = look(watch)
    assert (one.outcome, one.seen, one.bytes) == ("first", 2, len(rss(*entries)))
    assert sentences() == []
    assert again(watch).etag == '"1"'


def test_what_comes_after_is_noticed_once(net, add, look, workspace):
    watch = add()
    net.feed(("a", "Old", 3))
    look(watch)
    net.feed(("b", "Reach leaves the feed", 24), ("a", "Old", 3))
    assert look(watch, NOW + DAY).outcome == "changed"
    assert look(watch, NOW + 2 * DAY).outcome == "same"
    notice = Notice.objects.get()
    assert (notice.sentence, notice.origin, notice.network) == (
        "Reach leaves the feed", "watcher", "meta",
    )  # fmt: skip
    assert notice.url == "https://developers.marram.example/b"
    assert (notice.workspace_id, notice.person_id, notice.claim_id) == (workspace.pk, None, None)
    assert (notice.thing_kind, notice.thing_id) == ("watch", str(watch.pk))


def test_an_entry_that_is_renamed_or_tracked_is_the_same(net, add, look):
    watch = add()
    net.feed()
    look(watch)
    net.feed(("https://developers.marram.example/x?utm_source=rss", "News", 24))
    look(watch, NOW + DAY)
    net.feed(("https://developers.marram.example/x?utm_source=other", "News, mended", 25))
    assert look(watch, NOW + 2 * DAY).outcome == "same"
    assert sentences() == ["News"]


def test_the_same_entry_through_two_feeds_is_one_notice(net, add, look):
    one, two = add(), add("https://developers.marram.example/all.xml")
    for watch, at in ((one, NOW), (two, NOW + DAY)):
        net.feed(url=watch.url)
        look(watch, at)
        net.feed(("tag:x,2026:1", "News", 24), url=watch.url)
    for watch, at in ((one, NOW + 2 * DAY), (two, NOW + 3 * DAY)):
        assert look(watch, at).outcome == "changed"
    assert sentences() == ["News"]


def test_a_feed_that_names_everything_anew_does_not_flood_the_inbox(net, add, look):
    watch = add()
    net.feed()
    look(watch)
    net.feed(*((f"n{n}", f"News {n}", 24) for n in range(60)))
    assert look(watch, NOW + DAY).seen == 60
    assert len(sentences()) == 20
    assert look(watch, NOW + 2 * DAY).outcome == "same"


def test_another_workspace_hears_nothing(net, add, look, make_workspace):
    other = make_workspace(name="Other")
    watch, theirs = add(), add(workspace_id=other.pk)
    net.feed()
    look(watch)
    net.feed(("b", "News", 24))
    look(watch, NOW + DAY)
    assert not Notice.objects.filter(workspace=other).exists()
    assert not theirs.sightings.exists()


def test_a_watch_of_the_installation_notices_for_everybody(net, add, look):
    watch = add(workspace_id=None)
    net.feed()
    look(watch)
    net.feed(("b", "News", 24))
    look(watch, NOW + DAY)
    assert Notice.objects.get().workspace_id is None


def test_what_was_there_before_can_be_put_into_the_inbox_once(net, add, look, workspace):
    watch = add()
    net.feed(("a", "Recent", 20))
    look(watch)
    sighting = Sighting.objects.get()
    put = {"watch_id": watch.pk, "sighting_id": sighting.pk, "workspace_id": workspace.pk,
           "actor_id": None, "now": NOW}  # fmt: skip
    assert services.offer_sighting(**put)
    assert not services.offer_sighting(**put)
    assert sentences() == ["Recent"]


def test_a_sighting_of_another_workspace_is_missing(net, add, look, make_workspace):
    watch = add()
    net.feed(("a", "Recent", 20))
    look(watch)
    other = make_workspace(name="Other")
    with pytest.raises(Missing):
        services.offer_sighting(
            watch_id=watch.pk, sighting_id=Sighting.objects.get().pk, workspace_id=other.pk,
            actor_id=None, now=NOW,
        )  # fmt: skip


# --- pages ---

BEFORE = b"<main><p>One sticker a story.</p><p>Updated 3 hours ago</p></main>"
AFTER = b"<main><p>Two stickers a story.</p><p>Updated 1 hour ago</p></main>"


def test_a_page_that_reads_differently_is_noticed_with_what_came_and_went(net, add, look):
    watch = add(PAGE, kind="page", title="Stickers")
    net.page(PAGE, BEFORE)
    assert look(watch).outcome == "first"
    net.page(PAGE, AFTER)
    assert look(watch, NOW + DAY).outcome == "changed"
    notice = Notice.objects.get()
    assert notice.sentence == "“Stickers” reads differently."
    assert notice.saw == (
        "Now there: Two stickers a story.\nNo longer there: One sticker a story."
    )
    assert notice.url == PAGE


def test_a_page_whose_clock_ticks_reads_the_same(net, add, look):
    watch = add(PAGE, kind="page")
    net.page(PAGE, BEFORE)
    look(watch)
    net.page(PAGE, BEFORE.replace(b"3 hours", b"4 hours"))
    assert look(watch, NOW + DAY).outcome == "same"
    assert sentences() == []


def test_robots_are_asked_first_and_obeyed(net, add, look):
    watch = add(PAGE, kind="page")
    net.page(PAGE, BEFORE)
    net.page(
        "https://help.marram.example/robots.txt",
        b"User-agent: Whetstone\nDisallow: /stickers",
        kind="text/plain",
    )
    one = look(watch)
    assert (one.outcome, one.reason) == ("failed", "robots")
    assert net.asked == ["https://help.marram.example/robots.txt"]


@pytest.mark.parametrize("status", [404, 403, 503, 500])
def test_robots_that_cannot_be_had(net, add, look, status):
    watch = add(PAGE, kind="page")
    net.page(PAGE, BEFORE)
    net.page("https://help.marram.example/robots.txt", b"", status=status)
    assert (look(watch).outcome == "first") is (status < 500)


def test_robots_that_cannot_be_reached_close_the_page(net, add, look):
    watch = add(PAGE, kind="page")
    net.page(PAGE, BEFORE)
    net.refuses("https://help.marram.example/robots.txt", Reason.TOO_SLOW)
    assert look(watch).reason == "robots"


def test_robots_are_not_asked_for_a_feed(net, add, look):
    net.feed()
    look(add())
    assert net.asked == [FEED]


def test_a_page_without_text_is_a_failure_and_keeps_what_was_known(net, add, look):
    watch = add(PAGE, kind="page")
    net.page(PAGE, BEFORE)
    look(watch)
    net.page(PAGE, b"<div id=app></div><script>run()</script>")
    assert look(watch, NOW + DAY).reason == "no_text"
    net.page(PAGE, BEFORE)
    assert look(watch, NOW + 2 * DAY).outcome == "same"


# --- politeness ---


def test_it_asks_whether_anything_changed(net, add, look):
    watch = add()
    net.feed(("a", "Old", 3), etag='"1"', last_modified="Sat, 21 Nov 2026 08:00:00 GMT")
    look(watch)
    net.says[FEED] = Fetched(304, FEED, FEED)
    assert look(watch, NOW + DAY).outcome == "same"
    assert (net.wanted[1].etag, net.wanted[1].last_modified) == (
        '"1"', "Sat, 21 Nov 2026 08:00:00 GMT",
    )  # fmt: skip
    assert again(watch).etag == '"1"'


def test_unchanged_without_having_been_asked_so_is_no_answer(net, add, look):
    net.says[FEED] = Fetched(304, FEED, FEED)
    assert look(add()).reason == "status"


def test_failures_are_waited_out_longer_each_time_and_then_forgotten(net, add, look):
    watch = add(every_hours=6)
    net.refuses(FEED, Reason.TOO_SLOW)
    at, waits = NOW, []
    for _ in range(8):
        look(watch, at)
        row = again(watch)
        waits.append((row.next_at - at) / dt.timedelta(hours=6))
        at = row.next_at
    assert again(watch).failures == 8
    for n, wait in enumerate(waits[:6]):
        assert 2**n <= wait <= 2**n * 1.1
    assert waits[-1] <= 14 * 4 * 1.1
    net.feed()
    look(watch, at)
    assert again(watch).failures == 0
    assert again(watch).last_reason == ""
    assert again(watch).next_at - at <= dt.timedelta(hours=6.6)


@pytest.mark.parametrize("said", ["172800", "Wed, 25 Nov 2026 09:12:00 GMT"])
def test_a_host_that_asks_for_patience_gets_it(net, add, look, said):
    watch = add()
    net.page(FEED, b"", status=429, retry_after=said)
    look(watch)
    assert again(watch).next_at == NOW + 2 * DAY


@pytest.mark.parametrize("said", ["soon", "-5", "99999999999999999999", "١٢"])
def test_odd_patience_does_no_harm(net, add, look, said):
    watch = add()
    net.page(FEED, b"", status=503, retry_after=said)
    look(watch)
    assert NOW + DAY <= again(watch).next_at <= NOW + 60 * DAY


def test_gone_for_good_switches_it_off(net, add, look):
    watch = add()
    net.page(FEED, b"", status=410)
    assert look(watch).outcome == "gone"
    row = again(watch)
    assert (row.is_on, row.next_at, row.last_reason) == (False, None, "gone_for_good")


def test_one_host_is_not_asked_twice_in_two_minutes(net, add, look):
    one, two = add(), add("https://developers.marram.example/all.xml")
    net.feed()
    look(one)
    for watch in (one, two):
        with pytest.raises(Refused):
            look(watch, NOW + dt.timedelta(seconds=90))
    assert net.asked == [FEED]


def test_a_run_takes_one_watch_a_host_and_so_many_at_most(net, add):
    for n in range(13):
        add(f"https://h{n}.marram.example/feed")
        add(f"https://h{n}.marram.example/other")
    looks = services.look_at_due(now=NOW, fetch=net)
    assert len(looks) == 10
    assert len({look.watch.host for look in looks}) == 10
    assert len(services.look_at_due(now=NOW, fetch=net)) == 3
    later = NOW + dt.timedelta(minutes=5)
    assert len(services.look_at_due(now=later, fetch=net, most=99)) == 13


def test_only_what_is_on_and_due_is_asked(net, add, workspace):
    add(is_on=False)
    late = add("https://b.marram.example/feed", at=NOW + DAY)
    assert services.look_at_due(now=NOW, fetch=net) == []
    assert len(services.look_at_due(now=NOW, fetch=net, everything=True)) == 1
    services.remove_watch(watch_id=late.pk, workspace_id=workspace.pk, actor_id=None, now=NOW)
    assert services.look_at_due(now=NOW + 9 * DAY, fetch=net) == []
    assert Look.objects.filter(watch=late).exists()


# --- crashes, quarrels, and doors that stay shut ---


def test_whoever_dies_while_asking_leaves_it_to_the_next(net, add):
    watch = add()

    class PowerCutError(BaseException):
        pass

    net.says[FEED] = PowerCutError()
    with pytest.raises(PowerCutError):
        services.look_at_due(now=NOW, fetch=net)
    net.feed()
    assert services.look_at_due(now=NOW + dt.timedelta(minutes=5), fetch=net) == []
    assert len(services.look_at_due(now=NOW + dt.timedelta(minutes=11), fetch=net)) == 1
    assert again(watch).last_state == "first"


def test_of_two_workers_one_asks(net, add):
    add()
    net.feed()
    inner = []

    def other(wanted):
        inner.extend(services.look_at_due(now=NOW, fetch=net))
        return net(wanted)

    assert len(services.look_at_due(now=NOW, fetch=other)) == 1
    assert inner == []
    assert net.asked == [FEED]


def test_nobody_is_waited_for_inside_a_transaction(net, add):
    from django.db import connection

    watch, around = add(), list(connection.savepoint_ids)

    def outside(wanted):
        assert connection.savepoint_ids == around
        return net(wanted)

    assert services.look(watch_id=watch.pk, fetch=outside, now=NOW)


@pytest.mark.parametrize("is_template", [True, False])
def test_a_demo_never_looks(net, add, workspace, is_template):
    watch = add()
    workspace.is_demo, workspace.is_template = True, is_template
    workspace.save()
    net.feed()
    with pytest.raises(Refused):
        services.look(watch_id=watch.pk, fetch=net, now=NOW)
    assert services.look_at_due(now=NOW, fetch=net, everything=True) == []
    assert net.asked == []
    assert not Look.objects.exists()


def test_off_is_no_failure_of_the_source(add, settings):
    from whetstone.web import fetching

    settings.FETCH = False
    watch = add()
    with pytest.raises(Refused):
        services.look(watch_id=watch.pk, fetch=fetching.installed(), now=NOW)
    assert services.look_at_due(now=NOW, fetch=fetching.installed()) == []
    row = again(watch)
    assert (row.failures, row.next_at, row.looked_at) == (0, NOW, None)
    assert not Look.objects.exists()


def test_the_chore_asks_nobody_while_fetching_is_off(add, settings, monkeypatch):
    from whetstone.config import chores
    from whetstone.web import fetching

    add()
    chore = {one.name: one for one in chores.chores()}["look_at_watches"]
    asked = []
    monkeypatch.setattr(fetching, "installed", lambda: asked.append)
    settings.FETCH = False
    assert chore.run(NOW) == 0
    assert asked == []


def test_looks_and_sightings_are_written_once(net, add, look):
    net.feed(("a", "Old", 3))
    look(add())
    for row in (Look.objects.get(), Sighting.objects.get()):
        with pytest.raises(WrittenOnceError):
            row.save()
        with pytest.raises(WrittenOnceError):
            row.delete()


@pytest.mark.parametrize("body", [b"<html>hello", b"{", b""])
def test_what_is_no_feed_is_said(net, add, look, body):
    net.page(FEED, body, kind="application/xml")
    assert look(add()).reason == "no_feed"


# --- writing sources down ---


def faults(add, **more):
    with pytest.raises(Faults) as said:
        add(**more)
    return [fault.where for fault in said.value.faults]


def test_a_source_is_written_down_switched_off(add):
    watch = again(add(is_on=False))
    assert (watch.is_on, watch.next_at, watch.host) == (False, None, "developers.marram.example")


def test_all_faults_are_said_at_once(add):
    where = faults(add, url="http://root:x@127.0.0.1/", title=" ", kind="smell", every_hours=1)
    assert where == ["url", "url", "url", "title", "kind", "every_hours"]


def test_an_address_is_watched_once_here_and_may_be_watched_elsewhere(
    add, workspace, make_workspace
):
    watch = add()
    assert faults(add) == ["url"]
    add(workspace_id=make_workspace(name="Other").pk)
    services.remove_watch(watch_id=watch.pk, workspace_id=workspace.pk, actor_id=None, now=NOW)
    add()


def test_there_are_not_too_many(add, monkeypatch):
    from whetstone.apps.keepup.services import watching

    monkeypatch.setattr(watching, "MOST_WATCHES", 1)
    add()
    assert faults(add, url="https://b.marram.example/feed") == ["url"]


@pytest.mark.parametrize("act", [services.switch_on, services.switch_off, services.remove_watch])
def test_a_watch_of_another_workspace_is_missing(add, make_workspace, act):
    watch = add()
    other = make_workspace(name="Other")
    with pytest.raises(Missing):
        act(watch_id=watch.pk, workspace_id=other.pk, actor_id=None, now=NOW)


def test_acts_are_audited_without_the_address(add, workspace):
    from whetstone.apps.people.models import AuditRow

    watch = add()
    rows = AuditRow.objects.filter(workspace=workspace, object_kind="watch")
    assert [row.act for row in rows.order_by("pk")] == ["add_watch", "switch_on_watch"]
    assert {row.object_id for row in rows} == {str(watch.pk)}
