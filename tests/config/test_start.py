"""A start loads what every request needs, and nothing that takes half a second for one page."""

from __future__ import annotations

import subprocess
import sys

ON_DEMAND = (
    "scipy.stats", "scipy.optimize", "pypdf", "docx", "feedparser", "httpx", "fontTools", "pyld",
    "typst",
)  # fmt: skip


def test_what_few_pages_need_is_not_loaded_at_a_start():
    words = (
        "import sys, django; django.setup(); "
        f"print(sorted({set(ON_DEMAND)!r} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr
