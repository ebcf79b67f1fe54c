"""Question: what does a calibration cost, and how near does it come?

`python -m benchmarks.calibration [--cases NAME ...] [--times 3] [--peers PYTHON]`. Every fit runs
in a process of its own, all engines take turns on the same answers, and the median is told. CPU
seconds are those of the whole process from answers in memory to parameters; a calibration loop,
run beside every fit, tells what the machine was worth at the time. `--peers` names a Python with
`requirements/peers.lock` installed; a peer that is not there is said to be missing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.calibration.cases import CASES, truth, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.calibration.cases import Case

PEER_CASES = ("1,000 x 50", "10,000 x 100")
PATIENCE_S = 600
LOOP = 3_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Simulate, fit in turns, print a table in Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", nargs="*", default=list(CASES), choices=list(CASES))
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    options.add_argument("--exact", action="store_true", help="the exact mode too")
    options.add_argument("--json", action="store_true", help="one line of JSON a case")
    asked = options.parse_args(argv)
    peer = has_peer(asked.peers)
    if not peer:
        print("SKIPPED: girth is not installed in", asked.peers, "(requirements/peers.lock)")
    print(f"calibration loop before: {loop():.3f} CPU s; load {os.getloadavg()[0]:.1f}")
    print("| case | engine | CPU s | wall s | peak MiB | RMSE a | RMSE b | passes | loop CPU s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in asked.cases:
        engines = ["whetstone", *(["whetstone exact"] if asked.exact else [])]
        engines += ["girth"] if peer and name in PEER_CASES else []
        for told in measured(CASES[name], engines, times=asked.times, peers=asked.peers):
            print(json.dumps(told) if asked.json else line(name, told), flush=True)
    print(f"calibration loop after: {loop():.3f} CPU s; load {os.getloadavg()[0]:.1f}")
    return 0


def loop() -> float:
    """CPU seconds of counting in plain Python: what the machine is worth just now."""
    began = time.process_time()
    total = 0
    for one in range(LOOP):
        total += one & 3
    return time.process_time() - began


def has_peer(python: str) -> bool:
    """Whether girth can be imported there."""
    ask = subprocess.run([python, "-c", "import girth"], capture_output=True, check=False)
    return ask.returncode == 0


def measured(
    case: Case, engines: list[str], *, times: int, peers: str
) -> Iterator[dict[str, Any]]:
    """The engines' medians on one case, the engines taking turns."""
    with tempfile.TemporaryDirectory(prefix="whetstone-bench-") as folder:
        path = Path(folder) / "answers.npz"
        write(case, path)
        runs: dict[str, list[dict[str, Any]]] = {engine: [] for engine in engines}
        for _ in range(times):
            for engine in engines:
                python = peers if engine == "girth" else sys.executable
                worth = loop()
                runs[engine].append({**run(python, path, engine), "loop": worth})
    for engine in engines:
        yield {"engine": engine, **summary(case, runs[engine])}


def run(python: str, path: Path, engine: str) -> dict[str, Any]:
    """One fit in a process of its own. Linear algebra gets one thread; ours starts its own."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    said = subprocess.run(
        [python, "-m", "benchmarks.calibration.worker", str(path), engine],
        capture_output=True,
        check=True,
        text=True,
        timeout=PATIENCE_S,
        env=environment,
    )
    return dict(json.loads(said.stdout))


def summary(case: Case, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians, and how far the parameters are from those that made the answers."""
    true, last = truth(case), runs[-1]
    known = slice(0, case.items - case.unanimous)
    found = {
        name: statistics.median(one[name] for one in runs)
        for name in ("cpu", "wall", "peak_mib", "loop")
    }
    for name in ("a", "b"):
        off = np.asarray(last[name]) - true[name]
        found[f"rmse_{name}"] = float(np.sqrt(np.mean(off[known] ** 2)))
        found["finite"] = bool(np.isfinite(off).all()) and found.get("finite", True)
    return {**found, "passes": last.get("passes"), "log_likelihood": last.get("log_likelihood")}


def line(name: str, told: dict[str, Any]) -> str:
    """A row of the table."""
    finite = "" if told["finite"] else " NOT FINITE"
    return (
        f"| {name} | {told['engine']}{finite} | {told['cpu']:.3f} | {told['wall']:.3f} "
        f"| {told['peak_mib']:.0f} | {told['rmse_a']:.4f} | {told['rmse_b']:.4f} "
        f"| {told['passes'] or ''} | {told['loop']:.3f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
