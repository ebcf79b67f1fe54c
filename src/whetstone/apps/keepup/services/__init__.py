"""Every act that changes something in this room. Each is one transaction."""

from whetstone.apps.keepup.services.auditing import correct as correct
from whetstone.apps.keepup.services.auditing import start_audit as start_audit
from whetstone.apps.keepup.services.publishing import Act as Act
from whetstone.apps.keepup.services.publishing import publish as publish
from whetstone.apps.keepup.services.publishing import publish_for_all as publish_for_all
from whetstone.apps.keepup.services.publishing import reverse as reverse
from whetstone.apps.keepup.services.publishing import ripple_of as ripple_of
