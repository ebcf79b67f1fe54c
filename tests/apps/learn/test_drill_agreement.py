"""Two who judge the same drill: where they differ, what a third sees of it, and the figure."""

from __future__ import annotations

import pytest
from tests.apps.learn.drilling import at, begin, hand_over, judge, put_clock, settle

from whetstone.apps.learn import agreeing
from whetstone.apps.learn.judged import judged_works
from whetstone.apps.learn.simulation import words
from whetstone.core.measurement.agreement import WORKS


@pytest.fixture
def run(asha):
    run = begin(asha)
    settle(run)
    return run


@pytest.fixture
def reviewers(niamh, ruth):
    return niamh, ruth


def judged(run, **levels):
    """The drill with a level of each of these reviewers, in their order."""
    for who, level in levels.values():
        judge(hand_over(run, who), who, run, level=level)


def page_of(client, run) -> str:
    return client.get(f"/drills/{run.pk}/judgement").content.decode()


def test_two_levels_apart_the_page_names_the_rows_and_the_lower_counts(
    run, asha, reviewers, client_as
):
    niamh, ruth = reviewers
    judged(run, a=(niamh, 4), b=(ruth, 2))
    put_clock(asha.workspace, 300)
    page = page_of(client_as(asha), run)
    assert "Two levels or more apart: Ready: jobs, seconds, lines" in page
    assert [one.level for one in judged_works(asha.pk)] == [2]


def test_one_level_apart_is_no_matter(run, asha, reviewers, client_as):
    niamh, ruth = reviewers
    judged(run, a=(niamh, 3), b=(ruth, 2))
    put_clock(asha.workspace, 300)
    assert "Two levels or more apart" not in page_of(client_as(asha), run)


def test_after_a_talk_the_newest_words_count(run, asha, reviewers, client_as):
    niamh, ruth = reviewers
    judged(run, a=(niamh, 4), b=(ruth, 2))
    judge(hand_over(run, niamh), niamh, run, level=3, said="Ruth is right.")
    put_clock(asha.workspace, 300)
    assert "Two levels or more apart" not in page_of(client_as(asha), run)


def test_nobody_reads_another_reviewers_word_before_their_own(run, asha, reviewers, client_as):
    niamh, ruth = reviewers
    judged(run, a=(niamh, 4))
    put_clock(asha.workspace, 300)
    handing = hand_over(run, ruth)
    address, client = f"/drills/to-judge/{handing.pk}", client_as(ruth)
    assert "Niamh Corrigan" not in client.get(address).content.decode()
    judge(handing, ruth, run, level=1)
    page = client.get(address).content.decode()
    assert "Two levels or more apart" in page
    assert "What Niamh Corrigan says" in page


@pytest.mark.usefixtures("ruth")
def test_where_one_has_judged_it_stands_as_the_word_of_one(run, asha, niamh, client_as):
    judged(run, a=(niamh, 3))
    put_clock(asha.workspace, 300)
    assert "stands as the word of one" in page_of(client_as(asha), run)


class TestTheFigure:
    def drills(self, people, niamh, ruth, *, n):
        """`n` drills of these people in turn, on which the two reviewers nearly agree."""
        for drill in range(n):
            start = 200 * drill
            run = begin(people[drill % len(people)], now=at(start))
            settle(run, minutes=start + 130)
            for who, level in ((niamh, drill % 5), (ruth, min(4, drill % 5 + drill % 2))):
                judge(hand_over(run, who, minutes=start + 140), who, run, level=level)

    @pytest.fixture
    def five(self, marram, make_person):
        return [make_person(marram, name=f"Learner {n}") for n in range(5)]

    def test_it_comes_with_its_band_from_thirty_drills_on(self, marram, five, niamh, ruth):
        self.drills(five, niamh, ruth, n=WORKS)
        found = agreeing.together(marram.pk)
        assert found.works == WORKS
        assert 0.7 < found.found.low < found.found.kappa < found.found.high
        assert "from 30 works judged twice" in words.agreed(found)

    def test_before_that_it_cannot_be_told_and_says_how_far_it_is(self, marram, five, niamh, ruth):
        self.drills(five, niamh, ruth, n=2)
        assert agreeing.together(marram.pk).found is None
        assert "here 2 have been judged twice" in words.agreed(agreeing.together(marram.pk))

    def test_of_fewer_than_five_people_no_figure(self, marram, five, niamh, ruth):
        self.drills(five[:4], niamh, ruth, n=WORKS)
        assert agreeing.together(marram.pk) == agreeing.Together(WORKS, None)

    def test_what_is_said_after_a_talk_is_no_independent_word(self, marram, run, niamh, ruth):
        judged(run, a=(niamh, 4), b=(ruth, 1))
        judge(hand_over(run, ruth), ruth, run, level=4, said="After a talk.")
        assert agreeing.together(marram.pk).works == 1

    def test_another_workspace_has_no_part_in_it(self, run, niamh, ruth, make_workspace):
        judged(run, a=(niamh, 3), b=(ruth, 3))
        assert agreeing.together(make_workspace("Elsewhere").pk).works == 0

    def test_a_learner_is_shown_none_of_it(self, asha, niamh, client_as):
        assert "How far reviewers agree" not in client_as(asha).get("/drills").content.decode()
        assert "How far reviewers agree" in client_as(niamh).get("/drills").content.decode()
