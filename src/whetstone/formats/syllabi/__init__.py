"""Syllabi: bytes of any kind -> lines with places. Files are hostile until proven otherwise.

`read_safely` reads in a process of its own with limits; `read` is what that process does.
"""

from whetstone.formats.syllabi.limits import MOST_BYTES as MOST_BYTES
from whetstone.formats.syllabi.limits import MOST_FILES as MOST_FILES
from whetstone.formats.syllabi.limits import MOST_PAGES as MOST_PAGES
from whetstone.formats.syllabi.reading import read as read
from whetstone.formats.syllabi.sandbox import read_safely as read_safely
