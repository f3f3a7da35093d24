"""What a real Taskcluster was asked and answered, played through the clients."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from tests.wire.contract import ROOT, Json
from tests.wire.test_schemas import same

import tc_typed
from tc_typed import Content, Redirect, TaskclusterRestFailure, aio, bindingFor
from tc_typed.core.fields import FreeForm
from tc_typed.core.operation import Operation
from tc_typed.core.wire import build, decode

SHARED = ROOT.parent / "shared" / "recordings"
RECORDINGS = SHARED / "http"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not here")

OPTIONS = tc_typed.Options(
    rootUrl="https://tc.example.com",
    credentials=tc_typed.Credentials(clientId="tester", accessToken="not-secret"),
    retries=0,
)


FREE_FORM: TypeAdapter[FreeForm] = TypeAdapter(FreeForm)


class Recording(TypedDict):
    """One call of a real server."""

    method: str
    args: dict[str, str]
    query: dict[str, str]
    request: Json
    status: int
    headers: dict[str, str]
    response: Json


def recordings() -> list[object]:
    return [
        pytest.param(path.stem, recording, id=f"{path.stem}-{index}-{recording['method']}")
        for path in sorted(RECORDINGS.glob("*.json"))
        if importable(path)
        for index, recording in enumerate(json.loads(path.read_text()))
    ]


def importable(path: Path) -> bool:
    return (ROOT / "src" / "tc_typed" / path.stem.replace("-", "_") / "operations.py").exists()


def content(recording: Recording) -> bytes:
    response = recording["response"]
    if response is None:
        return b""
    isJson = "json" in recording["headers"].get("content-type", "json")
    return json.dumps(response).encode() if isJson else str(response).encode()


def operation(service: str, recording: Recording) -> Operation:
    module = importlib.import_module(f"tc_typed.{service.replace('-', '_')}.operations")
    found: Mapping[str, Operation] = module.OPERATIONS
    return found[recording["method"]]


def answer(recording: Recording) -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda _: httpx.Response(
            recording["status"], headers=recording["headers"], content=content(recording)
        )
    )


def clientName(service: str) -> str:
    return "".join(word.capitalize() for word in service.split("-"))


def call(service: str, recording: Recording, payload: FreeForm | None) -> object:
    """Make the call, sync and async, and see that both end alike."""
    # A bewit is part of a signed URL, not of the method.
    query = {name: value for name, value in recording["query"].items() if name != "bewit"}
    positional = [recording["args"][name] for name in operation(service, recording).args]
    arguments = (*positional, payload) if payload is not None else tuple(positional)

    async def asynchronously() -> object:
        async with httpx.AsyncClient(transport=answer(recording)) as http:
            client = getattr(aio, clientName(service))(OPTIONS, httpClient=http)
            return await getattr(client, recording["method"])(*arguments, **query)

    with httpx.Client(transport=answer(recording)) as http:
        client = getattr(tc_typed, clientName(service))(OPTIONS, httpClient=http)
        try:
            result = getattr(client, recording["method"])(*arguments, **query)
        except TaskclusterRestFailure as failure:
            with pytest.raises(type(failure)):
                asyncio.run(asynchronously())
            raise
    assert asyncio.run(asynchronously()) == result
    return result


def model(method: Operation, recording: Recording) -> FreeForm:
    kind: TypeAdapter[object] = TypeAdapter(method.payload)  # type: ignore[arg-type]  # a type
    payload = kind.validate_json(json.dumps(recording["request"]))
    return payload if isinstance(payload, BaseModel) else FREE_FORM.validate_python(payload)


@pytest.mark.parametrize(("service", "recording"), recordings())
def test_recording(service: str, recording: Recording) -> None:
    method = operation(service, recording)
    if recording["status"] >= 400:
        raises(service, recording, method)
        return

    payload = None
    if method.payload is not None:
        payload = model(method, recording)
        sent = build(method, recording["args"], payload=payload).body
        assert sent is not None
        assert same(recording["request"], json.loads(sent))

    result = call(service, recording, payload)
    match result:
        case Redirect():
            assert result.url == recording["headers"]["location"]
        case Content():
            assert result.contentType == recording["headers"]["content-type"]
            assert result.body == content(recording)
        case None:
            assert recording["response"] is None
        case _:
            assert same(recording["response"], json.loads(method.decoder.dump_json(result)))


def raises(service: str, recording: Recording, method: Operation) -> None:
    response = recording["response"]
    code = response.get("code") if isinstance(response, dict) else None
    expected = getattr(tc_typed, code) if isinstance(code, str) else TaskclusterRestFailure
    try:
        payload = model(method, recording) if method.payload is not None else None
    except ValidationError:
        # Our model refuses what the server refused. Had it been sent, this would have come back.
        assert recording["status"] in (400, 401, 403, 404, 413, 500)
        with pytest.raises(expected) as caught:
            decode(method, recording["status"], recording["headers"], content(recording))
    else:
        with pytest.raises(expected) as caught:
            call(service, recording, payload)
    failure = caught.value
    assert isinstance(failure, TaskclusterRestFailure)
    assert failure.status_code == recording["status"]
    assert failure.code == code
    assert type(failure) is not TaskclusterRestFailure


# Messages


class Message(TypedDict):
    """One message that a real server published."""

    exchange: str
    routingKey: str
    payload: Json


def messages() -> list[object]:
    return [
        pytest.param(message, id=f"{path.stem}-{index}-{message['exchange'].split('/')[-1]}")
        for path in sorted((SHARED / "pulse").glob("*.json"))
        if importable(path)
        for index, message in enumerate(json.loads(path.read_text()))
    ]


@pytest.mark.parametrize("message", messages())
def test_message(message: Message) -> None:
    binding = bindingFor(message["exchange"])
    key = binding.parseRoutingKey(message["routingKey"])
    assert ".".join(word or "_" for word in key) == message["routingKey"]
    parsed = binding.parseMessage(json.dumps(message["payload"]))
    assert isinstance(parsed, BaseModel)
    assert same(message["payload"], json.loads(parsed.model_dump_json()))
