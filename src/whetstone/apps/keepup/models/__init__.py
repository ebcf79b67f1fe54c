"""Rows of this room. The ledger is the field's, refreshers are learn's.

One module a part of the room; each row is told here, so that Django finds it.
"""

from whetstone.apps.keepup.models.packs import KeyTrust as KeyTrust
from whetstone.apps.keepup.models.packs import PackDecision as PackDecision
from whetstone.apps.keepup.models.packs import ReceivedPack as ReceivedPack
