"""The real template environment and the real sheets, without a database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import FileSystemLoader

import whetstone.web
from whetstone.config.jinja import environment

WEB = Path(whetstone.web.__file__).parent


@pytest.fixture(scope="session")
def web():
    """The folder of what pages share."""
    return WEB


@pytest.fixture(scope="session")
def env():
    """The environment that pages are rendered with, on the shared templates only."""
    made = environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
    made.globals.update(
        static=lambda name: f"/static/{name}", url=lambda name, *_a, **_k: f"/{name}"
    )
    return made


@pytest.fixture(scope="session")
def draw(env):
    """`draw("status", "status('current')")` -> the markup of one call; names are its context."""

    def render(component: str, call: str, **names: object) -> str:
        macro = re.match(r"\w+", call)[0]
        source = (
            f'{{% from "web/components/{component}.html.jinja" import {macro} %}}{{{{ {call} }}}}'
        )
        return env.from_string(source).render(**names)

    return render
