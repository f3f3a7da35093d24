"""Rules of requests that the types of single fields can't express."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol


class Constraint(Protocol):
    """A rule about which properties an object has."""

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Say what is wrong with an object that has these properties, `None` if nothing is."""


@dataclass(frozen=True, slots=True)
class MinProperties:
    """At least so many properties."""

    count: int

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Count them."""
        return None if len(present) >= self.count else f"at least {self.count} must be set"


@dataclass(frozen=True, slots=True, init=False)
class Needs:
    """A property that can't be without some others."""

    name: str
    others: tuple[str, ...]

    def __init__(self, name: str, *others: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "others", others)

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Look for the others."""
        missing = [other for other in self.others if other not in present]
        if self.name not in present or not missing:
            return None
        return f"{self.name} needs {' and '.join(missing)}"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A property that must not be there, in an object that may have any other."""

    name: str

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Look for it."""
        return f"{self.name} is not allowed" if self.name in present else None


@dataclass(frozen=True, slots=True, init=False)
class NotTogether:
    """Properties that must not all be there."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Look for all of them."""
        return f"{' and '.join(self.names)} can't all be set" if present >= {*self.names} else None


@dataclass(frozen=True, slots=True, init=False)
class ExactlyOne:
    """Sets of properties of which one must be complete, and no second one."""

    sets: tuple[tuple[str, ...], ...]

    def __init__(self, *sets: tuple[str, ...]) -> None:
        object.__setattr__(self, "sets", sets)

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Count the complete ones."""
        if sum(present >= {*names} for names in self.sets) == 1:
            return None
        return f"exactly one of {_listed(self.sets)} must be set"


def _listed(sets: tuple[tuple[str, ...], ...]) -> str:
    return ", ".join(" and ".join(names) for names in sets)
