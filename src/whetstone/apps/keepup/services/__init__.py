"""Every act that changes something in this room. Each is one transaction."""

from whetstone.apps.keepup.services.near_misses import became_claim as became_claim
from whetstone.apps.keepup.services.near_misses import became_notice as became_notice
from whetstone.apps.keepup.services.near_misses import draft_question as draft_question
from whetstone.apps.keepup.services.near_misses import log_near_miss as log_near_miss
from whetstone.apps.keepup.services.near_misses import make_drill as make_drill
from whetstone.apps.keepup.services.near_misses import needs_nothing as needs_nothing
from whetstone.apps.keepup.services.near_misses import run_drill as run_drill
from whetstone.apps.keepup.services.publishing import Act as Act
from whetstone.apps.keepup.services.publishing import publish as publish
from whetstone.apps.keepup.services.publishing import publish_for_all as publish_for_all
from whetstone.apps.keepup.services.publishing import reverse as reverse
from whetstone.apps.keepup.services.publishing import ripple_of as ripple_of
from whetstone.apps.keepup.services.triage import adopt as adopt
from whetstone.apps.keepup.services.triage import belongs_to as belongs_to
from whetstone.apps.keepup.services.triage import close as close
from whetstone.apps.keepup.services.triage import confirm as confirm
from whetstone.apps.keepup.services.triage import dismiss as dismiss
from whetstone.apps.keepup.services.triage import doubt as doubt
from whetstone.apps.keepup.services.triage import link as link
from whetstone.apps.keepup.services.triage import note as note
from whetstone.apps.keepup.services.triage import reopen as reopen
from whetstone.apps.keepup.services.triage import repair as repair
from whetstone.apps.keepup.services.triage import set_severity as set_severity
from whetstone.apps.keepup.services.triage import take as take
