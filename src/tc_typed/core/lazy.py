"""Packages that load their modules on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def lazyNames(package: str, places: Mapping[str, str]) -> Callable[[str], object]:
    """Create a package's `__getattr__`, which imports names from the package's modules.

    Args:
        package: Name of the package.
        places: Module of each name.
    """

    def load(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(places[name]), name)
        return value

    return load
