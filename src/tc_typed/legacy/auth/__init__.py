"""The auth service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.auth.aio`.

Compiled from schemas/legacy/auth by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.legacy.auth.client import Auth
from tc_typed.legacy.auth.models import StatsumToken

__all__ = [
    "Auth",
    "StatsumToken",
]
