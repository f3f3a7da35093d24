"""Models of the worker-manager service: what its methods take and return, and its messages.

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
    """An account at a cloud, or another source of workers, that worker pools may be run by."""

    providerId: str
    """Name of the provider, chosen by the deployment's operators. Worker pools refer to it."""
    providerType: str
    """What stands behind it, such as `aws`, `azure`, `google` or `static`. It decides the format of
    a pool's `config`.
    """


class ListProvidersResponse(Response):
    """One page of the providers of a deployment."""

    providers: list[Provider]
    """The providers on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class CreateWorkerPoolRequest(Request):
    """Definition of a new worker pool: its provider, its settings, and who is told of errors.

    Its name comes from the call.
    """

    providerId: Identifier
    """Provider to run the pool, one of `listProviders`. A scope for it is needed."""
    description: Annotated[str, Field(max_length=10240)]
    """What the pool is for, in Markdown, up to 10240 characters."""
    owner: Annotated[str, Format("email")]
    """Email address of the person or team responsible for the pool; mails about errors go there."""
    emailOnError: bool
    """Whether to mail the owner each error in starting workers, and each that a worker reports."""
    config: FreeForm
    """Settings in the format of the provider's type, such as an `AwsProviderConfig` or a
    `StaticProviderConfig`: for a cloud its limits and launch configurations. They may be read
    widely, so keep secrets out.
    """


class WorkerPool(Response):
    """A worker pool: its definition, and how many workers it has.

    Only `workerPool` counts them; in other responses the numbers may be 0.
    """

    workerPoolId: str | None = None
    """Name of the pool, `provisionerId/workerType`, the same as that of the task queue its workers
    serve. Servers always send it.
    """
    providerId: str
    """Provider that runs the pool. `null-provider` if the pool goes away once its last worker
    has.
    """
    description: str
    """What the pool is for, in Markdown, up to 10240 characters."""
    owner: str
    """Email address of the person or team responsible for the pool."""
    emailOnError: bool
    """Whether the owner gets an email for each error of the pool."""
    config: JsonObject
    """Settings in the format of the provider's type. Of the launch configurations only active ones
    are here; without any, `launchConfigs` is absent.
    """
    created: Timestamp
    """Time (UTC) at which the pool was created."""
    lastModified: Timestamp
    """Time (UTC) of the last change to its definition."""
    currentCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(31)]
    """Tasks that the workers of the pool can run at the same time, stopped workers not counted.
    Servers before release 31 may not send this: then there is no such attribute. Deprecated: use
    `workerPoolStats`.
    """
    requestedCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Workers that have been asked for but have not registered yet. Servers before release 45 may
    not send this: then there is no such attribute. Deprecated: use `workerPoolStats`.
    """
    runningCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Workers that have registered and not been seen to stop. Servers before release 45 may not
    send this: then there is no such attribute. Deprecated: use `workerPoolStats`.
    """
    stoppingCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Workers that are being shut down. Servers before release 45 may not send this: then there is
    no such attribute. Deprecated: use `workerPoolStats`.
    """
    stoppedCount: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Workers that are gone but still on record. Servers before release 45 may not send this: then
    there is no such attribute. Deprecated: use `workerPoolStats`.
    """
    requestedCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Tasks that the requested workers will be able to run at the same time. Servers before release
    45 may not send this: then there is no such attribute. Deprecated: use `workerPoolStats`.
    """
    runningCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Tasks that the running workers can run at the same time. Servers before release 45 may not
    send this: then there is no such attribute. Deprecated: use `workerPoolStats`.
    """
    stoppingCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Tasks that the stopping workers could run at the same time. Servers before release 45 may not
    send this: then there is no such attribute. Deprecated: use `workerPoolStats`.
    """
    stoppedCapacity: Annotated[int, Field(json_schema_extra={"deprecated": True}), Since(45)]
    """Tasks that the stopped workers could run at the same time. Servers before release 45 may not
    send this: then there is no such attribute. Deprecated: use `workerPoolStats`.
    """


class UpdateWorkerPoolRequest(Request):
    """New definition of a worker pool, in full: nothing is kept from before.

    What `workerPool` returned can be changed and sent back, less its counts and capacities.
    """

    workerPoolId: WorkerPoolId | None = None
    """Name of the pool, only to be repeated: it must be the one named in the call. Usually left
    out.
    """
    providerId: Identifier
    """Provider to run the pool; `null-provider` to delete it. A scope for it is needed."""
    description: Annotated[str, Field(max_length=10240)]
    """What the pool is for, in Markdown, up to 10240 characters."""
    owner: Annotated[str, Format("email")]
    """Email address of the person or team responsible for the pool; mails about errors go there."""
    emailOnError: bool
    """Whether to mail the owner each error in starting workers, and each that a worker reports."""
    config: FreeForm
    """Settings in the format of the provider's type, such as an `AwsProviderConfig` or a
    `StaticProviderConfig`: for a cloud its limits and launch configurations. They may be read
    widely, so keep secrets out.
    """
    created: Timestamp | None = None
    """Taken so that a fetched pool can be sent back; the server does not look at it."""
    lastModified: Timestamp | None = None
    """Taken so that a fetched pool can be sent back; the server does not look at it."""


class WorkerPoolLaunchConfig(Response):
    """A launch configuration as the worker manager keeps it, also after the pool has dropped it."""

    launchConfigId: str
    """Name of the launch configuration, which no other of the pool ever has. Generated if its
    author gave none.
    """
    workerPoolId: str
    """Worker pool that it belongs to."""
    isArchived: bool
    """Whether the pool has dropped it, so that no further workers are started from it."""
    configuration: JsonObject
    """The settings themselves, as given in `launchConfigs` of the pool's `config`. Their format
    depends on the provider's type.
    """
    created: Timestamp
    """Time (UTC) at which the pool got it."""
    lastModified: Timestamp
    """Time (UTC) of its last change: being archived, or treated differently by the worker
    manager.
    """


