"""Models of the aws-provisioner service: what its methods take and return, and its messages.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import Identifier, Scope
from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.fields import FreeForm, JsonObject, Timestamp, Unrecognized


class WorkerTypeSummary(Response):
    """Capacity of one worker type, in units of one task at a time."""

    workerType: str
    """Name of the worker type."""
    minCapacity: int
    """Capacity that is kept running even with no tasks waiting."""
    maxCapacity: int
    """Most capacity that may run at once."""
    requestedCapacity: int
    """Capacity asked of the spot market and not granted yet. Always 0 since EC2 grants or refuses
    at once.
    """
    pendingCapacity: int
    """Capacity of instances that EC2 is starting."""
    runningCapacity: int
    """Capacity of instances that are up; their workers may still be starting."""


class EmptySecrets(Request):
    """An empty object in the place where secrets once were."""


class InstanceTypeConfiguration(Request):
    """An instance type that a worker type may use, how much it can do, and what is special about
    it.
    """

    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    capacity: float
    """Tasks that one such instance runs at the same time. The provisioner counts on this many
    pending tasks being taken by it.
    """
    utility: float
    """How much work such an instance does, measured against the others of the worker type. Offers
    are compared by their price divided by it, so one of utility 2 may cost twice as much as one of
    1.
    """
    launchSpec: FreeForm
    """Fields of EC2's launch specification for this instance type. They win over all others;
    `ImageId` must not be here.
    """
    secrets: EmptySecrets
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: FreeForm
    """User data for instances of this type, merged key by key over all other user data."""
    scopes: list[Scope]
    """Scopes meant for workers on this instance type, in printable ASCII; ignored in the last
    years.
    """


Region: TypeAlias = Literal["us-west-2", "us-east-1", "us-east-2", "us-west-1", "eu-central-1"]
"""Regions of EC2 that the provisioner could use."""


class RegionLaunchSpec(Request, extra="allow"):
    """Fields of EC2's launch specification for one region, with at least the `ImageId`.

    They win over those of the worker type; `InstanceType` must not be here.
    """

    ImageId: str
    """AMI to boot, such as `ami-0a1b2c3d`. Each region has ids of its own, even for copies of one
    image.
    """


class RegionConfiguration(Request):
    """A region that a worker type may use, the image to boot there, and what is special about
    it.
    """

    region: Region
    """Name of the region, one of those that the provisioner could use."""
    launchSpec: RegionLaunchSpec
    """Settings of all instances in this region."""
    secrets: EmptySecrets
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: FreeForm
    """User data for instances in this region, merged key by key over that of the worker type."""
    scopes: list[Scope]
    """Scopes meant for workers in this region, in printable ASCII; ignored in the last years."""


class AvailabilityZoneConfiguration(Request):
    """Special settings for the instances of a worker type in one availability zone.

    A worker type that lists zones uses no others.
    """

    availabilityZone: str
    """Name of the zone, such as `eu-central-1b`."""
    region: str
    """Region that the zone lies in, such as `eu-central-1`."""
    launchSpec: FreeForm
    """Fields of EC2's launch specification for this zone. They win over those of the worker type
    and the region, and give way to those of the instance type.
    """
    secrets: EmptySecrets | None = None
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`. Default: `{}`.
    """
    userData: FreeForm | None = None
    """User data for instances in this zone, merged key by key over that of the worker type and the
    region. Default: `{}`.
    """


class CreateWorkerTypeRequest(Request):
    """Definition of a worker type: which instances to start for it, where, and how many; its name
    is given in the URL.
    """

    launchSpec: FreeForm
    """Fields of EC2's launch specification that are the same for all regions and instance types.
    `ImageId` and `InstanceType` must not be here, as they belong to a region and an instance type.
    """
    description: str
    """Text saying what the worker type is for and how to use it."""
    owner: str
    """Person or team to ask about the worker type, often an email address."""
    secrets: EmptySecrets
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: FreeForm
    """User data for all instances, found there below `data`. That of regions, zones and instance
    types is merged over it key by key.
    """
    scopes: list[Scope]
    """Scopes meant for the workers, in printable ASCII. The provisioner of the last years ignored
    them: workers had the scopes of the role `worker-type:aws-provisioner-v1/<workerType>`.
    """
    minCapacity: float | None = None
    """Capacity to keep running even with no tasks waiting, in units of one task at a time."""
    maxCapacity: float
    """Most capacity to run at once, in units of one task at a time."""
    scalingRatio: float
    """Pending tasks to put up with, as a fraction of the running capacity. At 0.2 up to a fifth of
    it may wait; at 0 each pending task has capacity started for it. Higher values suit short tasks:
    they cost less and wait longer.
    """
    minPrice: float
    """Least price to reckon with, in dollars an hour for each unit of utility. When the best offer
    is below it, the bid is this divided by the `utility` of the instance type.
    """
    maxPrice: float
    """Highest price to accept, in dollars an hour for each unit of utility. Nothing is started
    while all offers are above it.
    """
    canUseOndemand: bool | None = None
    """Whether instances at the regular price might be used. It has no effect, as only spot
    instances were started; responses always say false.
    """
    canUseSpot: bool | None = None
    """Whether spot instances may be used. It has no effect: they always were."""
    instanceTypes: list[InstanceTypeConfiguration]
    """Instance types to choose from. All of them must exist in every region listed."""
    regions: list[RegionConfiguration]
    """Regions to choose from, each with the image to boot there."""
    availabilityZones: list[AvailabilityZoneConfiguration] | None = None
    """Zones to use, with what is special about each. If empty or left out, all zones of the regions
    are used; otherwise every region needs at least one of its zones here.
    """


