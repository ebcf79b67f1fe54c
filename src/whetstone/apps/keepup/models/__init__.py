"""Rows of this room. The ledger is the field's, refreshers are learn's.

One module a part of the room; each row is told here, so that Django finds it.
"""

from whetstone.apps.keepup.models.auditing import Audit as Audit
from whetstone.apps.keepup.models.auditing import AuditCorrection as AuditCorrection
from whetstone.apps.keepup.models.auditing import AuditFile as AuditFile
from whetstone.apps.keepup.models.digests import Digest as Digest
from whetstone.apps.keepup.models.digests import DigestChoice as DigestChoice
from whetstone.apps.keepup.models.draining import Drain as Drain
from whetstone.apps.keepup.models.draining import Mark as Mark
from whetstone.apps.keepup.models.near_misses import Drill as Drill
from whetstone.apps.keepup.models.near_misses import DrillRun as DrillRun
from whetstone.apps.keepup.models.near_misses import NearMiss as NearMiss
from whetstone.apps.keepup.models.near_misses import NearMissFate as NearMissFate
from whetstone.apps.keepup.models.near_misses import QuestionDraft as QuestionDraft
from whetstone.apps.keepup.models.packs import KeyTrust as KeyTrust
from whetstone.apps.keepup.models.packs import PackDecision as PackDecision
from whetstone.apps.keepup.models.packs import ReceivedPack as ReceivedPack
from whetstone.apps.keepup.models.showing import ShownCount as ShownCount
from whetstone.apps.keepup.models.triage import NoticeStep as NoticeStep
from whetstone.apps.keepup.models.watching import LEAST_HOURS as LEAST_HOURS
from whetstone.apps.keepup.models.watching import Look as Look
from whetstone.apps.keepup.models.watching import Sighting as Sighting
from whetstone.apps.keepup.models.watching import Watch as Watch
