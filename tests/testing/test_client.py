"""Clients that a local Taskcluster creates."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import JsonValue
from tests.testing.samples import definition, removeAnonymousRole, withPublic

import tc_typed
from tc_typed import Auth, Options, Secrets, Taskcluster, aio, createApiClient
from tc_typed.core.errors import (
    AuthenticationFailed,
    ClientClosed,
    InsufficientScopes,
    InvalidCall,
)
from tc_typed.credentials import Credentials
from tc_typed.queue import Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster

SCOPES = ["a", "auth:current-scopes"]
KNOWN = withPublic(*SCOPES)


def test_a_client_has_the_class_and_options_that_were_asked_for(local: LocalTaskcluster) -> None:
    class MyQueue(Queue):
        pass

    queue: MyQueue = local.client(MyQueue, retries=0, maxDelay=1)
    assert type(queue) is MyQueue
    assert queue._session.settings.retry.retries == 0  # pyright: ignore[reportPrivateUsage]  # internal
    assert queue.createTask(slugId(), definition()).status.state == "pending"
    assert local.client(Secrets).ping().alive
    assert local.client(Taskcluster).auth.currentScopes().scopes == ["*"]
    assert local.client(tc_typed.Queue, rootUrl="http://127.0.0.1:1/").ping is not None


def test_async_clients_work_too(local: LocalTaskcluster) -> None:
    async def use() -> tuple[str, list[str]]:
        async with local.client(aio.Queue, retries=0) as queue:
            state = (await queue.createTask(slugId(), definition())).status.state
        async with local.client(aio.Taskcluster, scopes=SCOPES) as all_:
            return state, (await all_.auth.currentScopes()).scopes

    assert asyncio.run(use()) == ("pending", KNOWN)


def test_clients_without_models_work_too(local: LocalTaskcluster) -> None:
    reference: dict[str, JsonValue] = {
        "$schema": "/schemas/common/api-reference-v0.json#",
        "apiVersion": "v1",
        "serviceName": "auth",
        "title": "Auth",
        "description": "",
        "entries": [
            {
                "type": "function",
                "method": "get",
                "route": "/scopes/current",
                "query": [],
                "args": [],
                "name": "currentScopes",
                "stability": "stable",
                "output": "v1/scopeset.json#",
                "title": "",
                "description": "",
            }
        ],
    }
    client = local.client(createApiClient("Auth", reference), scopes=SCOPES)
    assert client.call("currentScopes") == {"scopes": KNOWN}


def test_a_client_can_have_few_scopes(local: LocalTaskcluster) -> None:
    taskId = slugId()
    local.client(Queue).createTask(taskId, definition())
    reader = local.client(Queue, scopes=[f"queue:status:{taskId}"], retries=0)
    assert reader.status(taskId).status.state == "pending"
    with pytest.raises(InsufficientScopes):
        reader.cancelTask(taskId)
    removeAnonymousRole(local)
    assert reader.status(taskId).status.state == "pending"
    with pytest.raises(InsufficientScopes):
        local.client(Queue, scopes=[]).status(taskId)


def test_a_client_can_have_other_credentials(local: LocalTaskcluster) -> None:
    made = local.createClient("me", SCOPES)
    assert local.client(Auth, credentials=made).currentScopes().scopes == KNOWN
    with pytest.raises(AuthenticationFailed):
        local.client(Auth, credentials=Credentials("me", "wrong"), retries=0).currentScopes()
    with pytest.raises(InsufficientScopes, match="not signed"):
        local.client(Auth, credentials=None, retries=0).currentScopes()


def test_wrong_options_are_refused(local: LocalTaskcluster) -> None:
    with pytest.raises(InvalidCall, match="pass scopes or credentials, not both"):
        local.client(Queue, scopes=["a"], credentials=local.credentials)
    with pytest.raises(InvalidCall, match="retries must be 0 or more, got -1"):
        local.client(Queue, retries=-1)
    wrong = Options(retry=1)  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportCallIssue]  # a mistake
    with pytest.raises(InvalidCall, match="there is no option 'retry'; did you mean retries"):
        local.client(Queue, **wrong)
    with pytest.raises(ValueError, match="scope"):
        local.client(Queue, scopes=["a**"])


def test_sync_clients_are_closed_with_the_local_taskcluster() -> None:
    with LocalTaskcluster() as local:
        one, all_ = local.client(Queue), local.client(Taskcluster)
        with local.client(Queue) as closed:
            pass
        assert one.ping().alive
        assert all_.queue.ping().alive
        local.closeClients()
        for client in (one, closed, all_.queue):
            with pytest.raises(ClientClosed):
                client.ping()
        another = local.client(Queue)
        assert another.ping().alive
    with pytest.raises(ClientClosed):
        another.ping()
    with pytest.raises(RuntimeError, match="not started"):
        local.client(Queue)
