"""Long lists of keys in a query, sent as one value.

`person_id__in=[...]` becomes a hole for each key, and taking such a statement apart costs more
than running it. From some hundred keys on they go as one array (PostgreSQL) or one text (SQLite,
whose statements have a limit of holes besides).
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.db.models import ForeignKey
from django.db.models.fields.related_lookups import RelatedIn

MANY: Final = 200


def install() -> None:
    """From now on long lists of keys are sent so."""
    ForeignKey.register_lookup(InMany)


class InMany(RelatedIn):
    """`in` of a foreign key; as Django's own where the keys are few, or are a query."""

    _keys: list[int] | None = None

    def get_prep_lookup(self) -> Any:
        """Whole numbers need no preparing."""
        if isinstance(self.rhs, (list, tuple, set, frozenset)) and len(self.rhs) > MANY:
            keys = list(self.rhs)
            if all(type(one) is int for one in keys):
                self._keys = keys
                return keys
        return super().get_prep_lookup()

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Keys as one value."""
        if self._keys is None:
            return super().as_sql(compiler, connection)
        sql, values = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{sql} IN ({_ARRAY})", (*values, sorted(set(self._keys)))
        return f"{sql} IN ({_TEXT})", (*values, json.dumps(self._keys))


_ARRAY: Final = "SELECT unnest(%s::bigint[])"
_TEXT: Final = "SELECT value FROM json_each(%s)"
