"""The aws-provisioner service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.aws_provisioner.aio`.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from typing import TYPE_CHECKING

from tc_typed.common.models import Identifier, PingResponse, Scope
from tc_typed.core.lazy import lazyNames
from tc_typed.legacy.aws_provisioner.client import AwsProvisioner
from tc_typed.legacy.aws_provisioner.models import (
    AvailabilityZoneConfiguration,
    AvailabilityZoneConfigurationResponse,
    BackendStatus,
    CreateSecretRequest,
    CreateWorkerTypeRequest,
    EmptySecrets,
    EmptySecretsResponse,
    Instance,
    InstanceTypeConfiguration,
    InstanceTypeConfigurationResponse,
    Region,
    RegionConfiguration,
    RegionConfigurationResponse,
    RegionLaunchSpec,
    RegionLaunchSpecResponse,
    SecretOutcome,
    TemporaryCredentials,
    WorkerSecrets,
    WorkerType,
    WorkerTypeLastModified,
    WorkerTypeMessage,
    WorkerTypeState,
    WorkerTypeSummary,
)

if TYPE_CHECKING:
    from tc_typed.legacy.aws_provisioner.events import AwsProvisionerEvents, WorkerTypeRoutingKey

__all__ = [
    "AvailabilityZoneConfiguration",
    "AvailabilityZoneConfigurationResponse",
    "AwsProvisioner",
    "AwsProvisionerEvents",
    "BackendStatus",
    "CreateSecretRequest",
    "CreateWorkerTypeRequest",
    "EmptySecrets",
    "EmptySecretsResponse",
    "Identifier",
    "Instance",
    "InstanceTypeConfiguration",
    "InstanceTypeConfigurationResponse",
    "PingResponse",
    "Region",
    "RegionConfiguration",
    "RegionConfigurationResponse",
    "RegionLaunchSpec",
    "RegionLaunchSpecResponse",
    "Scope",
    "SecretOutcome",
    "TemporaryCredentials",
    "WorkerSecrets",
    "WorkerType",
    "WorkerTypeLastModified",
    "WorkerTypeMessage",
    "WorkerTypeRoutingKey",
    "WorkerTypeState",
    "WorkerTypeSummary",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "AwsProvisionerEvents": "tc_typed.legacy.aws_provisioner.events",
            "WorkerTypeRoutingKey": "tc_typed.legacy.aws_provisioner.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
