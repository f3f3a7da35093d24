"""A sample service for tests, written like the compiled services."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import FreeForm, Tagged, Timestamp, UniqueItems, Unrecognized
from tc_typed.core.operation import Operation
from tc_typed.core.paging import aio as asyncPaging
from tc_typed.core.paging import paginate
from tc_typed.core.sync import ServiceClient

State: TypeAlias = Literal["new", "done"]


class Label(Request):
    """A nested object of a request."""

    text: Annotated[str, Field(min_length=1, max_length=20)]
    color: str | None = None


class ThingDefinition(Request):
    """Definition of a thing, the payload of calls."""

    created: Timestamp
    payload: FreeForm
    state: State | None = None
    label: Label | None = None
    tags: Annotated[list[str], UniqueItems, Field(max_length=3)] | None = None
    expires: Timestamp | None = None


class LabelResponse(Response):
    """A nested object of a response."""

    text: str
    color: str | None = None


class Thing(Response):
    """A thing, as the server sends it."""

    name: str
    state: State | Unrecognized | None = None
    label: LabelResponse | None = None
    expires: Timestamp | None = None


class ThingList(Response):
    """A page of things."""

    things: list[Thing]
    continuationToken: str | None = None


class SignedFile(Response):
    """A file behind a signed URL."""

    storageType: Literal["s3"]
    url: Annotated[str, Field(repr=False)]


class LinkedFile(Response):
    """A file behind a public URL."""

    storageType: Literal["reference", "link"]
    url: str


class UnrecognizedFile(Response):
    """A file of a kind that only newer servers know."""

    storageType: Unrecognized


FileLocation: TypeAlias = Annotated[
    SignedFile | LinkedFile | UnrecognizedFile, Tagged("storageType")
]

getThing: Operation[Thing] = Operation(
    "sample", "v1", "getThing", "get", "/thing/<name>", args=("name",), result=Thing
)
putThing: Operation[Thing] = Operation(
    "sample",
    "v1",
    "putThing",
    "put",
    "/thing/<name>",
    args=("name",),
    payload=ThingDefinition,
    result=Thing,
)
triggerThing: Operation[Thing] = Operation(
    "sample",
    "v1",
    "triggerThing",
    "post",
    "/thing/<name>/trigger/<token>",
    args=("name", "token"),
    secretArgs=("token",),
    payload=ThingDefinition,
    result=Thing,
)
deleteThing: Operation[None] = Operation(
    "sample", "v1", "deleteThing", "delete", "/thing/<name>", args=("name",)
)
listThings: Operation[ThingList] = Operation(
    "sample",
    "v1",
    "listThings",
    "get",
    "/things",
    query=("continuationToken", "limit"),
    result=ThingList,
)
getFile: Operation[FileLocation] = Operation(
    "sample",
    "v1",
    "getFile",
    "get",
    "/thing/<name>/runs/<runId>/files/<path>",
    args=("name", "runId", "path"),
    result=FileLocation,
)
info: Operation[dict[str, JsonValue]] = Operation(
    "sample", "v1", "info", "get", "/info", result=dict[str, JsonValue]
)
signIn: Operation[dict[str, JsonValue]] = Operation(
    "sample",
    "v1",
    "signIn",
    "get",
    "/sign-in/<name>",
    args=("name",),
    query=("form",),
    result=dict[str, JsonValue],
    schemes=("accessToken",),
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        getThing,
        putThing,
        triggerThing,
        deleteThing,
        listThings,
        getFile,
        info,
        signIn,
    )
}


class Sample(ServiceClient):
    """Sync client."""

    serviceName = "sample"
    apiVersion = "v1"
    _operations = OPERATIONS

    def getThing(self, name: str) -> Thing:
        return self._session.call(getThing, {"name": name})

    def putThing(self, name: str, payload: ThingDefinition) -> Thing:
        return self._session.call(putThing, {"name": name}, payload=payload)

    def triggerThing(self, name: str, token: str, payload: ThingDefinition) -> Thing:
        return self._session.call(triggerThing, {"name": name, "token": token}, payload=payload)

    def deleteThing(self, name: str) -> None:
        return self._session.call(deleteThing, {"name": name})

    def listThings(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ThingList:
        return self._session.call(
            listThings, {}, query={"continuationToken": continuationToken, "limit": limit}
        )

    def iterThings(self, *, limit: int | None = None) -> Iterator[Thing]:
        for page in paginate(self.listThings, limit=limit):
            yield from page.things

    def getFile(self, name: str, runId: int | str, path: str) -> FileLocation:
        return self._session.call(getFile, {"name": name, "runId": runId, "path": path})

    def info(self) -> dict[str, JsonValue]:
        return self._session.call(info, {})

    def signIn(
        self, name: str, *, form: str | None = None, accessToken: str
    ) -> dict[str, JsonValue]:
        return self._session.call(
            signIn, {"name": name}, query={"form": form}, accessToken=accessToken
        )


class AsyncSample(AsyncServiceClient):
    """Async client."""

    serviceName = "sample"
    apiVersion = "v1"
    _operations = OPERATIONS

    async def getThing(self, name: str) -> Thing:
        return await self._session.call(getThing, {"name": name})

    async def putThing(self, name: str, payload: ThingDefinition) -> Thing:
        return await self._session.call(putThing, {"name": name}, payload=payload)

    async def triggerThing(self, name: str, token: str, payload: ThingDefinition) -> Thing:
        return await self._session.call(
            triggerThing, {"name": name, "token": token}, payload=payload
        )

    async def deleteThing(self, name: str) -> None:
        return await self._session.call(deleteThing, {"name": name})

    async def listThings(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ThingList:
        return await self._session.call(
            listThings, {}, query={"continuationToken": continuationToken, "limit": limit}
        )

    async def iterThings(self, *, limit: int | None = None) -> AsyncIterator[Thing]:
        async for page in asyncPaging.paginate(self.listThings, limit=limit):
            for thing in page.things:
                yield thing

    async def getFile(self, name: str, runId: int | str, path: str) -> FileLocation:
        return await self._session.call(getFile, {"name": name, "runId": runId, "path": path})

    async def info(self) -> dict[str, JsonValue]:
        return await self._session.call(info, {})

    async def signIn(
        self, name: str, *, form: str | None = None, accessToken: str
    ) -> dict[str, JsonValue]:
        return await self._session.call(
            signIn, {"name": name}, query={"form": form}, accessToken=accessToken
        )
