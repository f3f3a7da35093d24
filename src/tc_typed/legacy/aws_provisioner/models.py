"""Models of the aws-provisioner service: payloads, responses and Pulse messages.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import Identifier, Scope
from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.fields import FreeForm, JsonObject, Timestamp, Unrecognized


class WorkerTypeSummary(Response):
    """Capacity of one worker type. One unit runs one task at a time."""

    workerType: str
    """Name of the worker type."""
    minCapacity: int
    """Capacity kept running even without pending tasks."""
    maxCapacity: int
    """Maximum capacity that may run at once."""
    requestedCapacity: int
    """Capacity requested on the spot market but not granted yet. Always 0 since EC2 began to grant
    or refuse requests at once.
    """
    pendingCapacity: int
    """Capacity of instances that EC2 is starting."""
    runningCapacity: int
    """Capacity of instances that are up; their workers may still be starting."""


class EmptySecrets(Request):
    """Empty object; it used to hold secrets."""


class InstanceTypeConfiguration(Request):
    """Instance type that a worker type may use, with its capacity and its own settings."""

    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    capacity: float
    """Number of tasks that one instance runs at the same time. The provisioner assumes that a new
    instance takes this many pending tasks.
    """
    utility: float
    """Amount of work that an instance does, relative to the worker type's other instance types.
    Offers are compared by price divided by utility, so a utility of 2 may cost twice as much as a
    utility of 1.
    """
    launchSpec: FreeForm
    """Fields of EC2's launch specification for this instance type. They override all others;
    `ImageId` is not allowed here.
    """
    secrets: EmptySecrets
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: FreeForm
    """User data for instances of this type, merged key by key over all other user data."""
    scopes: list[Scope]
    """Scopes intended for workers on this instance type, in printable ASCII. The provisioner
    ignored them in its last years.
    """


Region: TypeAlias = Literal["us-west-2", "us-east-1", "us-east-2", "us-west-1", "eu-central-1"]
"""EC2 regions that the provisioner could use."""


class RegionLaunchSpec(Request, extra="allow"):
    """Fields of EC2's launch specification for one region, with at least the `ImageId`.

    They override those of the worker type; `InstanceType` is not allowed here.
    """

    ImageId: str
    """AMI to boot, such as `ami-0a1b2c3d`. Ids differ between regions, even for copies of the same
    image.
    """


class RegionConfiguration(Request):
    """Region that a worker type may use, with the image to boot there and its own settings."""

    region: Region
    """Name of the region."""
    launchSpec: RegionLaunchSpec
    """Settings for all instances in this region."""
    secrets: EmptySecrets
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: FreeForm
    """User data for instances in this region, merged key by key over that of the worker type."""
    scopes: list[Scope]
    """Scopes intended for workers in this region, in printable ASCII. The provisioner ignored them
    in its last years.
    """


class AvailabilityZoneConfiguration(Request):
    """Settings for a worker type's instances in one availability zone.

    A worker type that lists zones uses only those.
    """

    availabilityZone: str
    """Name of the zone, such as `eu-central-1b`."""
    region: str
    """Region of the zone, such as `eu-central-1`."""
    launchSpec: FreeForm
    """Fields of EC2's launch specification for this zone. They override those of the worker type
    and the region; those of the instance type override them.
    """
    secrets: EmptySecrets | None = None
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`. Defaults to none.
    """
    userData: FreeForm | None = None
    """User data for instances in this zone, merged key by key over that of the worker type and the
    region. Defaults to none.
    """


class CreateWorkerTypeRequest(Request):
    """Definition of a worker type: which instances to start, where, and how many.

    Its name is an argument of the call.
    """

    launchSpec: FreeForm
    """Fields of EC2's launch specification shared by all regions and instance types. `ImageId` and
    `InstanceType` are not allowed here: they belong to a region and an instance type.
    """
    description: str
    """Description of the worker type: its purpose and how to use it."""
    owner: str
    """Person or team to contact about the worker type, often an email address."""
    secrets: EmptySecrets
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: FreeForm
    """User data for all instances, which find it under `data`. User data of regions, zones and
    instance types is merged over it key by key.
    """
    scopes: list[Scope]
    """Scopes intended for the workers, in printable ASCII. In its last years the provisioner
    ignored them: workers had the scopes of the role `worker-type:aws-provisioner-v1/<workerType>`.
    """
    minCapacity: float | None = None
    """Capacity to keep running even without pending tasks. One unit runs one task at a time."""
    maxCapacity: float
    """Maximum capacity to run at once. One unit runs one task at a time."""
    scalingRatio: float
    """Pending tasks to tolerate, as a fraction of the running capacity. With 0.2, they can fill a
    fifth of that capacity; with 0, capacity is started for every pending task. Higher values suit
    short tasks: they cost less, but tasks wait longer.
    """
    minPrice: float
    """Minimum price to calculate with, in dollars per hour and unit of utility. If the best offer
    is below it, the bid is this price divided by the `utility` of the instance type.
    """
    maxPrice: float
    """Maximum price to accept, in dollars per hour and unit of utility. Nothing is started while
    all offers are above it.
    """
    canUseOndemand: bool | None = None
    """Whether on-demand instances may be used. It has no effect: only spot instances were started.
    Always false in responses.
    """
    canUseSpot: bool | None = None
    """Whether spot instances may be used. It has no effect: they were always used."""
    instanceTypes: list[InstanceTypeConfiguration]
    """Instance types to choose from. Each must exist in every listed region."""
    regions: list[RegionConfiguration]
    """Regions to choose from, each with the image to boot there."""
    availabilityZones: list[AvailabilityZoneConfiguration] | None = None
    """Zones to use, each with its own settings. If empty or omitted, all zones of the regions are
    used; otherwise the list must include at least one zone of every region.
    """


