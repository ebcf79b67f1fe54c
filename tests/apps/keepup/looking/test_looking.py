"""Looking at sources: the base line, news once, and politeness."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.apps.keepup.looking.net import DAY, FEED, NOW, PAGE, again, rss, sentences

from whetstone.apps.field.models import Notice
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import Look, Sighting
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.fetching import Fetched, Reason

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
