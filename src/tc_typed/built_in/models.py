"""Payloads of tasks for built-in.

Compiled from schemas/built-in by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Request


class BuiltInPayload(Request):
    """Payload of a task for `built-in/succeed` or `built-in/fail`, which is always empty.

    The task completes or fails at once, as the queue's name says; anything in the payload makes it
    an exception with the reason `malformed-payload`.
    """
