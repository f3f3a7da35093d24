"""Models of the auth service: what its methods take and return, and its messages.

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
    """Named credentials with the scopes they carry, shown without the access token."""

    clientId: str
    """Name of the client, which requests are logged and audited under."""
    description: str
    """Markdown text saying what the client is for and whom to ask about it."""
    scopes: list[str]
    """Scopes given to the client itself, before roles are expanded."""
    expandedScopes: list[str]
    """All scopes the client ends up with once roles are expanded, including those of the implicit
    role `client-id:<clientId>`.
    """
    expires: Timestamp
    """UTC time after which the client's credentials are refused."""
    disabled: bool
    """True while the client is switched off and its credentials are refused, often because its
    owner lost some of the scopes.
    """
    deleteOnExpiration: bool
    """Whether the service may remove the client once it has expired. If false it stays on record,
    but is of no use for authentication.
    """
    created: Timestamp
    """UTC time the client was created."""
    lastModified: Timestamp
    """UTC time the client was last changed."""
    lastDateUsed: Timestamp
    """UTC time the client was last seen in use, recorded coarsely: it can lag behind by about 6
    hours.
    """
    lastRotated: Timestamp
    """UTC time the current access token was issued, at creation or by the latest reset."""


class ListClientsResponse(Response):
    """One page of the clients known to the service."""

    clients: list[Client]
    """Clients on this page, without their access tokens; may be empty even when more pages
    follow.
    """
    continuationToken: str | None = None
    """Pass this back as `continuationToken` to fetch the next page, which may turn out empty.
    Absent on the last page.
    """


class CreateClientRequest(Request):
    """Properties of a client to create or update; its `clientId` is given in the URL."""

    description: Annotated[str, Field(max_length=10240)]
    """Markdown text saying what the client is for and whom to ask about it, at most 10240
    characters.
    """
    scopes: Annotated[list[Scope], UniqueItems] | None = None
    """Scopes to give the client, not expanded; the caller must hold each one added. Left out, an
    update keeps the present scopes.
    """
    expires: Timestamp
    """UTC time from which the client's credentials shall be refused."""
    deleteOnExpiration: bool | None = None
    """Whether the service may remove the client once it has expired. Defaults to false, which keeps
    an unusable record of it.
    """


class ClientWithAccessToken(Response):
    """Client together with a newly issued access token, as returned by `createClient` and
    `resetAccessToken`.
    """

    clientId: str
    """Name of the client, which requests are logged and audited under."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret the client signs its requests with. Shown only in this response, so store it safely;
    if lost it must be reset.
    """
    description: str
    """Markdown text saying what the client is for and whom to ask about it."""
    scopes: list[str]
    """Scopes given to the client itself, before roles are expanded."""
    expandedScopes: list[str]
    """All scopes the client ends up with once roles are expanded, including those of the implicit
    role `client-id:<clientId>`.
    """
    expires: Timestamp
    """UTC time after which the client's credentials are refused."""
    disabled: bool
    """True while the client is switched off and its credentials are refused, often because its
    owner lost some of the scopes.
    """
    deleteOnExpiration: bool
    """Whether the service may remove the client once it has expired. If false it stays on record,
    but is of no use for authentication.
    """
    created: Timestamp
    """UTC time the client was created."""
    lastModified: Timestamp
    """UTC time the client was last changed."""
    lastDateUsed: Timestamp
    """UTC time the client was last seen in use, recorded coarsely: it can lag behind by about 6
    hours.
    """
    lastRotated: Timestamp
    """UTC time the current access token was issued, at creation or by the latest reset."""


class AuditEntry(Response):
    """Record of one change: who did what to which entity, and when."""

    entityType: Annotated[str, Since(84)]
    """Kind of entity that was acted on: `client`, `role`, `secret`, `hook` or `worker_pool`.
    Servers before release 84 may not send this: then there is no such attribute.
    """
    entityId: Annotated[str, Since(84)]
    """Name of the entity that was acted on, such as a `clientId` or `roleId`. Servers before
    release 84 may not send this: then there is no such attribute.
    """
    actionType: Annotated[str, Since(84)]
    """Action that changed the entity, as text; there is no fixed list of values. Servers before
    release 84 may not send this: then there is no such attribute.
    """
    clientId: Annotated[str, Since(84)]
    """Client whose credentials were used for the action. Servers before release 84 may not send
    this: then there is no such attribute.
    """
    created: Timestamp
    """UTC time the action took place."""


class EntityHistoryResponse(Response):
    """One page of the audit log, covering either one entity or one client's actions."""

    auditHistory: list[AuditEntry]
    """Recorded actions on this page, one entry for each."""
    continuationToken: str | None = None
    """Pass this back as `continuationToken` to fetch the next page, which may turn out empty.
    Absent on the last page.
    """


