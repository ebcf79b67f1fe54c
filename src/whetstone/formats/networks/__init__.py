"""Exports of networks, read into one shape: a stream of rows with all their flaws."""

from whetstone.formats.networks.answers import Options as Options
from whetstone.formats.networks.answers import Recognised as Recognised
from whetstone.formats.networks.answers import Sheet as Sheet
from whetstone.formats.networks.canon import Column as Column
from whetstone.formats.networks.canon import DayRow as DayRow
from whetstone.formats.networks.canon import Flaw as Flaw
from whetstone.formats.networks.canon import GroupRow as GroupRow
from whetstone.formats.networks.canon import Metric as Metric
from whetstone.formats.networks.canon import PostRow as PostRow
from whetstone.formats.networks.canon import Row as Row
from whetstone.formats.networks.canon import Total as Total
from whetstone.formats.networks.eras import METRICS as METRICS
from whetstone.formats.networks.eras import Era as Era
from whetstone.formats.networks.eras import era_of as era_of
from whetstone.formats.networks.reading import Export as Export
from whetstone.formats.networks.reading import read as read
from whetstone.formats.networks.recognising import recognise as recognise
from whetstone.formats.networks.words import FLAWS as FLAWS
from whetstone.formats.networks.words import words as words
