"""Reports on a whole curriculum: what it covers, how it reads, and what resembles what."""

from whetstone.curriculum.reports.coverage import Coverage, coverage
from whetstone.curriculum.reports.readability import Readability, readability
from whetstone.curriculum.reports.similar import Similar, similar

__all__ = ["Coverage", "Readability", "Similar", "coverage", "readability", "similar"]
