"""A task that runs by the clock: messages in order, inside the time, each testing some row."""

from __future__ import annotations

import pytest

TASK = "tasks/task-goal.md"
TIMED = """\
simulation:
  minutes: 20
  brief: "You hold the desk of an invented shop."
  messages:
  - {minute: 0, from: A guest, channel: comment, text: "Is it open?", good: {goal: Answered.}}
  - {minute: 3, from: The shop, channel: phone, text: "No.", good: {goal: Said so.}}
  - minute: 8
    from: The till
    channel: email
    text: "Today."
    table: {caption: Guests, head: [Hour, Guests], rows: [["Nine", 1200], ["Ten", 40]]}
    good: {goal: Counted.}
  - {minute: 8, from: A guest, channel: post, text: "Thanks.", good: {goal: Logged.}}
  - {minute: 15, from: The owner, channel: chat, text: "Well?", good: {goal: Told.}}
"""


@pytest.fixture
def timed(tree):
    """The small curriculum, whose task runs by the clock."""
    tree.edit(TASK, "pass: ", TIMED + "pass: ")
    return tree


def test_a_task_carries_its_messages_with_what_a_good_answer_holds(timed):
    compiled = timed.compile()
    assert compiled.faults == ()
    found = compiled.curriculum.tasks[0].simulation
    assert [one.minute for one in found.messages] == [0, 3, 8, 8, 15]
    assert found.messages[0].good == {"goal": "Answered."}
    assert found.messages[2].attached.rows == (("Nine", "1,200"), ("Ten", "40"))


def test_a_task_without_messages_has_none(tree):
    assert tree.compile().curriculum.tasks[0].simulation is None


def test_what_a_run_keeps_is_ready_for_json(timed):
    kept = timed.compile().curriculum.tasks[0].simulation.as_json()
    assert kept["messages"][0] == {
        "minute": 0,
        "from": "A guest",
        "channel": "comment",
        "text": "Is it open?",
        "good": {"goal": "Answered."},
        "table": None,
    }


REFUSED = [
    ("bad-simulation", "minute: 3,", "minute: 9,", "- minute: 8"),  # the one below is earlier
    ("bad-simulation", "{minute: 0,", "{minute: 1,", "A guest"),
    ("bad-simulation", "{minute: 15,", "{minute: 20,", "The owner"),
    ("bad-simulation", "  minutes: 20", "  minutes: 170", "minutes: 170"),
    ("out-of-range", "  minutes: 20", "  minutes: 5", "minutes: 5"),
    ("unknown-word", "channel: chat", "channel: pigeon", "pigeon"),
    ("missing-key", "channel: chat, ", "", "The owner"),
    ("missing-key", "from: The owner, ", "", "Well?"),
    ("unknown-row", "good: {goal: Told.}", "good: {gaol: Told.}", "gaol"),
    ("bad-simulation", "good: {goal: Told.}", "good: {}", "The owner"),
    ("missing-key", ", good: {goal: Told.}", "", "The owner"),
    ("bad-simulation", '["Ten", 40]', '["Ten"]', "table"),
    ("bad-simulation", 'rows: [["Nine", 1200], ["Ten", 40]]', "rows: []", "table"),
    ("unknown-key", "channel: chat", "colour: red, channel: chat", "colour"),
]


@pytest.mark.parametrize("planted", REFUSED)
def test_a_drill_that_cannot_be_run_or_judged_is_refused_at_its_line(timed, planted):
    rule, old, new, at = planted
    timed.edit(TASK, old, new)
    faults = [one for one in timed.compile().faults if one.rule == rule]
    assert faults
    lines = (timed.root / TASK).read_text().splitlines()
    assert any(at in lines[one.line - 1] for one in faults), faults


def test_too_few_messages_are_no_drill(timed):
    last = '  - {minute: 15, from: The owner, channel: chat, text: "Well?", good: {goal: Told.}}\n'
    timed.edit(TASK, last, "")
    (fault,) = timed.compile().faults
    assert fault.rule == "bad-simulation"
    assert "4 messages" in fault.what


def test_messages_that_leave_most_of_the_rubric_untested_are_refused(timed):
    text = (timed.root / TASK).read_text()
    row = text[text.index("- row: goal") : text.index("---\n\n##")]
    others = "".join(row.replace("row: goal", f"row: more-{n}") for n in range(4))
    timed.edit(TASK, "---\n\n##", others + "---\n\n##")
    (fault,) = timed.compile().faults
    assert "test 1 of 5 rows" in fault.what


def test_a_message_is_text_that_readers_read(timed):
    timed.edit(TASK, '"Well?"', '"We go ' + "and we go " * 9 + 'home."')
    assert "long-sentence" in {one.rule for one in timed.compile().warnings}


def test_a_changed_message_needs_a_raised_version(timed):
    from whetstone.curriculum import versions

    versions.lock(timed.root)
    timed.edit(TASK, '"Well?"', '"And?"')
    assert [one.rule for one in timed.compile().faults] == ["version-not-raised"]


def test_the_drill_of_the_curriculum_tests_every_row_of_its_rubric(shipped):
    found = shipped[0].curriculum
    (drill,) = [one for one in found.tasks if one.simulation]
    touched = {row for one in drill.simulation.messages for row in one.good}
    assert touched == {row.id for row in drill.rubric}
    assert drill.simulation.minutes == 120
    current = {claim.id for claim in found.claims if claim.status == "current"}
    assert set(drill.rests_on) <= current
