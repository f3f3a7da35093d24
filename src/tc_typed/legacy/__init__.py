"""Clients of the legacy services, in addition to those of `tc_typed`.

If `tc_typed` has a client of the same name, the client here is a subclass with more methods.

Models are in the packages of the services; async clients are in `tc_typed.legacy.aio`.

Names are imported on first use, so a program only loads the services that it uses.

Compiled from schemas/legacy/ by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tc_typed.legacy import aio
    from tc_typed.legacy.auth.client import Auth
    from tc_typed.legacy.aws_provisioner.client import AwsProvisioner
    from tc_typed.legacy.aws_provisioner.events import AwsProvisionerEvents
    from tc_typed.legacy.ec2_manager.client import EC2Manager
    from tc_typed.legacy.github.client import Github
    from tc_typed.legacy.hooks.client import Hooks
    from tc_typed.legacy.login.client import Login
    from tc_typed.legacy.notify.client import Notify
    from tc_typed.legacy.notify.events import NotifyEvents
    from tc_typed.legacy.purge_cache.events import PurgeCacheEvents
    from tc_typed.legacy.queue.client import Queue
    from tc_typed.legacy.scheduler.client import Scheduler
    from tc_typed.legacy.scheduler.events import SchedulerEvents
    from tc_typed.legacy.treeherder.events import TreeherderEvents

__all__ = [
    "Auth",
    "AwsProvisioner",
    "AwsProvisionerEvents",
    "EC2Manager",
    "Github",
    "Hooks",
    "Login",
    "Notify",
    "NotifyEvents",
    "PurgeCacheEvents",
    "Queue",
    "Scheduler",
    "SchedulerEvents",
    "TreeherderEvents",
    "aio",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    _PLACES = {
        "Auth": ("tc_typed.legacy.auth.client", "Auth"),
        "AwsProvisioner": ("tc_typed.legacy.aws_provisioner.client", "AwsProvisioner"),
        "AwsProvisionerEvents": ("tc_typed.legacy.aws_provisioner.events", "AwsProvisionerEvents"),
        "EC2Manager": ("tc_typed.legacy.ec2_manager.client", "EC2Manager"),
        "Github": ("tc_typed.legacy.github.client", "Github"),
        "Hooks": ("tc_typed.legacy.hooks.client", "Hooks"),
        "Login": ("tc_typed.legacy.login.client", "Login"),
        "Notify": ("tc_typed.legacy.notify.client", "Notify"),
        "NotifyEvents": ("tc_typed.legacy.notify.events", "NotifyEvents"),
        "PurgeCacheEvents": ("tc_typed.legacy.purge_cache.events", "PurgeCacheEvents"),
        "Queue": ("tc_typed.legacy.queue.client", "Queue"),
        "Scheduler": ("tc_typed.legacy.scheduler.client", "Scheduler"),
        "SchedulerEvents": ("tc_typed.legacy.scheduler.events", "SchedulerEvents"),
        "TreeherderEvents": ("tc_typed.legacy.treeherder.events", "TreeherderEvents"),
    }

    def __getattr__(name: str) -> object:
        if name == "aio":
            return import_module(f"{__name__}.aio")
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _PLACES[name]
        value = globals()[name] = getattr(import_module(module), attribute)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
