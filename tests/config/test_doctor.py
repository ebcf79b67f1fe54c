"""The doctor finds what is planted, says how to mend it, and changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3

import pytest
from tests.prepared import run

from whetstone.config import doctor, environment
from whetstone.config.doctor import Finding


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


def test_text_says_how_to_mend():
    findings = [Finding("demo", False, "not made yet", "whetstone demo make")]
    first, second = doctor.as_text(findings).splitlines()
    assert first.split() == ["MEND", "demo", "not", "made", "yet"]
    assert second.strip() == "whetstone demo make"


def execute(home, *statements):
    store = sqlite3.connect(home / "whetstone.sqlite3", isolation_level=None)
    for statement in statements:
        store.execute(statement)
    store.close()


def test_faults_are_found_and_left_as_they_are(whetstone, home):
    (home / "curriculum.stamp").unlink()
    told = faults(whetstone("doctor", "--json"))["curriculum"]
    assert (told["says"].split("; ")[1][:12], told["mend"]) == ("not compared", "whetstone setup")
    execute(
        home,
        "DELETE FROM django_migrations WHERE app = 'lead'",
        "PRAGMA journal_mode=DELETE",
    )
    (home / "curriculum.stamp").write_text("{}")
    (home / "secret.key").chmod(0o644)
    before = fingerprint(home)
    done = whetstone("doctor", "--json", WHETSTONE_HOSTS="*", WHETSTONE_DEBUG="yes")
    assert {what: row["mend"].split()[0] for what, row in faults(done).items()} == {
        "secret": "chmod",
        "durability": "whetstone",
        "migrations": "whetstone",
        "curriculum": "whetstone",
        "demo": "whetstone",
        "hosts": "Name",
        "debug": "Unset",
    }
    assert done.returncode == 1
    assert fingerprint(home) == before


def test_less_durable_pragmas_are_found(home):
    code = (
        "from whetstone.config import environment, cli\n"
        "weak = environment.SQLITE_PRAGMAS.replace('FULL', 'NORMAL')\n"
        "environment.SQLITE_PRAGMAS = weak\n"
        "raise SystemExit(cli.main(['doctor', '--json']))\n"
    )
    execute(home, "DELETE FROM field_edition")
    found = faults(run(home, "-c", code, WHETSTONE_HOSTS="learn.example.org"))
    assert {"durability", "curriculum", "hosts"} <= set(found)
    assert found["curriculum"]["says"] == "none loaded"


def test_a_damaged_store_is_a_finding(whetstone, home):
    with (home / "whetstone.sqlite3").open("r+b") as file:
        file.write(b"not a store at all")
    assert "store" in faults(whetstone("doctor", "--json", WHETSTONE_DEMO="off"))


def test_a_setting_that_cannot_be_read_is_a_finding(whetstone):
    assert "settings" in faults(whetstone("doctor", "--json", WHETSTONE_HTTPS="perhaps"))


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
