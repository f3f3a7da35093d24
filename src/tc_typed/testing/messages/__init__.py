"""Pulse messages of a local Taskcluster: their log, and queues for listeners."""

from __future__ import annotations

from tc_typed.testing.messages.messages import Messages

__all__ = ["Messages"]
