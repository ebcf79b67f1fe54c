"""Rows of this room. The ledger is the field's, refreshers are learn's.

One module a part of the room; each row is told here, so that Django finds it.
"""

from whetstone.apps.keepup.models.draining import Drain as Drain
from whetstone.apps.keepup.models.draining import Mark as Mark
