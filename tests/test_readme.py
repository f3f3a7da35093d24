"""The examples of the README run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tc_typed import Queue
from tc_typed.testing import LocalTaskcluster

README = Path(__file__).parents[1] / "README.md"


def test_examples_run_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    assert len(examples) >= 6
    monkeypatch.chdir(README.parent)
    namespace: dict[str, object] = {"__name__": "readme"}
    with LocalTaskcluster() as taskcluster:
        monkeypatch.setenv("TASKCLUSTER_ROOT_URL", taskcluster.rootUrl)
        credentials = taskcluster.createClient("readme", scopes=["*"])
        monkeypatch.setenv("TASKCLUSTER_CLIENT_ID", credentials.clientId)
        monkeypatch.setenv("TASKCLUSTER_ACCESS_TOKEN", credentials.accessToken)
        for example in examples:
            exec(compile(example, str(README), "exec"), namespace)
        queue = namespace["queue"]
        assert isinstance(queue, Queue)
        queue.close()
