"""Rows of this room. The ledger is the field's, refreshers are learn's.

One module a part of the room; each row is told here, so that Django finds it.
"""

from whetstone.apps.keepup.models.watching import LEAST_HOURS as LEAST_HOURS
from whetstone.apps.keepup.models.watching import Look as Look
from whetstone.apps.keepup.models.watching import Sighting as Sighting
from whetstone.apps.keepup.models.watching import Watch as Watch
