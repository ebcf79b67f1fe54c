"""An export of a network -> rows, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.formats.networks.recognising import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from whetstone.formats.networks.answers import Options, Recognised
    from whetstone.formats.networks.canon import Flaw, Row, Total


class Export:
    """A file that is being read: its rows once, then what it says about itself.

    `totals` and `counts` are whole when `rows()` is exhausted; `counts` holds "rows", "taken",
    "refused", "warned", "totals", "footers".
    """

    def __init__(self, file: BinaryIO, head: Recognised, options: Options) -> None:
        self.head = head
        self.totals: tuple[Total, ...] = ()
        self.counts: dict[str, int] = {}
        self._file, self._options = file, options

    def rows(self) -> Iterator[Row | Flaw]:
        """Every row that is taken, and every flaw, in the order of the file.

        Raises:
            Fault: the file cannot be read on; rows that were given before are no good without it.
        """
        yield from ()


def read(file: BinaryIO, name: str, options: Options) -> Export:
    """Make ready to read a file as the options say.

    Raises:
        Fault: it cannot be read at all, or a question is open without whose answer no row can be.
    """
    return Export(file, recognise(file, name), options)
