"""Who lives in the demo. Every name and brand is invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from whetstone.apps.people.selectors import Need, Stretch
from whetstone.web.request import Right

DEMO_NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
"""The stated demo date: Monday 23 November 2026, 09:12 in Dublin."""
BEGAN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ZONE, COUNTRY = "Europe/Dublin", "IE"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in the story. `bent` shifts ability by area (logits); `general` by all of them.

    `is_measured` false: a newcomer, whose door a visitor takes. `shares`: what share of
    areas their lead may see.
    """

    name: str
    title: str
    role_id: str
    rights: tuple[str, ...]
    general: float = 0.0
    bent: tuple[tuple[str, float], ...] = ()
    is_measured: bool = True
    shares: float = 0.0
    hours: tuple[Stretch, ...] | None = None


def _mornings() -> tuple[Stretch, ...]:
    return tuple(Stretch(day, dt.time(8, 30), dt.time(13)) for day in range(5))


def _four_days() -> tuple[Stretch, ...]:
    days = (0, 1, 3, 4)
    first = [Stretch(day, dt.time(9), dt.time(12, 30)) for day in days]
    return (*first, *(Stretch(day, dt.time(13, 15), dt.time(17)) for day in days))


TEAM: tuple[Part, ...] = (
    Part("Niamh Corrigan", "Head of social", "head",
         (Right.LEAD, Right.LEARNER, Right.ADMIN), -0.1,
         (("CRI", 0.8), ("LED", 0.6), ("PLT", -0.6)), shares=1.0),
    Part("Tomas Vesely", "Content lead", "smm", (Right.LEARNER,), -0.4,
         (("CRE", 0.8), ("ANA", -0.9)), is_measured=False),
    Part("Asha Gurung", "Community manager", "cmty", (Right.LEARNER,), -0.5,
         (("COM", 0.9), ("CAR", 0.6), ("ANA", -0.7)), shares=0.8, hours=_four_days()),
    Part("Marek Zielony", "Paid social specialist", "paid", (Right.LEARNER,), -0.7,
         (("PAD", 1.1), ("ANA", 0.4), ("CRI", -0.9), ("COM", -0.5)), shares=0.5),
    Part("Ifeoma Anyawu", "Analyst", "anly", (Right.LEARNER,), -0.4,
         (("ANA", 1.3), ("AUD", 0.7), ("CRE", -0.8), ("CRI", -0.5)), shares=1.0),
    Part("Lena Hartwig", "Care agent", "care", (Right.LEARNER,), -1.0,
         (("CAR", 1.1), ("STR", -0.6), ("PAD", -0.8)), shares=0.0, hours=_mornings()),
    Part("Sofia Quaresma", "Strategist", "strat", (Right.LEARNER,), -0.3,
         (("STR", 1.0), ("CMP", 0.7), ("CAR", -0.6), ("PLT", -0.4)), shares=0.7),
    Part("Declan Moriarty", "Marketing director", "head", (Right.LEADER,), is_measured=False),
    Part("Ruth Adebanjo", "Strategist from outside", "strat", (Right.PARTNER,), is_measured=False),
    Part("Priya Sahni", "Curriculum editor", "strat", (Right.EDITOR,), is_measured=False),
)  # fmt: skip

NEEDS: tuple[Need, ...] = (
    Need("STR", 2, 2), Need("CMP", 2, 2), Need("ANA", 2, 2), Need("CRI", 2, 2),
    Need("CAR", 2, 2), Need("COM", 2, 1), Need("CRE", 2, 2), Need("PLT", 2, 2),
    Need("AUD", 2, 1), Need("PAD", 2, 1),
)  # fmt: skip

STUDENTS = (
    "Aarav Thapa", "Bea Lindqvist", "Chidi Okorie", "Dana Petrova", "Emre Yalcin", "Farah Siddiq",
    "Goran Ilic", "Hana Mori", "Imani Wekesa", "Jonas Brandt", "Kavya Pillai", "Liam Doherty",
    "Mei Tanaka", "Nuno Carvalho", "Oksana Bondar", "Pema Sherpa", "Quentin Morel", "Rosa Ibarra",
    "Suman Karki", "Tariq Haddad", "Una Maguire", "Viktor Dahl", "Wanjiru Mbugua", "Xenia Kostova",
)  # fmt: skip
"""A class of 24. The first one is the visitor's door."""
