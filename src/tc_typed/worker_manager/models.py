"""Models of the worker-manager service: payloads, responses and Pulse messages.

Compiled from schemas/worker-manager by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, JsonValue

from tc_typed.common.models import (
    Identifier,
    QuarantineDetail,
    TaskRunId,
    WorkerPoolId,
    WorkerSecret,
)
from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.constraints import Constraint, ExactlyOne, Forbidden, NotTogether
from tc_typed.core.models.fields import (
    Format,
    FreeForm,
    HasKeys,
    JsonObject,
    Timestamp,
    UniqueItems,
    Unrecognized,
)
from tc_typed.core.models.read_as import ModelT, readAs
from tc_typed.core.models.since import Since


class Provider(Response):
    """An account with a cloud, or another source of workers, that worker pools can use."""

    providerId: str
    """Name of the provider, chosen by the deployment's operators. Worker pools refer to it."""
    providerType: str
    """Kind of provider, such as `aws`, `azure`, `google` or `static`. It determines the format of a
    pool's `config`.
    """


class ListProvidersResponse(Response):
    """One page of the providers of a deployment."""

    providers: list[Provider]
    """Providers on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class CreateWorkerPoolRequest(Request):
    """Definition of a new worker pool: its provider, its settings, and the owner to notify of
    errors.

    The pool's name is an argument of the call.
    """

    providerId: Identifier
    """Provider to run the pool, one of those from `listProviders`. Needs the scope
    `worker-manager:provider:<providerId>`.
    """
    description: Annotated[str, Field(max_length=10240)]
    """Purpose of the pool, in Markdown, up to 10240 characters."""
    owner: Annotated[str, Format("email")]
    """Email address of the person or team responsible for the pool; emails about errors are sent
    there.
    """
    emailOnError: bool
    """Whether the owner gets an email for each failure to start a worker and for each error that a
    worker reports.
    """
    config: FreeForm
    """Settings in the format of the provider's type, such as `AwsProviderConfig` or
    `StaticProviderConfig`. For cloud providers, these are limits and launch configurations. Many
    users can read them, so keep secrets out.
    """


class WorkerPool(Response):
    """A worker pool: its definition, and the number of its workers.

    Only `workerPool` counts the workers; in other responses the numbers may be 0.
    """

    workerPoolId: str | None = None
    """Name of the worker pool, as `<provisionerId>/<workerType>`; also the name of the task queue
    that its workers serve. Servers always send it.
    """
    providerId: str
    """Provider that runs the pool. `null-provider` if the pool will be deleted once its last worker
    is gone.
    """
    description: str
    """Purpose of the pool, in Markdown, up to 10240 characters."""
    owner: str
    """Email address of the person or team responsible for the pool."""
    emailOnError: bool
    """Whether the owner gets an email for each error of the pool."""
    config: JsonObject
    """Settings in the format of the provider's type. Only active launch configurations are
    included; if there are none, `launchConfigs` is absent.
    """
    created: Timestamp
    """Time (UTC) at which the pool was created."""
    lastModified: Timestamp
    """Time (UTC) of the last change to its definition."""
    currentCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(31)]
    """Number of tasks that the workers of the pool can run at the same time, not counting stopped
    workers. Servers before release 31 may omit this; the attribute is then missing. Deprecated: use
    `workerPoolStats`.
    """
    requestedCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of workers that have been requested but have not registered yet. Servers before
    release 45 may omit this; the attribute is then missing. Deprecated: use `workerPoolStats`.
    """
    runningCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of workers that have registered and are not known to have stopped. Servers before
    release 45 may omit this; the attribute is then missing. Deprecated: use `workerPoolStats`.
    """
    stoppingCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of workers that are shutting down. Servers before release 45 may omit this; the
    attribute is then missing. Deprecated: use `workerPoolStats`.
    """
    stoppedCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of workers that are gone but still on record. Servers before release 45 may omit this;
    the attribute is then missing. Deprecated: use `workerPoolStats`.
    """
    requestedCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of tasks that the requested workers will be able to run at the same time. Servers
    before release 45 may omit this; the attribute is then missing. Deprecated: use
    `workerPoolStats`.
    """
    runningCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of tasks that the running workers can run at the same time. Servers before release 45
    may omit this; the attribute is then missing. Deprecated: use `workerPoolStats`.
    """
    stoppingCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of tasks that the stopping workers could run at the same time. Servers before release
    45 may omit this; the attribute is then missing. Deprecated: use `workerPoolStats`.
    """
    stoppedCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Number of tasks that the stopped workers could run at the same time. Servers before release
    45 may omit this; the attribute is then missing. Deprecated: use `workerPoolStats`.
    """


class UpdateWorkerPoolRequest(Request):
    """Complete new definition of a worker pool, which replaces the old one.

    You can change what `workerPool` returned and send it back, without its counts and capacities.
    """

    workerPoolId: WorkerPoolId | None = None
    """Name of the pool; must match the one in the call. Usually left out."""
    providerId: Identifier
    """Provider to run the pool; `null-provider` to delete the pool. Needs the scope
    `worker-manager:provider:<providerId>`.
    """
    description: Annotated[str, Field(max_length=10240)]
    """Purpose of the pool, in Markdown, up to 10240 characters."""
    owner: Annotated[str, Format("email")]
    """Email address of the person or team responsible for the pool; emails about errors are sent
    there.
    """
    emailOnError: bool
    """Whether the owner gets an email for each failure to start a worker and for each error that a
    worker reports.
    """
    config: FreeForm
    """Settings in the format of the provider's type, such as `AwsProviderConfig` or
    `StaticProviderConfig`. For cloud providers, these are limits and launch configurations. Many
    users can read them, so keep secrets out.
    """
    created: Timestamp | None = None
    """Ignored by the server; accepted so that a fetched pool can be sent back."""
    lastModified: Timestamp | None = None
    """Ignored by the server; accepted so that a fetched pool can be sent back."""


class WorkerPoolLaunchConfig(Response):
    """A launch configuration as the worker manager stores it, even after the pool has dropped
    it.
    """

    launchConfigId: str
    """Name of the launch configuration, which the pool never reuses. Generated if its author did
    not give one.
    """
    workerPoolId: str
    """Worker pool that the launch configuration belongs to."""
    isArchived: bool
    """Whether the pool has dropped the launch configuration, so that no more workers are started
    from it.
    """
    configuration: JsonObject
    """Settings as given in `launchConfigs` of the pool's `config`. Their format depends on the
    provider's type.
    """
    created: Timestamp
    """Time (UTC) at which the launch configuration was added to the pool."""
    lastModified: Timestamp
    """Time (UTC) of the last change: the launch configuration was archived, or the worker manager's
    settings for it changed.
    """


class ListWorkerPoolLaunchConfigsResponse(Response):
    """One page of the launch configurations of a worker pool."""

    workerPoolLaunchConfigs: list[WorkerPoolLaunchConfig]
    """Launch configurations on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class LaunchConfigStats(Response):
    """Number of workers of one launch configuration, and their capacity, by state."""

    workerPoolId: str
    """Worker pool that was counted."""
    launchConfigId: str
    """Launch configuration that was counted; `unknown` is the sum of all workers without one, such
    as static workers.
    """
    currentCapacity: int
    """Number of tasks that the workers of the launch configuration can run at the same time, not
    counting stopped workers.
    """
    requestedCount: int
    """Number of workers that have been requested but have not registered yet."""
    runningCount: int
    """Number of workers that have registered and are not known to have stopped."""
    stoppingCount: int
    """Number of workers that are shutting down."""
    stoppedCount: int
    """Number of workers that are gone but still on record."""
    requestedCapacity: int
    """Number of tasks that the requested workers will be able to run at the same time."""
    runningCapacity: int
    """Number of tasks that the running workers can run at the same time."""
    stoppingCapacity: int
    """Number of tasks that the stopping workers could run at the same time."""
    stoppedCapacity: int
    """Number of tasks that the stopped workers could run at the same time."""


