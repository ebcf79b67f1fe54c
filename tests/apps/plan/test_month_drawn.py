"""The month drawn: as many networks as posts tell of, months that are not whole, and the table."""

import datetime as dt

import pytest
from tests.apps.plan.conftest import NOW

from whetstone.apps.plan import figures_words as words
from whetstone.apps.plan import report_pages, report_selectors
from whetstone.apps.plan.figures_models import ACTS, NetworkPost
from whetstone.formats.networks import METRICS

D = dt.date
HERE = D(2026, 10, 1)


def posted(
    world, on, figures, *, network="instagram", era="instagram-views-2024-08", seen_on=None
):
    return NetworkPost.objects.create(
        workspace=world.workspace, network=network, post_id=f"p{NetworkPost.objects.count()}",
        published=dt.datetime.combine(on, dt.time(9), dt.UTC), kind="image", figures=figures,
        eras={name: era for name in figures if era}, seen_on=seen_on or D(2026, 11, 20),
    )  # fmt: skip


def told(world):
    found = report_selectors.month(world.workspace.pk, HERE, today=NOW.date())
    return report_pages.paper(found, workspace="Northlight", today=NOW.date()).sheets[1]


def test_the_store_keeps_single_figures_beside_what_holds(world):
    full = {**{name: float(n) for n, name in enumerate(ACTS)}, "views": 90.0, "reach": 70.0}
    seen = posted(world, HERE, full)
    other = posted(world, HERE, {"impressions": 12.0}, era="")
    none = posted(world, HERE, {}, era="")
    for row in (seen, other, none):
        row.refresh_from_db()
    assert (seen.measure, seen.seen, seen.reach) == ("views", 90.0, 70.0)
    assert seen.era == "instagram-views-2024-08"
    assert [getattr(seen, name) for name in ACTS] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert (other.measure, other.era, other.seen, other.likes) == ("impressions", "", 12.0, None)
    assert (none.measure, none.era, none.seen) == ("", "", None)
    NetworkPost.objects.filter(pk=none.pk).update(figures={"views": 5.0})
    none.refresh_from_db()
    assert (none.measure, none.seen) == ("views", 5.0)


def test_each_network_is_drawn_over_seven_months_and_what_is_missing_is_left_out(world, client_as):
    for month, views in ((4, 100.0), (6, 300.0), (7, 200.0), (10, 480.0)):
        posted(world, D(2026, month, 2), {"views": views})
    posted(world, D(2026, 9, 12), {"views": 30.0}, network="tiktok", era="")
    posted(world, D(2026, 10, 12), {"views": 40.0}, network="tiktok", era="")
    posted(world, D(2026, 10, 12), {"views": 9.0}, network="x", era="")  # one month is no picture
    sheet = told(world)
    assert [one.title.split(",")[0] for one in sheet.months] == ["Instagram", "TikTok"]
    insta, tiktok = sheet.months
    assert insta.labels[0] == "April 2026"
    assert insta.labels[-1] == "October 2026"
    assert insta.values == (100.0, None, 300.0, 200.0, None, None, 480.0)
    assert insta.whole == (True, False, True, True, False, False, True)
    assert (insta.top, insta.ticks[-1][1]) == (600.0, "600")
    assert insta.finding == "480 in October 2026; 100 to 300 in the 3 whole months before."
    assert "too few earlier months" in tiktok.finding
    assert sheet.same[0][0] == "Month"
    assert sheet.same[2][1] == "nothing here"
    assert sheet.same[-1][1:] == ("480", "40")
    assert sheet.same[-2][1:] == ("nothing here", "30, not whole")
    page = client_as(world.leader).get("/plan/report?month=2026-10").content.decode()
    assert page.count('class="series"') == 2
    assert "The same as a table" in page


