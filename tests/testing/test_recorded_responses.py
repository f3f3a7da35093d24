"""Responses have the same form as those of a real Taskcluster to the same requests."""

from __future__ import annotations

import json
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

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are missing")

SERVICES: Mapping[str, LocalService] = newDeployment().backend.services

REPRODUCIBLE = {
    "InvalidRequestArguments",
    "InputValidationError",
    "MalformedPayload",
    "ResourceNotFound",
}
"""Error codes that depend only on the request, as long as the Taskcluster is empty."""

NOT_FOUND = {"error": "Not found"}


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


def call(
    operation: Operation, recording: Recording, taskcluster: LocalTaskcluster, http: httpx.Client
) -> httpx.Response:
    path = operation.route
    for name, value in recording["args"].items():
        path = path.replace(f"<{name}>", quote(value, safe=""))
    body = recording["request"]
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    return http.request(
        operation.method,
        f"{operation.service}/{operation.version}{path}",
        params={name: value for name, value in recording["query"].items() if name != "bewit"},
        content=text.encode(),
        headers={"content-type": "application/json"} if text else {},
        auth=HawkAuth(taskcluster.credentials) if recording["authenticated"] else None,
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
