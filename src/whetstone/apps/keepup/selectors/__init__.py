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
from whetstone.apps.keepup.selectors.draining import Progress as Progress
from whetstone.apps.keepup.selectors.draining import draining as draining
from whetstone.apps.keepup.selectors.previews import Preview as Preview
from whetstone.apps.keepup.selectors.previews import preview as preview
