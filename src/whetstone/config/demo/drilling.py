"""A crisis drill in the demo: run by the clock, judged by its person, then by the partner.

The lead was handed it as well, and has not looked at it yet.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.learn.judging import Judgement
from whetstone.apps.learn.simulation import clock, judging, running

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

TASK: Final = "task-cri-two-hour-drill"
WHO: Final = "Community manager"
BEGAN: Final = dt.datetime(2026, 11, 19, 13, 0, tzinfo=dt.UTC)
_KEYS: Final = uuid.UUID("6c1f3f52-6a51-4a55-9d53-0f7b7f3f2a11")
"""The same lines get the same keys every time the story is made."""

LOG: Final[tuple[tuple[int, str, str], ...]] = (
    (1, "note", "Message of minute 0 saved, with its time and the number."),
    (
        2,
        "reply",
        (
            "Leave the kitchen now, all of you. Do not switch anything on or off. Go into "
            "fresh air and ring 112. Write to me when you are outside."
        ),
    ),
    (
        4,
        "level",
        "3. A child is dizzy, and I can reach who wrote. To be judged again at minute 25.",
    ),
    (5, "call", "The lead, no answer. I wait until minute 13, then the second on the list."),
    (
        11,
        "stop",
        (
            "Ad: the agency has it off at 11. The sale of tomorrow is paused. Automatic reply"
            " is now: smell gas, go out, ring 112. The cleaning post is held, the works must "
            "read it."
        ),
    ),
    (13, "call", "The second. Answers at once, takes legal and the works."),
    (
        17,
        "note",
        (
            "Two posts, both with the first customer's film. One heater and not three. The "
            "level stays."
        ),
    ),
    (21, "stop", "The partner's film does not go out. They had not read my message of minute 12."),
    (
        23,
        "note",
        (
            "Confirmed by the fire station: gas at the address, three out, well. The cause: "
            "not known, nobody says a word about it."
        ),
    ),
    (
        31,
        "statement",
        (
            "V1. If your heater hisses or you smell gas: leave the room, ring 112. We have a "
            "report of gas at one home in Wrocław; everybody is well. We are examining the "
            "heater with the fire service. Our next word comes here at minute 60."
        ),
    ),
    (
        35,
        "call",
        (
            "Brief 1 to those who answer: the two sentences of V1, no word on a cause, "
            'refunds go to me. "Looking into it" is withdrawn. Next brief at 60.'
        ),
    ),
    (
        42,
        "statement",
        (
            "V2. Heaters whose number begins with 26-47: switch off at the wall valve, do not"
            " use them, write to us. They carry a valve that leaks. We do not know yet "
            "whether the first heater has it. Shops have been told to stop selling. Next word"
            " at minute 60."
        ),
    ),
    (43, "call", "All shops, by telephone through the sales desk: stop selling 26-47."),
    (
        49,
        "reply",
        (
            "It is true that a valve leaks, and three people were in danger. All three are "
            "well; the fire station says so. Since when we knew stands in V2: since today."
        ),
    ),
    (
        55,
        "statement",
        (
            'Correction. Our short version said "let air in". That was wrong. Switch off, go '
            "out. Both versions now say the same."
        ),
    ),
    (62, "statement", "V3, two minutes late. No new fact. V2 holds. Next word at minute 90."),
    (
        74,
        "stop",
        (
            "Account: copies saved, all sessions ended, the agency's access off. It took six "
            "minutes, because nobody knew who may do that on a Saturday."
        ),
    ),
    (
        77,
        "statement",
        (
            "By e-mail and on the site. A message with a refund link did not come from us. Do"
            " not open it and do not enter anything. We do not know yet how it was sent."
        ),
    ),
    (
        83,
        "hand-over",
        (
            "By voice: the level and why, V2 in force, promised for 90, 41 open replies by "
            "name, who is ringing the shops. They said it back to me."
        ),
    ),
    (
        87,
        "call",
        (
            "The threat, with address and time, to the person in charge of safety. Names off "
            "all replies. The colleague wants to go home, goes by taxi."
        ),
    ),
    (
        94,
        "note",
        (
            'Refused: "the supplier, and all others are safe". We have no word on the others.'
            " Offered: what we found, what we check, next word at 110. He agreed."
        ),
    ),
    (
        109,
        "statement",
        (
            "V4. We left out the leak test on Tuesday. That was our fault, and we are sorry. "
            "Every heater of that day is exchanged, at our cost, wherever it is."
        ),
    ),
    (
        116,
        "note",
        (
            "Owed: 320 buyers not reached (sales, tonight), 41 replies (new shift, by ten), "
            "word at 150 (me). Level stays 3."
        ),
    ),
)
NOTE: Final = (
    "Timeline from the log. First answer after 2 minutes, ad off at 11, first instruction in "
    "public at 31, new instruction 4 minutes after the works wrote, own fault owned 4 minutes "
    "after it was known.\n\n"
    "Lost: nine minutes between 22 and 31, because I wrote the statement from nothing. Six at 68, "
    "because nobody knew who can end sessions on a Saturday. Two at 60.\n\n"
    "What let it through: nobody read the short version back. I had no second pair of eyes, and "
    "did not write that down.\n\n"
    "Owed: the list at 116.\n\n"
    "Changes. 1. A line with blanks for gas and smoke, approved by legal by 11 December; sign: "
    "out within ten minutes in the next drill. 2. Two people who can end sessions, on the rota, "
    "by 4 December; sign: done within two minutes on a Sunday."
)
OWN: Final[Mapping[str, tuple[int, str]]] = {
    "ready": (2, "Limit kept, second called at 13. No prepared line."),
    "level": (3, "Minutes 4, 17, 23. Revised nothing, as nothing changed it."),
    "words": (3, "Own error put right at 55, own fault at 109."),
    "desk": (2, "Stopped in every place, but the partner only at 21."),
    "after": (3, "Two changes, each with a sign."),
}
SAID: Final[Mapping[str, tuple[int, str]]] = {
    "ready": (1, "The limit was kept, but there was no prepared line: nine minutes went into it."),
    "level": (
        3,
        "One origin counted as one at 17, and what is confirmed kept apart at 23 and 42.",
    ),
    "words": (
        2,
        (
            "Instruction first throughout; the promised word came at 62, and the error of the"
            " short version stood until somebody outside saw it."
        ),
    ),
    "desk": (3, "Copies before the clean-up at 74, and a hand-over that was said back at 83."),
    "after": (3, "Sources, minutes, and two changes with a sign, neither of them advice."),
}
WORDS: Final = "Hold it again on a Sunday evening, with the lead missing and the line on the wall."


def make(workspace: Workspace, ids: Mapping[str, int]) -> None:
    """Run the drill of the community manager, through the services people use."""
    who: dict[str, Any] = {"person_id": ids[WHO]}
    key = uuid.uuid5(_KEYS, "start")
    run = running.start(slug=TASK, pace=clock.REAL, key=key, now=BEGAN, **who)
    of = {"simulation_id": run.pk, **who}
    for minute, kind, text in LOG:
        key = uuid.uuid5(_KEYS, f"{minute}/{kind}")
        running.write(kind=kind, text=text, key=key, now=_at(minute), **of)
    judging.assess(note=NOTE, judgement=_judgement(OWN), is_settled=True, now=_at(151), **of)
    for title in ("Strategist from outside", "Head of social"):
        handing = judging.hand_over(
            reviewer_id=ids[title], workspace_id=workspace.pk, now=_at(155), **of
        )
        if title != "Head of social":
            judging.judge(
                handing_id=handing.pk,
                reviewer_id=ids[title],
                workspace_id=workspace.pk,
                judgement=_judgement(SAID, WORDS),
                now=_at(24 * 60),
            )


def _at(minute: int) -> dt.datetime:
    return BEGAN + dt.timedelta(minutes=minute, seconds=20)


def _judgement(said: Mapping[str, tuple[int, str]], words: str = "") -> Judgement:
    rows: dict[str, list[object]] = {row: [level, text] for row, (level, text) in said.items()}
    return Judgement(rows, words, {row: text for row, (_level, text) in said.items()})
