"""Names written by hand that compiled modules import, or that `tc_typed` offers."""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.compiler.code import Code, code, words

MODULES: Mapping[Code, tuple[Code, ...]] = {
    code("typing"): words("Annotated", "ClassVar", "Literal", "TypeAlias"),
    code("pydantic"): words("Field", "JsonValue"),
    code("tc_typed.core.answers"): words("Content", "Redirect"),
    code("tc_typed.core.constraints"): words(
        "AtLeastOne",
        "Constraint",
        "ExactlyOne",
        "Forbidden",
        "MaxProperties",
        "MinProperties",
        "Needs",
        "NotTogether",
    ),
    code("tc_typed.core.fields"): words(
        "Format",
        "FreeForm",
        "HasKeys",
        "JsonObject",
        "MayBeNull",
        "Tagged",
        "Timestamp",
        "UniqueItems",
        "Unrecognized",
        "Upload",
    ),
    code("tc_typed.core.model"): words("Request", "Response", "SecretRequest"),
    code("tc_typed.core.since"): words("Since"),
}
"""Names that modules of a service may import beside those in their templates, by module."""

PUBLIC: Mapping[Code, tuple[Code, ...]] = {
    code("tc_typed.api_clients"): words("ApiClient", "createApiClient"),
    code("tc_typed.core.attempts"): words("Attempt"),
    code("tc_typed.core.answers"): words("Content", "Redirect"),
    code("tc_typed.core.errors"): words(
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
    code("tc_typed.core.events"): words("Binding"),
    code("tc_typed.core.fields"): words("Unrecognized"),
    code("tc_typed.core.hawk"): words("HawkAuth"),
    code("tc_typed.core.options"): words("Options", "config", "optionsFromEnvironment"),
    code("tc_typed.core.paging"): words("paginate"),
    code("tc_typed.core.raw_response"): words("RawResponse", "withResponse"),
    code("tc_typed.credential_information"): words(
        "CredentialInformation",
        "credentialInformation",
    ),
    code("tc_typed.credentials"): words("Credentials", "credentialsFromFile"),
    code("tc_typed.deployment"): words("CompiledDeployment", "compileDeployment"),
    code("tc_typed.required_scopes"): words("ScopesUnknown", "requiredScopes"),
    code("tc_typed.roles"): words("expandScopes"),
    code("tc_typed.scopes"): words(
        "intersectScopes",
        "missingScopes",
        "normalizeScopes",
        "satisfies",
        "scopeMatch",
        "scopeSets",
        "subtractScopes",
    ),
    code("tc_typed.slugs"): words("slugId", "stableSlugId"),
    code("tc_typed.taskcluster_yml"): words(
        "InvalidTaskclusterYml",
        "loadTaskclusterYml",
        "parseTaskclusterYml",
    ),
    code("tc_typed.tasks"): words("taskLike"),
    code("tc_typed.temporary"): words("createTemporaryCredentials"),
    code("tc_typed.times"): words("fromNow", "fromNowJSON", "isExpired"),
    code("tc_typed.urls"): words(
        "buildSignedUrl",
        "buildUrl",
        "externalBuildSignedUrl",
        "externalBuildUrl",
    ),
}
"""Names that `tc_typed` offers beside compiled clients, by module."""

TWINS: Mapping[Code, tuple[Code, Code]] = {
    code("ApiClient"): (code("tc_typed.api_clients"), code("AsyncApiClient")),
    code("createApiClient"): (code("tc_typed.api_clients"), code("createAsyncApiClient")),
    code("credentialInformation"): (
        code("tc_typed.credential_information"),
        code("acredentialInformation"),
    ),
    code("paginate"): (code("tc_typed.core.paging"), code("apaginate")),
    code("withResponse"): (code("tc_typed.core.raw_response"), code("awithResponse")),
}
"""Names that `tc_typed.aio` offers beside compiled clients, with module and name there."""
