"""Every fault that can be planted is named, with file and line."""

from __future__ import annotations

# ruff: noqa: E501 - a row is read across: rule, file, old, new, line
import pytest

LESSON = "courses/str-101/lessons/goal.md"
COURSE = "courses/str-101/course.yaml"
ITEMS = "items/str.yaml"
GOAL = "claims/clm-goal.yaml"
SWIPE = "changes/chg-swipe.yaml"
NEXT = "changes/chg-next.yaml"
STICKER = "claims/clm-sticker.yaml"

# rule, file, old, new, a part of the line the fault must point at
SHAPE = [
    ("unknown-key", GOAL, "basis:", "colour: red\nbasis:", "colour"),
    ("missing-key", GOAL, 'basis: "Read."\n', "", "schema"),
    ("wrong-type", GOAL, "verified_by: research.desk", "verified_by: 7", "verified_by"),
    (
        "duplicate-key",
        GOAL,
        "confidence: medium",
        "confidence: low\nconfidence: low",
        "confidence",
    ),
    ("unknown-word", GOAL, "confidence: medium", "confidence: total", "confidence"),
    ("unknown-word", GOAL, "network: null", "network: instagrm", "network"),
    ("schema", GOAL, "claim@1", "claim@2", "claim@2"),
    ("bad-id", GOAL, "id: clm-goal", "id: Clm_Goal", "Clm_Goal"),
    ("file-name", GOAL, "id: clm-goal", "id: clm-other", "clm-other"),
    ("yaml", GOAL, 'statement: "A', 'statement: "A" x', "statement"),
    ("missing-key", GOAL, '{en: "clm-goal words"}', '{ne: "शब्द"}', "text"),
    ("missing-key", "claims/clm-figure.yaml", "  n: 908\n  year: 2016\n", "  n: 908\n", "figure"),
    (
        "out-of-range",
        ITEMS,
        "prior: {a: 1.0, b: 0.0}",
        "prior: {a: 1.0, b: 0.0, c: 0.2}",
        "c: 0.2",
    ),
    (
        "out-of-range",
        ITEMS,
        "prior: {a: 1.0, b: 0.0}",
        "prior: {a: 1.0, b: 0.0, c: 0.7}",
        "c: 0.7",
    ),
    ("unquoted-time", ITEMS, "- [Taps, 10]", "- [Taps, 09:30]", "09:30"),
    ("date", GOAL, "as_of: 2026-11-23", "as_of: 2026-11-2", "as_of"),
    ("date", GOAL, "as_of: 2026-11-23", "as_of: 2026-11-31", "as_of"),
    ("wrong-type", GOAL, "as_of: 2026-11-23", "as_of: 20261123", "as_of"),
    ("wrong-type", GOAL, "as_of: 2026-11-23", 'as_of: "2026-11-23"', "as_of"),
    ("date", SWIPE, "happened_on: 2021-08-30", "happened_on: 2021", "happened_on"),
    ("yaml", SWIPE, "happened_on:", "on:", "on: 2021"),
    ("bad-url", SWIPE, "https://example.org/news", "example.org/news", "evidence"),
    ("unknown-area", "framework/roles.yaml", "STR: 3,", "STR: 3, XYZ: 1,", "targets"),
    ("missing-key", "framework/roles.yaml", "STR: 3, CMP: 2", "STR: 3", "targets"),
    ("bad-id", "framework/framework.yaml", "- id: CMP-1", "- id: STR-2", "STR-2"),
    ("bad-version", COURSE, "version: 1.0.0", "version: v1", "v1"),
    ("no-changelog", COURSE, "version: 1.0.0", "version: 1.0.1", "changelog"),
]

