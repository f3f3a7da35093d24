"""Logs of runs in progress, which appear in the page as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.docs.browser import Browser
from tests.testing.page.deployments import CLIENT, LOG
from tests.testing.samples import definition
from tests.worker.support import waitUntil

from tc_typed import Queue, slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server.live_logs import LiveLogs

LINES = 200
SCRIPT = f"""
for number in $(seq {LINES}); do echo "line $number"; done
echo first; while [ ! -e "$GATES/second" ]; do sleep 0.05; done
echo second; while [ ! -e "$GATES/end" ]; do sleep 0.05; done
echo last
"""


@pytest.fixture
def local() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0.2) as local:
        local.executeTasks(capacity=1)
        yield local


def create(local: LocalTaskcluster, gates: Path) -> str:
    """Create a task that writes lines when files appear."""
    taskId = slugId()
    payload = {"command": [["sh", "-c", SCRIPT]], "maxRunTime": 60, "env": {"GATES": str(gates)}}
    local.client(Queue).createTask(taskId, definition(payload=payload))
    return taskId


def test_lines_appear_while_a_task_runs(
    local: LocalTaskcluster, browser: Browser, tmp_path: Path
) -> None:
    browser.emulate(1400, "light")
    taskId = create(local, tmp_path)
    address = f"{local.rootUrl}/tasks/{taskId}/runs/0/logs/{LOG}"
    waitUntil(lambda: "\nfirst" in CLIENT.get(address).text)  # Without JavaScript.
    browser.open(address)
    browser.waitUntil("return document.getElementById('live').textContent === 'live'")
    browser.run(
        "window.isSame = true; window.scrollTo(0, 300);"
        "getSelection().setBaseAndExtent("
        "document.querySelector('#log code').firstChild, 3,"
        "document.querySelector('#log code').firstChild, 40);"
    )
    selected = browser.run("return getSelection().toString()")
    assert selected
    ends = "return document.getElementById('log').textContent.trimEnd().endsWith(arguments[0])"
    assert browser.run(ends, "first")
    (tmp_path / "second").touch()
    browser.waitUntil(ends, "second")
    assert browser.run("return getSelection().toString()") == selected
    (tmp_path / "end").touch()
    browser.waitUntil("return document.getElementById('log-note').textContent.includes('Complete')")
    assert browser.run(ends, "completed")
    assert browser.run("return window.isSame && window.scrollY === 300")
    assert browser.run("return getSelection().toString()") == selected
    assert browser.errors() == []


def test_the_end_is_kept_in_view(local: LocalTaskcluster, browser: Browser, tmp_path: Path) -> None:
    browser.emulate(1400, "light")
    taskId = create(local, tmp_path)
    address = f"{local.rootUrl}/tasks/{taskId}/runs/0/logs/{LOG}"
    waitUntil(lambda: "\nfirst" in CLIENT.get(address).text)
    browser.open(address)
    browser.waitUntil("return document.getElementById('live').textContent === 'live'")
    browser.run("window.scrollTo(0, document.documentElement.scrollHeight)")
    (tmp_path / "second").touch()
    (tmp_path / "end").touch()
    browser.waitUntil("return document.getElementById('log-note').textContent.includes('Complete')")
    excess = "return document.documentElement.scrollHeight - window.innerHeight - window.scrollY"
    browser.waitUntil(f"{excess} < 2")


@pytest.mark.parametrize(
    "url", ["http://[", "https://example.com/", "https://example.com/live-logs/x", "/live-logs/"]
)
def test_urls_of_other_logs_are_not_read(url: str, tmp_path: Path) -> None:
    logs = LiveLogs()
    with logs.publish(tmp_path / "log"):
        assert logs.find(url) is None


def test_a_log_can_be_read_until_it_ends(tmp_path: Path) -> None:
    logs, file = LiveLogs(), tmp_path / "log"
    file.write_bytes(b"abcdef")
    with logs.publish(file) as path:
        log = logs.find(f"http://127.0.0.1:1{path}")
        assert log is not None
        assert (log.size, log.read(2, 4)) == (6, b"cd")
        file.unlink()
        assert (log.size, log.read(0, 6)) == (0, b"")
    assert logs.find(path) is None
    assert quote(path) == path
