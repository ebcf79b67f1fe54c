"""The product as a person meets it: started by its own command, walked in a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as settings_of_tests
from tests import prepared
from tests.journeys.looking import Looker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same Chromium; the first is without a window's parts and takes half the time."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
LOOKED_AT_ONCE = os.environ.get("DATABASE_URL", "").startswith("postgres")
"""A page is the same mark-up whichever store is behind it: axe, widths and links are looked at in
the run on SQLite; on another store every page is opened."""


IN_EVERY_RUN = (
    "test_every_page", "test_loop", "test_getting_current", "test_a_term", "test_campaign",
    "test_brief", "test_unsent",
)  # fmt: skip
"""Every page with axe, and a journey for each room: diagnose, keep up, learn, connect, plan, lead.
The others walk pages that were looked at here, and whose views have tests of their own: they come
in `make test-long`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in str(item.fspath):
            item.add_marker(pytest.mark.browser)
            if item.path.stem not in IN_EVERY_RUN:
                item.add_marker(pytest.mark.long)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(
                        reason="NO BROWSER: Chromium is not on this machine (apt install chromium)"
                    )
                )


@dataclass(frozen=True)
class Product:
    """A running installation of its own."""

    address: str
    home: Path
    store: str = ""  # DATABASE_URL; empty: the file in its home


@contextmanager
def installation(factory, **settings: str) -> Iterator[Product]:
    """The product, started by its own command in a home and a store of its own, then ended.

    Both are copies of those that `whetstone setup` made once for all.
    """
    home = factory.mktemp("journey") / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ, "WHETSTONE_HOME": str(home), "WHETSTONE_DEMO_AN_HOUR": "500", **settings,
    }  # fmt: skip
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        made, template = prepared.demo_store(factory, url)
        name = f"journey_{uuid.uuid4().hex[:16]}"
        env["DATABASE_URL"] = prepared.copy_of(url, name, template=template)
    else:
        made = prepared.demo_home(factory)
    shutil.copytree(made, home, ignore=shutil.ignore_patterns("pages"))
    (settings_of_tests.HOME / "pages").mkdir(parents=True, exist_ok=True)
    (home / "pages").symlink_to(settings_of_tests.HOME / "pages")  # each is compiled once
    log = home / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "whetstone.config.cli", "run", "--port", str(port)],
            env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server, log)
        yield Product(address, home, env.get("DATABASE_URL", ""))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


@pytest.fixture(scope="package")
def product(tmp_path_factory) -> Iterator[Product]:
    with installation(tmp_path_factory) as started:
        yield started


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="package")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A visitor with an empty jar of cookies, at a desk; faults of the page fail the test.

    A form that comes back with its faults (422) is an answer; the browser logs it as an error.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def heard(said) -> None:
        if said.type == "error" and "status of 422" not in said.text:
            faults.append(said.text)

    page.on("console", heard)
    yield page
    context.close()
    assert not faults, faults


@pytest.fixture
def phone(browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="package")
def looker():
    from axe_playwright_python.sync_playwright import Axe

    return Looker(Axe().axe_script)


@pytest.fixture(scope="package")
def axe(looker):
    """`axe(page)` fails on any WCAG 2.2 A or AA violation, in light and in dark."""

    def check(page) -> None:
        if LOOKED_AT_ONCE:
            return
        page.wait_for_load_state()  # a click waits for the next page to come, not to stand
        told = looker.found(page)
        assert not told, "\n".join(told)

    return check


@pytest.fixture
def enter(product):
    """`enter(page, "lead")` goes through a door of the demo."""

    def go(page, role: str) -> None:
        page.goto(product.address + "/")
        page.locator(f"form[action='/demo/{role}'] button").click()
        page.wait_for_load_state()

    return go
