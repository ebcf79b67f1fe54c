"""How long one turn takes: put an answer in, estimate, choose the next question.

Whole sittings of 20 questions (14 areas: 28) by the product's rule, cold and warm turns alike;
CPU and wall time of each turn. catsim (MaxInfoSelector, NumericalSearchEstimator, 20 answers) in
the same run, where a Python with it is named: WHETSTONE_BENCH_CATSIM=PYTHON. Three rounds;
medians.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.adaptive.worlds import calibration_loop, world
from whetstone.core.measurement.blueprint import Blueprint, scan
from whetstone.core.measurement.next_question import Bank, Sitting, choose_next
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.sitting import SittingPosterior

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = ((500, 1), (5_000, 1), (50_000, 1), (5_000, 14))
PEER = "WHETSTONE_BENCH_CATSIM"


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    yield f"calibration loop {calibration_loop():.3f} CPU s (two million additions)"
    rounds, people = (1, 10) if quick else (3, 60)
    banks = [_bank(*case) for case in CASES]
    for (size, areas), (_, built) in zip(CASES, banks, strict=True):
        yield f"bank {size}, areas {areas}: shortlists made in {built:.2f} CPU s, once"
    ours, peers = [], []
    for _ in range(rounds):
        ours.append([_turns(bank, areas, people) for (_, areas), (bank, _) in _with(banks)])
        peers.append(_peer())
    for number, (size, areas) in enumerate(CASES):
        cpu = [np.quantile(one[number][:, 0], (0.5, 0.95)) for one in ours]
        wall = [np.quantile(one[number][:, 1], (0.5, 0.95)) for one in ours]
        middle, last = np.median(cpu, axis=0)
        wall_middle, wall_last = np.median(wall, axis=0)
        yield (
            f"bank {size}, areas {areas}: estimate and choice {middle:.3f} ms CPU "
            f"(95 % {last:.3f}), wall {wall_middle:.3f} (95 % {wall_last:.3f})"
        )
        if areas == 1:
            yield _against(peers, size, float(middle))


def _with(banks: list[tuple[Bank, float]]) -> list[tuple[tuple[int, int], tuple[Bank, float]]]:
    return list(zip(CASES, banks, strict=True))


def _bank(size: int, areas: int) -> tuple[Bank, float]:
    """A bank with formats and enemies, and what its shortlists cost."""
    rng = np.random.default_rng(1)
    bank = world(size, np.zeros((1, areas)), rng).bank
    bank = replace(bank, formats=[""] * size)
    begun = time.process_time()
    posterior = SittingPosterior.start(bank.table, assumed_prior(areas))
    choose_next(bank, posterior, Sitting("s"), _blueprint(areas))
    return bank, time.process_time() - begun


def _blueprint(areas: int) -> Blueprint:
    return Blueprint({0: 20}) if areas == 1 else scan(areas)


def _turns(bank: Bank, areas: int, people: int) -> Any:
    """CPU and wall milliseconds of every turn."""
    rng = np.random.default_rng(2)
    prior, blueprint, told = assumed_prior(areas), _blueprint(areas), []
    for person in range(people):
        posterior, asked = SittingPosterior.start(bank.table, prior), [0]
        for _ in range(blueprint.length - 1):
            points = int(rng.random() < 0.5)
            sitting = Sitting(str(person), tuple(asked))
            cpu, wall = time.process_time(), time.perf_counter()
            posterior = posterior.with_answer(asked[-1], points)
            _shown = posterior.mean, posterior.sd
            choice = choose_next(bank, posterior, sitting, blueprint)
            told.append((time.process_time() - cpu, time.perf_counter() - wall))
            if choice is None:
                break
            asked.append(choice.item)
    return np.array(told) * 1e3


def _peer() -> dict[str, Any] | None:
    python = os.environ.get(PEER)
    if not python:
        return None
    script = str(Path(__file__).with_name("peer_catsim.py"))
    sizes = [str(size) for size, areas in CASES if areas == 1]
    done = subprocess.run([python, script, *sizes], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _against(peers: list[dict[str, Any] | None], size: int, ours: float) -> str:
    found = [peer for peer in peers if peer]
    if not found:
        return f"  NOT COMPARED with catsim: name a Python that has it in {PEER}."
    select, estimate = np.median([peer[str(size)] for peer in found], axis=0)
    return (
        f"  catsim {found[0]['version']}: select {select:.2f} + estimate {estimate:.2f} ms CPU: "
        f"{(select + estimate) / ours:.0f} times ours"
    )
