"""Client of the auth service.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from tc_typed.core.operation import Operation
from tc_typed.core.paging import pagesOf, paginate
from tc_typed.core.sync import ServiceClient


class Auth(ServiceClient):
    """The auth service decides who may do what in Taskcluster.

    It keeps the clients, whose credentials sign requests, and the roles, which stand for sets of
    scopes, and it checks signatures on behalf of all other services. It also hands out short-lived
    credentials for AWS, Azure, Google Cloud, GitHub, Sentry and websocktunnel, and shows the audit
    log of past changes.
    """

    serviceName: ClassVar[str] = "auth"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Respond at once so that a load balancer can tell this instance is alive. Backing services
        are not examined.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.lbheartbeat, {})

    def version(self) -> VersionResponse:
        """Service version.

        Report which build of Taskcluster is deployed, as a Dockerflow version object in JSON.

        Returns:
            Which build of Taskcluster a service runs.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return self._session.call(operations.version, {})

    def listClients(
        self,
        *,
        prefix: str | None = None,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListClientsResponse:
        """List clients.

        List clients, all of them or only those whose name begins with `prefix`. Access tokens are
        never shown. Pages hold up to 1000 clients and can be short or even empty; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            prefix: Beginning to match: of the `clientId` when listing clients, or of the S3 keys to
                give access to, which must not start with `/`.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Returns:
            One page of the clients known to the service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /clients/`, stable. Scopes: `auth:list-clients`.
        """
        return self._session.call(
            operations.listClients,
            {},
            query={"prefix": prefix, "continuationToken": continuationToken, "limit": limit},
        )

    def iterClients(
        self, *, prefix: str | None = None, limit: int | None = None
    ) -> Iterator[Client]:
        """Go through what `listClients` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            prefix: Beginning to match: of the `clientId` when listing clients, or of the S3 keys to
                give access to, which must not start with `/`.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Yields:
            Named credentials with the scopes they carry, shown without the access token.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listClients, prefix=prefix, limit=limit):
            yield from page.clients

    def client(self, clientId: str) -> Client:
        """Get a client.

        Fetch the properties of one client, including its expanded scopes but not its access token.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            Named credentials with the scopes they carry, shown without the access token.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /clients/<clientId>`, stable. Scopes: `auth:get-client:<clientId>`.
        """
        return self._session.call(operations.client, {"clientId": clientId})

    def createClient(self, clientId: str, payload: CreateClientRequest) -> ClientWithAccessToken:
        """Create a client.

        Create a client and return it with its access token. Store the token at once: it cannot be
        read again, only replaced with `resetAccessToken`. The caller must hold all scopes the
        client is given. Fails if the `clientId` is taken; `updateClient` changes an existing
        client.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the retry returns the client again. After 15 minutes, or from a server before
        release 24.1.2, it fails with a `RequestConflict` instead; `resetAccessToken` then replaces
        the access token that was in the lost response. `auth.use(retries=0)` makes one attempt
        only.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            payload: Properties of a client to create or update; its `clientId` is given in the URL.

        Returns:
            Client together with a newly issued access token, as returned by `createClient` and
            `resetAccessToken`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /clients/<clientId>`, stable. Scopes: `auth:create-client:<clientId>` and
        `<scope>` for each `scope` of `scopes`.
        """
        return self._session.call(operations.createClient, {"clientId": clientId}, payload=payload)

    def getEntityHistory(
        self,
        entityType: str,
        entityId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> EntityHistoryResponse:
        """Get history of an entity.

        List the recorded changes to one entity, such as a client, role or hook, along with who made
        them. Results come in pages; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            entityType: Kind of entity whose history is wanted: `client`, `role`, `secret`, `hook`
                or `worker_pool`.
            entityId: Name of the entity whose history is wanted, in the form its own service uses.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Returns:
            One page of the audit log, covering either one entity or one client's actions.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /audit/<entityType>/<entityId>`, stable. Scopes:
        `auth:audit-history:<entityType>`.
        """
        return self._session.call(
            operations.getEntityHistory,
            {"entityType": entityType, "entityId": entityId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterEntityHistory(
        self, entityType: str, entityId: str, *, limit: int | None = None
    ) -> Iterator[AuditEntry]:
        """Go through what `getEntityHistory` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            entityType: Kind of entity whose history is wanted: `client`, `role`, `secret`, `hook`
                or `worker_pool`.
            entityId: Name of the entity whose history is wanted, in the form its own service uses.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Yields:
            Record of one change: who did what to which entity, and when.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.getEntityHistory, entityType, entityId, limit=limit):
            yield from page.auditHistory

    def listAuditHistory(
        self, clientId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> EntityHistoryResponse:
        """List actions of a client.

        List the audit log entries recorded under one client's name. Use `getEntityHistory` for
        changes made to the client itself. Results come in pages; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Returns:
            One page of the audit log, covering either one entity or one client's actions.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /clients/<clientId>/audit`, stable. Scopes:
        `auth:client-audit-history:<clientId>`.
        """
        return self._session.call(
            operations.listAuditHistory,
            {"clientId": clientId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterAuditHistory(self, clientId: str, *, limit: int | None = None) -> Iterator[AuditEntry]:
        """Go through what `listAuditHistory` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Yields:
            Record of one change: who did what to which entity, and when.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listAuditHistory, clientId, limit=limit):
            yield from page.auditHistory

    def resetAccessToken(self, clientId: str) -> ClientWithAccessToken:
        """Reset an access token.

        Issue a new access token for a client and return it. The old one stops working immediately.
        Store the new token at once: it cannot be read again. Repeating the call replaces the token
        once more.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the token is replaced once more, and only the one in the last response is
        valid. A client that resets its own token is locked out: the retry is signed with the old
        one and fails with a 401. `auth.use(retries=0)` makes one attempt only.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            Client together with a newly issued access token, as returned by `createClient` and
            `resetAccessToken`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /clients/<clientId>/reset`, stable. Scopes: `auth:reset-access-token:<clientId>`.
        """
        return self._session.call(operations.resetAccessToken, {"clientId": clientId})

    def updateClient(self, clientId: str, payload: CreateClientRequest) -> Client:
        """Update a client.

        Replace the properties of an existing client and return the result. The caller must hold
        every scope being added; leaving `scopes` out keeps those the client has. Neither the name
        nor the access token can be changed this way.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.
            payload: Properties of a client to create or update; its `clientId` is given in the URL.

        Returns:
            Named credentials with the scopes they carry, shown without the access token.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /clients/<clientId>`, stable. Scopes: `auth:update-client:<clientId>` and
        `<scope>` for each `scope` of `scopesAdded`.
        """
        return self._session.call(operations.updateClient, {"clientId": clientId}, payload=payload)

    def enableClient(self, clientId: str) -> Client:
        """Enable a client.

        Let a disabled client be used again, and return it. Idempotent: an enabled client is left as
        it is. Login services do this when a user has regained the scopes the client needs.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            Named credentials with the scopes they carry, shown without the access token.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /clients/<clientId>/enable`, stable. Scopes: `auth:enable-client:<clientId>`.
        """
        return self._session.call(operations.enableClient, {"clientId": clientId})

    def disableClient(self, clientId: str) -> Client:
        """Disable a client.

        Make the service refuse a client's credentials until `enableClient` is called, and return
        the client. Idempotent: a disabled client is left as it is. Login services do this when a
        user no longer has the scopes the client needs.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            Named credentials with the scopes they carry, shown without the access token.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /clients/<clientId>/disable`, stable. Scopes: `auth:disable-client:<clientId>`.
        """
        return self._session.call(operations.disableClient, {"clientId": clientId})

    def deleteClient(self, clientId: str) -> None:
        """Delete a client.

        Remove a client, so that its credentials stop working. Roles made for it, such as
        `client-id:<clientId>`, stay behind and have to be deleted with `deleteRole`.

        Args:
            clientId: Name of the client, such as `project/example/builder`; slashes are allowed.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /clients/<clientId>`, stable. Scopes: `auth:delete-client:<clientId>`.
        """
        return self._session.call(operations.deleteClient, {"clientId": clientId})

    def listRoles(self) -> list[Role]:
        """List all roles.

        List all roles with their expanded scopes in one response, however many there are. Use
        `listRoles2` to receive them in pages.

        Returns:
            Every role there is, in a single unpaged list.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /roles/`, stable. Scopes: `auth:list-roles`.
        """
        return self._session.call(operations.listRoles, {})

    def listRoles2(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListRolesResponse:
        """List roles.

        List roles with their expanded scopes. All come at once unless `limit` is given; in that
        case pass the returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Returns:
            One page of roles, or all of them if no `limit` was asked for.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /roles2/`, stable. Scopes: `auth:list-roles`.
        """
        return self._session.call(
            operations.listRoles2,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterRoles2(self, *, limit: int | None = None) -> Iterator[Role]:
        """Go through what `listRoles2` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Yields:
            Named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listRoles2, limit=limit):
            yield from page.roles

    def listRoleIds(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListRoleIdsResponse:
        """List role ids.

        List the names of roles without their scopes. All come at once unless `limit` is given; in
        that case pass the returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Returns:
            One page of role names, or all of them if no `limit` was asked for.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /roleids/`, stable. Scopes: `auth:list-roles`.
        """
        return self._session.call(
            operations.listRoleIds,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterRoleIds(self, *, limit: int | None = None) -> Iterator[str]:
        """Go through what `listRoleIds` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most results wanted in one page, as a number; a page may hold fewer. Without it
                roles are all listed at once, and clients up to 1000 at a time.

        Yields:
            Names of the roles on this page; `role` fetches one in full.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listRoleIds, limit=limit):
            yield from page.roleIds

    def role(self, roleId: str) -> Role:
        """Get a role.

        Fetch one role with the scopes it grants, both as written and expanded.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.

        Returns:
            Named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /roles/<roleId>`, stable. Scopes: `auth:get-role:<roleId>`.
        """
        return self._session.call(operations.role, {"roleId": roleId})

    def createRole(self, roleId: str, payload: CreateRoleRequest) -> Role:
        """Create a role.

        Create a role and return it. The caller must hold all scopes the role shall grant. Fails if
        the `roleId` is taken, in which case `updateRole` applies, or if the roles would expand
        without end.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.
            payload: Properties of a role to create or update; its `roleId` is given in the URL.

        Returns:
            Named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /roles/<roleId>`, stable. Scopes: `auth:create-role:<roleId>` and `<scope>` for
        each `scope` of `scopes`.
        """
        return self._session.call(operations.createRole, {"roleId": roleId}, payload=payload)

    def updateRole(self, roleId: str, payload: CreateRoleRequest) -> Role:
        """Update a role.

        Replace the description and scopes of an existing role and return the result. The caller
        must hold every scope being added, but not those already there. Fails if the roles would
        then expand without end.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.
            payload: Properties of a role to create or update; its `roleId` is given in the URL.

        Returns:
            Named set of scopes, granted to every holder of `assume:<roleId>`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /roles/<roleId>`, stable. Scopes: `auth:update-role:<roleId>` and `<scope>` for
        each `scope` of `scopesAdded`.
        """
        return self._session.call(operations.updateRole, {"roleId": roleId}, payload=payload)

    def deleteRole(self, roleId: str) -> None:
        """Delete a role.

        Remove a role, which takes its scopes away from every holder. Idempotent: succeeds even if
        there is no such role.

        Args:
            roleId: Name of the role, without the leading `assume:` of the matching scope; it may
                end in `*`.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /roles/<roleId>`, stable. Scopes: `auth:delete-role:<roleId>`.
        """
        return self._session.call(operations.deleteRole, {"roleId": roleId})

    def expandScopes(self, payload: ExpandScopesRequest) -> ScopeSet:
        """Expand scopes.

        Return the given scopes together with all that follow from them through roles. Changes
        nothing, and does not ask whether the caller holds them.

        Args:
            payload: A list of scopes, before or after expansion.

        Returns:
            A list of scopes, before or after expansion.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /scopes/expand`, stable. Scopes: `auth:expand-scopes`.
        """
        return self._session.call(operations.expandScopes, {}, payload=payload)

    def currentScopes(self) -> ScopeSet:
        """Get current scopes.

        Return the expanded scopes that the credentials of this very request carry. Roles, temporary
        credentials and authorized scopes are all taken into account.

        Returns:
            A list of scopes, before or after expansion.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /scopes/current`, stable. Scopes: `auth:current-scopes`.
        """
        return self._session.call(operations.currentScopes, {})

    @overload
    def awsS3Credentials(
        self, level: str, bucket: str, prefix: str, *, format: None = None
    ) -> S3CredentialsResponse: ...

    @overload
    def awsS3Credentials(
        self, level: str, bucket: str, prefix: str, *, format: Literal["iam-role-compat"]
    ) -> IAMRoleCredentials: ...

    def awsS3Credentials(
        self,
        level: str,
        bucket: str,
        prefix: str,
        *,
        format: Literal["iam-role-compat"] | None = None,
    ) -> S3CredentialsResponse | IAMRoleCredentials:
        """Get AWS S3 credentials.

        Issue temporary AWS credentials for the keys under `prefix` in one of the buckets the
        deployment allows. They last about an hour, so go by `expires`. End `prefix` with `/`, since
        `my-folder` also opens `my-folder.txt`; objects can only be stored with the ACL `private`.
        With `format` set to `iam-role-compat` the response has the shape used by EC2 instead of the
        one described here.

        Args:
            level: Kind of access wanted, either `read-only` or `read-write`.
            bucket: Name of the S3 bucket, which must not contain a dot and must be one the
                deployment allows.
            prefix: Beginning to match: of the `clientId` when listing clients, or of the S3 keys to
                give access to, which must not start with `/`.
            format: `iam-role-compat` makes the response look like that of the EC2 metadata service;
                leave out for the usual one.

        Returns:
            Temporary access to part of an S3 bucket. With `format` `iam-role-compat`: Temporary
            access to part of an S3 bucket, in the words of the EC2 metadata service, for tools that
            expect to talk to that.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /aws/s3/<level>/<bucket>/<prefix>`, stable. Scopes:
        `auth:aws-s3:read-only:<bucket>/<prefix>` or `auth:aws-s3:read-write:<bucket>/<prefix>` if
        `levelIsReadOnly`, otherwise `auth:aws-s3:read-write:<bucket>/<prefix>`.
        """
        return self._session.call(
            operations.awsS3Credentials,
            {"level": level, "bucket": bucket, "prefix": prefix},
            query={"format": format},
        )

    @deprecated("nothing in this service replaces it", category=None)
    def azureAccounts(self) -> ListAzureAccountsResponse:
        """List Azure accounts.

        List the Azure storage accounts managed by the auth service. Deprecated: nothing in this
        service replaces it.

        Returns:
            Azure storage accounts known to the auth service, all at once.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /azure/accounts`, deprecated. Scopes: `auth:azure-table:list-accounts`.
        """
        return self._session.call(operations.azureAccounts, {})

    @deprecated("nothing in this service replaces it", category=None)
    def azureTables(
        self, account: str, *, continuationToken: str | None = None
    ) -> ListAzureTablesResponse:
        """List Azure tables.

        List the tables in an Azure storage account. Results come in pages; pass the returned
        `continuationToken` back until a page arrives without one. Deprecated: nothing in this
        service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.

        Returns:
            One page of the tables in an Azure storage account.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /azure/<account>/tables`, deprecated. Scopes:
        `auth:azure-table:list-tables:<account>`.
        """
        return self._session.call(
            operations.azureTables,
            {"account": account},
            query={"continuationToken": continuationToken},
        )

    @deprecated("nothing in this service replaces it", category=None)
    def iterAzureTables(self, account: str) -> Iterator[str]:
        """Go through what `azureTables` lists, page by page.

        A page is requested when its first item is asked for. Deprecated: nothing in this service
        replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.

        Yields:
            Names of the tables on this page; `azureTableSAS` gives access to one of them.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in pagesOf(self._session, operations.azureTables, {"account": account}):
            yield from page.tables

    @deprecated("nothing in this service replaces it", category=None)
    def azureTableSAS(self, account: str, table: str, level: str) -> AzureTableSASResponse:
        """Get an Azure table SAS.

        Issue a shared access signature for one Azure table. At level `read-write` a missing table
        is created first. Deprecated: nothing in this service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            table: Name of the Azure table within its account.
            level: Kind of access wanted, either `read-only` or `read-write`.

        Returns:
            Temporary access to one Azure table.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /azure/<account>/table/<table>/<level>`, deprecated. Scopes:
        `auth:azure-table:read-only:<account>/<table>` or
        `auth:azure-table:read-write:<account>/<table>` if `levelIsReadOnly`, otherwise
        `auth:azure-table:read-write:<account>/<table>`.
        """
        return self._session.call(
            operations.azureTableSAS, {"account": account, "table": table, "level": level}
        )

    @deprecated("nothing in this service replaces it", category=None)
    def azureContainers(
        self, account: str, *, continuationToken: str | None = None
    ) -> ListAzureContainersResponse:
        """List Azure containers.

        List the blob containers in an Azure storage account. Results come in pages; pass the
        returned `continuationToken` back until a page arrives without one. Deprecated: nothing in
        this service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.

        Returns:
            One page of the blob containers in an Azure storage account.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /azure/<account>/containers`, deprecated. Scopes:
        `auth:azure-container:list-containers:<account>`.
        """
        return self._session.call(
            operations.azureContainers,
            {"account": account},
            query={"continuationToken": continuationToken},
        )

    @deprecated("nothing in this service replaces it", category=None)
    def iterAzureContainers(self, account: str) -> Iterator[str]:
        """Go through what `azureContainers` lists, page by page.

        A page is requested when its first item is asked for. Deprecated: nothing in this service
        replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.

        Yields:
            Names of the containers on this page; `azureContainerSAS` gives access to one of them.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in pagesOf(self._session, operations.azureContainers, {"account": account}):
            yield from page.containers

    @deprecated("nothing in this service replaces it", category=None)
    def azureContainerSAS(
        self, account: str, container: str, level: str
    ) -> AzureContainerSASResponse:
        """Get an Azure container SAS.

        Issue a shared access signature for one Azure blob container. At level `read-write` a
        missing container is created first. Deprecated: nothing in this service replaces it.

        Args:
            account: Name of an Azure storage account managed by the auth service.
            container: Name of the Azure blob container within its account.
            level: Kind of access wanted, either `read-only` or `read-write`.

        Returns:
            Temporary access to one Azure blob container.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /azure/<account>/containers/<container>/<level>`, deprecated. Scopes:
        `auth:azure-container:read-only:<account>/<container>` or
        `auth:azure-container:read-write:<account>/<container>` if `levelIsReadOnly`, otherwise
        `auth:azure-container:read-write:<account>/<container>`.
        """
        return self._session.call(
            operations.azureContainerSAS,
            {"account": account, "container": container, "level": level},
        )

    def sentryDSN(self, project: str) -> SentryDSNResponse:
        """Get a Sentry DSN.

        Issue temporary credentials for reporting errors to a Sentry project, good for 24 hours with
        any Sentry client. A project that does not exist yet is created and given to a default team;
        only a Sentry administrator can move it to another.

        Args:
            project: Name of the Sentry project that errors will be reported to.

        Returns:
            Temporary permission to report errors to a Sentry project.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /sentry/<project>/dsn`, stable. Scopes: `auth:sentry:<project>`.
        """
        return self._session.call(operations.sentryDSN, {"project": project})

    def websocktunnelToken(self, wstAudience: str, wstClient: str) -> WebsocktunnelTokenResponse:
        """Get a websocktunnel token.

        Issue a token for connecting to websocktunnel servers of the given audience. It lasts some
        hours and should be renewed before `expires`. Where to find such a server is for the caller
        to know.

        Args:
            wstAudience: Group of websocktunnel servers the token is meant for; servers of any other
                audience refuse it.
            wstClient: Name under which the holder of the token will connect to websocktunnel.

        Returns:
            Temporary permission to connect to a websocktunnel server under a given name.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /websocktunnel/<wstAudience>/<wstClient>`, stable. Scopes:
        `auth:websocktunnel-token:<wstAudience>/<wstClient>`.
        """
        return self._session.call(
            operations.websocktunnelToken, {"wstAudience": wstAudience, "wstClient": wstClient}
        )

    def gcpCredentials(self, projectId: str, serviceAccount: str) -> GCPCredentialsResponse:
        """Get GCP credentials.

        Issue a temporary access token for a Google Cloud service account. Only projects and
        accounts the deployment is configured for can be had. The token lasts about an hour, so go
        by `expireTime`.

        Args:
            projectId: Google Cloud project of the service account.
            serviceAccount: Google Cloud service account to act as, one that the deployment is
                configured for.

        Returns:
            Temporary access to Google Cloud as a service account.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /gcp/credentials/<projectId>/<serviceAccount>`, stable. Scopes:
        `auth:gcp:access-token:<projectId>/<serviceAccount>`.
        """
        return self._session.call(
            operations.gcpCredentials, {"projectId": projectId, "serviceAccount": serviceAccount}
        )

    def githubRepoToken(
        self, appName: str, owner: str, payload: GithubRepoTokenRequest
    ) -> GitHubRepoTokenResponse:
        """Get a GitHub repository token.

        Issue a GitHub app token limited to the given repositories and permissions of one owner.
        Each repository and permission needs its own scope, spelled with owner and repository in
        lower case, and must match exactly: holding one for `write` does not allow a request for
        `read`. The token lasts about an hour, so go by `expires`.

        Args:
            appName: Name of the GitHub app, as configured in the deployment, that issues the token.
            owner: GitHub user or organization that owns the repositories; scopes spell it in lower
                case.
            payload: Choice of repositories and permissions for a GitHub token; the app and owner
                are given in the URL.

        Returns:
            Temporary GitHub token limited to the requested repositories and permissions.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /github/<appName>/<owner>/repo-token`, experimental. Scopes:
        `auth:github-repo-token:<appName>/<owner>/<repoPerm>` for each `repoPerm` of `repoPerms`.
        """
        return self._session.call(
            operations.githubRepoToken, {"appName": appName, "owner": owner}, payload=payload
        )

    def authenticateHawk(self, payload: AuthenticateHawkRequest) -> HawkAuthentication:
        """Authenticate a Hawk request.

        Check the signature of a request that another service has received, and return the client
        and its scopes. Bad or missing credentials are reported in the response's `status` and not
        as an error. This way no service but this one has to know the access tokens.

        Args:
            payload: Details of an HTTP request received by a service, for the auth service to check
                its Hawk signature.

        Returns:
            Verdict on a Hawk request: signature accepted, signature rejected, or no credentials
            sent at all.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /authenticate-hawk`, stable. Scopes: none.
        """
        return self._session.call(operations.authenticateHawk, {}, payload=payload)

    def testAuthenticate(self, payload: TestAuthenticateRequest) -> TestAuthenticateResponse:
        """Test authentication.

        Try out request signing with the client `tester` and access token `no-secret`. The request
        is checked like a real one, certificate and authorized scopes included, with `clientScopes`
        for the client's scopes. It succeeds if what remains satisfies `requiredScopes`, and returns
        the client and scopes as the server saw them.

        Args:
            payload: Setup for trying out request signing with the made-up client `tester`.

        Returns:
            The server's view of a correctly signed test request.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /test-authenticate`, stable. Scopes: none.
        """
        return self._session.call(operations.testAuthenticate, {}, payload=payload)

    def testAuthenticateGet(self) -> TestAuthenticateResponse:
        """Test authentication by GET.

        Try out request signing with a GET, signed URLs included, using the client `tester` and
        access token `no-secret`. The client has the scopes `test:*` and
        `auth:create-client:test:*`. It succeeds if `test:authenticate-get` remains among them, and
        returns the client and scopes as the server saw them.

        Returns:
            The server's view of a correctly signed test request.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /test-authenticate-get/`, stable. Scopes: none.
        """
        return self._session.call(operations.testAuthenticateGet, {})

    def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the backing services it needs. Meant for monitoring;
        no credentials are required.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.heartbeat, {})
