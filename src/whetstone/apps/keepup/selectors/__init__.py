"""Reading this room. Queries are constant in people and in changes."""

from whetstone.apps.keepup.selectors.changes import ChangePage as ChangePage
from whetstone.apps.keepup.selectors.changes import ChangeRow as ChangeRow
from whetstone.apps.keepup.selectors.changes import ChangesPage as ChangesPage
from whetstone.apps.keepup.selectors.changes import ClaimPage as ClaimPage
from whetstone.apps.keepup.selectors.changes import Counts as Counts
from whetstone.apps.keepup.selectors.changes import Standing as Standing
from whetstone.apps.keepup.selectors.changes import change_page as change_page
from whetstone.apps.keepup.selectors.changes import changes_page as changes_page
from whetstone.apps.keepup.selectors.changes import claim_page as claim_page
from whetstone.apps.keepup.selectors.changes import root_slug as root_slug
from whetstone.apps.keepup.selectors.changes import standing as standing
from whetstone.apps.keepup.selectors.changes import standing_of as standing_of
from whetstone.apps.keepup.selectors.claims import Asked as Asked
from whetstone.apps.keepup.selectors.claims import ClaimRow as ClaimRow
from whetstone.apps.keepup.selectors.claims import LedgerPage as LedgerPage
from whetstone.apps.keepup.selectors.claims import Moved as Moved
from whetstone.apps.keepup.selectors.claims import Whose as Whose
from whetstone.apps.keepup.selectors.claims import ledger_page as ledger_page
from whetstone.apps.keepup.selectors.inbox import closed_on as closed_on
from whetstone.apps.keepup.selectors.reviewing import VIEWS_DAYS as VIEWS_DAYS
from whetstone.apps.keepup.selectors.reviewing import ReviewQueue as ReviewQueue
from whetstone.apps.keepup.selectors.reviewing import ReviewRow as ReviewRow
from whetstone.apps.keepup.selectors.reviewing import review_queue as review_queue
