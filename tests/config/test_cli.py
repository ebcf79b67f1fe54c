"""Every command explains itself; reports are also JSON; faults are one line and an exit code."""

from __future__ import annotations

import json
import socket

import pytest
from tests.prepared import run

from whetstone.config import cli, server


def commands(parser, before=()):
    """Every act of the command line, as words."""
    for action in parser._actions:
        if not hasattr(action, "_name_parser_map"):
            continue
        for name, child in action.choices.items():
            yield from list(commands(child, (*before, name))) or [(*before, name)]


ALL = list(commands(cli.parser()))


@pytest.mark.parametrize("words", [(), *ALL], ids=" ".join)
def test_every_command_has_help(capsys, words):
    with pytest.raises(SystemExit) as done:
        cli.main([*words, "--help"])
    assert done.value.code == 0
    assert f"usage: {' '.join(('whetstone', *words))}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "words", [("curriculum", "check"), ("claims",), ("demo", "sweep"), ("curriculum", "load")]
)
def test_reports_are_json(capsys, curriculum_loaded, compiled_before, words):
    assert cli.main([*words, "--json"]) == 0
    json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("words", [(), ("nothing",), ("run", "--workers", "0"), ("backup",)])
def test_what_is_not_understood_leaves_with_two(words):
    with pytest.raises(SystemExit) as done:
        cli.main(list(words))
    assert done.value.code == 2


def test_the_bare_word_shows_what_there_is(capsys):
    with pytest.raises(SystemExit):
        cli.main([])
    assert "set up the store" in capsys.readouterr().err


def test_a_missing_curriculum_is_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("WHETSTONE_CURRICULUM", str(tmp_path))
    assert cli.main(["curriculum", "check"]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path) in said
    assert said.count("\n") == 1


def test_a_store_without_tables_is_one_line(tmp_path):
    done = run(tmp_path, "-m", "whetstone.config.cli", "claims", "--json")
    assert done.returncode == 1
    assert "no such table" in done.stderr
    assert "whetstone setup" in done.stderr
    assert "whetstone doctor" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("runserver",), ("testserver",), ("check", "--settings=x")])
def test_manage_lets_nothing_in_that_shows_code(capsys, words):
    assert cli.main(["manage", *words]) == 1
    assert capsys.readouterr().err.startswith("whetstone: ")


def test_manage_shell_is_there(tmp_path):
    code = "from django.conf import settings; print('DEBUG', settings.DEBUG)"
    words = ("-m", "whetstone.config.cli", "manage", "shell", "--no-imports", "-c", code)
    done = run(tmp_path, *words)
    assert (done.returncode, done.stdout.strip()) == (0, "DEBUG False")


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_in_use_names_one_that_is_free(capsys, taken):
    assert server.run(host="127.0.0.1", port=taken, workers=1) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Port {taken} is in use.")
    assert "make run PORT=" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [
        ("127.0.0.1", 70_000, "does not exist"),
        ("127.0.0.1", 0, "does not exist"),
        ("203.0.113.7", 8123, "has no address"),
        ("no such host", 8123, "has no address"),
    ],
)
def test_an_impossible_place_is_one_line(capsys, host, port, says):
    assert server.run(host=host, port=port, workers=1) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_debugging_is_never_served_to_others(capsys, monkeypatch):
    monkeypatch.setenv("WHETSTONE_DEBUG", "yes")
    assert server.run(host="0.0.0.0", port=server._next_free("0.0.0.0", 8123), workers=1) == 1
    assert "WHETSTONE_DEBUG" in capsys.readouterr().err
