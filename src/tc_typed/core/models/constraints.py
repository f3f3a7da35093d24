"""Constraints on requests that the types of single fields can't express."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol


class Constraint(Protocol):
    """A constraint on the set of properties that an object has."""

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Describe the problem of an object with these properties; `None` if there is none."""


@dataclass(frozen=True, slots=True)
class MinProperties:
    """Constraint that requires a minimum number of properties."""

    count: int

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Count the properties."""
        return (
            None
            if len(present) >= self.count
            else f"at least {self.count} of the fields must be set"
        )


@dataclass(frozen=True, slots=True, init=False)
class Needs:
    """Constraint that a property requires other properties."""

    name: str
    others: tuple[str, ...]

    def __init__(self, name: str, *others: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "others", others)

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Look for the required properties."""
        missing = [other for other in self.others if other not in present]
        if self.name not in present or not missing:
            return None
        return f"{self.name} requires {' and '.join(missing)}"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Constraint that forbids a property in an object that accepts unknown ones."""

    name: str

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Look for the property."""
        return f"{self.name} is not allowed" if self.name in present else None


@dataclass(frozen=True, slots=True, init=False)
class NotTogether:
    """Constraint that forbids setting all of several properties together."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Look for all of the properties."""
        return (
            f"{' and '.join(self.names)} can't be set together"
            if present >= {*self.names}
            else None
        )


@dataclass(frozen=True, slots=True, init=False)
class ExactlyOne:
    """Constraint that requires exactly one of several sets of properties to be complete."""

    sets: tuple[tuple[str, ...], ...]

    def __init__(self, *sets: tuple[str, ...]) -> None:
        object.__setattr__(self, "sets", sets)

    def problem(self, present: AbstractSet[str], /) -> str | None:
        """Count the complete sets."""
        if sum(present >= {*names} for names in self.sets) == 1:
            return None
        return f"exactly one of {_listed(self.sets)} must be set"


def _listed(sets: tuple[tuple[str, ...], ...]) -> str:
    return ", ".join(" and ".join(names) for names in sets)
