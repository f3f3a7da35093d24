"""Transfers under their former module name, which still has every function and type."""

from __future__ import annotations

from typing import assert_type

from tc_typed import Object, aio, objects, transfers
from tc_typed.objects import ObjectClient, Progress, ReaderFactory
from tc_typed.objects import aio as asyncObjects
from tc_typed.transfers import aio as asyncTransfers


def blocking(service: Object, client: ObjectClient, progress: Progress) -> None:
    data, contentType = objects.downloadToBuf(name="n", objectService=service, progress=progress)
    assert_type(data, bytes)
    assert_type(contentType, str)
    same: transfers.ObjectClient = client
    factory: objects.WriterFactory | None = None
    other: transfers.WriterFactory | None = factory
    print(same, other)


async def waiting(service: aio.Object, readers: ReaderFactory) -> None:
    data, contentType = await asyncObjects.downloadToBuf(name="n", objectService=service)
    assert_type(data, bytes)
    assert_type(contentType, str)
    client: asyncObjects.AsyncObjectClient = service
    same: asyncTransfers.AsyncObjectClient = client
    # The async functions also accept a sync reader.
    factory: asyncObjects.ReaderFactory = readers
    print(same, factory)


def wrong(service: Object, asyncService: aio.Object) -> None:
    objects.downloadToBuf(name="n", objectService=asyncService)  # M: incompatible type "Object"; expected "ObjectClient" P: "Object" is incompatible with protocol "ObjectClient"
    objects.downloadToBuf(name=5, objectService=service)  # M: incompatible type "int"; expected "str" P: is not assignable to "str"
