"""`make bench`: an installation of its own, asked through the real WSGI application."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Set up a fresh store, measure, print."""
    with tempfile.TemporaryDirectory(prefix="whetstone-bench-") as folder:
        os.environ["WHETSTONE_HOME"] = folder
        os.environ["WHETSTONE_DEMO"] = "on"
        os.environ["WHETSTONE_HOSTS"] = "testserver"
        os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", "")
        os.environ["DJANGO_SETTINGS_MODULE"] = "whetstone.config.settings"
        from whetstone.config import server

        if server.set_up():
            return 1
        from benchmarks import pages

        for line in pages.report(Path(folder)):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