LINKS = [
    ("unknown-skill", ITEMS, "skill: STR-1", "skill: STR-9", "STR-9"),
    ("unknown-area", ITEMS, "area: STR", "area: CMP", "area: CMP"),
    ("unknown-area", COURSE, "areas: [STR]", "areas: [XYZ]", "XYZ"),
    ("unknown-claim", ITEMS, "rests_on: [clm-goal]", "rests_on: [clm-gaol]", "clm-gaol"),
    ("unknown-source", GOAL, "source: src-method", "source: src-rumour", "src-rumour"),
    ("unknown-source", LESSON, "sources: [src-method]", "sources: [src-rumour]", "src-rumour"),
    ("unknown-source", LESSON, "example.org/method)", "example.org/other)", "other"),
    ("unknown-item", LESSON, "check: [it-str-003]", "check: [it-str-099]", "it-str-099"),
    ("unknown-item", SWIPE, "items: [it-str-001]", "items: [it-str-099]", "it-str-099"),
    ("unknown-item", ITEMS, "enemies: [it-str-002]", "enemies: [it-str-099]", "it-str-099"),
    ("unknown-item", ITEMS, "enemies: [it-str-002]", "enemies: [it-str-001]", "it-str-001"),
    ("unknown-card", LESSON, "cards: [card-goal]", "cards: [card-gaol]", "card-gaol"),
    ("unknown-lesson", ITEMS, "lesson: str-101-goal", "lesson: str-101-gaol", "gaol"),
    ("unknown-lesson", COURSE, "lessons: [str-101-goal]", "lessons: [str-9]", "str-9"),
    ("unlisted-lesson", COURSE, "lessons: [str-101-goal]", "lessons: []", "id: str-101-goal"),
    ("unknown-task", COURSE, "tasks: [task-goal]", "tasks: [task-gaol]", "task-gaol"),
    ("undeclared-claim", LESSON, "- clm-swipe-up\n", "", "mention:clm-swipe-up"),
    ("unused-claim", LESSON, "- clm-goal\n", "- clm-goal\n- clm-figure\n", "- clm-figure"),
    ("unknown-claim", LESSON, "{{cite:clm-goal}} See", "{{cite:clm-gaol}} See", "clm-gaol"),
    ("undeclared-item", LESSON, "practice: [it-str-002]", "practice: []", "waits"),
    (
        "undeclared-claim",
        "tasks/task-goal.md",
        "{{cite:clm-goal}}",
        "{{cite:clm-figure}}",
        "figure",
    ),
    ("id-reused", ITEMS, "- id: it-str-002", "- id: it-str-001", "it-str-001"),
    ("id-reused", "cards/str.yaml", "- id: card-goal", "- id: clm-goal", "clm-goal"),
]

KEYS = [
    ("key-not-full", ITEMS, "score: 2, text: Tap", "score: 1, text: Tap", "scoring"),
    ("two-keys", ITEMS, "score: 1, text: Order", "score: 2, text: Order", "scoring"),
    ("out-of-range", ITEMS, "score: 1, text: Order", "score: 3, text: Order", "Order"),
    ("key-not-full", ITEMS, "correct: false, text: A reply", "correct: true, text: A reply", "plus"),
    ("key-not-full", ITEMS, "best: {a: 2,", "best: {a: 1,", "best_worst"),
    ("key-not-full", ITEMS, "map: {6: 3, 5: 2", "map: {5: 2", "rate_proximity"),
    ("key-not-full", ITEMS, "collapse: {1: 1, 2: 2, 3: 3}", "collapse: {1: 1, 2: 2}", "matching"),
    ("bad-key", ITEMS, "key: {g1: m3", "key: {g1: m9", "key"),
    ("bad-key", ITEMS, "key: {g1: m3", "key: {g1: m2", "key"),
    ("bad-key", ITEMS, "map: {4: 3, 3: 2", "map: {4: 1, 3: 2", "precedence"),
    ("printed-order", ITEMS, "key: {g1: m3, g2: m2, g3: m1}", "key: {g1: m1, g2: m2, g3: m3}", "ma"),
    ("printed-order", ITEMS, "[[B, C], [C, D], [D, A], [A, E]]", "[[A, B], [B, C], [C, D], [D, E]]",
     "precedence"),
    ("pairs-contradict", ITEMS, "[A, E]]", "[A, B]]", "precedence"),
    ("bad-pair", ITEMS, "[A, E]]", "[A, Z]]", "precedence"),
    ("example-not-full", ITEMS, "[[B, C, D, A, E]]", "[[A, B, C, D, E]]", "example_full_credit"),
    ("not-scorable", ITEMS, "[[B, C, D, A, E]]", "[[B, C, D, A]]", "example_full_credit"),
    ("missing-key", ITEMS, "  example_full_credit: [[B, C, D, A, E]]\n", "", "it-str-004"),
    ("no-why", ITEMS, "text: Tap a link., why: Nearest to the goal.", "text: Tap a link.", "Tap"),
    ("no-spare", ITEMS, "  - {id: m4, text: Views, why: Repeats count.}\n", "", "right:"),
    ("out-of-range", ITEMS, "  - {id: b, text: Start now., why: Spends the week.}\n", "", "options"),
    ("no-alt", ITEMS, "      alt: Taps 10, replies 2.\n", "", "table"),
    ("no-caption", ITEMS, "      caption: Two acts\n", "", "table"),
    ("table-shape", ITEMS, "- [Taps, 10]", "- [Taps]", "- [Taps]"),
    ("table-shape", ITEMS, "- [Taps, 10]", "- [Taps: all, 10]", "- [Taps: all, 10]"),
    ("unknown-word", ITEMS, "{type: graded_option", "{type: plus_minus", "plus_minus"),
    ("twice", ITEMS, "rests_on: [clm-goal]", "rests_on: [clm-goal]\n  mentions: [clm-goal]", "ment"),
    ("dead-claim", ITEMS, "rests_on: [clm-goal]", "rests_on: [clm-swipe-up]", "clm-swipe-up"),
    ("dead-claim", "cards/str.yaml", "[clm-goal]", "[clm-swipe-up]", "clm-swipe-up"),
    ("doubtful-ground", GOAL, "status: current", "status: doubtful", "clm-goal"),
]  # fmt: skip

