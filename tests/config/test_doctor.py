"""The doctor finds what is planted, says how to mend it, and changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3

import pytest

from tests.config.test_environment import run
from whetstone.config import doctor, environment


def faults(done):
    """What is not fine, by name."""
    assert "Traceback" not in done.stderr, done.stderr
    return {row["what"]: row for row in json.loads(done.stdout) if not row["fine"]}


def fingerprint(folder):
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted(folder.rglob("*"))
    }


def test_a_sound_installation_has_no_fault_and_stays_as_it_is(whetstone, home):
    before = fingerprint(home)
    done = whetstone("doctor", "--json", WHETSTONE_DEMO="off")
    assert faults(done) == {}
    assert done.returncode == 0
    assert fingerprint(home) == before


def test_a_missing_installation_is_not_made_by_looking(tmp_path):
    done = run(tmp_path / "none", "-m", "whetstone.config.cli", "doctor", "--json")
    assert faults(done)["store"]["mend"] == "whetstone setup"
    assert done.returncode == 1
    assert not (tmp_path / "none").exists()


def test_text_says_how_to_mend(whetstone):
    done = whetstone("doctor")
    assert "MEND  demo" in done.stdout
    assert "whetstone demo make" in done.stdout


def execute(home, *statements):
    store = sqlite3.connect(home / "whetstone.sqlite3", isolation_level=None)
    for statement in statements:
        store.execute(statement)
    store.close()


PLANTED = {
    "migrations": "DELETE FROM django_migrations WHERE app = 'lead'",
    "durability": "PRAGMA journal_mode=DELETE",
    "curriculum": "DELETE FROM field_edition",
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_fault_in_the_store_is_found_and_left(whetstone, home, what):
    execute(home, PLANTED[what])
    before = fingerprint(home)
    done = whetstone("doctor", "--json", WHETSTONE_DEMO="off")
    assert list(faults(done)) == [what]
    assert done.returncode == 1
    assert fingerprint(home) == before


def test_less_durable_pragmas_are_found(home):
    code = (
        "from whetstone.config import environment, cli\n"
        "weak = environment.SQLITE_PRAGMAS.replace('FULL', 'NORMAL')\n"
        "environment.SQLITE_PRAGMAS = weak\n"
        "raise SystemExit(cli.main(['doctor', '--json']))\n"
    )
    assert "durability" in faults(run(home, "-c", code, WHETSTONE_DEMO="off"))


def test_files_newer_than_the_store_are_found(whetstone, home):
    (home / "curriculum.stamp").write_text("{}")
    found = faults(whetstone("doctor", "--json", WHETSTONE_DEMO="off"))
    assert found["curriculum"]["mend"] == "whetstone curriculum load"


def test_a_damaged_store_is_a_finding(whetstone, home):
    with (home / "whetstone.sqlite3").open("r+b") as file:
        file.write(b"not a store at all")
    assert "store" in faults(whetstone("doctor", "--json", WHETSTONE_DEMO="off"))


def test_a_secret_that_others_can_read_is_found(whetstone, home):
    (home / "secret.key").chmod(0o644)
    assert faults(whetstone("doctor", "--json", WHETSTONE_DEMO="off"))["secret"]["mend"].startswith(
        "chmod 600"
    )


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ({"WHETSTONE_HOSTS": "*"}, "hosts"),
        ({"WHETSTONE_HOSTS": "learn.example.org"}, "hosts"),
        ({"WHETSTONE_DEBUG": "yes"}, "debug"),
        ({"WHETSTONE_HTTPS": "perhaps"}, "settings"),
    ],
)
def test_unsafe_settings_are_found(whetstone, named, what):
    assert list(faults(whetstone("doctor", "--json", WHETSTONE_DEMO="off", **named))) == [what]


def test_a_home_that_cannot_be_written_is_found(tmp_path):
    (tmp_path / "file").touch()
    done = run(tmp_path / "file" / "home", "-m", "whetstone.config.cli", "doctor", "--json")
    assert "home" in faults(done)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_without_the_right_to_write_is_found(tmp_path):
    (tmp_path / "home").mkdir(mode=0o500)
    done = run(tmp_path / "home", "-m", "whetstone.config.cli", "doctor", "--json")
    assert "home" in faults(done)


def test_missing_assets_are_found(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "PACKAGE", tmp_path)
    found = doctor._assets()
    assert not found.fine
    assert "look.css" in found.says
    assert found.mend == "whetstone assets"
