"""Clients: changes, expiry, scopes that callers may give, audit log and messages, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.testing.samples import withPublic

from tc_typed import aio
from tc_typed.auth import Auth, CreateClientRequest, CreateRoleRequest
from tc_typed.core.errors import (
    AuthenticationFailed,
    InputError,
    InsufficientScopes,
    InvalidRequestArguments,
    RequestConflict,
    ResourceNotFound,
    TaskclusterRestFailure,
)
from tc_typed.credentials import Credentials
from tc_typed.queue import Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.services.auth.roles import PUBLIC_SCOPES

READ = "auth:current-scopes"


@pytest.fixture
def auth(local: LocalTaskcluster) -> Iterator[Auth]:
    with Auth(local.options(), retries=0) as client:
        yield client


def request(*scopes: str, days: float = 1, **fields: bool) -> CreateClientRequest:
    expires = datetime.now(UTC) + timedelta(days=days)
    return CreateClientRequest(description="d", scopes=[*scopes], expires=expires, **fields)


def role(*scopes: str) -> CreateRoleRequest:
    return CreateRoleRequest(description="d", scopes=[*scopes])


def asClient(auth: Auth, *scopes: str) -> Auth:
    """Return a client that has these scopes."""
    created = auth.createClient(f"caller/{slugId()}", request(*scopes))
    return auth.use(credentials=Credentials(created.clientId, created.accessToken))


def test_an_unsigned_program_reads_public_things(local: LocalTaskcluster, auth: Auth) -> None:
    unsigned = Auth(rootUrl=local.rootUrl, retries=0)
    with Queue(rootUrl=local.rootUrl, retries=0) as queue, unsigned:
        with pytest.raises(ResourceNotFound):
            queue.status(slugId())
        with pytest.raises(InsufficientScopes):
            unsigned.listRoleIds()
        anonymous = auth.role("anonymous")
        assert anonymous.scopes == list(PUBLIC_SCOPES)
        auth.updateRole("anonymous", role("auth:list-roles"))
        with pytest.raises(InsufficientScopes):
            queue.status(slugId())
        assert unsigned.listRoleIds().roleIds == ["anonymous"]
        auth.deleteRole("anonymous")
        with pytest.raises(InsufficientScopes):
            unsigned.listRoleIds()
    caller = asClient(auth, READ)
    assert caller.currentScopes().scopes == ["assume:anonymous", READ]
    local.reset()
    assert auth.role("anonymous").scopes == anonymous.scopes


def test_callers_have_the_scopes_of_their_roles(local: LocalTaskcluster, auth: Auth) -> None:
    local.createRole("team:*", [READ, "x:<..>:*"])
    caller = auth.use(credentials=local.createClient("member", ["assume:team:a"]))
    assert caller.currentScopes().scopes == withPublic("assume:team:a", READ, "x:a:*")
    limited = caller.use(authorizedScopes=["x:a:1", READ])
    assert limited.currentScopes().scopes == withPublic("x:a:1", READ)
    assert auth.client("member").expandedScopes == ["assume:team:a", READ, "x:a:*"]
    auth.deleteRole("team:*")
    with pytest.raises(InsufficientScopes):
        caller.currentScopes()


@pytest.mark.parametrize(
    ("roleId", "scopes"),
    [
        ("a", ["assume:a"]),
        ("a*", ["assume:ab<..>"]),
        ("a*", ["b:<..><..>"]),
        ("a", ["b**"]),
        ("a", ["ü"]),
        ("ü", ["b"]),
        ("", ["b"]),
        ("a", ["b", "b"]),
        ("anonymous", ["b"]),
    ],
)
def test_a_local_role_passes_the_same_checks(
    local: LocalTaskcluster, auth: Auth, roleId: str, scopes: list[str]
) -> None:
    before = auth.listRoles()
    with pytest.raises(ValueError, match=r"."):
        local.createRole(roleId, scopes)
    assert auth.listRoles() == before


def test_a_repeated_creation_changes_nothing(local: LocalTaskcluster, auth: Auth) -> None:
    wanted = request("b", "a*", "ab")
    created = auth.createClient("c", wanted)
    assert created.scopes == ["a*", "ab", "b"]
    assert auth.createClient("c", wanted) == created
    with pytest.raises(RequestConflict):
        auth.createClient("c", request("b"))
    local.clock.advance("16 minutes")
    with pytest.raises(RequestConflict):
        auth.createClient("c", wanted)
    first = auth.createRole("r", role("b", "a"))
    assert auth.createRole("r", role("a", "b")) == first
    with pytest.raises(RequestConflict):
        auth.createRole("r", role("a"))


def test_clients_expire_by_the_clock(local: LocalTaskcluster, auth: Auth) -> None:
    auth.createClient("kept", request(READ))
    created = auth.createClient("dropped", request(READ, deleteOnExpiration=True))
    auth.createClient("prolonged", request(deleteOnExpiration=True))
    auth.updateClient("prolonged", request(days=3, deleteOnExpiration=True))
    dropped = auth.use(credentials=Credentials(created.clientId, created.accessToken))
    assert READ in dropped.currentScopes().scopes
    local.clock.advance("2 days")
    with pytest.raises(AuthenticationFailed):
        dropped.currentScopes()
    names = {client.clientId for client in auth.listClients().clients}
    assert {"kept", "prolonged"} <= names
    assert "dropped" not in names
    local.clock.advance("2 days")
    with pytest.raises(ResourceNotFound):
        auth.client("prolonged")


def test_the_last_use_of_a_client_is_recorded_every_six_hours(
    local: LocalTaskcluster, auth: Auth
) -> None:
    created = auth.createClient("used", request(READ))
    caller = auth.use(credentials=Credentials(created.clientId, created.accessToken))
    uses: list[datetime] = []
    for _ in range(3):
        local.clock.advance("4 hours")
        caller.currentScopes()
        uses.append(auth.client("used").lastDateUsed)
    assert uses[0] == created.created
    assert uses[1] == uses[2]
    assert uses[1] - created.created >= timedelta(hours=8)


@pytest.mark.parametrize("prefix", ["", "a b", "ü", "a*"])
def test_a_prefix_that_no_client_can_have_is_refused(auth: Auth, prefix: str) -> None:
    with pytest.raises(InvalidRequestArguments, match="prefix must be"):
        auth.listClients(prefix=prefix)


CHANGES: list[Callable[[Auth, str], object]] = [
    lambda auth, clientId: auth.createClient(clientId, request()),
    lambda auth, clientId: auth.updateClient(clientId, request()),
    lambda auth, clientId: auth.enableClient(clientId),
    lambda auth, clientId: auth.disableClient(clientId),
    lambda auth, clientId: auth.resetAccessToken(clientId),
    lambda auth, clientId: auth.deleteClient(clientId),
]


@pytest.mark.parametrize("change", CHANGES)
def test_static_clients_cannot_be_changed(
    local: LocalTaskcluster, auth: Auth, change: Callable[[Auth, str], object]
) -> None:
    for clientId in ("static/taskcluster/root", "static/other"):
        with pytest.raises(InputError, match="static/"):
            change(auth, clientId)
    with pytest.raises(ValueError, match="static/"):
        local.createClient("static/other")
    assert auth.currentScopes().scopes == ["*"]
    assert len(local.messages) == 0


def test_callers_give_only_scopes_that_they_have(auth: Auth) -> None:
    auth.createClient("target", request("old:a"))
    auth.createRole("target", role("old:*"))
    caller = asClient(auth, "auth:*", "new:*")
    refused: list[Callable[[], object]] = [
        lambda: caller.createClient("other", request("old:a")),
        lambda: caller.createRole("other", role("old:a")),
        lambda: caller.updateClient("target", request("old:a", "old:b")),
        lambda: caller.updateRole("target", role("old:*", "other:a")),
    ]
    for call in refused:
        with pytest.raises(InsufficientScopes):
            call()
    assert caller.updateClient("target", request("old:a", "new:b")).scopes == ["new:b", "old:a"]
    # Scopes that the role's former scopes satisfy are not new.
    assert caller.updateRole("target", role("old:b", "new:c")).scopes == ["new:c", "old:b"]
    with pytest.raises(ResourceNotFound):
        auth.updateRole("none", role())
    with pytest.raises(InputError, match=r"\*\*"):
        asClient(auth).updateRole("target", role("a**"))


def test_each_change_is_logged_and_sends_a_message(local: LocalTaskcluster, auth: Auth) -> None:
    caller = asClient(auth, "*")
    clientId = auth.listClients(prefix="caller/").clients[0].clientId
    before = len(local.messages)
    caller.createRole("r", role())
    caller.updateRole("r", role("a"))
    caller.deleteRole("r")
    caller.deleteRole("r")
    with pytest.raises(InputError):
        caller.createRole("r", role("assume:r"))
    sent = [(it.exchange, it.routingKey, it.payload) for it in [*local.messages][before:]]
    names = ["role-created", "role-updated", "role-deleted", "role-deleted"]
    assert [exchange.rpartition("/")[2] for exchange, _, _ in sent] == names
    assert {key for _, key, _ in sent} == {"_"}
    logged = auth.getEntityHistory("role", "r").auditHistory
    assert [entry.actionType for entry in logged] == ["created", "updated", "deleted", "deleted"]
    assert {entry.clientId for entry in logged} == {clientId}
    assert auth.listAuditHistory(clientId).auditHistory == logged
    first = auth.listAuditHistory(clientId, limit=3)
    rest = auth.listAuditHistory(clientId, limit=3, continuationToken=first.continuationToken)
    assert [*first.auditHistory, *rest.auditHistory] == logged
    assert rest.continuationToken is None
    with pytest.raises(InvalidRequestArguments):
        auth.getEntityHistory("odd", "r")


def test_roles_are_listed_in_pages_of_any_size(local: LocalTaskcluster, auth: Auth) -> None:
    for number in range(1005):
        local.createRole(f"r{number:04}", [])
    expected = ["anonymous", *(f"r{number:04}" for number in range(1005))]
    assert auth.listRoleIds().roleIds == expected
    assert [each.roleId for each in auth.listRoles2().roles] == expected
    assert [each.roleId for each in auth.listRoles()] == expected
    first = auth.listRoleIds(limit=1001)
    rest = auth.listRoleIds(limit=1001, continuationToken=first.continuationToken)
    assert (len(first.roleIds), len(rest.roleIds)) == (1001, 5)
    assert [*auth.iterRoleIds(limit=400)] == expected


def test_a_client_is_changed_asynchronously(local: LocalTaskcluster) -> None:
    async def run() -> None:
        async with aio.Auth(local.options(), retries=0) as auth:
            created = await auth.createClient("async", request(READ))
            caller = auth.use(credentials=Credentials(created.clientId, created.accessToken))
            assert READ in (await caller.currentScopes()).scopes
            await auth.disableClient("async")
            with pytest.raises(AuthenticationFailed):
                await caller.currentScopes()
            await auth.enableClient("async")
            renewed = await auth.resetAccessToken("async")
            with pytest.raises(AuthenticationFailed):
                await caller.currentScopes()
            caller = auth.use(credentials=Credentials(renewed.clientId, renewed.accessToken))
            await auth.createRole("team", role("x:y"))
            await auth.updateClient("async", request(READ, "assume:team"))
            assert "x:y" in (await caller.currentScopes()).scopes
            await auth.deleteClient("async")
            with pytest.raises(AuthenticationFailed):
                await caller.currentScopes()

    asyncio.run(run())


def test_methods_of_clouds_are_not_implemented(auth: Auth) -> None:
    calls: list[Callable[[], object]] = [
        lambda: auth.awsS3Credentials("read-only", "bucket", "prefix"),
        lambda: auth.sentryDSN("project"),
        lambda: auth.gcpCredentials("project", "account"),
        lambda: auth.websocktunnelToken("audience", "client"),
    ]
    for call in calls:
        with pytest.raises(TaskclusterRestFailure, match="does not implement") as info:
            call()
        assert info.value.code == "NotImplemented"
