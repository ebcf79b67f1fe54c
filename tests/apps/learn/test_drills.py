"""A timed drill: messages by the clock, a log that loses nothing, two judgements in order."""

from __future__ import annotations

import uuid

import pytest
from tests.apps.learn.drilling import (
    NOW,
    TASK,
    at,
    begin,
    hand_over,
    judge,
    judgement,
    log,
    seen,
    settle,
)

from whetstone.apps.learn.judged import judged_works
from whetstone.apps.learn.models import SimulationEntry, Task
from whetstone.apps.learn.simulation import judging, reading, running
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.append_only import WrittenOnceError


class TestTheClock:
    def test_a_message_comes_at_its_minute_and_not_before(self, asha):
        run = begin(asha)
        assert [one.minute for one in seen(run, 0).messages] == [0]
        assert [one.minute for one in seen(run, 2.99).messages] == [0]
        assert [one.minute for one in seen(run, 8).messages] == [0, 3, 8]

    def test_the_faster_clock_brings_four_minutes_in_one(self, asha):
        run = begin(asha, pace=4)
        assert [one.minute for one in seen(run, 2).messages] == [0, 3, 8]
        assert seen(run, 29.9).state == reading.RUNNING
        assert seen(run, 30).state == reading.AFTER

    def test_it_stops_by_itself_at_its_last_minute(self, asha):
        run = begin(asha)
        assert seen(run, 119.9).state == reading.RUNNING
        over = seen(run, 500)
        assert (over.state, over.minute, over.is_ended_early) == (reading.AFTER, 120, False)

    def test_ended_by_hand_nothing_more_comes(self, asha):
        run = begin(asha)
        running.end(simulation_id=run.pk, person_id=asha.pk, now=at(10))
        running.end(simulation_id=run.pk, person_id=asha.pk, now=at(11))
        over = seen(run, 60)
        assert (over.minute, over.is_ended_early, over.state) == (10, True, reading.AFTER)
        assert [one.minute for one in over.messages] == [0, 3, 8]
        assert SimulationEntry.objects.filter(kind="end").count() == 1

    def test_there_is_no_other_clock(self, asha):
        with pytest.raises(Refused):
            begin(asha, pace=60)

    def test_a_task_without_messages_cannot_be_started(self, asha):
        with pytest.raises(Missing):
            running.start(
                person_id=asha.pk, slug="task-cri-first-hour", pace=1, key=uuid.uuid4(), now=NOW
            )

    def test_a_second_start_while_it_runs_is_the_one_that_runs(self, asha):
        assert begin(asha).pk == begin(asha, now=at(5)).pk
        assert begin(asha, now=at(121)).pk != begin(asha, now=at(500)).pk

    def test_the_same_form_sent_twice_starts_one(self, asha):
        key, made = uuid.uuid4(), []
        for now in (NOW, at(500)):
            row = running.start(person_id=asha.pk, slug=TASK, pace=1, key=key, now=now)
            made.append(row.pk)
        assert len(set(made)) == 1

    def test_a_run_keeps_the_version_it_began_with(self, asha):
        run = begin(asha)
        task = Task.objects.get(slug=TASK)
        task.payload["simulation"]["messages"][1]["text"] = "Something newer."
        task.payload["rubric"] = task.payload["rubric"][:1]
        task.save()
        assert seen(run, 5).messages[1].text.startswith("DRILL. You ring")
        assert len(seen(run, 5).rubric) == 5