class Role(Response):
    """Named set of scopes, granted to every holder of `assume:<roleId>`."""

    roleId: str
    """Name of the role. A trailing `*` makes it apply to every name that begins with the rest."""
    description: str
    """Markdown text saying what the role is for and whom to ask about it."""
    scopes: list[str]
    """Scopes the role grants directly, before roles are expanded."""
    expandedScopes: list[str]
    """All scopes the role grants, including those that come from further roles it lets its holder
    assume.
    """
    created: Timestamp
    """UTC time the role was created."""
    lastModified: Timestamp
    """UTC time the role was last changed."""


class ListRolesResponse(Response):
    """One page of roles, or all of them if no `limit` was asked for."""

    roles: list[Role]
    """Roles on this page, each with its expanded scopes."""
    continuationToken: str | None = None
    """Pass this back as `continuationToken` to fetch the next page, which may turn out empty.
    Absent on the last page.
    """


class ListRoleIdsResponse(Response):
    """One page of role names, or all of them if no `limit` was asked for."""

    roleIds: list[str]
    """Names of the roles on this page; `role` fetches one in full."""
    continuationToken: str | None = None
    """Pass this back as `continuationToken` to fetch the next page, which may turn out empty.
    Absent on the last page.
    """


class CreateRoleRequest(Request):
    """Properties of a role to create or update; its `roleId` is given in the URL."""

    description: Annotated[str, Field(max_length=10240)]
    """Markdown text saying what the role is for and whom to ask about it, at most 10240
    characters.
    """
    scopes: Annotated[list[Scope], UniqueItems]
    """Complete list of scopes the role shall grant, not expanded. The caller must hold each one
    that is added.
    """


class ExpandScopesRequest(Request):
    """A list of scopes, before or after expansion."""

    scopes: Annotated[list[Scope], UniqueItems]
    """Scopes in the set, without duplicates; each is printable ASCII and a final `*` stands for any
    ending.
    """


class ScopeSet(Response):
    """A list of scopes, before or after expansion."""

    scopes: list[str]
    """Scopes in the set, without duplicates; each is printable ASCII and a final `*` stands for any
    ending.
    """


class AWSSessionCredentials(Response):
    """Temporary AWS keys; all three must be given to the S3 client."""

    accessKeyId: str
    """Public half of the key pair, which names the credentials in signed requests."""
    secretAccessKey: Annotated[str, Field(repr=False)]
    """Private half of the key pair, used for signing requests. Keep it out of logs."""
    sessionToken: Annotated[str, Field(repr=False)]
    """Token AWS demands along with every request signed by temporary keys."""


class S3CredentialsResponse(Response):
    """Temporary access to part of an S3 bucket."""

    credentials: AWSSessionCredentials
    """Keys for the part of the bucket that was asked for, at the level that was asked for."""
    expires: Timestamp
    """UTC time AWS stops accepting the keys; fetch new ones before then."""


class IAMRoleCredentials(Response):
    """Temporary access to part of an S3 bucket, in the words of the EC2 metadata service, for tools
    that expect to talk to that.
    """

    Code: str
    """Always `Success` here; failures come as errors of the API."""
    Type: str
    """Kind of credentials, `AWS-HMAC`."""
    LastUpdated: Timestamp
    """UTC time at which the keys were issued."""
    AccessKeyId: str
    """Public half of the key pair, which names the credentials in signed requests."""
    SecretAccessKey: Annotated[str, Field(repr=False)]
    """Private half of the key pair, which signs requests."""
    Token: Annotated[str, Field(repr=False)]
    """Session token to send along with each signed request."""
    Expiration: Timestamp
    """UTC time after which AWS refuses the keys."""


class ListAzureAccountsResponse(Response):
    """Azure storage accounts known to the auth service, all at once."""

    accounts: list[str]
    """Names of the accounts for whose tables and containers a SAS can be requested."""


class ListAzureTablesResponse(Response):
    """One page of the tables in an Azure storage account."""

    tables: list[str]
    """Names of the tables on this page; `azureTableSAS` gives access to one of them."""
    continuationToken: str | None = None
    """Pass this back as `continuationToken` to fetch the next page, which may turn out empty.
    Absent on the last page.
    """


class AzureTableSASResponse(Response):
    """Temporary access to one Azure table."""

    sas: Annotated[str, Field(repr=False)]
    """Shared access signature as query parameters. Join it to a URL with `?`, or with `&` if that
    already has a query.
    """
    expiry: Timestamp
    """UTC time the signature stops working; ask for another before then."""


