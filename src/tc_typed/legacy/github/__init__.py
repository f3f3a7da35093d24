"""The github service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.github.aio`.

Compiled from schemas/legacy/github by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.legacy.github.client import Github

__all__ = [
    "Github",
]
