"""Names from hand-written modules that `tc_typed` and `tc_typed.aio` export.

The compiler adds them to the compiled clients in `__init__.py` and `aio.py`, also in packages that
it compiles for other deployments. Modules and names are in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Mapping

EXPORTS: Mapping[str, tuple[str, ...]] = {
    "tc_typed.core.attempt": ("Attempt",),
    "tc_typed.core.errors": (
        "AccessDenied",
        "ArtifactStorageTypeRejected",
        "AuthenticationFailed",
        "ClientClosed",
        "CorruptedDownload",
        "DenylistedAddress",
        "FailedDependency",
        "ForbiddenByGithub",
        "InputError",
        "InputTooLarge",
        "InputValidationError",
        "InsufficientScopes",
        "InternalServerError",
        "InvalidCall",
        "InvalidRequestArguments",
        "MalformedPayload",
        "NoMatchingMethod",
        "ProviderSetupFailed",
        "RequestConflict",
        "ResourceExpired",
        "ResourceNotFound",
        "StorageFailure",
        "TaskclusterAuthFailure",
        "TaskclusterConnectionError",
        "TaskclusterFailure",
        "TaskclusterRestFailure",
        "TaskclusterTimeout",
        "TooManyRequests",
        "UnexpectedMessage",
        "UnexpectedResponse",
        "UntrustedCertificate",
        "UnverifiableDownload",
        "WrongLength",
    ),
    "tc_typed.core.events": ("Binding",),
    "tc_typed.core.models.fields": ("Unrecognized",),
    "tc_typed.core.non_json": ("Content", "Redirect"),
    "tc_typed.core.options": ("Options", "config", "optionsFromEnvironment"),
    "tc_typed.core.paging": ("paginate",),
    "tc_typed.core.raw_response": ("RawResponse",),
    "tc_typed.core.signing.credentials": ("Credentials", "credentialsFromFile"),
    "tc_typed.core.signing.httpx_auth": ("HawkAuth",),
    "tc_typed.core.with_response": ("withResponse",),
    "tc_typed.credentials.information": ("credentialInformation",),
    "tc_typed.credentials.information.findings": ("CredentialInformation",),
    "tc_typed.credentials.temporary": ("createTemporaryCredentials",),
    "tc_typed.dynamic": ("ApiClient", "CompiledDeployment", "compileDeployment", "createApiClient"),
    "tc_typed.live_log.follow_log": ("followLog",),
    "tc_typed.scopes.patterns": (
        "intersectScopes",
        "missingScopes",
        "normalizeScopes",
        "satisfies",
        "scopeMatch",
        "scopeSets",
        "subtractScopes",
    ),
    "tc_typed.scopes.required": ("ScopesUnknown", "requiredScopes"),
    "tc_typed.scopes.roles": ("expandScopes",),
    "tc_typed.slugs": ("slugId", "stableSlugId"),
    "tc_typed.taskcluster_yml": (
        "InvalidTaskclusterYml",
        "loadTaskclusterYml",
        "parseTaskclusterYml",
        "renderHook",
        "renderTaskclusterYml",
    ),
    "tc_typed.tasks": ("taskLike",),
    "tc_typed.times": ("fromNow", "fromNowJSON", "isExpired"),
    "tc_typed.urls": ("buildSignedUrl", "buildUrl", "externalBuildSignedUrl", "externalBuildUrl"),
}
"""Names that `tc_typed` exports in addition to the compiled clients, by module."""

ASYNC_EXPORTS: Mapping[str, tuple[str, str]] = {
    "ApiClient": ("tc_typed.dynamic", "AsyncApiClient"),
    "Options": ("tc_typed.core.options", "AsyncOptions"),
    "createApiClient": ("tc_typed.dynamic", "createAsyncApiClient"),
    "credentialInformation": ("tc_typed.credentials.information.aio", "credentialInformation"),
    "paginate": ("tc_typed.core.paging.aio", "paginate"),
    "withResponse": ("tc_typed.core.with_response", "awithResponse"),
}
"""Names that `tc_typed.aio` exports, with their module and their name in that module."""