class ListAzureContainersResponse(Response):
    """One page of the blob containers in an Azure storage account."""

    containers: list[str]
    """Names of the containers on this page; `azureContainerSAS` gives access to one of them."""
    continuationToken: str | None = None
    """Pass this back as `continuationToken` to fetch the next page, which may turn out empty.
    Absent on the last page.
    """


class AzureContainerSASResponse(Response):
    """Temporary access to one Azure blob container."""

    sas: Annotated[str, Field(repr=False)]
    """Shared access signature as query parameters. Join it to a URL with `?`, or with `&` if that
    already has a query.
    """
    expiry: Timestamp
    """UTC time the signature stops working; ask for another before then."""


class SentryDSN(Response):
    """Pair of addresses for a Sentry client, one for servers and one for code that runs at the
    user's end.
    """

    secret: Annotated[str, Field(repr=False)]
    """Address holding a secret key, for server-side programs only; good for 24 hours."""
    public: str
    """Address without the secret key, for code handed to users such as web pages; good for 24
    hours.
    """


class SentryDSNResponse(Response):
    """Temporary permission to report errors to a Sentry project."""

    project: str
    """Sentry project that reports sent to these addresses are filed under."""
    dsn: SentryDSN
    """Addresses to send reports of the project to."""
    expires: Timestamp
    """UTC time by which new addresses should be in use. Sentry may go on accepting the old ones for
    some while.
    """


class WebsocktunnelTokenResponse(Response):
    """Temporary permission to connect to a websocktunnel server under a given name."""

    wstClient: str
    """Name to connect under, repeated from the request."""
    wstAudience: str
    """Group of servers that accept the token, repeated from the request."""
    token: Annotated[str, Field(repr=False)]
    """JSON Web Token, to be sent as `Bearer <token>` when connecting."""
    expires: Timestamp
    """UTC time the token runs out, some hours ahead; renew it before then."""


class GCPCredentialsResponse(Response):
    """Temporary access to Google Cloud as a service account."""

    accessToken: Annotated[str, Field(repr=False)]
    """OAuth2 token to send as a bearer token to Google Cloud APIs."""
    expireTime: Timestamp
    """UTC time Google stops accepting the token; fetch another before then."""


class GitHubRepoPermissions(Request):
    """Permissions of a GitHub token in GitHub's own names and levels.

    Whatever is left out is not requested.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (MinProperties(1),)
    actions: Literal["read", "write"] | None = None
    """Access to GitHub Actions: workflows, their runs and what those produced."""
    administration: Literal["read", "write"] | None = None
    """Access to repository settings, teams and collaborators, up to creating or deleting
    repositories.
    """
    artifact_metadata: Literal["read", "write"] | None = None
    """Access to records that describe build artifacts."""
    attestations: Literal["read", "write"] | None = None
    """Access to attestations of where build outputs came from."""
    checks: Literal["read", "write"] | None = None
    """Access to check runs and check suites on commits."""
    code_quality: Literal["read", "write"] | None = None
    """Access to the findings of GitHub's code quality analysis."""
    codespaces: Literal["read", "write"] | None = None
    """Access to the development environments kept in Codespaces."""
    contents: Literal["read", "write"] | None = None
    """Access to files, commits, branches, tags, releases and merges."""
    dependabot_secrets: Literal["read", "write"] | None = None
    """Access to the secrets set aside for Dependabot."""
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
    """Access to GitHub Pages: settings, builds and new builds."""
    pull_requests: Literal["read", "write"] | None = None
    """Access to pull requests with their comments, labels, reviews and merging."""
    repository_custom_properties: Literal["read", "write"] | None = None
    """Access to the values of custom properties set on a repository."""
    repository_hooks: Literal["read", "write"] | None = None
    """Access to the webhooks set up on a repository."""
    repository_projects: Literal["read", "write", "admin"] | None = None
    """Access to project boards of the repository, where `admin` goes beyond `write`."""
    secret_scanning_alerts: Literal["read", "write"] | None = None
    """Access to alerts about secrets found in the code."""
    secrets: Literal["read", "write"] | None = None
    """Access to the secrets set aside for GitHub Actions."""
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
    """Choice of repositories and permissions for a GitHub token; the app and owner are given in the
    URL.
    """

    repositories: Annotated[
        list[Annotated[str, Field(pattern="^[A-Za-z0-9._-]+$")]],
        Field(max_length=500, min_length=1),
    ]
    """Names of up to 500 repositories the token is for, without the owner, who is given in the
    URL.
    """
    permissions: GitHubRepoPermissions
    """Rights that the token shall have, at least one."""


class GitHubRepoTokenResponse(Response):
    """Temporary GitHub token limited to the requested repositories and permissions."""

    token: Annotated[str, Field(repr=False)]
    """Installation access token of the GitHub app, for use with GitHub's API and Git over HTTPS."""
    expires: Timestamp
    """UTC time GitHub stops accepting the token, usually an hour after it was issued."""


