"""A whole curriculum of one course, small enough to read: every format once, no fault."""

# ruff: noqa: E501 - the lines of a curriculum are as long as people write them

from __future__ import annotations

FRAMEWORK = """\
schema: whetstone/framework@1
edition: "2026.4"
as_of: 2026-11-23
status: provisional
levels:
  0: {id: none, name: Not yet, meaning: No evidence.}
  1: {id: aware, name: Aware, meaning: Explains.}
  2: {id: entry, name: Entry level, meaning: Routine cases.}
  3: {id: proficient, name: Proficient, meaning: Other cases.}
  4: {id: lead, name: Leads, meaning: Sets the standard.}
currency_classes:
- {id: principle, half_life_months: 60}
- {id: feature, half_life_months: 5}
areas:
- id: STR
  name: Strategy
  description: Goals first.
  onet_soc: ["11-2021.00"]
  skills:
  - id: STR-1
    name: Goals tree
    currency_class: principle
    esco: [{uri: "http://data.europa.eu/esco/skill/1", label: goals}]
    can_do: {1: Explains a goal., 2: Writes a goal., 3: Builds a tree., 4: Coaches others.}
- id: CMP
  name: Campaigns
  description: One measure decides.
  onet_soc: []
  skills:
  - id: CMP-1
    name: One measure
    currency_class: principle
    esco: []
    can_do: {1: Explains it., 2: Chooses it., 3: Defends it., 4: Coaches others.}
"""

ROLES = """\
schema: whetstone/roles@1
roles:
- {id: smm, name: Social media manager, esco: null, onet_soc: "27-3031.00", targets: {STR: 3, CMP: 2}, note: null}
standard_setting:
- {level: 2, theta: -0.5, judges: none yet, method: author's judgement, date: 2026-11-23, status: provisional}
- {level: 3, theta: null, judges: none yet, method: not named yet, date: null, status: not named yet}
"""

SOURCES = """\
schema: whetstone/source@1
sources:
- {id: src-method, title: Methods, publisher: Whetstone, url: "https://example.org/method", accessed: 2026-11-23, primary: true}
"""

_CLAIM = """\
schema: whetstone/claim@1
id: {id}
text: {{en: "{id} words"}}
statement: "A statement of {id}."
network: {network}
kind: {kind}
scope: {{regions: [global], account_types: [all]}}
held: {{from: {begun}, until: {until}}}
known: {{from: 2026-11-23}}
as_of: 2026-11-23
verified_by: research.desk
source: src-method
basis: "Read."
half_life_months: {months}
review_by: {review}
confidence: medium
supersedes: {supersedes}
status: {status}
"""


def claim(id_: str, **facts: object) -> str:
    """The file of a claim; a current principle unless said otherwise."""
    usual = {
        "network": "null",
        "kind": "principle",
        "begun": "null",
        "until": "null",
        "months": 60,
        "review": "2028-06-29",
        "supersedes": "null",
        "status": "current",
    }
    return _CLAIM.format(id=id_, **{**usual, **facts})


_FEATURE = {"network": "instagram", "kind": "feature", "months": 5, "review": "2027-01-10"}

FIGURE_CLAIM = (
    claim("clm-figure", kind="figure")
    + """\
figure:
  quoted_as: "38 % have the skill."
  population: Marketers
  n: 908
  year: 2016
  design: Test
  does_not_show: How many passed.
"""
)

PUBLISHED = """\
schema: whetstone/change@1
id: chg-swipe
title: "Swipe-up links are gone. A link sticker took their place."
network: instagram
kind: replaced
happened_on: 2021-08-30
noticed_on: 2026-11-23
severity: major
state: published
summary: "Use a link sticker."
evidence: [{title: Two reports, publisher: News, url: "https://example.org/news", accessed: 2026-11-23, primary: false}]
check: seen
claims:
  supersedes: {clm-swipe-up: clm-sticker}
  retires: []
  doubts: []
  creates: [clm-sticker]
register: C010
relearn: {minutes: 6, do_instead: "Put a link sticker on the Story.", items: [it-str-001]}
"""

PENDING = """\
schema: whetstone/change@1
id: chg-next
title: "The sticker moves"
network: instagram
kind: format
happened_on: "2026-08"
noticed_on: 2026-11-23
severity: minor
state: pending
summary: "It may move."
evidence: [{title: A report, publisher: News, url: null, accessed: 2026-11-23, primary: false}]
check: weak
claims:
  supersedes: {clm-sticker: clm-next}
  retires: []
  doubts: []
  creates: [clm-next]
register: null
relearn: null
"""

