"""The hooks service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.hooks.aio`.

Compiled from schemas/legacy/hooks by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.legacy.hooks.client import Hooks
from tc_typed.legacy.hooks.models import HookSchedule

__all__ = [
    "HookSchedule",
    "Hooks",
]
