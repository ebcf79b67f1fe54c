"""International days that a content calendar may keep: only those that stand in a resolution.

A day that somebody's marketing named is none of these: whoever means one writes it down with its
source. Each here falls on the same day of every year (United Nations, list of international days
and weeks; the resolution stands beside each).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AwarenessDay:
    """A day of every year, what it is called, and the resolution that named it."""

    month: int
    day: int
    name: str
    basis: str

    @property
    def key(self) -> str:
        """Month, day and name: what a form sends."""
        return f"{self.month:02}-{self.day:02} {self.name}"


AWARENESS_DAYS = tuple(AwarenessDay(*row) for row in (
    (1, 24, "International Day of Education", "A/RES/73/25"),
    (2, 11, "International Day of Women and Girls in Science", "A/RES/70/212"),
    (2, 13, "World Radio Day", "A/RES/67/124"),
    (2, 20, "World Day of Social Justice", "A/RES/62/10"),
    (2, 21, "International Mother Language Day", "A/RES/56/262"),
    (3, 3, "World Wildlife Day", "A/RES/68/205"),
    (3, 8, "International Women’s Day", "A/RES/32/142"),
    (3, 20, "International Day of Happiness", "A/RES/66/281"),
    (3, 21, "International Day for the Elimination of Racial Discrimination", "A/RES/2142(XXI)"),
    (3, 21, "World Down Syndrome Day", "A/RES/66/149"),
    (3, 22, "World Water Day", "A/RES/47/193"),
    (3, 30, "International Day of Zero Waste", "A/RES/77/161"),
    (4, 2, "World Autism Awareness Day", "A/RES/62/139"),
    (4, 6, "International Day of Sport for Development and Peace", "A/RES/67/296"),
    (4, 7, "World Health Day", "WHA/A.2/Res.35"),
    (4, 21, "World Creativity and Innovation Day", "A/RES/71/284"),
    (4, 22, "International Mother Earth Day", "A/RES/63/278"),
    (4, 23, "World Book and Copyright Day", "UNESCO 28 C/Resolution 3.18"),
    (5, 3, "World Press Freedom Day", "UNESCO 26 C/Resolution 4.3"),
    (5, 15, "International Day of Families", "A/RES/47/237"),
    (5, 20, "World Bee Day", "A/RES/72/211"),
    (5, 21, "World Day for Cultural Diversity for Dialogue and Development", "A/RES/57/249"),
    (6, 3, "World Bicycle Day", "A/RES/72/272"),
    (6, 5, "World Environment Day", "A/RES/2994(XXVII)"),
    (6, 8, "World Oceans Day", "A/RES/63/111"),
    (6, 14, "World Blood Donor Day", "WHA58.13"),
    (6, 20, "World Refugee Day", "A/RES/55/76"),
    (6, 21, "International Day of Yoga", "A/RES/69/131"),
    (6, 27, "Micro-, Small and Medium-sized Enterprises Day", "A/RES/71/279"),
    (7, 15, "World Youth Skills Day", "A/RES/69/145"),
    (7, 18, "Nelson Mandela International Day", "A/RES/64/13"),
    (7, 30, "International Day of Friendship", "A/RES/65/275"),
    (8, 12, "International Youth Day", "A/RES/54/120"),
    (8, 19, "World Humanitarian Day", "A/RES/63/139"),
    (9, 5, "International Day of Charity", "A/RES/67/105"),
    (9, 8, "International Literacy Day", "UNESCO 14 C/Resolution 1.441"),
    (9, 15, "International Day of Democracy", "A/RES/62/7"),
    (9, 18, "International Equal Pay Day", "A/RES/74/142"),
    (9, 21, "International Day of Peace", "A/RES/36/67, A/RES/55/282"),
    (9, 23, "International Day of Sign Languages", "A/RES/72/161"),
    (10, 1, "International Day of Older Persons", "A/RES/45/106"),
    (10, 5, "World Teachers’ Day", "UNESCO 27 C/INF.7"),
    (10, 11, "International Day of the Girl Child", "A/RES/66/170"),
    (10, 16, "World Food Day", "A/RES/35/70"),
    (10, 17, "International Day for the Eradication of Poverty", "A/RES/47/196"),
    (10, 24, "United Nations Day", "A/RES/168(II)"),
    (11, 14, "World Diabetes Day", "A/RES/61/225"),
    (11, 16, "International Day for Tolerance", "A/RES/51/95"),
    (11, 20, "World Children’s Day", "A/RES/836(IX)"),
    (11, 25, "International Day for the Elimination of Violence against Women", "A/RES/54/134"),
    (12, 1, "World AIDS Day", "A/RES/43/15"),
    (12, 3, "International Day of Persons with Disabilities", "A/RES/47/3"),
    (12, 5, "International Volunteer Day", "A/RES/40/212"),
    (12, 9, "International Anti-Corruption Day", "A/RES/58/4"),
    (12, 10, "Human Rights Day", "A/RES/423(V)"),
    (12, 18, "International Migrants Day", "A/RES/55/93"),
))  # fmt: skip


def next_time(one: AwarenessDay, *, today: dt.date) -> dt.date:
    """When it comes next, today included.

    >>> next_time(AWARENESS_DAYS[0], today=dt.date(2026, 11, 23))
    datetime.date(2027, 1, 24)
    """
    here = dt.date(today.year, one.month, one.day)
    return here if here >= today else here.replace(year=today.year + 1)


def by_next_time(*, today: dt.date) -> list[tuple[dt.date, AwarenessDay]]:
    """All of them with the day on which each comes next, the soonest first."""
    return sorted(
        ((next_time(one, today=today), one) for one in AWARENESS_DAYS),
        key=lambda row: (row[0], row[1].name),
    )
