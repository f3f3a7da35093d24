"""Clients whose methods call a test's functions instead of a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

import pytest
from tests.core.client_kinds import Connect
from tests.core.sample_service import (
    AsyncSample,
    LinkedFile,
    Sample,
    Thing,
    ThingDefinition,
    ThingList,
    UnrecognizedFile,
)
from tests.core.secrets import TOKEN, assertHidden, everyText

from tc_typed.auth import Auth
from tc_typed.core.errors import InvalidCall, ResourceNotFound, restFailure
from tc_typed.core.fakes import FakeCall
from tc_typed.core.options import Options

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def named(name: str) -> Thing:
    return Thing(name=name)


def asJson(name: str) -> dict[str, object]:
    return {"name": name, "expires": "2026-01-31T00:00:00Z", "more": [1]}


def faking(**functions: Callable[..., object]) -> Sample:
    return Sample(fake=functions)


def test_fake_is_called_with_the_methods_arguments() -> None:
    payload = ThingDefinition(created=NOW, payload={})

    def putThing(name: str, given: ThingDefinition) -> Thing:
        return Thing(name=f"{name} {given is payload}")

    def listThings(limit: int = 7, continuationToken: str = "none") -> ThingList:
        return ThingList(things=[Thing(name=f"{limit} {continuationToken}")])

    def getFile(*parts: str | int) -> LinkedFile:
        return LinkedFile(storageType="link", url=repr(parts))

    def deleteThing(name: str) -> None:
        assert name == "y"

    client = faking(
        putThing=putThing, listThings=listThings, getFile=getFile, deleteThing=deleteThing
    )
    assert client.putThing("x", payload).name == "x True"
    assert client.listThings(limit=3).things[0].name == "3 none"
    file = client.getFile("x", 0, "a/b")
    assert isinstance(file, LinkedFile)
    assert file.url == "('x', 0, 'a/b')"
    client.deleteThing("y")
    assert client.fakeCalls == {
        "putThing": [FakeCall({"name": "x"}, {}, payload)],
        "listThings": [FakeCall({}, {"limit": 3}, None)],
        "getFile": [FakeCall({"name": "x", "runId": 0, "path": "a/b"}, {}, None)],
        "deleteThing": [FakeCall({"name": "y"}, {}, None)],
    }


def test_fake_gets_integers_for_floats_like_the_server() -> None:
    seen: list[object] = []

    def getFile(name: str, runId: int, path: str) -> LinkedFile:
        seen.append(runId)
        return LinkedFile(storageType="link", url=name + path)

    def listThings(limit: int) -> ThingList:
        seen.append(limit)
        return ThingList(things=[])

    client = faking(getFile=getFile, listThings=listThings)
    client.getFile("x", cast("int", 0.0), "y")
    client.listThings(limit=cast("int", 10.0))
    assert [(value, type(value)) for value in seen] == [(0, int), (10, int)]
    assert "10.0" not in repr(client.fakeCalls)
    with pytest.raises(InvalidCall, match="runId has too many digits"):
        client.getFile("x", 10**5000, "y")


def test_dict_is_taken_as_the_json_of_the_result() -> None:

    def getFile(*_: str | int) -> dict[str, object]:
        return {"storageType": "tape"}

    client = faking(getThing=asJson, getFile=getFile, info=lambda: {"a": {"b": None}})
    thing = client.getThing("x")
    assert (thing.name, thing.expires) == ("x", NOW)
    assert (thing.model_extra or {})["more"] == [1]
    assert isinstance(client.getFile("x", 0, "a"), UnrecognizedFile)
    assert client.info() == {"a": {"b": None}}


def test_fake_can_raise_the_errors_of_a_server() -> None:
    def gone(name: str) -> Thing:
        raise restFailure("sample.getThing", 404, {"code": "ResourceNotFound", "message": name})

    client = faking(getThing=gone)
    with pytest.raises(ResourceNotFound, match="x"):
        client.getThing("x")
    assert len(client.fakeCalls["getThing"]) == 1


def test_async_client_takes_sync_and_async_functions() -> None:
    async def waited(name: str) -> Thing:
        await asyncio.sleep(0)
        return Thing(name=f"waited {name}")

    async def work() -> list[str]:
        names: list[str] = []
        for function in (waited, named):
            async with AsyncSample(fake={"getThing": function}) as client:
                names.append((await client.getThing("x")).name)
                assert [call.args for call in client.fakeCalls["getThing"]] == [{"name": "x"}]
        return names

    assert asyncio.run(work()) == ["waited x", "x"]


@pytest.mark.parametrize(
    ("response", "hint"),
    [
        (None, "Thing"),
        (TOKEN, "Thing"),
        ({"name": [TOKEN]}, "name: "),
        ({"name": {TOKEN}}, "name: "),
        ({"name": object()}, "JSON"),
        ([TOKEN], "Thing"),
        (ThingList(things=[]), "Thing"),
    ],
)
def test_invalid_result_is_refused(response: object, hint: str) -> None:
    def getThing(name: str) -> object:
        assert name == "x"
        return response

    client = faking(getThing=getThing)
    with pytest.raises(InvalidCall, match="the fake returned an invalid result") as caught:
        client.getThing("x")
    assert hint in str(caught.value)
    assertHidden(*everyText(caught.value))


def test_sync_client_refuses_an_async_function() -> None:
    async def waited(name: str) -> Thing:
        return Thing(name=name)

    with pytest.raises(InvalidCall, match="the fake is async"):
        faking(getThing=waited).getThing("x")


def test_list_is_taken_as_the_json_of_the_result() -> None:
    role: dict[str, object] = {
        "roleId": "x",
        "scopes": [],
        "description": "",
        "created": "2026-01-31T00:00:00Z",
        "lastModified": "2026-01-31T00:00:00Z",
        "expandedScopes": [],
    }
    (found,) = Auth(fake={"listRoles": lambda: [role]}).listRoles()
    assert found.created == NOW
    assert Auth(fake={"listRoles": lambda: [found]}).listRoles() == [found]


def test_invalid_call_does_not_reach_the_fake() -> None:
    client = faking(getThing=named)
    with pytest.raises(InvalidCall, match="name must not be"):
        client.getThing("..")
    assert client.fakeCalls == {}


def test_method_without_a_function_is_an_error() -> None:
    with pytest.raises(InvalidCall, match=r"sample\.info: there is no fake.*info"):
        faking(getThing=named).info()


@pytest.mark.parametrize(
    ("functions", "text"),
    [
        ({"getThings": print}, "no method 'getThings' to fake; did you mean getThing?"),
        (7, "fake must be a dict of functions by method name, got int"),
        ({"getThing": None}, "the fake of getThing must be a function, got NoneType"),
    ],
)
def test_invalid_fake_is_refused(functions: object, text: str) -> None:
    options = cast("Options", {"fake": functions})
    for kind in (Sample, AsyncSample):
        with pytest.raises(InvalidCall, match=f"{kind.__name__}: ") as caught:
            kind(options)
        assert text in str(caught.value)


def test_copies_share_the_fake() -> None:
    client = faking(getThing=named)
    copy = client.use(authorizedScopes=["a"])
    copy.getThing("x")
    assert client.fakeCalls == copy.fakeCalls == {"getThing": [FakeCall({"name": "x"}, {}, None)]}
    other = client.use(fake={"getThing": asJson})
    assert other.getThing("x").expires == NOW
    assert len(client.fakeCalls["getThing"]) == 1


def test_real_client_has_no_fake_calls() -> None:
    assert Sample(rootUrl="https://tc.example.com").fakeCalls == {}


def test_fake_needs_no_server(connect: Connect) -> None:
    client = connect("http://nowhere.invalid", fake={"getThing": named})
    assert client.getThing("x").name == "x"
