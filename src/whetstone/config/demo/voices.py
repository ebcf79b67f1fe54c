"""What people wrote to Marram in twelve weeks: a care export, all invented.

It comes in through the services that people use: what it names is masked on the way.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import TYPE_CHECKING, Final

from whetstone.apps.lead import voices_services as services
from whetstone.apps.lead import voices_taking
from whetstone.config.demo.cast import DEMO_NOW, ZONE

if TYPE_CHECKING:
    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace

FIRST: Final = dt.date(2026, 8, 31)
WEEKS: Final = 12
LAST_WEEK: Final = 11
ANSWERED, RESOLVED = 0.94, 0.9
SIZES_DONE: Final = dt.datetime(2026, 10, 12, 15, 0, tzinfo=dt.UTC)
_MADE: Final = dt.datetime(2026, 9, 28, 10, 0, tzinfo=dt.UTC)
_THEMES: Final = {
    "Zips": ("zip*", "slider", "teeth"),
    "Delivery": ("deliver*", "parcel*", "courier", "not arriv*", "tracking"),
    "Waiting for repairs": ("repair slot*", "repair takes", "waiting list", "weeks for a repair"),
    "Sizes": ("size*", "too small", "too large", "runs short"),
    "Thanks for repairs": ("like new", "patched", "mended"),
}
_SAID: Final = {
    "Zips": (
        "The zip on the new Tern jacket split on its second day out.",
        "Main zip jams halfway, and the slider came off in my hand.",
        "Is there a recall of the Tern? My zip lost three teeth in a week.",
        "Bought the winter shell on Saturday, the zip is broken already. Order MR-{n}.",
        "Second one with a bad zip. I'm {name}, please call me on +353 86 555 {d}.",
        "Love the jacket, but this zip will not last the winter.",
        "The two-way zip opens from below while I walk.",
        "Zip pull came off in the shop already. Embarrassing for both of us.",
        "Wet feet are fine, a stuck zip in hail is not.",
    ),
    "Delivery": (
        "Where is my parcel? Tracking has said Portlaoise for five days.",
        "Delivery took eleven days to Kerry, the page said three.",
        "The courier left it in the rain, order MR-{n}.",
        "Parcel marked as delivered, and it has not arrived.",
        "Can somebody look at order MR-{n}? No delivery, no mail. {mail}",
        "Third delivery in a row that came late. What is going on?",
        "Paid for express delivery, got it after the hike.",
        "My parcel went to Cork, then Dublin, then Cork again.",
        "The courier says the address does not exist. I live here.",
    ),
    "Waiting for repairs": (
        "No repair slots before January? The hood is ripped now.",
        "Seven weeks for a repair is a long time without a coat.",
        "How long is the waiting list for the Cork bench?",
        "A repair takes longer than a new jacket would. Pity.",
    ),
    "Sizes": (
        "Your size M is an S anywhere else.",
        "Ordered my usual size, sleeves are too small by a hand.",
        "Is the size chart right? It runs short on the women's shell.",
        "Sent back two sizes already, neither fits as the chart says.",
    ),
    "Thanks for repairs": (
        "My father's coat came back like new. Thank you, {shop}!",
        "You patched a sleeve I had given up on.",
        "Twelve winters, mended twice, and still dry.",
    ),
    "": (
        "Do you ship to the Faroe Islands?",
        "What does it cost to ship to Norway?",
        "Would you ship two bags to Canada?",
        "Which wax do you use for the canvas bags?",
        "Lovely picture, where was it taken?",
        "Will the autumn colours come back?",
        "When does the Galway shop open on Sundays?",
    ),
}  # fmt: skip
_BEFORE: Final = ("", "", "Hi {shop}! ", "Hello. ", "", "Good morning, and sorry for this: ")
_AFTER: Final = ("", " Any news?", "", " Greetings from Sligo.", " Thanks for looking.", "", "")
_USUAL: Final = {
    "Zips": 1, "Delivery": 3, "Waiting for repairs": 1, "Sizes": 2, "Thanks for repairs": 1, "": 1,
}  # fmt: skip
"""Messages of a usual week, or one more."""
_SURGE: Final = {"Zips": 15}
_NAMES: Final = ("Orla Keane", "Piotr Nowak", "Meera Joshi", "Sam Ekwueme", "Ines Prado")
_CHANNELS: Final = ("Instagram", "Facebook", "Instagram", "X", "Care desk")


def make(workspace: Workspace, people: dict[str, int], rng: Generator) -> None:
    """The export is taken; five themes; one of them asked of logistics, one done by product."""
    head, where = people["Head of social"], {"workspace_id": workspace.pk}
    seen_on = DEMO_NOW.date()
    found = voices_taking.look(
        io.BytesIO(_export(rng).encode()), seen_on=seen_on, zone=ZONE, day_first=None,
        mapping=None, **where,
    )  # fmt: skip
    made = voices_taking.stage(
        found, name="care-export-autumn.csv", seen_on=seen_on, zone=ZONE, mapping=None,
        actor_id=head, now=DEMO_NOW, **where,
    )  # fmt: skip
    themes = {}
    for place, (name, words) in enumerate(_THEMES.items()):
        themes[name] = services.make_theme(
            form_key=uuid.UUID(int=place + 1), name=name, words=words, actor_id=head, now=_MADE,
            **where,
        ).pk  # fmt: skip
    voices_taking.take(file_id=made.pk, actor_id=head, now=DEMO_NOW, **where)
    sizes = services.route(
        theme_id=themes["Sizes"], form_key=uuid.UUID(int=1), owner="Product owner, shells",
        asked="Measure the women's shells anew and correct the size chart.",
        due_on=dt.date(2026, 10, 16), actor_id=head, now=_MADE, **where,
    )  # fmt: skip
    services.tell_fate(
        route_id=sizes.pk, fate=services.DONE, said="The chart is corrected, with a picture.",
        actor_id=head, now=SIZES_DONE, **where,
    )  # fmt: skip
    late = services.route(
        theme_id=themes["Delivery"], form_key=uuid.UUID(int=2), owner="Head of logistics",
        asked="Say five days instead of three for the west, or change the courier.",
        due_on=dt.date(2026, 12, 4), actor_id=head, now=dt.datetime(2026, 11, 9, tzinfo=dt.UTC),
        **where,
    )  # fmt: skip
    services.tell_fate(
        route_id=late.pk, fate=services.ANSWERED, said="Talks with the courier until the 27th.",
        actor_id=head, now=dt.datetime(2026, 11, 18, 9, 0, tzinfo=dt.UTC), **where,
    )  # fmt: skip


def _export(rng: Generator) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Case ID", "Created at", "Channel", "Customer", "Message", "First response at",
                   "Resolved at"])  # fmt: skip
    number = 4000
    for week in range(WEEKS):
        for theme, usual in _USUAL.items():
            for _one in range(_how_many(theme, usual, week, rng)):
                number += 1
                rows.writerow(_case(number, week, theme, rng))
    return out.getvalue()


def _how_many(theme: str, usual: int, week: int, rng: Generator) -> int:
    """A usual week, or one more; fewer about sizes since the chart is right; zips at the end."""
    n = usual + int(rng.integers(0, 2))
    if week == LAST_WEEK and theme in _SURGE:
        return _SURGE[theme]
    if theme == "Sizes" and FIRST + dt.timedelta(weeks=week) > SIZES_DONE.date():
        return n - usual
    return n


def _case(number: int, week: int, theme: str, rng: Generator) -> list[str]:
    at = dt.datetime.combine(FIRST, dt.time(8)) + dt.timedelta(
        weeks=week, days=int(rng.integers(0, 7)), minutes=int(rng.integers(0, 780))
    )
    said = _SAID[theme][int(rng.integers(len(_SAID[theme])))]
    before, after = _BEFORE[int(rng.integers(len(_BEFORE)))], _AFTER[number % len(_AFTER)]
    text = f"{before}{said}{after}".format(
        n=48_000 + number, d=1000 + number % 9000, name=_NAMES[number % len(_NAMES)],
        mail=f"customer{number}@example.com", shop="@marram",
    )  # fmt: skip
    wait = dt.timedelta(minutes=int(_wait(rng, 190)))
    more = dt.timedelta(minutes=int(_wait(rng, 2100)))
    end = DEMO_NOW.replace(tzinfo=None)
    answered, resolved = at + wait, at + wait + more
    is_answered, is_resolved = answered < end and rng.random() < ANSWERED, rng.random() < RESOLVED
    return [
        f"C-{number}", at.isoformat(" "), _CHANNELS[number % len(_CHANNELS)],
        f"@walker_{int(rng.integers(100, 260))}", text,
        answered.isoformat(" ") if is_answered else "",
        resolved.isoformat(" ") if is_answered and is_resolved and resolved < end else "",
    ]  # fmt: skip


def _wait(rng: Generator, minutes: int) -> float:
    """A wait whose median is so many minutes, with a long tail."""
    return float(minutes * rng.lognormal(0, 0.9))
