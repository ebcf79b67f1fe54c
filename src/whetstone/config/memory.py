"""A cache that every server process and every worker sees: rows of the store.

allauth counts guesses in Django's cache. A cache of one process lets somebody guess once more in
each process; this one lets nobody. It is a table of ours, made by a migration like any other, and
holds JSON: whoever could write into the store could run no code by it, as with pickles.

Pages that ask it: signing in, second factors, what is signed or looked up for anybody
(certificates), and the demo's own broom. Others never do.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

SALT: Final = "whetstone.config.memory"


class SharedMemory(BaseCache):
    """Django's cache in a table; a name in it is a keyed hash of the key."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        """Take the settings that every cache has; there is no place to name."""
        super().__init__(params)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep something if nothing is kept by that name; of many at once one does."""
        name = self._name(key, version)
        with transaction.atomic():
            _rows().filter(name=name, until__lte=timezone.now()).delete()
            if _rows().filter(name=name).exists():
                return False
            try:
                with transaction.atomic():
                    _rows().create(name=name, value=value, until=self._until(timeout))
            except IntegrityError:  # another process was quicker
                return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is kept by a name, if its time is not over."""
        row = _rows().filter(name=self._name(key, version)).values_list("value", "until").first()
        if row is None or (row[1] is not None and row[1] <= timezone.now()):
            return default
        return row[0]

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep something in place of what was kept."""
        _rows().update_or_create(
            name=self._name(key, version),
            defaults={"value": value, "until": self._until(timeout)},
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep something for longer, if it is kept."""
        rows = _rows().filter(name=self._name(key, version))
        return bool(rows.update(until=self._until(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget something; whether it was kept."""
        return bool(_rows().filter(name=self._name(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        _rows().delete()

    def _name(self, key: str, version: int | None) -> str:
        made = self.make_and_validate_key(key, version=version)
        return salted_hmac(SALT, made, algorithm="sha256").hexdigest()

    def _until(self, timeout: Any) -> dt.datetime | None:
        end = self.get_backend_timeout(timeout)
        return None if end is None else dt.datetime.fromtimestamp(end, dt.UTC)


def forget(now: dt.datetime) -> int:
    """Forget what is past its time; how much that was."""
    return _rows().filter(until__lte=now).delete()[0]


def _rows() -> QuerySet[Model, Any]:
    from whetstone.config.models import Remembered  # a cache is made before apps are

    return Remembered.objects.all()
