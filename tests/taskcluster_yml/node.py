"""Taskcluster's own libraries for YAML and templates, run by node.

`scripts/test` installs them if node and npm are available.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tc_typed.core.integers import asInteger

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")


def libraryFolder(name: str) -> Path | None:
    """Return the folder of the most recently installed version; its number is in scripts/test."""
    return max(
        ROOT.glob(f".venv/test/node/{name}-*/node_modules/{name}"),
        key=lambda folder: folder.stat().st_mtime,
        default=None,
    )


def needsLibrary(name: str) -> pytest.MarkDecorator:
    """Mark tests that are skipped without node or a library."""
    return pytest.mark.skipif(
        NODE is None or libraryFolder(name) is None, reason=f"scripts/test did not install {name}"
    )


class NodeProcess:
    """A process that gives each line of JSON to a script, which uses a library."""

    def __init__(self, script: str, library: str) -> None:
        self._process = subprocess.Popen(
            [str(NODE), str(Path(__file__).with_name(script)), str(libraryFolder(library))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        self._process.communicate()

    def ask(self, request: object) -> dict[str, object]:
        """Return the result for a request; it has the key `value` or `refused`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        # All numbers are doubles in JavaScript.
        found: dict[str, object] = json.loads(
            self._process.stdout.readline(),
            parse_int=lambda digits: asInteger(float(digits)),
            parse_float=lambda digits: asInteger(float(digits)),
        )
        return found
