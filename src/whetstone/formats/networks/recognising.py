"""What a file is: its format, its columns, and what has to be asked before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.formats.networks.answers import Recognised

if TYPE_CHECKING:
    from typing import BinaryIO


def recognise(file: BinaryIO, name: str) -> Recognised:
    """What the file is; `format` "" where no known header matched.

    Raises:
        Fault: it cannot be read at all (locked, binary, empty, too large, it lies about its size).
    """
    del file, name
    return Recognised("", "", "", "", (), 0, (), (), ("mapping",))
