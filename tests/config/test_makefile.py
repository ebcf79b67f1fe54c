"""A machine that lacks something is told so in one line, with the mend."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("sh", "make", "bash", "env", "test", "echo", "uname")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")


@pytest.fixture
def machine(tmp_path):
    """A machine with a shell, make and the Python that a test gives it."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in NEEDED:
        where = shutil.which(name)
        if where:
            (programs / name).symlink_to(where)
    project = tmp_path / "project"
    (project / "requirements").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements/app.lock"):
        shutil.copy(ROOT / name, project / name)

    def make(python: str | None) -> str:
        if python is not None:
            path = programs / "python3"
            path.write_text(f"#!/bin/sh\n{python}\n")
            path.chmod(0o755)
        done = subprocess.run(
            ["make", "setup"],
            cwd=project,
            env={"PATH": str(programs), "HOME": os.environ.get("HOME", "/")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        assert not (project / ".venv").exists()
        return done.stderr

    return make


OLD = 'case "$*" in *version_info*) exit 1;; *) exit 0;; esac'
WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1;; *) exit 0;; esac'


@pytest.mark.parametrize(
    ("python", "says", "mend"),
    [
        (None, "Python is not here", "Install Python 3.11"),
        (OLD, "too old", "make PYTHON="),
        (WITHOUT_VENV, "venv module is missing", "apt install python3-venv"),
    ],
    ids=["no Python", "an old Python", "no venv module"],
)
def test_what_is_missing_is_one_line_with_its_mend(machine, python, says, mend):
    said = machine(python)
    assert says in said
    assert mend in said
    assert said.strip().count("\n") == 0