class ListWorkerPoolLaunchConfigsResponse(Response):
    """One page of the launch configurations of a worker pool."""

    workerPoolLaunchConfigs: list[WorkerPoolLaunchConfig]
    """The launch configurations on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class LaunchConfigStats(Response):
    """Workers of one launch configuration, and their capacity, by state."""

    workerPoolId: str
    """Worker pool that was counted."""
    launchConfigId: str
    """Launch configuration that was counted; `unknown` sums up workers without one, such as static
    ones.
    """
    currentCapacity: int
    """Tasks that the workers of the launch configuration can run at the same time, stopped workers
    not counted.
    """
    requestedCount: int
    """Workers that have been asked for but have not registered yet."""
    runningCount: int
    """Workers that have registered and not been seen to stop."""
    stoppingCount: int
    """Workers that are being shut down."""
    stoppedCount: int
    """Workers that are gone but still on record."""
    requestedCapacity: int
    """Tasks that the requested workers will be able to run at the same time."""
    runningCapacity: int
    """Tasks that the running workers can run at the same time."""
    stoppingCapacity: int
    """Tasks that the stopping workers could run at the same time."""
    stoppedCapacity: int
    """Tasks that the stopped workers could run at the same time."""


class WorkerPoolStats(Response):
    """How many workers one worker pool has, split by what they were started from."""

    launchConfigStats: list[LaunchConfigStats]
    """One entry for each launch configuration with workers to count."""


class ListWorkerPoolsResponse(Response):
    """One page of the worker pools of a deployment."""

    workerPools: list[WorkerPool]
    """The worker pools on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class WorkerPoolTotals(Response):
    """Workers of one worker pool, and their capacity, by state, over all its launch
    configurations.
    """

    workerPoolId: str
    """Worker pool that was counted."""
    currentCapacity: int
    """Tasks that the workers of the pool can run at the same time, stopped workers not counted."""
    requestedCount: int
    """Workers that have been asked for but have not registered yet."""
    runningCount: int
    """Workers that have registered and not been seen to stop."""
    stoppingCount: int
    """Workers that are being shut down."""
    stoppedCount: int
    """Workers that are gone but still on record."""
    requestedCapacity: int
    """Tasks that the requested workers will be able to run at the same time."""
    runningCapacity: int
    """Tasks that the running workers can run at the same time."""
    stoppingCapacity: int
    """Tasks that the stopping workers could run at the same time."""
    stoppedCapacity: int
    """Tasks that the stopped workers could run at the same time."""


class ListWorkerPoolsStatsResponse(Response):
    """One page of worker counts by worker pool."""

    workerPoolsStats: list[WorkerPoolTotals]
    """Counts of the worker pools on this page, one entry per pool."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class ReportWorkerErrorRequest(Request):
    """An error as a worker tells of it, to be put on record for its pool.

    Nothing in it may be secret.
    """

    workerGroup: Identifier
    """Group of the reporting worker. The caller must hold the scope `assume:worker-id:` for it and
    `workerId`.
    """
    workerId: Identifier
    """Name of the reporting worker."""
    kind: Annotated[str, Field(max_length=128, pattern="[-a-z0-9]+")]
    """Sort of error for programs to tell apart, by custom `worker-error`. Up to 128 characters, of
    which at least one is a lower-case letter, a digit or `-`.
    """
    title: Annotated[str, Field(max_length=128)]
    """Sort of error in words, a heading for the description. Up to 128 characters."""
    description: Annotated[str, Field(max_length=10240)]
    """What happened, in detail, up to 10240 characters."""
    extra: FreeForm
    """Further data on the error, free in form. The server adds `workerGroup` and `workerId`."""


class WorkerPoolError(Response):
    """Record of something that went wrong while starting a worker, or on the worker itself."""

    errorId: str
    """Slugid of the record."""
    workerPoolId: str
    """Worker pool that the error belongs to."""
    launchConfigId: str | None = None
    """Launch configuration that was in use. Absent where there is none, or nobody knows."""
    kind: str
    """Sort of error for programs to tell apart, such as `creation-error`. Up to 128 characters, of
    which at least one is a lower-case letter, a digit or `-`.
    """
    title: str
    """Sort of error in words, a heading for the description. Up to 128 characters; may be empty."""
    description: str
    """What happened, in detail, up to 10240 characters."""
    extra: JsonObject
    """Further data on the error, free in form. For an error that a worker reported, its
    `workerGroup` and `workerId` are in here.
    """
    reported: Timestamp
    """Time (UTC) at which the error was recorded."""


class WorkerPoolErrorTotals(Response):
    """Numbers of errors by time, title, code and launch configuration."""

    total: float
    """Number of errors in the last 7 days."""
    daily: JsonObject
    """Errors on each of the last 7 days, zeros included. Keys are the days' beginnings (UTC), such
    as `2026-01-31T00:00:00.000Z`.
    """
    hourly: JsonObject
    """Errors in each of the last 24 hours, zeros included. Keys are the hours' beginnings (UTC),
    such as `2026-01-31T12:00:00.000Z`.
    """
    title: JsonObject
    """Errors by their `title`."""
    code: JsonObject
    """Errors by the code that the cloud gave, `other` for those without one."""
    launchConfig: Annotated[JsonObject, Since(84)]
    """Errors by their `launchConfigId`. May be empty where all pools were counted. Servers before
    release 84 may not send this: then there is no such attribute.
    """
    workerPool: Annotated[JsonObject, Since(84)]
    """Errors by worker pool; has one entry at most where one pool was counted. Servers before
    release 84 may not send this: then there is no such attribute.
    """


class WorkerPoolErrorStats(Response):
    """How many errors a worker pool had lately, or all of them together."""

    workerPoolId: str
    """Worker pool that was counted; empty text if all were."""
    totals: WorkerPoolErrorTotals
    """The numbers of errors, as a sum and broken down."""


class ListWorkerPoolErrorsResponse(Response):
    """One page of the errors of a worker pool, newest first."""

    workerPoolErrors: list[WorkerPoolError]
    """The errors on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


ManagedWorkerState: TypeAlias = Literal["requested", "running", "stopping", "stopped"]
"""States of a worker that a provider manages."""


class Worker(Response):
    """A worker as the worker manager has it on record: where it belongs, and how it is doing.

    What it does for the queue is in `WorkerDetails`.
    """

    workerPoolId: str
    """Worker pool that the worker belongs to, as `provisionerId/workerType`."""
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker within its pool.
    """
    workerId: str
    """Name of the worker, unique within its `workerGroup`; in a cloud the instance's id."""
    providerId: str
    """Provider that started the worker and looks after it, even if the pool has moved to another
    since.
    """
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    state: ManagedWorkerState | Unrecognized
    """How far the worker has come: it is starting (`requested`), has registered (`running`), is
    shutting down (`stopping`), or is gone and kept on record until it expires (`stopped`). Some
    providers skip `stopping`.
    """
    capacity: Annotated[int, Since(25)]
    """How many tasks the worker can run at the same time. Servers before release 25 may not send
    this: then there is no such attribute.
    """
    created: Timestamp
    """Time (UTC) at which the record was made, before the worker first ran."""
    expires: Timestamp
    """Time (UTC) at which the record may be deleted. The server moves it on while the worker
    lives.
    """
    lastModified: Annotated[Timestamp, Since(25)]
    """Time (UTC) of the last change of `state`. Servers before release 25 may not send this: then
    there is no such attribute.
    """
    lastChecked: Annotated[Timestamp, Since(25)]
    """Time (UTC) at which the state was last held against what the cloud says. Stays the time of
    creation where there is nothing to ask. Servers before release 25 may not send this: then there
    is no such attribute.
    """


