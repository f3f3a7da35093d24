"""Plays the page on decision tasks."""

from __future__ import annotations

import json
import re
import textwrap

from pydantic import JsonValue
from tests.pages.player import PagePlayer

from tc_typed import Queue, renderTaskclusterYml
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.testing.faults import Delay

EVENT: dict[str, JsonValue] = {
    "ref": "refs/heads/main",
    "after": "0123456789abcdef0123456789abcdef01234567",
    "repository": {"name": "widgets", "owner": {"name": "acme"}},
}
REST: dict[str, JsonValue] = {
    "taskQueueId": "proj-example/decision",
    "deadline": {"$fromNow": "1 day"},
    "metadata": {
        "name": "decision",
        "description": "A test.",
        "owner": "me@example.com",
        "source": "https://example.com/",
    },
}
"""Fields of the decision task that the page leaves out."""


def play(player: PagePlayer) -> None:
    tests = next(it.text for it in player.blocks if it.fileName == "test_decide.py")
    player.handlers["yaml"] = lambda definition: checkDefinition(player, definition, tests)
    created = player.local.faults.add(Delay(0), "queue.createTask", share=1)
    script = next(it for it in player.blocks if "$ python experiment.py" in it.text)
    rest = player.blocks[player.blocks.index(script) + 1 :]
    player.blocks = [it for it in player.blocks if it not in rest]
    player.play()
    taskGroupId = script.text.split()[3]
    assert len([*player.local.client(Queue).iterTaskGroup(taskGroupId)]) == 10
    assert created.hits == 10
    assert [path.name for path in player.folder.glob("*.journal")] == [f"{taskGroupId}.journal"]
    player.blocks = rest
    player.play()


def checkDefinition(player: PagePlayer, definition: str, tests: str) -> None:
    """Check that a definition of the decision task is valid and has the scopes of the tests."""
    lines = [*(f"{name}: {json.dumps(value)}" for name, value in REST.items()), definition]
    file = player.folder / ".taskcluster.yml"
    file.write_text("version: 1\ntasks:\n  -\n" + textwrap.indent("\n".join(lines), "    "))
    [rendered] = renderTaskclusterYml(file, tasksFor="github-push", event=EVENT).tasks
    fields = json.loads(rendered.task.model_dump_json())["payload"]
    payload = DockerWorkerPayload.model_validate({"image": "python:3", **fields})
    assert payload.features is not None
    assert payload.features.taskclusterProxy
    assert re.findall(r'^ +"(queue:.*)",$', tests, re.MULTILINE) == rendered.task.scopes
    assert f'schedulerId="{rendered.task.schedulerId}"' in tests
