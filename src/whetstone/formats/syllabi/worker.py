"""The process that opens one file: limits first, then parsers. Run as a module, never imported.

In: a line with the name, then the bytes. Out: JSON. Limits are set before any parser is loaded:
CPU seconds, memory, no files written, no core dump; an audit hook refuses sockets, processes and
writing. The hook is a belt and no wall: parsers here are Python and C code that could be wrong in
ways no hook sees, which is why the process also holds no secrets and no connection.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from whetstone.formats.syllabi import limits

_FORBIDDEN: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system",
                     "shutil.", "urllib.", "ftplib.", "smtplib.", "ctypes.dlopen", "os.remove",
                     "os.rename", "os.mkdir", "os.rmdir")  # fmt: skip
_WRITES: Final = frozenset("wax+")


def main() -> None:
    """Read one file from standard input and write what it holds to standard output."""
    _limit()
    source = sys.stdin.buffer
    name = json.loads(source.readline())
    data = source.read(limits.MOST_BYTES + 1)
    from whetstone.core.kernel.errors import Fault, Faults
    from whetstone.formats.syllabi import docx, html, markdown, pdf, wire  # noqa: F401  # the hook lets nothing be compiled later
    from whetstone.formats.syllabi.reading import read

    sys.addaudithook(_guard)
    answer: dict[str, Any]
    try:
        answer = {"document": wire.as_json(read(name, data))}
    except Fault as fault:
        answer = {"faults": wire.faults_as_json((fault,))}
    except Faults as faults:
        answer = {"faults": wire.faults_as_json(faults.faults)}
    except MemoryError:
        answer = {"stopped": "memory"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on this system: the asker's clock still stops us
        return
    for what, most in (
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))


def _guard(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        _refuse(event)
    if event == "open" and isinstance(args[1], str) and _WRITES & set(args[1]):
        _refuse(event)


def _refuse(event: str) -> None:
    message = f"a reader may not: {event}"
    raise PermissionError(message)


if __name__ == "__main__":
    main()