class ListWorkersForWorkerPoolResponse(Response):
    """One page of the workers of a worker pool, or of one of its worker groups."""

    workers: list[Worker]
    """The workers on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class StaticWorkerInfo(SecretRequest):
    """A secret that a static provider shares with the worker."""

    staticSecret: Annotated[WorkerSecret, Field(repr=False)]
    """Secret that the worker will register with, 44 characters: letters, digits, `-` and `_`; two
    slugids in a row make a good one. It buys credentials, so give each worker its own.
    """


class CreateWorkerRequest(SecretRequest):
    """Details of a worker that the worker manager does not start by itself.

    Its names come from the call.
    """

    expires: Timestamp
    """Time (UTC) at which the worker's record may be deleted."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """How many tasks the worker can run at the same time, at least 1. Default 1."""
    providerInfo: Annotated[StaticWorkerInfo | None, Field(repr=False)] = None
    """What the provider needs to recognise the worker. Static providers require it; only they have
    such workers.
    """


class TerminationDecision(Response):
    """Whether a worker should go on working, as the worker manager sees it."""

    terminate: bool
    """True if the worker should shut down as soon as it can; false if it should go on."""
    reason: str
    """Why, in a few words for the log; `none` where nothing speaks against going on."""


class GoogleIdentityProof(SecretRequest):
    """Proof from a worker in Google Cloud: a token that Google signs for the instance."""

    token: Annotated[str, Field(repr=False)]
    """Instance identity token, a JWT from the metadata server, with the deployment's root URL as
    its audience and in the format `full`.
    """


class StaticIdentityProof(SecretRequest):
    """Proof from a static worker: the secret agreed on beforehand."""

    staticSecret: Annotated[WorkerSecret, Field(repr=False)]
    """The secret that `createWorker` was given for this worker, 44 characters: letters, digits, `-`
    and `_`.
    """


class AwsIdentityProof(SecretRequest):
    """Proof from a worker in EC2: the instance identity document, signed by AWS."""

    document: Annotated[str, Field(repr=False)]
    """Text of `/latest/dynamic/instance-identity/document` on the metadata server 169.254.169.254,
    unchanged.
    """
    signature: Annotated[str, Field(repr=False)]
    """Text of `/latest/dynamic/instance-identity/signature` on the same server."""


class AzureIdentityProof(SecretRequest):
    """Proof from a worker in Azure: data about the instance, attested by Azure."""

    document: Annotated[str, Field(repr=False)]
    """The `signature` that `/metadata/attested/document` on the metadata server 169.254.169.254
    returns.
    """


WorkerIdentityProof: TypeAlias = (
    GoogleIdentityProof | StaticIdentityProof | AwsIdentityProof | AzureIdentityProof
)
"""Evidence of who a worker is, different for each type of provider."""


class RegisterWorkerRequest(SecretRequest):
    """Who a worker is, and proof of it."""

    workerPoolId: WorkerPoolId
    """Worker pool that the worker belongs to, as `provisionerId/workerType`."""
    providerId: Identifier
    """Provider that started the worker, as its metadata says. The pool must be, or have been, with
    it.
    """
    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker within its pool.
    """
    workerId: Identifier
    """Name of the worker, unique within its `workerGroup`; in a cloud the instance's id."""
    workerIdentityProof: Annotated[WorkerIdentityProof, Field(repr=False)]
    """Proof that the caller is the worker it says, in the form that the type of its provider calls
    for.
    """
    systemBootTime: Timestamp | None = None
    """Time (UTC) at which the machine came up, if known. It only feeds metrics of how long workers
    take to start.
    """


class WorkerCredentials(Response):
    """Temporary credentials of a worker."""

    clientId: str
    """Client name that requests made with these credentials appear under."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret that requests are signed with. Never log it."""
    certificate: Annotated[str | None, Field(repr=False)] = None
    """Signed statement of the scopes and the lifetime, as JSON text, without which the access token
    is worth nothing. Absent if the credentials are permanent.
    """


class RegistrationResult(Response):
    """Result of registering a worker: its configuration, credentials, and the secret to renew
    them.
    """

    credentials: WorkerCredentials
    """Credentials for the work of this worker. Their scopes allow to claim tasks of its pool, to
    read the pool's secret, to report errors, and to reregister or remove this very worker.
    """
    expires: Timestamp
    """Time (UTC) at which the credentials end. Before it, the worker must reregister or shut
    down.
    """
    secret: Annotated[str, Field(repr=False), Since(31)]
    """Secret to call `reregisterWorker` with, once; 44 characters: letters, digits, `-` and `_`.
    Servers before release 31 may not send this: then there is no such attribute.
    """
    workerConfig: Annotated[JsonObject, Since(26)]
    """Configuration of the worker as the pool's `config` has it, free in form. Workers merge it
    with what they find elsewhere. Nothing in it is secret; the pool's secrets are in the secrets
    service. Servers before release 26 may not send this: then there is no such attribute.
    """


class ReregisterWorkerRequest(SecretRequest):
    """Who a running worker is, and the secret that lets it renew its credentials."""

    workerPoolId: WorkerPoolId
    """Worker pool that the worker belongs to, as `provisionerId/workerType`."""
    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker within its pool.
    """
    workerId: Identifier
    """Name of the worker, unique within its `workerGroup`; in a cloud the instance's id."""
    secret: Annotated[WorkerSecret, Field(repr=False)]
    """Secret from the latest response of `registerWorker` or `reregisterWorker`, 44 characters:
    letters, digits, `-` and `_`. It works once.
    """


class ReregistrationResult(Response):
    """Result of reregistering a worker: new credentials, and the secret for the next renewal."""

    credentials: WorkerCredentials
    """Credentials to work with from now on, with the same scopes as before."""
    expires: Timestamp
    """Time (UTC) at which the credentials end. Before it, the worker must reregister once more."""
    secret: Annotated[str, Field(repr=False)]
    """Secret for the next call of `reregisterWorker`, 44 characters: letters, digits, `-` and `_`.
    The former one is void.
    """