class EmptySecretsResponse(Response):
    """An empty object in the place where secrets once were."""


class InstanceTypeConfigurationResponse(Response):
    """An instance type that a worker type may use, how much it can do, and what is special about
    it.
    """

    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    capacity: float
    """Tasks that one such instance runs at the same time. The provisioner counts on this many
    pending tasks being taken by it.
    """
    utility: float
    """How much work such an instance does, measured against the others of the worker type. Offers
    are compared by their price divided by it, so one of utility 2 may cost twice as much as one of
    1.
    """
    launchSpec: JsonObject
    """Fields of EC2's launch specification for this instance type. They win over all others;
    `ImageId` must not be here.
    """
    secrets: EmptySecretsResponse
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: JsonObject
    """User data for instances of this type, merged key by key over all other user data."""
    scopes: list[str]
    """Scopes meant for workers on this instance type, in printable ASCII; ignored in the last
    years.
    """


class RegionLaunchSpecResponse(Response):
    """Fields of EC2's launch specification for one region, with at least the `ImageId`.

    They win over those of the worker type; `InstanceType` must not be here.
    """

    ImageId: str
    """AMI to boot, such as `ami-0a1b2c3d`. Each region has ids of its own, even for copies of one
    image.
    """


class RegionConfigurationResponse(Response):
    """A region that a worker type may use, the image to boot there, and what is special about
    it.
    """

    region: Region | Unrecognized
    """Name of the region, one of those that the provisioner could use."""
    launchSpec: RegionLaunchSpecResponse
    """Settings of all instances in this region."""
    secrets: EmptySecretsResponse
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: JsonObject
    """User data for instances in this region, merged key by key over that of the worker type."""
    scopes: list[str]
    """Scopes meant for workers in this region, in printable ASCII; ignored in the last years."""


