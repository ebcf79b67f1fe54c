"""Writing the ledger. Each act is one transaction."""

from whetstone.apps.field.services.changing import Does as Does
from whetstone.apps.field.services.changing import NewClaim as NewClaim
from whetstone.apps.field.services.changing import write_change as write_change
from whetstone.apps.field.services.citing import Cites as Cites
from whetstone.apps.field.services.citing import add_citations as add_citations
from whetstone.apps.field.services.citing import cite_nothing as cite_nothing
from whetstone.apps.field.services.citing import cite_only as cite_only
from whetstone.apps.field.services.citing import replace_citations as replace_citations
from whetstone.apps.field.services.claims import doubt_claim as doubt_claim
from whetstone.apps.field.services.claims import end_override as end_override
from whetstone.apps.field.services.claims import override_claim as override_claim
from whetstone.apps.field.services.claims import settle_doubt as settle_doubt
from whetstone.apps.field.services.claims import verify_claim as verify_claim
from whetstone.apps.field.services.claims import write_claim as write_claim
from whetstone.apps.field.services.loading import load_ledger as load_ledger
from whetstone.apps.field.services.noticing import Noticed as Noticed
from whetstone.apps.field.services.noticing import notice as notice
from whetstone.apps.field.services.noticing import report as report
from whetstone.apps.field.services.publishing import demand_publishable as demand_publishable
from whetstone.apps.field.services.publishing import publish as publish
from whetstone.apps.field.services.publishing import reverse as reverse
from whetstone.apps.field.services.receiving import Said as Said
from whetstone.apps.field.services.receiving import Told as Told
from whetstone.apps.field.services.receiving import receive_change as receive_change
from whetstone.apps.field.services.receiving import receive_version as receive_version
from whetstone.apps.field.services.sources import Source as Source
