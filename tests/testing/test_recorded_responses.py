"""Responses have the form of those that a real Taskcluster sent to the same requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TypedDict
from urllib.parse import quote

import httpx
import pytest
from tests.testing.samples import definition, issueNothing
from tests.wire.contract import ROOT, Json

from tc_typed.core.operation import Operation
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.auth_service import ClientRegistry, authService
from tc_typed.testing.authentication import Authenticator
from tc_typed.testing.clock import systemClock
from tc_typed.testing.queue_service import ClaimWait, queueService
from tc_typed.testing.queue_state import QueueState
from tc_typed.testing.service import LocalService

RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not here")

SERVICES: Mapping[str, LocalService] = {
    "auth": authService(ClientRegistry(systemClock), Authenticator(systemClock)),
    "queue": queueService(
        QueueState(systemClock, issueNothing), ClaimWait(0, systemClock, lambda: False)
    ),
}

ALWAYS = {"InvalidRequestArguments", "InputValidationError", "MalformedPayload", "ResourceNotFound"}
"""Codes that depend on nothing but the request, where a Taskcluster has nothing yet."""

NOT_FOUND = {"error": "Not found"}


class Recording(TypedDict):
    """A call of a real server, as far as it matters here."""

    method: str
    args: dict[str, str]
    query: dict[str, str]
    request: Json
    authenticated: bool
    status: int
    headers: dict[str, str]
    response: dict[str, Json]


def recordings() -> Iterator[object]:
    for service, served in SERVICES.items():
        recorded: list[Recording] = json.loads((RECORDINGS / f"{service}.json").read_text())
        for index, recording in enumerate(recorded):
            code = recording["response"].get("code") if recording["status"] >= 400 else None
            method = recording["method"]
            # Without the method, arguments and payload are checked all the same.
            always = ALWAYS if method in served.handlers else ALWAYS - {"ResourceNotFound"}
            if code in always or method == "ping":
                name = f"{service}-{index}-{method}"
                yield pytest.param(service, recording, id=name)


CASES = list(recordings()) if RECORDINGS.is_dir() else []


@pytest.fixture(scope="module")
def http(taskcluster: LocalTaskcluster) -> Iterator[httpx.Client]:
    # Without TLS there is no need to read all root certificates.
    with httpx.Client(base_url=f"{taskcluster.rootUrl}/api/", verify=False) as client:
        yield client


@pytest.mark.parametrize(("service", "recording"), CASES)
def test_a_response_is_like_the_recorded_one(
    service: str, recording: Recording, taskcluster: LocalTaskcluster, http: httpx.Client
) -> None:
    operation = SERVICES[service].operations[recording["method"]]
    response = call(operation, recording, taskcluster, http)
    body: dict[str, Json] = response.json()
    recorded = recording["response"]
    if body.get("code") == "NotImplemented":
        assert recording["method"] not in SERVICES[service].handlers
        pytest.skip("only the method itself would have refused it")
    assert body.get("code") == recorded.get("code")
    assert response.status_code == recording["status"]
    assert {name: response.headers.get(name) for name in recording["headers"]} == recording[
        "headers"
    ]
    assert form(body) == form(recorded)
    if "requestInfo" in recorded:
        said, expected = body["requestInfo"], recorded["requestInfo"]
        assert isinstance(said, dict)
        assert isinstance(expected, dict)
        assert [said["method"], said["params"]] == [expected["method"], expected["params"]]
        # A real server repeats a payload with the schema's defaults filled in.
        assert said["payload"] == recording["request"] or not recording["request"]
        assert isSubset(said["payload"], expected["payload"])
        assert circumstances(body) == circumstances(recorded)


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
    """The keys of an object and the types of its values."""
    if isinstance(value, dict):
        return {key: form(value[key]) for key in value if key not in ("payload", "params")}
    return "number" if isinstance(value, int | float) else type(value)


def isSubset(one: Json, other: Json) -> bool:
    return one == other or (
        isinstance(one, dict) and isinstance(other, dict) and one.items() <= other.items()
    )


def circumstances(body: Mapping[str, Json]) -> list[str]:
    """The lines of a message below its rule, without the time."""
    return str(body["message"]).split("\n\n---\n\n")[1].splitlines()[:-1]


def test_an_unknown_path_gets_a_response_as_recorded(http: httpx.Client) -> None:
    everything: list[Recording] = []
    for path in RECORDINGS.glob("*.json"):
        everything += json.loads(path.read_text())
    recorded = {
        (recording["status"], recording["headers"]["content-type"], json.dumps(NOT_FOUND))
        for recording in everything
        if recording["response"] == NOT_FOUND
    }
    response = http.get("queue/v1/nothing")
    said = (response.status_code, response.headers["content-type"], json.dumps(response.json()))
    assert {said} == recorded


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
