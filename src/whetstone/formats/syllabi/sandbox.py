"""Reads files in a process of its own, so that no file can hang or eat the one who asks.

The process has seconds, memory and nothing else: no environment beyond what Python needs, so no
address of a store and no secret. When it is stopped or dies, that is a clear answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.syllabi import limits, wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.freshness.document import Document

_COMMAND: Final = (sys.executable, "-m", "whetstone.formats.syllabi.worker")
_KEPT: Final = ("PATH", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV", "LANG")
_TOO_MUCH: Final = "Print it into a new PDF, or paste the text."
_places = threading.BoundedSemaphore(limits.AT_ONCE)


def read_safely(
    files: Sequence[tuple[str, bytes]], *, seconds: float = limits.WALL_SECONDS
) -> tuple[Document, ...]:
    """Read every file, each in a process of its own.

    Raises:
        Faults: what is wrong with all of them, at once.
    """
    if len(files) > limits.MOST_FILES:
        raise Faults([Fault("files", f"more than {limits.MOST_FILES} files at once",
                            "Audit them in several goes.")])  # fmt: skip
    with ThreadPoolExecutor(max_workers=limits.AT_ONCE) as pool:
        answers = list(pool.map(lambda one: _ask(*one, seconds=seconds), files))
    faults = [fault for answer in answers if isinstance(answer, list) for fault in answer]
    if faults:
        raise Faults(faults)
    return tuple(answer for answer in answers if not isinstance(answer, list))


def _ask(name: str, data: bytes, *, seconds: float) -> Document | list[Fault]:
    if len(data) > limits.MOST_BYTES:
        data = data[: limits.MOST_BYTES + 1]
    if not _places.acquire(timeout=seconds):
        return [Fault(name, "other files are being read just now", "Try again in a minute.")]
    try:
        answer = _run(name, data, seconds)
    finally:
        _places.release()
    if "document" in answer:
        return wire.from_json(answer["document"])
    return [Fault(*one) for one in answer.get("faults", ())] or [_stopped(name, answer)]


def _run(name: str, data: bytes, seconds: float) -> dict[str, Any]:
    env = {key: os.environ[key] for key in _KEPT if key in os.environ}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the file is on standard input
            _COMMAND,
            input=json.dumps(name).encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            env=env,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"stopped": "time"}
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"stopped": "died"}
    return answer


def _stopped(name: str, answer: dict[str, Any]) -> Fault:
    why = {
        "time": "reading it took too long and was stopped",
        "memory": "reading it would have needed too much memory and was stopped",
    }
    said = why.get(str(answer.get("stopped")), "reading it failed and was stopped")
    return Fault(name, said, _TOO_MUCH)
