"""Play the page about other deployments, with one that is newer than this package."""

from __future__ import annotations

from collections.abc import Mapping

from tests.compiler.deployment import bundledDocuments, serving
from tests.core.loopback import respond
from tests.pages.player import PagePlayer

from tc_typed.compiler.contract.load import Json

QUEUE = "references/queue/v1/api.json"
DEFINITION = "schemas/queue/v1/create-task-request.json"
PAUSE: dict[str, Json] = {
    "type": "function",
    "method": "post",
    "route": "/task/<taskId>/pause",
    "args": ["taskId"],
    "name": "pauseTask",
    "stability": "experimental",
    "title": "Pause a task",
    "description": "Pause a task.",
    "query": [],
    "input": None,
    "output": "v1/task-status-response.json#",
}


def newerDocuments() -> dict[str, Json]:
    """Return what a deployment publishes that has one more method and one more field."""
    documents = bundledDocuments()
    queue, definition = documents[QUEUE], documents[DEFINITION]
    assert isinstance(queue, Mapping)
    assert isinstance(definition, Mapping)
    entries, properties = queue["entries"], definition["properties"]
    assert isinstance(entries, list)
    assert isinstance(properties, Mapping)
    pause = {name: value for name, value in PAUSE.items() if value is not None}
    return {
        **documents,
        QUEUE: {**queue, "entries": [*entries, pause]},
        DEFINITION: {**definition, "properties": {**properties, "region": {"type": "string"}}},
    }


def play(player: PagePlayer) -> None:
    ping = respond({"alive": True, "uptime": 1.5})
    with serving(newerDocuments(), {"api/queue/v1/ping": ping}) as server:
        player.terminal.run(f"export TASKCLUSTER_ROOT_URL={server.url}")
        player.play()
