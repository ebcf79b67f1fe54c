"""One guarded way out: what it brings, and everything it refuses, against servers that try."""

from __future__ import annotations

import gzip
import hashlib
import time
import zlib

import pytest
from tests.web.fetching.conftest import HOST, LOOPBACK

from whetstone.web.fetching import Limits, NotFetchedError, Reason
from whetstone.web.fetching.fetcher import Allowance, Fetcher


def refused(fetch, wanted) -> NotFetchedError:
    with pytest.raises(NotFetchedError) as said:
        fetch(wanted)
    return said.value


def redirect(server, path, to, status="302 Found"):
    server.answer(path, status=status, kind="", Location=to)


# --- what it brings ---


def test_a_page_comes_with_its_facts(server, fetcher_for, page):
    server.answer(
        "/log",
        "<p>Grüße</p>".encode(),
        kind="text/html; charset=UTF-8",
        ETag='"one"',
        Last_Modified="Sat, 21 Nov 2026 08:00:00 GMT",
    )
    came = fetcher_for(server)(page(server.url("/log")))
    assert (came.status, came.content_type, came.charset) == (200, "text/html", "utf-8")
    assert came.body.decode() == "<p>Grüße</p>"
    assert came.sha256 == hashlib.sha256(came.body).hexdigest()
    assert (came.etag, came.last_modified) == ('"one"', "Sat, 21 Nov 2026 08:00:00 GMT")
    assert came.final_url == server.url("/log")


def test_it_says_who_it_is_and_nothing_else(server, fetcher_for, page, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.answer("/a", b"x", Set_Cookie="id=1")
    fetch = fetcher_for(server)
    fetch(page(server.url("/a")))
    fetch(page(server.url("/a")))
    for asked in server.asked:
        assert b"User-Agent: Whetstone" in asked
        lower = asked.lower()
        assert b"cookie" not in lower
        assert b"authorization" not in lower
        assert b"referer" not in lower
    assert server.names == [HOST, HOST]


def test_it_asks_whether_anything_changed(server, fetcher_for, page):
    server.answer("/a", status="304 Not Modified", kind="", ETag='"one"')
    wanted = page(server.url("/a"), etag='"one"', last_modified="Sat, 21 Nov 2026 08:00:00 GMT")
    came = fetcher_for(server)(wanted)
    assert came.is_unchanged
    assert came.body == b""
    assert b'If-None-Match: "one"' in server.asked[0]
    assert b"If-Modified-Since: Sat, 21 Nov 2026" in server.asked[0]


def test_packed_answers_are_unpacked(server, fetcher_for, page):
    server.answer("/a", gzip.compress(b"hello" * 100), Content_Encoding="gzip")
    assert fetcher_for(server)(page(server.url("/a"))).body == b"hello" * 100


def test_it_follows_three_hops_and_says_whether_they_are_for_good(server, fetcher_for, page):
    redirect(server, "/1", "/2", "301 Moved")
    redirect(server, "/2", server.url("/3"), "308 Moved")
    redirect(server, "/3", "4?x=1", "301 Moved")
    server.answer("/4?x=1", b"there")
    came = fetcher_for(server)(page(server.url("/1")))
    assert (came.body, came.final_url) == (b"there", server.url("/4?x=1"))
    assert came.permanent
    redirect(server, "/3", "4?x=1")
    assert not fetcher_for(server)(page(server.url("/1"))).permanent


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "429 Wait", "503 Later"])
def test_a_refusal_is_an_answer_without_a_body(server, fetcher_for, page, status):
    server.answer("/a", b"x" * 500_000, status=status, kind="video/mp4", Retry_After="120")
    came = fetcher_for(server)(page(server.url("/a")))
    assert (came.status, came.body, came.retry_after) == (int(status[:3]), b"", "120")


def test_a_validator_that_could_not_be_sent_back_is_dropped(server, fetcher_for, page):
    server.answer("/a", b"x", ETag='"' + "e" * 400 + '"')
    assert fetcher_for(server)(page(server.url("/a"))).etag == ""


# --- where it does not go ---


@pytest.mark.parametrize(
    "answers",
    [
        [LOOPBACK],
        ["10.0.0.7"],
        ["93.184.216.34", LOOPBACK],
        [LOOPBACK, "93.184.216.34"],
        ["2606:2800:220:1::1", "::1"],
        ["::ffff:93.184.216.34"],
        ["not an address"],
    ],
)
def test_a_name_that_leads_inside_is_not_asked(server, fetcher_for, page, answers):
    fetch = fetcher_for(server, resolver=lambda _h, _p: answers, allowances=frozenset())
    assert refused(fetch, page(server.url())).reason is Reason.PRIVATE
    assert server.asked == []


