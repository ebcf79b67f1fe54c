"""Every act that changes something in this room. Each is one transaction."""

from whetstone.apps.keepup.services.looking import ask_to_look as ask_to_look
from whetstone.apps.keepup.services.looking import look as look
from whetstone.apps.keepup.services.looking import look_at_due as look_at_due
from whetstone.apps.keepup.services.looking import record as record
from whetstone.apps.keepup.services.publishing import Act as Act
from whetstone.apps.keepup.services.publishing import publish as publish
from whetstone.apps.keepup.services.publishing import publish_for_all as publish_for_all
from whetstone.apps.keepup.services.publishing import reverse as reverse
from whetstone.apps.keepup.services.publishing import ripple_of as ripple_of
from whetstone.apps.keepup.services.watching import add_watch as add_watch
from whetstone.apps.keepup.services.watching import offer_sighting as offer_sighting
from whetstone.apps.keepup.services.watching import remove_watch as remove_watch
from whetstone.apps.keepup.services.watching import reschedule as reschedule
from whetstone.apps.keepup.services.watching import switch_off as switch_off
from whetstone.apps.keepup.services.watching import switch_on as switch_on
