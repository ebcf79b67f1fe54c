"""`python -m benchmarks.timeplan [--quick] [part ...]`: run the parts and print their lines."""

from __future__ import annotations

import argparse
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PARTS = ("speed", "quality")


def main() -> int:
    """Run what is asked for; all parts unless named."""
    from importlib import import_module

    parser = argparse.ArgumentParser(prog="benchmarks.timeplan", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--quick", action="store_true", help="few weeks: does it run at all")
    options = parser.parse_args()
    for part in options.part or PARTS:
        begun = time.process_time()
        print(f"{part}")
        for line in import_module(f"benchmarks.timeplan.{part}").report(quick=options.quick):
            print(f"  {line}", flush=True)
        print(f"  ({time.process_time() - begun:.1f} CPU s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
