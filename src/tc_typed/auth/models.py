"""Models of the auth service: payloads, responses and Pulse messages.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, JsonValue

from tc_typed.common.models import Scope
from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.constraints import Constraint, MinProperties
from tc_typed.core.models.fields import (
    Format,
    MayBeNull,
    Tagged,
    Timestamp,
    UniqueItems,
    Unrecognized,
)
from tc_typed.core.models.since import Since


class Client(Response):
    """A client: named credentials and their scopes, without the access token."""

    clientId: str
    """Name of the client, used in logs and audits of its requests."""
    description: str
    """Purpose of the client and whom to contact about it, in Markdown."""
    scopes: list[str]
    """Scopes given to the client itself, before roles are expanded."""
    expandedScopes: list[str]
    """All scopes of the client after roles are expanded, including those of the implicit role
    `client-id:<clientId>`.
    """
    expires: Timestamp
    """Time (UTC) after which the client's credentials are refused."""
    disabled: bool
    """Whether the client is disabled and its credentials are refused, often because its owner lost
    some of the scopes.
    """
    deleteOnExpiration: bool
    """Whether the service may delete the client once it has expired. If false, it is kept on record
    but cannot authenticate.
    """
    created: Timestamp
    """Time (UTC) at which the client was created."""
    lastModified: Timestamp
    """Time (UTC) at which the client was last changed."""
    lastDateUsed: Timestamp
    """Time (UTC) at which the client was last used. Not exact: it can lag by about 6 hours."""
    lastRotated: Timestamp
    """Time (UTC) at which the current access token was issued, at creation or by the latest
    reset.
    """


class ListClientsResponse(Response):
    """One page of the clients."""

    clients: list[Client]
    """Clients on this page, without their access tokens."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class CreateClientRequest(Request):
    """Properties of a client to create or update; its `clientId` is an argument of the call."""

    description: Annotated[str, Field(max_length=10240)]
    """Purpose of the client and whom to contact about it, in Markdown, at most 10240 characters."""
    scopes: Annotated[list[Scope], UniqueItems] | None = None
    """Scopes to give the client, not expanded; the caller must hold each scope being added. If an
    update omits this field, the client keeps its scopes.
    """
    expires: Timestamp
    """Time (UTC) after which the client's credentials are refused."""
    deleteOnExpiration: bool | None = None
    """Whether the service may delete the client once it has expired. Defaults to false: the expired
    client is kept, but cannot be used.
    """


class ClientWithAccessToken(Response):
    """A client with a newly issued access token, as returned by `createClient` and
    `resetAccessToken`.
    """

    clientId: str
    """Name of the client, used in logs and audits of its requests."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret that the client signs its requests with. It is only in this response, so store it
    safely; if lost, it must be reset.
    """
    description: str
    """Purpose of the client and whom to contact about it, in Markdown."""
    scopes: list[str]
    """Scopes given to the client itself, before roles are expanded."""
    expandedScopes: list[str]
    """All scopes of the client after roles are expanded, including those of the implicit role
    `client-id:<clientId>`.
    """
    expires: Timestamp
    """Time (UTC) after which the client's credentials are refused."""
    disabled: bool
    """Whether the client is disabled and its credentials are refused, often because its owner lost
    some of the scopes.
    """
    deleteOnExpiration: bool
    """Whether the service may delete the client once it has expired. If false, it is kept on record
    but cannot authenticate.
    """
    created: Timestamp
    """Time (UTC) at which the client was created."""
    lastModified: Timestamp
    """Time (UTC) at which the client was last changed."""
    lastDateUsed: Timestamp
    """Time (UTC) at which the client was last used. Not exact: it can lag by about 6 hours."""
    lastRotated: Timestamp
    """Time (UTC) at which the current access token was issued, at creation or by the latest
    reset.
    """


