"""Every act that changes something in this room. Each is one transaction."""

from whetstone.apps.keepup.services.digests import Made as Made
from whetstone.apps.keepup.services.digests import choose_digest as choose_digest
from whetstone.apps.keepup.services.digests import make_digests as make_digests
from whetstone.apps.keepup.services.digests import make_digests_of as make_digests_of
from whetstone.apps.keepup.services.digests import unsubscribe as unsubscribe
from whetstone.apps.keepup.services.publishing import Act as Act
from whetstone.apps.keepup.services.publishing import publish as publish
from whetstone.apps.keepup.services.publishing import publish_for_all as publish_for_all
from whetstone.apps.keepup.services.publishing import reverse as reverse
from whetstone.apps.keepup.services.publishing import ripple_of as ripple_of
