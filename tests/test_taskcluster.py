"""`Taskcluster`, the object with all clients, sync and async."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from tests.core.loopback import Connection, Received, Serve, message, respond
from tests.core.secrets import TEMPORARY, assertHidden

from tc_typed import Taskcluster, aio
from tc_typed.core.errors import ClientClosed, InvalidCall
from tc_typed.core.options import Options
from tc_typed.testing import LocalTaskcluster

PING = respond({"alive": True, "uptime": 1.5})

_LATE = "2030-01-01T00:00:00.000Z"


def test_clients_share_connections(serve: Serve) -> None:
    server = serve(PING)
    with Taskcluster(rootUrl=server.url) as taskcluster:
        taskcluster.queue.ping()
        taskcluster.auth.ping()
        taskcluster.queue.use(timeout=5).ping()
    assert server.connections == 1
    paths = [seen.target for seen in server.received]
    assert paths == ["/api/queue/v1/ping", "/api/auth/v1/ping", "/api/queue/v1/ping"]


def test_async_clients_share_connections(serve: Serve) -> None:
    server = serve(PING)

    async def work() -> None:
        async with aio.Taskcluster(rootUrl=server.url) as taskcluster:
            await taskcluster.queue.ping()
            await taskcluster.auth.ping()

    asyncio.run(work())
    assert server.connections == 1


def test_clients_are_created_once() -> None:
    with Taskcluster(rootUrl="https://tc.example.com") as taskcluster:
        assert taskcluster.queue is taskcluster.queue
        assert taskcluster.queue.serviceName == "queue"


def test_closing_taskcluster_closes_its_clients(serve: Serve) -> None:
    taskcluster = Taskcluster(rootUrl=serve(PING).url)
    queue = taskcluster.queue
    queue.ping()
    copy = queue.use(timeout=5)
    taskcluster.close()
    taskcluster.close()
    for client in (queue, copy):
        with pytest.raises(ClientClosed, match=r"queue\.ping"):
            client.ping()


def test_a_closed_taskcluster_creates_no_more_clients(serve: Serve) -> None:
    server = serve(PING)
    with Taskcluster(rootUrl=server.url, serviceDiscoveryScheme="k8s-dns") as taskcluster:
        assert taskcluster.queue
    with pytest.raises(ClientClosed, match="Taskcluster: "):
        _ = taskcluster.auth

    async def work() -> None:
        async with aio.Taskcluster(rootUrl=server.url) as twin:
            pass
        with pytest.raises(ClientClosed):
            _ = twin.auth

    asyncio.run(work())


def test_closing_an_async_taskcluster_closes_its_clients(serve: Serve) -> None:
    server = serve(PING)

    async def work() -> None:
        async with aio.Taskcluster(rootUrl=server.url) as taskcluster:
            await taskcluster.queue.ping()
        with pytest.raises(ClientClosed):
            await taskcluster.queue.ping()

    asyncio.run(work())


def test_closing_one_client_leaves_the_others_open(serve: Serve) -> None:
    with Taskcluster(rootUrl=serve(PING).url) as taskcluster:
        taskcluster.queue.ping()
        taskcluster.queue.close()
        with pytest.raises(ClientClosed):
            taskcluster.queue.ping()
        assert taskcluster.auth.ping().alive


def test_services_in_a_cluster_have_separate_connections() -> None:
    seen: list[str] = []

    def record(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(200, json={"alive": True, "uptime": 1})

    with httpx.Client(transport=httpx.MockTransport(record)) as http:
        taskcluster = Taskcluster(
            rootUrl="https://tc.example.com", serviceDiscoveryScheme="k8s-dns", httpClient=http
        )
        taskcluster.queue.ping()
        taskcluster.purgeCache.ping()
    assert seen == ["taskcluster-queue", "taskcluster-purge-cache"]


def test_options_are_checked_at_creation() -> None:
    for kind in (Taskcluster, aio.Taskcluster):
        with pytest.raises(InvalidCall, match=r"Taskcluster: timeout"):
            kind(rootUrl="https://tc.example.com", timeout=-1)


def test_the_repr_has_root_url_and_client_id_but_no_secrets() -> None:
    options: Options = {"rootUrl": "https://tc.example.com", "credentials": TEMPORARY}
    for kind in (Taskcluster, aio.Taskcluster):
        shown = repr(kind(options))
        assert shown.startswith("Taskcluster(rootUrl='https://tc.example.com'")
        assert "some/client" in shown
        assertHidden(shown)


def test_clients_work_with_a_local_taskcluster() -> None:
    with LocalTaskcluster() as local, Taskcluster(local.options()) as taskcluster:
        assert "*" in taskcluster.auth.currentScopes().scopes
        assert taskcluster.queue.ping().alive


def test_the_root_namespace_of_the_index_is_an_empty_string(serve: Serve) -> None:
    """This is the only argument that can be empty."""

    def seen(connection: Connection, request: Received) -> None:
        body = {"namespaces": [{"namespace": request.target, "name": "x", "expires": _LATE}]}
        connection.send(message(200, json.dumps(body).encode()))

    with Taskcluster(rootUrl=serve(seen).url) as taskcluster:
        (found,) = taskcluster.index.listNamespaces("").namespaces
        assert found.namespace == "/api/index/v1/namespaces/"
        with pytest.raises(InvalidCall, match=r"namespace must not be '\.\.'"):
            taskcluster.index.listNamespaces("..")
        with pytest.raises(InvalidCall, match="indexPath must not be ''"):
            taskcluster.index.findTask("")


def test_a_copy_shares_connections_and_is_closed_with_the_original(serve: Serve) -> None:
    server = serve(PING)
    taskcluster = Taskcluster(rootUrl=server.url)
    taskcluster.queue.ping()
    with taskcluster.use(traceId="trace") as copy:
        copy.auth.ping()
        queue = copy.queue
    with pytest.raises(ClientClosed, match="Taskcluster: "):
        copy.index.ping()
    taskcluster.auth.ping()
    assert server.connections == 1
    assert [seen.headers.get("x-taskcluster-trace-id") for seen in server.received] == [
        None,
        "trace",
        None,
    ]
    taskcluster.close()
    with pytest.raises(ClientClosed, match=r"queue\.ping"):
        queue.ping()


def test_an_async_copy_shares_connections(serve: Serve) -> None:
    server = serve(PING)

    async def work() -> None:
        async with aio.Taskcluster(rootUrl=server.url) as taskcluster:
            await taskcluster.queue.ping()
            async with taskcluster.use(timeout=5) as copy:
                await copy.queue.ping()
            await taskcluster.auth.ping()

    asyncio.run(work())
    assert server.connections == 1
