"""Archives that may lie about themselves: opened with a cap on what comes out of each part."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault

if TYPE_CHECKING:
    from whetstone.formats.tables.caps import Caps

_ENCRYPTED: Final = 0x1
_CHUNK: Final = 65_536

_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError, EOFError, LookupError,
    NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What the zip module says of a damaged file: not one thing, but whatever it stumbles over."""


class Archive:
    """The parts of a zip file by name; reading one never gives more than the caps allow."""

    def __init__(self, file: IO[bytes], caps: Caps) -> None:
        """Look into the directory of the archive.

        Raises:
            Fault: it is broken, locked or has too many parts.
        """
        self.caps = caps
        try:
            self._zip = zipfile.ZipFile(file)
        except _BROKEN as broken:
            raise Fault("file", "the archive is broken", "Save or export it again.") from broken
        parts = self._zip.infolist()
        if len(parts) > caps.most_entries:
            raise Fault("file", "the archive holds too many parts", caps.split)
        if any(one.flag_bits & _ENCRYPTED for one in parts):
            raise Fault("file", "the archive is locked with a password", "Save it without one.")
        if sum(one.file_size for one in parts) > caps.most_unpacked:
            raise Fault("file", self._bomb(), caps.split)
        self._parts = {one.filename: one for one in parts if one.filename and not one.is_dir()}
        self._left = caps.most_unpacked * caps.readings

    def names(self) -> list[str]:
        """The parts, as the archive names them."""
        return list(self._parts)

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream that raises `Fault` where it gives more than it may."""
        part = self._parts[name]
        try:
            raw = self._zip.open(part)
        except _BROKEN as broken:
            raise Fault(name, "this part is broken", "Save or export it again.") from broken
        return io.BufferedReader(_Capped(self, part, raw), _CHUNK)

    def count(self, given: int, of: zipfile.ZipInfo) -> None:
        """Count bytes that came out of all parts together."""
        self._left -= given
        if self._left < 0:
            raise self.bomb(of)

    def bomb(self, part: zipfile.ZipInfo) -> Fault:
        """What is wrong with a part that gives more than it may."""
        return Fault(part.filename, self._bomb(), self.caps.split)

    def _bomb(self) -> str:
        return f"it unpacks to far more than {self.caps.thing}"


class _Capped(io.RawIOBase):
    """A part of an archive that stops where it is a bomb."""

    def __init__(self, archive: Archive, part: zipfile.ZipInfo, raw: IO[bytes]) -> None:
        self._archive, self._part, self._raw = archive, part, raw
        self._given = 0
        caps = archive.caps
        self._most = max(caps.ratio_from, part.compress_size * caps.most_ratio)

    def readable(self) -> bool:
        """It is read, never written."""
        return True

    def seekable(self) -> bool:
        """It can be read again from the beginning."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go somewhere; what is unpacked again on the way is not counted twice."""
        place = self._raw.seek(offset, whence)
        self._given = place
        return place

    def tell(self) -> int:
        """Where it is."""
        return self._raw.tell()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # a buffer is enough
        """The next bytes."""
        try:
            found = self._raw.read(len(buffer))
        except _BROKEN as broken:
            raise Fault(
                self._part.filename, "this part is broken", "Save or export it again."
            ) from broken
        self._given += len(found)
        self._archive.count(len(found), self._part)
        if self._given > self._most:
            raise self._archive.bomb(self._part)
        buffer[: len(found)] = found
        return len(found)
