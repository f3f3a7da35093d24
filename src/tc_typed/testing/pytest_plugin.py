"""Fixtures for pytest: a local Taskcluster for each test.

pytest loads this module in each run, so it imports the local Taskcluster only in its fixtures.
Switch it off with `-p no:tc_typed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tc_typed.testing.local_taskcluster import LocalTaskcluster


@pytest.fixture(scope="session")
def taskclusterServer() -> Iterator[LocalTaskcluster]:
    """Local Taskcluster of the session, which `taskcluster` resets for each test.

    Override it to change its settings, for example to `LocalTaskcluster(claimWait=0)`. With
    pytest-xdist, each worker process has its own.

    Raises:
        MissingExtra: if the extra `testing` is not installed.
    """
    from tc_typed.testing.local_taskcluster import LocalTaskcluster  # noqa: PLC0415  # on first use

    with LocalTaskcluster() as local:
        yield local


@pytest.fixture
def taskcluster(taskclusterServer: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    """A running local Taskcluster without tasks, clients, messages and faults.

    Its sync clients are closed after the test. It is not async, so async tests can use it with any
    plugin that runs them.
    """
    taskclusterServer.start()  # The previous test may have stopped it.
    taskclusterServer.reset()
    yield taskclusterServer
    taskclusterServer.closeClients()


@pytest.fixture
def taskclusterEnvironment(
    taskcluster: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Environment variables with the root URL and credentials of `taskcluster`.

    They are set in `os.environ` until the end of the test, without TASKCLUSTER_PROXY_URL, and
    returned for subprocesses.
    """
    monkeypatch.delenv("TASKCLUSTER_PROXY_URL", raising=False)
    variables = taskcluster.environment()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables
