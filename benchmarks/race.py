"""Measuring candidates side by side, and what comes out of it."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the things that are compared."""

    name: str
    """Its name in the report."""
    run: Callable[[], float]
    """Does it for a while; returns seconds for each time."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two candidates whose ratio is reported."""

    title: str
    ours: str
    """Name of the candidate above the line."""
    other: str
    """Name of the candidate below the line."""
    bar: float | None = None
    """The largest ratio that is good enough; `None` for a figure that is only told."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The outcome of a comparison."""

    title: str
    ours: float
    """Median of our seconds."""
    other: float
    """Median of the other's seconds."""
    median: float
    """Median of the rounds' ratios."""
    low: float
    """Least ratio of a round."""
    high: float
    """Greatest ratio of a round."""
    rounds: int
    bar: float | None

    @property
    def met(self) -> bool | None:
        """Whether the bar is met, `None` where there is none."""
        return None if self.bar is None else self.median <= self.bar


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that holds or does not."""

    title: str
    met: bool
    detail: str
    """The finding where it does not hold."""


def race(
    candidates: Sequence[Candidate], comparisons: Sequence[Comparison], rounds: int
) -> list[Ratio]:
    """Let candidates run in turn, round by round, and compare them within each round.

    Whatever slows the machine down for a while slows all candidates of a round down, and cancels
    in their ratio.

    Args:
        candidates: Who takes part, in this order in every round.
        comparisons: What is reported.
        rounds: How many rounds count; one before them, which fills caches and opens connections,
            does not.
    """
    seconds: dict[str, list[float]] = {candidate.name: [] for candidate in candidates}
    for counts in [False] + [True] * rounds:
        for candidate in candidates:
            gc.collect()  # or one candidate pays for the garbage of another
            took = candidate.run()
            if counts:
                seconds[candidate.name].append(took)
    return [_ratio(comparison, seconds) for comparison in comparisons]


def _ratio(comparison: Comparison, seconds: Mapping[str, Sequence[float]]) -> Ratio:
    ours, other = seconds[comparison.ours], seconds[comparison.other]
    ratios = [mine / theirs for mine, theirs in zip(ours, other, strict=True)]
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
    """Make a candidate's `run` of a call.

    Args:
        call: What is measured.
        times: How often it is called in one round.
    """

    def run() -> float:
        started = time.perf_counter()
        for _ in range(times):
            call()
        return (time.perf_counter() - started) / times

    return run