COURSE = """\
schema: whetstone/course@1
id: str-101
version: 1.0.0
title: {en: "Strategy"}
summary: {en: "One lesson."}
areas: [STR]
outcomes: [{skill: STR-1, level: 2}]
life_cycle: beta
license: CC-BY-4.0
lessons: [str-101-goal]
tasks: [task-goal]
certificate: {rule: "The lesson and the task.", valid_months: 24, pool: public-practice}
owner: curriculum.desk
changelog:
- {version: 1.0.0, date: 2026-11-23, change: new, learner_impact: none, summary: First edition.}
"""

LESSON = """\
---
schema: whetstone/lesson@1
id: str-101-goal
version: 1.0.0
title: "The goal names the act"
language: en
decision: "Which act to ask for."
minutes: {read: 6, practice: 6, check: 3}
outcomes: [{skill: STR-1, level: 2}]
prerequisites: []
questions: ["Which act?"]
objectives: ["Name the act."]
keypoints: ["The goal names the act."]
claims:
- clm-goal
- clm-sticker
- clm-swipe-up
sources: [src-method]
items: {pre: [it-str-001], practice: [it-str-002], check: [it-str-003]}
cards: [card-goal]
status: published
authors: [curriculum.desk]
reviewed: {by: second-reader, date: 2026-11-23, checklist: 1}
review_by: 2027-01-10
changelog:
- {version: 1.0.0, date: 2026-11-23, change: new, learner_impact: none, summary: First edition.}
---

## Try first (2 min)
{{block:try}}
No penalty. Choose.

{{item:it-str-001}}

## Idea (3 min)
{{block:goal}}
Start from the goal. {{cite:clm-goal}} See [the method](https://example.org/method).

{{block:sticker}}
The link sits in {{claim:clm-sticker}}. It was elsewhere before. {{mention:clm-swipe-up}}

{{caption: "Rare acts need people."}}
{{alt: "Taps need 7,750 people; replies need 39,150."}}

| Act | People |
|---|---:|
| Taps | 7,750 |
| Replies | 39,150 |

![A tree: the goal above, the act below.](../../../figures/tree.svg "The goal stands above the act.")

## Worked example (3 min)
{{block:case}}
A shop sells more. {{cite:clm-goal}}

## Do it on your own brand (4 min)
{{block:own}}
Finish these lines.

1. **The business goal** is …

{{field:goal}}

2. The viewer will …

{{field:act "The act"}}

## Check (3 min)
{{block:check}}
{{check}}

## If-then plan
{{block:if-then}}
When views double, then I ask how many people. One question waits: {{item:it-str-002}}

### What we are less sure of
{{block:limits}}
No study tests this.
"""

FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" role="img" aria-labelledby="t">
<title id="t">The goal stands above the act</title>
<path class="axis" d="M1 1V9"/>
</svg>
"""

ITEMS = """\
schema: whetstone/item@1
bank: str
defaults:
  reviewed: {by: second-reader, date: 2026-11-23, checklist: 1}
  version: 1
  status: expert-set
  language: en
  prior: {a_sd: 0.3, b_sd: 0.7}
items:
- id: it-str-001
  area: STR
  skill: STR-1
  level: 2
  format: data_single
  prior: {a: 1.0, b: 0.0}
  time_s: 90
  short: Choose the right act
  rests_on: [clm-goal]
  enemies: [it-str-002]
  lesson: str-101-goal
  stimulus:
    context: "A shop opens at 09:00."
    table:
      caption: Two acts
      columns: [Act, Count]
      rows:
      - [Taps, 10]
      - [Replies, 2]
      alt: Taps 10, replies 2.
  stem: Which act decides?
  options:
  - {id: a, score: 0, text: Watch it., why: Too early.}
  - {id: b, score: 2, text: Tap a link., why: Nearest to the goal.}
  - {id: c, score: 1, text: Order it., why: Too rare to see.}
  scoring: {type: graded_option, max: 2}
  check: 10 > 2
  rationale: The goal names the act.
- id: it-str-002
  area: STR
  skill: STR-1
  level: 2
  format: multi_select
  prior: {a: 1.0, b: 0.2}
  time_s: 90
  short: Stop what sells
  rests_on: [clm-sticker]
  stem: Select what to stop.
  options:
  - {id: a, correct: true, text: An ad, why: It sells.}
  - {id: b, correct: false, text: A warning, why: It protects.}
  - {id: c, correct: true, text: A joke, why: It entertains.}
  - {id: d, correct: false, text: A reply, why: It serves.}
  scoring: {type: plus_minus, right: 1, wrong: -1, floor: 0, max: 2}
  rationale: Stop what sells.
- id: it-str-003
  area: STR
  skill: STR-1
  level: 3
  format: best_worst
  prior: {a: 0.8, b: 0.3}
  time_s: 90
  short: First and worst step
  rests_on: [clm-goal]
  stem: What is best, what is worst?
  options:
  - {id: a, text: Ask for time., why: Keeps the door open.}
  - {id: b, text: Start now., why: Spends the week.}
  - {id: c, text: Decline it., why: Closes the door.}
  - {id: d, text: Buy views., why: Deceives.}
  scoring: {type: best_worst, max: 3, best: {a: 2, b: 1, c: 0, d: 0}, worst: {a: 0, b: 0, c: 0, d: 1}}
  rationale: Negotiate.
