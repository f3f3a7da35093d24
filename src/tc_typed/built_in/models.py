"""Task payloads for built-in.

Compiled from schemas/built-in by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Request


class BuiltInPayload(Request):
    """Empty payload of a task in the task queue `built-in/succeed` or `built-in/fail`.

    Tasks immediately complete in the former, and fail in the latter. If the payload is not empty,
    the task is resolved as an exception with the reason `malformed-payload`.
    """