class WorkerPoolStats(Response):
    """Number of workers of one worker pool, by launch configuration."""

    launchConfigStats: list[LaunchConfigStats]
    """One entry for each launch configuration that has workers to count."""


class ListWorkerPoolsResponse(Response):
    """One page of the worker pools of a deployment."""

    workerPools: list[WorkerPool]
    """Worker pools on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class WorkerPoolTotals(Response):
    """Number of workers of one worker pool, and their capacity, by state, across all its launch
    configurations.
    """

    workerPoolId: str
    """Worker pool that was counted."""
    currentCapacity: int
    """Number of tasks that the workers of the pool can run at the same time, not counting stopped
    workers.
    """
    requestedCount: int
    """Number of workers that have been requested but have not registered yet."""
    runningCount: int
    """Number of workers that have registered and are not known to have stopped."""
    stoppingCount: int
    """Number of workers that are shutting down."""
    stoppedCount: int
    """Number of workers that are gone but still on record."""
    requestedCapacity: int
    """Number of tasks that the requested workers will be able to run at the same time."""
    runningCapacity: int
    """Number of tasks that the running workers can run at the same time."""
    stoppingCapacity: int
    """Number of tasks that the stopping workers could run at the same time."""
    stoppedCapacity: int
    """Number of tasks that the stopped workers could run at the same time."""


class ListWorkerPoolsStatsResponse(Response):
    """One page of worker counts by worker pool."""

    workerPoolsStats: list[WorkerPoolTotals]
    """Counts of the worker pools on this page, one entry per pool."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class ReportWorkerErrorRequest(Request):
    """An error that a worker reports, to be recorded for its pool. It must not contain secrets."""

    workerGroup: Identifier
    """Group of the worker that reports the error. The caller needs the scope
    `assume:worker-id:<workerGroup>/<workerId>`.
    """
    workerId: Identifier
    """Id of the worker that reports the error, unique within `workerGroup`."""
    kind: Annotated[str, Field(max_length=128, pattern="[-a-z0-9]+")]
    """Machine-readable kind of error, by convention `worker-error`. Up to 128 characters, of which
    at least one is a lower-case letter, a digit or `-`.
    """
    title: Annotated[str, Field(max_length=128)]
    """Kind of error in words, as a heading for the description. Up to 128 characters."""
    description: Annotated[str, Field(max_length=10240)]
    """Details of what happened, up to 10240 characters."""
    extra: FreeForm
    """Additional data about the error, in free form. The server adds `workerGroup` and
    `workerId`.
    """


class WorkerPoolError(Response):
    """Record of an error that happened while starting a worker, or on the worker itself."""

    errorId: str
    """Slugid of the error."""
    workerPoolId: str
    """Worker pool that the error belongs to."""
    launchConfigId: str | None = None
    """Launch configuration that was in use. Absent if there is none or it is unknown."""
    kind: str
    """Machine-readable kind of error, such as `creation-error`. Up to 128 characters, of which at
    least one is a lower-case letter, a digit or `-`.
    """
    title: str
    """Kind of error in words, as a heading for the description. Up to 128 characters; may be
    empty.
    """
    description: str
    """Details of what happened, up to 10240 characters."""
    extra: JsonObject
    """Additional data about the error, in free form. If a worker reported the error, this includes
    its `workerGroup` and `workerId`.
    """
    reported: Timestamp
    """Time (UTC) at which the error was recorded."""


class WorkerPoolErrorTotals(Response):
    """Numbers of errors by time, title, code and launch configuration."""

    total: float
    """Number of errors in the last 7 days."""
    daily: JsonObject
    """Number of errors on each of the last 7 days, zeros included. Keys are the starts of the days
    (UTC), such as `2026-01-31T00:00:00.000Z`.
    """
    hourly: JsonObject
    """Number of errors in each of the last 24 hours, zeros included. Keys are the starts of the
    hours (UTC), such as `2026-01-31T12:00:00.000Z`.
    """
    title: JsonObject
    """Number of errors for each `title`."""
    code: JsonObject
    """Number of errors for each error code of the cloud, `other` for errors without one."""
    launchConfig: Annotated[JsonObject, Since(84)]
    """Number of errors for each `launchConfigId`. May be empty if all pools were counted. Servers
    before release 84 may omit this; the attribute is then missing.
    """
    workerPool: Annotated[JsonObject, Since(84)]
    """Number of errors for each worker pool; has at most one entry if one pool was counted. Servers
    before release 84 may omit this; the attribute is then missing.
    """


class WorkerPoolErrorStats(Response):
    """Numbers of recent errors of one worker pool, or of all pools together."""

    workerPoolId: str
    """Worker pool that was counted; an empty string if all were."""
    totals: WorkerPoolErrorTotals
    """Numbers of errors, in total and broken down."""


