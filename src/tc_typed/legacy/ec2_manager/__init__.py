"""The ec2-manager service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.ec2_manager.aio`.

Compiled from schemas/legacy/ec2-manager by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import PingResponse
from tc_typed.legacy.ec2_manager.client import EC2Manager
from tc_typed.legacy.ec2_manager.models import (
    AMIUsage,
    DatabasePoolStats,
    EBSUsage,
    EnsureKeyPairRequest,
    ErrorList,
    ErrorType,
    Health,
    Instance,
    InstanceCount,
    InstanceError,
    InstanceLaunchInfo,
    InstanceTermination,
    MarketType,
    Price,
    PriceKey,
    PriceRestriction,
    PriceType,
    RegionList,
    RequestHealth,
    ResourceState,
    ResourceStats,
    RunInstanceRequest,
    RunningInstances,
    SQSQueueStats,
    TerminationHealth,
)

__all__ = [
    "AMIUsage",
    "DatabasePoolStats",
    "EBSUsage",
    "EC2Manager",
    "EnsureKeyPairRequest",
    "ErrorList",
    "ErrorType",
    "Health",
    "Instance",
    "InstanceCount",
    "InstanceError",
    "InstanceLaunchInfo",
    "InstanceTermination",
    "MarketType",
    "PingResponse",
    "Price",
    "PriceKey",
    "PriceRestriction",
    "PriceType",
    "RegionList",
    "RequestHealth",
    "ResourceState",
    "ResourceStats",
    "RunInstanceRequest",
    "RunningInstances",
    "SQSQueueStats",
    "TerminationHealth",
]
