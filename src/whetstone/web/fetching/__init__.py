"""The one guarded fetcher: every address that this product asks, it asks through here.

It is off unless the installation says otherwise (WHETSTONE_FETCH). What it guards against, and
why so, stands in docs/decisions/0008-one-guarded-fetcher.md. `fetcher` itself, with all that
speaks on the wire, is loaded when something is asked: a server that asks nobody starts without.
"""

from whetstone.web.fetching.addresses import faults_of as faults_of
from whetstone.web.fetching.addresses import is_public as is_public
from whetstone.web.fetching.facts import FEEDS as FEEDS
from whetstone.web.fetching.facts import PAGES as PAGES
from whetstone.web.fetching.facts import ROBOTS as ROBOTS
from whetstone.web.fetching.facts import Fetched as Fetched
from whetstone.web.fetching.facts import Fetches as Fetches
from whetstone.web.fetching.facts import Limits as Limits
from whetstone.web.fetching.facts import NotFetchedError as NotFetchedError
from whetstone.web.fetching.facts import Reason as Reason
from whetstone.web.fetching.facts import Wanted as Wanted
from whetstone.web.fetching.installed import installed as installed
from whetstone.web.fetching.installed import is_on as is_on
from whetstone.web.fetching.installed import ports as ports
from whetstone.web.fetching.words import words_of as words_of
