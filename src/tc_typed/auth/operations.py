"""Operations of the auth service: the request and response of each method.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from tc_typed.core.operation import Operation

ping: Operation[PingResponse] = Operation(
    service="auth", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="auth",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="auth",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
listClients: Operation[ListClientsResponse] = Operation(
    service="auth",
    version="v1",
    name="listClients",
    method="get",
    route="/clients/",
    query=("prefix", "continuationToken", "limit"),
    result=ListClientsResponse,
    scopes="auth:list-clients",
)
client: Operation[Client] = Operation(
    service="auth",
    version="v1",
    name="client",
    method="get",
    route="/clients/<clientId>",
    args=("clientId",),
    result=Client,
    scopes="auth:get-client:<clientId>",
)
createClient: Operation[ClientWithAccessToken] = Operation(
    service="auth",
    version="v1",
    name="createClient",
    method="put",
    route="/clients/<clientId>",
    args=("clientId",),
    payload=CreateClientRequest,
    result=ClientWithAccessToken,
    scopes={
        "AllOf": [
            "auth:create-client:<clientId>",
            {"each": "<scope>", "for": "scope", "in": "scopes"},
        ]
    },
)
getEntityHistory: Operation[EntityHistoryResponse] = Operation(
    service="auth",
    version="v1",
    name="getEntityHistory",
    method="get",
    route="/audit/<entityType>/<entityId>",
    args=("entityType", "entityId"),
    query=("continuationToken", "limit"),
    result=EntityHistoryResponse,
    scopes="auth:audit-history:<entityType>",
)
listAuditHistory: Operation[EntityHistoryResponse] = Operation(
    service="auth",
    version="v1",
    name="listAuditHistory",
    method="get",
    route="/clients/<clientId>/audit",
    args=("clientId",),
    query=("continuationToken", "limit"),
    result=EntityHistoryResponse,
    scopes="auth:client-audit-history:<clientId>",
)
resetAccessToken: Operation[ClientWithAccessToken] = Operation(
    service="auth",
    version="v1",
    name="resetAccessToken",
    method="post",
    route="/clients/<clientId>/reset",
    args=("clientId",),
    result=ClientWithAccessToken,
    scopes="auth:reset-access-token:<clientId>",
)
updateClient: Operation[Client] = Operation(
    service="auth",
    version="v1",
    name="updateClient",
    method="post",
    route="/clients/<clientId>",
    args=("clientId",),
    payload=CreateClientRequest,
    result=Client,
    scopes={
        "AllOf": [
            "auth:update-client:<clientId>",
            {"each": "<scope>", "for": "scope", "in": "scopesAdded"},
        ]
    },
)
enableClient: Operation[Client] = Operation(
    service="auth",
    version="v1",
    name="enableClient",
    method="post",
    route="/clients/<clientId>/enable",
    args=("clientId",),
    result=Client,
    scopes="auth:enable-client:<clientId>",
)
disableClient: Operation[Client] = Operation(
    service="auth",
    version="v1",
    name="disableClient",
    method="post",
    route="/clients/<clientId>/disable",
    args=("clientId",),
    result=Client,
    scopes="auth:disable-client:<clientId>",
)
deleteClient: Operation[None] = Operation(
    service="auth",
    version="v1",
    name="deleteClient",
    method="delete",
    route="/clients/<clientId>",
    args=("clientId",),
    scopes="auth:delete-client:<clientId>",
)
listRoles: Operation[list[Role]] = Operation(
    service="auth",
    version="v1",
    name="listRoles",
    method="get",
    route="/roles/",
    result=list[Role],
    scopes="auth:list-roles",
)
listRoles2: Operation[ListRolesResponse] = Operation(
    service="auth",
    version="v1",
    name="listRoles2",
    method="get",
    route="/roles2/",
    query=("continuationToken", "limit"),
    result=ListRolesResponse,
    scopes="auth:list-roles",
)
listRoleIds: Operation[ListRoleIdsResponse] = Operation(
    service="auth",
    version="v1",
    name="listRoleIds",
    method="get",
    route="/roleids/",
    query=("continuationToken", "limit"),
    result=ListRoleIdsResponse,
    scopes="auth:list-roles",
)
role: Operation[Role] = Operation(
    service="auth",
    version="v1",
    name="role",
    method="get",
    route="/roles/<roleId>",
    args=("roleId",),
    result=Role,
    scopes="auth:get-role:<roleId>",
)
createRole: Operation[Role] = Operation(
    service="auth",
    version="v1",
    name="createRole",
    method="put",
    route="/roles/<roleId>",
    args=("roleId",),
    payload=CreateRoleRequest,
    result=Role,
    scopes={
        "AllOf": ["auth:create-role:<roleId>", {"each": "<scope>", "for": "scope", "in": "scopes"}]
    },
)
updateRole: Operation[Role] = Operation(
    service="auth",
    version="v1",
    name="updateRole",
    method="post",
    route="/roles/<roleId>",
    args=("roleId",),
    payload=CreateRoleRequest,
    result=Role,
    scopes={
        "AllOf": [
            "auth:update-role:<roleId>",
            {"each": "<scope>", "for": "scope", "in": "scopesAdded"},
        ]
    },
)
deleteRole: Operation[None] = Operation(
    service="auth",
    version="v1",
    name="deleteRole",
    method="delete",
    route="/roles/<roleId>",
    args=("roleId",),
    scopes="auth:delete-role:<roleId>",
)
expandScopes: Operation[ScopeSet] = Operation(
    service="auth",
    version="v1",
    name="expandScopes",
    method="post",
    route="/scopes/expand",
    payload=ExpandScopesRequest,
    result=ScopeSet,
    scopes="auth:expand-scopes",
)
currentScopes: Operation[ScopeSet] = Operation(
    service="auth",
    version="v1",
    name="currentScopes",
    method="get",
    route="/scopes/current",
    result=ScopeSet,
    scopes="auth:current-scopes",
)
awsS3Credentials: Operation[S3CredentialsResponse | IAMRoleCredentials] = Operation(
    service="auth",
    version="v1",
    name="awsS3Credentials",
    method="get",
    route="/aws/s3/<level>/<bucket>/<prefix>",
    args=("level", "bucket", "prefix"),
    query=("format",),
    result=S3CredentialsResponse | IAMRoleCredentials,
    scopes={
        "else": "auth:aws-s3:read-write:<bucket>/<prefix>",
        "if": "levelIsReadOnly",
        "then": {
            "AnyOf": [
                "auth:aws-s3:read-only:<bucket>/<prefix>",
                "auth:aws-s3:read-write:<bucket>/<prefix>",
            ]
        },
    },
)
azureAccounts: Operation[ListAzureAccountsResponse] = Operation(
    service="auth",
    version="v1",
    name="azureAccounts",
    method="get",
    route="/azure/accounts",
    result=ListAzureAccountsResponse,
    scopes="auth:azure-table:list-accounts",
    stability="deprecated",
)
azureTables: Operation[ListAzureTablesResponse] = Operation(
    service="auth",
    version="v1",
    name="azureTables",
    method="get",
    route="/azure/<account>/tables",
    args=("account",),
    query=("continuationToken",),
    result=ListAzureTablesResponse,
    scopes="auth:azure-table:list-tables:<account>",
    stability="deprecated",
)
azureTableSAS: Operation[AzureTableSASResponse] = Operation(
    service="auth",
    version="v1",
    name="azureTableSAS",
    method="get",
    route="/azure/<account>/table/<table>/<level>",
    args=("account", "table", "level"),
    result=AzureTableSASResponse,
    scopes={
        "else": "auth:azure-table:read-write:<account>/<table>",
        "if": "levelIsReadOnly",
        "then": {
            "AnyOf": [
                "auth:azure-table:read-only:<account>/<table>",
                "auth:azure-table:read-write:<account>/<table>",
            ]
        },
    },
    stability="deprecated",
)
azureContainers: Operation[ListAzureContainersResponse] = Operation(
    service="auth",
    version="v1",
    name="azureContainers",
    method="get",
    route="/azure/<account>/containers",
    args=("account",),
    query=("continuationToken",),
    result=ListAzureContainersResponse,
    scopes="auth:azure-container:list-containers:<account>",
    stability="deprecated",
)
azureContainerSAS: Operation[AzureContainerSASResponse] = Operation(
    service="auth",
    version="v1",
    name="azureContainerSAS",
    method="get",
    route="/azure/<account>/containers/<container>/<level>",
    args=("account", "container", "level"),
    result=AzureContainerSASResponse,
    scopes={
        "else": "auth:azure-container:read-write:<account>/<container>",
        "if": "levelIsReadOnly",
        "then": {
            "AnyOf": [
                "auth:azure-container:read-only:<account>/<container>",
                "auth:azure-container:read-write:<account>/<container>",
            ]
        },
    },
    stability="deprecated",
)
sentryDSN: Operation[SentryDSNResponse] = Operation(
    service="auth",
    version="v1",
    name="sentryDSN",
    method="get",
    route="/sentry/<project>/dsn",
    args=("project",),
    result=SentryDSNResponse,
    scopes="auth:sentry:<project>",
)
websocktunnelToken: Operation[WebsocktunnelTokenResponse] = Operation(
    service="auth",
    version="v1",
    name="websocktunnelToken",
    method="get",
    route="/websocktunnel/<wstAudience>/<wstClient>",
    args=("wstAudience", "wstClient"),
    result=WebsocktunnelTokenResponse,
    scopes="auth:websocktunnel-token:<wstAudience>/<wstClient>",
)
gcpCredentials: Operation[GCPCredentialsResponse] = Operation(
    service="auth",
    version="v1",
    name="gcpCredentials",
    method="get",
    route="/gcp/credentials/<projectId>/<serviceAccount>",
    args=("projectId", "serviceAccount"),
    result=GCPCredentialsResponse,
    scopes="auth:gcp:access-token:<projectId>/<serviceAccount>",
)
githubRepoToken: Operation[GitHubRepoTokenResponse] = Operation(
    service="auth",
    version="v1",
    name="githubRepoToken",
    method="post",
    route="/github/<appName>/<owner>/repo-token",
    args=("appName", "owner"),
    payload=GithubRepoTokenRequest,
    result=GitHubRepoTokenResponse,
    scopes={
        "AllOf": [
            {
                "each": "auth:github-repo-token:<appName>/<owner>/<repoPerm>",
                "for": "repoPerm",
                "in": "repoPerms",
            }
        ]
    },
    stability="experimental",
)
authenticateHawk: Operation[HawkAuthentication] = Operation(
    service="auth",
    version="v1",
    name="authenticateHawk",
    method="post",
    route="/authenticate-hawk",
    payload=AuthenticateHawkRequest,
    result=HawkAuthentication,
)
testAuthenticate: Operation[TestAuthenticateResponse] = Operation(
    service="auth",
    version="v1",
    name="testAuthenticate",
    method="post",
    route="/test-authenticate",
    payload=TestAuthenticateRequest,
    result=TestAuthenticateResponse,
)
testAuthenticateGet: Operation[TestAuthenticateResponse] = Operation(
    service="auth",
    version="v1",
    name="testAuthenticateGet",
    method="get",
    route="/test-authenticate-get/",
    result=TestAuthenticateResponse,
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="auth",
    version="v1",
    name="heartbeat",
    method="get",
    route="/__heartbeat__",
    result=HeartbeatResponse,
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        ping,
        lbheartbeat,
        version,
        listClients,
        client,
        createClient,
        getEntityHistory,
        listAuditHistory,
        resetAccessToken,
        updateClient,
        enableClient,
        disableClient,
        deleteClient,
        listRoles,
        listRoles2,
        listRoleIds,
        role,
        createRole,
        updateRole,
        deleteRole,
        expandScopes,
        currentScopes,
        awsS3Credentials,
        azureAccounts,
        azureTables,
        azureTableSAS,
        azureContainers,
        azureContainerSAS,
        sentryDSN,
        websocktunnelToken,
        gcpCredentials,
        githubRepoToken,
        authenticateHawk,
        testAuthenticate,
        testAuthenticateGet,
        heartbeat,
    )
}
"""All methods of the service, by name."""