class AuditEntry(Response):
    """Record of one change: the client, the action, the entity and the time."""

    entityType: Annotated[str, Since(84)]
    """Kind of entity that was changed: `client`, `role`, `secret`, `hook` or `worker_pool`. Servers
    before release 84 may omit this; the attribute is then missing.
    """
    entityId: Annotated[str, Since(84)]
    """Name of the entity that was changed, such as a `clientId` or `roleId`. Servers before release
    84 may omit this; the attribute is then missing.
    """
    actionType: Annotated[str, Since(84)]
    """Action that changed the entity, as a string; there is no fixed list of values. Servers before
    release 84 may omit this; the attribute is then missing.
    """
    clientId: Annotated[str, Since(84)]
    """Client whose credentials were used for the action. Servers before release 84 may omit this;
    the attribute is then missing.
    """
    created: Timestamp
    """Time (UTC) of the action."""


class EntityHistoryResponse(Response):
    """One page of the audit log: changes to one entity, or by one client."""

    auditHistory: list[AuditEntry]
    """Changes on this page, one entry for each."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class Role(Response):
    """A role: a named set of scopes, granted to every holder of `assume:<roleId>`."""

    roleId: str
    """Name of the role. A trailing `*` makes it apply to every name that begins with the rest."""
    description: str
    """Purpose of the role and whom to contact about it, in Markdown."""
    scopes: list[str]
    """Scopes that the role grants directly, before roles are expanded."""
    expandedScopes: list[str]
    """All scopes that the role grants, including those of further roles that it assumes."""
    created: Timestamp
    """Time (UTC) at which the role was created."""
    lastModified: Timestamp
    """Time (UTC) at which the role was last changed."""


class ListRolesResponse(Response):
    """One page of roles, or all of them if no `limit` was given."""

    roles: list[Role]
    """Roles on this page, each with its expanded scopes."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class ListRoleIdsResponse(Response):
    """One page of role names, or all of them if no `limit` was given."""

    roleIds: list[str]
    """Names of the roles on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class CreateRoleRequest(Request):
    """Properties of a role to create or update; its `roleId` is an argument of the call."""

    description: Annotated[str, Field(max_length=10240)]
    """Purpose of the role and whom to contact about it, in Markdown, at most 10240 characters."""
    scopes: Annotated[list[Scope], UniqueItems]
    """Complete list of the scopes that the role grants, not expanded. The caller must hold each
    scope being added.
    """


class ExpandScopesRequest(Request):
    """A list of scopes, before or after expansion."""

    scopes: Annotated[list[Scope], UniqueItems]
    """Scopes in the set, without duplicates, in printable ASCII; a final `*` matches any ending."""


class ScopeSet(Response):
    """A list of scopes, before or after expansion."""

    scopes: list[str]
    """Scopes in the set, without duplicates, in printable ASCII; a final `*` matches any ending."""


class AWSSessionCredentials(Response):
    """Temporary AWS keys; the S3 client needs all three."""

    accessKeyId: str
    """Public half of the key pair, which identifies the credentials in signed requests."""
    secretAccessKey: Annotated[str, Field(repr=False)]
    """Private half of the key pair, for signing requests. Never log it."""
    sessionToken: Annotated[str, Field(repr=False)]
    """Token that AWS requires with every request signed with temporary keys."""


class S3CredentialsResponse(Response):
    """Temporary access to part of an S3 bucket."""

    credentials: AWSSessionCredentials
    """Keys for the requested part of the bucket, with the requested level of access."""
    expires: Timestamp
    """Time (UTC) at which the keys expire; get new ones before then."""


class IAMRoleCredentials(Response):
    """Temporary access to part of an S3 bucket, in the format of the EC2 metadata service, for
    tools that expect that service.
    """

    Code: str
    """Always `Success`; failures are reported as errors of the API."""
    Type: str
    """Kind of credentials, `AWS-HMAC`."""
    LastUpdated: Timestamp
    """Time (UTC) at which the keys were issued."""
    AccessKeyId: str
    """Public half of the key pair, which identifies the credentials in signed requests."""
    SecretAccessKey: Annotated[str, Field(repr=False)]
    """Private half of the key pair, for signing requests. Never log it."""
    Token: Annotated[str, Field(repr=False)]
    """Session token to send along with each signed request."""
    Expiration: Timestamp
    """Time (UTC) at which the keys expire; get new ones before then."""


class ListAzureAccountsResponse(Response):
    """Azure storage accounts that the auth service manages, all in one response."""

    accounts: list[str]
    """Names of the accounts; a SAS can be requested for their tables and containers."""


class ListAzureTablesResponse(Response):
    """One page of the tables in an Azure storage account."""

    tables: list[str]
    """Names of the tables on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class AzureTableSASResponse(Response):
    """Temporary access to one Azure table."""

    sas: Annotated[str, Field(repr=False)]
    """Shared access signature, as query parameters. Append it to a URL with `?`, or with `&` if the
    URL already has a query.
    """
    expiry: Timestamp
    """Time (UTC) at which the signature expires; get a new one before then."""