class ListWorkerPoolErrorsResponse(Response):
    """One page of the errors of a worker pool, newest first."""

    workerPoolErrors: list[WorkerPoolError]
    """Errors on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


ManagedWorkerState: TypeAlias = Literal["requested", "running", "stopping", "stopped"]
"""States of a worker that a provider manages."""


class Worker(Response):
    """The worker manager's record of a worker: its pool, its group and its state.

    `WorkerDetails` has its activity in the queue.
    """

    workerPoolId: str
    """Worker pool that the worker belongs to, as `<provisionerId>/<workerType>`."""
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker within its pool.
    """
    workerId: str
    """Id of the worker, unique within its `workerGroup`; for a cloud worker, the id of its
    instance.
    """
    providerId: str
    """Provider that started and manages the worker, even if the pool has since moved to another
    provider.
    """
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    state: ManagedWorkerState | Unrecognized
    """State of the worker: starting (`requested`), registered (`running`), shutting down
    (`stopping`), or gone but on record until it expires (`stopped`). Some providers skip
    `stopping`.
    """
    capacity: Annotated[int, Since(25)]
    """Number of tasks that the worker can run at the same time. Servers before release 25 may omit
    this; the attribute is then missing.
    """
    created: Timestamp
    """Time (UTC) at which the record was created, before the worker first ran."""
    expires: Timestamp
    """Time (UTC) after which the worker's record may be deleted. The server postpones it while the
    worker is alive.
    """
    lastModified: Annotated[Timestamp, Since(25)]
    """Time (UTC) of the last change of `state`. Servers before release 25 may omit this; the
    attribute is then missing.
    """
    lastChecked: Annotated[Timestamp, Since(25)]
    """Time (UTC) at which the state was last checked with the cloud. If the provider is not a
    cloud, this stays the time of creation. Servers before release 25 may omit this; the attribute
    is then missing.
    """


class ListWorkersForWorkerPoolResponse(Response):
    """One page of the workers of a worker pool, or of one of its worker groups."""

    workers: list[Worker]
    """Workers on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class StaticWorkerInfo(SecretRequest):
    """A secret that a static provider shares with the worker."""

    staticSecret: Annotated[WorkerSecret, Field(repr=False)]
    """Secret that the worker will register with, 44 characters: letters, digits, `-` and `_`; two
    concatenated slugids work well. It can be exchanged for credentials, so give each worker its
    own.
    """


class CreateWorkerRequest(SecretRequest):
    """Details of a worker that the worker manager does not start itself.

    The worker's names are arguments of the call.
    """

    expires: Timestamp
    """Time (UTC) after which the worker's record may be deleted."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """Number of tasks that the worker can run at the same time, at least 1. Defaults to 1."""
    providerInfo: Annotated[StaticWorkerInfo | None, Field(repr=False)] = None
    """Data by which the provider recognises the worker. Required by static providers, the only ones
    that support such workers.
    """


class TerminationDecision(Response):
    """The worker manager's decision on whether a worker should shut down."""

    terminate: bool
    """Whether the worker should shut down as soon as it can (true) or keep running (false)."""
    reason: str
    """Short reason for the log; `none` if there is no reason to shut down."""


class GoogleIdentityProof(SecretRequest):
    """Proof from a worker in Google Cloud: a token that Google signs for the instance."""

    token: Annotated[str, Field(repr=False)]
    """Instance identity token, a JWT from the metadata server, with the deployment's root URL as
    its audience and in the format `full`.
    """


class StaticIdentityProof(SecretRequest):
    """Proof from a static worker: the secret agreed on beforehand."""

    staticSecret: Annotated[WorkerSecret, Field(repr=False)]
    """Secret that `createWorker` was given for this worker, 44 characters: letters, digits, `-` and
    `_`.
    """


class AwsIdentityProof(SecretRequest):
    """Proof from a worker in EC2: the instance identity document, signed by AWS."""

    document: Annotated[str, Field(repr=False)]
    """Content of `/latest/dynamic/instance-identity/document` on the metadata server
    169.254.169.254, unchanged.
    """
    signature: Annotated[str, Field(repr=False)]
    """Content of `/latest/dynamic/instance-identity/signature` on the same server."""


class AzureIdentityProof(SecretRequest):
    """Proof from a worker in Azure: data about the instance, attested by Azure."""

    document: Annotated[str, Field(repr=False)]
    """The `signature` that `/metadata/attested/document` on the metadata server 169.254.169.254
    returns.
    """


WorkerIdentityProof: TypeAlias = (
    GoogleIdentityProof | StaticIdentityProof | AwsIdentityProof | AzureIdentityProof
)
"""Evidence of a worker's identity, different for each type of provider."""


class RegisterWorkerRequest(SecretRequest):
    """Identity of a worker, and proof of it."""

    workerPoolId: WorkerPoolId
    """Worker pool that the worker belongs to, as `<provisionerId>/<workerType>`."""
    providerId: Identifier
    """Provider that started the worker, from the worker's metadata. It must be the pool's current
    or a previous provider.
    """
    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker within its pool.
    """
    workerId: Identifier
    """Id of the worker, unique within its `workerGroup`; for a cloud worker, the id of its
    instance.
    """
    workerIdentityProof: Annotated[WorkerIdentityProof, Field(repr=False)]
    """Proof that the caller is the worker it claims to be, in the form that its type of provider
    requires.
    """
    systemBootTime: Timestamp | None = None
    """Time (UTC) at which the machine booted, if known. Only used for metrics of how long workers
    take to start.
    """


class WorkerCredentials(Response):
    """Temporary credentials of a worker."""

    clientId: str
    """Client id that servers see on requests made with these credentials."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret for signing requests. Never log it."""
    certificate: Annotated[str | None, Field(repr=False)] = None
    """Certificate with the scopes and lifetime of the credentials, as a JSON string. The access
    token is not valid without it. Absent if the credentials are permanent.
    """


class RegistrationResult(Response):
    """Result of registering a worker: its configuration, credentials, and the secret to renew
    them.
    """

    credentials: WorkerCredentials
    """Credentials for this worker. Their scopes allow it to claim tasks of its pool, to read the
    pool's secret, to report errors, and to reregister or remove itself.
    """
    expires: Timestamp
    """Time (UTC) at which the credentials expire. The worker must reregister or shut down before
    then.
    """
    secret: Annotated[str, Field(repr=False), Since(31)]
    """Secret for one call of `reregisterWorker`, 44 characters: letters, digits, `-` and `_`.
    Servers before release 31 may omit this; the attribute is then missing.
    """
    workerConfig: Annotated[JsonObject, Since(26)]
    """Configuration of the worker from the pool's `config`, in free form. Workers merge it with
    settings from elsewhere. It is not secret; the pool's secrets are in the secrets service.
    Servers before release 26 may omit this; the attribute is then missing.
    """


