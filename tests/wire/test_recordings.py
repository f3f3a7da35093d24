"""Calls that a real Taskcluster answered, made again over a socket in every way of calling."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypedDict

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError
from tests.wire.contract import ROOT, Json
from tests.wire.test_schemas import same

import tc_typed
from tc_typed import Content, Credentials, Redirect, TaskclusterRestFailure
from tc_typed.core.operation import Operation
from tc_typed.core.options import Options

from .client_kinds import Call, RawCall, Service, Way, everyWay, services
from .verifier import TOKEN, Arrived, Reply, Verifier, verifying

RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not here")

CREDENTIALS = Credentials("tester", TOKEN)
SERVICES = {service.sync.serviceName: service for service in services("tc_typed")}


class Recording(TypedDict):
    """One call of a real server."""

    method: str
    args: dict[str, str]
    query: dict[str, str]
    request: Json
    authenticated: bool
    status: int
    headers: dict[str, str]
    response: Json


def recordings() -> list[object]:
    return [
        pytest.param(path.stem, recording, id=f"{path.stem}-{index}-{recording['method']}")
        for path in sorted(RECORDINGS.glob("*.json"))
        for index, recording in enumerate(json.loads(path.read_text()))
    ]


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with verifying() as server:
        yield server


@pytest.fixture(scope="module")
def ways(verifier: Verifier) -> Iterator[Sequence[Way]]:
    with everyWay(Options(rootUrl=verifier.url, retries=0)) as made:
        yield made


@pytest.mark.parametrize(("name", "recording"), recordings())
def test_recording(
    name: str, recording: Recording, verifier: Verifier, ways: Sequence[Way]
) -> None:
    service = SERVICES[name]
    operation = service.operations[recording["method"]]
    made = 0
    for way in ways:
        if way.takes(operation) and (recording["authenticated"] or "URL" not in way.name):
            made += 1
            verifier.replies[way.name] = [
                Reply(recording["status"], recording["headers"], content(recording))
            ]
            [outcome] = way.make([callOf(service, operation, recording, way.name)])
            assert way.name in verifier.arrived, outcome
            [arrived] = verifier.arrived.pop(way.name)
            checkRequest(recording, arrived)
            checkOutcome(recording, operation, outcome)
    assert made >= 6


def callOf(service: Service, operation: Operation, recording: Recording, trace: str) -> Call:
    credentials = CREDENTIALS if recording["authenticated"] else None
    options = Options(traceId=trace, credentials=credentials)
    args = [recording["args"][arg] for arg in operation.args]
    # A bewit is part of a signed URL, not of the method.
    query = {key: value for key, value in recording["query"].items() if key != "bewit"}
    if operation.payload is None:
        return Call(service, operation.name, options, args, query)
    try:
        return Call(service, operation.name, options, [*args, model(operation, recording)], query)
    except ValidationError:
        # Our model refuses what the server refused.
        assert recording["status"] in (400, 401, 403, 404, 413, 500)
        assert not query
        body = sentBody(recording["request"])
        return RawCall(service, operation.name, options, args, body=body)


def sentBody(request: Json) -> bytes | None:
    if request is None:
        return None
    return (request if isinstance(request, str) else json.dumps(request)).encode()


def checkRequest(recording: Recording, arrived: Arrived) -> None:
    assert arrived.problem is None
    assert (arrived.scheme is not None) == recording["authenticated"]
    sent = sentBody(recording["request"])
    if sent != arrived.body:
        assert same(json.loads(sent or b"{}"), json.loads(arrived.body or b"{}"))


def checkOutcome(recording: Recording, operation: Operation, outcome: object) -> None:
    response = recording["response"]
    match outcome:
        case httpx.Response():
            assert outcome.status_code == recording["status"]
            assert outcome.content == content(recording)
        case TaskclusterRestFailure():
            code = response.get("code") if isinstance(response, dict) else None
            assert outcome.status_code == recording["status"] >= 400
            assert outcome.code == code
            assert type(outcome) is not TaskclusterRestFailure
            assert code is None or isinstance(outcome, getattr(tc_typed, str(code)))
        case Exception():
            raise outcome
        case Redirect():
            assert outcome.url == recording["headers"]["location"]
        case Content():
            assert outcome.contentType == recording["headers"]["content-type"]
            assert outcome.body == content(recording)
        case None:
            assert response is None
        case _:
            assert same(response, json.loads(operation.decoder.dump_json(outcome)))
    assert isinstance(outcome, Exception | httpx.Response) or recording["status"] < 400


def model(operation: Operation, recording: Recording) -> object:
    kind: TypeAdapter[object] = TypeAdapter(operation.payload)  # type: ignore[arg-type]  # a type
    return kind.validate_json(json.dumps(recording["request"]))


def content(recording: Recording) -> bytes:
    response = recording["response"]
    if response is None:
        return b""
    isJson = "json" in recording["headers"].get("content-type", "json")
    return json.dumps(response).encode() if isJson else str(response).encode()