class EmptySecretsResponse(Response):
    """Empty object; it used to hold secrets."""


class InstanceTypeConfigurationResponse(Response):
    """Instance type that a worker type may use, with its capacity and its own settings."""

    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    capacity: float
    """Number of tasks that one instance runs at the same time. The provisioner assumes that a new
    instance takes this many pending tasks.
    """
    utility: float
    """Amount of work that an instance does, relative to the worker type's other instance types.
    Offers are compared by price divided by utility, so a utility of 2 may cost twice as much as a
    utility of 1.
    """
    launchSpec: JsonObject
    """Fields of EC2's launch specification for this instance type. They override all others;
    `ImageId` is not allowed here.
    """
    secrets: EmptySecretsResponse
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: JsonObject
    """User data for instances of this type, merged key by key over all other user data."""
    scopes: list[str]
    """Scopes intended for workers on this instance type, in printable ASCII. The provisioner
    ignored them in its last years.
    """


class RegionLaunchSpecResponse(Response):
    """Fields of EC2's launch specification for one region, with at least the `ImageId`.

    They override those of the worker type; `InstanceType` is not allowed here.
    """

    ImageId: str
    """AMI to boot, such as `ami-0a1b2c3d`. Ids differ between regions, even for copies of the same
    image.
    """


class RegionConfigurationResponse(Response):
    """Region that a worker type may use, with the image to boot there and its own settings."""

    region: Region | Unrecognized
    """Name of the region."""
    launchSpec: RegionLaunchSpecResponse
    """Settings for all instances in this region."""
    secrets: EmptySecretsResponse
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: JsonObject
    """User data for instances in this region, merged key by key over that of the worker type."""
    scopes: list[str]
    """Scopes intended for workers in this region, in printable ASCII. The provisioner ignored them
    in its last years.
    """


class AvailabilityZoneConfigurationResponse(Response):
    """Settings for a worker type's instances in one availability zone.

    A worker type that lists zones uses only those.
    """

    availabilityZone: str
    """Name of the zone, such as `eu-central-1b`."""
    region: Region | Unrecognized
    """Region of the zone, such as `eu-central-1`."""
    launchSpec: JsonObject
    """Fields of EC2's launch specification for this zone. They override those of the worker type
    and the region; those of the instance type override them.
    """
    secrets: EmptySecretsResponse | None = None
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: JsonObject | None = None
    """User data for instances in this zone, merged key by key over that of the worker type and the
    region.
    """


class WorkerType(Response):
    """Definition of a worker type: which instances are started, where, and how many."""

    workerType: str
    """Name of the worker type."""
    launchSpec: JsonObject
    """Fields of EC2's launch specification shared by all regions and instance types. `ImageId` and
    `InstanceType` are not allowed here: they belong to a region and an instance type.
    """
    description: str
    """Description of the worker type: its purpose and how to use it."""
    owner: str
    """Person or team to contact about the worker type, often an email address."""
    secrets: EmptySecretsResponse
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: JsonObject
    """User data for all instances, which find it under `data`. User data of regions, zones and
    instance types is merged over it key by key.
    """
    scopes: list[str]
    """Scopes intended for the workers, in printable ASCII. In its last years the provisioner
    ignored them: workers had the scopes of the role `worker-type:aws-provisioner-v1/<workerType>`.
    """
    minCapacity: float
    """Capacity kept running even without pending tasks. One unit runs one task at a time."""
    maxCapacity: float
    """Maximum capacity to run at once. One unit runs one task at a time."""
    scalingRatio: float
    """Pending tasks to tolerate, as a fraction of the running capacity. With 0.2, they can fill a
    fifth of that capacity; with 0, capacity is started for every pending task. Higher values suit
    short tasks: they cost less, but tasks wait longer.
    """
    minPrice: float
    """Minimum price to calculate with, in dollars per hour and unit of utility. If the best offer
    is below it, the bid is this price divided by the `utility` of the instance type.
    """
    maxPrice: float
    """Maximum price to accept, in dollars per hour and unit of utility. Nothing is started while
    all offers are above it.
    """
    canUseOndemand: bool | None = None
    """Whether on-demand instances may be used. It has no effect: only spot instances were started.
    Always false in responses.
    """
    canUseSpot: bool | None = None
    """Whether spot instances may be used. It has no effect: they were always used."""
    lastModified: Timestamp
    """Time (UTC) at which the worker type was created or last updated."""
    instanceTypes: list[InstanceTypeConfigurationResponse]
    """Instance types to choose from. Each must exist in every listed region."""
    regions: list[RegionConfigurationResponse]
    """Regions to choose from, each with the image to boot there."""
    availabilityZones: list[AvailabilityZoneConfigurationResponse] | None = None
    """Zones to use, each with its own settings. If empty or omitted, all zones of the regions are
    used; otherwise the list must include at least one zone of every region.
    """


