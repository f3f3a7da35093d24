"""Task payloads for built-in.

Use `payloadAs` to parse the payload of a task as one of these models.

Compiled from schemas/built-in by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.built_in.models import BuiltInPayload

__all__ = [
    "BuiltInPayload",
]
