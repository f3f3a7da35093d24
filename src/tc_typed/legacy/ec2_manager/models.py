"""Models of the ec2-manager service: what its methods take and return, and its messages.

Compiled from schemas/legacy/ec2-manager by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Timestamp, Unrecognized

MarketType: TypeAlias = Literal["spot", "on-demand"]
"""Markets where EC2 sells instances."""


class InstanceLaunchInfo(Request, extra="allow"):
    """Parameters of EC2's `RunInstances`, passed on as they are; others than those named here may
    be given too.
    """

    KeyName: str
    """Key pair to install, which must exist in the region; see `ensureKeyPair`."""
    InstanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    ImageId: str
    """AMI to boot, which must exist in the region; copies in other regions have ids of their
    own.
    """
    SecurityGroups: list[str]
    """Names of the security groups to put the instance in; they must exist in the region."""


class RunInstanceRequest(Request):
    """Instance to start."""

    ClientToken: Annotated[str, Field(max_length=64, min_length=1, pattern="^[a-zA-Z0-0_-]{1,64}")]
    """Key that makes the call safe to repeat: letters, digits, `-` and `_`, 64 at most. By a slip
    in its pattern the service refuses tokens that begin with one of the digits 1 to 9.
    """
    Region: str
    """Region to start the instance in, such as `us-east-1`."""
    RequestType: MarketType
    """Market to buy on; a `SpotPrice` by itself does not make it a spot request."""
    SpotPrice: float | None = None
    """Most to pay on the spot market, in US dollars an hour for the whole instance. Defaults to the
    regular price. Ignored for `on-demand`.
    """
    LaunchInfo: InstanceLaunchInfo
    """Instance to start. The service itself sets the client token, the counts, the market and the
    tags.
    """


class InstanceCount(Response):
    """Number of instances of one type."""

    instanceType: str | None = None
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    count: float | None = None
    """How many there are, all regions together."""
    type: Literal["instance"] | Unrecognized | None = None
    """Always `instance`; there was a kind for spot requests once."""


class ResourceStats(Response):
    """How many instances a worker type has."""

    pending: list[InstanceCount]
    """Instances that EC2 is starting, one entry for each instance type."""
    running: list[InstanceCount]
    """Instances that are up, one entry for each instance type."""


class RunningInstances(Response):
    """Number of instances of one type in one zone."""

    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    running: int
    """How many there are, including those still starting."""


class TerminationHealth(Response):
    """Numbers of instances of one type in one zone that have ended, by reason."""

    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    clean_shutdown: int
    """Instances that shut themselves down or that the service terminated. Their tasks may have
    failed all the same.
    """
    spot_kill: int
    """Instances that Amazon took back for the spot market."""
    insufficient_capacity: int
    """Instances that Amazon had no room for after all; next to never, as such requests now fail at
    once.
    """
    volume_limit_exceeded: int
    """Instances for which the account could have no further EBS volumes."""
    missing_ami: int
    """Instances whose image could not be found."""
    startup_failed: int
    """Instances that broke down while starting, by a fault of either side."""
    unknown_codes: int
    """Instances that ended for a reason that the service has no name for."""
    no_code: int
    """Instances of which nobody asked EC2 for the reason before it forgot them; they may have ended
    well or badly.
    """


class RequestHealth(Response):
    """Numbers of calls that asked EC2 for an instance of one type in one zone, by outcome."""

    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    successful: int
    """Calls that were granted, each of them for one instance."""
    failed: int
    """Calls that were refused, for any reason; the numbers below are parts of this."""
    configuration_issue: int
    """Calls refused with a code that begins with `Invalid`, which tells of a mistake in the worker
    type.
    """
    throttled_calls: int
    """Calls refused with `RequestLimitExceeded`, because there were too many of them."""
    insufficient_capacity: int
    """Calls refused because Amazon had no machine free."""
    limit_exceeded: int
    """Calls refused because they went beyond some other limit of the account; which one is not
    told.
    """


class Health(Response):
    """How instances have fared in the last 24 hours, and how many run now.

    Each list has one entry for each region, zone and instance type in use.
    """

    running: list[RunningInstances]
    """Instances there are at the moment."""
    terminationHealth: list[TerminationHealth]
    """Why instances ended."""
    requestHealth: list[RequestHealth]
    """How calls that ask EC2 for an instance ended."""


ErrorType: TypeAlias = Literal["instance-request", "termination"]
"""Kinds of errors of EC2."""


class InstanceError(Response):
    """An instance that could not be started, or that ended badly."""

    code: str
    """Amazon's code for the error, such as `InsufficientInstanceCapacity` or
    `Server.SpotInstanceTermination`.
    """
    type: ErrorType | Unrecognized
    """Whether EC2 refused to start an instance, or terminated one."""
    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    workerType: str
    """Name of the worker type that the instance was for."""
    time: Timestamp
    """UTC time of the failed request or of the termination."""
    message: str
    """Amazon's words about the error; hidden where a lack of permissions was the reason."""