class ListAzureContainersResponse(Response):
    """One page of the blob containers in an Azure storage account."""

    containers: list[str]
    """Names of the containers on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class AzureContainerSASResponse(Response):
    """Temporary access to one Azure blob container."""

    sas: Annotated[str, Field(repr=False)]
    """Shared access signature, as query parameters. Append it to a URL with `?`, or with `&` if the
    URL already has a query.
    """
    expiry: Timestamp
    """Time (UTC) at which the signature expires; get a new one before then."""


class SentryDSN(Response):
    """URLs for a Sentry client: one for servers, one for code that runs on users' machines."""

    secret: Annotated[str, Field(repr=False)]
    """URL with a secret key, only for programs on servers; valid for 24 hours."""
    public: str
    """URL without the secret key, for code that users run, such as web pages; valid for 24
    hours.
    """


class SentryDSNResponse(Response):
    """Temporary permission to report errors to a Sentry project."""

    project: str
    """Sentry project that reports sent to these URLs are filed under."""
    dsn: SentryDSN
    """URLs to send reports of the project to."""
    expires: Timestamp
    """Time (UTC) by which to switch to new URLs. Sentry may accept the old ones for some time
    afterwards.
    """


class WebsocktunnelTokenResponse(Response):
    """Temporary permission to connect to a websocktunnel server under a given name."""

    wstClient: str
    """Name to connect under, as in the request."""
    wstAudience: str
    """Group of servers that accept the token, as in the request."""
    token: Annotated[str, Field(repr=False)]
    """JSON Web Token; send it as `Bearer <token>` when connecting."""
    expires: Timestamp
    """Time (UTC) at which the token expires, some hours after it was issued; get a new one before
    then.
    """


class GCPCredentialsResponse(Response):
    """Temporary access to Google Cloud as a service account."""

    accessToken: Annotated[str, Field(repr=False)]
    """OAuth2 token to send as a bearer token to Google Cloud APIs."""
    expireTime: Timestamp
    """Time (UTC) at which the token expires; get a new one before then."""


