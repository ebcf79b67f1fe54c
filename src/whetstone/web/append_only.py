"""Rows that are written once.

The log is the truth; everything computed from it may be thrown away.
"""

from typing import Any

from django.db import models


class WrittenOnceError(RuntimeError):
    """Somebody tried to change or delete a row of an append-only table."""


class AppendOnly(models.Model):
    """A row that is never changed.

    Only `erase_person` and the end of a demo copy delete rows, by query set.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to update."""
        if not self._state.adding:
            message = f"{type(self).__name__} is append-only: write a new row instead."
            raise WrittenOnceError(message)
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        message = f"{type(self).__name__} is append-only."
        raise WrittenOnceError(message)
