"""The migration guide covers every name, argument and method of the official package."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
import taskcluster
import taskcluster.aio
import taskcluster.client
import taskcluster.helper
from tests.pages.player import PAGES

import tc_typed
import tc_typed.transfers

PAGE = (PAGES / "migration.md").read_text(encoding="utf-8")
RETIRED = {"awsprovisioner", "ec2manager", "login"}
"""Modules of the official package that can't be imported: their services don't exist."""
SERVICES = sorted(
    name for name, it in vars(taskcluster).items() if hasattr(it, "funcinfo") and "Events" not in name
)
EVENTS = sorted(name for name in vars(taskcluster) if name.endswith("Events"))
OUR_CLIENTS = {name: getattr(tc_typed, name, None) for name in (*SERVICES, *EVENTS)}


def modules() -> Iterator[ModuleType]:
    """Yield the modules of the official package, except for the clients generated from references."""
    yield taskcluster
    for found in pkgutil.walk_packages(taskcluster.__path__, "taskcluster."):
        name = found.name.rpartition(".")[2]
        if "generated" not in found.name and name not in RETIRED:
            yield importlib.import_module(found.name)


def publicNames() -> set[str]:
    """Return the names of what the official package defines for its users."""
    names: set[str] = set()
    for module in modules():
        for name, value in vars(module).items():
            home = getattr(value, "__module__", module.__name__)
            isModule = inspect.ismodule(value)
            if not name.startswith("_") and not isModule and home.startswith("taskcluster"):
                names.add(name)
    return names


def isMentioned(name: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(name)}(?!\w)", PAGE) is not None


def test_each_public_name_is_on_the_page() -> None:
    names = publicNames() - {*SERVICES, *EVENTS}
    assert len(names) > 40
    assert sorted(name for name in names if not isMentioned(name)) == []
