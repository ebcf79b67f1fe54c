"""The server is killed in the middle: what was acknowledged is there, nothing is half."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlencode

import pytest
from tests.config.test_environment import OURS, run

from whetstone.curriculum import find_root

pytestmark = pytest.mark.long

CLIENTS = 4
ROUNDS = 3
ANSWERS_A_ROUND = 10
PATIENCE_S = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def alive(tmp_path_factory):
    """A whole installation with its demo."""
    home = tmp_path_factory.mktemp("alive") / "home"
    done = run(home, "-m", "whetstone.config.cli", "setup")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(alive, tmp_path):
    shutil.copytree(alive, tmp_path / "home")
    return tmp_path / "home"


class Server:
    """A real server process; `kill` leaves it no time for anything."""

    def __init__(self, home):
        self.home, self.port = home, free_port()
        self.start()

    def start(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        words = ["-m", "whetstone.config.cli", "run", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, *words],
            env={**kept, "WHETSTONE_HOME": str(self.home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.1)
        pytest.fail("the server did not start")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Visitor:
    """A browser without a screen: cookies, forms, no following of redirects."""

    def __init__(self, server):
        self.server, self.cookies, self.token = server, {}, ""

    def ask(self, method, path, **fields):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE_S)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if method == "POST":
            body = urlencode({**fields, "csrfmiddlewaretoken": self.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self.token = token[1] if token else self.token
        connection.close()
        return answer.status, answer.headers.get("Location", ""), text

    def begin(self):
        """Enter the demo, begin the long check; the number of the sitting."""
        self.ask("GET", "/")
        assert self.ask("POST", "/demo/marketer")[0] == 302
        self.ask("GET", "/check")
        status, place, text = self.ask("POST", "/check", mode="scan", guess="none")
        assert status == 302, text
        self.attempt = int(re.search(r"/check/(\d+)", place)[1])

    def question(self):
        """(place, item) of the open question; None after the last one."""
        status, _, text = self.ask("GET", f"/check/{self.attempt}")
        if status == 302:
            return None
        return tuple(
            int(re.search(rf'name="{name}" value="(\d+)"', text)[1]) for name in ("place", "item")
        )

    def answer(self, place, item):
        """True where the server said that it has it."""
        status, _, text = self.ask(
            "POST", f"/check/{self.attempt}", place=place, item=item, choice="unknown", unknown="1"
        )
        assert status == 302, text
        return True


def sit(visitor, acknowledged, stop):
    """Answer until the server dies; a question without acknowledgement is answered again later."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        while not stop.is_set():
            asked = visitor.question()
            if asked is None:
                return
            if visitor.answer(*asked):
                acknowledged.append((visitor.attempt, asked[1]))


def answers(home, attempts):
    with sqlite3.connect(home / "whetstone.sqlite3") as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = store.execute("SELECT attempt_id, item_id FROM diagnose_response")
        return Counter(row for row in rows if row[0] in attempts)


def test_every_acknowledged_answer_survives_and_none_is_there_twice(home):
    server = Server(home)
    visitors = [Visitor(server) for _ in range(CLIENTS)]
    for visitor in visitors:
        visitor.begin()
    attempts = {visitor.attempt for visitor in visitors}
    acknowledged: list[tuple[int, int]] = []
    try:
        for turn in range(1, ROUNDS + 1):
            stop = threading.Event()
            threads = [
                threading.Thread(target=sit, args=(visitor, acknowledged, stop))
                for visitor in visitors
            ]
            for thread in threads:
                thread.start()
            until = time.monotonic() + PATIENCE_S
            while len(acknowledged) < turn * ANSWERS_A_ROUND and time.monotonic() < until:
                time.sleep(0.005)
            server.kill()
            stop.set()
            for thread in threads:
                thread.join()
            server.start()
            kept = answers(home, attempts)
            assert set(acknowledged) <= set(kept)
            assert max(kept.values()) == 1
            assert len(kept) - len(acknowledged) <= CLIENTS * turn
    finally:
        server.kill()
    assert len(acknowledged) >= ROUNDS * ANSWERS_A_ROUND


KILLED = """
import os, signal
import django; django.setup()
from whetstone.config import loading
from whetstone.apps.people.clock import real_now
where = {where}
kept = getattr(where, {name!r})
def killed(*words, **named):
    kept(*words, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(where, {name!r}, killed)
loading.load(now=real_now())
"""
LOADED = ("field_edition", "field_claimversion", "field_change", "diagnose_item", "learn_lesson")


def counts(home, *tables):
    with sqlite3.connect(home / "whetstone.sqlite3") as store:
        return [store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("loading.ledger", "load_ledger"),
        ("loading.bank", "load_items"),
        ("loading.shelf", "load_shelf"),
    ],
)
def test_a_kill_while_the_curriculum_is_loaded_leaves_none_of_it(tmp_path, where, name):
    shutil.copytree(find_root(), tmp_path / "files")
    named = {
        "DJANGO_SETTINGS_MODULE": "whetstone.config.settings",
        "WHETSTONE_CURRICULUM": str(tmp_path / "files"),
    }
    act = ("-m", "whetstone.config.cli")
    assert run(tmp_path, *act, "manage", "migrate", "-v", "0").returncode == 0
    done = run(tmp_path, "-c", KILLED.format(where=where, name=name), **named)
    assert done.returncode == -signal.SIGKILL
    assert counts(tmp_path, *LOADED) == [0] * len(LOADED)
    assert run(tmp_path, *act, "curriculum", "load", **named).returncode == 0
    assert all(counts(tmp_path, *LOADED))
    whole = counts(tmp_path, *LOADED)
    assert run(tmp_path, *act, "curriculum", "load", **named).returncode == 0
    assert counts(tmp_path, *LOADED) == whole


PUBLISHED = """
import os, signal, sys
import django; django.setup()
from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.services import publishing as keepup
from whetstone.apps.people import selectors as people
from whetstone.config.demo.cast import DEMO_NOW
workspace = people.template_workspace("team").pk
waiting = [row for row in field.changes(workspace) if row.pk not in field.publications(workspace)]
name = {name!r}
if name:
    kept = getattr(keepup, name)
    def killed(*words, **named):
        kept(*words, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(keepup, name, killed)
act = keepup.publish(
    change_slug=waiting[0].slug, workspace_id=workspace, person_id=None, now=DEMO_NOW
)
assert act.was_done
os.kill(os.getpid(), signal.SIGKILL)
"""
TOUCHED = ("field_publication", "field_claimversion", "learn_refresher")
KEPT_BEFORE = ("lead_brief",)
"""The leader's page is kept before the act begins: done twice, it is done once."""


@pytest.mark.parametrize("name", ["_let_it_count", "audit"])
def test_a_kill_while_a_change_is_published_leaves_none_of_it(home, name):
    named = {"DJANGO_SETTINGS_MODULE": "whetstone.config.settings"}
    before, (pages,) = counts(home, *TOUCHED), counts(home, *KEPT_BEFORE)
    done = run(home, "-c", PUBLISHED.format(name=name), **named)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert counts(home, *TOUCHED) == before
    done = run(home, "-c", PUBLISHED.format(name=""), **named)
    assert done.returncode == -signal.SIGKILL, done.stderr
    after = counts(home, *TOUCHED)
    for table in (0, 1):
        assert after[table] > before[table], TOUCHED[table]
    assert counts(home, *KEPT_BEFORE) == [pages + 1]
