"""Panels of units and periods: what is read, and every fault at once."""

from __future__ import annotations

import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.formats import panels

HEAD = "unit,period,treated_from,outcome\n"


def read(rows, head=HEAD):
    return panels.read((head + "\n".join(rows) + "\n").encode(), name="p.csv")


def faults_of(rows, head=HEAD):
    with pytest.raises(Faults) as caught:
        read(rows, head)
    return [str(one) for one in caught.value.faults]


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("9", "10", "11"),
        ("2026-09-30", "2026-10-07", "2026-10-14"),
        ("2026-W09", "2026-W10", "2026-W11"),
        ("2025-12", "2026-01", "2026-02"),
    ],
)
def test_periods_are_read_in_the_order_of_time(first, second, third):
    rows = [f"a,{second},{second},2", f"a,{first},{second},1", f"b,{first},,3", f"b,{second},,4"]
    found = read(rows)
    assert found.periods == (first, second)
    assert found.starts.places == (1, 2)
    assert found.outcome.tolist() == [[1, 2], [3, 4]]
    later = read([f"a,{first},{third},1", f"a,{second},{third},2", *rows[2:]])
    assert later.starts.places == (2, 2)


def test_columns_stand_in_any_order_and_others_are_passed_over():
    found = read(["1;x;a;1;", "2;x;a;2;", "1;x;b;1;2", "2;x;b;2;2"],
                 "OUTCOME;note;unit;period;treated_from\n")  # fmt: skip
    assert found.units == ("a", "b")
    assert found.starts.places == (2, 1)


def test_every_fault_is_told_at_once_with_row_column_and_remedy():
    said = faults_of(["a,1,2,x", ",2,2,1", "b,next,,1", "b,2,,", "c,1,soon,1,5"])
    assert [one.split(" ")[0] for one in said] == ["p.csv:2,", "p.csv:3,", "p.csv:4,", "p.csv:5,",
                                                   "p.csv:6,"]  # fmt: skip
    assert [one.split(" ")[1].rstrip(":") for one in said] == [
        "outcome", "unit", "period", "outcome", "treated_from",
    ]  # fmt: skip
    assert "not 0" in said[3]


def test_a_table_with_holes_doubles_and_changing_starts_is_refused():
    said = faults_of(
        ["a,1,2,1", "a,2,3,1", "b,1,,1", "b,1,,4", "c,1,1,1", "c,2,1,1", "d,W,,1"][:-1]
    )
    assert len(said) == 4
    assert "was “2” for “a” before" in said[0]
    assert "no period before its start" in said[1]
    assert "stands in period 1 already (p.csv:4)" in said[2]
    assert "unit “b”: has no row for 2" in said[3]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (HEAD.encode(), "holds no rows"),
        (b"unit,period\na,1\n", "no column is named"),
        (b"unit,unit,period,treated_from,outcome\n", "two columns"),
        (b"\xff\xfe", "not UTF-8"),
        ((HEAD + "a,1,,1\na,2026-01,,1\n").encode(), "is a month, the first row has a number"),
        ((HEAD + "a,2026-02-31,,1\n").encode(), "not in the calendar"),
        ((HEAD + "a,1,,nan\n").encode(), "no number"),
    ],
)
def test_what_is_no_panel_is_refused_with_a_remedy(data, says):
    with pytest.raises(Faults) as caught:
        panels.read(data, name="p.csv")
    assert says in str(caught.value)
    assert all(one.mend for one in caught.value.faults)


def test_a_thousand_faults_are_told_as_fifty_and_how_many_more():
    said = faults_of([f"a,{n},,x" for n in range(1000)])
    assert len(said) == 51
    assert "950 more faults" in said[-1]
