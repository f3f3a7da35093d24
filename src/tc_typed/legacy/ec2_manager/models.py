"""Models of the ec2-manager service: payloads and responses.

Compiled from schemas/legacy/ec2-manager by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Timestamp, Unrecognized

MarketType: TypeAlias = Literal["spot", "on-demand"]
"""Markets where EC2 sells instances."""


class InstanceLaunchInfo(Request, extra="allow"):
    """Parameters of EC2's `RunInstances`, passed on unchanged; parameters not listed here are
    allowed, too.
    """

    KeyName: str
    """Key pair to install, which must exist in the region; see `ensureKeyPair`."""
    InstanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    ImageId: str
    """AMI to boot, which must exist in the region; copies in other regions have different ids."""
    SecurityGroups: list[str]
    """Names of the security groups to put the instance in; they must exist in the region."""


class RunInstanceRequest(Request):
    """Instance to start."""

    ClientToken: Annotated[str, Field(max_length=64, min_length=1, pattern="^[a-zA-Z0-0_-]{1,64}")]
    """Token that makes the call safe to repeat: up to 64 letters, digits, `-` and `_`. Because of a
    typo in its pattern, the service refuses tokens that begin with a digit from 1 to 9.
    """
    Region: str
    """Region to start the instance in, such as `us-east-1`."""
    RequestType: MarketType
    """Market to buy on; `SpotPrice` alone does not make this a spot request."""
    SpotPrice: float | None = None
    """Maximum spot price, in US dollars per hour for the whole instance. Defaults to the on-demand
    price. Ignored for `on-demand`.
    """
    LaunchInfo: InstanceLaunchInfo
    """Instance to start. The service sets the client token, the counts, the market and the tags."""


class InstanceCount(Response):
    """Number of instances of one type."""

    instanceType: str | None = None
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    count: float | None = None
    """Number of instances in all regions together."""
    type: Literal["instance"] | Unrecognized | None = None
    """Always `instance`; there used to be another value for spot requests."""


class ResourceStats(Response):
    """Instance counts of a worker type."""

    pending: list[InstanceCount]
    """Instances that EC2 is starting, with one entry per instance type."""
    running: list[InstanceCount]
    """Instances that are up, with one entry per instance type."""


class RunningInstances(Response):
    """Number of instances of one type in one zone."""

    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    running: int
    """Number of instances, including those still starting."""


class TerminationHealth(Response):
    """Numbers of ended instances of one type in one zone, by reason."""

    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    clean_shutdown: int
    """Number of instances that shut themselves down or that the service terminated. Their tasks may
    still have failed.
    """
    spot_kill: int
    """Number of instances that Amazon reclaimed for the spot market."""
    insufficient_capacity: int
    """Number of instances that Amazon turned out to have no capacity for. Almost always 0, because
    such requests now fail at once.
    """
    volume_limit_exceeded: int
    """Number of instances that failed because the account reached its limit of EBS volumes."""
    missing_ami: int
    """Number of instances whose image could not be found."""
    startup_failed: int
    """Number of instances that failed while starting, because of an error on either side."""
    unknown_codes: int
    """Number of instances that ended for a reason that the service does not recognise."""
    no_code: int
    """Number of instances whose reason for ending was not fetched before EC2 deleted it; they may
    have ended normally or not.
    """


class RequestHealth(Response):
    """Numbers of calls that requested an instance of one type in one zone, by outcome."""

    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    successful: int
    """Number of granted calls, each for one instance."""
    failed: int
    """Number of refused calls, for any reason; includes the numbers below."""
    configuration_issue: int
    """Number of calls refused with a code that begins with `Invalid`, which indicates an error in
    the worker type.
    """
    throttled_calls: int
    """Number of calls refused with `RequestLimitExceeded`, because there were too many."""
    insufficient_capacity: int
    """Number of calls refused because Amazon had no free capacity."""
    limit_exceeded: int
    """Number of calls refused because they exceeded another, unspecified limit of the account."""


class Health(Response):
    """Health of instances over the last 24 hours, and the number running now.

    Each list has one entry per region, zone and instance type in use.
    """

    running: list[RunningInstances]
    """Current instances."""
    terminationHealth: list[TerminationHealth]
    """Ended instances, by reason."""
    requestHealth: list[RequestHealth]
    """Calls that requested an instance from EC2, by outcome."""


ErrorType: TypeAlias = Literal["instance-request", "termination"]
"""Kinds of EC2 errors."""


class InstanceError(Response):
    """Instance that could not be started, or that ended abnormally."""

    code: str
    """Amazon's code for the error, such as `InsufficientInstanceCapacity` or
    `Server.SpotInstanceTermination`.
    """
    type: ErrorType | Unrecognized
    """Kind of error: EC2 refused to start the instance, or terminated it."""
    region: str
    """Region, such as `us-east-1`."""
    az: str
    """Availability zone, such as `us-east-1a`."""
    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    workerType: str
    """Name of the worker type that the instance was for."""
    time: Timestamp
    """Time (UTC) of the failed request or of the termination."""
    message: str
    """Amazon's error message; hidden if the cause was missing permissions."""


