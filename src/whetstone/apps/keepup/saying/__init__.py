"""What the page on how current we are says, in words."""

from whetstone.apps.keepup.saying.changes import dates as dates
from whetstone.apps.keepup.saying.changes import lacks as lacks
from whetstone.apps.keepup.saying.changes import mended as mended
from whetstone.apps.keepup.saying.changes import not_confirmed as not_confirmed
from whetstone.apps.keepup.saying.changes import thin_by_area as thin_by_area
from whetstone.apps.keepup.saying.figures import band as band
from whetstone.apps.keepup.saying.figures import counted as counted
from whetstone.apps.keepup.saying.figures import finding_here as finding_here
from whetstone.apps.keepup.saying.figures import finding_in_public as finding_in_public
from whetstone.apps.keepup.saying.figures import groups as groups
from whetstone.apps.keepup.saying.figures import lead_here as lead_here
from whetstone.apps.keepup.saying.figures import name as name
from whetstone.apps.keepup.saying.figures import ninetieth as ninetieth
from whetstone.apps.keepup.saying.figures import range_in_public as range_in_public
from whetstone.apps.keepup.saying.figures import stands as stands
from whetstone.apps.keepup.saying.figures import target as target
from whetstone.apps.keepup.saying.figures import value as value
from whetstone.apps.keepup.saying.half_lives import deaths as deaths
from whetstone.apps.keepup.saying.half_lives import half_life_row as half_life_row
from whetstone.apps.keepup.saying.trends import drawn as drawn
from whetstone.apps.keepup.saying.trends import months as months
from whetstone.apps.keepup.words import SEVERITIES as SEVERITIES
from whetstone.apps.keepup.words import network_name as network_name
