"""Every act that changes something in this room. Each is one transaction."""

from whetstone.apps.learn.services.bookings import NoPlaceError as NoPlaceError
from whetstone.apps.learn.services.bookings import NotYetError as NotYetError
from whetstone.apps.learn.services.bookings import Placed as Placed
from whetstone.apps.learn.services.bookings import cancel as cancel
from whetstone.apps.learn.services.bookings import end_feed as end_feed
from whetstone.apps.learn.services.bookings import feed_etag as feed_etag
from whetstone.apps.learn.services.bookings import get_current as get_current
from whetstone.apps.learn.services.bookings import mark as mark
from whetstone.apps.learn.services.bookings import move as move
from whetstone.apps.learn.services.bookings import release as release
from whetstone.apps.learn.services.bookings import renew_feed as renew_feed
from whetstone.apps.learn.services.calendars import ReadCalendar as ReadCalendar
from whetstone.apps.learn.services.calendars import forget_calendar as forget_calendar
from whetstone.apps.learn.services.calendars import read_calendar as read_calendar
from whetstone.apps.learn.services.certificates import issue_if_complete as issue_if_complete
from whetstone.apps.learn.services.reading import answer_in_lesson as answer_in_lesson
from whetstone.apps.learn.services.reading import finish_lesson as finish_lesson
from whetstone.apps.learn.services.reading import practice as practice
from whetstone.apps.learn.services.reading import review_card as review_card
from whetstone.apps.learn.services.reading import save_work as save_work
from whetstone.apps.learn.services.reading import start_lesson as start_lesson
from whetstone.apps.learn.services.refreshers import answer_in_refresher as answer_in_refresher
from whetstone.apps.learn.services.refreshers import finish_refresher as finish_refresher
from whetstone.apps.learn.services.refreshers import make_refreshers as make_refreshers
from whetstone.apps.learn.services.refreshers import make_refreshers_for as make_refreshers_for
from whetstone.apps.learn.services.refreshers import withdraw_refreshers as withdraw_refreshers
