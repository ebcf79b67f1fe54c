"""Posted is matched to planned by link, then by words and day; a doubt is no match."""

from __future__ import annotations

import datetime as dt

from whetstone.core.strategy.matching_posts import (
    Planned,
    Posted,
    likeness,
    match_posts,
    plain_link,
)

MON, TUE, FRI = (dt.date(2026, 11, day) for day in (23, 24, 27))
ZIP = "Mend the zip of your jacket in forty seconds"


def pairs(planned, posted):
    return [(one.planned, one.posted, one.by) for one in match_posts(planned, posted)]


def test_the_link_names_the_post_whatever_its_words():
    planned = [Planned("a", "instagram", MON, "old words", "https://www.marram.example/zip/?u=1")]
    posted = [Posted("1", "instagram", FRI, "new words", "http://marram.example/zip#top")]
    assert pairs(planned, posted) == [("a", "1", "link")]


def test_the_same_link_on_another_network_is_another_post():
    planned = [Planned("a", "instagram", MON, link="https://marram.example/zip")]
    assert pairs(planned, [Posted("1", "tiktok", MON, link="https://marram.example/zip")]) == []


def test_one_page_linked_by_two_posts_is_told_apart_by_the_day():
    link = "marram.example/zip"
    planned = [Planned("a", "x", MON, link=link), Planned("b", "x", FRI, link=link)]
    posted = [Posted("1", "x", FRI, link=link), Posted("2", "x", MON, link=link)]
    assert pairs(planned, posted) == [("a", "2", "link"), ("b", "1", "link")]


def test_two_that_fit_equally_well_are_no_match():
    planned = [Planned("a", "x", MON, ZIP), Planned("b", "x", MON, ZIP)]
    assert pairs(planned, [Posted("1", "x", MON, ZIP)]) == []


def test_like_words_a_day_beside_the_plan_are_the_post():
    posted = [Posted("1", "x", TUE, ZIP + " #repair https://short.example/1")]
    assert pairs([Planned("a", "x", MON, ZIP)], posted) == [("a", "1", "words")]


def test_like_words_another_week_are_not():
    assert pairs([Planned("a", "x", MON, ZIP)], [Posted("1", "x", FRI, ZIP)]) == []


def test_other_words_on_the_day_are_not():
    posted = [Posted("1", "x", MON, "Owners speak about the club and what they wear")]
    assert pairs([Planned("a", "x", MON, ZIP)], posted) == []


def test_three_words_and_empty_words_name_nothing():
    assert pairs([Planned("a", "x", MON, "Good morning all")],
                 [Posted("1", "x", MON, "Good morning all")]) == []  # fmt: skip
    assert pairs([Planned("a", "x", MON)], [Posted("1", "x", MON)]) == []


def test_a_post_without_a_day_is_found_by_link_alone():
    planned = [Planned("a", "x", None, ZIP, "marram.example/zip"), Planned("b", "x", None, ZIP)]
    posted = [Posted("1", "x", MON, ZIP, "https://marram.example/zip"), Posted("2", "x", MON, ZIP)]
    assert pairs(planned, posted) == [("a", "1", "link")]


def test_the_order_of_rows_decides_nothing():
    planned = [Planned("a", "x", MON, ZIP), Planned("b", "x", TUE, ZIP + " please look")]
    posted = [Posted("1", "x", MON, ZIP), Posted("2", "x", TUE, ZIP + " please look")]
    forth = set(pairs(planned, posted))
    assert forth == set(pairs(planned[::-1], posted[::-1])) == {
        ("a", "1", "words"), ("b", "2", "words"),
    }  # fmt: skip


def test_likeness_and_links_in_figures():
    assert likeness("a b c d", "a b c d") == 1.0
    assert likeness("a b", "c d") == 0.0
    assert likeness("", "a") == 0.0
    assert plain_link(" HTTPS://WWW.Marram.example/a/ ") == "marram.example/a"


def test_thousands_of_posts_of_one_page_are_matched_by_day_without_trying_every_pair():
    import datetime as dt
    import time

    day = dt.date(2026, 1, 1)
    days = [day + dt.timedelta(days=n) for n in range(6_000)]
    planned = [Planned(f"p{n}", "x", on, "", "https://a.example/") for n, on in enumerate(days)]
    there = [Posted(f"q{n}", "x", on, "", "https://a.example") for n, on in enumerate(days)]
    began = time.process_time()
    found = match_posts(planned, there)
    assert [(one.planned[1:], one.by) for one in found] == [(str(n), "link") for n in range(6_000)]
    assert all(one.planned[1:] == one.posted[1:] for one in found)
    assert time.process_time() - began < 5
