"""The fetcher of this installation. Its settings can close it further, never open it inwards."""

from __future__ import annotations

from django.conf import settings

from whetstone.web.fetching.facts import Fetched, Fetches, NotFetchedError, Reason, Wanted


def is_on() -> bool:
    """Whether anything may leave this machine at all (WHETSTONE_FETCH)."""
    return bool(settings.FETCH)


def ports() -> frozenset[int]:
    """The ports that may be asked (WHETSTONE_FETCH_PORTS)."""
    return frozenset(settings.FETCH_PORTS)


def installed() -> Fetches:
    """The guarded fetcher where fetching is on; else one that asks nobody."""
    if not is_on():
        return _off
    from whetstone.web.fetching.fetcher import Fetcher

    return Fetcher(ports=ports())


def _off(wanted: Wanted) -> Fetched:
    raise NotFetchedError(Reason.OFF, wanted.url)