class CreateSecretRequest(SecretRequest):
    """Secret to store for an instance until the instance fetches it."""

    workerType: Identifier
    """Worker type of the instance; `getSecret` returns credentials for its workers. The caller
    needs the scope `aws-provisioner:create-secret:<workerType>`.
    """
    secrets: Annotated[FreeForm, Field(repr=False)]
    """The secret: any JSON object. `getSecret` returns it unchanged as `data`."""
    scopes: list[Scope]
    """Scopes stored with the secret and returned with it, in printable ASCII."""
    token: Annotated[str, Field(repr=False)]
    """Slugid to store the secret under, the same as in the route."""
    expiration: Timestamp
    """Time (UTC) after which the secret may be deleted, whether or not it was fetched."""


class SecretOutcome(Response):
    """Confirmation that a secret was stored."""

    outcome: str
    """Always `success`; failures are error responses."""


class TemporaryCredentials(Response):
    """Temporary Taskcluster credentials."""

    clientId: str
    """Name of the client that issued the credentials: the provisioner's own."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret for signing requests. Never log it."""
    certificate: Annotated[str, Field(repr=False)]
    """Certificate with the scopes and lifetime of the credentials, as a JSON string. The access
    token is not valid without it.
    """


class WorkerSecrets(Response):
    """Secrets and credentials for a worker."""

    data: Annotated[JsonObject, Field(repr=False)]
    """The secret, exactly as given to `createSecret`; empty for instances started by the
    provisioner.
    """
    credentials: Annotated[TemporaryCredentials, Field(repr=False)]
    """Taskcluster credentials that let the worker claim tasks of its worker type. They are valid
    for 96 hours, which is also the maximum lifetime of an instance.
    """
    scopes: list[str]
    """Scopes that were stored with the secret. They are not the scopes of the credentials, which
    are in the certificate.
    """


class Instance(Response):
    """An EC2 instance of a worker type."""

    id: str
    """EC2 id of the instance, such as `i-0a1b2c3d`."""
    srId: str
    """Spot request that the instance was started for, or `ondemand` if none is recorded."""
    ami: str
    """Image that the instance was booted from."""
    type: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    region: Region | Unrecognized
    """Region that the instance runs in."""
    zone: str
    """Availability zone that the instance runs in."""
    state: str
    """State of the instance in EC2's terms, such as `pending` or `running`."""
    launch: Timestamp
    """Time (UTC) at which EC2 launched the instance."""


class WorkerTypeState(Response):
    """Instances of a worker type and their total capacity."""

    workerType: str
    """Name of the worker type."""
    instances: list[Instance]
    """Running and starting instances, in no particular order."""
    requests: list[JsonObject]
    """Spot requests that EC2 has not decided on. Always empty in the service's last years, when EC2
    granted or refused requests at once.
    """
    internalTrackedRequests: list[JsonObject]
    """Spot requests that were made but not yet seen in EC2's responses. Always empty in the
    service's last years.
    """
    summary: WorkerTypeSummary
    """Limits and current capacity of this worker type."""


class BackendStatus(Response):
    """Status of the loop that starts instances."""

    status: str
    """Status in the terms of Dead Man's Snitch, such as `healthy`, or `failed` if the loop is
    overdue.
    """
    lastCheckedIn: Timestamp
    """Time (UTC) at which the loop last finished a round, successfully or not."""


class WorkerTypeLastModified(Response):
    """Time at which a worker type last changed."""

    workerType: str
    """Name of the worker type."""
    lastModified: Timestamp
    """Time (UTC) at which the worker type was created or last updated."""


class WorkerTypeMessage(Response):
    """Sent when a worker type is created, updated or removed, each on its own exchange."""

    workerType: str
    """Name of the worker type. Fetch its definition from the API."""
    version: float
    """Version of the message format, always 1."""
