"""Which addresses may be asked: letters first, then numbers."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.web.fetching import Reason, faults_of, is_public


@pytest.mark.parametrize(
    "url",
    [
        "https://developers.marram.example/changelog",
        "https://a.b.marram.example:443/feed.xml?x=1&y=@#top",
        "https://marram.example.",
        "https://bücher.example/neu",
        "https://1.2.3.4.marram.example/",
    ],
)
def test_an_ordinary_address_may_be_asked(url):
    assert faults_of(url) == ()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0177.0.0.1",
        "127.1", "0x7f.1", "1.2.3.0x4", "8.8.8.8", "localhost", "LOCALHOST.", "printer.local",
        "router.lan", "db.internal", "nas.home.arpa", "intranet", "a..b.example", "-a.example",
        "metadata.google.internal",
    ],
)  # fmt: skip
def test_numbers_and_names_inside_are_refused(host):
    assert faults_of(f"https://{host}/") in {(Reason.NOT_A_NAME,), (Reason.NO_ADDRESS,)}


@pytest.mark.parametrize(
    "url",
    [
        "", "marram.example", "https://", "https:///path", "//marram.example/",
        "https://a b.example/",
        "https://marram.example/\r\nHost: evil", "https://marram.example\\@evil.example/",
        "https://[::1", "https://marram.example/\x00",
    ],
)  # fmt: skip
def test_what_is_no_whole_address_is_refused(url):
    assert Reason.NO_ADDRESS in faults_of(url)


def test_all_faults_are_said_at_once():
    assert faults_of("http://root:pw@localhost/" + "x" * 500) == (
        Reason.NOT_HTTPS,
        Reason.TOO_LONG,
        Reason.CREDENTIALS,
        Reason.NOT_A_NAME,
    )
    assert faults_of("https://user@marram.example:8443/") == (Reason.CREDENTIALS, Reason.PORT)
    assert faults_of("https://marram.example:8443/", frozenset({443, 8443})) == ()


INSIDE = """
0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1
64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1
2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1
fe80::1%eth0 2606:4700::1%eth0 fec0::1 ff02::1 nonsense 8.8.8.8.8 08.8.8.8
"""
OUTSIDE = "1.1.1.1 8.8.8.8 93.184.216.34 2606:4700::1111 2a00:1450::1 64:ff9b::8.8.8.8"


@pytest.mark.parametrize("address", INSIDE.split())
def test_addresses_inside(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_addresses_outside(address):
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address):
    inner = address
    if isinstance(address, ipaddress.IPv6Address) and str(address).startswith("64:ff9b::"):
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    marks = ("private", "loopback", "link_local", "multicast", "reserved", "unspecified")
    if any(getattr(inner, f"is_{mark}") for mark in marks):
        assert not is_public(str(address))


@given(st.text(max_size=60))
def test_any_letters_get_an_answer(text):
    faults_of(text)
    faults_of("https://" + text)
