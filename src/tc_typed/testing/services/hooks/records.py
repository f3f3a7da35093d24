"""Records of the hooks service, as its store keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tc_typed.core.models.fields import JsonObject
from tc_typed.hooks.models import FireCause, FireResult, Hook


@dataclass(slots=True)
class HookRecord:
    """A hook."""

    hook: Hook
    token: str = field(repr=False)
    """Secret with which anyone can trigger it."""
    nextDate: datetime | None
    """Time at which the schedule fires it next."""


@dataclass(slots=True)
class FireRecord:
    """One firing of a hook."""

    hookGroupId: str
    hookId: str
    number: int
    """Number among all firings, in the order of time."""
    firedBy: FireCause
    taskId: str
    time: datetime
    result: FireResult
    error: str
    """Text or JSON of the error; empty after a success."""


@dataclass(slots=True)
class DeliveryRecord:
    """A Pulse message that is about to fire a hook."""

    hookGroupId: str
    hookId: str
    payload: JsonObject


def keyOf(hookGroupId: str, hookId: str) -> str:
    """Return the key of a hook."""
    return f"{hookGroupId}/{hookId}"
