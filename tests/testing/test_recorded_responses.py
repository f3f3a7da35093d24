"""Responses have the same form as those of a real Taskcluster to the same requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TypedDict
from urllib.parse import quote

import httpx
import pytest
from tests.testing.samples import definition, newDeployment
from tests.wire.contract import ROOT, Json

from tc_typed.core.operation import Operation
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server.service import LocalService

RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"
MESSAGES = RECORDINGS.parent / "pulse"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are missing")

SERVICES: Mapping[str, LocalService] = newDeployment().backend.services

REPRODUCIBLE = {
    "InvalidRequestArguments",
    "InputValidationError",
    "MalformedPayload",
    "ResourceNotFound",
}
"""Error codes that depend only on the request, as long as the Taskcluster is empty."""

SIGNED_HERE = {"github.latest"}
"""Methods that the recorded role `anonymous` allowed, unlike that of a local Taskcluster."""

NOT_FOUND = {"error": "Not found"}

REPEATABLE = {
    "hooks": ["createHook", "updateHook", "removeHook"],
    "worker-manager": ["createWorkerPool", "updateWorkerPool"],
    "github": ["renderTaskclusterYml"],
}
"""Methods, by service, whose successes depend only on earlier calls of these methods."""

VARYING = [
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "TIME"),
    (re.compile(r"\b[\w-]{22}\b"), "ID"),
    # They are made from the content of a launch configuration in another way.
    (re.compile(r"\blc-[0-9a-f]{20}\b"), "LAUNCH CONFIG"),
]
"""Parts of responses that differ from one Taskcluster to another."""


class Recording(TypedDict):
    """A call to a real server; fields that these tests don't need are left out."""

    method: str
    args: dict[str, str]
    query: dict[str, str]
    request: Json
    authenticated: bool
    status: int
    headers: dict[str, str]
    response: Json


def recordings() -> Iterator[object]:
    for service, served in SERVICES.items():
        recorded: list[Recording] = json.loads((RECORDINGS / f"{service}.json").read_text())
        for index, recording in enumerate(recorded):
            body, method = recording["response"], recording["method"]
            code = (
                body.get("code") if isinstance(body, dict) and recording["status"] >= 400 else None
            )
            # Arguments and payload are checked even if the method is not implemented.
            reproducible = (
                REPRODUCIBLE if method in served.handlers else REPRODUCIBLE - {"ResourceNotFound"}
            )
            if code in reproducible or method == "ping":
                name = f"{service}-{index}-{method}"
                yield pytest.param(service, recording, id=name)


CASES = list(recordings()) if RECORDINGS.is_dir() else []


@pytest.mark.parametrize(("service", "recording"), CASES)
def test_a_response_has_the_form_of_the_recorded_one(
    service: str, recording: Recording, taskcluster: LocalTaskcluster, http: httpx.Client
) -> None:
    operation = SERVICES[service].operations[recording["method"]]
    response = call(operation, recording, taskcluster, http)
    body: dict[str, Json] = response.json()
    recorded = recording["response"]
    assert isinstance(recorded, dict)
    if body.get("code") == "NotImplemented":
        assert recording["method"] not in SERVICES[service].handlers
        pytest.skip("only the method itself, which is not implemented, would reject the call")
    assert body.get("code") == recorded.get("code")
    assert response.status_code == recording["status"]
    assert {name: response.headers.get(name) for name in recording["headers"]} == recording[
        "headers"
    ]
    assert form(body) == form(recorded)
    if "requestInfo" in recorded:
        actual, expected = body["requestInfo"], recorded["requestInfo"]
        assert isinstance(actual, dict)
        assert isinstance(expected, dict)
        assert [actual["method"], actual["params"]] == [expected["method"], expected["params"]]
        # A real server repeats a payload with the schema's defaults filled in.
        assert isSubset(actual["payload"], expected["payload"])
        assert requestDetails(body) == requestDetails(recorded)


def successes(service: str) -> Iterator[Recording]:
    """Yield the recorded calls that succeed on an empty Taskcluster, if made in this order."""
    recorded: list[Recording] = json.loads((RECORDINGS / f"{service}.json").read_text())
    known: set[tuple[str, ...]] = set()
    for method in REPEATABLE[service]:
        for recording in recorded:
            if recording["method"] == method and recording["status"] == 200:
                name = tuple(recording["args"].values())
                if method.startswith("create"):
                    known.add(name)
                if name in known or not name:
                    yield recording


