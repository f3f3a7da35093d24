"""Clients can be pickled and copied, before and after their first call."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable

import pytest
from tests.core.loopback import Serve, respond
from tests.core.sample_service import AsyncSample, Sample
from tests.core.secrets import TEMPORARY

from tc_typed import Taskcluster, aio
from tc_typed.core.errors import ClientClosed
from tc_typed.credentials import Credentials


def pickled(client: object) -> object:
    again: object = pickle.loads(pickle.dumps(client))
    return again


def provider() -> Credentials:
    return TEMPORARY


class Named(Sample):
    """A user-defined subclass with an attribute."""

    def __init__(self, name: str, rootUrl: str) -> None:
        super().__init__(rootUrl=rootUrl, retries=7)
        self.name = name


COPIES = [copy.copy, copy.deepcopy, pickled]


@pytest.mark.parametrize("duplicate", COPIES)
@pytest.mark.parametrize("credentials", [None, TEMPORARY, provider])
def test_a_used_client_can_be_copied(
    serve: Serve,
    duplicate: Callable[[Sample], Sample],
    credentials: Credentials | Callable[[], Credentials] | None,
) -> None:
    server = serve(respond({"name": "x"}))
    with Sample(rootUrl=server.url, credentials=credentials, retries=7) as client:
        fresh = duplicate(client)
        client.getThing("x")
        used = duplicate(client)
        for other in (fresh, used):
            assert repr(other) == repr(client)
            assert other.getThing("x").name == "x"
            other.close()
            with pytest.raises(ClientClosed):
                other.getThing("x")
        assert client.getThing("x").name == "x"
    signed = {"authorization" in seen.headers for seen in server.received}
    assert signed == {credentials is not None}
    assert server.connections == 3


@pytest.mark.parametrize("duplicate", COPIES)
def test_a_used_async_client_can_be_copied(
    serve: Serve, duplicate: Callable[[AsyncSample], AsyncSample]
) -> None:
    server = serve(respond({"name": "x"}))

    async def work() -> None:
        async with AsyncSample(rootUrl=server.url) as client:
            await client.getThing("x")
            async with duplicate(client) as other:
                assert (await other.getThing("x")).name == "x"
            assert (await client.getThing("x")).name == "x"

    asyncio.run(work())
    assert server.connections == 2


@pytest.mark.parametrize("duplicate", COPIES)
def test_a_copy_of_a_changed_client_has_its_own_connections(
    serve: Serve, duplicate: Callable[[Sample], Sample]
) -> None:
    server = serve(respond({"name": "x"}))
    with Sample(rootUrl=server.url) as client:
        other = duplicate(client.use(timeout=5))
    assert other.getThing("x").name == "x"
    other.close()


@pytest.mark.parametrize("duplicate", COPIES)
def test_a_copy_keeps_attributes_of_a_subclass(
    serve: Serve, duplicate: Callable[[Named], Named]
) -> None:
    server = serve(respond({"name": "x"}))
    with Named("mine", server.url) as client:
        client.getThing("x")
        with duplicate(client) as other:
            assert other.name == "mine"
            assert other.getThing("x").name == "x"


class Slotted(Sample):
    """A user-defined subclass with slots."""

    __slots__ = ("extra",)
    extra: str


@pytest.mark.parametrize("duplicate", [*COPIES, Slotted.use])
def test_a_copy_keeps_slots(duplicate: Callable[[Slotted], Slotted]) -> None:
    client = Slotted(rootUrl="http://nowhere.invalid")
    client.extra = "mine"
    assert duplicate(client).extra == "mine"


@pytest.mark.parametrize("duplicate", COPIES)
def test_a_closed_client_stays_closed(duplicate: Callable[[Sample], Sample]) -> None:
    client = Sample(rootUrl="http://nowhere.invalid")
    client.close()
    with pytest.raises(ClientClosed):
        duplicate(client).getThing("x")


@pytest.mark.parametrize("duplicate", COPIES)
def test_all_clients_of_a_deployment_can_be_copied(
    serve: Serve, duplicate: Callable[[object], object]
) -> None:
    server = serve(respond({"alive": True, "uptime": 1}))
    with Taskcluster(rootUrl=server.url) as taskcluster:
        taskcluster.queue.ping()
        other = duplicate(taskcluster)
        assert isinstance(other, Taskcluster)
        with other:
            other.queue.ping()
        taskcluster.queue.ping()
    assert server.connections == 2

    async def work() -> None:
        async with aio.Taskcluster(rootUrl=server.url) as taskcluster:
            await taskcluster.queue.ping()
            other = duplicate(taskcluster)
            assert isinstance(other, aio.Taskcluster)
            async with other:
                await other.queue.ping()
            await taskcluster.queue.ping()

    asyncio.run(work())