def test_an_allowance_is_for_one_address_and_one_port(server, fetcher_for, page):
    near = frozenset({Allowance(LOOPBACK, server.port + 1), Allowance("127.0.0.2", server.port)})
    fetch = fetcher_for(server, allowances=near)
    assert refused(fetch, page(server.url())).reason is Reason.PRIVATE


def test_a_name_is_asked_once_so_a_second_answer_changes_nothing(server, fetcher_for, page):
    """DNS rebinding: the address that was checked is the one that is connected to."""
    answers = iter([[LOOPBACK], ["10.0.0.1"]])
    server.answer("/a", b"x")
    assert fetcher_for(server, resolver=lambda _h, _p: next(answers))(page(server.url("/a"))).body
    assert next(answers) == ["10.0.0.1"]


def test_each_hop_is_resolved_and_checked_anew(server, fetcher_for, page):
    where = {HOST: [LOOPBACK], "inside.marram.example": ["192.168.1.1"]}
    redirect(server, "/a", f"https://inside.marram.example:{server.port}/admin")
    fetch = fetcher_for(server, resolver=lambda host, _p: where[host])
    fault = refused(fetch, page(server.url("/a")))
    assert (fault.reason, fault.hops) == (Reason.PRIVATE, 1)


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://feeds.marram.example/a", Reason.NOT_HTTPS),
        ("https://127.0.0.1/admin", Reason.NOT_A_NAME),
        ("https://[::1]/admin", Reason.NOT_A_NAME),
        ("https://2130706433/", Reason.NOT_A_NAME),
        ("https://localhost/", Reason.NOT_A_NAME),
        ("//169.254.169.254/latest/meta-data", Reason.NOT_A_NAME),
        ("https://root:toor@feeds.marram.example/", Reason.CREDENTIALS),
        ("https://feeds.marram.example:22/", Reason.PORT),
        ("file:///etc/passwd", Reason.NO_ADDRESS),
        ("gopher://feeds.marram.example/", Reason.NOT_HTTPS),
        ("", Reason.REDIRECT),
        ("https://exa mple/", Reason.REDIRECT),
        ("/same", Reason.LOOP),
    ],
)
def test_a_redirect_leads_nowhere_that_could_not_be_asked(server, fault_of, to, reason):
    redirect(server, "/same", to)
    assert fault_of("/same").reason is reason
    assert len(server.asked) == 1


def test_a_circle_and_a_long_chain_end(server, fetcher_for, page):
    redirect(server, "/a", "/b")
    redirect(server, "/b", "/a")
    assert refused(fetcher_for(server), page(server.url("/a"))).reason is Reason.LOOP
    for n in range(6):
        redirect(server, f"/{n}", f"/{n + 1}")
    server.asked.clear()
    fault = refused(fetcher_for(server), page(server.url("/0")))
    assert fault.reason is Reason.TOO_MANY_REDIRECTS
    assert len(server.asked) == 4


# --- servers that hold on, send too much, or are not who they say ---


def dripping(head: bytes, drop: bytes):
    def talk(sock):
        sock.sendall(head)
        for _ in range(200):
            sock.sendall(drop)
            time.sleep(0.05)

    return talk


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: y\r\n"),
        (b"", b""),
    ],
    ids=["body", "header", "headers", "silence"],
)
def test_a_slow_drip_ends_with_the_whole_time(server, fault_of, head, drop):
    server.answer("/a", dripping(head, drop))
    began = time.monotonic()
    assert fault_of(limits=Limits(seconds=0.6, bytes=10_000)).reason is Reason.TOO_SLOW
    assert time.monotonic() - began < 1.5


def test_a_name_server_that_does_not_answer_takes_no_longer(server, fetcher_for, page):
    began = time.monotonic()
    fetch = fetcher_for(server, resolver=lambda _h, _p: time.sleep(3), limits=Limits(seconds=0.3))
    assert refused(fetch, page(server.url("/a"))).reason is Reason.TOO_SLOW
    assert time.monotonic() - began < 1