class GitHubRepoPermissions(Request):
    """Permissions of a GitHub token, with GitHub's own names and levels.

    Permissions left out are not requested.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (MinProperties(1),)
    actions: Literal["read", "write"] | None = None
    """Access to GitHub Actions: workflows, their runs and their artifacts."""
    administration: Literal["read", "write"] | None = None
    """Access to repository settings, teams and collaborators, up to creating or deleting
    repositories.
    """
    artifact_metadata: Literal["read", "write"] | None = None
    """Access to records that describe build artifacts."""
    attestations: Literal["read", "write"] | None = None
    """Access to attestations of the origin of build outputs."""
    checks: Literal["read", "write"] | None = None
    """Access to check runs and check suites on commits."""
    code_quality: Literal["read", "write"] | None = None
    """Access to the findings of GitHub's code quality analysis."""
    codespaces: Literal["read", "write"] | None = None
    """Access to development environments in Codespaces."""
    contents: Literal["read", "write"] | None = None
    """Access to files, commits, branches, tags, releases and merges."""
    dependabot_secrets: Literal["read", "write"] | None = None
    """Access to the secrets of Dependabot."""
    deployments: Literal["read", "write"] | None = None
    """Access to deployments and their statuses."""
    discussions: Literal["read", "write"] | None = None
    """Access to discussions and the comments and labels in them."""
    environments: Literal["read", "write"] | None = None
    """Access to deployment environments and their configuration."""
    issues: Literal["read", "write"] | None = None
    """Access to issues with their comments, labels, assignees and milestones."""
    merge_queues: Literal["read", "write"] | None = None
    """Access to the queues of pull requests waiting to be merged."""
    metadata: Literal["read", "write"] | None = None
    """Access to basic repository details, such as its name and collaborators."""
    packages: Literal["read", "write"] | None = None
    """Access to packages published on GitHub Packages."""
    pages: Literal["read", "write"] | None = None
    """Access to GitHub Pages: settings and builds, including starting new ones."""
    pull_requests: Literal["read", "write"] | None = None
    """Access to pull requests: their comments, labels, reviews and merging."""
    repository_custom_properties: Literal["read", "write"] | None = None
    """Access to the values of a repository's custom properties."""
    repository_hooks: Literal["read", "write"] | None = None
    """Access to the webhooks of a repository."""
    repository_projects: Literal["read", "write", "admin"] | None = None
    """Access to project boards of the repository, where `admin` goes beyond `write`."""
    secret_scanning_alerts: Literal["read", "write"] | None = None
    """Access to alerts about secrets found in the code."""
    secrets: Literal["read", "write"] | None = None
    """Access to the secrets of GitHub Actions."""
    security_events: Literal["read", "write"] | None = None
    """Access to code scanning alerts and other security events."""
    single_file: Literal["read", "write"] | None = None
    """Access to only those single files that the app is configured for."""
    statuses: Literal["read", "write"] | None = None
    """Access to the statuses that services attach to commits."""
    vulnerability_alerts: Literal["read", "write"] | None = None
    """Access to Dependabot alerts about vulnerable dependencies."""
    workflows: Literal["write"] | None = None
    """Permission to change workflow files under `.github/workflows`; `write` is the only level."""


class GithubRepoTokenRequest(Request):
    """Repositories and permissions for a GitHub token; the app and owner are arguments of the
    call.
    """

    repositories: Annotated[
        list[Annotated[str, Field(pattern="^[A-Za-z0-9._-]+$")]],
        Field(max_length=500, min_length=1),
    ]
    """Names of up to 500 repositories that the token is for, without their owner, which is an
    argument of the call.
    """
    permissions: GitHubRepoPermissions
    """Permissions that the token should have, at least one."""


class GitHubRepoTokenResponse(Response):
    """Temporary GitHub token limited to the requested repositories and permissions."""

    token: Annotated[str, Field(repr=False)]
    """Installation access token of the GitHub app, for use with GitHub's API and Git over HTTPS."""
    expires: Timestamp
    """Time (UTC) at which the token expires, usually an hour after it was issued."""


class AuthenticateHawkRequest(SecretRequest):
    """Details of an HTTP request received by a service, whose Hawk signature the auth service
    should check.
    """

    method: Literal[
        "get",
        "post",
        "put",
        "head",
        "delete",
        "options",
        "trace",
        "copy",
        "lock",
        "mkcol",
        "move",
        "purge",
        "propfind",
        "proppatch",
        "unlock",
        "report",
        "mkactivity",
        "checkout",
        "merge",
        "m-search",
        "notify",
        "subscribe",
        "unsubscribe",
        "patch",
        "search",
        "connect",
    ]
    """HTTP method of the request, in lower case."""
    resource: Annotated[str, Field(repr=False)]
    """Path and query string exactly as in the request line, since the signature covers them
    verbatim. May contain a signed `bewit`.
    """
    host: Annotated[str, Format("hostname")]
    """Host name or IP address that the request was sent to, usually the `Host` header without its
    port.
    """
    port: Annotated[int, Field(ge=0, le=65535)]
    """Port that the client connected to, commonly 80 or 443. Behind a reverse proxy, use the
    proxy's port, from `x-forwarded-port`.
    """
    authorization: Annotated[str | None, Field(repr=False)] = None
    """Value of the `Authorization` header. Omit it if the request had none."""
    sourceIp: Annotated[str, Format("ipv6", "ipv4")] | None = None
    """IPv4 or IPv6 address that the request came from, used only in the audit log."""