LEDGER = [
    ("review-late", GOAL, "review_by: 2028-06-29", "review_by: 2028-06-30", "review_by"),
    ("review-late", LESSON, "review_by: 2027-01-10", "review_by: 2027-01-11", "review_by"),
    ("published-unseen", SWIPE, "check: seen", "check: recall", "state"),
    ("no-evidence", NEXT, ("evidence: [{title: A report, publisher: News, url: null, "
     "accessed: 2026-11-23, primary: false}]"), "evidence: []", "evidence"),
    ("title-length", SWIPE, "Swipe-up links", "One two three four five six seven links", "title"),
    ("status-disagrees", "claims/clm-swipe-up.yaml", "status: superseded", "status: current", ""),
    ("status-disagrees", STICKER, "status: current", "status: proposed", ""),
    ("status-disagrees", STICKER, "supersedes: clm-swipe-up", "supersedes: null", ""),
    ("status-disagrees", "claims/clm-next.yaml", "status: proposed", "status: current", ""),
    ("status-disagrees", NEXT, "creates: [clm-next]", "creates: []", "creates"),
    ("status-disagrees", SWIPE, "retires: []", "retires: [clm-goal]", "retires"),
    ("status-disagrees", SWIPE, "doubts: []", "doubts: [clm-goal]", "doubts"),
    ("status-disagrees", GOAL, "status: current", "status: superseded", "status"),
    ("held-open", "claims/clm-swipe-up.yaml", "until: 2021-08-30", "until: null", "held"),
    ("date", STICKER, "until: null", "until: 2020-01-01", "held"),
    ("unknown-claim", SWIPE, "retires: []", "retires: [clm-gaol]", "retires"),
    ("unknown-claim", GOAL, "supersedes: null", "supersedes: clm-gaol", "supersedes"),
    ("supersedes-cycle", "claims/clm-swipe-up.yaml", "supersedes: null", "supersedes: clm-sticker",
     "supersedes"),
]  # fmt: skip

