"""The names of the shipped framework's areas and roles, for the catalogues.

The framework is a file (curriculum/framework/) and stays in English; a page says its names in the
reader's language where the catalogue has them. Nothing here is called. A name that is not here,
say of an installation's own framework, is shown as it is written.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as noop

AREAS: Final = (
    noop("Strategy & planning"),
    noop("Audience research & social listening"),
    noop("Campaign planning"),
    noop("Content creation"),
    noop("Content curation"),
    noop("Content calendar & publishing operations"),
    noop("Customer care on social"),
    noop("Community management"),
    noop("Social commerce"),
    noop("Paid social"),
    noop("Analytics & reporting"),
    noop("Crisis & PR handling"),
    noop("Platform knowledge"),
    noop("Leadership alignment & governance"),
)
ROLES: Final = (
    noop("Social media manager"),
    noop("Community manager"),
    noop("Social care agent"),
    noop("Social strategist"),
    noop("Social analyst"),
    noop("Content creator"),
    noop("Paid social specialist"),
    noop("Head of social"),
    noop("Student (graduate target)"),
)
