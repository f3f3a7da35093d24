"""Record of calls to a server that may be killed at any moment, and of which it confirmed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from tc_typed.core.errors import ResourceNotFound

Key: TypeAlias = tuple[str, ...]
"""Kind and name of what a call changes."""


@dataclass
class Fact:
    """State that a call should bring about."""

    value: object
    isConfirmed: bool = False


class Ledger:
    """Facts by key. Threads may share it, if each one has other keys."""

    def __init__(self) -> None:
        self.facts: dict[Key, Fact] = {}

    @contextmanager
    def making(self, *key: str, value: object = True) -> Generator[None]:
        """Make a call in the block; at its end the call is confirmed."""
        fact = self.facts[key] = Fact(value)
        yield
        fact.isConfirmed = True

    def confirmed(self, *key: str, value: object) -> None:
        """Note something that a response has told, which must be new."""
        assert key not in self.facts, f"{key} happened twice"
        self.facts[key] = Fact(value, isConfirmed=True)

    def of(self, kind: str) -> Mapping[Key, Fact]:
        """Return the facts of one kind, by the rest of their keys."""
        return {key[1:]: fact for key, fact in [*self.facts.items()] if key[0] == kind}

    def check(self, kind: str, find: Callable[[Key], object]) -> None:
        """Check facts of one kind: confirmed ones are there, others are there entirely or not.

        Args:
            kind: Kind of the facts.
            find: Function that returns what the server has for the rest of a key; it returns
                `None` or raises a ResourceNotFound if the server has nothing.
        """
        for key, fact in self.of(kind).items():
            try:
                found = find(key)
            except ResourceNotFound:
                found = None
            allowed = [fact.value] if fact.isConfirmed else [fact.value, None]
            assert found in allowed, f"{kind} {key}: {found!r} must be one of {allowed!r}"

    def checkNames(self, kind: str, listed: list[str]) -> None:
        """Check that a list has each confirmed name once, and others at most once."""
        facts = self.of(kind)
        assert len(listed) == len({*listed}), f"a {kind} is listed twice: {listed}"
        assert {*listed} <= {name for name, *_ in facts}
        assert {name for (name, *_), fact in facts.items() if fact.isConfirmed} <= {*listed}


def digest(data: bytes) -> str:
    """Return a hash that identifies a content."""
    return sha256(data).hexdigest()