class ErrorList(Response):
    """What went wrong with instances in the last 24 hours."""

    errors: list[InstanceError]
    """The errors, oldest first, 1000 at most."""


class Instance(Response):
    """An EC2 instance that the service manages."""

    id: str
    """EC2 id of the instance, such as `i-0a1b2c3d`."""
    workerType: str
    """Name of the worker type that it was started for."""
    region: str
    """Region that it runs in, such as `us-east-1`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    state: str
    """EC2's word for its state, such as `pending` or `running`."""
    touched: str
    """UTC time, in ISO 8601, at which this record was last changed."""
    az: str
    """Availability zone that it runs in, such as `us-east-1a`."""
    imageId: str
    """Image that it was booted from."""
    launched: str
    """UTC time, in ISO 8601, at which EC2 launched it."""
    lastEvent: str
    """UTC time, in ISO 8601, of the latest news that EC2 gave of its state."""


class ResourceState(Response):
    """Instances on record, of one worker type or of all."""

    instances: list[Instance]
    """The instances, in no particular order."""


class EnsureKeyPairRequest(Request):
    """Public key to import to EC2; nobody but its owner ever has the private half."""

    pubkey: Annotated[str, Field(pattern=r"^(ssh-\S*)\s*(\S*)\s*(.*)$")]
    """The public key as OpenSSH writes it: `ssh-`, the rest of the type, the key in base64, and
    perhaps a comment.
    """


class InstanceTermination(Response):
    """What became of an instance that was told to end, in EC2's words."""

    current: str
    """State that it is in now, most often `shutting-down`."""
    previous: str
    """State that it was in before, such as `running`."""


PriceType: TypeAlias = Literal["spot", "ondemand"]
"""Markets that prices can be of."""


class Price(Response):
    """What an instance of one type costs in one zone."""

    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    region: str
    """Region, such as `us-east-1`."""
    price: float
    """US dollars an hour; for the spot market, the highest price seen lately."""
    zone: str
    """Availability zone, such as `us-east-1a`."""
    type: PriceType | Unrecognized
    """Which market the price is of. Only spot prices were ever collected."""


PriceKey: TypeAlias = Literal[
    "instanceType", "region", "price", "minPrice", "maxPrice", "zone", "type"
]
"""Properties of a price that can be restricted."""


class PriceRestriction(Request):
    """One thing that is asked of a price."""

    key: PriceKey
    """What to look at. Bounds that `minPrice` and `maxPrice` set include the value itself."""
    restriction: float | str | list[str]
    """What it must be: a number for the three keys about prices; for the others a text to equal, or
    several of which one must. Texts are compared as they are, without patterns.
    """


class RegionList(Response):
    """Regions that the service manages."""

    regions: list[str]
    """Names of the regions, such as `us-east-1`."""


class AMIUsage(Response):
    """When an image was last used."""

    region: str
    """Region that the image was used in."""
    id: str
    """Image, such as `ami-0a1b2c3d`."""
    lastUsed: Timestamp | None = None
    """UTC time at which an instance was last started from it."""


class EBSUsage(Response):
    """Volumes of one type and state in one region, taken together."""

    region: str
    """Region that the volumes are in."""
    volumetype: str
    """Amazon's name for the type of volume, such as `gp2` or `standard`."""
    state: str
    """Whether the volumes are in use, such as `active`."""
    totalcount: int
    """How many volumes there are."""
    totalgb: int
    """Size of all of them together, in GB."""
    touched: Timestamp
    """UTC time at which these numbers were taken."""


class DatabasePoolStats(Response):
    """Connections to the database that one process of the service holds."""

    max: int
    """Most connections it may have."""
    idle: int
    """Connections that are open and not in use."""
    total: int
    """Connections that are open."""
    waiting: int
    """Queries that wait for a connection; more than a few mean trouble."""


class SQSQueueStats(Response):
    """State of one queue, in the attributes that SQS itself gives; all numbers come as text."""

    ApproximateNumberOfMessages: str
    """Messages that wait to be received, about."""
    ApproximateNumberOfMessagesDelayed: str
    """Messages held back until their delay is over, about."""
    ApproximateNumberOfMessagesNotVisible: str
    """Messages received and not yet deleted, about."""
    DelaySeconds: str
    """Seconds for which new messages are held back."""
    VisibilityTimeout: str
    """Seconds after which a message that was received and not deleted is handed out again."""
