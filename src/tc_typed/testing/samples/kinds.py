"""Kinds of values that fields have: each makes samples, and completes values that users give."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Annotated, TypeGuard

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaError
from typing_extensions import override

from tc_typed.core.errors import didYouMean
from tc_typed.core.models.fields import HasKeys, Unrecognized
from tc_typed.core.texts import shownValue
from tc_typed.testing.samples.ids import numbered
from tc_typed.testing.samples.patterns import matches
from tc_typed.testing.samples.scope import Scope
from tc_typed.testing.samples.texts import texts

_ONE = frozenset({"capacity", "number", "version"})
"""Names of numbers that are at least 1 also in responses, whose models don't check limits."""

Path = tuple[str | int, ...]
"""Location of a value in the sample."""


class NoSample(Exception):
    """There is no sample of a value, or a given value does not fit.

    Attributes:
        problem: Description of the problem, with the location.
    """

    def __init__(self, path: Path, problem: str) -> None:
        place = ".".join(map(str, path))
        self.problem: str = f"{place}: {problem}" if place else problem
        super().__init__(self.problem)


@dataclass(frozen=True, slots=True)
class Spot:
    """Location of a value, and what it has in common with others."""

    scope: Scope
    path: Path = ()
    owner: str = ""
    """Name of the model that has the field."""

    @property
    def name(self) -> str:
        """Name of the field that contains the value, also within a list or dict."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "")

    @property
    def isItem(self) -> bool:
        """Whether the value is an item of a list."""
        return bool(self.path) and isinstance(self.path[-1], int)

    def inside(self, name: str, owner: str = "") -> Spot:
        """Return the location of a field of a model, or of a dict's value."""
        return Spot(self.scope, (*self.path, name), owner)

    def item(self, index: int) -> Spot:
        """Return the location of an item of a list."""
        return Spot(self.scope.item(index), (*self.path, index))


class Kind(ABC):
    """Kind of a value."""

    @abstractmethod
    def sample(self, spot: Spot, /) -> object:
        """Make a sample.

        Raises:
            NoSample: if there is none.
        """

    def complete(self, given: object, _spot: Spot, /) -> object:
        """Complete a given value. The model checks the result.

        Raises:
            NoSample: if it does not fit, and the model would not notice.
        """
        return given


@dataclass(frozen=True)
class Constant(Kind):
    """A value with a sample that is always the same, such as False."""

    value: object

    @override
    def sample(self, spot: Spot, /) -> object:
        return self.value


@dataclass(frozen=True)
class Unknown(Kind):
    """A value of a type that only a user's own class has; the user has to give it."""

    type: object

    @override
    def sample(self, spot: Spot, /) -> object:
        raise NoSample(spot.path, f"there is no sample of {shownValue(self.type)}; give a value")


class Time(Kind):
    """A datetime."""

    @override
    def sample(self, spot: Spot, /) -> object:
        return spot.scope.time(spot.name)


@dataclass(frozen=True)
class Enumeration(Kind):
    """One of several values."""

    values: tuple[object, ...]
    isOpen: bool = False
    """Whether the field also accepts values that this version of the library does not know."""

    @override
    def sample(self, spot: Spot, /) -> object:
        shared = spot.scope.shared.get(spot.name)
        if shared is not None and self.accepts(shared):
            return shared
        # Items of a list may have to be different.
        index = spot.scope.position[-1] if spot.isItem else 0
        return self.values[index % len(self.values)]

    def accepts(self, given: object) -> bool:
        """Return whether a given value fits."""
        isKnown = given is None or given in self.values  # The model checks whether None is allowed.
        return isKnown or (self.isOpen and isinstance(given, Unrecognized))

    @override
    def complete(self, given: object, spot: Spot, /) -> object:
        if self.accepts(given):
            return given
        raise notAmong(self.values, given, spot)


def notAmong(values: Sequence[object], given: object, spot: Spot) -> NoSample:
    """Return the error about a value that an enumeration lacks."""
    known = [value for value in values if not isinstance(value, Unrecognized)]
    if not known:
        return NoSample(spot.path, f"must be an Unrecognized string, got {shownValue(given)}")
    rule = ", ".join(map(repr, known))
    rule = f"one of {rule}" if len(known) > 1 else rule
    hint = didYouMean(str(given), map(str, known))
    return NoSample(spot.path, f"must be {rule}, got {shownValue(given)}{hint}")