- id: it-str-004
  area: STR
  skill: STR-1
  level: 2
  format: order
  prior: {a: 0.9, b: -0.1}
  time_s: 120
  short: Steps in order
  rests_on: [clm-goal]
  stem: Put the steps in order.
  options:
  - {id: A, text: Publish., why: After the rule.}
  - {id: B, text: Name the goal., why: First.}
  - {id: C, text: Name the act., why: The goal names it.}
  - {id: D, text: Write the rule., why: Before the result.}
  - {id: E, text: Read the result., why: Last.}
  scoring: {type: precedence, pairs: [[B, C], [C, D], [D, A], [A, E]], map: {4: 3, 3: 2, 2: 1}, max: 3}
  example_full_credit: [[B, C, D, A, E]]
  rationale: Goal, act, rule, publish, read.
- id: it-str-005
  area: STR
  skill: STR-1
  level: 2
  format: matching
  prior: {a: 1.0, b: -0.4}
  time_s: 90
  short: Goals and measures
  rests_on: [clm-goal]
  stem: Match each goal.
  left:
  - {id: g1, text: Be known}
  - {id: g2, text: Learn why}
  - {id: g3, text: Sell more}
  right:
  - {id: m1, text: Taps, why: Leads to the page.}
  - {id: m2, text: Replies, why: Hold a reason.}
  - {id: m3, text: People reached, why: They saw it.}
  - {id: m4, text: Views, why: Repeats count.}
  key: {g1: m3, g2: m2, g3: m1}
  scoring: {type: matching, collapse: {1: 1, 2: 2, 3: 3}, max: 3}
  rationale: The goal names the act.
- id: it-str-006
  area: STR
  skill: STR-1
  level: 2
  format: rate
  prior: {a: 0.8, b: -0.4}
  time_s: 90
  short: Rate each action
  rests_on: [clm-goal]
  stem: Rate each action.
  actions:
  - {id: a, key: 4, text: Answer., why: Health first.}
  - {id: b, key: 2, text: Wait., why: Slow.}
  - {id: c, key: 1, text: Hide it., why: Conceals.}
  scoring: {type: rate_proximity, exact: 2, near_same_side: 1, raw_max: 6, map: {6: 3, 5: 2, 4: 1}, max: 3}
  rationale: Answer first.
"""

CARDS = """\
schema: whetstone/card@1
deck: str
reviewed: {by: second-reader, date: 2026-11-23, checklist: 1}
lesson: str-101-goal
cards:
- id: card-goal
  version: 1
  skill: STR-1
  enters: with_lesson
  front: What names the act?
  back: The goal.
  rests_on: [clm-goal]
"""

TASK = """\
---
schema: whetstone/task@1
id: task-goal
version: 1.0.0
title: "A goal"
language: en
lesson: str-101-goal
skills: [STR-1]
minutes: 40
reviewed: {by: second-reader, date: 2026-11-23, checklist: 1}
status: published
hand_in: "One page."
rests_on: [clm-goal]
pass: "No row below 2."
rating: "Two raters."
rubric:
- row: goal
  name: "Goal"
  skill: STR-1
  levels: {0: None., 1: A goal., 2: Goal and act., 3: A target., 4: Argued.}
---

## What to do (40 min)
Write a goal. {{cite:clm-goal}}

## For the rater
Rate what is there.
"""

FILES = {
    "framework/framework.yaml": FRAMEWORK,
    "framework/roles.yaml": ROLES,
    "sources/sources.yaml": SOURCES,
    "claims/clm-goal.yaml": claim("clm-goal"),
    "claims/clm-figure.yaml": FIGURE_CLAIM,
    "claims/clm-swipe-up.yaml": claim(
        "clm-swipe-up", **_FEATURE, until="2021-08-30", status="superseded"
    ),
    "claims/clm-sticker.yaml": claim(
        "clm-sticker", **_FEATURE, begun="2021-08-30", supersedes="clm-swipe-up"
    ),
    "claims/clm-next.yaml": claim(
        "clm-next", **_FEATURE, supersedes="clm-sticker", status="proposed"
    ),
    "changes/chg-swipe.yaml": PUBLISHED,
    "changes/chg-next.yaml": PENDING,
    "courses/str-101/course.yaml": COURSE,
    "courses/str-101/lessons/goal.md": LESSON,
    "figures/tree.svg": FIGURE,
    "items/str.yaml": ITEMS,
    "cards/str.yaml": CARDS,
    "tasks/task-goal.md": TASK,
}