class ReregisterWorkerRequest(SecretRequest):
    """Identity of a running worker, and the secret that lets it renew its credentials."""

    workerPoolId: WorkerPoolId
    """Worker pool that the worker belongs to, as `<provisionerId>/<workerType>`."""
    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker within its pool.
    """
    workerId: Identifier
    """Id of the worker, unique within its `workerGroup`; for a cloud worker, the id of its
    instance.
    """
    secret: Annotated[WorkerSecret, Field(repr=False)]
    """Secret from the latest response of `registerWorker` or `reregisterWorker`, 44 characters:
    letters, digits, `-` and `_`. It works once.
    """


class ReregistrationResult(Response):
    """Result of reregistering a worker: new credentials, and the secret for the next renewal."""

    credentials: WorkerCredentials
    """Credentials to use from now on, with the same scopes as before."""
    expires: Timestamp
    """Time (UTC) at which the credentials expire. The worker must reregister again before then."""
    secret: Annotated[str, Field(repr=False)]
    """Secret for the next call of `reregisterWorker`, 44 characters: letters, digits, `-` and `_`.
    The previous secret is no longer valid.
    """


WorkerState: TypeAlias = Literal["requested", "running", "stopping", "stopped", "standalone"]
"""States of a worker, whether or not a provider manages it."""


class WorkerSummary(Response):
    """A worker as listed by `listWorkers`, with data from both the queue and the worker manager.

    Use `getWorker` for more details.
    """

    workerPoolId: str | None = None
    """Worker pool that the worker belongs to, as `<provisionerId>/<workerType>`."""
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker within its pool.
    """
    workerId: str
    """Id of the worker, unique within its `workerGroup`; for a cloud worker, the id of its
    instance.
    """
    providerId: str | None = None
    """Provider that started and manages the worker; `none` if the worker has no provider."""
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    state: WorkerState | Unrecognized | None = None
    """State of the worker according to the worker manager: starting (`requested`), registered
    (`running`), shutting down (`stopping`) or gone (`stopped`). `standalone` means that no provider
    manages it.
    """
    capacity: int | None = None
    """Number of tasks that the worker can run at the same time; 0 if no provider manages it, as the
    number is then unknown.
    """
    latestTask: TaskRunId | None = None
    """Run that the worker claimed last. Absent if none is recorded."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. A time in the past, often years ago, means
    that the worker is not quarantined.
    """
    firstClaim: Timestamp | None = None
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, updated at most once every half hour.
    Absent if it was never recorded.
    """


class ListWorkersResponse(Response):
    """One page of the workers of a worker pool that called the queue recently."""

    workers: list[WorkerSummary]
    """Workers on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class WorkerDetails(Response):
    """Everything that the queue and the worker manager know about a worker: its pool, its state,
    its recent tasks and any quarantine.
    """

    workerPoolId: str | None = None
    """Worker pool that the worker belongs to, as `<provisionerId>/<workerType>`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First part of the worker pool's name, before the slash. Deprecated: use `workerPoolId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second part of the worker pool's name, after the slash. Deprecated: use `workerPoolId`."""
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker within its pool.
    """
    workerId: str
    """Id of the worker, unique within its `workerGroup`; for a cloud worker, the id of its
    instance.
    """
    providerId: str | None = None
    """Provider that started and manages the worker; `none` if the worker has no provider."""
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    state: WorkerState | Unrecognized | None = None
    """State of the worker according to the worker manager: starting (`requested`), registered
    (`running`), shutting down (`stopping`) or gone (`stopped`). `standalone` means that no provider
    manages it.
    """
    capacity: int | None = None
    """Number of tasks that the worker can run at the same time; 0 if no provider manages it, as the
    number is then unknown.
    """
    recentTasks: list[TaskRunId]
    """Runs that the worker claimed most recently, up to 20."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. A time in the past, often years ago, means
    that the worker is not quarantined.
    """
    quarantineDetails: list[QuarantineDetail] | None = None
    """History of the worker's quarantine, one entry per change."""
    firstClaim: Timestamp
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, updated at most once every half hour.
    Absent if it was never recorded.
    """
    expires: Timestamp
    """Time (UTC) at which the queue deletes the worker's record, unless the worker calls again."""


class WorkerPoolMessage(Response):
    """Sent when a worker pool has been created or updated, or is to be deleted."""

    workerPoolId: str
    """Worker pool that the message is about, as `<provisionerId>/<workerType>`."""
    providerId: str
    """Provider of the pool from now on; `null-provider` if the pool is to be deleted."""
    previousProviderId: str | None = None
    """Previous provider of the pool, possibly the same one. Absent for a new pool."""


class WorkerPoolErrorMessage(Response):
    """Sent when an error has been recorded for a worker pool."""

    workerPoolId: str
    """Worker pool that the error belongs to."""
    providerId: str
    """Provider of the worker or the pool."""
    errorId: str
    """Slugid of the error, by which `listWorkerPoolErrors` can find it."""
    kind: str
    """Machine-readable kind of error, such as `creation-error`."""
    title: str
    """Kind of error in words; may be empty."""
    workerGroup: str | None = None
    """Group of the worker that reported the error. Absent if the error is not about a single
    worker.
    """
    workerId: str | None = None
    """Id of the worker that reported the error. Absent if the error is not about a single
    worker.
    """
    launchConfigId: str | None = None
    """Launch configuration that was in use. Absent if there is none or it is unknown."""
    timestamp: Annotated[Timestamp, Since(68)]
    """Time (UTC) of the event that the message reports. Servers before release 68 may omit this;
    the attribute is then missing.
    """


class WorkerMessage(Response):
    """Sent when a worker has been requested, has registered, or has stopped, each on its own
    exchange.
    """

    workerPoolId: str
    """Worker pool that the worker belongs to, as `<provisionerId>/<workerType>`."""
    providerId: str
    """Provider that started and manages the worker, even if the pool has since moved to another
    provider.
    """
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker within its pool.
    """
    workerId: str
    """Id of the worker, unique within its `workerGroup`; for a cloud worker, the id of its
    instance.
    """
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    capacity: int
    """Number of tasks that the worker can run at the same time."""
    timestamp: Annotated[Timestamp, Since(68)]
    """Time (UTC) of the event that the message reports. Servers before release 68 may omit this;
    the attribute is then missing.
    """


class WorkerRemovedMessage(Response):
    """Sent when a worker is to be removed, with the reason."""

    workerPoolId: str
    """Worker pool that the worker belongs to, as `<provisionerId>/<workerType>`."""
    providerId: str
    """Provider that started and manages the worker, even if the pool has since moved to another
    provider.
    """
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker within its pool.
    """
    workerId: str
    """Id of the worker, unique within its `workerGroup`; for a cloud worker, the id of its
    instance.
    """
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    capacity: int
    """Number of tasks that the worker could run at the same time."""
    reason: str
    """Human-readable reason for the removal, for example that a client called `removeWorker`, that
    the worker did not register in time, or that its cloud reported a failure.
    """
    timestamp: Annotated[Timestamp, Since(68)]
    """Time (UTC) of the event that the message reports. Servers before release 68 may omit this;
    the attribute is then missing.
    """


