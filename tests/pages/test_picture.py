"""The picture in the README shows what mypy says about its program."""

from __future__ import annotations

import subprocess
import sys

from tests.sources import PROJECT


def test_the_picture_is_up_to_date() -> None:
    script = PROJECT / "docs" / "picture.py"
    run = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
