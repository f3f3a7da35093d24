"""Scenarios recorded on a real Taskcluster, played against one `tc-typed serve` process.

Unlike in `tests/testing/test_scenarios.py`, nothing is reset between them: each one finds the tasks
and the clock that those before it have left.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.served import BOUND, serving, variables
from tests.profiles import IS_LONG
from tests.testing.scenarios import PLAYER, SCENARIOS
from tests.wire.broker import SERVER, runBroker

_FEW = ("queue-artifacts-object", "queue-artifacts-s3", "queue-create-ids-and-bodies")
_CLAIM = 1200
_SHORT_CLAIM = 8
"""Seconds after which claims expire in scenarios that need short claims."""

pytestmark = pytest.mark.skipif(not PLAYER.is_file(), reason="the recordings are missing")


def _files(claimTimeout: int) -> list[Path]:
    """Return the scenarios for a claim timeout; first those with signed URLs.

    The player signs URLs for a minute by the computer's clock. Once the server's clock was advanced
    by more, they have expired from the start.
    """
    contents = {path: path.read_text() for path in sorted(SCENARIOS.glob("*.json"))}
    found = [
        path
        for path, text in contents.items()
        if ("short claims" in json.loads(text)["needs"]) == (claimTimeout == _SHORT_CLAIM)
    ]
    return sorted(found, key=lambda path: '"bewit"' not in contents[path])


def _play(files: list[Path], claimTimeout: int, *options: str, broker: str | None = None) -> str:
    """Play scenarios; return the player's report, which is checked."""
    amqp = [] if broker is None else ["--amqp", broker]
    with serving("--claim-timeout", str(claimTimeout), *options, *amqp) as server:
        found = variables(server)
        root = found["TASKCLUSTER_ROOT_URL"]
        done = subprocess.run(
            [
                *(sys.executable, str(PLAYER), "play", "--root-url", root),
                *("--client-id", found["TASKCLUSTER_CLIENT_ID"]),
                *("--access-token", found["TASKCLUSTER_ACCESS_TOKEN"]),
                *("--clock-url", f"{root}/clock", "--claim-timeout", str(claimTimeout)),
                *amqp,
                *map(str, files),
            ],
            capture_output=True,
            text=True,
            timeout=BOUND,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_few_scenarios_have_the_same_results_in_one_process() -> None:
    _play([SCENARIOS / f"{name}.json" for name in _FEW], _CLAIM)


@pytest.mark.skipif(not IS_LONG, reason="it takes minutes")
@pytest.mark.skipif(SERVER is None, reason="RabbitMQ is not installed")
@pytest.mark.parametrize("claimTimeout", [_CLAIM, _SHORT_CLAIM])
def test_all_scenarios_have_the_same_results_and_messages_in_one_process(
    claimTimeout: int, tmp_path: Path
) -> None:
    files = _files(claimTimeout)
    assert files
    with runBroker() as port:
        broker = f"amqp://guest:guest@127.0.0.1:{port}"
        database = str(tmp_path / "state.db")
        report = _play(files, claimTimeout, "--db", database, broker=broker)
    assert f"in {len(files)} scenarios" in report
    sys.stdout.write(report)
