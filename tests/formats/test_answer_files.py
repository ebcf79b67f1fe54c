"""Answers in CSV files: three shapes, and every fault with its place."""

from __future__ import annotations

import json

import numpy as np
import pytest

from whetstone.config import cli
from whetstone.core.kernel.errors import Faults
from whetstone.formats.answer_files import read

WIDE = "person,one,two,group\nAda,1,0,north\nBen,,1,south\nCho,NA,2,north\n"
LONG = "person,item,score,weight\nAda,one,1,1\nAda,two,0,0.5\nBen,two,1,1\n"


def faults(text, **more):
    with pytest.raises(Faults) as refused:
        read(text.encode() if isinstance(text, str) else text, name="a.csv", **more)
    return [str(fault) for fault in refused.value.faults]


def test_one_row_a_person():
    found = read(WIDE.encode())
    assert (found.shape, found.items, found.groups) == ("wide", ("one", "two"), ("north", "south"))
    np.testing.assert_array_equal(found.answers.person, [0, 0, 1, 2])
    np.testing.assert_array_equal(found.answers.item, [0, 1, 1, 1])
    np.testing.assert_array_equal(found.answers.score, [1, 0, 1, 2])
    np.testing.assert_array_equal(found.answers.group, [0, 1, 0])


def test_patterns_and_counts():
    found = read(b"a;b;n\n0;1;12\n1;1;30\n")
    assert found.shape == "pattern and count"
    np.testing.assert_array_equal(found.answers.times, [12, 30])


def test_one_row_an_answer():
    found = read(LONG.encode())
    assert (found.shape, found.items) == ("long", ("one", "two"))
    np.testing.assert_array_equal(found.answers.weight, [1, 0.5, 1])


def test_what_a_spreadsheet_writes_is_read():
    found = read("\ufeffperson\tone\tzwei\nÄda\t1.0\t0\n\n".encode())
    assert found.items == ("one", "zwei")
    np.testing.assert_array_equal(found.answers.score, [1, 0])


def test_every_fault_is_told_with_its_place():
    assert faults("person,one,two\nAda,x,0\nBen,1\nCho,-1,1\n") == [
        "a.csv:2, one: “x” is no whole number from 0 to 9. Leave a missing answer empty.",
        "a.csv:4, one: “-1” is no whole number from 0 to 9. Leave a missing answer empty.",
        "a.csv:3: has 2 cells, the head has 3.",
    ]


def test_a_column_that_is_no_item_is_told_once_and_can_be_left_out():
    text = "one,anger\n" + "".join(f"{n % 2},{n}\n" for n in range(20, 40))
    told = faults(text)
    assert len(told) == 4
    assert told[-1] == (
        "anger: 17 more faults of this kind. Where it is no item, leave it out: --without “anger”."
    )
    assert read(text.encode(), without=["anger"]).items == ("one",)
    assert faults(text, without=["joy"]) == ["a.csv:1: no column is named “joy”."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no answers"),
        (b"one,two\n", "holds no answers"),
        (b"one,one\n1,0\n", "two columns are named"),
        ("person,one\nÄda,1\n".encode("latin-1"), "is not UTF-8"),
        (b"person,item,score,group\nAda,1,1,a\nAda,2,1,b\n", "was in group"),
        (b"a,n\n1,-3\n", "is no number of 0 or more"),
        (b"person\nAda\n", "no column holds answers"),
    ],
)
def test_refusals(data, said):
    assert any(said in one for one in faults(data))


def test_the_command_fits_a_file(tmp_path, capsys):
    rows = ["a,b,c,n", "1,1,1,30", "1,1,0,25", "1,0,0,20", "0,0,0,15", "0,1,0,9", "0,0,1,4"]
    path = tmp_path / "file.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    assert cli.main(["measure", "fit", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["persons"] == 103
    assert told["converged"] is True
    places = [row["b"][0] for row in told["items"]]
    assert places == sorted(places)
    assert cli.main(["measure", "fit", str(path), "--model", "grm"]) == 0
    assert "log likelihood" in capsys.readouterr().out


def test_the_command_refuses_in_a_line(tmp_path, capsys):
    assert cli.main(["measure", "fit", str(tmp_path / "none.csv")]) == 1
    assert "No such file" in capsys.readouterr().err
    path = tmp_path / "one.csv"
    path.write_text("a,b\n1,0\n1,1\n", encoding="utf-8")
    assert cli.main(["measure", "fit", str(path), "--no-priors"]) == 1
    assert "item 0: has a score that nobody got." in capsys.readouterr().err


def test_the_command_tells_groups_apart(tmp_path, capsys):
    rows = ["id,sex,a,b"]
    rows += [f"{n},{'m' if n % 2 else 'f'},{n % 3 % 2},{(n // 2) % 2}" for n in range(240)]
    path = tmp_path / "file.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    asked = ["measure", "dif", str(path), "--by", "sex", "--focal"]
    assert cli.main([*asked, "m", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["n"] == 120
    assert [row["item"] for row in told["items"]] == ["a", "b"]
    one = told["items"][0]
    assert one["logistic_chi2"] == pytest.approx(one["uniform_chi2"] + one["crossing_chi2"])
    assert one["r2_gain"] == pytest.approx(one["uniform_r2"] + one["crossing_r2"], abs=2e-6)
    assert {one["class"], one["logistic_class"]} <= {"A", "B", "C"}
    assert cli.main([*asked, "m", "--no-purify"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert all("MH " in line and "logistic " in line and "delta" in line for line in said)
    assert cli.main([*asked, "x"]) == 1
    assert "there is no group “x”. f, m" in capsys.readouterr().err