class TestTheLog:
    def test_a_line_stands_at_its_minute(self, asha):
        run = begin(asha, pace=4)
        log(run, "3, a child is dizzy.", kind="level", minutes=2.5)
        (line,) = seen(run, 3).entries
        assert (line.minute, line.kind, line.text) == (10, "level", "3, a child is dizzy.")

    def test_the_same_line_sent_twice_is_written_once(self, asha):
        run, key = begin(asha), uuid.uuid4()
        log(run, key=key)
        log(run, key=key, minutes=2)
        (line,) = seen(run, 3).entries
        assert line.minute == 1

    def test_the_same_form_with_other_words_is_another_line(self, asha):
        run, key = begin(asha), uuid.uuid4()
        for text in (
            "Rang the second.",
            "Rang the second, who came.",
            "Rang the second, who came.",
        ):
            log(run, text, key=key)
        assert [one.text for one in seen(run, 3).entries] == [
            "Rang the second.",
            "Rang the second, who came.",
        ]

    def test_a_line_from_a_lift_stands_at_the_minute_it_was_written_and_says_when_it_came(
        self, asha
    ):
        run = begin(asha)
        log(run, "By voice.", minutes=10)
        log(run, "In the lift.", minutes=15, waited=12 * 60)
        first, second = seen(run, 16).entries
        assert (first.text, first.minute, first.came_at) == ("In the lift.", 3, at(15))
        assert (second.text, second.came_at) == ("By voice.", None)

    def test_no_line_was_written_before_the_drill_whatever_a_device_says(self, asha):
        run = begin(asha)
        log(run, "A wrong clock.", minutes=5, waited=9_000)
        log(run, "A clock that runs backwards.", minutes=6, waited=-60)
        assert [one.minute for one in seen(run, 7).entries] == [0, 6]

    def test_a_line_is_never_changed(self, asha):
        line = log(begin(asha))
        line.text = "As if."
        with pytest.raises(WrittenOnceError):
            line.save()

    def test_a_line_that_was_on_its_way_when_the_clock_stopped_is_kept_and_says_so(self, asha):
        run = begin(asha)
        log(run, "In time.", minutes=119)
        log(run, "From the lift.", minutes=123)
        assert [one.is_late for one in seen(run, 124).entries] == [False, True]

    @pytest.mark.parametrize(("kind", "text"), [("note", "  "), ("end", "x"), ("shout", "x")])
    def test_nothing_and_unknown_kinds_are_refused(self, asha, kind, text):
        with pytest.raises(Faults):
            log(begin(asha), text, kind=kind)

    def test_after_ones_own_judgement_the_log_is_closed(self, asha):
        run = begin(asha)
        key = log(run).key
        settle(run)
        with pytest.raises(Refused):
            log(run, minutes=140)
        assert (
            log(run, key=key, minutes=140).text == "Saved."
        )  # the same line once more is no new one

    def test_nobody_writes_in_another_persons_log(self, asha, niamh):
        run = begin(asha)
        run.person_id = niamh.pk
        with pytest.raises(Missing):
            log(run)

    def test_each_line_stands_beside_the_last_message_before_it(self, asha):
        run = begin(asha)
        for minutes in (1, 4, 5):
            log(run, f"At {minutes}.", minutes=minutes)
        beside = [(one.message.minute, len(one.entries)) for one in seen(run, 9).stretches]
        assert beside == [(0, 1), (3, 2), (8, 0)]


class TestOnesOwnJudgement:
    def test_it_waits_until_the_clock_has_stopped(self, asha):
        run = begin(asha)
        with pytest.raises(Refused):
            settle(run, minutes=60)

    def test_what_is_typed_is_kept_before_it_stands(self, asha):
        run = begin(asha)
        half = judgement(run, without=("after",))
        half.said["after"] = "Not yet sure."
        judging.assess(
            simulation_id=run.pk, person_id=asha.pk, note="Half.", judgement=half,
            is_settled=False, now=at(125),
        )  # fmt: skip
        kept = reading.assessed(seen(run, 126))
        assert (kept.note, kept.is_settled) == ("Half.", False)
        assert list(kept.rows["after"]) == [None, "Not yet sure."]
        assert len(kept.verdict.rows) == 4

    def test_it_does_not_stand_while_a_row_has_no_level(self, asha):
        run = begin(asha)
        with pytest.raises(Faults) as found:
            judging.assess(
                simulation_id=run.pk, person_id=asha.pk, note="",
                judgement=judgement(run, without=("desk",)), is_settled=True, now=at(125),
            )  # fmt: skip
        assert [one.where for one in found.value.faults] == ["row-desk"]

    def test_sent_twice_it_stands_once_and_is_no_fault(self, asha):
        run = begin(asha)
        assert settle(run).pk == settle(run, minutes=131).pk

    def test_once_it_stands_it_is_not_changed(self, asha):
        run = begin(asha)
        settle(run)
        with pytest.raises(Refused):
            settle(run, minutes=140, level=4)

    def test_it_comes_before_anybody_elses(self, asha, niamh):
        run = begin(asha)
        with pytest.raises(Refused):
            hand_over(run, niamh)


