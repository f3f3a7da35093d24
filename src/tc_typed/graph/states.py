"""States of tasks in reports and displays: their order, their colours, and which ones are bad."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

STATE_STYLES: Mapping[str, str] = {
    "waiting": "dim",
    "planned": "blue",
    "created": "green",
    "reused": "cyan",
    "unscheduled": "dim",
    "pending": "cyan",
    "running": "blue",
    "completed": "green",
    "failed": "red",
    "exception": "magenta",
    "skipped": "yellow",
    "blocked": "yellow",
}
"""Known states in the order in which they are shown, each with its style for rich."""

RESOLVED: frozenset[str] = frozenset({"completed", "failed", "exception"})
"""States of the queue in which a task has ended."""

UNFINISHED: frozenset[str] = frozenset({"waiting", "unscheduled", "pending", "running"})
"""States of tasks that something is still going to happen to. The others count as finished."""

CONSEQUENCES: frozenset[str] = frozenset({"skipped", "blocked"})
"""States of tasks that did not fail themselves, but need a task that did."""

SUCCESSES: frozenset[str] = frozenset({"planned", "created", "reused", "completed"})
"""States that `raiseForFailures` does not raise for. At the end of a submission or of a wait, all
others are failures, including states that this version does not know."""

_ORDER = {state: place for place, state in enumerate(STATE_STYLES)}


def inOrder(states: Iterable[str]) -> list[str]:
    """Sort states for display; those that this version does not know are last."""
    return sorted(states, key=lambda state: (_ORDER.get(state, len(_ORDER)), state))
