"""Nothing leaves the machine but through the guard, and nothing at all while it is off."""

from __future__ import annotations

import ast
import functools
import os
from pathlib import Path

import pytest
from tests.prepared import run

from whetstone.web import fetching
from whetstone.web.fetching import NotFetchedError, Reason, Wanted

SOURCES = Path(fetching.__file__).resolve().parents[2]
GUARD = SOURCES / "web" / "fetching"
ASKERS = {
    "httpx", "httpcore", "requests", "urllib3", "aiohttp", "socket", "ssl", "ftplib", "smtplib",
    "poplib", "imaplib", "telnetlib", "xmlrpc.client", "http.client", "urllib.request",
    "urllib.robotparser", "asyncio", "feedparser", "webbrowser",
}  # fmt: skip
MAY = {
    ("config/server.py", "socket"),  # asks whether its own port is free
    ("formats/feeds.py", "feedparser"),  # reads bytes that were fetched
}


@functools.cache
def imports():
    """(file, module) of every import in the product, also `from urllib import request`."""
    found = set()
    for file in SOURCES.rglob("*.py"):
        name = file.relative_to(SOURCES).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {(name, one.name) for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add((name, node.module))
                found |= {(name, f"{node.module}.{one.name}") for one in node.names}
    return found


def test_only_the_guard_imports_what_asks_the_network():
    astray = {
        (name, module)
        for name, module in imports()
        if any(module == asker or module.startswith(asker + ".") for asker in ASKERS)
        and not name.startswith("web/fetching/")
        and not any(name == file and module.split(".")[0] == one for file, one in MAY)
    }
    assert not astray


def test_the_list_of_askers_would_find_them():
    assert ("web/fetching/wire.py", "httpcore") in imports()
    assert ("config/server.py", "socket") in imports()


def test_the_feed_reader_is_only_given_streams():
    """`feedparser.parse` would fetch an address or open a file that it is given as text."""
    file = SOURCES / "formats" / "feeds.py"
    calls = [
        node
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "feedparser.parse"
    ]
    assert [ast.unparse(call.args[0]).startswith("BytesIO(") for call in calls] == [True]


def test_no_allowance_is_made_in_the_product():
    made = [
        file.name
        for file in SOURCES.rglob("*.py")
        if "fetching" in (source := file.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and node.arg in {"allowances", "resolver", "trust"}
    ]
    assert not made


def test_off_means_that_nobody_is_asked(settings):
    settings.FETCH = False
    assert not fetching.is_on()
    with pytest.raises(NotFetchedError) as said:
        fetching.installed()(Wanted("https://marram.example/", fetching.PAGES))
    assert said.value.reason is Reason.OFF


def test_on_still_lets_nothing_in_to_the_machine(settings):
    settings.FETCH = True
    found = fetching.installed()
    assert found.allowances == frozenset()
    for url in ("https://127.0.0.1/", "https://localhost/", "http://marram.example/"):
        with pytest.raises(NotFetchedError) as said:
            found(Wanted(url, fetching.PAGES))
        assert said.value.reason in {Reason.NOT_A_NAME, Reason.NOT_HTTPS}


CODE = """
import django; django.setup()
from whetstone.web import fetching
let_in = getattr(fetching.installed(), 'allowances', ())
print(fetching.is_on(), sorted(fetching.ports()), len(let_in))
"""


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "False [443] 0"),
        ({"WHETSTONE_FETCH": "on"}, "True [443] 0"),
        ({"WHETSTONE_FETCH": "off", "WHETSTONE_FETCH_PORTS": "443, 8443"}, "False [443, 8443] 0"),
        (
            {
                "WHETSTONE_FETCH": "on",
                "WHETSTONE_FETCH_ALLOW": "127.0.0.1",
                "WHETSTONE_DEBUG": "1",
            },
            "True [443] 0",
        ),
    ],
)
def test_the_environment_can_switch_it_on_but_not_inwards(tmp_path, env, said):
    settings = {"DJANGO_SETTINGS_MODULE": "whetstone.config.settings"}
    done = run(tmp_path, "-c", CODE, **settings, **env)
    assert done.stdout.strip() == said, done.stderr


@pytest.mark.parametrize("value", ["https", "0", "70000", "443;80", "-1"])
def test_a_port_that_is_none_stops_the_start(tmp_path, value):
    done = run(tmp_path, "-m", "whetstone.config.cli", "claims", WHETSTONE_FETCH_PORTS=value)
    assert done.returncode == 1
    assert "WHETSTONE_FETCH_PORTS" in done.stderr


def test_every_reason_has_words():
    assert all(fetching.words_of(reason) for reason in Reason)
    assert len({fetching.words_of(reason) for reason in Reason}) == len(Reason)


def test_the_environment_of_the_tests_is_not_on():
    assert "WHETSTONE_FETCH" not in os.environ or not fetching.is_on()
