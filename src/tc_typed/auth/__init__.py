"""The auth service: its client, and models of its payloads and responses.

The async client is in `tc_typed.auth.aio`.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from typing import TYPE_CHECKING

from tc_typed.auth.client import Auth
from tc_typed.auth.models import (
    AuditEntry,
    AuthenticateHawkRequest,
    AWSSessionCredentials,
    AzureContainerSASResponse,
    AzureTableSASResponse,
    Client,
    ClientMessage,
    ClientWithAccessToken,
    CreateClientRequest,
    CreateRoleRequest,
    EntityHistoryResponse,
    ExpandScopesRequest,
    GCPCredentialsResponse,
    GitHubRepoPermissions,
    GithubRepoTokenRequest,
    GitHubRepoTokenResponse,
    HawkAuthentication,
    HawkAuthenticationFailure,
    HawkAuthenticationSuccess,
    HawkNoAuthentication,
    IAMRoleCredentials,
    ListAzureAccountsResponse,
    ListAzureContainersResponse,
    ListAzureTablesResponse,
    ListClientsResponse,
    ListRoleIdsResponse,
    ListRolesResponse,
    Role,
    RoleMessage,
    S3CredentialsResponse,
    ScopeSet,
    SentryDSN,
    SentryDSNResponse,
    TestAuthenticateRequest,
    TestAuthenticateResponse,
    UnrecognizedHawkAuthentication,
    WebsocktunnelTokenResponse,
)
from tc_typed.common.models import HeartbeatResponse, PingResponse, Scope, VersionResponse
from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.auth.events import AuthEvents, AuthRoutingKey

__all__ = [
    "AWSSessionCredentials",
    "AuditEntry",
    "Auth",
    "AuthEvents",
    "AuthRoutingKey",
    "AuthenticateHawkRequest",
    "AzureContainerSASResponse",
    "AzureTableSASResponse",
    "Client",
    "ClientMessage",
    "ClientWithAccessToken",
    "CreateClientRequest",
    "CreateRoleRequest",
    "EntityHistoryResponse",
    "ExpandScopesRequest",
    "GCPCredentialsResponse",
    "GitHubRepoPermissions",
    "GitHubRepoTokenResponse",
    "GithubRepoTokenRequest",
    "HawkAuthentication",
    "HawkAuthenticationFailure",
    "HawkAuthenticationSuccess",
    "HawkNoAuthentication",
    "HeartbeatResponse",
    "IAMRoleCredentials",
    "ListAzureAccountsResponse",
    "ListAzureContainersResponse",
    "ListAzureTablesResponse",
    "ListClientsResponse",
    "ListRoleIdsResponse",
    "ListRolesResponse",
    "PingResponse",
    "Role",
    "RoleMessage",
    "S3CredentialsResponse",
    "Scope",
    "ScopeSet",
    "SentryDSN",
    "SentryDSNResponse",
    "TestAuthenticateRequest",
    "TestAuthenticateResponse",
    "UnrecognizedHawkAuthentication",
    "VersionResponse",
    "WebsocktunnelTokenResponse",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "AuthEvents": "tc_typed.auth.events",
            "AuthRoutingKey": "tc_typed.auth.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
