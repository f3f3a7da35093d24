"""Bindings to exchanges by name.

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
    """Create a binding to an exchange of any service.

    Args:
        exchange: Name on Pulse, such as `exchange/taskcluster-queue/v1/task-completed`.

    Returns:
        A binding to all messages of the exchange, which parses their routing keys and bodies.

    Raises:
        InvalidCall: if no service has this exchange.
    """
    return findBinding(exchange, _SERVICES)
