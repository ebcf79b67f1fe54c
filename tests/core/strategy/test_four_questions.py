"""The four questions: what is promised of each answer, and what is refused."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from whetstone.core.kernel.probability import wilson
from whetstone.core.kernel.reasons import say
from whetstone.core.strategy.controls import Control, gain, offers
from whetstone.core.strategy.duration import LengthQuestion, adstock, can_show, how_long
from whetstone.core.strategy.engagers import engager_mix, follower_split, from_percents
from whetstone.core.strategy.looking import Arm, likelihood_ratio
from whetstone.core.strategy.network_fit import (
    CellUse,
    OwnAnswers,
    network_fit,
    portfolio,
    speaks_of,
)
from whetstone.core.strategy.price import Looks, _log_ratio, price
from whetstone.core.strategy.readout import read_arms, read_days
from whetstone.core.strategy.segments import Segment, cell_use, crossed_share, mix, rake
from whetstone.core.strategy.series import history_needed, placebo_mde
from whetstone.core.strategy.shrink import shrink_rates
from whetstone.core.strategy.words import WORDS

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data" / "networks"
REAL = Path(os.environ.get("WHETSTONE_REAL_FILES", BESIDE))
"""A folder with the public files, where somebody has them; look-alikes are always run."""


def real(name: str) -> Path:
    if not (REAL / name).is_file():
        pytest.skip(f"{name} is not here")
    return REAL / name


WOMEN = {
    "YouTube": (83, 83, None), "Facebook": (76, 68, 112), "Instagram": (54, 47, 115),
    "Pinterest": (50, 35, 143), "TikTok": (40, 33, 121), "Snapchat": (32, 27, 119),
    "LinkedIn": (29, 30, 97), "X": (19, 22, 86), "Reddit": (17, 22, 77),
}  # fmt: skip
"""Pew 2023: share of women, of everyone, and the index in the notes."""


def test_women_of_2023_have_the_golden_indices():
    uses = [CellUse(name, "women", women / 100, 2_924) for name, (women, _, _) in WOMEN.items()]
    everyone = {name: whole / 100 for name, (_, whole, _) in WOMEN.items()}
    fit = network_fit({"women": 1}, uses, everyone=everyone)
    assert {row.network: round(row.index) for row in fit.networks} == {
        name: index or 100 for name, (_, _, index) in WOMEN.items()
    }
    halves = {row.network: row.reach.width / 2 for row in fit.networks}
    assert halves["Pinterest"] == pytest.approx(0.025, abs=0.0005)
    assert halves["TikTok"] == pytest.approx(0.025, abs=0.0005)
    assert fit.tied == (("Instagram", "Pinterest"), ("Snapchat", "LinkedIn"), ("X", "Reddit"))


def test_segments_are_mixed_by_their_weights():
    target = mix([Segment("a", 3, {"women": 2}), Segment("b", 1, {"women": 1, "men": 1})])
    assert target == pytest.approx({"women": 0.875, "men": 0.125})


@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf")])
def test_a_weight_that_is_no_weight_is_refused(weight):
    with pytest.raises(ValueError, match="weight"):
        mix([Segment("a", weight, {"women": 1})])
    with pytest.raises(ValueError, match="weight"):
        mix([Segment("a", 0, {"women": 1})])


def test_raking_a_flat_table_is_the_product_and_says_what_it_assumes():
    raked = rake([60, 40], [30, 70])
    assert raked.cells == pytest.approx(np.array([[18, 42], [12, 28]]))
    assert say(raked.assumes, WORDS).startswith("assumed")


def test_raking_keeps_the_odds_ratio_of_its_start():
    """Deming and Stephan: margins change, the interaction does not."""
    start = np.array([[4.0, 1.0], [1.0, 2.0]])
    cells = rake([55, 45], [20, 80], start=start).cells
    assert cells.sum(axis=1) == pytest.approx([55, 45])
    assert cells.sum(axis=0) == pytest.approx([20, 80])
    assert cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]) == pytest.approx(8)


@pytest.mark.parametrize(
    ("rows", "columns", "start"),
    [
        ([1, 1], [1, 2], None),
        ([-1, 3], [1, 1], None),
        ([0, 0], [0, 0], None),
        ([1, 1], [1, 1], np.ones((3, 2))),
        ([1, 1], [1.5, 0.5], np.eye(2)),
    ],
)
def test_margins_that_cannot_be_are_refused(rows, columns, start):
    with pytest.raises(ValueError, match=r"margins|sum|cells|start"):
        rake(rows, columns, start=start)


def test_use_by_cell_keeps_both_tables_and_adds_no_interaction():
    people = np.array([[10.0, 40.0], [15.0, 35.0]])
    by_row = [0.5, 0.19]
    by_column = [0.45, (0.5 * 50 + 0.19 * 50 - 0.45 * 25) / 75]
    share = cell_use(people, by_row, by_column)
    assert (share * people).sum(axis=1) / people.sum(axis=1) == pytest.approx(by_row)
    assert (share * people).sum(axis=0) / people.sum(axis=0) == pytest.approx(by_column)
    odds = share / (1 - share)
    assert odds[0, 0] * odds[1, 1] == pytest.approx(odds[0, 1] * odds[1, 0])


def test_tables_of_different_totals_are_not_raked_together():
    with pytest.raises(ValueError, match="totals"):
        cell_use(np.ones((2, 2)), [0.9, 0.9], [0.1, 0.1])
    with pytest.raises(ValueError, match="share"):
        cell_use(np.ones((2, 2)), [1.9, 0.9], [0.1, 0.1])


def test_a_crossed_share_is_that_of_the_margins_where_one_is_like_everyone():
    assert crossed_share(0.47, 0.47, 0.78) == pytest.approx(0.78)
    with pytest.raises(ValueError, match="odds"):
        crossed_share(0.0, 0.5)


def test_a_portfolio_takes_what_adds_most_not_what_is_large():
    shares = {
        "wide": {"a": 0.9, "b": 0.1},
        "twin": {"a": 0.88, "b": 0.1},
        "other": {"a": 0.0, "b": 0.7},
    }
    steps = portfolio({"a": 0.5, "b": 0.5}, shares, most=3)
    assert [one.network for one in steps] == ["wide", "other", "twin"]
    assert steps[1].added.value == pytest.approx(0.5 * 0.63)
    for one in steps:
        assert one.added.lo <= one.added.value <= one.added.hi
        assert one.reach.lo <= one.reach.value <= one.reach.hi <= 1


def test_no_population_breaks_the_bounds_of_a_portfolio():
    rng = np.random.default_rng(5)
    for _ in range(50):
        uses = rng.random((400, 3)) < rng.random(3)
        uses[:, 1] |= uses[:, 0] & (rng.random(400) < 0.8)
        shares = {str(i): {"all": float(uses[:, i].mean())} for i in range(3)}
        steps = portfolio({"all": 1.0}, shares, most=3)
        seen = np.zeros(400, dtype=bool)
        for one in steps:
            new = uses[:, int(one.network)] & ~seen
            seen |= uses[:, int(one.network)]
            assert one.added.lo - 1e-9 <= new.mean() <= one.added.hi + 1e-9
            assert one.reach.lo - 1e-9 <= seen.mean() <= one.reach.hi + 1e-9


def test_a_network_without_one_of_the_cells_is_in_no_portfolio():
    assert portfolio({"a": 0.5, "b": 0.5}, {"x": {"a": 0.9}}, most=3) == ()


def test_an_own_survey_is_the_beta_posterior_with_nine_in_ten():
    fit = network_fit(
        {"women": 1}, [CellUse("p", "women", 0.5, 2_900)], own=[OwnAnswers("p", 12, 15)]
    )
    (row,) = fit.networks
    assert row.reach.value == pytest.approx((12 + 10) / 35)
    assert (row.reach.lo, row.reach.hi) == pytest.approx(stats.beta(22, 13).interval(0.90))
    assert "own_survey" in {one.code for one in row.reasons}


def test_another_country_is_asked_for_a_source():
    assert speaks_of("US", "us") is None
    assert "source of your own" in say(speaks_of("US", "SE"), WORDS)


def test_the_overlap_has_an_interval_that_covers_its_truth():
    rng = np.random.default_rng(11)
    truth, target = np.array([0.5, 0.3, 0.2]), {"a": 0.2, "b": 0.5, "c": 0.3}
    real_overlap, hits = 0.2 + 0.3 + 0.2, 0
    for seed in range(150):
        counts = dict(zip("abc", (int(x) for x in rng.multinomial(600, truth)), strict=True))
        overlap = engager_mix(counts, target, seed=seed).overlap
        hits += overlap.holds(real_overlap)
    assert hits / 150 >= 0.90


def test_the_same_seed_draws_the_same_interval():
    args = ({"a": 300, "b": 200}, {"a": 1.0, "b": 3.0})
    assert engager_mix(*args, seed=4) == engager_mix(*args, seed=4)


def test_rounded_tables_count_for_what_their_rounding_leaves():
    counts = from_percents({"F": 26.0, "M": 74.0}, people=10_000_000, step=1.0)
    assert sum(counts.values()) == pytest.approx(0.26 * 0.74 * 12 / 0.01**2, abs=2)
    assert sum(from_percents({"F": 26.0, "M": 74.0}, people=500).values()) == 500
    mix_ = engager_mix(counts, {"F": 1, "M": 1}, rounded=True)
    assert mix_.rounded
    assert mix_.reasons[0].code == "platform_rounded"


@pytest.mark.parametrize("table", [{"F": 50.0, "M": 20.0}, {"F": -1.0, "M": 101.0}, {}])
def test_a_table_that_is_not_of_a_hundred_is_refused(table):
    with pytest.raises(ValueError, match="shares"):
        from_percents(table, people=1000)


def test_followers_come_first_and_unknown_is_not_none():
    split = follower_split(9_692_996, 100_325_568)
    assert round(100 * split.followers.value, 1) == 9.7
    assert follower_split(None, 100).reasons[0].code == "split_unknown"
    assert not follower_split(None, 100).followers.is_known
    with pytest.raises(ValueError, match="followers"):
        follower_split(2, 1)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 20, 0, 16.1), (1, 20, 0.9, 23.6), (9, 100, 4.8, 16.2), (45, 1000, 3.4, 6.0),
     (5, 238, 0.9, 4.8)],
)  # fmt: skip
def test_wilson_in_its_closed_form(hits, n, low, high):
    assert [round(100 * end, 1) for end in wilson(hits, n)] == [low, high]


def halves_error(cells, seed: int) -> tuple[float, float]:
    """Weighted squared error of raw and of shrunk rates of a random half, on the other half."""
    rng = np.random.default_rng(seed)
    y, n = np.array(cells).T
    y1 = rng.hypergeometric(y, n - y, n // 2)
    n1 = n // 2
    y2, n2 = y - y1, n - n1
    known = (n1 > 0) & (n2 > 0)
    y1, n1, y2, n2 = y1[known], n1[known], y2[known], n2[known]
    shrunk = np.array([one.value for one in shrink_rates(list(y1), list(n1)).rates])
    errors = (np.average((x - y2 / n2) ** 2, weights=n2) for x in (y1 / n1, shrunk))
    raw, pulled = (float(one) for one in errors)
    return raw, pulled


def ads_look_alike():
    rng = np.random.default_rng(17)
    n = rng.lognormal(3.2, 1.0, 300).astype(int) + 2
    return list(zip(rng.binomial(n, rng.beta(3, 80, 300)), n, strict=True))


def test_shrinking_beats_raw_rates_on_held_out_halves_of_a_look_alike():
    errors = np.array([halves_error(ads_look_alike(), seed) for seed in range(40)])
    assert errors[:, 1].mean() < 0.7 * errors[:, 0].mean()


def test_shrinking_beats_raw_rates_on_held_out_halves_of_the_ads():
    """Halves are halves of the ads: what one half of them says of the other."""
    with real("kag_facebook_ads.csv").open(encoding="utf-8", newline="") as file:
        ads = [
            ((row["age"], row["gender"], row["interest"]),
             int(row["Approved_Conversion"]), int(row["Clicks"]))
            for row in csv.DictReader(file)
            if row["xyz_campaign_id"] == "1178"
        ]  # fmt: skip
    rng = np.random.default_rng(1)
    errors = np.array([split_error(ads, rng.random(len(ads)) < 0.5) for _ in range(200)])
    raw, shrunk, pooled = errors.mean(axis=0)
    assert shrunk < raw / 5
    assert shrunk < pooled


def split_error(ads, first) -> tuple[float, float, float]:
    """Weighted squared error on the other half: raw, shrunk, and one pooled rate."""
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (cell, sales, clicks), mine in zip(ads, first, strict=True):
        place = 0 if mine else 2
        sums[cell][place] += sales
        sums[cell][place + 1] += clicks
    table = np.array([row for row in sums.values() if row[1] and row[3] and row[0] <= row[1]])
    y, n, other, of = table.T
    found = shrink_rates(list(y), list(n))
    guesses = (y / n, np.array([one.value for one in found.rates]), found.mean)
    raw, pulled, pooled = (
        float(np.average((guess - other / of) ** 2, weights=of)) for guess in guesses
    )
    return raw, pulled, pooled


def test_the_ads_file_has_women_who_click_most_and_buy_least():
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    with real("kag_facebook_ads.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for i, name in enumerate(("Impressions", "Clicks", "Approved_Conversion")):
                sums[row["gender"], row["age"]][i] += int(row[name])
    clicks = max(sums, key=lambda key: sums[key][1] / sums[key][0])
    sales = min(sums, key=lambda key: sums[key][2] / sums[key][1])
    assert clicks == sales == ("F", "45-49")
    assert sum(one[0] for one in sums.values()) == 213_434_828


def noisy(days: int, *, sd: float = 0.05, drift: float = 0.0, seed: int = 7):
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(0, drift, days))
    return tuple(float(x) for x in 1000 * np.exp(rng.normal(0, sd, days) + walk))


def test_seven_windows_cannot_tell_and_eight_can():
    assert placebo_mde(noisy(history_needed(7) - 1), 7).mde is None
    found = placebo_mde(noisy(history_needed(7)), 7)
    assert found.windows == 8
    assert found.low < found.mde < found.high


def test_the_interval_of_the_smallest_difference_covers_what_it_is():
    """Days without drift, windows that hardly overlap: the truth is known in closed form."""
    truth = np.expm1(2.8 * np.sqrt(0.2**2 / 7 + 0.2**2 / 28))
    found = [placebo_mde(noisy(7 * 16 + 28, sd=0.2, seed=s), 7) for s in range(100)]
    assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.85


def test_too_short_a_history_says_how_many_weeks_would_do():
    answer = can_show(LengthQuestion(noisy(40), lift=0.2), 0.2, 14)
    assert answer.yes is None
    assert say(answer.reasons[1], WORDS) == "20 weeks of daily figures would tell for 14 days"
    whole = how_long(LengthQuestion(noisy(40), lift=0.2))
    assert "history_would_do" in {one.code for one in whole.reasons}


def test_on_a_real_site_longer_does_not_help():
    with real("web_daily_views_391.csv").open(encoding="utf-8", newline="") as file:
        daily = [float(row["Views"]) for row in csv.DictReader(file)]
    found = {days: placebo_mde(daily, days).mde for days in (3, 7, 14, 28, 42)}
    assert {days: round(100 * mde) for days, mde in found.items()} == {
        3: 33, 7: 22, 14: 21, 28: 22, 42: 25,
    }  # fmt: skip


def test_adstock_adds_what_is_left_of_yesterday():
    assert adstock([100, 0, 0], 0.5) == (100, 50, 25)
    assert adstock([1.0] * 200, 0.8)[-1] == pytest.approx(5.0)
    with pytest.raises(ValueError, match="carry-over"):
        adstock([1], 1.0)


def test_a_control_that_shares_the_drift_helps_and_a_stranger_does_not():
    shared = noisy(300, drift=0.05)
    twin = tuple(x * y / 1000 for x, y in zip(noisy(300, seed=8), shared, strict=True))
    assert gain(shared, twin, 14).helps is True
    assert gain(shared, noisy(300, drift=0.05, seed=9), 14).helps is False
    assert gain(noisy(30), noisy(30, seed=2), 14).helps is None


def test_only_controls_that_can_be_had_are_offered():
    every = offers(can_split_audience=True, regions=6, posts=30, days=14)
    assert [one.control for one in every] == [Control.AUDIENCE, Control.REGION, Control.STAGGERED]
    assert all(say(one.reason, WORDS) for one in every)
    assert offers(can_split_audience=False, regions=2, posts=3, days=14) == ()


LOOKS = Looks(rate=0.02, per_day=500, days=28)


def test_peeking_alarms_falsely_and_the_valid_test_does_not():
    null = price(LOOKS, lift=0.0, runs=1500, seed=1)
    assert null.naive.lo > 0.20
    assert null.valid.hi <= 0.05
    assert null.fixed.holds(0.05)


def test_the_valid_test_pays_with_power():
    real_lift = price(LOOKS, lift=0.3, runs=600, seed=2)
    assert 0.6 < real_lift.valid.value < real_lift.fixed.value
    assert real_lift.stops is not None
    assert real_lift.stops < 28


def test_the_simulated_ratio_is_the_one_in_use():
    one = _log_ratio(np.array([[100]]), np.array([[160]]), np.array([10_000]), 0.004)
    used = likelihood_ratio(Arm(100, 10_000), Arm(160, 10_000), tau=0.004)
    assert np.exp(one[0, 0]) == pytest.approx(used)


def test_nothing_to_simulate_is_refused():
    with pytest.raises(ValueError, match="rates"):
        price(LOOKS, lift=60.0, runs=10, seed=1)
    with pytest.raises(ValueError, match="simulate"):
        price(LOOKS, lift=0.0, runs=0, seed=1)


def codes(found):
    return [one.code for one in found.reasons]


def test_a_read_out_stands_beside_its_forecast():
    as_said = read_arms(Arm(200, 10_000), Arm(250, 10_000), forecast=0.2)
    assert as_said.lift.value == pytest.approx(0.25)
    assert (codes(as_said), as_said.is_told) == (["as_forecast"], True)
    below = read_arms(Arm(2000, 100_000), Arm(2050, 100_000), forecast=0.3)
    assert codes(below) == ["below_forecast", "no_effect_told"]
    above = read_arms(Arm(2000, 100_000), Arm(3000, 100_000), forecast=0.1)
    assert codes(above) == ["above_forecast"]
    assert all(say(one, WORDS) for found in (as_said, below, above) for one in found.reasons)


def test_a_read_out_of_nothing_says_so():
    assert codes(read_arms(Arm(0, 100), Arm(5, 100), forecast=0.2)) == ["cannot_read"]
    assert codes(read_days(noisy(40), (1000.0,) * 14, forecast=0.2)) == ["history_short"]
    assert codes(read_days(noisy(200), (0.0,) * 14, forecast=0.2)) == ["cannot_read"]


def test_a_campaign_that_never_was_is_rarely_read_as_one():
    told = [
        read_days(noisy(260, sd=0.15, seed=s)[:246], noisy(260, sd=0.15, seed=s)[246:],
                  forecast=0.2).is_told
        for s in range(120)
    ]  # fmt: skip
    assert np.mean(told) <= 0.12
