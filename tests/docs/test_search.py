"""The search of the built site finds what people type: the right page is among the first three."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

CALLS = "howto/calls"
QUEUE = "services/queue"
EXPECTED: dict[str, tuple[str, ...]] = {
    # Calls
    "create task": (CALLS, QUEUE),
    "createTask": (QUEUE,),
    "list artifacts": (CALLS, QUEUE),
    "download artifact": (CALLS, "howto/files"),
    "task status": (CALLS, QUEUE),
    "rerun task": (CALLS, QUEUE),
    "cancel task": (CALLS, QUEUE),
    "find task in index": (CALLS, "services/index"),
    "read secret": (CALLS,),
    "trigger hook": (CALLS, "services/hooks"),
    "upload file": ("howto/files",),
    "paging": ("howto/paging",),
    "async": ("howto/async",),
    "payload": ("howto/payload-and-extra",),
    # Names
    "TaskStatus": (QUEUE,),
    "TaskDefinition": (QUEUE,),
    "DockerWorkerPayload": ("payloads/docker-worker",),
    "InsufficientScopes": ("runtime/errors", "howto/errors"),
    "optionsFromEnvironment": ("runtime/clients", "howto/inside-tasks"),
    "LocalTaskcluster": ("testing/local-taskcluster", "runtime/testing"),
    # Trouble
    "retry": ("howto/retries",),
    "429": ("howto/retries",),
    "timeout": ("howto/retries",),
    "404": ("howto/errors",),
    "proxy": ("howto/network",),
    "certificate": ("howto/network",),
    "unknown field": ("explanation/strict-and-lenient", "howto/deployments"),
    # Credentials
    "temporary credentials": ("howto/scopes",),
    "missing scopes": ("howto/scopes",),
    "signed url": ("howto/signed-urls",),
    "webhook": ("howto/signed-urls",),
    # In production
    "logging": ("howto/observability",),
    "opentelemetry": ("howto/observability",),
    "sentry": ("howto/observability",),
    "jupyter": ("howto/concurrency",),
    "fork": ("howto/concurrency",),
    # Programs
    "decision task": ("tutorials/decision-task", "graphs/decision"),
    "worker": ("tutorials/worker", "work/worker"),
    "pulse": ("work/pulse",),
    "live log": ("work/live-logs",),
    "mock": ("howto/mocks",),
    "pytest": ("testing/pytest",),
    "openapi": ("howto/openapi",),
    "taskcluster.yml": ("howto/taskcluster-yml",),
    "migrate": ("migration",),
}
"""Queries that people type, and the pages of which one should be among the first three."""


@pytest.fixture(scope="module")
def found(site: Path) -> dict[str, list[str]]:
    """The first three pages for each query."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = Path(__file__).with_name("search.cjs")
    run = subprocess.run(
        [node, script, site, *EXPECTED], capture_output=True, text=True, check=True, timeout=120
    )
    pages: list[list[str]] = json.loads(run.stdout)
    return {query: each[:3] for query, each in zip(EXPECTED, pages, strict=True)}


@pytest.mark.parametrize(("query", "pages"), EXPECTED.items(), ids=EXPECTED.keys())
def test_search_finds_the_page(
    found: dict[str, list[str]], query: str, pages: tuple[str, ...]
) -> None:
    assert {f"{page}.html" for page in pages} & {*found[query]}, found[query]
