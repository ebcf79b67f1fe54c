"""Reading what this room keeps. Other rooms read through these names only."""

from whetstone.apps.learn.selectors.cards import Deck as Deck
from whetstone.apps.learn.selectors.cards import deck as deck
from whetstone.apps.learn.selectors.certificates import CertificateView as CertificateView
from whetstone.apps.learn.selectors.certificates import certificate as certificate
from whetstone.apps.learn.selectors.certificates import certificates as certificates
from whetstone.apps.learn.selectors.courses import CourseRow as CourseRow
from whetstone.apps.learn.selectors.courses import LessonRow as LessonRow
from whetstone.apps.learn.selectors.courses import courses as courses
from whetstone.apps.learn.selectors.courses import lesson_rows as lesson_rows
from whetstone.apps.learn.selectors.courses import suggestions as suggestions
from whetstone.apps.learn.selectors.courses import task as task
from whetstone.apps.learn.selectors.reading import LessonView as LessonView
from whetstone.apps.learn.selectors.reading import block_minutes as block_minutes
from whetstone.apps.learn.selectors.reading import finished_lessons as finished_lessons
from whetstone.apps.learn.selectors.reading import lesson as lesson
from whetstone.apps.learn.selectors.reading import lesson_titles as lesson_titles
from whetstone.apps.learn.selectors.reading import own_work as own_work
from whetstone.apps.learn.selectors.refreshers import RefresherRow as RefresherRow
from whetstone.apps.learn.selectors.refreshers import open_refreshers as open_refreshers
from whetstone.apps.learn.selectors.refreshers import open_refreshers_of as open_refreshers_of
from whetstone.apps.learn.selectors.refreshers import refreshed_claims as refreshed_claims
from whetstone.apps.learn.selectors.refreshers import refresher as refresher