WorkerState: TypeAlias = Literal["requested", "running", "stopping", "stopped", "standalone"]
"""States of a worker, whether or not a provider manages it."""


class WorkerSummary(Response):
    """A worker as it appears in lists, from the records of both the queue and the worker manager.

    Ask for the single worker to see more.
    """

    workerPoolId: str | None = None
    """Worker pool that the worker belongs to, as `provisionerId/workerType`."""
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker within its pool.
    """
    workerId: str
    """Name of the worker, unique within its `workerGroup`; in a cloud the instance's id."""
    providerId: str | None = None
    """Provider that started the worker and looks after it; `none` for one that none manages."""
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    state: WorkerState | Unrecognized | None = None
    """What the worker manager knows of the worker: it is starting (`requested`), has registered
    (`running`), is shutting down (`stopping`), or is gone (`stopped`). `standalone` is one that no
    provider manages.
    """
    capacity: int | None = None
    """How many tasks the worker can run at the same time; 0 for one that no provider manages, where
    nobody knows.
    """
    latestTask: TaskRunId | None = None
    """The run that the worker claimed last. Absent if there is none on record."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. A time in the past, often years ago, means
    that it is in no quarantine.
    """
    firstClaim: Timestamp | None = None
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, refreshed every half hour at most. Absent
    if it was never recorded.
    """


class ListWorkersResponse(Response):
    """One page of the workers of a worker pool that the queue has heard from."""

    workers: list[WorkerSummary]
    """The workers on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class WorkerDetails(Response):
    """All that the queue and the worker manager know of a worker: where it belongs, what it did
    lately, and whether it is in quarantine.
    """

    workerPoolId: str | None = None
    """Worker pool that the worker belongs to, as `provisionerId/workerType`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Provisioner part of the worker pool's name, before the slash. Deprecated: use
    `workerPoolId`.
    """
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Worker type part of the worker pool's name, after the slash. Deprecated: use
    `workerPoolId`.
    """
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker within its pool.
    """
    workerId: str
    """Name of the worker, unique within its `workerGroup`; in a cloud the instance's id."""
    providerId: str | None = None
    """Provider that started the worker and looks after it; `none` for one that none manages."""
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    state: WorkerState | Unrecognized | None = None
    """What the worker manager knows of the worker: it is starting (`requested`), has registered
    (`running`), is shutting down (`stopping`), or is gone (`stopped`). `standalone` is one that no
    provider manages.
    """
    capacity: int | None = None
    """How many tasks the worker can run at the same time; 0 for one that no provider manages, where
    nobody knows.
    """
    recentTasks: list[TaskRunId]
    """The runs that the worker claimed lately, up to 20."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. A time in the past, often years ago, means
    that it is in no quarantine.
    """
    quarantineDetails: list[QuarantineDetail] | None = None
    """History of the worker's quarantine, one entry per change."""
    firstClaim: Timestamp
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, refreshed every half hour at most. Absent
    if it was never recorded.
    """
    expires: Timestamp
    """Time (UTC) at which the queue drops its record of the worker, unless it shows up again."""


class WorkerPoolMessage(Response):
    """Sent when a worker pool has been created or updated, or is to be deleted."""

    workerPoolId: str
    """Worker pool that it is about, as `provisionerId/workerType`."""
    providerId: str
    """Provider of the pool from now on; `null-provider` if it is to be deleted."""
    previousProviderId: str | None = None
    """Provider of the pool up to now, possibly the same one. Absent for a new pool."""


class WorkerPoolErrorMessage(Response):
    """Sent when an error has been recorded for a worker pool."""

    workerPoolId: str
    """Worker pool that the error belongs to."""
    providerId: str
    """Provider of the worker or the pool."""
    errorId: str
    """Slugid of the record, by which `listWorkerPoolErrors` finds it."""
    kind: str
    """Sort of error for programs to tell apart, such as `creation-error`."""
    title: str
    """Sort of error in words; may be empty."""
    workerGroup: str | None = None
    """Group of the worker that reported it. Absent if it is about no single worker."""
    workerId: str | None = None
    """Worker that reported it. Absent if it is about no single worker."""
    launchConfigId: str | None = None
    """Launch configuration that was in use. Absent where there is none, or nobody knows."""
    timestamp: Annotated[Timestamp, Since(68)]
    """Time (UTC) of what the message reports. Servers before release 68 may not send this: then
    there is no such attribute.
    """


class WorkerMessage(Response):
    """Sent when a worker has been requested, has registered, or has stopped.

    The exchange says which.
    """

    workerPoolId: str
    """Worker pool that the worker belongs to, as `provisionerId/workerType`."""
    providerId: str
    """Provider that started the worker and looks after it, even if the pool has moved to another
    since.
    """
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker within its pool.
    """
    workerId: str
    """Name of the worker, unique within its `workerGroup`; in a cloud the instance's id."""
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    capacity: int
    """How many tasks the worker can run at the same time."""
    timestamp: Annotated[Timestamp, Since(68)]
    """Time (UTC) of what the message reports. Servers before release 68 may not send this: then
    there is no such attribute.
    """


class WorkerRemovedMessage(Response):
    """Sent when a worker is to be done away with, and says why."""

    workerPoolId: str
    """Worker pool that the worker belongs to, as `provisionerId/workerType`."""
    providerId: str
    """Provider that started the worker and looks after it, even if the pool has moved to another
    since.
    """
    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker within its pool.
    """
    workerId: str
    """Name of the worker, unique within its `workerGroup`; in a cloud the instance's id."""
    launchConfigId: str | None = None
    """Launch configuration that the worker was started from. Absent for workers of static
    providers.
    """
    capacity: int
    """How many tasks the worker could run at the same time."""
    reason: str
    """Cause of the removal, in words for people: a client called `removeWorker`, the worker did not
    register in time, its cloud reported a failure, and so on.
    """
    timestamp: Annotated[Timestamp, Since(68)]
    """Time (UTC) of what the message reports. Servers before release 68 may not send this: then
    there is no such attribute.
    """


class LaunchConfigMessage(Response):
    """Sent when a worker pool has gained, altered or archived a launch configuration.

    The exchange says which.
    """

    workerPoolId: str
    """Worker pool that the launch configuration belongs to."""
    providerId: str
    """Provider of the pool; `null-provider` if it is to be deleted."""
    launchConfigId: str
    """Name of the launch configuration, unique within its pool."""


