"""What a first visit costs on the wire, in a real browser against the real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer: its path, and its bytes on the wire with headers."""

    path: str
    size: int


def first_visit(home: Path) -> list[Sent] | None:
    """Everything that a cold first visit to the doors loads; None where no Chromium is found."""
    binary = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if binary is None:
        return None
    with _served(home) as address:
        return _visited(binary, address)


@contextmanager
def _served(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "WHETSTONE_HOME": str(home), "WHETSTONE_HOSTS": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "whetstone.config.cli", "run", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/static/img/mark.svg")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def _visited(binary: str, address: str) -> list[Sent]:
    from playwright.sync_api import sync_playwright

    asked: dict[str, str] = {}
    sent: list[Sent] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=binary, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.requestWillBeSent",
            lambda told: asked.update({told["requestId"]: told["request"]["url"]}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda told: sent.append(
                Sent(asked[told["requestId"]], int(told["encodedDataLength"]))
            ),
        )
        page.goto(f"{address}/", wait_until="networkidle")
        browser.close()
    return [Sent(one.path.removeprefix(address), one.size) for one in sent]
