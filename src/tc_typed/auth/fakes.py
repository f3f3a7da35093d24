"""Types of the functions that replace methods of the auth service in tests.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.auth.models import (
    AuthenticateHawkRequest,
    AzureContainerSASResponse,
    AzureTableSASResponse,
    Client,
    ClientWithAccessToken,
    CreateClientRequest,
    CreateRoleRequest,
    EntityHistoryResponse,
    ExpandScopesRequest,
    GCPCredentialsResponse,
    GithubRepoTokenRequest,
    GitHubRepoTokenResponse,
    HawkAuthentication,
    IAMRoleCredentials,
    ListAzureAccountsResponse,
    ListAzureContainersResponse,
    ListAzureTablesResponse,
    ListClientsResponse,
    ListRoleIdsResponse,
    ListRolesResponse,
    Role,
    S3CredentialsResponse,
    ScopeSet,
    SentryDSNResponse,
    TestAuthenticateRequest,
    TestAuthenticateResponse,
    WebsocktunnelTokenResponse,
)
from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _ListClients(Protocol[ResultT_co]):
    def __call__(
        self,
        /,
        *,
        prefix: str | None = None,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _GetEntityHistory(Protocol[ResultT_co]):
    def __call__(
        self,
        entityType: str,
        entityId: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _ListAuditHistory(Protocol[ResultT_co]):
    def __call__(
        self, clientId: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListRoles2(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListRoleIds(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _AwsS3Credentials(Protocol[ResultT_co]):
    def __call__(
        self,
        level: str,
        bucket: str,
        prefix: str,
        /,
        *,
        format: Literal["iam-role-compat"] | None = None,
    ) -> ResultT_co: ...


class _AzureTables(Protocol[ResultT_co]):
    def __call__(self, account: str, /, *, continuationToken: str | None = None) -> ResultT_co: ...


class _AzureContainers(Protocol[ResultT_co]):
    def __call__(self, account: str, /, *, continuationToken: str | None = None) -> ResultT_co: ...


class AuthFakes(TypedDict, total=False):
    """Functions that replace methods of `Auth` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    listClients: _ListClients[ListClientsResponse]
    client: Callable[[str], Client]
    createClient: Callable[[str, CreateClientRequest], ClientWithAccessToken]
    getEntityHistory: _GetEntityHistory[EntityHistoryResponse]
    listAuditHistory: _ListAuditHistory[EntityHistoryResponse]
    resetAccessToken: Callable[[str], ClientWithAccessToken]
    updateClient: Callable[[str, CreateClientRequest], Client]
    enableClient: Callable[[str], Client]
    disableClient: Callable[[str], Client]
    deleteClient: Callable[[str], None]
    listRoles: Callable[[], list[Role]]
    listRoles2: _ListRoles2[ListRolesResponse]
    listRoleIds: _ListRoleIds[ListRoleIdsResponse]
    role: Callable[[str], Role]
    createRole: Callable[[str, CreateRoleRequest], Role]
    updateRole: Callable[[str, CreateRoleRequest], Role]
    deleteRole: Callable[[str], None]
    expandScopes: Callable[[ExpandScopesRequest], ScopeSet]
    currentScopes: Callable[[], ScopeSet]
    awsS3Credentials: _AwsS3Credentials[S3CredentialsResponse | IAMRoleCredentials]
    azureAccounts: Callable[[], ListAzureAccountsResponse]
    azureTables: _AzureTables[ListAzureTablesResponse]
    azureTableSAS: Callable[[str, str, str], AzureTableSASResponse]
    azureContainers: _AzureContainers[ListAzureContainersResponse]
    azureContainerSAS: Callable[[str, str, str], AzureContainerSASResponse]
    sentryDSN: Callable[[str], SentryDSNResponse]
    websocktunnelToken: Callable[[str, str], WebsocktunnelTokenResponse]
    gcpCredentials: Callable[[str, str], GCPCredentialsResponse]
    githubRepoToken: Callable[[str, str, GithubRepoTokenRequest], GitHubRepoTokenResponse]
    authenticateHawk: Callable[[AuthenticateHawkRequest], HawkAuthentication]
    testAuthenticate: Callable[[TestAuthenticateRequest], TestAuthenticateResponse]
    testAuthenticateGet: Callable[[], TestAuthenticateResponse]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncAuthFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Auth` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    listClients: _ListClients[Awaitable[ListClientsResponse] | ListClientsResponse]
    client: Callable[[str], Awaitable[Client] | Client]
    createClient: Callable[
        [str, CreateClientRequest], Awaitable[ClientWithAccessToken] | ClientWithAccessToken
    ]
    getEntityHistory: _GetEntityHistory[Awaitable[EntityHistoryResponse] | EntityHistoryResponse]
    listAuditHistory: _ListAuditHistory[Awaitable[EntityHistoryResponse] | EntityHistoryResponse]
    resetAccessToken: Callable[[str], Awaitable[ClientWithAccessToken] | ClientWithAccessToken]
    updateClient: Callable[[str, CreateClientRequest], Awaitable[Client] | Client]
    enableClient: Callable[[str], Awaitable[Client] | Client]
    disableClient: Callable[[str], Awaitable[Client] | Client]
    deleteClient: Callable[[str], Awaitable[None] | None]
    listRoles: Callable[[], Awaitable[list[Role]] | list[Role]]
    listRoles2: _ListRoles2[Awaitable[ListRolesResponse] | ListRolesResponse]
    listRoleIds: _ListRoleIds[Awaitable[ListRoleIdsResponse] | ListRoleIdsResponse]
    role: Callable[[str], Awaitable[Role] | Role]
    createRole: Callable[[str, CreateRoleRequest], Awaitable[Role] | Role]
    updateRole: Callable[[str, CreateRoleRequest], Awaitable[Role] | Role]
    deleteRole: Callable[[str], Awaitable[None] | None]
    expandScopes: Callable[[ExpandScopesRequest], Awaitable[ScopeSet] | ScopeSet]
    currentScopes: Callable[[], Awaitable[ScopeSet] | ScopeSet]
    awsS3Credentials: _AwsS3Credentials[
        Awaitable[S3CredentialsResponse | IAMRoleCredentials]
        | S3CredentialsResponse
        | IAMRoleCredentials
    ]
    azureAccounts: Callable[[], Awaitable[ListAzureAccountsResponse] | ListAzureAccountsResponse]
    azureTables: _AzureTables[Awaitable[ListAzureTablesResponse] | ListAzureTablesResponse]
    azureTableSAS: Callable[
        [str, str, str], Awaitable[AzureTableSASResponse] | AzureTableSASResponse
    ]
    azureContainers: _AzureContainers[
        Awaitable[ListAzureContainersResponse] | ListAzureContainersResponse
    ]
    azureContainerSAS: Callable[
        [str, str, str], Awaitable[AzureContainerSASResponse] | AzureContainerSASResponse
    ]
    sentryDSN: Callable[[str], Awaitable[SentryDSNResponse] | SentryDSNResponse]
    websocktunnelToken: Callable[
        [str, str], Awaitable[WebsocktunnelTokenResponse] | WebsocktunnelTokenResponse
    ]
    gcpCredentials: Callable[[str, str], Awaitable[GCPCredentialsResponse] | GCPCredentialsResponse]
    githubRepoToken: Callable[
        [str, str, GithubRepoTokenRequest],
        Awaitable[GitHubRepoTokenResponse] | GitHubRepoTokenResponse,
    ]
    authenticateHawk: Callable[
        [AuthenticateHawkRequest], Awaitable[HawkAuthentication] | HawkAuthentication
    ]
    testAuthenticate: Callable[
        [TestAuthenticateRequest], Awaitable[TestAuthenticateResponse] | TestAuthenticateResponse
    ]
    testAuthenticateGet: Callable[
        [], Awaitable[TestAuthenticateResponse] | TestAuthenticateResponse
    ]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
