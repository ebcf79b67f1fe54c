"""An inbox with life and a log of near misses, through the services that people use."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import services as field
from whetstone.apps.keepup import services as keepup
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

IN_DOUBT = "clm-youtube-shorts-engaged-views"


def _ago(days: int, hour: int = 10) -> dt.datetime:
    return (DEMO_NOW - dt.timedelta(days=days)).replace(hour=hour, minute=20)


def make(workspace: Workspace, people: Mapping[str, int]) -> None:
    """Notices in every state, from people, a watcher and drifting answers; three near misses."""
    desk = _Desk(workspace.pk, people)
    desk.an_overdue_one()
    desk.a_doubted_one()
    desk.one_that_waits()
    desk.one_in_hand()
    desk.new_ones()
    desk.closed_ones()
    desk.near_misses()


class _Desk:
    """The inbox of one team, and who works at it."""

    def __init__(self, workspace_id: int, people: Mapping[str, int]) -> None:
        self._workspace_id, self._people = workspace_id, people

    def _says(self, title: str, sentence: str, days: int, **more: Any) -> int:
        made = field.report(
            workspace_id=self._workspace_id,
            person_id=self._people[title],
            claim_slug=more.pop("claim", ""),
            page=more.pop("page", "/today"),
            sentence=sentence,
            now=_ago(days),
            **more,
        )
        return made.pk

    def _sees(self, origin: str, sentence: str, days: int, **more: Any) -> int:
        noticed = field.Noticed(origin, sentence, fingerprint=f"demo-{origin}-{days}", **more)
        made = field.notice(noticed, workspace_id=self._workspace_id, now=_ago(days))
        assert made is not None
        return made.pk

    def _step(self, act: str, notice_id: int, days: int, hour: int = 11, **more: Any) -> None:
        title = more.pop("by", "Curriculum editor")
        getattr(keepup, act)(
            notice_id=notice_id,
            workspace_id=self._workspace_id,
            person_id=self._people[title],
            now=_ago(days, hour),
            **more,
        )

    def an_overdue_one(self) -> None:
        """Taken, serious, and left for a week too long."""
        one = self._says(
            "Paid social specialist",
            "The ad set asks for a different age range than the lesson says.",
            23,
            saw="The form starts at 18 now. It took 13 last spring.",
            page="/lessons",
        )
        self._step("take", one, 22, owner_id=self._people["Head of social"], by="Head of social")
        self._step("set_severity", one, 22, 12, severity="major", by="Head of social")

    def a_doubted_one(self) -> None:
        """An editor doubts the claim; what rests on it says so."""
        one = self._says(
            "Community manager",
            "Engaged views of Shorts are gone from my export.",
            3,
            saw="On the brand's channel the column is there. On my own it is empty since Monday.",
            claim=IN_DOUBT,
            page="/lessons/str-101-reading-a-difference",
        )
        editor = self._people["Curriculum editor"]
        self._step("take", one, 2, owner_id=editor)
        self._step("set_severity", one, 2, 12, severity="breaking")
        self._step(
            "doubt", one, 2, 13, reason="Two channels, two answers. The help page is silent."
        )

    def one_that_waits(self) -> None:
        """Confirmed and linked to the change that waits to be published."""
        one = self._sees(
            "watcher",
            "The changelog of the data feed names a metric that goes.",
            12,
            saw="Reach is listed under metrics that are removed.",
            network="meta",
            url="https://changelog.example.org/feed/v26",
        )
        self._step("set_severity", one, 11, severity="major")
        self._step(
            "confirm",
            one,
            10,
            change="chg-2026-meta-reach-feed",
            reason="Read in the changelog; the change is written down.",
        )

    def one_in_hand(self) -> None:
        """A question that people suddenly answer differently."""
        one = self._sees(
            "drift",
            "A question about reporting is answered right much less often than before.",
            6,
            saw="41 in 100 in November, 68 in 100 before; 60 answers.",
            thing=("item", "it-ana-001"),
        )
        self._step("take", one, 5, owner_id=self._people["Curriculum editor"])
        self._step("note", one, 4, reason="The key may rest on a feed that is going.")

    def new_ones(self) -> None:
        """Nobody has looked yet."""
        self._says(
            "Content lead",
            "Captions are cut after fewer lines than the card says.",
            1,
            saw="Two lines on my phone since Friday.",
            page="/cards",
        )
        self._sees(
            "watcher",
            "A help page about link stickers was rewritten.",
            0,
            network="instagram",
            url="https://help.example.org/stickers",
        )

    def closed_ones(self) -> None:
        """One that was right and is repaired; one that still stands, and why."""
        one = self._says(
            "Analyst", "The export has one column less than the task says.", 40, page="/lessons"
        )
        self._step("set_severity", one, 39, severity="minor")
        self._step("confirm", one, 38, reason="Seen in an export of this month.")
        self._step("repair", one, 34, reason="The task names the column by its new name.")
        self._step("close", one, 33, reason="Done once with a fresh export.")
        two = self._says("Strategist", "Nobody sees posts with links any more.", 27)
        self._step(
            "dismiss",
            two,
            26,
            reason="An old story. Three of our own posts of this month say otherwise.",
        )

    def near_misses(self) -> None:
        """Three: one became a drill, one a question, one waits."""
        drilled = self._almost(
            "Community manager",
            "A cheerful scheduled post, two hours after bad news from our town.",
            "Somebody read the queue aloud before lunch.",
            18,
        )
        keepup.make_drill(**self._by(drilled, 17), **DRILL)
        asked = self._almost(
            "Analyst",
            "A report that called views people.",
            "The total was larger than the town.",
            13,
            network="facebook",
        )
        keepup.draft_question(**self._by(asked, 12), item=_question(asked))
        self._almost(
            "Content lead",
            "A giveaway without the terms of the shop that gives the prize.",
            "The lawyer's out-of-office reply: we waited.",
            4,
            network="instagram",
        )

    def _almost(
        self, title: str, almost: str, stopped: str, days: int, *, network: str = ""
    ) -> int:
        made = keepup.log_near_miss(
            workspace_id=self._workspace_id,
            person_id=self._people[title],
            almost=almost,
            stopped=stopped,
            happened_on=_ago(days).date(),
            network=network,
            now=_ago(days, 16),
        )
        return made.pk

    def _by(self, near_miss_id: int, days: int) -> dict[str, Any]:
        return {
            "near_miss_id": near_miss_id,
            "workspace_id": self._workspace_id,
            "person_id": self._people["Head of social"],
            "now": _ago(days),
        }


DRILL: Mapping[str, Any] = {
    "title": "Stop everything that is scheduled",
    "situation": "It is 11:40. The local news says that a coach has crashed on the coast road; "
    "nobody knows yet who was on it.\nOur next post goes out at 12:00: a joke about "
    "Monday mornings. Three more are scheduled for today.",
    "first": "Pause the whole queue, not only the next post.",
    "steps": [
        "Say in the team's channel that the queue is paused, and since when.",
        "Look at what went out in the last two hours; take down what reads badly now.",
        "Ask the head of social who decides today; write the name down.",
        "Answer people who ask, in one agreed sentence. No jokes, no guesses.",
        "Set a time to look again. The queue starts when somebody says so, not by itself.",
    ],
    "minutes": 6,
}


def _question(near_miss_id: int) -> dict[str, Any]:
    return {
        "id": f"it-near-miss-{near_miss_id}",
        "version": 1,
        "status": "draft",
        "area": "ANA",
        "skill": "ANA-1",
        "level": 2,
        "format": "data_single",
        "prior": {"a": 1.0, "b": 0.0, "a_sd": 0.3, "b_sd": 0.7},
        "time_s": 90,
        "short": "Views that look like people",
        "rests_on": ["clm-ana-denominator-fits-question"],
        "mentions": [],
        "stimulus": {
            "context": "A report for a town of 30,000 says: our post met 41,000 people this week. "
            "The column in the export is called views."
        },
        "stem": "What do you change in the sentence before it goes out?",
        "options": [
            {
                "id": "a",
                "score": 0,
                "text": "The number: round it down to the size of the town.",
                "why": "A rounded wrong unit is still a wrong unit.",
            },
            {
                "id": "b",
                "score": 1,
                "text": "The noun: it was shown 41,000 times, to fewer people.",
                "why": "A view counts every showing; the same person may be in it many times.",
            },
            {
                "id": "c",
                "score": 0,
                "text": "Nothing: people from elsewhere may have seen it too.",
                "why": "They may, and the column still does not count people.",
            },
        ],
        "scoring": {"type": "graded_option", "max": 1},
        "rationale": "The column counts showings. Say what it counts, or take one that counts "
        "people.",
    }
