"""From the name of an exchange to its binding.

Compiled from schemas/ by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from tc_typed.core.events import Binding, findBinding

_SERVICES: dict[str, tuple[str, str]] = {
    "exchange/taskcluster-auth/v1/": ("tc_typed.auth.events", "AuthEvents"),
    "exchange/taskcluster-github/v1/": ("tc_typed.github.events", "GithubEvents"),
    "exchange/taskcluster-hooks/v1/": ("tc_typed.hooks.events", "HooksEvents"),
    "exchange/taskcluster-notify/v1/": ("tc_typed.notify.events", "NotifyEvents"),
    "exchange/taskcluster-queue/v1/": ("tc_typed.queue.events", "QueueEvents"),
    "exchange/taskcluster-worker-manager/v1/": (
        "tc_typed.worker_manager.events",
        "WorkerManagerEvents",
    ),
}


def bindingFor(exchange: str) -> Binding:
    """Find what is known about an exchange, of whichever service.

    Args:
        exchange: Its name on Pulse, `exchange/taskcluster-queue/v1/task-completed`.

    Returns:
        A binding to all of its messages, that parses their routing keys and bodies.

    Raises:
        InvalidCall: if no service has such an exchange.
    """
    return findBinding(exchange, _SERVICES)
