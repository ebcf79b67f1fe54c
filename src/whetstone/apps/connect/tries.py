"""Wrong join codes of a session: a class cannot be found by trying."""

from whetstone.apps.people.tries import KEY as KEY
from whetstone.apps.people.tries import MOST as MOST
from whetstone.apps.people.tries import WINDOW_S as WINDOW_S
from whetstone.apps.people.tries import count_wrong as count_wrong
from whetstone.apps.people.tries import wait as wait
