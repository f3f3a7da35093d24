"""Ids and times that all parts of a sample share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tc_typed.core.models.timestamps import shifted
from tc_typed.testing.samples.ids import COMMON, commonIds, completeQueue, isId

START = datetime(2026, 1, 1, tzinfo=UTC)
"""Time of everything that begins an object's life, such as `created`."""

OFFSETS: Mapping[str, timedelta] = {
    "created": timedelta(),
    "scheduled": timedelta(seconds=1),
    "started": timedelta(seconds=2),
    "resolved": timedelta(minutes=10),
    "takenUntil": timedelta(minutes=20),
    "deadline": timedelta(days=1),
    "expires": timedelta(days=365),
}
"""Time spans from the creation of an object to its other times, by name of the field."""

AGREEING = frozenset({"priority"})
"""Names of other fields that a task has in common with its status."""

_ENDS = "expir"  # part of the names of other times at which something ends


def offsetOf(name: str) -> timedelta:
    """Return the time span between an object's creation and one of its times."""
    if name in OFFSETS:
        return OFFSETS[name]
    return OFFSETS["expires"] if _ENDS in name.lower() else timedelta()


@dataclass(frozen=True, slots=True)
class Scope:
    """Values that the parts of one object have in common, except for the items of its lists."""

    shared: Mapping[str, object] = field(default_factory=dict[str, object])
    """Ids and times, by name."""
    start: datetime = START
    """Time from which other times are computed."""
    position: tuple[int, ...] = ()
    """Indices of the object in the lists that contain it."""

    def time(self, name: str) -> datetime:
        """Return the sample of a time."""
        given = self.shared.get(name)
        return given if isinstance(given, datetime) else shifted(self.start, offsetOf(name))

    def item(self, index: int) -> Scope:
        """Return the scope of an item of a list, which has its own ids."""
        common = {name: value for name, value in self.shared.items() if name in COMMON}
        return Scope(common, self.start, (*self.position, index))

    def including(self, given: Iterable[tuple[str, object]], names: AbstractSet[str]) -> Scope:
        """Return the scope of an object with given fields.

        Args:
            given: Names and values of given fields, the most important ones first.
            names: Names of all fields of the object.
        """
        found: dict[str, object] = {}
        start: datetime | None = None
        for name, value in given:
            if (isId(name) or name in AGREEING) and value is not None:
                found.setdefault(name, value)
            elif name in OFFSETS and (time := _asTime(value)) is not None:
                found.setdefault(name, time)
                start = start or shifted(time, -OFFSETS[name])
        completeQueue(found)
        shared = {**self.shared, **found}
        shared |= commonIds(names, shared, self.position)
        return replace(self, shared=shared, start=start or self.start)


def _asTime(value: object) -> datetime | None:
    """Return a given time; `None` if it is not a valid one, which the model reports."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.utcoffset() is not None else None
