"""The secrets service: its client, and models of its payloads and responses.

The async client is in `tc_typed.secrets.aio`.

Compiled from schemas/secrets by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.secrets.client import Secrets
from tc_typed.secrets.models import ListSecretsResponse, Secret, SetSecretRequest

__all__ = [
    "EmptyResponse",
    "HeartbeatResponse",
    "ListSecretsResponse",
    "PingResponse",
    "Secret",
    "Secrets",
    "SetSecretRequest",
    "VersionResponse",
]
