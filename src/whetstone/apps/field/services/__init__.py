"""Writing the ledger. Each act is one transaction."""

from whetstone.apps.field.services.citing import Cites as Cites
from whetstone.apps.field.services.citing import add_citations as add_citations
from whetstone.apps.field.services.citing import cite_only as cite_only
from whetstone.apps.field.services.citing import replace_citations as replace_citations
from whetstone.apps.field.services.loading import load_ledger as load_ledger
from whetstone.apps.field.services.noticing import Noticed as Noticed
from whetstone.apps.field.services.noticing import notice as notice
from whetstone.apps.field.services.noticing import report as report
from whetstone.apps.field.services.publishing import demand_publishable as demand_publishable
from whetstone.apps.field.services.publishing import publish as publish
from whetstone.apps.field.services.publishing import reverse as reverse