class TestAReviewer:
    def test_gives_each_row_a_level_and_a_sentence(self, asha, niamh):
        run = begin(asha)
        settle(run)
        handing = hand_over(run, niamh)
        judge(handing, niamh, run)
        (one,) = reading.handed(seen(run, 210))
        assert (one.name, {row.level for row in one.verdict.rows}) == ("Niamh Corrigan", {3})

    def test_a_level_without_a_sentence_is_sent_back(self, asha, niamh):
        run = begin(asha)
        settle(run)
        handing = hand_over(run, niamh)
        with pytest.raises(Faults) as found:
            judge(handing, niamh, run, said="")
        assert {one.where.split("-")[0] for one in found.value.faults} == {"said"}

    def test_a_drill_handed_over_twice_is_handed_over_once(self, asha, niamh):
        run = begin(asha)
        settle(run)
        assert hand_over(run, niamh).pk == hand_over(run, niamh).pk

    def test_a_judgement_sent_twice_is_one(self, asha, niamh):
        run = begin(asha)
        settle(run)
        handing = hand_over(run, niamh)
        assert judge(handing, niamh, run).pk == judge(handing, niamh, run, minutes=201).pk
        assert judge(handing, niamh, run, level=4).pk != judge(handing, niamh, run).pk

    def test_the_list_counts_reviewers_and_not_what_each_sent(self, asha, niamh, ruth):
        run = begin(asha)
        settle(run)
        for reviewer in (niamh, ruth):
            handing = hand_over(run, reviewer)
            judge(handing, reviewer, run)
            judge(handing, reviewer, run, level=4)
        (row,) = reading.mine(asha.pk, now=at(210))
        assert (row.handed, row.judged) == (2, 2)

    def test_the_drill_of_somebody_who_left_is_judged_no_more(self, asha, niamh):
        run = begin(asha)
        settle(run)
        handing = hand_over(run, niamh)
        asha.left_at = at(150)
        asha.save(update_fields=["left_at"])
        assert reading.to_judge(niamh.pk) == []
        with pytest.raises(Missing):
            judge(handing, niamh, run)

    def test_nobody_judges_their_own_drill_whatever_their_rights(self, niamh):
        run = begin(niamh)
        settle(run)
        with pytest.raises(Refused):
            hand_over(run, niamh)

    def test_a_learner_and_somebody_of_another_workspace_are_not_asked(
        self, asha, make_person, make_workspace
    ):
        run = begin(asha)
        settle(run)
        elsewhere = make_person(make_workspace("Elsewhere"), rights=("lead",))
        for other in (make_person(asha.workspace), elsewhere):
            with pytest.raises(Refused):
                judging.hand_over(
                    simulation_id=run.pk, person_id=asha.pk, reviewer_id=other.pk,
                    workspace_id=asha.workspace_id, now=at(140),
                )  # fmt: skip

    def test_a_lead_to_whom_it_was_not_handed_cannot_judge_it(self, asha, niamh, ruth):
        run = begin(asha)
        settle(run)
        handing = hand_over(run, niamh)
        with pytest.raises(Missing):
            judge(handing, ruth, run)

    def test_at_a_school_only_instructors_are_asked(self, make_workspace, make_person):
        school = make_workspace("Lough Owel", kind="school")
        student = make_person(school)
        orla = make_person(school, rights=("instructor",), name="Orla Kinsella")
        make_person(school, rights=("lead",))
        one = seen(begin(student), 1)
        assert [who.id for who in reading.could_judge(one, workspace_id=school.pk)] == [orla.pk]


class TestEvidence:
    def judged(self, run, *reviewers, level=3):
        settle(run)
        for reviewer in reviewers:
            judge(hand_over(run, reviewer), reviewer, run, level=level)

    def test_two_reviewers_make_it_a_judged_work_at_its_lowest_row(self, asha, niamh, ruth):
        run = begin(asha)
        self.judged(run, niamh, ruth)
        (work,) = judged_works(asha.pk)
        assert (work.task_slug, work.level, work.raters) == (TASK, 3, 2)

    @pytest.mark.usefixtures("ruth")
    def test_one_reviewer_does_not_where_there_are_two(self, asha, niamh):
        self.judged(begin(asha), niamh)
        assert judged_works(asha.pk) == []

    def test_one_does_in_a_small_team_and_says_so(self, asha, niamh):
        self.judged(begin(asha), niamh)
        (work,) = judged_works(asha.pk)
        assert (work.raters, work.wanted, work.why) == (1, 1, "small")

    def test_a_rehearsal_by_the_faster_clock_does_not(self, asha, niamh, ruth):
        self.judged(begin(asha, pace=4), niamh, ruth)
        assert judged_works(asha.pk) == []

    @pytest.mark.usefixtures("ruth")
    def test_the_same_reviewer_twice_is_one(self, asha, niamh):
        run = begin(asha)
        settle(run)
        handing = hand_over(run, niamh)
        judge(handing, niamh, run)
        judge(handing, niamh, run, level=4)
        assert judged_works(asha.pk) == []