class HawkAuthenticationSuccess(Response):
    """Result for a request whose signature is valid; the service must still compare the scopes with
    those it requires.
    """

    status: Literal["auth-success"]
    """Always `auth-success`: the signature is valid, which alone does not mean that the request is
    allowed.
    """
    clientId: str
    """Client that sent the request, possibly named by temporary credentials. Use it for logs and
    audits; decide on access by scopes alone.
    """
    scopes: list[str]
    """Expanded scopes of the request, after any restriction by its own authorized scopes."""
    scheme: Literal["hawk"] | Unrecognized
    """Kind of signature, currently always `hawk`; needed only by services that verify `hash`."""
    hash: Annotated[JsonValue | None, MayBeNull] = None
    """Payload hash from the `Authorization` header, for services that verify the body. Absent if
    none was sent.
    """
    expires: Timestamp
    """Time (UTC) until which these scopes are valid. Only matters if access is granted for longer
    than the current request.
    """


class HawkAuthenticationFailure(Response):
    """Result for a request whose credentials were refused."""

    status: Literal["auth-failed"]
    """Always `auth-failed`, for example because of an unknown client or a wrong signature."""
    message: str
    """Human-readable reason for the refusal."""


class HawkNoAuthentication(Response):
    """Result for a request without credentials, which has only the publicly available scopes."""

    status: Literal["no-auth"]
    """Always `no-auth`: neither an `Authorization` header nor a `bewit` was present."""
    scopes: list[str]
    """Expanded scopes that anyone can use without credentials."""
    scheme: Literal["none"] | Unrecognized
    """Always `none`: the request was not signed."""
    expires: Timestamp
    """Time (UTC) until which these scopes are valid. Only matters if access is granted for longer
    than the current request.
    """


class UnrecognizedHawkAuthentication(Response):
    """A kind of `HawkAuthentication` that this version does not know, for example from a newer
    server.

    `status` identifies the kind; all other properties are kept.
    """

    status: Unrecognized
    """Value of `status`, which this version does not know."""


HawkAuthentication: TypeAlias = Annotated[
    HawkAuthenticationSuccess
    | HawkAuthenticationFailure
    | HawkNoAuthentication
    | UnrecognizedHawkAuthentication,
    Tagged("status"),
]
"""Result of checking a Hawk request: signature accepted, signature rejected, or no credentials
sent.
"""


class TestAuthenticateRequest(Request):
    """Setup for testing request signing with the fictitious client `tester`."""

    clientScopes: Annotated[list[Scope], UniqueItems] | None = None
    """Scopes that the client `tester` has during this call. Defaults to none."""
    requiredScopes: Annotated[list[Scope], UniqueItems] | None = None
    """Scopes that the signed request must satisfy for the call to succeed. Defaults to none."""


class TestAuthenticateResponse(Response):
    """Client and scopes of a correctly signed test request, as the server saw them."""

    clientId: str
    """Client id that the server would log. Named temporary credentials have their own."""
    scopes: list[str]
    """Scopes of the request after its certificate and authorized scopes have been applied."""


class ClientMessage(Response):
    """Sent when a client is created, updated or deleted, each on its own exchange."""

    clientId: str
    """Name of the client that changed. Fetch its new properties separately."""
    version: int
    """Version of the message format, always 1."""


class RoleMessage(Response):
    """Sent when a role is created, updated or deleted, each on its own exchange."""

    roleId: str
    """Name of the role that changed. Fetch its new properties separately."""
    version: int
    """Version of the message format, always 1."""