def varying(value: Json) -> Json:
    """Replace parts that differ from one Taskcluster to another."""
    text = json.dumps(value, sort_keys=True)
    for pattern, replacement in VARYING:
        text = pattern.sub(replacement, text)
    replaced: Json = json.loads(text)
    return replaced


@pytest.mark.parametrize("service", REPEATABLE)
def test_successes_and_their_messages_are_the_recorded_ones(
    service: str, local: LocalTaskcluster
) -> None:
    calls = list(successes(service))
    assert {recording["method"] for recording in calls} == {*REPEATABLE[service]}
    # Without TLS, the root certificates need not be loaded.
    with httpx.Client(base_url=f"{local.rootUrl}/api/", verify=False) as http:
        for recording in calls:
            operation = SERVICES[service].operations[recording["method"]]
            response = call(operation, recording, local, http)
            assert varying(response.json()) == varying(recording["response"])
    path = MESSAGES / f"{service}.json"
    recorded = [messageForm(message) for message in json.loads(path.read_text())]
    sent = [
        messageForm(
            {
                "exchange": message.exchange,
                "routingKey": message.routingKey,
                "cc": [*message.cc],
                "payload": json.loads(message.body),
            }
        )
        for message in local.messages
    ]
    assert [message for message in sent if message not in recorded] == []
    assert sent != [] or service == "github"


def messageForm(message: dict[str, Json]) -> object:
    """Return a message with types instead of values, in its routing key and its payload."""
    payload = message["payload"]
    assert isinstance(payload, dict)
    names = {
        word: (name, position)
        for name, value in payload.items()
        for position, word in enumerate(str(value).split("/"))
    }
    words = [names.get(word, word) for word in str(message["routingKey"]).split(".")]
    return {**message, "routingKey": words, "payload": form(payload)}


def call(
    operation: Operation, recording: Recording, taskcluster: LocalTaskcluster, http: httpx.Client
) -> httpx.Response:
    path = operation.route
    for name, value in recording["args"].items():
        path = path.replace(f"<{name}>", quote(value, safe=""))
    body = recording["request"]
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    isSigned = recording["authenticated"] or operation.title in SIGNED_HERE
    return http.request(
        operation.method,
        f"{operation.service}/{operation.version}{path}",
        params={name: value for name, value in recording["query"].items() if name != "bewit"},
        content=text.encode(),
        headers={"content-type": "application/json"} if text else {},
        auth=HawkAuth(taskcluster.credentials) if isSigned else None,
    )


def form(value: Json) -> object:
    """Return the keys of an object and the types of its values."""
    if isinstance(value, dict):
        return {key: form(value[key]) for key in value if key not in ("payload", "params")}
    return "number" if isinstance(value, int | float) else type(value)


def isSubset(one: Json, other: Json) -> bool:
    """Check whether two values are equal, apart from missing properties in the first."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(key in other and isSubset(one[key], other[key]) for key in one)
    return one == other


def requestDetails(body: Mapping[str, Json]) -> list[str]:
    """Return the lines below `---` in a message, without the time."""
    return str(body["message"]).split("\n\n---\n\n")[1].splitlines()[:-1]


def test_an_unknown_path_gets_the_recorded_response(http: httpx.Client) -> None:
    everything: list[Recording] = []
    for path in RECORDINGS.glob("*.json"):
        everything += json.loads(path.read_text())
    recorded = {
        (recording["status"], recording["headers"]["content-type"], json.dumps(NOT_FOUND))
        for recording in everything
        if recording["response"] == NOT_FOUND
    }
    response = http.get("queue/v1/nothing")
    actual = (response.status_code, response.headers["content-type"], json.dumps(response.json()))
    assert {actual} == recorded


def test_success_has_the_recorded_content_type(
    taskcluster: LocalTaskcluster, http: httpx.Client
) -> None:
    recorded = {
        recording["headers"]["content-type"]
        for recording in json.loads((RECORDINGS / "queue.json").read_text())
        if recording["status"] == 200
    }
    response = http.put(
        f"queue/v1/task/{slugId()}",
        json=definition().model_dump(mode="json"),
        auth=HawkAuth(taskcluster.credentials),
    )
    assert response.status_code == 200
    assert {response.headers["content-type"]} == recorded
