"""Services other than the queue, which are the same after a restart."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.conftest import Clock
from tests.testing.server.bucket import put

from tc_typed import Auth, Index, Notify, Object, PurgeCache, Secrets, fromNow
from tc_typed.auth import CreateClientRequest, CreateRoleRequest
from tc_typed.core.errors import AuthenticationFailed, ResourceNotFound
from tc_typed.credentials import Credentials
from tc_typed.index import InsertTaskRequest
from tc_typed.notify import AddDenylistAddressRequest, EmailRequest, PulseRequest
from tc_typed.object import (
    CreateUploadRequest,
    FinishUploadRequest,
    ProposedUploadMethods,
    PutUrlUpload,
)
from tc_typed.purge_cache import PurgeCacheRequest
from tc_typed.secrets import SetSecretRequest
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.index.state import IndexState
from tc_typed.testing.services.notify.state import MOST_REMEMBERED
from tc_typed.testing.state.database import Database
from tc_typed.testing.timeline import Timeline

START = datetime.now(UTC)
NAMES = st.sampled_from("ab")
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
STEPS = st.lists(
    st.tuples(st.just("insert"), PATHS, st.integers(1, 100))
    | st.tuples(st.just("delete"), PATHS, st.just(0))
    | st.tuples(st.just("wait"), st.just(""), st.integers(1, 60)),
    max_size=12,
)

Seen: TypeAlias = Mapping[str, object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def seen(local: LocalTaskcluster) -> Seen:
    """Return all that reads of the services show."""
    auth, index = local.client(Auth), local.client(Index)
    folders = ["", *(each.namespace for each in index.iterNamespaces(""))]
    calls: Mapping[str, Callable[[], object]] = {
        "clients": lambda: [each.model_dump() for each in auth.iterClients()],
        "roles": lambda: [each.model_dump() for each in auth.listRoles()],
        "audit": lambda: [
            each.model_dump() for each in auth.iterAuditHistory(local.credentials.clientId)
        ],
        "folders": lambda: index.listNamespaces("").model_dump(),
        "entries": lambda: [index.listTasks(folder).model_dump() for folder in folders],
        "denied": lambda: local.client(Notify).listDenylist().model_dump(),
        "sent": lambda: [*local.notifications],
        "purges": lambda: local.client(PurgeCache).allPurgeRequests().model_dump(),
        "secrets": lambda: local.client(Secrets).list().model_dump(),
        "object": lambda: local.client(Object).object("done").model_dump(),
    }
    return {name: call() for name, call in calls.items()}


def fill(local: LocalTaskcluster) -> None:
    """Use each service."""
    auth, index, notify = local.client(Auth), local.client(Index), local.client(Notify)
    expires = fromNow("1 year")
    for name in "cab":
        client = CreateClientRequest(
            description=name, expires=expires, scopes=["assume:r-a", f"s:{name}"]
        )
        auth.createClient(f"made/{name}", client)
        auth.createRole(f"r-{name}", CreateRoleRequest(description=name, scopes=["x:*", name]))
        index.insertTask(
            f"{name}.{name}",
            InsertTaskRequest(taskId=slugId(), rank=1, data={"n": [1, None]}, expires=expires),
        )
        local.client(PurgeCache).purgeCache(f"pool/{name}", PurgeCacheRequest(cacheName=name))
        local.client(Secrets).set(name, SetSecretRequest(secret={"k": name}, expires=expires))
    auth.disableClient("made/a")
    auth.deleteClient("made/c")
    auth.deleteRole("r-c")
    index.deleteTask("b.b")
    notify.email(EmailRequest(address="a@example.com", subject="s", content="c"))
    notify.pulse(PulseRequest(routingKey="key", message={"deep": {"er": [1.5, "x"]}}))
    for address in ("x@example.com", "y@example.com"):
        denied = AddDenylistAddressRequest(notificationType="email", notificationAddress=address)
        notify.addDenylistAddress(denied)
    notify.deleteDenylistAddress(denied)
    upload(local.client(Object), "done", b"data")


def upload(service: Object, name: str, data: bytes) -> None:
    uploadId, expires = slugId(), fromNow("1 year")
    proposed = PutUrlUpload(contentType="text/plain", contentLength=len(data))
    created = service.createUpload(
        name,
        CreateUploadRequest(
            projectId="p",
            uploadId=uploadId,
            expires=expires,
            proposedUploadMethods=ProposedUploadMethods(putUrl=proposed),
        ),
    )
    target = created.uploadMethod.putUrl
    assert target is not None
    headers = {name.lower(): value for name, value in target.headers.items()}
    encoding = headers["content-encoding"]
    assert put(target.url, data, headers["content-type"], content_encoding=encoding).status == 200
    service.finishUpload(name, FinishUploadRequest(projectId="p", uploadId=uploadId))


def test_everything_is_the_same_after_a_restart(path: Path) -> None:
    with LocalTaskcluster(database=path) as local:
        fill(local)
        before = seen(local)
    for _ in range(2):
        with LocalTaskcluster(database=path) as again:
            assert seen(again) == before
            assert again.credentials == local.credentials


def test_a_reset_forgets_everything(path: Path) -> None:
    with LocalTaskcluster(database=path) as local:
        fill(local)
        local.reset()
        roles = local.client(Auth).listRoles()
        credentials = local.credentials
    with LocalTaskcluster(database=path) as again:
        assert again.credentials == credentials
        assert again.client(Auth).listRoles() == roles
        assert [role.roleId for role in roles] == ["anonymous"]
        assert len(again.notifications) == 0
        assert len(again.client(Auth).listClients().clients) == 1
        with pytest.raises(ResourceNotFound):
            again.client(Object).object("done")


def test_clients_keep_their_tokens_and_roles_their_effect(path: Path) -> None:
    with LocalTaskcluster(database=path, port=0) as local:
        bot = local.createClient("bot", ["assume:r", "auth:current-scopes"])
        local.createRole("r", ["queue:x"])
    with LocalTaskcluster(database=path) as again:
        found = again.client(Auth, credentials=bot).currentScopes().scopes
        assert {"assume:r", "queue:x"} <= {*found}


def test_a_deleted_role_anonymous_stays_deleted(path: Path) -> None:
    with LocalTaskcluster(database=path) as local:
        local.client(Auth).deleteRole("anonymous")
    with LocalTaskcluster(database=path) as again:
        assert again.client(Auth).listRoles() == []


def test_given_credentials_replace_those_in_the_database(path: Path) -> None:
    first, second = (Credentials("root", slugId() * 2) for _ in range(2))
    for root in (first, second, None):
        with LocalTaskcluster(database=path, credentials=root) as local:
            if root is not None:
                assert local.credentials == root
            assert local.client(Auth).currentScopes().scopes == ["*"]
            if root != first:
                with pytest.raises(AuthenticationFailed):
                    local.client(Auth, credentials=first).currentScopes()


def test_given_credentials_have_all_scopes_even_if_the_client_had_not(path: Path) -> None:
    with LocalTaskcluster(database=path) as local:
        local.createClient("bot", ["few"], expires=fromNow("1 hour"), disabled=True)
    root = Credentials("bot", slugId() * 2)
    with LocalTaskcluster(database=path, credentials=root) as again:
        assert again.client(Auth).currentScopes().scopes == ["*"]


def test_repeated_notifications_are_remembered(path: Path) -> None:
    requests = [
        EmailRequest(address="a@example.com", subject=str(number), content="c")
        for number in range(MOST_REMEMBERED + 2)
    ]
    with LocalTaskcluster(database=path) as local:
        for request in requests:
            local.client(Notify).email(request)
    with LocalTaskcluster(database=path) as again:
        assert len(again.notifications) == len(requests)
        again.client(Notify).email(requests[2])
        assert len(again.notifications) == len(requests)
        again.client(Notify).email(requests[1])
        assert len(again.notifications) == len(requests) + 1


def test_an_advanced_clock_stays_advanced_until_a_reset(path: Path) -> None:
    with LocalTaskcluster(database=path) as local:
        local.clock.advance("2 days")
        local.clock.advance(timedelta(microseconds=7))
        ahead = local.clock() - datetime.now(UTC)
    again = LocalTaskcluster(database=path)
    assert abs(again.clock() - datetime.now(UTC) - ahead) < timedelta(seconds=5)
    again.reset()
    again.stop()
    last = LocalTaskcluster(database=path)
    assert abs(last.clock() - datetime.now(UTC)) < timedelta(seconds=5)
    last.stop()


def test_what_fell_due_meanwhile_happens_after_the_start(path: Path) -> None:
    clock = Clock(START)
    with LocalTaskcluster(database=path, clock=clock) as local:
        auth, service = local.client(Auth), local.client(Object)
        expires = fromNow("1 hour", START)
        request = CreateClientRequest(
            description="", expires=expires, scopes=[], deleteOnExpiration=True
        )
        auth.createClient("short", request)
        secret = SetSecretRequest(secret={}, expires=expires)
        local.client(Secrets).set("short", secret)
        upload(service, "kept", b"data")
        service.createUpload(
            "unfinished",
            CreateUploadRequest(
                projectId="p",
                uploadId=slugId(),
                expires=fromNow("1 year"),
                proposedUploadMethods=ProposedUploadMethods(),
            ),
        )
    clock.advance(days=2)
    for _ in range(2):
        with LocalTaskcluster(database=path, clock=clock) as again:
            with pytest.raises(ResourceNotFound):
                again.client(Auth).client("short")
            assert again.client(Secrets).list().secrets == []
            again.client(Object).object("kept")
            finish = FinishUploadRequest(projectId="p", uploadId=slugId())
            with pytest.raises(ResourceNotFound):
                again.client(Object).finishUpload("unfinished", finish)


@given(STEPS)
def test_an_index_is_the_same_after_any_changes(steps: list[tuple[str, str, int]]) -> None:
    with TemporaryDirectory() as folder:
        clock = Clock(START)
        database = Database(Path(folder, "state.db"))
        index = IndexState(Timeline(clock, database))
        for change, name, number in steps:
            match change:
                case "insert":
                    expires = clock.now + timedelta(hours=number)
                    request = InsertTaskRequest(
                        taskId=slugId(), rank=number, data={}, expires=expires
                    )
                    index.insertTask(name, request)
                case "delete":
                    index.deleteTask(name)
                case _:
                    clock.advance(hours=number)
        for _ in range(3):
            before = tree(index)
            database.close()
            database = Database(Path(folder, "state.db"))
            index = IndexState(Timeline(clock, database))
            assert tree(index) == before
            clock.advance(hours=30)
        database.close()


def tree(index: IndexState, path: str = "") -> object:
    """Return all that an index has in a namespace."""
    everything = PageRequest(limit=1000, continuationToken=None)
    folders = index.listNamespaces(path, everything).namespaces
    return (
        [json.loads(each.model_dump_json()) for each in index.listTasks(path, everything).tasks],
        [(each.expires, tree(index, each.namespace)) for each in folders],
    )