@dataclass(frozen=True)
class Scalar(Kind):
    """A string or number, with the constraints of requests. Responses have none."""

    bare: type[str | int | float]
    constraints: tuple[object, ...]

    @override
    def sample(self, spot: Spot, /) -> object:
        name, scope = spot.name, spot.scope
        made = self._texts(spot) if self.bare is str else map(self.bare, self._numbers(spot))
        given = [scope.shared[name]] if name in scope.shared else []
        for candidate in chain[object](given, made):
            if self._fits(candidate):
                return candidate
        raise NoSample(spot.path, "no sample fits its constraints; give a value")

    def _fits(self, value: object) -> bool:
        if not self.constraints:
            return isinstance(value, self.bare)
        try:
            self._check(value)
        except (SchemaError, ValidationError):  # A user's model can have another regex engine.
            return False
        return True

    @cached_property
    def _check(self) -> Callable[[object], object]:
        kind: object = self.bare
        for constraint in self.constraints:
            kind = Annotated[kind, constraint]
        return TypeAdapter(kind).validator.validate_python  # type: ignore[arg-type]  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # known at run time

    def _texts(self, spot: Spot) -> Iterator[str]:
        least = int(self._limit("min_length") or 0)
        most = self._limit("max_length")
        if spot.isItem:  # Items of a list may have to be different.
            yield numbered(spot.name, spot.scope.position)
        for text in texts(spot.name, spot.scope.position, spot.owner):
            yield text.ljust(least, "x")[: None if most is None else int(most)]
        for constraint in self.constraints:
            if isinstance(pattern := getattr(constraint, "pattern", None), str):
                yield from matches(pattern, least)

    def _numbers(self, spot: Spot) -> Iterator[float]:
        position = spot.scope.position
        index = position[-1] if position else 0
        if spot.isItem:
            yield index
        elif spot.name == "runId":  # Runs are numbered from 0.
            yield 0
        elif spot.name == "id" or spot.name.endswith(("Id", "_id")):
            yield index + 1
        elif spot.name in _ONE:
            yield 1
        step = self._limit("multiple_of") or 1
        for limit in (0, *map(self._limit, ("ge", "gt", "le", "lt"))):
            if limit is not None:
                multiple = limit // step * step
                yield from (multiple, multiple + step, multiple - step, limit)

    def _limit(self, name: str) -> float | None:
        limits = (getattr(constraint, name, None) for constraint in self.constraints)
        return next((it for it in limits if isinstance(it, int | float)), None)


@dataclass(frozen=True)
class Items(Kind):
    """A list."""

    item: Kind
    minLength: int

    @override
    def sample(self, spot: Spot, /) -> object:
        return [self.item.sample(spot.item(index)) for index in range(self.minLength)]

    @override
    def complete(self, given: object, spot: Spot, /) -> object:
        if not isList(given):
            return given
        return [self.item.complete(it, spot.item(index)) for index, it in enumerate(given)]


@dataclass(frozen=True)
class Table(Kind):
    """A dict with any keys."""

    value: Kind
    keys: tuple[str, ...]
    """Keys that it must have."""

    @override
    def sample(self, spot: Spot, /) -> object:
        return self.complete({}, spot)

    @override
    def complete(self, given: object, spot: Spot, /) -> object:
        if not isMapping(given):
            return given
        made = {key: self.value.complete(it, spot.inside(str(key))) for key, it in given.items()}
        for key in self.keys:
            if key not in made:
                made[key] = self.value.sample(spot.inside(key))
        return made


def keysOf(constraints: Sequence[object]) -> tuple[str, ...]:
    """Return the keys that a dict must have."""
    return tuple(name for it in constraints if isinstance(it, HasKeys) for name in it.names)


def isMapping(value: object) -> TypeGuard[Mapping[str, object]]:
    """Return whether a value is a dict or similar."""
    return isinstance(value, Mapping)


def isList(value: object) -> TypeGuard[Sequence[object]]:
    """Return whether a value is a list or tuple."""
    return isinstance(value, list | tuple)