def test_a_month_that_is_not_over_is_hatched_and_said_to_be_so_far(world):
    posted(world, D(2026, 9, 2), {"views": 50.0})
    posted(world, D(2026, 10, 2), {"views": 70.0}, seen_on=D(2026, 10, 20))
    (drawn,) = told(world).months
    assert drawn.finding.startswith("70 in October 2026 so far")
    before, last = drawn.points[-2:]
    assert (before["whole"], before["now"]) == (True, False)
    assert (last["value"], last["whole"], last["now"]) == (70.0, False, True)


def test_a_month_in_which_the_exports_begin_is_over_and_not_whole(world):
    posted(world, D(2026, 10, 12), {"views": 70.0})
    posted(world, D(2026, 11, 2), {"views": 80.0})
    found = report_selectors.month(world.workspace.pk, D(2026, 11, 1), today=NOW.date())
    october = next(one for one in found.months if one.month == HERE)
    assert (october.is_over, october.is_whole) == (True, False)
    found = report_selectors.month(world.workspace.pk, HERE, today=NOW.date())
    paper = report_pages.paper(found, workspace="Northlight", today=NOW.date())
    assert any("Some exports begin within the month" in said for said in paper.says)
    assert not any("so far" in said or "end within" in said for said in paper.says)


def test_a_post_that_does_not_say_how_it_was_seen_stands_with_its_network(world):
    for on in (D(2026, 8, 1), D(2026, 9, 1), HERE):
        posted(world, on, {"views": 70.0})
    posted(world, D(2026, 10, 3), {}, era="")
    (row,) = told(world).rows
    assert row[:4] == ("Instagram", "2", "70 views (of 1 post)", "70 to 70")


def test_a_network_that_counts_no_views_has_neither_sum_nor_usual(world):
    for on in (D(2026, 8, 1), D(2026, 9, 1), HERE):
        posted(world, on, {"likes": 3.0}, network="mastodon", era="")
    sheet = told(world)
    (row,) = sheet.rows
    assert row[2:4] == ("not in the export", "–")
    sums = [line[6] for line in sheet.raw[1:]]
    assert sums == ["", "", ""]  # unknown is not 0


def test_the_months_to_choose_from_hold_the_one_shown_and_none_to_come(world, client_as):
    posted(world, D(2030, 1, 2), {"views": 1.0})
    for n in range(30):
        posted(world, D(2024 + n // 12, 1 + n % 12, 1), {"views": 1.0})
    page = client_as(world.leader).get("/plan/report?month=2020-06").content.decode()
    assert '<option value="2020-06" selected>' in page
    assert "2030-01" not in page


def test_an_empty_month_says_what_would_fill_it_and_praises_nothing(world, client_as):
    page = client_as(world.stranger).get("/plan/report").content.decode()
    assert "asks for caution" not in page
    assert 'href="/plan/figures"' in page.split("Bring an export", 1)[1]


def test_a_goal_without_a_figure_by_then_is_none_with_figures(world):
    found = report_selectors.month(world.workspace.pk, HERE, today=NOW.date())
    assert found.goals
    paper = report_pages.paper(found, workspace="Northlight", today=NOW.date())
    assert paper.says[0].startswith("No goal has figures")
    assert not any("asks for caution" in said for said in paper.says)


@pytest.mark.parametrize("era", METRICS, ids=lambda era: era.name)
def test_each_way_of_counting_has_words_that_can_be_translated(era):
    assert words.way_of(era.name) == era.says


@pytest.mark.parametrize(
    ("most", "top", "step"),
    [(0, 1, 1), (1, 1, 0.25), (7, 8, 2), (480, 600, 200), (1000, 1000, 250), (99_999, 1e5, 25e3)],
)  # fmt: skip
def test_an_axis_has_round_steps_and_holds_the_value(most, top, step):
    assert report_pages.ceiling(most) == pytest.approx((top, step))


def test_without_posts_nothing_is_drawn(world, client_as):
    sheet = told(world)
    assert (sheet.months, sheet.same) == ((), ())
    page = client_as(world.leader).get("/plan/report?month=2026-10").content.decode()
    assert "The same as a table" not in page