class LaunchConfigMessage(Response):
    """Sent when a launch configuration of a worker pool has been added, changed or archived, each
    on its own exchange.
    """

    workerPoolId: str
    """Worker pool that the launch configuration belongs to."""
    providerId: str
    """Provider of the pool; `null-provider` if the pool is to be deleted."""
    launchConfigId: str
    """Name of the launch configuration, unique within its pool."""


class AwsRunInstancesOptions(Request, extra="allow"):
    """Arguments for EC2's `RunInstances`, with AWS's own names: `InstanceType`, `SubnetId`,
    `SecurityGroupIds` and any others that it accepts.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (
        NotTogether("IamInstanceProfile", "UserData", "MinCount", "MaxCount"),
    )
    ImageId: str
    """Machine image to boot from, such as `ami-0abcdef1234567890`. An image exists in one region
    only.
    """


class WorkerManagerSettings(Request):
    """The worker manager's settings for a launch configuration: how often it is picked, and up to
    what capacity.

    They are not sent to the cloud.
    """

    launchConfigId: Identifier | None = None
    """Name of the launch configuration in statistics and errors: 1 to 38 letters, digits, dashes
    and underscores. A pool can use a name only once: after a change to anything outside
    `workerManager`, choose a new name. Generated if absent.
    """
    initialWeight: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Weight of this launch configuration when one is picked for a new worker, relative to the
    pool's others, from 0 to 1. The worker manager lowers the weight for a while after errors; with
    0 it is never picked. Defaults to 1.
    """
    maxCapacity: Annotated[int, Field(ge=0)] | None = None
    """Highest capacity to launch from this launch configuration. The pool's own `maxCapacity`
    limits it further.
    """
    capacityPerInstance: Annotated[int, Field(ge=1)] | None = None
    """Number of tasks that each worker launched from this configuration can run at the same time.
    Defaults to 1.
    """


class AwsUserData(Request, extra="allow"):
    """Keys to add to an instance's user data.

    The following are refused: `workerPoolId`, `providerId`, `workerGroup`, `rootUrl` and
    `workerConfig`.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (
        Forbidden("workerPoolId"),
        Forbidden("providerId"),
        Forbidden("workerGroup"),
        Forbidden("rootUrl"),
        Forbidden("workerConfig"),
    )


class AwsLaunchConfig(Request):
    """One way to launch EC2 instances for a worker pool."""

    region: str
    """AWS region to launch in, such as `us-west-2`; it becomes the `workerGroup` of the workers. To
    choose an availability zone, set `Placement` in `launchConfig`.
    """
    launchConfig: AwsRunInstancesOptions
    """Instances to launch. The worker manager sets `UserData`, `MinCount` and `MaxCount` itself and
    adds its own tags; an object with these three and also `IamInstanceProfile` is refused.
    """
    workerConfig: FreeForm | None = None
    """Settings for the worker itself, in the format of its implementation. The worker manager does
    not interpret them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. They are readable in the pool's definition, so keep secrets in the secrets
    service instead.
    """
    workerManager: WorkerManagerSettings | None = None
    """Settings for the worker manager itself, which are not sent to AWS."""
    additionalUserData: AwsUserData | None = None
    """Additional keys for the JSON object in the instances' user data. EC2 accepts at most 16 KB of
    user data.
    """
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Number of tasks that one instance can run at the same time. Deprecated: use
    `capacityPerInstance` in `workerManager`.
    """


class WorkerLifecycle(Request):
    """Time limits after which the worker manager gives up on a silent worker; part of most pool
    configurations.

    Providers may ignore limits that do not apply to them.
    """

    registrationTimeout: int | None = None
    """Number of seconds that a worker has to register after it was requested; after that it counts
    as broken and is terminated. Static workers have no such limit.
    """
    reregistrationTimeout: Annotated[int, Field(le=2592000)] | None = None
    """Number of seconds for which a worker's credentials last; it must reregister within that time
    or be terminated. Defaults to 345600 (4 days), at most 2592000 (30 days).
    """
    queueInactivityTimeout: Annotated[int, Field(ge=1200)] | None = None
    """Number of seconds without a call to claim or reclaim a task after which a worker counts as
    dead and is terminated. Defaults to 7200 (2 hours), at least 1200. Quarantined workers are not
    affected, as they keep calling; static workers are left alone.
    """


class AwsProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `aws`: workers are EC2 instances."""

    minCapacity: Annotated[int, Field(ge=0)]
    """Capacity to keep running even when no task is pending. Capacity is the number of tasks that
    the pool's workers can run at the same time.
    """
    maxCapacity: Annotated[int, Field(ge=0)]
    """Capacity at which the worker manager stops adding workers to the pool, across all of its
    launch configurations. Workers that are stopping count too.
    """
    scalingRatio: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Capacity to add for each waiting task that has no idle worker, from 0 to 1. At 0.5, two such
    tasks add capacity for one. Defaults to 1.
    """
    launchConfigs: Annotated[list[AwsLaunchConfig], UniqueItems]
    """Ways to launch an instance, for example in different regions or with different instance
    types, without duplicates. If the list is empty, the pool gets no workers.
    """
    lifecycle: WorkerLifecycle | None = None
    """Time limits within which workers must register, reregister and ask for work; otherwise they
    are stopped.
    """


class AzureWorkerManagerSettings(Request):
    """The worker manager's settings for an Azure launch configuration: how often it is picked, up
    to what capacity, and how its machines are handled.
    """

    launchConfigId: Identifier | None = None
    """Name of the launch configuration in statistics and errors: 1 to 38 letters, digits, dashes
    and underscores. A pool can use a name only once: after a change to anything outside
    `workerManager`, choose a new name. Generated if absent.
    """
    initialWeight: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Weight of this launch configuration when one is picked for a new worker, relative to the
    pool's others, from 0 to 1. The worker manager lowers the weight for a while after errors; with
    0 it is never picked. Defaults to 1.
    """
    maxCapacity: Annotated[int, Field(ge=0)] | None = None
    """Highest capacity to launch from this launch configuration. The pool's own `maxCapacity`
    limits it further.
    """
    capacityPerInstance: Annotated[int, Field(ge=1)] | None = None
    """Number of tasks that each worker launched from this configuration can run at the same time.
    Defaults to 1.
    """
    publicIp: bool | None = None
    """Whether to give the machine a public IPv4 address, for example to reach it by RDP. Off by
    default. Has no effect with a template, which creates its own addresses.
    """
    ignoreFailedProvisioningStates: Annotated[list[str], UniqueItems] | None = None
    """Codes of provisioning failures to ignore as long as the machine runs. Images without the
    Azure VM agent need `OSProvisioningTimedOut` here.
    """
    keepDeployment: bool | None = None
    """Whether to keep Azure's record of each template deployment, to debug a failing template. Turn
    it off again afterwards: a resource group that is full of records accepts no more deployments.
    """


class AzureHardwareProfile(Request, extra="allow"):
    """Azure's hardware settings: the size, and any others that Azure accepts."""

    vmSize: str
    """Azure's name for the size, such as `Standard_D2s_v3`."""


