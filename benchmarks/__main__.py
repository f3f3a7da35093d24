"""Measure tc_typed: `python -m benchmarks`, from the project's root."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.race import Fact, Ratio

# With rich and click, httpx loads its command line when it is imported.
_NEEDED = ("aiohttp", "click", "rich", "taskcluster", "tc_typed")
_PACKAGES = ("aiohttp", "click", "httpx", "pydantic", "rich", "taskcluster")

_HEAD = f"{'what':<48} {'this':>9} {'other':>9} {'ratio':>7} {'min':>7} {'max':>7} {'bar':>7}  met"
_YES_NO: Mapping[bool | None, str] = {True: "yes", False: "NO", None: ""}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Command-line arguments. Defaults to those of the process.

    Returns:
        0, even if a bar is missed; 1 if a required package is not installed.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also write the figures to this file, as JSON"
    )
    file: Path | None = parser.parse_args(arguments).json

    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(
            f"not installed: {', '.join(missing)}; "
            "pip install --editable '.[aiohttp]' --group benchmark",
            file=sys.stderr,
        )
        return 1

    about = _about()
    print("\n".join(f"{name}: {value}" for name, value in about.items()))
    print(f"\n{_HEAD}\n{'-' * len(_HEAD)}")
    outcomes: list[Ratio | Fact] = []
    for measure in _measures():
        for outcome in measure():
            outcomes.append(outcome)
            print(_row(outcome), flush=True)
    about["load afterwards"] = _load()
    print(f"\nload afterwards: {about['load afterwards']}")
    if file is not None:
        rows = [asdict(outcome) | {"met": outcome.met} for outcome in outcomes]
        file.write_text(json.dumps({"about": about, "rows": rows}, indent=2) + "\n")
    return 0


def _measures() -> Sequence[Callable[[], Sequence[Ratio | Fact]]]:
    # Imported late, so that missing packages are reported first.
    from benchmarks import calls, computing, creating, importing  # noqa: PLC0415

    return (
        calls.sync,
        calls.concurrent,
        computing.signing,
        computing.decoding,
        importing.duration,
        importing.modules,
        creating.script,
    )


def _about() -> dict[str, str]:
    return {
        "time": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "load before": _load(),
    }


def _load() -> str:
    """Return the load average of the last minute; figures of a busy machine mean little."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def _row(outcome: Ratio | Fact) -> str:
    if isinstance(outcome, Fact):
        return f"{outcome.title:<99}  {_YES_NO[outcome.met]} {outcome.detail}".rstrip()
    figures = (outcome.median, outcome.low, outcome.high)
    return (
        f"{outcome.title:<48} {_duration(outcome.ours):>9} {_duration(outcome.other):>9} "
        + " ".join(f"{figure:>7.2f}" for figure in figures)
        + f" {'' if outcome.bar is None else f'≤ {outcome.bar:.2f}':>7}  {_YES_NO[outcome.met]}"
    ).rstrip()


def _duration(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= scale:
            return f"{seconds / scale:.2f} {unit}"
    return f"{seconds * 1e6:.0f} µs"


if __name__ == "__main__":
    sys.exit(main())
