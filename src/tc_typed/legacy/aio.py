"""Async clients of the legacy services, in addition to those of `tc_typed`.

If `tc_typed` has a client of the same name, the client here is a subclass with more methods.

Names are imported on first use, so a program only loads the services that it uses.

Compiled from schemas/legacy/ by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tc_typed.legacy.auth.aio import Auth
    from tc_typed.legacy.aws_provisioner.aio import AwsProvisioner
    from tc_typed.legacy.ec2_manager.aio import EC2Manager
    from tc_typed.legacy.github.aio import Github
    from tc_typed.legacy.hooks.aio import Hooks
    from tc_typed.legacy.login.aio import Login
    from tc_typed.legacy.notify.aio import Notify
    from tc_typed.legacy.queue.aio import Queue
    from tc_typed.legacy.scheduler.aio import Scheduler

__all__ = [
    "Auth",
    "AwsProvisioner",
    "EC2Manager",
    "Github",
    "Hooks",
    "Login",
    "Notify",
    "Queue",
    "Scheduler",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    _PLACES = {
        "Auth": ("tc_typed.legacy.auth.aio", "Auth"),
        "AwsProvisioner": ("tc_typed.legacy.aws_provisioner.aio", "AwsProvisioner"),
        "EC2Manager": ("tc_typed.legacy.ec2_manager.aio", "EC2Manager"),
        "Github": ("tc_typed.legacy.github.aio", "Github"),
        "Hooks": ("tc_typed.legacy.hooks.aio", "Hooks"),
        "Login": ("tc_typed.legacy.login.aio", "Login"),
        "Notify": ("tc_typed.legacy.notify.aio", "Notify"),
        "Queue": ("tc_typed.legacy.queue.aio", "Queue"),
        "Scheduler": ("tc_typed.legacy.scheduler.aio", "Scheduler"),
    }

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _PLACES[name]
        value = globals()[name] = getattr(import_module(module), attribute)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
