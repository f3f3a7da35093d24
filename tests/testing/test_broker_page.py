"""The example in the documentation of messages on a broker runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sources import PROJECT
from tests.testing.samples import definition
from tests.wire.broker import SERVER, runNode

from tc_typed import Queue, slugId
from tc_typed.testing import LocalTaskcluster

pytestmark = pytest.mark.skipif(SERVER is None, reason="RabbitMQ is not installed")

PAGE = PROJECT / "docs" / "pages" / "local" / "rabbitmq.md"


def test_the_listener_prints_tasks_that_complete(tmp_path: Path) -> None:
    pattern = r'^```python title="listen\.py"\n(.*?)^```$'
    [text] = re.findall(pattern, PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    program = tmp_path / "listen.py"
    program.write_text(text)
    taskId = slugId()
    with runNode() as node:
        url = f"amqp://guest:guest@127.0.0.1:{node.port}"
        with (
            LocalTaskcluster(amqp=url) as local,
            subprocess.Popen(
                [sys.executable, program],
                env={**os.environ, "PULSE_URL": url},
                stdout=subprocess.PIPE,
                text=True,
            ) as listener,
        ):
            try:
                assert listener.stdout is not None
                assert listener.stdout.readline() == "listening\n"
                local.client(Queue).createTask(taskId, definition())
                local.runTasks(taskId, lambda _: "completed")
                assert listener.stdout.readline() == f"{taskId}\n"
            finally:
                listener.kill()
