"""Payloads of tasks for built-in.

`payloadAs` of a task reads its payload as one of these.

Compiled from schemas/built-in by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.built_in.models import BuiltInPayload

__all__ = [
    "BuiltInPayload",
]
