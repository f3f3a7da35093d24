"""Steps of generators that decide, while drivers do all I/O, sync or async."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

_StepT = TypeVar("_StepT")
_ReplyT = TypeVar("_ReplyT")
_ResultT = TypeVar("_ResultT")


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for some seconds."""

    seconds: float


def advance(steps: Generator[_StepT, _ReplyT, _ResultT], reply: _ReplyT) -> _StepT | _ResultT:
    """Return the next step, or the result at the end.

    Args:
        steps: Steps, whose types differ from that of the result.
        reply: Outcome of the step before; `None` at the start.
    """
    try:
        return steps.send(reply)
    except StopIteration as end:
        result: _ResultT = end.value
        return result