class ErrorList(Response):
    """Instance errors of the last 24 hours."""

    errors: list[InstanceError]
    """Errors, oldest first, 1000 at most."""


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
    """State of the instance in EC2's terms, such as `pending` or `running`."""
    touched: str
    """Time (UTC, in ISO 8601) at which this record was last changed."""
    az: str
    """Availability zone that it runs in, such as `us-east-1a`."""
    imageId: str
    """Image that it was booted from."""
    launched: str
    """Time (UTC, in ISO 8601) at which EC2 launched it."""
    lastEvent: str
    """Time (UTC, in ISO 8601) of EC2's latest report on its state."""


class ResourceState(Response):
    """Recorded instances of one worker type or of all."""

    instances: list[Instance]
    """The instances, in no particular order."""


class EnsureKeyPairRequest(Request):
    """Public key to import to EC2. Only its owner has the private key."""

    pubkey: Annotated[str, Field(pattern=r"^(ssh-\S*)\s*(\S*)\s*(.*)$")]
    """Public key in OpenSSH format: a type that begins with `ssh-`, the key in base64, and an
    optional comment.
    """


class InstanceTermination(Response):
    """Change of state of a terminated instance, in EC2's terms."""

    current: str
    """Current state, usually `shutting-down`."""
    previous: str
    """Previous state, such as `running`."""


PriceType: TypeAlias = Literal["spot", "ondemand"]
"""Markets that a price can be for."""


class Price(Response):
    """Price of an instance of one type in one zone."""

    instanceType: str
    """Amazon's name for the instance type, such as `c4.2xlarge`."""
    region: str
    """Region, such as `us-east-1`."""
    price: float
    """Price in US dollars per hour; for the spot market, the highest recent price."""
    zone: str
    """Availability zone, such as `us-east-1a`."""
    type: PriceType | Unrecognized
    """Market that the price is for. Only spot prices were ever collected."""


PriceKey: TypeAlias = Literal[
    "instanceType", "region", "price", "minPrice", "maxPrice", "zone", "type"
]
"""Properties of a price that can be restricted."""


class PriceRestriction(Request):
    """Restriction on one property of a price."""

    key: PriceKey
    """Property to restrict. The bounds of `minPrice` and `maxPrice` are inclusive."""
    restriction: float | str | list[str]
    """Required value: a number for the three keys about prices; for the others, a string to match
    or a list of alternatives. Strings must match exactly; there are no patterns.
    """


class RegionList(Response):
    """Regions that the service manages."""

    regions: list[str]
    """Names of the regions, such as `us-east-1`."""


class AMIUsage(Response):
    """Last use of an image in a region."""

    region: str
    """Region that the image was used in."""
    id: str
    """Image, such as `ami-0a1b2c3d`."""
    lastUsed: Timestamp | None = None
    """Time (UTC) at which an instance was last started from the image."""


class EBSUsage(Response):
    """Totals for the volumes of one type and state in one region."""

    region: str
    """Region that the volumes are in."""
    volumetype: str
    """Amazon's name for the volume type, such as `gp2` or `standard`."""
    state: str
    """Usage state of the volumes, such as `active`."""
    totalcount: int
    """Number of volumes."""
    totalgb: int
    """Total size of the volumes, in GB."""
    touched: Timestamp
    """Time (UTC) at which these numbers were collected."""


class DatabasePoolStats(Response):
    """Database connections of one process of the service."""

    max: int
    """Maximum number of connections."""
    idle: int
    """Number of open connections that are not in use."""
    total: int
    """Number of open connections."""
    waiting: int
    """Number of queries waiting for a connection; more than a few indicate a problem."""


class SQSQueueStats(Response):
    """State of one queue, as attributes of SQS; all numbers are strings."""

    ApproximateNumberOfMessages: str
    """Approximate number of messages waiting to be received."""
    ApproximateNumberOfMessagesDelayed: str
    """Approximate number of messages held back until their delay is over."""
    ApproximateNumberOfMessagesNotVisible: str
    """Approximate number of messages received but not yet deleted."""
    DelaySeconds: str
    """Number of seconds for which new messages are held back."""
    VisibilityTimeout: str
    """Number of seconds after which a received message is delivered again unless it was deleted."""
