"""The migration guide covers every name, argument and method of the official package."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from tests.pages.player import PAGES

import tc_typed
from tc_typed import transfers

# Imported like this, because the official package has no types.
OFFICIAL = vars(importlib.import_module("taskcluster"))
CLIENT = vars(importlib.import_module("taskcluster.client"))
HELPER = vars(importlib.import_module("taskcluster.helper"))
OFFICIAL_TRANSFERS = {
    name: function
    for module in ("upload", "download")
    for name, function in vars(importlib.import_module(f"taskcluster.aio.{module}")).items()
    if re.fullmatch("(upload|download)[A-Za-z]*", name)
}
GUIDE = [PAGES / "migration.md", PAGES / "migration-names.md"]
PAGE = "".join(page.read_text(encoding="utf-8") for page in GUIDE)
RETIRED = {"awsprovisioner", "ec2manager", "login"}
"""Modules of the official package that can't be imported: their services don't exist."""
SERVICES = sorted(
    name for name, it in OFFICIAL.items() if hasattr(it, "funcinfo") and not name.endswith("Events")
)
EVENTS = sorted(name for name in OFFICIAL if name.endswith("Events"))
FUNCTIONS = (
    *("createApiClient", "createTemporaryCredentials", "fromNow", "fromNowJSON", "isExpired"),
    *("optionsFromEnvironment", "scopeMatch", "slugId", "stableSlugId"),
)
"""Functions that both packages have."""


def modules() -> Iterator[ModuleType]:
    """Yield the modules of the official package, except for its generated clients."""
    package = importlib.import_module("taskcluster")
    yield package
    for found in pkgutil.walk_packages(package.__path__, "taskcluster."):
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


@pytest.mark.parametrize("service", SERVICES)
def test_each_method_of_the_official_clients_has_the_same_arguments(service: str) -> None:
    assert isMentioned(service)
    for name, entry in OFFICIAL[service].funcinfo.items():
        arguments = argumentsOf(getattr(getattr(tc_typed, service), name))[1:]
        given = [*entry["args"], *(["payload"] if "input" in entry else [])]
        assert arguments[: len(given)] == given, name
        assert set(entry.get("query", ())) <= set(arguments), name
        assert hasattr(getattr(tc_typed.aio, service), name)


@pytest.mark.parametrize("events", EVENTS)
def test_each_exchange_of_the_official_client_exists(events: str) -> None:
    assert isMentioned(events)
    base = {*dir(CLIENT["BaseClient"])}
    theirs = [
        name
        for name, _ in inspect.getmembers(OFFICIAL[events], inspect.isfunction)
        if name not in base
    ]
    assert theirs
    assert [name for name in theirs if not hasattr(getattr(tc_typed, events), name)] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_with_other_arguments_are_in_the_table(name: str) -> None:
    theirs = argumentsOf({**CLIENT, **OFFICIAL}[name])
    ours = argumentsOf(getattr(tc_typed, name))
    row = re.search(rf"^\| `{name}` \| `(.*?)` \| `(.*?)`", PAGE, re.MULTILINE)
    if row is None:
        assert ours == theirs
    else:
        assert (row[1].split(", "), row[2].split(", ")) == (theirs, ours)


@pytest.mark.parametrize("name", OFFICIAL_TRANSFERS)
def test_transfers_take_the_same_arguments(name: str) -> None:
    theirs = {*argumentsOf(OFFICIAL_TRANSFERS[name])} - {"kwargs"}
    assert theirs <= {*argumentsOf(getattr(transfers, name))}


def test_helpers_of_the_official_package_are_on_the_page() -> None:
    methods = {*dir(HELPER["TaskclusterConfig"]), *dir(CLIENT["BaseClient"])}
    names = {name for name in methods if not name.startswith("_")}
    assert len(names) > 5
    assert sorted(name for name in names if not isMentioned(name)) == []


def test_options_of_the_official_clients_are_on_the_page() -> None:
    assert sorted(name for name in CLIENT["config"] if not isMentioned(name)) == []


def argumentsOf(function: Callable[..., object]) -> list[str]:
    return list(inspect.signature(function).parameters)