class AzureImageReference(Request, extra="allow"):
    """An image: by its `id`, or by `publisher`, `offer`, `sku` and `version` if it is from the
    Marketplace.
    """

    id: str | None = None
    """Resource id of an image, or of an image version in a gallery."""


class AzureOsDisk(Request, extra="allow"):
    """Settings of a disk to boot from.

    Any field of Azure's `OSDisk` can be added except `name`, which the worker manager generates.
    """

    createOption: str | None = None
    """Source of the disk. `FromImage` creates it from `imageReference`."""


class AzureStorageProfile(Request, extra="allow"):
    """Azure's storage settings of a machine."""

    imageReference: AzureImageReference | None = None
    """Image to boot from."""
    osDisk: AzureOsDisk
    """Disk with the operating system."""
    dataDisks: list[FreeForm] | None = None
    """Additional disks to create and attach. They are deleted with the machine."""


class AzureNetworkInterfaceReference(Request, extra="allow"):
    """Reference to a network interface."""

    id: str | None = None
    """Resource id of the network interface."""
    primary: bool | None = None
    """Whether this is the machine's primary interface, if it has several."""


class AzureNetworkProfile(Request, extra="allow"):
    """Azure's network settings of a machine."""

    networkInterfaces: list[AzureNetworkInterfaceReference]
    """Network interfaces of the machine. The worker manager replaces them with one that it creates
    in `subnetId` for each machine.
    """


class AzureBillingProfile(Request, extra="allow"):
    """Azure's limit on the price of a machine."""

    maxPrice: float | None = None
    """Highest price in US dollars per hour; Azure takes the machine back if the spot price rises
    above it. -1 means that the normal price is the only limit.
    """


class AzureVmLaunchConfig(Request, extra="allow"):
    """One way to launch virtual machines for a worker pool: the worker manager creates the network
    interface, the disks and the machine one after the other.

    Any other field of Azure's virtual machine API can be added under Azure's name for it.
    """

    workerConfig: FreeForm
    """Settings for the worker itself, in the format of its implementation. The worker manager does
    not interpret them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. They are readable in the pool's definition, so keep secrets in the secrets
    service instead.
    """
    workerManager: AzureWorkerManagerSettings | None = None
    """Settings for the worker manager itself, which are not sent to Azure."""
    tags: FreeForm | None = None
    """Azure tags for the worker's resources, by name. The worker manager adds its own, such as
    `worker-pool-id`, which replace tags with the same name.
    """
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Number of tasks that one instance can run at the same time. Deprecated: use
    `capacityPerInstance` in `workerManager`.
    """
    location: str
    """Azure region to launch in, such as `westus`; it becomes the `workerGroup` of the workers."""
    subnetId: str
    """Resource id of the subnet that the machine's network interface joins. The subnet must be in
    the same location.
    """
    hardwareProfile: AzureHardwareProfile
    """Size of the virtual machine."""
    storageProfile: AzureStorageProfile
    """Image and disks of the virtual machine."""
    osProfile: FreeForm | None = None
    """Operating system settings, as in Azure's `OSProfile`. The worker manager sets `computerName`,
    `customData`, `adminUsername` and `adminPassword` itself.
    """
    networkProfile: AzureNetworkProfile | None = None
    """Network settings of the virtual machine."""
    priority: str | None = None
    """Kind of capacity to pay for: `Regular`, or `Spot` for a cheaper machine that Azure can take
    back at any time.
    """
    billingProfile: AzureBillingProfile | None = None
    """Price limit of a spot machine."""
    ignoreFailedProvisioningStates: Annotated[
        Annotated[list[str], UniqueItems] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Provisioning failures to ignore. Deprecated: use `ignoreFailedProvisioningStates` in
    `workerManager`.
    """


AzureDeploymentMode: TypeAlias = Literal["Incremental", "Complete"]
"""Ways in which Azure can treat resources that a template does not mention."""


class AzureTemplateSpecLink(Request):
    """A template spec: a template that Azure stores with access control and versions."""

    id: Annotated[
        str,
        Field(
            pattern=r"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Resources/templateSpecs/[^/]+/versions/[^/]+$"
        ),
    ]
    """Resource id of one version of the template spec. It starts with `/subscriptions/` and ends
    with `/versions/` and the version's name.
    """


class AzureTemplateFileLink(SecretRequest):
    """A template file on the web.

    Anyone who can change the file controls what runs in the subscription.
    """

    uri: Annotated[str, Field(repr=False)]
    """URL of the file, which Azure must be able to reach."""
    queryString: Annotated[str | None, Field(repr=False)] = None
    """Query string to append to `uri`, such as a SAS token that grants access to the file."""
    contentVersion: str | None = None
    """Required `contentVersion` of the file. Azure refuses the deployment if the file has another
    one.
    """


AzureTemplateLink: TypeAlias = AzureTemplateSpecLink | AzureTemplateFileLink
"""Location of a template: the id of a template spec, which is safer, or the URL of a file."""


class AzureParameterValue(Request):
    """A template parameter whose value is given here."""

    value: JsonValue
    """Value of the parameter, of the type that the template declares."""


class AzureKeyVaultReference(Request):
    """Reference to a key vault."""

    id: str | None = None
    """Resource id of the key vault."""


class AzureKeyVaultSecretReference(Request):
    """Reference to a secret in a key vault."""

    keyVault: AzureKeyVaultReference
    """Key vault that holds the secret. It must allow template deployments to read it."""
    secretName: str
    """Name of the secret in the vault."""
    secretVersion: str | None = None
    """Version of the secret to read. If absent, Azure takes the latest."""


class AzureKeyVaultParameter(Request):
    """A template parameter whose value Azure fetches from a key vault, so that it does not appear
    in the pool's definition.
    """

    reference: AzureKeyVaultSecretReference
    """Secret that holds the value."""


AzureTemplateParameter: TypeAlias = AzureParameterValue | AzureKeyVaultParameter
"""Value of a template parameter: given here, or stored as a secret that Azure fetches from a key
vault.
"""


class AzureParametersLink(SecretRequest):
    """Location of a parameter file on the web."""

    uri: Annotated[str | None, Field(repr=False)] = None
    """URL of the file, which Azure must be able to reach."""
    contentVersion: str | None = None
    """Required `contentVersion` of the file. Azure refuses the deployment if the file has another
    one.
    """


