"""The aws-provisioner service: its client, and models of what it takes and returns.

The async client is in `tc_typed.legacy.aws_provisioner.aio`.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

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
    PingResponse,
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

__all__ = [
    "AvailabilityZoneConfiguration",
    "AvailabilityZoneConfigurationResponse",
    "AwsProvisioner",
    "BackendStatus",
    "CreateSecretRequest",
    "CreateWorkerTypeRequest",
    "EmptySecrets",
    "EmptySecretsResponse",
    "Instance",
    "InstanceTypeConfiguration",
    "InstanceTypeConfigurationResponse",
    "PingResponse",
    "Region",
    "RegionConfiguration",
    "RegionConfigurationResponse",
    "RegionLaunchSpec",
    "RegionLaunchSpecResponse",
    "SecretOutcome",
    "TemporaryCredentials",
    "WorkerSecrets",
    "WorkerType",
    "WorkerTypeLastModified",
    "WorkerTypeMessage",
    "WorkerTypeState",
    "WorkerTypeSummary",
]
