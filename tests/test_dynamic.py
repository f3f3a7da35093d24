"""Clients created at run time from API references."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import pytest
from pydantic import JsonValue

from tc_typed import aio, buildUrl, createApiClient, fromNowJSON, slugId
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import operationsOf
from tc_typed.core.decode import decode
from tc_typed.core.errors import (
    InvalidCall,
    ResourceNotFound,
    TaskclusterFailure,
    UnexpectedResponse,
)
from tc_typed.core.options import Options
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.sync import ServiceClient
from tc_typed.queue import TaskDefinition
from tc_typed.testing import LocalTaskcluster

Reference: TypeAlias = dict[str, JsonValue]

SCHEMAS = Path(__file__).parents[1] / "schemas"
SERVICES = sorted(path.parts[-3] for path in SCHEMAS.glob("*/v1/api.json"))


def read(service: str) -> Reference:
    found: Reference = json.loads((SCHEMAS / service / "v1" / "api.json").read_text())
    return found


def compiled(service: str) -> type[ServiceClient]:
    """Return the compiled client of a service."""
    module = import_module(f"tc_typed.{service.replace('-', '_')}.client")
    [client] = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    ]
    assert issubclass(client, ServiceClient)
    return client


def task() -> dict[str, JsonValue]:
    return {
        "taskQueueId": "proj-example/linux",
        "created": fromNowJSON("0 seconds"),
        "deadline": fromNowJSON("1 hour"),
        "metadata": {
            "name": "Hello",
            "description": "Says hello",
            "owner": "me@example.com",
            "source": "https://example.com/hello",
        },
        "payload": {},
    }


@pytest.mark.parametrize("service", SERVICES)
def test_methods_are_the_same_as_in_the_compiled_client(service: str) -> None:
    ours = compiled(service)
    made = createApiClient(ours.__name__, read(service))
    twin = aio.createApiClient(ours.__name__, read(service))
    assert made.__name__ == twin.__name__ == ours.__name__
    assert (made.serviceName, made.apiVersion) == (ours.serviceName, ours.apiVersion)
    assert operationsOf(made).keys() == operationsOf(twin).keys() == operationsOf(ours).keys()
    for name, operation in operationsOf(ours).items():
        other = operationsOf(made)[name]
        for fact in ("title", "method", "route", "args", "query", "stability"):
            assert getattr(other, fact) == getattr(operation, fact), name
        assert unordered(asJson(other.scopes)) == unordered(asJson(operation.scopes)), name
        assert (other.payload is None) == (operation.payload is None), name
        expected = [(it.name, it.kind) for it in parameters(ours, name)]
        assert expected == [(it.name, it.kind) for it in parameters(made, name)][: len(expected)]
        assert parameters(made, name) == parameters(twin, name)


def asJson(value: object) -> JsonValue:
    found: JsonValue = json.loads(json.dumps(value))
    return found


def unordered(scopes: JsonValue) -> JsonValue:
    """Return a scope expression with its terms sorted, for comparison."""
    if isinstance(scopes, dict):
        return {key: unordered(value) for key, value in scopes.items()}
    return sorted(map(unordered, scopes), key=str) if isinstance(scopes, list) else scopes


def parameters(
    client: type[ServiceClient | AsyncServiceClient], name: str
) -> list[inspect.Parameter]:
    """Return the parameters of a method after `self`."""
    method: Callable[..., object] = getattr(client, name)
    return [*inspect.signature(method).parameters.values()][1:]


def test_methods_take_and_return_json_values() -> None:
    taskId, definition = slugId(), task()
    with (
        LocalTaskcluster() as taskcluster,
        createApiClient("Queue", read("queue"))(taskcluster.options()) as queue,
    ):
        created = queue.createTask(taskId, definition)
        assert created == queue.status(taskId) == queue.call("status", taskId)
        assert isinstance(created, dict)
        found = queue.task(taskId)
        assert isinstance(found, dict)
        assert found.items() >= definition.items()
        group = queue.listTaskGroup(found["taskGroupId"], limit=1)
        assert isinstance(group, dict)
        with pytest.raises(ResourceNotFound, match=r"queue\.status"):
            queue.status(slugId())
        url = buildUrl(queue.listTaskGroup, taskId, limit=3)
        assert url == f"{taskcluster.rootUrl}/api/queue/v1/task-group/{taskId}/list?limit=3"


def test_async_methods_take_and_return_json_values() -> None:
    async def program(options: Options) -> None:
        async with aio.createApiClient("Queue", read("queue"))(options) as queue:
            taskId = slugId()
            definition = TaskDefinition.model_validate_json(json.dumps(task()))
            created = await queue.createTask(taskId, definition)
            assert created == await queue.status(taskId) == await queue.call("status", taskId)

    with LocalTaskcluster() as taskcluster:
        asyncio.run(program(taskcluster.options()))


def small(**facts: JsonValue) -> Reference:
    """Return a reference with `get`, and with `close`, which is also a method of all clients."""
    entry: Reference = {
        "type": "function",
        "name": "get",
        "method": "get",
        "route": "/thing/<name>",
        "args": ["name"],
        "query": ["from", "limit"],
        "stability": "stable",
    }
    close: Reference = {**entry, "name": "close", "route": "/close", "args": []}
    return {"serviceName": "tiny", "apiVersion": "v1", "entries": [{**entry, **facts}, close]}


def test_fakes_replace_a_server() -> None:
    def get(name: str, **query: str | int) -> list[object]:
        return [name, query]

    tiny = createApiClient("Tiny", small())(fake={"get": get})
    assert tiny.get("a", limit=3, from_="b") == ["a", {"limit": 3, "from_": "b"}]
    assert [call.args for call in tiny.fakeCalls["get"]] == [{"name": "a"}]


def test_a_method_with_the_name_of_a_client_method_is_called_by_name() -> None:
    tiny = createApiClient("Tiny", small())(fake={"close": lambda: "closed by the service"})
    assert tiny.call("close") == "closed by the service"
    tiny.close()


@pytest.mark.parametrize(
    ("content", "value"),
    [(b"", None), (b"null", None), (b'"text"', "text"), (b'{"a": [1.5]}', {"a": [1.5]})],
)
def test_any_json_and_an_empty_body_are_decoded(content: bytes, value: JsonValue) -> None:
    operation = operationsOf(createApiClient("Tiny", small()))["get"]
    assert decode(operation, RawResponse(200, {}, content)) == value


def test_a_response_that_is_not_json_raises_with_its_body() -> None:
    operation = operationsOf(createApiClient("Tiny", small()))["get"]
    with pytest.raises(UnexpectedResponse) as caught:
        decode(operation, RawResponse(200, {"content-type": "text/html"}, b"<html>"))
    assert caught.value.body == b"<html>"


def test_calls_with_wrong_arguments_or_method_names_raise() -> None:
    tiny = createApiClient("Tiny", small())(fake={})
    with pytest.raises(InvalidCall, match=r"tiny\.get: missing a required argument: 'name'"):
        tiny.get()
    with pytest.raises(InvalidCall, match=r"tiny\.get: .*unexpected keyword argument 'limt'"):
        tiny.get("a", limt=3)
    with pytest.raises(InvalidCall, match="Tiny: there is no method 'gte'; did you mean get"):
        tiny.call("gte")
    with pytest.raises(
        AttributeError, match="'Tiny' object has no attribute 'gte'; did you mean get"
    ):
        tiny.gte("a")


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ({}, "serviceName: Field required"),
        ({**small(), "serviceName": "../x"}, "serviceName: "),
        ({**small(), "apiVersion": 1}, "apiVersion: "),
        ({**small(), "entries": {}}, "entries: "),
        (small(method="brew"), "entries.0.method: "),
        (small(name="a b"), "entries.0.name: "),
        (small(name="_call"), "entries.0.name: "),
        (small(route="thing/<name>"), "entries.0.route: "),
        (small(route="/thing"), "entries.0: .*args differ from the parameters of the route"),
        (small(query=["name"]), "entries.0: .*two parameters have the name name"),
        (small(query=["a", "a"]), "entries.0: .*two parameters have the name a"),
        (small(name="close"), "two methods have the name close"),
        (small(scopes={"AllOf": 3}), "entries.0.scopes"),
        (small(stability="shaky"), "entries.0.stability: "),
    ],
)
def test_an_invalid_reference_is_refused(reference: Reference, problem: str) -> None:
    with pytest.raises(
        InvalidCall, match="the API reference for Tiny is invalid: " + problem
    ) as one:
        createApiClient("Tiny", reference)
    with pytest.raises(InvalidCall) as other:
        aio.createApiClient("Tiny", reference)
    assert str(one.value) == str(other.value)
    assert isinstance(one.value, TaskclusterFailure)


def test_the_name_must_be_a_valid_class_name() -> None:
    with pytest.raises(InvalidCall, match="name must be a valid class name, got 'my queue'"):
        createApiClient("my queue", small())


@pytest.mark.parametrize("name", ["operations", "serviceName", "apiVersion", "call", "close"])
def test_a_client_works_if_a_method_has_the_name_of_an_attribute(name: str) -> None:
    reference: dict[str, object] = {
        "serviceName": "odd",
        "apiVersion": "v1",
        "entries": [
            {"type": "function", "name": each, "method": "get", "route": f"/{each}", "args": []}
            for each in (name, "even")
        ],
    }
    client = createApiClient("Odd", reference)(rootUrl="https://tc.example.com")
    assert buildUrl(client.even) == "https://tc.example.com/api/odd/v1/even"
