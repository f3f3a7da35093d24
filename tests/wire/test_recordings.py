"""Replay recorded calls to a real Taskcluster over a socket, with all kinds of clients."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError
from tests.core.secrets import PERMANENT
from tests.wire.client_kinds import ClientKind, MethodCall, ServiceClients, compiledServices
from tests.wire.contract import ROOT, Json
from tests.wire.test_schemas import same
from tests.wire.verifier import ReceivedRequest, Reply, Verifier

import tc_typed
from tc_typed import Content, Redirect, TaskclusterRestFailure
from tc_typed.core.aio import AsyncServiceClient, AsyncSession
from tc_typed.core.attempts import Attempts
from tc_typed.core.client import sessionOf
from tc_typed.core.decode import decode
from tc_typed.core.encode import encode
from tc_typed.core.errors import UnexpectedResponse
from tc_typed.core.operation import Operation
from tc_typed.core.options import AnyOptions, resolve
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.sync import ServiceClient, Session

RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not available")

SERVICES = {service.sync.serviceName: service for service in compiledServices("tc_typed")}


class Recording(TypedDict):
    """A call to a real server."""

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


@pytest.mark.parametrize(("name", "recording"), recordings())
def test_a_recorded_call_has_the_same_request_and_result(
    name: str, recording: Recording, verifier: Verifier, clientKinds: Sequence[ClientKind]
) -> None:
    service = SERVICES[name]
    operation = service.operations[recording["method"]]
    call = callOf(service, operation, recording)
    reply = Reply(recording["status"], recording["headers"], content(recording))
    for kind in clientKinds:
        if kind.supports(operation) and (recording["authenticated"] or not kind.signsUrl):
            verifier.replies[call.trace] = [reply]
            [outcome] = kind.run([call])
            assert call.trace in verifier.received, outcome
            [request] = verifier.received.pop(call.trace)
            checkRequest(recording, request)
            checkOutcome(recording, operation, outcome)


def callOf(service: ServiceClients, operation: Operation, recording: Recording) -> MethodCall:
    options = AnyOptions(
        traceId="recording", credentials=PERMANENT if recording["authenticated"] else None
    )
    args = [recording["args"][arg] for arg in operation.args]
    # A bewit is part of a signed URL, not of the method.
    query = {key: value for key, value in recording["query"].items() if key != "bewit"}
    if operation.payload is None:
        return MethodCall(service, operation.name, options, args, query)
    try:
        payload = model(operation, recording)
    except ValidationError:
        # The server refused the payload, too.
        assert recording["status"] in (400, 401, 403, 404, 413, 500)
        assert not query
        body = sentBody(recording["request"])
        return RawBodyCall(service, operation.name, options, args, body=body)
    return MethodCall(service, operation.name, options, [*args, payload], query)


@dataclass(frozen=True)
class RawBodyCall(MethodCall):
    """A call with a body that our model refuses, sent without validation of the payload."""

    body: bytes | None = None

    def start(self, client: ServiceClient | AsyncServiceClient) -> object:
        operation = replace(self.service.operations[self.name], payload=None)
        args = dict(zip(operation.args, map(str, self.args), strict=True))
        request = replace(encode(operation, args), body=self.body)
        session = sessionOf(client.use(**self.options))
        address = session.address(external=False)
        attempts = Attempts(request, address, resolve("", {"rootUrl": address}))
        assert isinstance(session, Session | AsyncSession)
        response = session._send(request, attempts)  # pyright: ignore[reportPrivateUsage]  # bypasses validation

        async def decodeLater(response: Awaitable[RawResponse]) -> object:
            return decode(operation, await response)

        if isinstance(response, RawResponse):
            return decode(operation, response)
        return decodeLater(response)


def sentBody(request: Json) -> bytes | None:
    if request is None:
        return None
    return (request if isinstance(request, str) else json.dumps(request)).encode()


def checkRequest(recording: Recording, request: ReceivedRequest) -> None:
    assert request.problem is None
    assert (request.scheme is not None) == recording["authenticated"]
    sent = sentBody(recording["request"])
    if sent != request.body:
        assert same(json.loads(sent or b"{}"), json.loads(request.body or b"{}"))


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
            assert (type(outcome) is TaskclusterRestFailure) == (not isinstance(response, dict))
            assert code is None or isinstance(outcome, getattr(tc_typed, str(code)))
        case UnexpectedResponse() if recording["status"] == 404:
            assert response == {"error": "Not found"}  # the release lacks this method
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
