"""A worker of its own for the drain: `whetstone work --until-empty`, and its peak memory.

The peak is the kernel's own for this program. What `getrusage` says of a child also counts the
moment before it became this program, when it still was a copy of its parent.
"""

import sys
from pathlib import Path

from whetstone.config.cli import main


def peak_mb() -> int:
    """The most memory that this program has held so far, MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    code = main(["work", "--until-empty"])
    print(f"\npeak {peak_mb()}", flush=True)
    sys.exit(code)