class AwsRunInstancesOptions(Request, extra="allow"):
    """Arguments for EC2's `RunInstances`, under the names that AWS gives them: `InstanceType`,
    `SubnetId`, `SecurityGroupIds` and whatever else it takes.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (
        NotTogether("IamInstanceProfile", "UserData", "MinCount", "MaxCount"),
    )
    ImageId: str
    """Machine image to boot from, such as `ami-0abcdef1234567890`. An image exists in one region
    only.
    """


class WorkerManagerSettings(Request):
    """How worker-manager treats a launch configuration: how often it is picked, and up to which
    capacity.

    Nothing of this reaches the cloud.
    """

    launchConfigId: Identifier | None = None
    """Name of the launch configuration in statistics and errors, of 1 to 38 letters, digits, dashes
    and underscores. A pool can use a name only once: after a change to anything outside
    `workerManager`, choose a new one. Generated if absent.
    """
    initialWeight: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """How likely this launch configuration is to be picked for a new worker compared to the pool's
    others, from 0 to 1. Worker-manager lowers the weight for a while after errors; with 0 it is
    never picked. Default 1.
    """
    maxCapacity: Annotated[int, Field(ge=0)] | None = None
    """Most capacity to have from this launch configuration. The pool's own `maxCapacity` limits it
    further.
    """
    capacityPerInstance: Annotated[int, Field(ge=1)] | None = None
    """How many tasks each worker launched by this configuration can run at the same time. Taken as
    1 if absent.
    """


class AwsUserData(Request, extra="allow"):
    """Keys to add to an instance's user data.

    Those that worker-manager sets are refused here: `workerPoolId`, `providerId`, `workerGroup`,
    `rootUrl` and `workerConfig`.
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
    """AWS region to launch in, such as `us-west-2`; it becomes the `workerGroup` of the workers. An
    availability zone goes into `Placement` of `launchConfig`.
    """
    launchConfig: AwsRunInstancesOptions
    """Instances to launch. Worker-manager sets `UserData`, `MinCount` and `MaxCount` itself and
    adds tags of its own; an object with all three and `IamInstanceProfile` is refused.
    """
    workerConfig: FreeForm | None = None
    """Settings for the worker itself, in the format of its implementation. Worker-manager does not
    look into them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. Keep secrets out, in the secrets service: this is readable in the pool's
    definition.
    """
    workerManager: WorkerManagerSettings | None = None
    """How worker-manager treats this launch configuration. AWS does not get to see it."""
    additionalUserData: AwsUserData | None = None
    """More keys for the JSON object that instances find in their user data. EC2 takes 16 KB of user
    data at most.
    """
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Tasks that one instance can run at the same time. Deprecated: use that of `workerManager`."""


class WorkerLifecycle(Request):
    """How long the worker manager puts up with a silent worker, a part of most pool configurations.

    Providers may ignore what has no meaning for them.
    """

    registrationTimeout: int | None = None
    """Seconds that a worker has, from being requested, to register; after that it is taken for
    broken and terminated. Static workers have no such limit.
    """
    reregistrationTimeout: Annotated[int, Field(le=2592000)] | None = None
    """Seconds for which a worker's credentials last; it must reregister within them or be
    terminated. Default 345600 (4 days), at most 2592000 (30 days).
    """
    queueInactivityTimeout: Annotated[int, Field(ge=1200)] | None = None
    """Seconds without a call to claim or reclaim a task after which a worker is taken for dead and
    terminated. Default 7200 (2 hours), at least 1200. Quarantined workers keep calling and so are
    safe; static ones are left alone.
    """


class AwsProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `aws`: workers are EC2 instances."""

    minCapacity: Annotated[int, Field(ge=0)]
    """Capacity to keep up even when no task is pending. Capacity counts the tasks that the pool's
    workers can run at the same time.
    """
    maxCapacity: Annotated[int, Field(ge=0)]
    """Capacity at which worker-manager stops adding workers to the pool, over all of its launch
    configurations. Workers that are just being stopped count too.
    """
    scalingRatio: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """How much capacity to add for each task that waits and for which no worker is idle, from 0 to
    1. At 0.5, two such tasks bring capacity for one. Taken as 1 if absent.
    """
    launchConfigs: Annotated[list[AwsLaunchConfig], UniqueItems]
    """Ways to launch an instance, no two alike, in other regions or of other instance types for
    example. With an empty list the pool gets no workers.
    """
    lifecycle: WorkerLifecycle | None = None
    """How long workers may take to register, to register again and to ask for work before they are
    stopped.
    """


class AzureWorkerManagerSettings(Request):
    """How worker-manager treats a launch configuration for Azure: how often it is picked, up to
    which capacity, and how its machines are looked after.
    """

    launchConfigId: Identifier | None = None
    """Name of the launch configuration in statistics and errors, of 1 to 38 letters, digits, dashes
    and underscores. A pool can use a name only once: after a change to anything outside
    `workerManager`, choose a new one. Generated if absent.
    """
    initialWeight: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """How likely this launch configuration is to be picked for a new worker compared to the pool's
    others, from 0 to 1. Worker-manager lowers the weight for a while after errors; with 0 it is
    never picked. Default 1.
    """
    maxCapacity: Annotated[int, Field(ge=0)] | None = None
    """Most capacity to have from this launch configuration. The pool's own `maxCapacity` limits it
    further.
    """
    capacityPerInstance: Annotated[int, Field(ge=1)] | None = None
    """How many tasks each worker launched by this configuration can run at the same time. Taken as
    1 if absent.
    """
    publicIp: bool | None = None
    """Give the machine a public IPv4 address, to reach it by RDP for example. Off by default. Has
    no effect with a template, which makes its own addresses.
    """
    ignoreFailedProvisioningStates: Annotated[list[str], UniqueItems] | None = None
    """Codes of provisioning failures that do not matter as long as the machine runs. Images without
    the Azure VM agent need `OSProvisioningTimedOut` here.
    """
    keepDeployment: bool | None = None
    """Keep the record of each template deployment in Azure, to look into a failing template. Turn
    it off again: a resource group that is full of records takes no more deployments.
    """


class AzureHardwareProfile(Request, extra="allow"):
    """Azure's hardware settings: the size, and whatever else it takes."""

    vmSize: str
    """Size by Azure's name for it, such as `Standard_D2s_v3`."""


