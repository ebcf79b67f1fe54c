"""Parameters in a file: what `measure fit --json` prints is read back, and faults are told."""

from __future__ import annotations

import json

import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.calibration import Model
from whetstone.formats.parameter_files import read

GOOD = {
    "model": "gpcm",
    "groups": [{"name": "a", "mean": 0.2, "sd": 1.1}],
    "items": [
        {"item": "q1", "a": 1.2, "a_se": 0.1, "b": [0.3], "b_se": [0.2], "area": "plan"},
        {"item": "q2", "a": 1, "a_se": None, "b": [0.3, 1], "b_se": [], "area": "lead"},
    ],
}


def _read(told):
    return read(json.dumps(told).encode())


def test_what_is_written_is_read():
    found = _read(GOOD)
    assert found.model is Model.GPCM
    assert found.areas == ("plan", "lead")
    assert found.groups == {"a": (0.2, 1.1)}
    assert [(one.name, one.a, one.b, one.a_se, one.area) for one in found.items] == [
        ("q1", 1.2, (0.3,), 0.1, 0),
        ("q2", 1.0, (0.3, 1.0), 0.0, 1),
    ]


def test_the_least_that_is_wanted_is_an_item_with_a_and_b():
    found = _read({"items": [{"item": "q", "a": 1, "b": 0.5}]})
    assert found.groups == {"": (0.0, 1.0)}
    assert found.areas == ("",)


def test_every_fault_is_told_at_once():
    items = [
        {"item": "q", "a": "steep", "b": [0]},
        {"item": "q", "a": 1, "b": [True]},
        {"a": 1, "b": [0]},
        7,
    ]
    with pytest.raises(Faults) as raised:
        _read({"model": "9pl", "items": items, "groups": [{"mean": 0, "sd": 0}, "x"]})
    told = "\n".join(map(str, raised.value.faults))
    for said in ("9pl", "“q” stands 2 times", "slope a", "places b", "has no name", "groups[1]"):
        assert said in told


@pytest.mark.parametrize("data", [b"", b"\xff", b"[1]", b"{", b'{"items": []}', b"[" * 100_000])
def test_what_is_no_file_of_parameters_is_refused(data):
    with pytest.raises(Faults):
        read(data)