class AuthenticateHawkRequest(SecretRequest):
    """Details of an HTTP request received by a service, for the auth service to check its Hawk
    signature.
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
    """HTTP method of the request under examination, in lower case."""
    resource: Annotated[str, Field(repr=False)]
    """Path and query string as found in the request line, unaltered, since the signature covers
    their order. May carry a signed `bewit`.
    """
    host: Annotated[str, Format("hostname")]
    """Host name or IP address the request was addressed to, usually the `Host` header without its
    port.
    """
    port: Annotated[int, Field(ge=0, le=65535)]
    """Port the client connected to, commonly 80 or 443. Behind a reverse proxy this is the proxy's,
    as told by `x-forwarded-port`.
    """
    authorization: Annotated[str | None, Field(repr=False)] = None
    """Value of the `Authorization` header. Leave out if the request had none."""
    sourceIp: Annotated[str, Format("ipv6", "ipv4")] | None = None
    """IPv4 or IPv6 address the request came from, kept for the audit log only."""


class HawkAuthenticationSuccess(Response):
    """Result for a request whose signature is valid; the service must still compare the scopes with
    those it requires.
    """

    status: Literal["auth-success"]
    """Always `auth-success`: the signature is good, which alone does not mean the request is
    allowed.
    """
    clientId: str
    """Client behind the request, possibly named by temporary credentials. Fit for logs and audits;
    decide on access by scopes alone.
    """
    scopes: list[str]
    """Expanded scopes the request carries, after any restriction it placed on itself."""
    scheme: Literal["hawk"] | Unrecognized
    """Kind of signature found, at present always `hawk`; needed only by services that verify
    `hash`.
    """
    hash: Annotated[JsonValue | None, MayBeNull] = None
    """Payload hash taken from the `Authorization` header, for services that wish to verify the
    body. Absent if none was sent.
    """
    expires: Timestamp
    """UTC time until which these scopes may be relied on. Only matters if access is granted for
    longer than the current request.
    """


class HawkAuthenticationFailure(Response):
    """Result for a request whose credentials were refused."""

    status: Literal["auth-failed"]
    """Always `auth-failed`, for example because of an unknown client or a wrong signature."""
    message: str
    """Reason for the refusal, in words meant for people."""


class HawkNoAuthentication(Response):
    """Result for a request sent without any credentials, which leaves it the publicly available
    scopes.
    """

    status: Literal["no-auth"]
    """Always `no-auth`: neither an `Authorization` header nor a `bewit` was present."""
    scopes: list[str]
    """Expanded scopes that anyone may use without credentials."""
    scheme: Literal["none"] | Unrecognized
    """Always `none`, as nothing was signed."""
    expires: Timestamp
    """UTC time until which these scopes may be relied on. Only matters if access is granted for
    longer than the current request.
    """


class UnrecognizedHawkAuthentication(Response):
    """A kind of `HawkAuthentication` that this version does not know, as a newer server may send.

    Its `status` says which; what else came is kept.
    """

    status: Unrecognized
    """The `status` that this version does not know."""


HawkAuthentication: TypeAlias = Annotated[
    HawkAuthenticationSuccess
    | HawkAuthenticationFailure
    | HawkNoAuthentication
    | UnrecognizedHawkAuthentication,
    Tagged("status"),
]
"""Verdict on a Hawk request: signature accepted, signature rejected, or no credentials sent at
all.
"""


class TestAuthenticateRequest(Request):
    """Setup for trying out request signing with the made-up client `tester`."""

    clientScopes: Annotated[list[Scope], UniqueItems] | None = None
    """Scopes the client `tester` shall have during this call. Default: `[]`."""
    requiredScopes: Annotated[list[Scope], UniqueItems] | None = None
    """Scopes the signed request must satisfy for the call to succeed. Default: `[]`."""


class TestAuthenticateResponse(Response):
    """The server's view of a correctly signed test request."""

    clientId: str
    """Client name the server would log, which named temporary credentials can change."""
    scopes: list[str]
    """Scopes left to the request after certificate and authorized scopes have been applied."""


class ClientMessage(Response):
    """Sent when a client is created, updated or deleted; the exchange tells which of these
    happened.
    """

    clientId: str
    """Name of the client concerned. Its new properties must be fetched separately."""
    version: int
    """Version of the message format, always 1."""


class RoleMessage(Response):
    """Sent when a role is created, updated or deleted; the exchange tells which of these
    happened.
    """

    roleId: str
    """Name of the role concerned. Its new properties must be fetched separately."""
    version: int
    """Version of the message format, always 1."""
