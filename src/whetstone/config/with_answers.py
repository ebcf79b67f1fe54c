"""What every act on a file of answers does: read it, act, print; or tell every fault."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from whetstone.formats.answer_files import AnswerFile

EXIT_FAULTY = 1


def with_file(options: argparse.Namespace, act: Callable[[AnswerFile], str]) -> int:
    """Read the file, do the act, print what it says; every fault in a line of its own."""
    from whetstone.core.kernel.errors import Faults
    from whetstone.formats import answer_files

    path = Path(options.file)
    try:
        data = path.read_bytes()
    except OSError as fault:
        print(f"whetstone: {path}: {fault.strerror}", file=sys.stderr)
        return EXIT_FAULTY
    by = getattr(options, "by", "group")
    try:
        said = act(answer_files.read(data, name=path.name, without=options.without, group=by))
    except Faults as faults:
        for one in faults.faults:
            print(f"whetstone: {one}", file=sys.stderr)
        return EXIT_FAULTY
    print(said)
    return 0
