"""What to count and for how long, from figures alone."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.apps.plan.conftest import days

from whetstone.apps.plan.argument import Case, argue_case, ask
from whetstone.apps.plan.curve import curve
from whetstone.apps.plan.outlook import Outlook, Reading, in_one_way, outlook
from whetstone.apps.plan.pasting import read_rows
from whetstone.core.strategy.objective import Action

D = dt.date
TODAY = D(2026, 11, 23)


def case(**more) -> Case:
    facts = {
        "wanted_act": "link_taps", "planned_days": 21, "people_a_day": 2571, "audience": 45_000,
        "lift": 0.2, "values": (), "figures": tuple(days()),
    }  # fmt: skip
    return Case(**(facts | more))


def test_the_goal_s_own_act_is_counted_when_it_can_be_seen():
    found = argue_case(case())
    assert found.counts is Action.LINK_TAPS
    assert found.days is not None
    assert found.days % 7 == 0


def test_a_rare_act_stays_the_goal_and_something_upstream_steers():
    found = argue_case(case(wanted_act="replies"))
    assert found.goal is Action.REPLIES
    assert found.counts is Action.VIEWS


def test_without_figures_nothing_is_told():
    found = argue_case(case(figures=()))
    assert found.counts is None
    assert found.days is None
    assert curve(found, 0.2) is None


def test_a_blank_is_left_out_and_never_read_as_nought():
    whole, holed = argue_case(case()), argue_case(case(figures=tuple(days(blank_every=3))))
    assert holed.blank_days == 50
    rate = {row.action: row.rate.value for row in holed.rows}
    assert rate[Action.REPLIES] == pytest.approx(
        {row.action: row.rate.value for row in whole.rows}[Action.REPLIES]
    )


def test_seven_days_cannot_show_ten_per_cent():
    past, halves = ask(case(), difference=0.10, days=7)
    assert past.yes is False
    assert halves is not None
    assert halves > 0.10


def test_two_halves_are_proposed_where_the_past_drifts_too_much():
    rows = [
        (on, n, v, r, int(t * (1.6 if (on.toordinal() // 20) % 2 else 0.6)))
        for on, n, v, r, t in days()
    ]
    found = argue_case(case(figures=tuple(rows)))
    assert found.length.days is None
    assert found.design == "halves"
    assert found.days is not None


def test_the_curve_marks_the_length_it_argues_for():
    found = argue_case(case())
    drawn = curve(found, 0.2)
    assert drawn is not None
    assert drawn.bind is not None
    assert drawn.bind[0] == found.days
    assert all(low <= high for _x, low, high in drawn.band)


@pytest.mark.parametrize("lift", [0.1, 0.2, 0.35, 0.5])
def test_words_beside_the_line_never_lie_over_the_length_argued_for(lift):
    drawn = curve(argue_case(case(lift=lift)), lift)
    assert drawn is not None
    width = 0.2 * drawn.x["max"]
    for x, high, _said, _kind in drawn.notes:
        assert drawn.bind is None or not x < drawn.bind[0] < x + width
        assert 0 < high <= drawn.y["max"]


def test_how_long_people_take_lengthens_a_campaign_and_says_so():
    at_once = argue_case(case())
    slow = argue_case(case(decide_days=9.0, half_life_days=3.0))
    (settling,) = [one for one in slow.length.conditions if one.name == "settling"]
    assert settling.days == 21  # 9 days, and ln 0.1 / ln 0.5 half-lives: 10 more, in whole weeks
    assert settling.reason.values["settle"] == pytest.approx(10.0, abs=0.1)
    assert slow.days is not None
    assert at_once.days is not None
    assert slow.days >= 21 > at_once.days


def reading(on: D, hits: int, n: int) -> Reading:
    return Reading(on, 100 * hits / n, hits, n, "inbox")


@pytest.mark.parametrize(
    ("hits", "said"),
    [
        (950, Outlook.REACHED),
        (845, Outlook.ON_COURSE),
        (600, Outlook.BEHIND),
        (800, Outlook.TOO_CLOSE),
    ],
)
def test_a_share_is_held_against_the_line_with_its_whole_interval(hits, said):
    found = outlook(
        baseline=70, target=90, due=D(2027, 1, 1), first=reading(D(2026, 9, 1), 700, 1000),
        newest=reading(D(2026, 10, 31), hits, 1000), today=TODAY,
    )  # fmt: skip
    assert found is said


def test_one_figure_is_no_course():
    one = reading(D(2026, 11, 1), 700, 1000)
    found = outlook(baseline=70, target=90, due=D(2027, 1, 1), first=one, newest=one, today=TODAY)
    assert found is Outlook.EARLY


def test_figures_from_before_another_way_of_counting_are_no_part_of_the_course():
    def counted(month, era):
        return Reading(dt.date(2026, month, 1), 1.0, None, None, "desk", era)

    old, new, newest = counted(9, "reach"), counted(10, "viewers"), counted(11, "viewers")
    assert in_one_way([old, new, newest]) == [new, newest]
    assert in_one_way([new, newest]) == [new, newest]
    unsaid = counted(8, "")
    assert in_one_way([unsaid, new, newest]) == [unsaid, new, newest]
    assert in_one_way([old, unsaid, newest]) == [unsaid, newest]
    assert in_one_way([]) == []


def test_every_fault_of_a_paste_is_told_at_once():
    text = (
        "date,people,views,replies,taps\n2026-11-01,100,120,2,x\n01/11/2026,1,1,1,1\n"
        "2026-11-02,5,5\n2026-11-03,5,9,,8\n2026-12-24,5,9,,1"
    )
    found = read_rows(text, today=TODAY)
    assert [(one.where, one.what) for one in found.faults] == [
        ("2", "number"), ("3", "date"), ("4", "columns"), ("5", "more_acts"), ("6", "date_ahead"),
    ]  # fmt: skip


def test_a_paste_takes_the_digits_of_every_script():
    (day,) = read_rows("२०२६-११-०५, ५००, ६००, ५, ६", today=TODAY).days
    assert tuple(day) == (D(2026, 11, 5), 500, 600, 5, 6)


def test_a_paste_from_a_spreadsheet_keeps_blanks_unknown():
    found = read_rows("2026-11-02\t2571\t3100\t\t51\n2026-11-01\t2500\t\t0\t48", today=TODAY)
    assert found.faults == ()
    assert found.days == (
        (D(2026, 11, 1), 2500, None, 0, 48), (D(2026, 11, 2), 2571, 3100, None, 51),
    )  # fmt: skip