class AzureImageReference(Request, extra="allow"):
    """An image: by its `id`, or by `publisher`, `offer`, `sku` and `version` for one of the
    Marketplace.
    """

    id: str | None = None
    """Resource id of an image, or of an image version in a gallery."""


class AzureOsDisk(Request, extra="allow"):
    """Settings of a disk to boot from.

    Any of Azure's `OSDisk` may be added, but not its `name`, which worker-manager generates.
    """

    createOption: str | None = None
    """Where the disk comes from. `FromImage` makes it from `imageReference`."""


class AzureStorageProfile(Request, extra="allow"):
    """Azure's storage settings of a machine."""

    imageReference: AzureImageReference | None = None
    """Image to boot from."""
    osDisk: AzureOsDisk
    """Disk with the operating system."""
    dataDisks: list[FreeForm] | None = None
    """Further disks to create and attach. They are deleted with the machine."""


class AzureNetworkInterfaceReference(Request, extra="allow"):
    """Points to a network interface."""

    id: str | None = None
    """Resource id of the network interface."""
    primary: bool | None = None
    """Whether it is the machine's main one, where there are several."""


class AzureNetworkProfile(Request, extra="allow"):
    """Azure's network settings of a machine."""

    networkInterfaces: list[AzureNetworkInterfaceReference]
    """Network interfaces to use. Worker-manager creates one for each machine in `subnetId`, and
    puts it in place of these.
    """


class AzureBillingProfile(Request, extra="allow"):
    """Azure's limit on the price of a machine."""

    maxPrice: float | None = None
    """Highest price in US dollars per hour; Azure takes the machine back when spot prices rise
    above it. -1 stands for no limit below the normal price.
    """


class AzureVmLaunchConfig(Request, extra="allow"):
    """One way to launch virtual machines for a worker pool: worker-manager creates network
    interface, disks and machine one after the other.

    Any other field of Azure's virtual machine API may be added under Azure's name.
    """

    workerConfig: FreeForm
    """Settings for the worker itself, in the format of its implementation. Worker-manager does not
    look into them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. Keep secrets out, in the secrets service: this is readable in the pool's
    definition.
    """
    workerManager: AzureWorkerManagerSettings | None = None
    """Settings for worker-manager itself, of which nothing reaches Azure."""
    tags: FreeForm | None = None
    """Azure tags for the worker's resources, by name. Worker-manager adds its own, such as
    `worker-pool-id`, and wins where names meet.
    """
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Tasks that one instance can run at the same time. Deprecated: use that of `workerManager`."""
    location: str
    """Azure region to launch in, such as `westus`; it becomes the `workerGroup` of the workers."""
    subnetId: str
    """Resource id of the subnet that the machine's network interface joins. It must be in the same
    location.
    """
    hardwareProfile: AzureHardwareProfile
    """Size of the virtual machine."""
    storageProfile: AzureStorageProfile
    """Image and disks of the virtual machine."""
    osProfile: FreeForm | None = None
    """Operating system settings, as Azure's `OSProfile`. Worker-manager sets `computerName`,
    `customData`, `adminUsername` and `adminPassword` itself.
    """
    networkProfile: AzureNetworkProfile | None = None
    """Network settings of the virtual machine."""
    priority: str | None = None
    """Kind of capacity to pay for: `Regular`, or `Spot` for a cheaper machine that Azure may take
    back at any time.
    """
    billingProfile: AzureBillingProfile | None = None
    """Price limit of a spot machine."""
    ignoreFailedProvisioningStates: Annotated[
        Annotated[list[str], UniqueItems] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Provisioning failures to overlook. Deprecated: use those of `workerManager`."""


AzureDeploymentMode: TypeAlias = Literal["Incremental", "Complete"]
"""Ways in which Azure can treat the resources that a template does not mention."""


class AzureTemplateSpecLink(Request):
    """Points to a template spec, a template that Azure stores under access control and in
    versions.
    """

    id: Annotated[
        str,
        Field(
            pattern=r"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Resources/templateSpecs/[^/]+/versions/[^/]+$"
        ),
    ]
    """Resource id of one version of the template spec, from `/subscriptions/` to `/versions/` and
    its name.
    """


class AzureTemplateFileLink(SecretRequest):
    """Points to a template file on the web.

    Anyone who can change the file decides what runs in the subscription.
    """

    uri: Annotated[str, Field(repr=False)]
    """Address of the file, which Azure must be able to reach."""
    queryString: Annotated[str | None, Field(repr=False)] = None
    """Query to append to `uri`, such as the SAS token that opens it."""
    contentVersion: str | None = None
    """The `contentVersion` that the file must have. Azure refuses the deployment if it has
    another.
    """


AzureTemplateLink: TypeAlias = AzureTemplateSpecLink | AzureTemplateFileLink
"""Points to a template: a template spec by its id, which is the safer choice, or a file by its
address.
"""


class AzureParameterValue(Request):
    """A template parameter with its value written out."""

    value: JsonValue
    """The value, of the type that the template declares for the parameter."""


class AzureKeyVaultReference(Request):
    """Points to a key vault."""

    id: str | None = None
    """Resource id of the key vault."""


class AzureKeyVaultSecretReference(Request):
    """Points to a secret in a key vault."""

    keyVault: AzureKeyVaultReference
    """Key vault that holds the secret. It must allow template deployments to read it."""
    secretName: str
    """What the secret is called in the vault."""
    secretVersion: str | None = None
    """Version of the secret to read. Azure takes the latest if absent."""


class AzureKeyVaultParameter(Request):
    """A template parameter whose value Azure fetches from a key vault, so that it shows nowhere in
    the pool's definition.
    """

    reference: AzureKeyVaultSecretReference
    """Secret that Azure reads the value from."""


AzureTemplateParameter: TypeAlias = AzureParameterValue | AzureKeyVaultParameter
"""Value of a template parameter: given here, or a secret that Azure fetches from a key vault."""


class AzureParametersLink(SecretRequest):
    """Points to a file with parameter values on the web."""

    uri: Annotated[str | None, Field(repr=False)] = None
    """Address of the file, which Azure must be able to reach."""
    contentVersion: str | None = None
    """The `contentVersion` that the file must have. Azure refuses the deployment if it has
    another.
    """


AzureOnErrorDeploymentType: TypeAlias = Literal["LastSuccessful", "SpecificDeployment"]
"""Earlier deployments that Azure can repeat."""


class AzureOnErrorDeployment(Request):
    """Points to an earlier deployment, which Azure repeats."""

    type: AzureOnErrorDeploymentType | None = None
    """Which one to repeat: `LastSuccessful`, or with `SpecificDeployment` the one that
    `deploymentName` names.
    """
    deploymentName: str | None = None
    """Name of the deployment to repeat. Needed with `SpecificDeployment` only."""


