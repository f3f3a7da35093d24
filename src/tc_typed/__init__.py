"""A fully typed SDK for Taskcluster.

```python
from tc_typed import Queue

with Queue(rootUrl="https://tc.example.com") as queue:
    status = queue.status(taskId)
```

Models are in the packages of the services, such as `tc_typed.queue`; async clients are in
`tc_typed.aio`.

Names are imported on first use, so a program only loads the services that it uses.

Compiled from schemas/ by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tc_typed import aio
    from tc_typed.auth.client import Auth
    from tc_typed.auth.events import AuthEvents
    from tc_typed.common.bindings import bindingFor
    from tc_typed.core.attempt import Attempt
    from tc_typed.core.errors import (
        AccessDenied,
        ArtifactStorageTypeRejected,
        AuthenticationFailed,
        ClientClosed,
        CorruptedDownload,
        DenylistedAddress,
        FailedDependency,
        ForbiddenByGithub,
        InputError,
        InputTooLarge,
        InputValidationError,
        InsufficientScopes,
        InternalServerError,
        InvalidCall,
        InvalidRequestArguments,
        MalformedPayload,
        NoMatchingMethod,
        ProviderSetupFailed,
        RequestConflict,
        ResourceExpired,
        ResourceNotFound,
        StorageFailure,
        TaskclusterAuthFailure,
        TaskclusterConnectionError,
        TaskclusterFailure,
        TaskclusterRestFailure,
        TaskclusterTimeout,
        TooManyRequests,
        UnexpectedMessage,
        UnexpectedResponse,
        UntrustedCertificate,
        UnverifiableDownload,
        WrongLength,
    )
    from tc_typed.core.events import Binding
    from tc_typed.core.models.fields import Unrecognized
    from tc_typed.core.non_json import Content, Redirect
    from tc_typed.core.options import Options, config, optionsFromEnvironment
    from tc_typed.core.paging import paginate
    from tc_typed.core.raw_response import RawResponse
    from tc_typed.core.signing.credentials import Credentials, credentialsFromFile
    from tc_typed.core.signing.httpx_auth import HawkAuth
    from tc_typed.core.version import __version__
    from tc_typed.core.with_response import withResponse
    from tc_typed.credentials.information import credentialInformation
    from tc_typed.credentials.information.findings import CredentialInformation
    from tc_typed.credentials.temporary import createTemporaryCredentials
    from tc_typed.dynamic import ApiClient, CompiledDeployment, compileDeployment, createApiClient
    from tc_typed.github.client import Github
    from tc_typed.github.events import GithubEvents
    from tc_typed.hooks.client import Hooks
    from tc_typed.hooks.events import HooksEvents
    from tc_typed.index.client import Index
    from tc_typed.live_log.follow_log import followLog
    from tc_typed.notify.client import Notify
    from tc_typed.notify.events import NotifyEvents
    from tc_typed.object.client import Object
    from tc_typed.purge_cache.client import PurgeCache
    from tc_typed.queue.client import Queue
    from tc_typed.queue.events import QueueEvents
    from tc_typed.scopes.patterns import (
        intersectScopes,
        missingScopes,
        normalizeScopes,
        satisfies,
        scopeMatch,
        scopeSets,
        subtractScopes,
    )
    from tc_typed.scopes.required import ScopesUnknown, requiredScopes
    from tc_typed.scopes.roles import expandScopes
    from tc_typed.secrets.client import Secrets
    from tc_typed.slugs import slugId, stableSlugId
    from tc_typed.taskcluster import Taskcluster
    from tc_typed.taskcluster_yml import (
        InvalidTaskclusterYml,
        loadTaskclusterYml,
        parseTaskclusterYml,
        renderHook,
        renderTaskclusterYml,
    )
    from tc_typed.tasks import taskLike
    from tc_typed.times import fromNow, fromNowJSON, isExpired
    from tc_typed.urls import buildSignedUrl, buildUrl, externalBuildSignedUrl, externalBuildUrl
    from tc_typed.web_server.client import WebServer
    from tc_typed.worker_manager.client import WorkerManager
    from tc_typed.worker_manager.events import WorkerManagerEvents

__all__ = [
    "AccessDenied",
    "ApiClient",
    "ArtifactStorageTypeRejected",
    "Attempt",
    "Auth",
    "AuthEvents",
    "AuthenticationFailed",
    "Binding",
    "ClientClosed",
    "CompiledDeployment",
    "Content",
    "CorruptedDownload",
    "CredentialInformation",
    "Credentials",
    "DenylistedAddress",
    "FailedDependency",
    "ForbiddenByGithub",
    "Github",
    "GithubEvents",
    "HawkAuth",
    "Hooks",
    "HooksEvents",
    "Index",
    "InputError",
    "InputTooLarge",
    "InputValidationError",
    "InsufficientScopes",
    "InternalServerError",
    "InvalidCall",
    "InvalidRequestArguments",
    "InvalidTaskclusterYml",
    "MalformedPayload",
    "NoMatchingMethod",
    "Notify",
    "NotifyEvents",
    "Object",
    "Options",
    "ProviderSetupFailed",
    "PurgeCache",
    "Queue",
    "QueueEvents",
    "RawResponse",
    "Redirect",
    "RequestConflict",
    "ResourceExpired",
    "ResourceNotFound",
    "ScopesUnknown",
    "Secrets",
    "StorageFailure",
    "Taskcluster",
    "TaskclusterAuthFailure",
    "TaskclusterConnectionError",
    "TaskclusterFailure",
    "TaskclusterRestFailure",
    "TaskclusterTimeout",
    "TooManyRequests",
    "UnexpectedMessage",
    "UnexpectedResponse",
    "Unrecognized",
    "UntrustedCertificate",
    "UnverifiableDownload",
    "WebServer",
    "WorkerManager",
    "WorkerManagerEvents",
    "WrongLength",
    "__version__",
    "aio",
    "bindingFor",
    "buildSignedUrl",
    "buildUrl",
    "compileDeployment",
    "config",
    "createApiClient",
    "createTemporaryCredentials",
    "credentialInformation",
    "credentialsFromFile",
    "expandScopes",
    "externalBuildSignedUrl",
    "externalBuildUrl",
    "followLog",
    "fromNow",
    "fromNowJSON",
    "intersectScopes",
    "isExpired",
    "loadTaskclusterYml",
    "missingScopes",
    "normalizeScopes",
    "optionsFromEnvironment",
    "paginate",
    "parseTaskclusterYml",
    "renderHook",
    "renderTaskclusterYml",
    "requiredScopes",
    "satisfies",
    "scopeMatch",
    "scopeSets",
    "slugId",
    "stableSlugId",
    "subtractScopes",
    "taskLike",
    "withResponse",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    _PLACES = {
        "AccessDenied": ("tc_typed.core.errors", "AccessDenied"),
        "ApiClient": ("tc_typed.dynamic", "ApiClient"),
        "ArtifactStorageTypeRejected": ("tc_typed.core.errors", "ArtifactStorageTypeRejected"),
        "Attempt": ("tc_typed.core.attempt", "Attempt"),
        "Auth": ("tc_typed.auth.client", "Auth"),
        "AuthEvents": ("tc_typed.auth.events", "AuthEvents"),
        "AuthenticationFailed": ("tc_typed.core.errors", "AuthenticationFailed"),
        "Binding": ("tc_typed.core.events", "Binding"),
        "ClientClosed": ("tc_typed.core.errors", "ClientClosed"),
        "CompiledDeployment": ("tc_typed.dynamic", "CompiledDeployment"),
        "Content": ("tc_typed.core.non_json", "Content"),
        "CorruptedDownload": ("tc_typed.core.errors", "CorruptedDownload"),
        "CredentialInformation": (
            "tc_typed.credentials.information.findings",
            "CredentialInformation",
        ),
        "Credentials": ("tc_typed.core.signing.credentials", "Credentials"),
        "DenylistedAddress": ("tc_typed.core.errors", "DenylistedAddress"),
        "FailedDependency": ("tc_typed.core.errors", "FailedDependency"),
        "ForbiddenByGithub": ("tc_typed.core.errors", "ForbiddenByGithub"),
        "Github": ("tc_typed.github.client", "Github"),
        "GithubEvents": ("tc_typed.github.events", "GithubEvents"),
        "HawkAuth": ("tc_typed.core.signing.httpx_auth", "HawkAuth"),
        "Hooks": ("tc_typed.hooks.client", "Hooks"),
        "HooksEvents": ("tc_typed.hooks.events", "HooksEvents"),
        "Index": ("tc_typed.index.client", "Index"),
        "InputError": ("tc_typed.core.errors", "InputError"),
        "InputTooLarge": ("tc_typed.core.errors", "InputTooLarge"),
        "InputValidationError": ("tc_typed.core.errors", "InputValidationError"),
        "InsufficientScopes": ("tc_typed.core.errors", "InsufficientScopes"),
        "InternalServerError": ("tc_typed.core.errors", "InternalServerError"),
        "InvalidCall": ("tc_typed.core.errors", "InvalidCall"),
        "InvalidRequestArguments": ("tc_typed.core.errors", "InvalidRequestArguments"),
        "InvalidTaskclusterYml": ("tc_typed.taskcluster_yml", "InvalidTaskclusterYml"),
        "MalformedPayload": ("tc_typed.core.errors", "MalformedPayload"),
        "NoMatchingMethod": ("tc_typed.core.errors", "NoMatchingMethod"),
        "Notify": ("tc_typed.notify.client", "Notify"),
        "NotifyEvents": ("tc_typed.notify.events", "NotifyEvents"),
        "Object": ("tc_typed.object.client", "Object"),
        "Options": ("tc_typed.core.options", "Options"),
        "ProviderSetupFailed": ("tc_typed.core.errors", "ProviderSetupFailed"),
        "PurgeCache": ("tc_typed.purge_cache.client", "PurgeCache"),
        "Queue": ("tc_typed.queue.client", "Queue"),
        "QueueEvents": ("tc_typed.queue.events", "QueueEvents"),
        "RawResponse": ("tc_typed.core.raw_response", "RawResponse"),
        "Redirect": ("tc_typed.core.non_json", "Redirect"),
        "RequestConflict": ("tc_typed.core.errors", "RequestConflict"),
        "ResourceExpired": ("tc_typed.core.errors", "ResourceExpired"),
        "ResourceNotFound": ("tc_typed.core.errors", "ResourceNotFound"),
        "ScopesUnknown": ("tc_typed.scopes.required", "ScopesUnknown"),
        "Secrets": ("tc_typed.secrets.client", "Secrets"),
        "StorageFailure": ("tc_typed.core.errors", "StorageFailure"),
        "Taskcluster": ("tc_typed.taskcluster", "Taskcluster"),
        "TaskclusterAuthFailure": ("tc_typed.core.errors", "TaskclusterAuthFailure"),
        "TaskclusterConnectionError": ("tc_typed.core.errors", "TaskclusterConnectionError"),
        "TaskclusterFailure": ("tc_typed.core.errors", "TaskclusterFailure"),
        "TaskclusterRestFailure": ("tc_typed.core.errors", "TaskclusterRestFailure"),
        "TaskclusterTimeout": ("tc_typed.core.errors", "TaskclusterTimeout"),
        "TooManyRequests": ("tc_typed.core.errors", "TooManyRequests"),
        "UnexpectedMessage": ("tc_typed.core.errors", "UnexpectedMessage"),
        "UnexpectedResponse": ("tc_typed.core.errors", "UnexpectedResponse"),
        "Unrecognized": ("tc_typed.core.models.fields", "Unrecognized"),
        "UntrustedCertificate": ("tc_typed.core.errors", "UntrustedCertificate"),
        "UnverifiableDownload": ("tc_typed.core.errors", "UnverifiableDownload"),
        "WebServer": ("tc_typed.web_server.client", "WebServer"),
        "WorkerManager": ("tc_typed.worker_manager.client", "WorkerManager"),
        "WorkerManagerEvents": ("tc_typed.worker_manager.events", "WorkerManagerEvents"),
        "WrongLength": ("tc_typed.core.errors", "WrongLength"),
        "__version__": ("tc_typed.core.version", "__version__"),
        "bindingFor": ("tc_typed.common.bindings", "bindingFor"),
        "buildSignedUrl": ("tc_typed.urls", "buildSignedUrl"),
        "buildUrl": ("tc_typed.urls", "buildUrl"),
        "compileDeployment": ("tc_typed.dynamic", "compileDeployment"),
        "config": ("tc_typed.core.options", "config"),
        "createApiClient": ("tc_typed.dynamic", "createApiClient"),
        "createTemporaryCredentials": (
            "tc_typed.credentials.temporary",
            "createTemporaryCredentials",
        ),
        "credentialInformation": ("tc_typed.credentials.information", "credentialInformation"),
        "credentialsFromFile": ("tc_typed.core.signing.credentials", "credentialsFromFile"),
        "expandScopes": ("tc_typed.scopes.roles", "expandScopes"),
        "externalBuildSignedUrl": ("tc_typed.urls", "externalBuildSignedUrl"),
        "externalBuildUrl": ("tc_typed.urls", "externalBuildUrl"),
        "followLog": ("tc_typed.live_log.follow_log", "followLog"),
        "fromNow": ("tc_typed.times", "fromNow"),
        "fromNowJSON": ("tc_typed.times", "fromNowJSON"),
        "intersectScopes": ("tc_typed.scopes.patterns", "intersectScopes"),
        "isExpired": ("tc_typed.times", "isExpired"),
        "loadTaskclusterYml": ("tc_typed.taskcluster_yml", "loadTaskclusterYml"),
        "missingScopes": ("tc_typed.scopes.patterns", "missingScopes"),
        "normalizeScopes": ("tc_typed.scopes.patterns", "normalizeScopes"),
        "optionsFromEnvironment": ("tc_typed.core.options", "optionsFromEnvironment"),
        "paginate": ("tc_typed.core.paging", "paginate"),
        "parseTaskclusterYml": ("tc_typed.taskcluster_yml", "parseTaskclusterYml"),
        "renderHook": ("tc_typed.taskcluster_yml", "renderHook"),
        "renderTaskclusterYml": ("tc_typed.taskcluster_yml", "renderTaskclusterYml"),
        "requiredScopes": ("tc_typed.scopes.required", "requiredScopes"),
        "satisfies": ("tc_typed.scopes.patterns", "satisfies"),
        "scopeMatch": ("tc_typed.scopes.patterns", "scopeMatch"),
        "scopeSets": ("tc_typed.scopes.patterns", "scopeSets"),
        "slugId": ("tc_typed.slugs", "slugId"),
        "stableSlugId": ("tc_typed.slugs", "stableSlugId"),
        "subtractScopes": ("tc_typed.scopes.patterns", "subtractScopes"),
        "taskLike": ("tc_typed.tasks", "taskLike"),
        "withResponse": ("tc_typed.core.with_response", "withResponse"),
    }

    def __getattr__(name: str) -> object:
        if name == "aio":
            return import_module(f"{__name__}.aio")
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _PLACES[name]
        value = globals()[name] = getattr(import_module(module), attribute)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