AzureOnErrorDeploymentType: TypeAlias = Literal["LastSuccessful", "SpecificDeployment"]
"""Earlier deployments that Azure can repeat."""


class AzureOnErrorDeployment(Request):
    """Reference to an earlier deployment for Azure to repeat."""

    type: AzureOnErrorDeploymentType | None = None
    """Deployment to repeat: `LastSuccessful`, or with `SpecificDeployment` the one named in
    `deploymentName`.
    """
    deploymentName: str | None = None
    """Name of the deployment to repeat. Only needed with `SpecificDeployment`."""


AzureExpressionScope: TypeAlias = Literal["Inner", "Outer"]
"""Templates whose parameters and variables a nested template can use."""


class AzureExpressionEvaluationOptions(Request):
    """Settings for the evaluation of expressions if one template contains another."""

    scope: AzureExpressionScope | None = None
    """Parameters and variables that a nested template uses: its own (`Inner`) or those of the
    template around it (`Outer`).
    """


AzureDebugDetailLevel: TypeAlias = Literal[
    "requestContent", "responseContent", "requestContent,responseContent"
]
"""Request and response bodies that Azure can keep for a deployment."""


class AzureDebugSetting(Request):
    """Amount of detail that Azure records about a deployment."""

    detailLevel: AzureDebugDetailLevel | None = None
    """Bodies to keep: those of requests, of responses, or of both. They can contain secrets of the
    template's resources.
    """


class AzureDeploymentProperties(SecretRequest):
    """An Azure Resource Manager deployment.

    Put the template itself in `template`, or its location in `templateLink`, but not both.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (ExactlyOne(("template",), ("templateLink",)),)
    mode: AzureDeploymentMode
    """Treatment of other resources in the resource group: `Incremental` leaves them alone, and
    `Complete` deletes everything that the template does not mention, including other workers'
    resources.
    """
    templateLink: AzureTemplateLink | None = None
    """Location of the template. Cannot be combined with `template`."""
    template: FreeForm | None = None
    """The template itself. Cannot be combined with `templateLink`."""
    parameters: Annotated[dict[str, AzureTemplateParameter], HasKeys("location")] | None = None
    """Values for the template's parameters, by name. `location` is required and becomes the
    `workerGroup`. The worker manager adds `vmName`, `computerName`, `adminUsername`,
    `adminPassword`, `customData` and `tags`: the template must declare these too, and put `tags` on
    the virtual machine, where worker-runner reads them.
    """
    parametersLink: AzureParametersLink | None = None
    """File with parameter values. Handle it with care, as such files often contain sensitive
    values.
    """
    onErrorDeployment: AzureOnErrorDeployment | None = None
    """Earlier deployment to fall back on if this one fails."""
    expressionEvaluationOptions: AzureExpressionEvaluationOptions | None = None
    """Settings for the evaluation of this template's expressions."""
    debugSetting: AzureDebugSetting | None = None
    """Details of this deployment for Azure to keep for debugging."""


class AzureTemplateLaunchConfig(SecretRequest, extra="allow"):
    """One way to launch virtual machines for a worker pool: for each worker, Azure Resource Manager
    deploys a template with everything that the machine needs.
    """

    workerConfig: FreeForm
    """Settings for the worker itself, in the format of its implementation. The worker manager does
    not interpret them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. They are readable in the pool's definition, so keep secrets in the secrets
    service instead.
    """
    workerManager: AzureWorkerManagerSettings | None = None
    """Settings for the worker manager itself, which are not sent to Azure."""
    tags: FreeForm | None = None
    """Azure tags for the worker's resources, by name. The worker manager adds its own, such as
    `worker-pool-id`, which replace tags with the same name.
    """
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Number of tasks that one instance can run at the same time. Deprecated: use
    `capacityPerInstance` in `workerManager`.
    """
    armDeployment: AzureDeploymentProperties
    """Deployment that Azure makes for each worker."""
    armDeploymentResourceGroup: str | None = None
    """Resource group to deploy into instead of the provider's own. Created in the deployment's
    `location` if it does not exist.
    """


AzureLaunchConfig: TypeAlias = AzureVmLaunchConfig | AzureTemplateLaunchConfig
"""One way to launch virtual machines: resource by resource (`AzureVmLaunchConfig`), or from an
Azure Resource Manager template (`AzureTemplateLaunchConfig`).
"""


class AzureProviderConfig(SecretRequest):
    """The `config` of a worker pool whose provider is of type `azure`: workers are virtual machines
    in Azure.
    """

    minCapacity: Annotated[int, Field(ge=0)]
    """Capacity to keep running even when no task is pending. Capacity is the number of tasks that
    the pool's workers can run at the same time.
    """
    maxCapacity: Annotated[int, Field(ge=0)]
    """Capacity at which the worker manager stops adding workers to the pool, across all of its
    launch configurations. Workers that are stopping count too.
    """
    scalingRatio: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Capacity to add for each waiting task that has no idle worker, from 0 to 1. At 0.5, two such
    tasks add capacity for one. Defaults to 1.
    """
    launchConfigs: Annotated[list[AzureLaunchConfig], UniqueItems]
    """Ways to launch a virtual machine, for example in different locations or with different sizes,
    without duplicates. If the list is empty, the pool gets no workers.
    """
    lifecycle: WorkerLifecycle | None = None
    """Time limits within which workers must register, reregister and ask for work; otherwise they
    are stopped.
    """


