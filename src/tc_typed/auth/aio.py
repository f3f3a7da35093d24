"""Async client of the auth service.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar, Literal, overload

from typing_extensions import deprecated

from tc_typed.auth import operations
from tc_typed.auth.models import (
    AuditEntry,
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
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.core.paging.aio import pagesOf, paginate


class Auth(AsyncServiceClient):
    """The auth service controls access in Taskcluster.

    It keeps the clients, whose credentials sign requests, and the roles, which are named sets of
    scopes, and it checks signatures on behalf of all other services. It also issues short-lived
    credentials for AWS, Azure, Google Cloud, GitHub, Sentry and websocktunnel, and provides the
    audit log of past changes.
    """

    serviceName: ClassVar[str] = "auth"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def listClients(
        self,
        *,
        prefix: str | None = None,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListClientsResponse:
        """List clients.

        List all clients, or only those whose names begin with `prefix`. Access tokens are never
        included. Results come in pages of up to 1000; pass the returned `continuationToken` back
        until a page arrives without one.

        Args:
            prefix: Prefix of the client ids to list, or of the S3 keys to give access to. An S3
                prefix must not start with `/`.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Returns:
            One page of the clients.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /clients/`, stable. Scopes: `auth:list-clients`.
        """
        return await self._session.call(
            operations.listClients,
            {},
            query={"prefix": prefix, "continuationToken": continuationToken, "limit": limit},
        )

    async def iterClients(
        self, *, prefix: str | None = None, limit: int | None = None
    ) -> AsyncIterator[Client]:
        """Iterate over all results of `listClients`.

        Each page is requested when its first item is needed.

        Args:
            prefix: Prefix of the client ids to list, or of the S3 keys to give access to. An S3
                prefix must not start with `/`.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Yields:
            A client: named credentials and their scopes, without the access token.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listClients, prefix=prefix, limit=limit):
            for item in page.clients:
                yield item

    async def client(self, clientId: str) -> Client:
        """Get a client.

        Fetch the properties of one client, including its expanded scopes but not its access token.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            A client: named credentials and their scopes, without the access token.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /clients/<clientId>`, stable. Scopes: `auth:get-client:<clientId>`.
        """
        return await self._session.call(operations.client, {"clientId": clientId})

    async def createClient(
        self, clientId: str, payload: CreateClientRequest
    ) -> ClientWithAccessToken:
        """Create a client.

        Create a client and return it with its access token. Store the token at once: it cannot be
        read again, only replaced with `resetAccessToken`. The caller must hold all scopes that the
        client is given. Fails if the `clientId` already exists; use `updateClient` to change an
        existing client.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the retry returns the client again. After 15 minutes, or from a server
        before release 24.1.2, it fails with a `RequestConflict` instead; `resetAccessToken` then
        replaces the access token that was in the lost response. Use `auth.use(retries=0)` to make a
        single attempt.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            payload: Properties of a client to create or update; its `clientId` is an argument of
                the call.

        Returns:
            A client with a newly issued access token, as returned by `createClient` and
            `resetAccessToken`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /clients/<clientId>`, stable. Scopes: `auth:create-client:<clientId>` and
        `<scope>` for each `scope` of `scopes`.
        """
        return await self._session.call(
            operations.createClient, {"clientId": clientId}, payload=payload
        )

    async def getEntityHistory(
        self,
        entityType: str,
        entityId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> EntityHistoryResponse:
        """Get history of an entity.

        List the recorded changes to one entity, such as a client, role or hook, and the clients
        that made them. Results come in pages; pass the returned `continuationToken` back until a
        page arrives without one.

        Args:
            entityType: Kind of entity whose history to list: `client`, `role`, `secret`, `hook` or
                `worker_pool`.
            entityId: Name of the entity whose history to list, in the form that its own service
                uses.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Returns:
            One page of the audit log: changes to one entity, or by one client.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /audit/<entityType>/<entityId>`, stable. Scopes:
        `auth:audit-history:<entityType>`.
        """
        return await self._session.call(
            operations.getEntityHistory,
            {"entityType": entityType, "entityId": entityId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterEntityHistory(
        self, entityType: str, entityId: str, *, limit: int | None = None
    ) -> AsyncIterator[AuditEntry]:
        """Iterate over all results of `getEntityHistory`.

        Each page is requested when its first item is needed.

        Args:
            entityType: Kind of entity whose history to list: `client`, `role`, `secret`, `hook` or
                `worker_pool`.
            entityId: Name of the entity whose history to list, in the form that its own service
                uses.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Yields:
            Record of one change: the client, the action, the entity and the time.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.getEntityHistory, entityType, entityId, limit=limit):
            for item in page.auditHistory:
                yield item

    async def listAuditHistory(
        self, clientId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> EntityHistoryResponse:
        """List actions of a client.

        List the audit log entries of changes made by one client. Use `getEntityHistory` for changes
        to the client itself. Results come in pages; pass the returned `continuationToken` back
        until a page arrives without one.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Returns:
            One page of the audit log: changes to one entity, or by one client.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /clients/<clientId>/audit`, stable. Scopes:
        `auth:client-audit-history:<clientId>`.
        """
        return await self._session.call(
            operations.listAuditHistory,
            {"clientId": clientId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterAuditHistory(
        self, clientId: str, *, limit: int | None = None
    ) -> AsyncIterator[AuditEntry]:
        """Iterate over all results of `listAuditHistory`.

        Each page is requested when its first item is needed.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Yields:
            Record of one change: the client, the action, the entity and the time.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listAuditHistory, clientId, limit=limit):
            for item in page.auditHistory:
                yield item

    async def resetAccessToken(self, clientId: str) -> ClientWithAccessToken:
        """Reset an access token.

        Issue a new access token for a client and return it. The old token stops working
        immediately. Store the new one at once: it cannot be read again. Repeating the call replaces
        the token once more.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the token is replaced once more, and only the one in the last response
        is valid. A client that resets its own token is locked out: the retry is signed with the old
        one and fails with a 401. Use `auth.use(retries=0)` to make a single attempt.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            A client with a newly issued access token, as returned by `createClient` and
            `resetAccessToken`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /clients/<clientId>/reset`, stable. Scopes: `auth:reset-access-token:<clientId>`.
        """
        return await self._session.call(operations.resetAccessToken, {"clientId": clientId})

    async def updateClient(self, clientId: str, payload: CreateClientRequest) -> Client:
        """Update a client.

        Replace the properties of an existing client and return the result. The caller must hold
        every scope being added; if `scopes` is omitted, the client keeps its scopes. This changes
        neither the name nor the access token.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            payload: Properties of a client to create or update; its `clientId` is an argument of
                the call.

        Returns:
            A client: named credentials and their scopes, without the access token.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /clients/<clientId>`, stable. Scopes: `auth:update-client:<clientId>` and
        `<scope>` for each `scope` of `scopesAdded`.
        """
        return await self._session.call(
            operations.updateClient, {"clientId": clientId}, payload=payload
        )

    async def enableClient(self, clientId: str) -> Client:
        """Enable a client.

        Enable a disabled client again and return it. Idempotent: an enabled client is left
        unchanged. Login services call this when a user has regained the scopes that the client
        needs.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            A client: named credentials and their scopes, without the access token.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /clients/<clientId>/enable`, stable. Scopes: `auth:enable-client:<clientId>`.
        """
        return await self._session.call(operations.enableClient, {"clientId": clientId})

    async def disableClient(self, clientId: str) -> Client:
        """Disable a client.

        Disable a client, so that its credentials are refused until `enableClient` is called, and
        return it. Idempotent: a disabled client is left unchanged. Login services call this when a
        user no longer has the scopes that the client needs.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            A client: named credentials and their scopes, without the access token.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /clients/<clientId>/disable`, stable. Scopes: `auth:disable-client:<clientId>`.
        """
        return await self._session.call(operations.disableClient, {"clientId": clientId})

    async def deleteClient(self, clientId: str) -> None:
        """Delete a client.

        Remove a client, so that its credentials stop working. Roles created for it, such as
        `client-id:<clientId>`, remain and must be deleted with `deleteRole`.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /clients/<clientId>`, stable. Scopes: `auth:delete-client:<clientId>`.
        """
        return await self._session.call(operations.deleteClient, {"clientId": clientId})

    async def listRoles(self) -> list[Role]:
        """List all roles.

        List all roles with their expanded scopes, in one response. Use `listRoles2` to get them in
        pages.

        Returns:
            List of all roles.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /roles/`, stable. Scopes: `auth:list-roles`.
        """
        return await self._session.call(operations.listRoles, {})

    async def listRoles2(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListRolesResponse:
        """List roles.

        List roles with their expanded scopes. All are in one response unless `limit` is given; in
        that case pass the returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Returns:
            One page of roles, or all of them if no `limit` was given.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /roles2/`, stable. Scopes: `auth:list-roles`.
        """
        return await self._session.call(
            operations.listRoles2,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterRoles2(self, *, limit: int | None = None) -> AsyncIterator[Role]:
        """Iterate over all results of `listRoles2`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Yields:
            A role: a named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listRoles2, limit=limit):
            for item in page.roles:
                yield item

    async def listRoleIds(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListRoleIdsResponse:
        """List role ids.

        List the names of roles without their scopes. All are in one response unless `limit` is
        given; in that case pass the returned `continuationToken` back until a page arrives without
        one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Returns:
            One page of role names, or all of them if no `limit` was given.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /roleids/`, stable. Scopes: `auth:list-roles`.
        """
        return await self._session.call(
            operations.listRoleIds,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterRoleIds(self, *, limit: int | None = None) -> AsyncIterator[str]:
        """Iterate over all results of `listRoleIds`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000 for clients, and to no limit for roles.

        Yields:
            Name of a role; fetch it with `role`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listRoleIds, limit=limit):
            for item in page.roleIds:
                yield item

    async def role(self, roleId: str) -> Role:
        """Get a role.

        Fetch one role with the scopes it grants, both as defined and expanded.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.

        Returns:
            A role: a named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /roles/<roleId>`, stable. Scopes: `auth:get-role:<roleId>`.
        """
        return await self._session.call(operations.role, {"roleId": roleId})

    async def createRole(self, roleId: str, payload: CreateRoleRequest) -> Role:
        """Create a role.

        Create a role and return it. The caller must hold all scopes that the role grants. Fails if
        the `roleId` already exists (use `updateRole` instead), or if expanding the role would never
        end.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.
            payload: Properties of a role to create or update; its `roleId` is an argument of the
                call.

        Returns:
            A role: a named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /roles/<roleId>`, stable. Scopes: `auth:create-role:<roleId>` and `<scope>` for
        each `scope` of `scopes`.
        """
        return await self._session.call(operations.createRole, {"roleId": roleId}, payload=payload)

    async def updateRole(self, roleId: str, payload: CreateRoleRequest) -> Role:
        """Update a role.

        Replace the description and scopes of an existing role and return the result. The caller
        must hold every scope being added, but not those that the role already has. Fails if
        expanding the role would then never end.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.
            payload: Properties of a role to create or update; its `roleId` is an argument of the
                call.

        Returns:
            A role: a named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /roles/<roleId>`, stable. Scopes: `auth:update-role:<roleId>` and `<scope>` for
        each `scope` of `scopesAdded`.
        """
        return await self._session.call(operations.updateRole, {"roleId": roleId}, payload=payload)

    async def deleteRole(self, roleId: str) -> None:
        """Delete a role.

        Remove a role, which takes its scopes away from all its holders. Idempotent: succeeds even
        if the role does not exist.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /roles/<roleId>`, stable. Scopes: `auth:delete-role:<roleId>`.
        """
        return await self._session.call(operations.deleteRole, {"roleId": roleId})

    async def expandScopes(self, payload: ExpandScopesRequest) -> ScopeSet:
        """Expand scopes.

        Return the given scopes and all scopes that they expand to through roles. Changes nothing,
        and does not check that the caller holds them.

        Args:
            payload: A list of scopes, before or after expansion.

        Returns:
            A list of scopes, before or after expansion.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /scopes/expand`, stable. Scopes: `auth:expand-scopes`.
        """
        return await self._session.call(operations.expandScopes, {}, payload=payload)

    async def currentScopes(self) -> ScopeSet:
        """Get current scopes.

        Return the expanded scopes of the credentials used for this call. Roles, temporary
        credentials and authorized scopes are taken into account.

        Returns:
            A list of scopes, before or after expansion.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /scopes/current`, stable. Scopes: `auth:current-scopes`.
        """
        return await self._session.call(operations.currentScopes, {})

    @overload
    async def awsS3Credentials(
        self, level: str, bucket: str, prefix: str, *, format: None = None
    ) -> S3CredentialsResponse: ...

    @overload
    async def awsS3Credentials(
        self, level: str, bucket: str, prefix: str, *, format: Literal["iam-role-compat"]
    ) -> IAMRoleCredentials: ...

    async def awsS3Credentials(
        self,
        level: str,
        bucket: str,
        prefix: str,
        *,
        format: Literal["iam-role-compat"] | None = None,
    ) -> S3CredentialsResponse | IAMRoleCredentials:
        """Get AWS S3 credentials.

        Issue temporary AWS credentials for the keys under `prefix` in a bucket that the deployment
        allows. They last about an hour; check `expires`. End `prefix` with `/`, since `my-folder`
        also matches `my-folder.txt`; objects can only be stored with the ACL `private`. If `format`
        is `iam-role-compat`, the response has the format of the EC2 metadata service instead.

        Args:
            level: Kind of access: `read-only` or `read-write`.
            bucket: Name of the S3 bucket; it must not contain a dot and must be allowed by the
                deployment.
            prefix: Prefix of the client ids to list, or of the S3 keys to give access to. An S3
                prefix must not start with `/`.
            format: `iam-role-compat` makes the response look like that of the EC2 metadata service;
                omit it for the usual format.

        Returns:
            Temporary access to part of an S3 bucket. With `format="iam-role-compat"`: Temporary
            access to part of an S3 bucket, in the format of the EC2 metadata service, for tools
            that expect that service.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /aws/s3/<level>/<bucket>/<prefix>`, stable. Scopes:
        `auth:aws-s3:read-only:<bucket>/<prefix>` or `auth:aws-s3:read-write:<bucket>/<prefix>` if
        `levelIsReadOnly`, otherwise `auth:aws-s3:read-write:<bucket>/<prefix>`.
        """
        return await self._session.call(
            operations.awsS3Credentials,
            {"level": level, "bucket": bucket, "prefix": prefix},
            query={"format": format},
        )

    @deprecated("nothing in this service replaces it", category=None)
    async def azureAccounts(self) -> ListAzureAccountsResponse:
        """List Azure accounts.

        List the Azure storage accounts managed by the auth service. Deprecated: nothing in this
        service replaces it.

        Returns:
            Azure storage accounts that the auth service manages, all in one response.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /azure/accounts`, deprecated. Scopes: `auth:azure-table:list-accounts`.
        """
        return await self._session.call(operations.azureAccounts, {})

    @deprecated("nothing in this service replaces it", category=None)
    async def azureTables(
        self, account: str, *, continuationToken: str | None = None
    ) -> ListAzureTablesResponse:
        """List Azure tables.

        List the tables in an Azure storage account. Results come in pages; pass the returned
        `continuationToken` back until a page arrives without one. Deprecated: nothing in this
        service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.

        Returns:
            One page of the tables in an Azure storage account.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /azure/<account>/tables`, deprecated. Scopes:
        `auth:azure-table:list-tables:<account>`.
        """
        return await self._session.call(
            operations.azureTables,
            {"account": account},
            query={"continuationToken": continuationToken},
        )

    @deprecated("nothing in this service replaces it", category=None)
    async def iterAzureTables(self, account: str) -> AsyncIterator[str]:
        """Iterate over all results of `azureTables`.

        Each page is requested when its first item is needed. Deprecated: nothing in this service
        replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.

        Yields:
            Name of a table; get access to it with `azureTableSAS`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in pagesOf(self._session, operations.azureTables, {"account": account}):
            for item in page.tables:
                yield item

    @deprecated("nothing in this service replaces it", category=None)
    async def azureTableSAS(self, account: str, table: str, level: str) -> AzureTableSASResponse:
        """Get an Azure table SAS.

        Issue a shared access signature for one Azure table. At level `read-write` a missing table
        is created first. Deprecated: nothing in this service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            table: Name of the Azure table within its account.
            level: Kind of access: `read-only` or `read-write`.

        Returns:
            Temporary access to one Azure table.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /azure/<account>/table/<table>/<level>`, deprecated. Scopes:
        `auth:azure-table:read-only:<account>/<table>` or
        `auth:azure-table:read-write:<account>/<table>` if `levelIsReadOnly`, otherwise
        `auth:azure-table:read-write:<account>/<table>`.
        """
        return await self._session.call(
            operations.azureTableSAS, {"account": account, "table": table, "level": level}
        )

    @deprecated("nothing in this service replaces it", category=None)
    async def azureContainers(
        self, account: str, *, continuationToken: str | None = None
    ) -> ListAzureContainersResponse:
        """List Azure containers.

        List the blob containers in an Azure storage account. Results come in pages; pass the
        returned `continuationToken` back until a page arrives without one. Deprecated: nothing in
        this service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.

        Returns:
            One page of the blob containers in an Azure storage account.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /azure/<account>/containers`, deprecated. Scopes:
        `auth:azure-container:list-containers:<account>`.
        """
        return await self._session.call(
            operations.azureContainers,
            {"account": account},
            query={"continuationToken": continuationToken},
        )

    @deprecated("nothing in this service replaces it", category=None)
    async def iterAzureContainers(self, account: str) -> AsyncIterator[str]:
        """Iterate over all results of `azureContainers`.

        Each page is requested when its first item is needed. Deprecated: nothing in this service
        replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.

        Yields:
            Name of a container; get access to it with `azureContainerSAS`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in pagesOf(self._session, operations.azureContainers, {"account": account}):
            for item in page.containers:
                yield item

    @deprecated("nothing in this service replaces it", category=None)
    async def azureContainerSAS(
        self, account: str, container: str, level: str
    ) -> AzureContainerSASResponse:
        """Get an Azure container SAS.

        Issue a shared access signature for one Azure blob container. At level `read-write` a
        missing container is created first. Deprecated: nothing in this service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            container: Name of the Azure blob container within its account.
            level: Kind of access: `read-only` or `read-write`.

        Returns:
            Temporary access to one Azure blob container.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /azure/<account>/containers/<container>/<level>`, deprecated. Scopes:
        `auth:azure-container:read-only:<account>/<container>` or
        `auth:azure-container:read-write:<account>/<container>` if `levelIsReadOnly`, otherwise
        `auth:azure-container:read-write:<account>/<container>`.
        """
        return await self._session.call(
            operations.azureContainerSAS,
            {"account": account, "container": container, "level": level},
        )

    async def sentryDSN(self, project: str) -> SentryDSNResponse:
        """Get a Sentry DSN.

        Issue temporary credentials for reporting errors to a Sentry project, valid for 24 hours
        with any Sentry client. A project that does not exist yet is created and given to a default
        team; only a Sentry administrator can move it to another.

        Args:
            project: Name of the Sentry project that errors are reported to.

        Returns:
            Temporary permission to report errors to a Sentry project.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /sentry/<project>/dsn`, stable. Scopes: `auth:sentry:<project>`.
        """
        return await self._session.call(operations.sentryDSN, {"project": project})

    async def websocktunnelToken(
        self, wstAudience: str, wstClient: str
    ) -> WebsocktunnelTokenResponse:
        """Get a websocktunnel token.

        Issue a token for connecting to websocktunnel servers of the given audience. It lasts some
        hours and should be renewed before `expires`. The caller must know the URL of such a server.

        Args:
            wstAudience: Group of websocktunnel servers that the token is for; servers of any other
                audience refuse it.
            wstClient: Name that the holder of the token uses to connect to websocktunnel.

        Returns:
            Temporary permission to connect to a websocktunnel server under a given name.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /websocktunnel/<wstAudience>/<wstClient>`, stable. Scopes:
        `auth:websocktunnel-token:<wstAudience>/<wstClient>`.
        """
        return await self._session.call(
            operations.websocktunnelToken, {"wstAudience": wstAudience, "wstClient": wstClient}
        )

    async def gcpCredentials(self, projectId: str, serviceAccount: str) -> GCPCredentialsResponse:
        """Get GCP credentials.

        Issue a temporary access token for a Google Cloud service account. Only projects and
        accounts that the deployment is configured for are available. The token lasts about an hour;
        check `expireTime`.

        Args:
            projectId: Google Cloud project of the service account.
            serviceAccount: Google Cloud service account to act as; the deployment must be
                configured for it.

        Returns:
            Temporary access to Google Cloud as a service account.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /gcp/credentials/<projectId>/<serviceAccount>`, stable. Scopes:
        `auth:gcp:access-token:<projectId>/<serviceAccount>`.
        """
        return await self._session.call(
            operations.gcpCredentials, {"projectId": projectId, "serviceAccount": serviceAccount}
        )

    async def githubRepoToken(
        self, appName: str, owner: str, payload: GithubRepoTokenRequest
    ) -> GitHubRepoTokenResponse:
        """Get a GitHub repository token.

        Issue a GitHub app token limited to the given repositories and permissions of one owner.
        Each pair of repository and permission needs its own scope, with owner and repository in
        lower case, and must match exactly: a scope for `write` does not allow a request for `read`.
        The token lasts about an hour; check `expires`.

        Args:
            appName: Name of the GitHub app that issues the token, as configured in the deployment.
            owner: User or organisation that owns the repositories; in scopes its name is in lower
                case.
            payload: Repositories and permissions for a GitHub token; the app and owner are
                arguments of the call.

        Returns:
            Temporary GitHub token limited to the requested repositories and permissions.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /github/<appName>/<owner>/repo-token`, experimental. Scopes:
        `auth:github-repo-token:<appName>/<owner>/<repoPerm>` for each `repoPerm` of `repoPerms`.
        """
        return await self._session.call(
            operations.githubRepoToken, {"appName": appName, "owner": owner}, payload=payload
        )

    async def authenticateHawk(self, payload: AuthenticateHawkRequest) -> HawkAuthentication:
        """Authenticate a Hawk request.

        Check the signature of a request that another service has received, and return the client
        and its scopes. Thanks to this method, only the auth service needs to know the access
        tokens. Bad or missing credentials are reported in the response's `status`, not as an error.

        Args:
            payload: Details of an HTTP request received by a service, whose Hawk signature the auth
                service should check.

        Returns:
            Result of checking a Hawk request: signature accepted, signature rejected, or no
            credentials sent.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /authenticate-hawk`, stable. Scopes: none.
        """
        return await self._session.call(operations.authenticateHawk, {}, payload=payload)

    async def testAuthenticate(self, payload: TestAuthenticateRequest) -> TestAuthenticateResponse:
        """Test authentication.

        Test request signing with the client `tester` and access token `no-secret`. The request is
        checked like a real one, including certificate and authorized scopes, with `clientScopes` as
        the client's scopes. It succeeds if the resulting scopes satisfy `requiredScopes`, and
        returns the client and scopes as the server saw them.

        Args:
            payload: Setup for testing request signing with the fictitious client `tester`.

        Returns:
            Client and scopes of a correctly signed test request, as the server saw them.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /test-authenticate`, stable. Scopes: none.
        """
        return await self._session.call(operations.testAuthenticate, {}, payload=payload)

    async def testAuthenticateGet(self) -> TestAuthenticateResponse:
        """Test authentication by GET.

        Test request signing with a GET, including signed URLs, with the client `tester` and access
        token `no-secret`. The client has the scopes `test:*` and `auth:create-client:test:*`. The
        call succeeds if the resulting scopes satisfy `test:authenticate-get`, and returns the
        client and scopes as the server saw them.

        Returns:
            Client and scopes of a correctly signed test request, as the server saw them.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /test-authenticate-get/`, stable. Scopes: none.
        """
        return await self._session.call(operations.testAuthenticateGet, {})

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})
