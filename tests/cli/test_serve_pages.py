"""The shell examples in the documentation of `tc-typed serve` run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tests.sources import PROJECT

PAGE = PROJECT / "docs" / "pages" / "local" / "serve.md"
BOUND = 60  # seconds
EXAMPLES: list[str] = re.findall(
    r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
OUTPUTS = {
    "shell": r"\['\*'\]\n\{\"alive\":true,\"uptime\":[\d.]+\}",
    "token": r"project/example/bot\n",
    "clock": r'\{"now":"\d{4}-\d\d-\d\dT[\d:.]+Z"\}',
    "nohup": r'\{"alive":true,"uptime":[\d.]+\}',
}
"""Patterns of the outputs of the examples, in their order."""


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize(
    ("script", "output"),
    [*zip(EXAMPLES, OUTPUTS.values(), strict=True)],
    ids=OUTPUTS.keys(),
)
def test_the_examples_for_a_shell_run(script: str, output: str, tmp_path: Path) -> None:
    for name, arguments in (("python", ""), ("tc-typed", "-m tc_typed")):
        command = tmp_path / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        command.chmod(0o755)
    with subprocess.Popen(
        ["/bin/sh", "-e", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as shell:
        try:
            printed, _ = shell.communicate(timeout=BOUND)
        finally:
            with suppress(ProcessLookupError):  # All of them have ended.
                os.killpg(shell.pid, signal.SIGKILL)
    assert shell.returncode == 0
    assert re.fullmatch(output, printed)