class GoogleLaunchConfig(Request, extra="allow"):
    """One way to launch Compute Engine instances for a worker pool.

    In addition to the declared fields, any other field that `instances.insert` accepts can be given
    under Google's name for it. The worker manager chooses the instance's name and service account,
    and adds labels and the metadata key `taskcluster`.
    """

    region: str
    """Region that the zone belongs to, such as `us-east1`."""
    zone: str
    """Zone to launch in, such as `us-east1-b`; it becomes the `workerGroup` of the workers. Machine
    and disk types must be available there.
    """
    machineType: str
    """Machine type, as a full or partial URL: `zones/us-east1-b/machineTypes/n2-standard-2`."""
    disks: list[JsonValue]
    """Disks of the instance, including the boot disk, as `AttachedDisk` objects of Google's API."""
    networkInterfaces: list[JsonValue]
    """Networks to connect the instance to, as `NetworkInterface` objects of Google's API."""
    scheduling: FreeForm
    """A `Scheduling` object of Google's API, for example to request spot instances. The worker
    manager sets `automaticRestart` itself.
    """
    workerConfig: FreeForm
    """Settings for the worker itself, in the format of its implementation. The worker manager does
    not interpret them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. They are readable in the pool's definition, so keep secrets in the secrets
    service instead.
    """
    workerManager: WorkerManagerSettings | None = None
    """Settings for the worker manager itself, which are not sent to Google."""
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Number of tasks that one instance can run at the same time. Deprecated: use
    `capacityPerInstance` in `workerManager`.
    """


class GoogleProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `google`: workers are Compute Engine
    instances.
    """

    minCapacity: Annotated[int, Field(ge=0)]
    """Capacity to keep running even when no task is pending. Capacity is the number of tasks that
    the pool's workers can run at the same time.
    """
    maxCapacity: Annotated[int, Field(ge=0)]
    """Capacity at which the worker manager stops adding workers to the pool, across all of its
    launch configurations. Workers that are stopping count too.
    """
    scalingRatio: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Capacity to add for each waiting task that has no idle worker, from 0 to 1. At 0.5, two such
    tasks add capacity for one. Defaults to 1.
    """
    launchConfigs: Annotated[list[GoogleLaunchConfig], UniqueItems]
    """Ways to launch an instance, for example in different zones or with different machine types,
    without duplicates. If the list is empty, the pool gets no workers.
    """
    lifecycle: WorkerLifecycle | None = None
    """Time limits within which workers must register, reregister and ask for work; otherwise they
    are stopped.
    """


class StaticLifecycle(Request):
    """The only time limit that applies to static workers."""

    reregistrationTimeout: Annotated[int, Field(le=2592000)] | None = None
    """Number of seconds for which a registered worker's credentials last; it must reregister before
    they expire. At most 30 days. Defaults to 4 days.
    """


class StaticProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `static`.

    Its workers are your own machines: add each with `createWorker`; the worker manager neither
    starts nor stops them.
    """

    workerConfig: FreeForm | None = None
    """Settings for the worker itself, in the format of its implementation. The worker manager does
    not interpret them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. They are readable in the pool's definition, so keep secrets in the secrets
    service instead.
    """
    lifecycle: StaticLifecycle | None = None
    """Time limit for workers to reregister."""


class TestingProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `testing`; always empty.

    Only Taskcluster's test suite has such a provider.
    """


class TaskMetadata(Response):
    """Human-readable information about a task."""

    name: str
    """Short title shown in lists of tasks, up to 255 characters."""
    description: str
    """Description of the task and its purpose, in Markdown, up to 32768 characters."""
    owner: str
    """Person or bot that caused the task and is responsible for it, usually an email address."""
    source: str
    """Link to the file and revision that defined the task: an HTTP, SSH or `git@` URL."""


TaskPriority: TypeAlias = Literal[
    "highest", "very-high", "high", "medium", "low", "very-low", "lowest"
]
"""Priorities of a task, from the most urgent to the least."""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Conditions that dependencies can be required to meet."""


class Task(Response):
    """A task as the queue stores it, but with `workerPoolId` instead of `taskQueueId`.

    No method of this service returns one.
    """

    workerPoolId: str
    """Worker pool whose workers run the task, as `<provisionerId>/<workerType>`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First part of `workerPoolId`, before the slash. Deprecated: use `workerPoolId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second part of `workerPoolId`, after the slash. Deprecated: use `workerPoolId`."""
    taskGroupId: str
    """Slugid of the task group that the task belongs to, by convention the `taskId` of its decision
    task.
    """
    schedulerId: str
    """Scheduler that manages the task, the same for all tasks of a task group. It is part of the
    scopes for managing the task and of Pulse routing keys.
    """
    projectId: str | None = None
    """Project that the task is attributed to in reports and scopes; `none` if its creator chose
    none.
    """
    metadata: TaskMetadata
    """Human-readable name, description, owner and source of the task."""
    payload: JsonObject
    """Instructions for the worker. Their format depends on the worker implementation behind the
    worker pool; the queue does not interpret them. `payloadAs` parses it as a model.
    """
    priority: TaskPriority | Unrecognized
    """Priority of the task: the queue hands out higher priorities first, and older tasks first
    within a priority.
    """
    created: Timestamp
    """Time (UTC) at which the task was created, according to its creator."""
    deadline: Timestamp
    """Time (UTC) by which the task must be resolved: if it is not, it becomes an exception with
    reason `deadline-exceeded`. At most 5 days after creation.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue deletes the task, its status and its artifacts."""
    dependencies: list[str]
    """Ids of the tasks to wait for, up to 10000 (a deployment may allow fewer). They must exist
    when this task is created.
    """
    requires: DependencyRequirement | Unrecognized
    """Condition for scheduling the task: every dependency succeeded (`all-completed`), or every
    dependency is resolved (`all-resolved`).
    """
    retries: int
    """Number of new runs that the queue may start after a worker failure, such as a crash or a
    shutdown; at most 49.
    """
    scopes: list[str]
    """Scopes that the task may use while it runs. Its creator must hold all of them."""
    routes: list[str]
    """Extra Pulse routing keys: each message about the task is also sent to `route.` plus each of
    these. The index service listens to some.
    """
    tags: dict[str, str]
    """Short labels for finding and grouping tasks, as keys with values of up to 4096 characters.
    They are copied into Pulse messages.
    """
    extra: JsonObject
    """Free-form data for other tools, such as dashboards; the queue does not interpret it. Put your
    data under one key and keep it small. `extraAs` parses it as a model.
    """

    def payloadAs(self, model: type[ModelT]) -> ModelT:
        """Parse `payload` as a model.

        Unknown properties are ignored at any depth, regardless of the model's `extra` setting.
        Values are parsed as JSON, so strict models accept strings for date-times. Error messages
        can contain values, unless the model sets `hide_input_in_errors`.

        Args:
            model: Class of the model: your own, or a compiled one.

        Returns:
            An instance of the model, which shares no data with this response.

        Raises:
            ValidationError: pydantic's error, if `payload` does not match the model.

        Example:
            ```python
            payload = task.payloadAs(MyPayload)  # your own pydantic model
            ```
        """
        return readAs(self.payload, model)

    def extraAs(self, model: type[ModelT]) -> ModelT:
        """Parse `extra` as a model.

        Unknown properties are ignored at any depth, regardless of the model's `extra` setting.
        Values are parsed as JSON, so strict models accept strings for date-times. Error messages
        can contain values, unless the model sets `hide_input_in_errors`.

        Args:
            model: Class of the model: your own, or a compiled one.

        Returns:
            An instance of the model, which shares no data with this response.

        Raises:
            ValidationError: pydantic's error, if `extra` does not match the model.

        Example:
            ```python
            extra = task.extraAs(MyExtra)  # your own pydantic model
            ```
        """
        return readAs(self.extra, model)