class AvailabilityZoneConfigurationResponse(Response):
    """Special settings for the instances of a worker type in one availability zone.

    A worker type that lists zones uses no others.
    """

    availabilityZone: str
    """Name of the zone, such as `eu-central-1b`."""
    region: Region | Unrecognized
    """Region that the zone lies in, such as `eu-central-1`."""
    launchSpec: JsonObject
    """Fields of EC2's launch specification for this zone. They win over those of the worker type
    and the region, and give way to those of the instance type.
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
    """Definition of a worker type: which instances are started for it, where, and how many."""

    workerType: str
    """Name of the worker type."""
    launchSpec: JsonObject
    """Fields of EC2's launch specification that are the same for all regions and instance types.
    `ImageId` and `InstanceType` must not be here, as they belong to a region and an instance type.
    """
    description: str
    """Text saying what the worker type is for and how to use it."""
    owner: str
    """Person or team to ask about the worker type, often an email address."""
    secrets: EmptySecretsResponse
    """Must be empty: secrets have moved to the secrets service, under
    `worker-type:aws-provisioner-v1/<workerType>`.
    """
    userData: JsonObject
    """User data for all instances, found there below `data`. That of regions, zones and instance
    types is merged over it key by key.
    """
    scopes: list[str]
    """Scopes meant for the workers, in printable ASCII. The provisioner of the last years ignored
    them: workers had the scopes of the role `worker-type:aws-provisioner-v1/<workerType>`.
    """
    minCapacity: float
    """Capacity kept running even with no tasks waiting, in units of one task at a time."""
    maxCapacity: float
    """Most capacity to run at once, in units of one task at a time."""
    scalingRatio: float
    """Pending tasks to put up with, as a fraction of the running capacity. At 0.2 up to a fifth of
    it may wait; at 0 each pending task has capacity started for it. Higher values suit short tasks:
    they cost less and wait longer.
    """
    minPrice: float
    """Least price to reckon with, in dollars an hour for each unit of utility. When the best offer
    is below it, the bid is this divided by the `utility` of the instance type.
    """
    maxPrice: float
    """Highest price to accept, in dollars an hour for each unit of utility. Nothing is started
    while all offers are above it.
    """
    canUseOndemand: bool | None = None
    """Whether instances at the regular price might be used. It has no effect, as only spot
    instances were started; responses always say false.
    """
    canUseSpot: bool | None = None
    """Whether spot instances may be used. It has no effect: they always were."""
    lastModified: Timestamp
    """UTC time at which the worker type was created or last updated."""
    instanceTypes: list[InstanceTypeConfigurationResponse]
    """Instance types to choose from. All of them must exist in every region listed."""
    regions: list[RegionConfigurationResponse]
    """Regions to choose from, each with the image to boot there."""
    availabilityZones: list[AvailabilityZoneConfigurationResponse] | None = None
    """Zones to use, with what is special about each. If empty or left out, all zones of the regions
    are used; otherwise every region needs at least one of its zones here.
    """


class CreateSecretRequest(SecretRequest):
    """Secret to keep for an instance until it fetches it."""

    workerType: Identifier
    """Worker type of the instance; the credentials handed out are those of its workers. The caller
    needs the scope `aws-provisioner:create-secret:<workerType>`.
    """
    secrets: Annotated[FreeForm, Field(repr=False)]
    """The secret itself, any JSON object, returned unchanged as `data` by `getSecret`."""
    scopes: list[Scope]
    """Scopes noted with the secret and returned with it, in printable ASCII."""
    token: Annotated[str, Field(repr=False)]
    """Slugid to store the secret under, the same as in the route."""
    expiration: Timestamp
    """UTC time from which the secret may be deleted, fetched or not."""


class SecretOutcome(Response):
    """Receipt for a secret that has been stored."""

    outcome: str
    """Always `success`; failures come as errors."""


class TemporaryCredentials(Response):
    """Temporary credentials of Taskcluster."""

    clientId: str
    """Name of the client that the credentials derive from, the provisioner itself."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret to sign requests with."""
    certificate: Annotated[str, Field(repr=False)]
    """Certificate that goes with the token, as JSON text; requests are refused without it."""


class WorkerSecrets(Response):
    """Secrets and credentials that a worker needs to do its work."""

    data: Annotated[JsonObject, Field(repr=False)]
    """The stored secret, as it was given to `createSecret`; empty for instances started by the
    provisioner.
    """
    credentials: Annotated[TemporaryCredentials, Field(repr=False)]
    """Taskcluster credentials that let the worker claim tasks of its worker type. They last 96
    hours, which is also as long as an instance may live.
    """
    scopes: list[str]
    """Scopes that were noted with the secret. Those of the credentials are other ones: the
    certificate tells.
    """


class Instance(Response):
    """An EC2 instance of a worker type."""

    id: str
    """EC2 id of the instance, such as `i-0a1b2c3d`."""
    srId: str
    """Spot request that the instance came of, or `ondemand` where there is none on record."""
    ami: str
    """Image that the instance was booted from."""
    type: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    region: Region | Unrecognized
    """Region that the instance runs in."""
    zone: str
    """Availability zone that the instance runs in."""
    state: str
    """EC2's word for the state of the instance, such as `pending` or `running`."""
    launch: Timestamp
    """UTC time at which EC2 launched the instance."""


class WorkerTypeState(Response):
    """Instances of a worker type, and what they add up to."""

    workerType: str
    """Name of the worker type."""
    instances: list[Instance]
    """Instances that are running or starting, in no particular order."""
    requests: list[JsonObject]
    """Spot requests that EC2 has not decided on. Always empty in the last years, when requests were
    granted or refused at once.
    """
    internalTrackedRequests: list[JsonObject]
    """Spot requests made but not yet seen in responses of EC2. Always empty in the last years."""
    summary: WorkerTypeSummary
    """Capacity that the instances of this worker type make up."""


class BackendStatus(Response):
    """Whether the loop that starts instances is alive."""

    status: str
    """Verdict of Dead Man's Snitch in its own words, such as `healthy`, or `failed` when the loop
    is overdue.
    """
    lastCheckedIn: Timestamp
    """UTC time at which a round of the loop last came to its end, with or without success."""


class WorkerTypeLastModified(Response):
    """When a worker type last changed."""

    workerType: str
    """Name of the worker type."""
    lastModified: Timestamp
    """UTC time at which the worker type was created or last updated."""


class WorkerTypeMessage(Response):
    """Sent when a worker type is created, updated or removed; the exchange tells which of these
    happened.
    """

    workerType: str
    """Name of the worker type concerned. Its definition must be fetched separately."""
    version: float
    """Version of the message format, always 1."""