def test_the_time_is_for_all_hops_together(server, fetcher_for, page):
    def late(to):
        def talk(sock):
            time.sleep(0.4)
            sock.sendall(f"HTTP/1.1 302 x\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())

        return talk

    for n in range(3):
        server.answer(f"/{n}", late(f"/{n + 1}"))
    server.answer("/3", b"late")
    fetch = fetcher_for(server, limits=Limits(seconds=0.7))
    assert refused(fetch, page(server.url("/0"))).reason is Reason.TOO_SLOW


def endless(sock):
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        sock.sendall(b"x" * 8192)


def test_an_endless_body_stops_at_the_cap(server, fetcher_for, page):
    server.answer("/a", endless)
    assert refused(fetcher_for(server), page(server.url("/a"))).reason is Reason.TOO_BIG


def test_a_body_that_says_it_is_too_big_is_not_begun(server, fetcher_for, page):
    server.answer(
        "/a",
        lambda sock: sock.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999999999\r\n\r\n"
        ),
    )
    assert refused(fetcher_for(server), page(server.url("/a"))).reason is Reason.TOO_BIG


def test_a_body_of_exactly_the_cap_is_let_in(server, fetcher_for, page):
    server.answer("/a", b"x" * 1000)
    assert fetcher_for(server, limits=Limits(bytes=1000))(page(server.url("/a"))).body
    fetch = fetcher_for(server, limits=Limits(bytes=999))
    assert refused(fetch, page(server.url("/a"))).reason is Reason.TOO_BIG


def test_a_bomb_is_not_unpacked(server, fetcher_for, page):
    bomb = gzip.compress(b"\0" * 80_000_000)
    assert len(bomb) < 100_000
    server.answer("/a", bomb, Content_Encoding="gzip")
    import tracemalloc

    tracemalloc.start()
    try:
        assert refused(fetcher_for(server), page(server.url("/a"))).reason is Reason.TOO_BIG
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_a_pack_that_yields_nothing_is_capped_too(server, fetcher_for, page):
    """Empty stored blocks: endless input, no output."""
    empty = b"\x00\x00\x00\xff\xff" * 60_000
    server.answer("/a", gzip.compress(b"")[:10] + empty, Content_Encoding="gzip")
    assert refused(fetcher_for(server), page(server.url("/a"))).reason is Reason.TOO_BIG


@pytest.mark.parametrize(
    "case",
    [
        (gzip.compress(b"hello")[:-4], "gzip", Reason.BROKEN),
        (b"not packed at all", "gzip", Reason.BROKEN),
        (gzip.compress(b"a") + b"more", "gzip", Reason.BROKEN),
        (gzip.compress(gzip.compress(b"a")), "gzip, gzip", Reason.ENCODING),
        (zlib.compress(b"a"), "deflate", Reason.ENCODING),
        (b"a", "br", Reason.ENCODING),
    ],
)
def test_what_cannot_be_unpacked_is_refused(server, fault_of, case):
    packed, encoding, reason = case
    server.answer("/a", packed, Content_Encoding=encoding)
    assert fault_of().reason is reason


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "", "nonsense"])
def test_another_kind_of_content_is_refused(server, fetcher_for, page, kind):
    server.answer("/a", b"<p>hello</p>", kind=kind)
    assert refused(fetcher_for(server), page(server.url("/a"))).reason is Reason.TYPE


def test_a_page_where_a_feed_was_asked_for_is_refused(server, fetcher_for, feed):
    server.answer("/a", b"<p>hello</p>", kind="text/html")
    assert refused(fetcher_for(server), feed(server.url("/a"))).reason is Reason.TYPE


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-Big: " + b"y" * 400_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: y\r\n" * 40_000 + b"\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"",
    ],
    ids=["big header", "many headers", "no HTTP", "cut off", "two lengths", "nothing"],
)
def test_an_answer_that_is_none_is_refused(server, fetcher_for, page, said):
    server.answer("/a", lambda sock: sock.sendall(said))
    assert refused(fetcher_for(server), page(server.url("/a"))).reason is Reason.BROKEN


def test_a_certificate_of_another_name_is_refused(impostor, fetcher_for, page):
    impostor.answer("/a", b"x")
    assert refused(fetcher_for(impostor), page(impostor.url("/a"))).reason is Reason.TLS
    assert impostor.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(server, page):
    fetch = Fetcher(
        ports=frozenset({server.port}),
        resolver=lambda _h, _p: [LOOPBACK],
        allowances=frozenset({Allowance(LOOPBACK, server.port)}),
    )
    assert refused(fetch, page(server.url("/a"))).reason is Reason.TLS


def test_a_host_that_takes_no_connection_and_a_name_nobody_knows(server, fetcher_for, page):
    server.close()
    assert refused(fetcher_for(server), page(server.url())).reason is Reason.NO_CONNECTION
    fetch = fetcher_for(server, resolver=lambda _h, _p: [])
    assert refused(fetch, page(server.url())).reason is Reason.NO_ANSWER_FROM_DNS
