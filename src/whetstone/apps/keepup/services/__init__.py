"""Every act that changes something in this room. Each is one transaction."""

from whetstone.apps.keepup.services.packs import Came as Came
from whetstone.apps.keepup.services.packs import Scope as Scope
from whetstone.apps.keepup.services.packs import Taken as Taken
from whetstone.apps.keepup.services.packs import check_pack as check_pack
from whetstone.apps.keepup.services.packs import decide as decide
from whetstone.apps.keepup.services.packs import distrust_key as distrust_key
from whetstone.apps.keepup.services.packs import export_pack as export_pack
from whetstone.apps.keepup.services.packs import receive_pack as receive_pack
from whetstone.apps.keepup.services.packs import take_all as take_all
from whetstone.apps.keepup.services.packs import trust_key as trust_key
from whetstone.apps.keepup.services.publishing import Act as Act
from whetstone.apps.keepup.services.publishing import publish as publish
from whetstone.apps.keepup.services.publishing import publish_for_all as publish_for_all
from whetstone.apps.keepup.services.publishing import reverse as reverse
from whetstone.apps.keepup.services.publishing import ripple_of as ripple_of
