"""Measurement of candidates in turn, and the results."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to measure."""

    name: str
    """Name for comparisons."""
    run: Callable[[], float]
    """Function that runs the candidate repeatedly and returns the seconds per repetition."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two candidates whose ratio is reported."""

    title: str
    ours: str
    """Name of the candidate in the numerator."""
    other: str
    """Name of the candidate in the denominator."""
    bar: float | None = None
    """Largest acceptable ratio; `None` for a figure that is only informative."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Result of a comparison."""

    title: str
    ours: float
    """Median of our times in seconds."""
    other: float
    """Median of the other candidate's times in seconds."""
    median: float
    """Median of the ratios of all rounds."""
    low: float
    """Smallest ratio of a round."""
    high: float
    """Largest ratio of a round."""
    rounds: int
    bar: float | None

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; `None` if there is none."""
        return None if self.bar is None else self.median <= self.bar


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that is either true or false."""

    title: str
    met: bool
    detail: str
    """Reason why it is false; empty if it is true."""


def race(
    candidates: Sequence[Candidate], comparisons: Sequence[Comparison], rounds: int
) -> list[Ratio]:
    """Run the candidates in turn, round by round, and compare them within each round.

    If the machine is slow for a while, all candidates of a round are slow, and the effect cancels
    out in their ratio.

    Args:
        candidates: Candidates, in the order in which they run in every round.
        comparisons: Comparisons to report.
        rounds: Number of rounds that count. One more round before them fills caches and opens
            connections.
    """
    seconds: dict[str, list[float]] = {candidate.name: [] for candidate in candidates}
    for counts in [False] + [True] * rounds:
        for candidate in candidates:
            gc.collect()  # Otherwise a candidate could pay for the garbage of another one.
            took = candidate.run()
            if counts:
                seconds[candidate.name].append(took)
    return [_ratio(comparison, seconds) for comparison in comparisons]


def _ratio(comparison: Comparison, seconds: Mapping[str, Sequence[float]]) -> Ratio:
    ours, other = seconds[comparison.ours], seconds[comparison.other]
    ratios = [one / another for one, another in zip(ours, other, strict=True)]
    return Ratio(
        title=comparison.title,
        ours=statistics.median(ours),
        other=statistics.median(other),
        median=statistics.median(ratios),
        low=min(ratios),
        high=max(ratios),
        rounds=len(ratios),
        bar=comparison.bar,
    )


def repeated(call: Callable[[], object], times: int) -> Callable[[], float]:
    """Make a candidate's `run` from a function.

    Args:
        call: Function to measure.
        times: Number of calls in each round.
    """

    def run() -> float:
        started = time.perf_counter()
        for _ in range(times):
            call()
        return (time.perf_counter() - started) / times

    return run