BODY = [
    ("parts", LESSON, "## Idea (3 min)", "### Idea", "## Try first"),
    ("parts", LESSON, "## Idea (3 min)", "## Thoughts (3 min)", "## Thoughts"),
    ("parts", LESSON, "## Idea (3 min)", "## Idea", "## Idea"),
    ("minutes", LESSON, "read: 6, practice: 6", "read: 10, practice: 6", "minutes"),
    ("minutes", LESSON, "read: 6, practice: 6", "read: 2, practice: 3", "minutes"),
    ("out-of-range", LESSON, "read: 6,", "read: 11,", "minutes"),
    ("language", LESSON, "language: en", "language: ne", "language"),
    ("no-caption", LESSON, '{{caption: "Rare acts need people."}}\n', "", "| Act"),
    ("no-alt", LESSON, '{{alt: "Taps need 7,750 people; replies need 39,150."}}\n', "", "| Act"),
    ("mark", LESSON, '{{caption: "Rare acts need people."}}', "{{caption: Rare}}", "caption"),
    ("stray-note", LESSON, "{{check}}", '{{check}}\n\n{{caption: "No table."}}', "No table"),
    ("no-alt", LESSON, "![A tree: the goal above, the act below.]", "![]", "tree.svg"),
    ("no-caption", LESSON, ' "The goal stands above the act.")', ")", "tree.svg"),
    ("no-figure", LESSON, "figures/tree.svg", "figures/bush.svg", "bush.svg"),
    ("raw-html", LESSON, "A shop sells more.", "A <b>shop</b> sells more.", "<b>"),
    ("raw-html", LESSON, "A shop sells more.", "<div>\nA shop\n</div>\n", "<div>"),
    ("unknown-mark", LESSON, "{{cite:clm-goal}} See", "{{quote:clm-goal}} See", "quote"),
    ("mark-place", LESSON, "{{item:it-str-001}}", "{{item:it-str-001}} and more", "and more"),
    (
        "mark-place",
        LESSON,
        "A shop sells more.",
        "A shop.\n\n{{field:shop}}\n\nMore.",
        "field:shop",
    ),
    (
        "no-label",
        LESSON,
        "Finish these lines.\n\n1. **The business goal** is …\n",
        "",
        "field:goal",
    ),
    ("id-reused", LESSON, "{{field:act ", "{{field:goal ", "The act"),
    ("id-reused", LESSON, "{{block:own}}", "{{block:case}}", "block:case"),
    ("outside-block", LESSON, "{{block:goal}}\n", "", "Start from"),
    ("empty-block", LESSON, "No study tests this.\n", "{{block:more}}\nNo study.\n", "limits"),
    ("check-mark", LESSON, "{{check}}", "Think.", "items:"),
    ("check-mark", LESSON, "No study tests this.", "{{check}}", "{{check}}"),
    ("front-matter", LESSON, "---\nschema", "schema", "schema"),
    ("no-rater-part", "tasks/task-goal.md", "## For the rater\n", "", ""),
    ("missing-key", "tasks/task-goal.md", ", 4: Argued.", "", "levels"),
    ("svg", "figures/tree.svg", 'role="img" ', "", "<svg"),
    (
        "svg",
        "figures/tree.svg",
        '<title id="t">The goal stands above the act</title>\n',
        "",
        "<svg",
    ),
    ("svg", "figures/tree.svg", "<path ", "<script>x()</script><path ", "script"),
    ("svg", "figures/tree.svg", "<path ", '<path style="fill:red" ', "style"),
    ("svg", "figures/tree.svg", "<path ", '<path onclick="x()" ', "onclick"),
    ("svg", "figures/tree.svg", "</svg>", "", ""),
    ("svg", "figures/tree.svg", "<svg ", "<!DOCTYPE svg><svg ", "<svg"),
]


@pytest.mark.parametrize("planted", [*SHAPE, *LINKS, *KEYS, *LEDGER, *BODY])
def test_a_planted_fault_is_named_at_its_line(tree, planted):
    rule, file, old, new, at = planted
    tree.edit(file, old, new)
    compiled = tree.compile()
    assert compiled.curriculum is None
    found = [fault for fault in compiled.faults if fault.rule == rule]
    assert found, [str(fault) for fault in compiled.faults]
    assert any(at in tree.line(fault) for fault in found), [str(fault) for fault in found]


def test_all_faults_are_named_at_once(tree):
    for file, old, new in (
        (GOAL, "basis:", "colour: red\nbasis:"),
        (ITEMS, "[[B, C, D, A, E]]", "[[A, B, C, D, E]]"),
        (LESSON, "figures/tree.svg", "figures/bush.svg"),
        (SWIPE, "check: seen", "check: weak"),
    ):
        tree.edit(file, old, new)
    rules = {fault.rule for fault in tree.compile().faults}
    assert rules == {"unknown-key", "example-not-full", "no-figure", "published-unseen"}


@pytest.mark.parametrize("file", ["framework/framework.yaml", "framework/roles.yaml"])
def test_a_missing_file_is_a_fault(tree, file):
    (tree.root / file).unlink()
    assert "no-file" in {fault.rule for fault in tree.compile().faults}


def test_a_file_that_nothing_reads_is_a_fault(tree):
    tree.write("claims/clm-lost.yml", "schema: whetstone/claim@1\n")
    (fault,) = tree.compile().faults
    assert (fault.rule, fault.file) == ("stray-file", "claims/clm-lost.yml")


def test_a_retired_item_may_rest_on_a_dead_claim(tree):
    tree.edit(ITEMS, "  rests_on: [clm-sticker]", "  status: retired\n  rests_on: [clm-swipe-up]")
    assert tree.compile().faults == ()


def test_a_published_lesson_may_mention_a_dead_claim_and_not_rest_on_it(tree):
    assert tree.compile().faults == ()
    tree.edit(LESSON, "{{mention:clm-swipe-up}}", "{{cite:clm-swipe-up}}")
    assert [fault.rule for fault in tree.compile().faults] == ["dead-claim"]