AzureExpressionScope: TypeAlias = Literal["Inner", "Outer"]
"""Places whose parameters and variables a nested template can see."""


class AzureExpressionEvaluationOptions(Request):
    """How Azure evaluates template expressions where one template contains another."""

    scope: AzureExpressionScope | None = None
    """Whose parameters and variables count inside a nested template: its own (`Inner`) or those of
    the template around it (`Outer`).
    """


AzureDebugDetailLevel: TypeAlias = Literal[
    "requestContent", "responseContent", "requestContent,responseContent"
]
"""Bodies that Azure can keep of the requests and responses of a deployment."""


class AzureDebugSetting(Request):
    """How much Azure records about a deployment."""

    detailLevel: AzureDebugDetailLevel | None = None
    """Whether to keep the bodies of requests, of responses or of both. They can contain secrets of
    the template's resources.
    """


class AzureDeploymentProperties(SecretRequest):
    """A deployment of Azure Resource Manager.

    Give the template itself in `template`, or say where it is in `templateLink`, but not both.
    """

    _constraints: ClassVar[tuple[Constraint, ...]] = (ExactlyOne(("template",), ("templateLink",)),)
    mode: AzureDeploymentMode
    """What happens to other resources in the resource group: `Incremental` leaves them alone.
    `Complete` deletes whatever the template does not mention, other workers' resources included.
    """
    templateLink: AzureTemplateLink | None = None
    """Where Azure finds the template. Excludes `template`."""
    template: FreeForm | None = None
    """The template, written out here. Excludes `templateLink`."""
    parameters: Annotated[dict[str, AzureTemplateParameter], HasKeys("location")] | None = None
    """Values for the template's parameters, by name. `location` is required and becomes the
    `workerGroup`. Worker-manager adds `vmName`, `computerName`, `adminUsername`, `adminPassword`,
    `customData` and `tags`: the template must declare them too, and put `tags` on the virtual
    machine, where worker-runner looks for them.
    """
    parametersLink: AzureParametersLink | None = None
    """File with the values of parameters. Treat it with care, as such files often hold sensitive
    values.
    """
    onErrorDeployment: AzureOnErrorDeployment | None = None
    """Earlier deployment to fall back on if this one fails."""
    expressionEvaluationOptions: AzureExpressionEvaluationOptions | None = None
    """How Azure evaluates expressions of this template."""
    debugSetting: AzureDebugSetting | None = None
    """Details of this deployment for Azure to keep, so that faults can be found."""


class AzureTemplateLaunchConfig(SecretRequest, extra="allow"):
    """One way to launch virtual machines for a worker pool: Azure Resource Manager deploys a
    template, with everything that the machine needs, for each worker.
    """

    workerConfig: FreeForm
    """Settings for the worker itself, in the format of its implementation. Worker-manager does not
    look into them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. Keep secrets out, in the secrets service: this is readable in the pool's
    definition.
    """
    workerManager: AzureWorkerManagerSettings | None = None
    """Settings for worker-manager itself, of which nothing reaches Azure."""
    tags: FreeForm | None = None
    """Azure tags for the worker's resources, by name. Worker-manager adds its own, such as
    `worker-pool-id`, and wins where names meet.
    """
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Tasks that one instance can run at the same time. Deprecated: use that of `workerManager`."""
    armDeployment: AzureDeploymentProperties
    """The deployment that Azure makes for each worker."""
    armDeploymentResourceGroup: str | None = None
    """Resource group to deploy into, in place of the provider's own. Created in the deployment's
    `location` if missing.
    """


AzureLaunchConfig: TypeAlias = AzureVmLaunchConfig | AzureTemplateLaunchConfig
"""One way to launch virtual machines: resource by resource (`AzureVmLaunchConfig`), or by a
template of Azure Resource Manager (`AzureTemplateLaunchConfig`).
"""


class AzureProviderConfig(SecretRequest):
    """The `config` of a worker pool whose provider is of type `azure`: workers are virtual machines
    in Azure.
    """

    minCapacity: Annotated[int, Field(ge=0)]
    """Capacity to keep up even when no task is pending. Capacity counts the tasks that the pool's
    workers can run at the same time.
    """
    maxCapacity: Annotated[int, Field(ge=0)]
    """Capacity at which worker-manager stops adding workers to the pool, over all of its launch
    configurations. Workers that are just being stopped count too.
    """
    scalingRatio: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """How much capacity to add for each task that waits and for which no worker is idle, from 0 to
    1. At 0.5, two such tasks bring capacity for one. Taken as 1 if absent.
    """
    launchConfigs: Annotated[list[AzureLaunchConfig], UniqueItems]
    """Ways to launch a virtual machine, no two alike, in other locations or of other sizes for
    example. With an empty list the pool gets no workers.
    """
    lifecycle: WorkerLifecycle | None = None
    """How long workers may take to register, to register again and to ask for work before they are
    stopped.
    """


class GoogleLaunchConfig(Request, extra="allow"):
    """One way to launch Compute Engine instances for a worker pool.

    Beside the declared fields, any other that `instances.insert` takes may be given under Google's
    name. Worker-manager chooses name and service account of the instance, and adds labels and the
    metadata key `taskcluster`.
    """

    region: str
    """Region that the zone belongs to, such as `us-east1`."""
    zone: str
    """Zone to launch in, such as `us-east1-b`; it becomes the `workerGroup` of the workers. Machine
    and disk types must be available there.
    """
    machineType: str
    """Machine type as Google writes it, by URL or part of one:
    `zones/us-east1-b/machineTypes/n2-standard-2`.
    """
    disks: list[JsonValue]
    """Disks of the instance as `AttachedDisk` objects of Google's API, the boot disk among them."""
    networkInterfaces: list[JsonValue]
    """Networks to connect the instance to, as `NetworkInterface` objects of Google's API."""
    scheduling: FreeForm
    """A `Scheduling` object of Google's API, which makes spot instances for example. Worker-manager
    sets `automaticRestart` itself.
    """
    workerConfig: FreeForm
    """Settings for the worker itself, in the format of its implementation. Worker-manager does not
    look into them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. Keep secrets out, in the secrets service: this is readable in the pool's
    definition.
    """
    workerManager: WorkerManagerSettings | None = None
    """How worker-manager treats this launch configuration. Google does not get to see it."""
    capacityPerInstance: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """Tasks that one instance can run at the same time. Deprecated: use that of `workerManager`."""


class GoogleProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `google`: workers are Compute Engine
    instances.
    """

    minCapacity: Annotated[int, Field(ge=0)]
    """Capacity to keep up even when no task is pending. Capacity counts the tasks that the pool's
    workers can run at the same time.
    """
    maxCapacity: Annotated[int, Field(ge=0)]
    """Capacity at which worker-manager stops adding workers to the pool, over all of its launch
    configurations. Workers that are just being stopped count too.
    """
    scalingRatio: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """How much capacity to add for each task that waits and for which no worker is idle, from 0 to
    1. At 0.5, two such tasks bring capacity for one. Taken as 1 if absent.
    """
    launchConfigs: Annotated[list[GoogleLaunchConfig], UniqueItems]
    """Ways to launch an instance, no two alike, in other zones or of other machine types for
    example. With an empty list the pool gets no workers.
    """
    lifecycle: WorkerLifecycle | None = None
    """How long workers may take to register, to register again and to ask for work before they are
    stopped.
    """


class StaticLifecycle(Request):
    """The one time limit that counts for static workers."""

    reregistrationTimeout: Annotated[int, Field(le=2592000)] | None = None
    """Seconds for which the credentials of a registered worker last; it must register again before
    they end. At most 30 days, by default 4.
    """


class StaticProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `static`.

    Its workers are machines of your own: each is made known with `createWorker`, and worker-manager
    starts and stops none.
    """

    workerConfig: FreeForm | None = None
    """Settings for the worker itself, in the format of its implementation. Worker-manager does not
    look into them: a worker gets them when it registers, and worker-runner merges them with its
    local settings. Keep secrets out, in the secrets service: this is readable in the pool's
    definition.
    """
    lifecycle: StaticLifecycle | None = None
    """How long workers live."""


class TestingProviderConfig(Request):
    """The `config` of a worker pool whose provider is of type `testing`, always empty.

    Only the test suite of Taskcluster has such a provider.
    """


class TaskMetadata(Response):
    """Information about a task for people."""

    name: str
    """Short title shown in lists of tasks, up to 255 characters."""
    description: str
    """What the task does and why, in Markdown, up to 32768 characters."""
    owner: str
    """Person or bot that caused the task and is responsible for it, usually an email address."""
    source: str
    """Link to the file and revision that the task was defined by: an HTTP, SSH or `git@`
    address.
    """


TaskPriority: TypeAlias = Literal[
    "highest", "very-high", "high", "medium", "low", "very-low", "lowest"
]
"""Priorities of a task, from the most urgent to the least."""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Ways in which dependencies can be met."""


class Task(Response):
    """A task as the queue stores it, but with `workerPoolId` where the queue says `taskQueueId`.

    No method of this service returns one.
    """

    workerPoolId: str
    """Worker pool whose workers run the task, as `provisionerId/workerType`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First half of `workerPoolId`, up to the slash. Deprecated: use `workerPoolId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second half of `workerPoolId`, after the slash. Deprecated: use `workerPoolId`."""
    taskGroupId: str
    """Task group that the task belongs to. By convention a decision task's id is also the id of its
    group.
    """
    schedulerId: str
    """Scheduler that owns the task, the same for all of a task group. It takes part in the scopes
    for managing the task and in pulse routing keys.
    """
    projectId: str | None = None
    """Project that the task is counted under, in reports and in scopes. `none` where nobody chose
    one.
    """
    metadata: TaskMetadata
    """What the task is, who is behind it, and where it was defined."""
    payload: JsonObject
    """Instructions for the worker. Its format depends on the worker implementation behind the
    worker pool; the queue does not look inside. `payloadAs` reads it as a model.
    """
    priority: TaskPriority | Unrecognized
    """How urgent the task is: the queue hands out higher priorities first, and older tasks first
    within one.
    """
    created: Timestamp
    """Time (UTC) at which the creator says it made the task."""
    deadline: Timestamp
    """Time (UTC) at which the queue gives up: a task still unresolved then becomes an exception
    with reason `deadline-exceeded`. At most 5 days after creation.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue forgets the task, its status and its artifacts."""
    dependencies: list[str]
    """Ids of the tasks to wait for, up to 10000 (a deployment may allow fewer). They must exist
    when this task is created.
    """
    requires: DependencyRequirement | Unrecognized
    """What the dependencies must reach before the task is scheduled: success of all
    (`all-completed`), or any resolution (`all-resolved`).
    """
    retries: int
    """How many times the queue starts a new run after trouble with the worker, such as a crash or a
    shutdown; at most 49.
    """
    scopes: list[str]
    """Scopes that the task may use while it runs. Its creator must hold all of them."""
    routes: list[str]
    """Extra pulse routing keys: each message about the task is also sent to `route.` plus each of
    these. The index service listens to some.
    """
    tags: dict[str, str]
    """Short labels, text to text, for finding and grouping tasks. They are copied into pulse
    messages. Values have up to 4096 characters.
    """
    extra: JsonObject
    """Free data for other tools, such as dashboards; the queue does not interpret it. Put your own
    under one key and keep it small. `extraAs` reads it as a model.
    """

    def payloadAs(self, model: type[ModelT]) -> ModelT:
        """Read `payload` as a model.

        Properties that the model does not know are ignored at any depth, whatever its `extra` says.
        Values are read as JSON: a strict model takes a text for a date-time, too. An error can show
        values, unless the model has `hide_input_in_errors`.

        Args:
            model: Class of the model, of a worker's payload or your own.

        Returns:
            An instance of it, which shares nothing with this response.

        Raises:
            ValidationError: of pydantic, if `payload` does not fit the model.

        Example:
            ```python
            payload = task.payloadAs(MyPayload)  # a pydantic model of yours
            ```
        """
        return readAs(self.payload, model)

    def extraAs(self, model: type[ModelT]) -> ModelT:
        """Read `extra` as a model.

        Properties that the model does not know are ignored at any depth, whatever its `extra` says.
        Values are read as JSON: a strict model takes a text for a date-time, too. An error can show
        values, unless the model has `hide_input_in_errors`.

        Args:
            model: Class of the model, of a worker's payload or your own.

        Returns:
            An instance of it, which shares nothing with this response.

        Raises:
            ValidationError: of pydantic, if `extra` does not fit the model.

        Example:
            ```python
            extra = task.extraAs(MyExtra)  # a pydantic model of yours
            ```
        """
        return readAs(self.extra, model)
