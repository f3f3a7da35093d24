"""Deprecated methods: no warnings at run time, and no cost per call."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable

import pytest

from tc_typed import Auth, Queue, aio
from tc_typed.core.client import operationsOf

OLD = "listProvisioners"


@pytest.mark.parametrize("Client", [Queue, Auth, aio.Queue, aio.Auth])
def test_each_deprecated_method_is_an_unwrapped_function_with_a_message(
    Client: type[Queue | Auth | aio.Queue | aio.Auth],
) -> None:
    marked = set[str]()
    for operation in operationsOf(Client).values():
        method: Callable[..., object] = vars(Client)[operation.methodName]
        assert inspect.isfunction(method)
        assert not hasattr(method, "__wrapped__")
        assert method.__code__.co_name == operation.methodName
        if hasattr(method, "__deprecated__"):
            marked.add(operation.name)
    deprecated = {it.name for it in operationsOf(Client).values() if it.stability == "deprecated"}
    assert marked == deprecated
    assert len(marked) in (5, 8)


def pages(continuationToken: str | None = None, limit: int | None = None) -> dict[str, object]:
    """Return one of two pages, each with one provisioner."""
    assert limit == 1
    one = {
        "provisionerId": continuationToken or "first",
        "stability": "stable",
        "description": "",
        "expires": "2030-01-01T00:00:00.000Z",
        "lastDateActive": "2030-01-01T00:00:00.000Z",
        "actions": list[str](),
    }
    return {"provisioners": [one], **({} if continuationToken else {"continuationToken": "second"})}


def test_calling_a_deprecated_method_and_its_iterator_does_not_warn() -> None:
    # Any warning would be an error. getattr hides the deprecated calls from type checkers.
    with Queue(fake={OLD: pages}) as queue:
        page = getattr(queue, OLD)(limit=1)
        assert [it.provisionerId for it in page.provisioners] == ["first"]
        found = [it.provisionerId for it in getattr(queue, "iterProvisioners")(limit=1)]  # noqa: B009
        assert found == ["first", "second"]
        assert [call.query for call in queue.fakeCalls[OLD]] == [
            {"limit": 1},
            {"limit": 1},
            {"limit": 1, "continuationToken": "second"},
        ]


def test_the_async_client_does_not_warn_either() -> None:
    async def work() -> list[str]:
        async with aio.Queue(fake={OLD: pages}) as queue:
            iterate = getattr(queue, "iterProvisioners")  # noqa: B009
            return [it.provisionerId async for it in iterate(limit=1)]

    assert asyncio.run(work()) == ["first", "second"]
