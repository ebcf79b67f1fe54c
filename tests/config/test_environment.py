"""Settings come from the environment; one that cannot be used is named in one line."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest
from tests.prepared import OURS, run

from whetstone.config import environment
from whetstone.config.environment import BadSettingError

BAD = [
    ("WHETSTONE_DEBUG", "perhaps"),
    ("WHETSTONE_HTTPS", "2"),
    ("WHETSTONE_DEMO", "sometimes"),
    ("WHETSTONE_HOSTS", "https://learn.example.org"),
    ("WHETSTONE_HOSTS", "learn.example.org:8000"),
    ("DATABASE_URL", "mysql://root@localhost/x"),
    ("DATABASE_URL", "postgres://user@host:many/name"),
    ("DATABASE_URL", "postgres://user@[::1/name"),
    ("DATABASE_URL", "postgres://user@host"),
    ("DATABASE_URL", "sqlite://relative.sqlite3"),
    ("WHETSTONE_HOME", "/dev/null/home"),
]


def read_settings(monkeypatch, tmp_path, name, value):
    """What settings.py reads, without importing Django's settings a second time."""
    monkeypatch.setenv("WHETSTONE_HOME", str(tmp_path))
    monkeypatch.setenv(name, value)
    environment.flag("WHETSTONE_DEBUG", default=False)
    environment.flag("WHETSTONE_HTTPS", default=False)
    environment.one_of("WHETSTONE_DEMO", {"on": "on"}, default="auto")
    environment.hosts("WHETSTONE_HOSTS", ("localhost",))
    environment.secret_key()
    return environment.database()


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named(monkeypatch, tmp_path, name, value):
    with pytest.raises(BadSettingError) as caught:
        read_settings(monkeypatch, tmp_path, name, value)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "words",
    [
        ("-m", "whetstone.config.cli", "manage", "check"),
        ("-m", "whetstone.config.cli", "setup"),
        ("-m", "gunicorn", "whetstone.config.wsgi:application", "--bind", "127.0.0.1:0"),
    ],
    ids=["manage", "setup", "gunicorn"],
)
def test_no_program_answers_a_bad_value_with_a_stack_trace(tmp_path, words):
    done = run(tmp_path, *words, WHETSTONE_DEMO="sometimes")
    assert done.returncode != 0
    assert "WHETSTONE_DEMO: “sometimes” is none of auto, off, on." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_secret_is_made_once_for_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.delenv("WHETSTONE_SECRET_KEY", raising=False)
    monkeypatch.setenv("WHETSTONE_HOME", str(tmp_path / "new"))
    made = environment.secret_key()
    assert len(made) >= 50
    assert environment.secret_key() == made
    path = tmp_path / "new" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret.key"]


def test_an_empty_secret_file_is_not_taken_for_a_secret(monkeypatch, tmp_path):
    monkeypatch.delenv("WHETSTONE_SECRET_KEY", raising=False)
    monkeypatch.setenv("WHETSTONE_HOME", str(tmp_path))
    (tmp_path / "secret.key").touch()
    assert len(environment.secret_key()) >= 50


def test_processes_that_start_together_share_one_secret(tmp_path):
    code = "from whetstone.config import environment; print(environment.secret_key())"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={**kept, "WHETSTONE_HOME": str(tmp_path / "shared")},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    said = {one.communicate()[0].strip() for one in started}
    assert len(said) == 1
    assert len(said.pop()) >= 50


def test_who_only_looks_makes_nothing(monkeypatch, tmp_path):
    monkeypatch.delenv("WHETSTONE_SECRET_KEY", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WHETSTONE_HOME", str(tmp_path / "home"))
    token = environment.LOOKS_ONLY.set(True)
    try:
        environment.secret_key()
        environment.database()
    finally:
        environment.LOOKS_ONLY.reset(token)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////{tmp}/a%20b.sqlite3", "{tmp}/a b.sqlite3"),
        ("sqlite:///:memory:", ":memory:"),
        ("", "{tmp}/whetstone.sqlite3"),
    ],
)
def test_sqlite_by_address(monkeypatch, tmp_path, url, name):
    there = str(tmp_path).lstrip("/")
    monkeypatch.setenv("WHETSTONE_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", url.replace("{tmp}", there))
    found = environment.database()
    assert found["NAME"] == name.replace("{tmp}", str(tmp_path))
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://asha:p%40ss%2F@db.internal:5433/whet?sslmode=require",
            ("whet", "asha", "p@ss/", "db.internal", "5433", {"sslmode": "require"}),
        ),
        ("postgresql:///whet?host=/run/postgresql", ("whet", "", "", "/run/postgresql", "", {})),
        ("postgres://u@[::1]/whet", ("whet", "u", "", "::1", "", {})),
    ],
)
def test_postgresql_by_address(monkeypatch, url, expected):
    monkeypatch.setenv("DATABASE_URL", url)
    found = environment.database()
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert found["OPTIONS"].pop("options") == environment.POSTGRES
    assert tuple(found[name] for name in names) == expected


def test_an_address_may_say_how_postgresql_is_asked(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/whet?options=-c%20jit%3Don")
    assert environment.database()["OPTIONS"] == {"options": "-c jit=on"}
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/whet?options=")
    assert environment.database()["OPTIONS"] == {}


@pytest.mark.parametrize(("said", "meant"), [("", "auto"), ("ON", "on"), ("no", "off")])
def test_a_word_in_any_case(monkeypatch, said, meant):
    monkeypatch.setenv("WHETSTONE_DEMO", said)
    words = {"auto": "auto", "on": "on", "yes": "on", "off": "off", "no": "off"}
    assert environment.one_of("WHETSTONE_DEMO", words, default="auto") == meant
